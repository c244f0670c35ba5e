"""The ledger says of hand-written records what a reader of the contract would."""

from datetime import timedelta
from typing import Any

import pytest

from evals.expecting import Ask, Expecting
from evals.geography import Geography, Stands
from evals.ledger import Ledger, Published, State
from tests.evals.published import NOON, all_live, at, beat, elsewhere, geography, ledger, spot, told


def only(book: Ledger, minutes: float = 0) -> Published:
    (event,) = book.events(at(minutes))
    return event


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, State.IN_FORCE),
        ({"status": "restored"}, State.OVER),
        ({"message_type": "cancel"}, State.WITHDRAWN),
        ({"starts_at": at(10)}, State.UPCOMING),
        ({"ends_at": at(-1)}, State.OVER),
        ({"expires_at": at(-1)}, State.LAPSED),
        ({"expires_at": at(-1), "ends_at": at(30)}, State.IN_FORCE),
        ({"estimated_restoration": at(-1)}, State.IN_FORCE),
    ],
)
def test_an_event_stands_as_its_own_fields_say(fields: dict[str, Any], state: State):
    assert only(ledger(told(**fields))).state is state


def test_a_passed_estimate_is_overdue_and_a_known_end_is_sure():
    late = only(ledger(told(estimated_restoration=at(-1))))
    sure = only(ledger(told(ends_at=at(20))))
    assert (late.overdue, late.end) == (True, (at(-1), False))
    assert (sure.overdue, sure.end) == (False, (at(20), True))


def test_the_newest_timestamp_wins_however_late_an_older_one_comes():
    older = told(timestamp=at(-60))
    book = ledger(told(status="restored", timestamp=at(-5)), older)
    assert only(book).state is State.OVER


def test_an_ending_inherits_what_it_leaves_out():
    ending = told(minutes=-5, status="restored", area=None, affected_customers=0)
    event = only(ledger(told(cause="A fallen tree"), ending))
    assert event.said["cause"] == "A fallen tree"
    assert event.said["affected_customers"] == 0


def test_an_exercise_and_a_withdrawn_record_are_not_there():
    gone = told("P-2")
    book = ledger(told(handling="exercise"), gone)
    book.write([type(gone)(gone.at, gone.topic, gone.key, None)])
    assert list(book.events(NOON)) == []


def test_what_nobody_confirms_lapses_and_what_a_source_confirms_does_not():
    old = told(minutes=-73 * 60)
    assert only(ledger(old)).state is State.LAPSED
    assert only(ledger(old, beat("city-power", -1))).state is State.IN_FORCE


@pytest.mark.parametrize(
    ("silent_s", "statuses"),
    [
        (10, {"nothing_reported"}),
        (300, {"cannot_tell"}),
        (120, {"nothing_reported", "cannot_tell"}),
    ],
)
def test_only_a_live_source_supports_an_all_clear(silent_s: float, statuses: set[str]):
    book = ledger(elsewhere(), beat("city-power", -silent_s / 60))
    ask = Ask("power", "status_trouble", spot("area", "Downtown"), "")
    assert Expecting(geography(), book).expect(ask, NOON).statuses == statuses


def test_an_error_is_no_sign_of_life():
    book = ledger(beat("city-power", -10), beat("city-power", -0.1, state="error"))
    assert book.last_ok("city-power") == NOON - timedelta(minutes=10)


@pytest.mark.parametrize(
    ("kind", "name", "stands"),
    [
        ("area", "Downtown", Stands.THERE),
        ("area", "Seaview", Stands.ELSEWHERE),
        ("landmark", "City Hall", Stands.THERE),
    ],
)
def test_a_name_places_what_has_no_geometry(kind: str, name: str, stands: Stands):
    assert stands_of({"area": "Downtown"}, kind, name) is stands


def test_geometry_wins_over_the_name_of_an_area():
    there = geography().city.area_by_id[spot("area", "Seaview").id].geometry.representative_point()
    fields = {"area": "Downtown", "type": "road_closure"}
    point = {"coordinates": {"lat": there.y, "lon": there.x}}
    assert stands_of(fields | point, "area", "Downtown") is Stands.ELSEWHERE
    assert stands_of(fields | point, "area", "Seaview") is Stands.THERE


@pytest.mark.parametrize(
    ("name", "stands"), [("Red Line", Stands.THERE), ("Blue Line", Stands.UNSURE)]
)
def test_transit_lies_on_its_line(name: str, stands: Stands):
    fields = {"type": "suspension", "line": "Red Line", "area": None}
    assert stands_of(fields, "line", name) is stands


def stands_of(fields: dict[str, Any], kind: str, name: str) -> Stands:
    places = Geography(geography().city)
    return places.stands(only(ledger(told(**fields))), spot(kind, name))


def test_what_is_needed_without_a_place_is_asked_for():
    book = ledger(*all_live(), told())
    ask = Ask("power", "status_trouble", None, "")
    assert Expecting(geography(), book).expect(ask, NOON).statuses == {"needs_place"}
