"""How an answer that rests on a reading goes out of the door."""

from api.answer_body import answer_body
from tests.assistant.readings import vehicle
from tests.assistant.town import Town, city


def test_a_reading_is_cited_with_its_topic_and_its_time():
    seen = vehicle("bus-1", "12", "Oak Street", kind="bus")
    body = answer_body(Town(seen=[seen]).ask("where is bus 12 right now?"), city(), 1.0)
    assert body["status"] == "reported"
    assert body["statements"][0]["event_ids"] == ["obs:vehicle_positions:bus-1"]
    (citation,) = body["citations"]
    assert citation["event_id"] == "obs:vehicle_positions:bus-1"
    assert (citation["family"], citation["type"]) == ("telemetry", "vehicle_positions")
    assert citation["issued_at"] == citation["last_confirmed_at"] == seen.taken_at
    assert citation["phase"] == "active"
    assert body["answer"].startswith("A bus on line 12 was at the Oak Street stop 20 seconds ago")
