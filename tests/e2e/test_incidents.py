"""Events that are one story: joined with the reason, each with a life of its own (issue)."""

from collections.abc import Iterator
from typing import Final

import pytest

from tests.e2e.feeding import Feed, ago, message, now, power_outage
from tests.e2e.gridham import square_at, within
from tests.e2e.measured import beat
from tests.e2e.running import Json, System, expect
from tests.e2e.sensed_pack import write_sensed_pack

MEMBERS: Final = ("OUT", "SIG", "CLO", "DET")
DETOUR: Final = "DET"
STRANGERS: Final = ("FAR", "BEFORE", "WATER-FAR")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feed]:
    folder = tmp_path_factory.mktemp("incidents")
    with System(folder, city=write_sensed_pack(folder / "pack")) as system:
        feed = Feed(system)
        beat(feed)
        for family, body in _cascade():
            feed.say(family, body)
        for id_ in (*MEMBERS, DETOUR, *STRANGERS):
            expect(lambda id_=id_: system.event(id_), id_)
        expect(lambda: all(_incident(feed, id_) for id_ in MEMBERS), "the incident")
        yield feed


def _cascade() -> Iterator[tuple[str, Json]]:
    here, far = _point("Pelham"), _point("Zennor")
    yield "infrastructure", power_outage(
        event_id="OUT", geometry=square_at("Pelham", 0.8), timestamp=ago(minutes=30),
        affected_customers=900,
    )  # fmt: skip
    yield "infrastructure", message(
        "gh-roads", "signal_outage", event_id="SIG", coordinates=here, timestamp=ago(minutes=26),
        road="Kestrel Street",
    )  # fmt: skip
    yield "infrastructure", message(
        "gh-roads", "road_closure", event_id="CLO", coordinates=here, timestamp=ago(minutes=20),
        road="Kestrel Street",
    )  # fmt: skip
    yield "transit", message(
        "gh-transit", "route_change", event_id=DETOUR, coordinates=here, timestamp=ago(minutes=15),
        road="Kestrel Street", line="77", reason="road closure",
    )  # fmt: skip
    yield "transit", message(
        "gh-transit", "route_change", event_id="DET", coordinates=here, timestamp=ago(minutes=15),
        line="77", road="Kestrel Street", reason="road closure",
    )  # fmt: skip
    yield "infrastructure", message(
        "gh-roads", "road_closure", event_id="FAR", coordinates=far, timestamp=ago(minutes=20),
        road="Plover Street",
    )  # fmt: skip
    yield (
        "infrastructure",
        message(
            "gh-roads",
            "signal_outage",
            event_id="BEFORE",
            coordinates=_point("Pelham", 0.4),
            timestamp=ago(hours=9),
        ),
    )
    yield (
        "infrastructure",
        message(
            "gh-water",
            "water_outage",
            event_id="WATER-FAR",
            area="Coldham",
            timestamp=ago(minutes=25),
        ),
    )


def _point(area: str, dy_km: float = 1.0) -> Json:
    lon, lat = within(area, 1.0, dy_km)
    return {"lat": lat, "lon": lon}


def _incident(feed: Feed, id_: str) -> str | None:
    event = feed.system.event(id_)
    return None if event is None else event["incident_id"]


def test_what_an_outage_darkened_is_one_incident(town: Feed):
    incidents = {_incident(town, id_) for id_ in MEMBERS}
    assert len(incidents) == 1
    assert None not in incidents


def test_a_detour_that_is_told_at_the_closure_is_in_it(town: Feed):
    expect(lambda: _incident(town, DETOUR) == _incident(town, "CLO"), "the detour's incident")


@pytest.mark.parametrize("id_", STRANGERS)
def test_what_is_elsewhere_or_was_before_is_not_in_it(town: Feed, id_: str):
    assert _incident(town, id_) != _incident(town, "OUT")


def test_members_are_listed_and_keep_what_they_are(town: Feed):
    listed = {e["event_id"]: e for e in town.system.get("/api/events", limit=1000)["events"]}
    assert {listed[id_]["type"] for id_ in MEMBERS} == {
        "power_outage", "signal_outage", "road_closure", "route_change",
    }  # fmt: skip
    assert {listed[id_]["phase"] for id_ in MEMBERS} == {"active"}
    assert listed["SIG"]["cause"] is None


WHY: Final[dict[str, list[str]]] = {
    "why are the traffic lights out on Kestrel Street?": ["SIG", "OUT"],
    "are the traffic lights working on Kestrel Street?": ["SIG", "OUT"],
    "why are the lights dark on Kestrel Street?": ["SIG", "OUT"],
    "why is Kestrel Street closed?": ["CLO", "SIG"],
}
"""A question, and what its first words rest on."""


@pytest.mark.parametrize("question", WHY)
def test_the_likely_cause_is_told_with_its_reason(town: Feed, question: str):
    answer = town.system.ask(question)
    assert answer["status"] == "reported"
    cited = {c["event_id"] for c in answer["citations"]}
    assert set(WHY[question]) <= cited
    assert not set(STRANGERS) & cited
    because = [s for s in answer["statements"] if "ikely because of" in s["text"]]
    assert because, answer["answer"]
    assert any(set(WHY[question]) <= set(s["event_ids"]) for s in because)


def test_what_has_no_known_cause_gets_none(town: Feed):
    answer = town.system.ask("why is Plover Street closed?")
    assert "ikely because" not in answer["answer"]
    assert "OUT" not in {c["event_id"] for c in answer["citations"]}


def test_a_member_ends_alone(town: Feed):
    """The last test here: it ends the outage."""
    body = power_outage(event_id="OUT", geometry=square_at("Pelham", 0.8), status="restored")
    town.say("infrastructure", body | {"timestamp": now().isoformat()})
    expect(lambda: (e := town.system.event("OUT")) and e["phase"] == "ended", "the end")
    incidents = {_incident(town, id_) for id_ in (*MEMBERS, DETOUR)}
    assert len(incidents) == 1
    assert None not in incidents, "what ended is a member still"
    for id_ in ("SIG", "CLO", "DET"):
        event = town.system.event(id_)
        assert event is not None
        assert event["phase"] == "active"
    assert len({_incident(town, id_) for id_ in MEMBERS}) == 1
    assert _incident(town, "OUT") is not None
    answer = town.system.ask("are the traffic lights working on Kestrel Street?")
    assert answer["answer"].startswith("No")
    answer = town.system.ask("why are the lights dark on Kestrel Street?")
    assert answer["status"] == "reported"
    assert "SIG" in {c["event_id"] for c in answer["citations"]}
