"""Incidents over time: they grow, merge and fall apart, and what is so stays under its id."""

from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from core.event import Event, EventType, MessageType
from core.geo import LonLat
from core.identity import incident_id
from core.topics import INFRASTRUCTURE_EVENTS
from indexer.anomalies import incidents
from indexer.anomalies.incident_judging import judge
from indexer.anomalies.incidents import IncidentBook
from tests.indexer.anomalies.incident_city import Story, around, event, indexed, middle_of, off
from tests.indexer.anomalies.joint_lines import minute
from tests.indexer.store.events import rivermouth

E = EventType
HERE = middle_of("eastside")
OUTAGE = event("outage", E.POWER_OUTAGE, geometry=around(HERE, 500), cause="lightning strike")
SIGNAL = event("signal", E.SIGNAL_OUTAGE, 1, coordinates=off(HERE, 200))
STORM = event(
    "storm", E.WEATHER_ALERT, -10, geometry=around(HERE, 3000), headline="Thunderstorm warning"
)
ELSEWHERE = middle_of("harbor")


def test_one_event_alone_is_no_incident():
    story = Story(OUTAGE)
    assert story.because() == {}


def test_an_incident_is_named_for_its_first_member_and_says_when_each_joined():
    story = Story(OUTAGE)
    joining = story.tell(SIGNAL)
    assert [m.event_id for m in joining.joined] == ["outage", "signal"]
    name = incident_id(f"{INFRASTRUCTURE_EVENTS}/outage")
    assert {m.incident_id for m in joining.joined} == {name}
    assert {m.joined_at for m in joining.joined} == {minute(1)}


def test_members_keep_their_own_life_and_stay_when_one_ends():
    story = Story(OUTAGE, SIGNAL)
    assert not story.end(OUTAGE, 90)
    assert not story.end(SIGNAL, 95)
    assert len(story.members) == 2


def test_an_end_that_does_not_repeat_when_it_began_parts_nobody():
    story = Story(OUTAGE, SIGNAL)
    restored = replace(OUTAGE, message_type=MessageType.UPDATE, status="restored",
                       issued_at=minute(90))  # fmt: skip
    story.book.hear(indexed(restored, first_issued_at=OUTAGE.issued_at))
    assert not story.take()
    assert story.because() == {
        "outage": ("", ""), "signal": ("outage", "signals_in_outage"),
    }  # fmt: skip


def test_news_that_changes_neither_place_nor_time_nor_cause_changes_nothing():
    story = Story(OUTAGE, SIGNAL)
    news = replace(OUTAGE, issued_at=minute(20), starts_at=OUTAGE.begins_at, affected_customers=900)
    assert not story.tell(news)


def test_of_two_incidents_that_grow_together_the_older_id_stays():
    other = event("far", E.POWER_OUTAGE, 5, geometry=around(ELSEWHERE, 400), cause="lightning")
    lights = event("lights", E.SIGNAL_OUTAGE, 6, coordinates=ELSEWHERE)
    story = Story(OUTAGE, SIGNAL, other, lights)
    assert story.incidents() == [{"far", "lights"}, {"outage", "signal"}]
    older = story.of("outage")
    assert older is not None
    wide = replace(STORM, geometry=around(HERE, 15_000))
    story.tell(wide)
    assert story.incidents() == [{"storm", "outage", "signal", "far", "lights"}]
    assert {m.incident_id for m in story.members.values()} == {older.incident_id}
    assert story.because()["outage"] == ("storm", "weather_cut_power")


def test_an_event_that_moved_is_judged_anew_and_what_stays_keeps_the_id():
    second = event("second", E.SIGNAL_OUTAGE, 2, coordinates=off(HERE, -200))
    story = Story(OUTAGE, SIGNAL, second)
    before = story.of("outage")
    moved = replace(SIGNAL, coordinates=ELSEWHERE, issued_at=minute(9), starts_at=SIGNAL.begins_at)
    joining = story.tell(moved)
    assert [key.event_id for key in joining.parted] == ["signal"]
    assert story.incidents() == [{"outage", "second"}]
    assert story.of("outage") == before


def test_a_cause_that_moved_lets_go_of_what_it_did_not_do():
    story = Story(OUTAGE, SIGNAL)
    moved = replace(OUTAGE, geometry=around(ELSEWHERE, 500), issued_at=minute(9),
                    starts_at=OUTAGE.begins_at)  # fmt: skip
    assert len(story.tell(moved).parted) == 2
    assert story.incidents() == []


def test_an_outage_that_is_mended_bit_by_bit_keeps_what_it_darkened():
    story = Story(OUTAGE, SIGNAL)
    left = replace(OUTAGE, geometry=around(off(HERE, -250), 200), issued_at=minute(30),
                   starts_at=OUTAGE.begins_at)  # fmt: skip
    assert not story.tell(left)
    for order in ((left, SIGNAL), (SIGNAL, left)):
        book = IncidentBook(rivermouth(), story.members.values())
        for told in order:
            book.hear(indexed(told))
        assert not book.changes()
    late = event("late", E.SIGNAL_OUTAGE, 25, coordinates=off(HERE, 200))
    assert not story.tell(late)


def test_a_cause_that_turns_out_another_parts_them():
    silent = replace(SIGNAL, cause="under investigation")
    story = Story(OUTAGE, silent)
    assert len(story.members) == 2
    known = replace(silent, cause="a blown fuse", issued_at=minute(30), starts_at=minute(1))
    assert len(story.tell(known).parted) == 2


def test_a_withdrawn_event_leaves_and_its_incident_falls_apart():
    story = Story(STORM, OUTAGE, SIGNAL)
    far = event("far", E.POWER_OUTAGE, 5, geometry=around(off(HERE, 1500), 300), cause="lightning")
    story.tell(far)
    assert len(story.incidents()) == 1
    story.forget(STORM)
    assert story.incidents() == [{"outage", "signal"}]
    story.forget(OUTAGE)
    assert story.incidents() == []


def test_a_part_that_leaves_and_comes_back_has_one_id_at_a_time():
    story = Story(STORM, OUTAGE, SIGNAL)
    wrong = replace(OUTAGE, cause="a worn joint", issued_at=minute(10), starts_at=minute(0))
    story.tell(wrong)
    assert story.incidents() == [{"outage", "signal"}]
    again = replace(OUTAGE, issued_at=minute(20), starts_at=minute(0))
    story.tell(again)
    assert story.incidents() == [{"storm", "outage", "signal"}]
    assert len({m.incident_id for m in story.members.values()}) == 1


def test_a_false_alarm_that_is_cancelled_leads_to_nothing_new():
    taken_back = replace(OUTAGE, message_type=MessageType.CANCEL, issued_at=minute(8),
                         starts_at=OUTAGE.begins_at)  # fmt: skip
    late = event("late", E.SIGNAL_OUTAGE, 25, coordinates=off(HERE, 100))
    assert Story(taken_back, late).because() == {}


def drawn(chance: Random, number: int) -> Event:
    spot = off(HERE, chance.uniform(-1500, 1500), chance.uniform(-1500, 1500))
    at = chance.uniform(0, 90)
    cause = chance.choice(["", "lightning", "power outage", "a crash", "a fire"])
    match chance.randrange(5):
        case 0:
            return event(f"o{number}", E.POWER_OUTAGE, at, geometry=around(spot, 500), cause=cause)
        case 1:
            return event(f"s{number}", E.SIGNAL_OUTAGE, at, coordinates=spot, cause=cause)
        case 2:
            return event(f"c{number}", E.ROAD_CLOSURE, at, coordinates=spot, cause=cause)
        case 3:
            return event(f"d{number}", E.DELAY, at, lines=(chance.choice(["12", "15", "Red"]),))
        case _:
            return event(f"b{number}", E.BUNCHING, at, lines=(chance.choice(["12", "15", "Red"]),))


@settings(max_examples=25, deadline=None)
@given(st.randoms(use_true_random=False))
def test_who_belongs_together_does_not_depend_on_who_was_heard_first(chance: Random):
    told = [STORM, *(drawn(chance, number) for number in range(18))]
    shuffled = told.copy()
    chance.shuffle(shuffled)
    forth, mixed = Story(*told), Story(*shuffled)
    assert forth.incidents() == mixed.incidents()
    assert forth.because() == mixed.because()


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_bit_by_bit_and_at_once_come_to_the_same_members(chance: Random):
    told = [STORM, *(drawn(chance, number) for number in range(15))]
    bits = Story()
    for each in told:
        bits.tell(each)
    whole = Story(*told)
    assert bits.incidents() == whole.incidents()
    ids = {frozenset(m.event_id for m in bits.members.values() if m.incident_id == name)
           for name in {m.incident_id for m in bits.members.values()}}  # fmt: skip
    assert {frozenset(members) for members in whole.incidents()} == ids


def test_one_more_among_thousands_is_weighed_against_few(monkeypatch: pytest.MonkeyPatch):
    weighed = Counter[str]()

    def counted(*given: Any, **how: Any) -> float:
        weighed["pairs"] += 1
        return judge(*given, **how)

    chance, book = Random(7), IncidentBook(rivermouth())
    west, south, east, north = rivermouth().outline.bounds
    kinds = (E.SIGNAL_OUTAGE, E.ROAD_CLOSURE, E.FIRE, E.GAS_LEAK, E.SLOWDOWN)
    for number in range(2000):
        spot = LonLat(chance.uniform(west, east), chance.uniform(south, north))
        book.hear(indexed(event(f"e{number}", chance.choice(kinds), number / 60, coordinates=spot)))
    monkeypatch.setattr(incidents, "judge", counted)
    for number in range(50):
        told = event(f"n{number}", E.POWER_OUTAGE, 60, geometry=around(off(HERE, number * 9), 500))
        book.hear(indexed(told))
    assert weighed["pairs"] < 50 * 60
