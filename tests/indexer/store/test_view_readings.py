"""A view made by hand answers for readings and incidents as one that follows a store does."""

from core.identity import EventKey
from core.incident import Membership
from core.telemetry import Subject
from core.topics import INFRASTRUCTURE_EVENTS, RIDER_TAPS, VEHICLE_POSITIONS
from indexer.store.view import View
from tests.indexer.store.events import NOON, indexed, minutes, rivermouth
from tests.indexer.store.readings import seen


def joined(event_id: str, incident: str, after: float, topic: str = "") -> Membership:
    return Membership(
        incident_id=incident,
        topic=topic or INFRASTRUCTURE_EVENTS,
        event_id=event_id,
        joined_at=NOON + minutes(after),
    )


def keys(view: View, topic: str = VEHICLE_POSITIONS) -> list[str]:
    return [observation.subject.key for observation in view.observations(topic)]


def test_readings_come_by_key_and_the_newest_of_each():
    later = seen("b", NOON + minutes(1))
    view = View.of(rivermouth(), observations=[seen("b", NOON), seen("c"), seen("a"), later])
    assert keys(view) == ["a", "b", "c"]
    assert view.observation(Subject(VEHICLE_POSITIONS, "b")) == later
    assert view.observation(Subject(RIDER_TAPS, "b")) is None
    assert keys(view, RIDER_TAPS) == []


def test_a_reading_put_later_is_there_at_once_and_in_its_place():
    view = View.of(rivermouth(), observations=[seen("c")])
    assert keys(view) == ["c"]
    view.put_observation(seen("b"))
    moved = seen("c", NOON, speed_kmh=3.0)
    view.put_observation(moved)
    assert list(view.observations(VEHICLE_POSITIONS)) == [seen("b"), moved]


def test_an_event_belongs_to_one_incident_at_a_time():
    view = View.of(rivermouth(), memberships=[joined("a", "i1", 0), joined("b", "i1", 1)])
    view.put_membership(joined("a", "i2", 5))
    found = view.membership(EventKey(INFRASTRUCTURE_EVENTS, "a"))
    assert found is not None
    assert found.incident_id == "i2"
    assert [one.event_id for one in view.members("i1")] == ["b"]
    assert view.membership(EventKey(INFRASTRUCTURE_EVENTS, "nobody")) is None
    assert view.members("no such incident") == []


def test_members_come_the_first_that_joined_first_and_then_by_id():
    told = [joined("c", "i", 1), joined("b", "i", 1), joined("a", "i", 2), joined("z", "i", 0)]
    view = View.of(rivermouth(), memberships=told)
    assert [one.event_id for one in view.members("i")] == ["z", "b", "c", "a"]


def test_an_event_that_goes_leaves_its_incident():
    event = indexed("a")
    view = View.of(rivermouth(), [event], memberships=[joined("a", "i", 0)])
    view.apply(1, event.key, None, NOON)
    assert view.membership(event.key) is None
    assert view.members("i") == []
