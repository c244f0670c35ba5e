"""What an event is at an instant, and what messages in any order make of it."""

from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.event import EndCertainty, EventType, MessageType
from core.lifecycle import MAX_AGES, EndReason, Message, Phase, adopt, fold, relevant, standing
from core.timespan import Span
from tests.core.events import at, make_event

ESTIMATED = EndCertainty.ESTIMATED
KNOWN = EndCertainty.KNOWN
HOURS_72 = timedelta(hours=72)


@pytest.mark.parametrize(
    ("fields", "script"),
    [
        pytest.param({}, [(0, Phase.ACTIVE, None), (60, Phase.ACTIVE, None)], id="no end"),
        pytest.param(
            {"ends_at": at(60), "end_certainty": KNOWN},
            [(59, Phase.ACTIVE, None), (60, Phase.ENDED, EndReason.ENDS_AT)],
            id="a known end is the end",
        ),
        pytest.param(
            {"ends_at": at(60), "end_certainty": ESTIMATED},
            [(59, Phase.ACTIVE, None), (60, Phase.OVERDUE, None), (600, Phase.OVERDUE, None)],
            id="a passed estimate is overdue and still in force",
        ),
        pytest.param(
            {"expires_at": at(60)},
            [(59, Phase.ACTIVE, None), (60, Phase.ENDED, EndReason.EXPIRED)],
            id="a message that goes stale without an end has expired",
        ),
        pytest.param(
            {"expires_at": at(60), "ends_at": at(120), "end_certainty": KNOWN},
            [(61, Phase.ACTIVE, None), (120, Phase.ENDED, EndReason.ENDS_AT)],
            id="the hazard's end counts, not the message's",
        ),
        pytest.param(
            {"starts_at": at(30)},
            [(29, Phase.UPCOMING, None), (30, Phase.ACTIVE, None)],
            id="what has not begun is upcoming",
        ),
        pytest.param(
            {"issued_at": at(3)},
            [(0, Phase.ACTIVE, None)],
            id="a clock a little ahead does not hide an event",
        ),
        pytest.param(
            {"active_periods": (Span(at(10), at(20)), Span(at(40), at(50)))},
            [
                (0, Phase.UPCOMING, None),
                (10, Phase.ACTIVE, None),
                (20, Phase.UPCOMING, None),
                (40, Phase.ACTIVE, None),
                (50, Phase.ENDED, EndReason.ENDS_AT),
            ],
            id="periods, half-open",
        ),
        pytest.param(
            {"active_periods": (Span(at(10)),)},
            [(9, Phase.UPCOMING, None), (10_000, Phase.ACTIVE, None)],
            id="an open period lasts",
        ),
        pytest.param(
            {"message_type": MessageType.CANCEL},
            [(0, Phase.CANCELLED, EndReason.CANCELLED)],
            id="cancelled",
        ),
        pytest.param({"status": "restored"}, [(0, Phase.ENDED, EndReason.RESOLVED)], id="restored"),
        pytest.param({"status": "vanished"}, [(0, Phase.ENDED, EndReason.VANISHED)], id="vanished"),
        pytest.param({"status": "monitoring"}, [(0, Phase.ACTIVE, None)], id="monitoring"),
    ],
)
def test_time_moves_an_event_through_its_phases(
    fields: dict[str, Any], script: list[tuple[float, Phase, EndReason | None]]
):
    event = make_event(**fields)
    for minute, phase, reason in script:
        now = standing(event, at(minute))
        assert (now.phase, now.end_reason) == (phase, reason), f"at minute {minute}"


@pytest.mark.parametrize(("certainty", "minute"), [(KNOWN, 40), (ESTIMATED, 50)])
def test_a_restored_event_ended_when_its_source_says_and_not_when_it_once_expected(
    certainty: EndCertainty, minute: int
):
    restored = make_event(
        issued_at=at(50),
        starts_at=at(0),
        ends_at=at(40),
        end_certainty=certainty,
        status="restored",
    )
    assert standing(restored, at(60)).ended_at == at(minute)


def test_an_event_nobody_confirms_ends_as_unconfirmed_and_not_as_over():
    event = make_event()
    assert standing(event, at(71 * 60), max_age=HOURS_72).phase is Phase.ACTIVE
    ended = standing(event, at(72 * 60), max_age=HOURS_72)
    assert (ended.phase, ended.end_reason) == (Phase.ENDED, EndReason.UNCONFIRMED)
    assert ended.end_reason is not None
    assert not ended.end_reason.confirmed


def test_a_confirmation_keeps_an_event_in_force():
    confirmed = standing(make_event(), at(80 * 60), max_age=HOURS_72, confirmed_at=at(10 * 60))
    assert confirmed.phase is Phase.ACTIVE


def test_a_superseded_event_is_superseded_whatever_else_it_says():
    assert standing(make_event(), at(1), superseded=True).phase is Phase.SUPERSEDED


def test_a_stop_closed_for_three_years_is_still_closed():
    closed = make_event(type=EventType.STOP_CLOSURE)
    years_3 = standing(closed, at(3 * 365 * 24 * 60), max_age=MAX_AGES.get(closed.type))
    assert years_3.phase is Phase.ACTIVE


@pytest.mark.parametrize(
    ("kind", "hours"),
    [("delay", 6), ("fire", 48), ("power_outage", 72), ("water_advisory", 336), ("road_work", 0)],
)
def test_each_type_has_the_contracts_max_age(kind: str, hours: int):
    age = MAX_AGES.get(EventType(kind))
    assert age == (timedelta(hours=hours) if hours else None)


_TIMES = st.integers(-300, 300).map(at)


@given(
    ends=st.none() | _TIMES,
    certainty=st.sampled_from([KNOWN, ESTIMATED]),
    starts=st.none() | _TIMES,
    expires=st.none() | _TIMES,
    periods=st.lists(st.tuples(_TIMES, st.integers(1, 99)), max_size=3),
    max_age=st.none() | st.integers(1, 200).map(lambda m: timedelta(minutes=m)),
)
def test_the_next_change_is_announced_and_nothing_changes_before_it(
    ends: datetime | None,
    certainty: EndCertainty,
    starts: datetime | None,
    expires: datetime | None,
    periods: list[tuple[datetime, int]],
    max_age: timedelta | None,
):
    event = make_event(
        ends_at=ends,
        end_certainty=certainty,
        starts_at=starts,
        expires_at=expires,
        active_periods=tuple(
            Span(start, start + timedelta(minutes=length)) for start, length in sorted(periods)
        ),
    )
    minute = -310
    while minute < 700:
        now = standing(event, at(minute), max_age=max_age)
        following = standing(event, at(minute + 1), max_age=max_age)
        if (now.phase, now.end_reason) != (following.phase, following.end_reason):
            assert now.changes_at is not None
            assert at(minute) < now.changes_at <= at(minute + 1)
        minute += 1


def test_a_cancel_inherits_what_it_leaves_out():
    known = Message(make_event(areas=("Eastside",), affected_customers=40, headline="Out"), 1)
    cancel = Message(make_event(issued_at=at(5), message_type=MessageType.CANCEL, headline="x"), 2)
    state = fold(relevant([known, cancel]))
    assert state.areas == ("Eastside",)
    assert state.affected_customers == 40
    assert state.headline == "x"


def test_an_update_is_the_full_state_and_inherits_nothing():
    known = Message(make_event(areas=("Eastside",), cause="storm"), 1)
    update = Message(make_event(issued_at=at(5), areas=("Harbor",)), 2)
    assert fold(relevant([known, update])).cause == ""


def test_an_update_never_comes_back_to_life_by_arriving_late():
    end = Message(make_event(issued_at=at(5), status="restored"), 1)
    late = Message(make_event(issued_at=at(4), areas=("Eastside",)), 2)
    state = fold(relevant([end, late]))
    assert state.ends_by_word
    assert state.areas == ("Eastside",)


@pytest.mark.parametrize("first_is_sourced", [True, False])
def test_a_message_without_a_source_belongs_to_the_source_that_is_known(first_is_sourced: bool):
    sourced = make_event(issued_at=at(1))
    bare = make_event(source="infrastructure_events", sourced=False)
    known, arrived = (sourced, bare) if first_is_sourced else (bare, sourced)
    assert {event.source for event in adopt(known, arrived)} == {"city-power"}


FIVE = (
    make_event(issued_at=at(0), areas=("Eastside",), cause="storm"),
    make_event(issued_at=at(1), areas=("Harbor",)),
    make_event(issued_at=at(2), message_type=MessageType.CANCEL, headline="withdrawn in error"),
    make_event(issued_at=at(3), areas=("Riverside",), affected_customers=9),
    make_event(issued_at=at(4), status="restored"),
)


def test_all_120_orders_of_five_messages_end_in_the_same_state():
    ends = set[str]()
    for order in permutations(FIVE):
        kept: tuple[Message, ...] = ()
        for offset, event in enumerate(order):
            kept = relevant([*kept, Message(event, offset)])
        ends.add(repr(fold(kept)))
    assert len(ends) == 1
    assert "Riverside" in ends.pop()


_KINDS = st.sampled_from(
    [{"message_type": MessageType.CANCEL}, {"status": "closed"}, {}, {"cause": "storm"}]
)


@settings(max_examples=200)
@given(
    drawn=st.lists(st.tuples(st.integers(0, 9), _KINDS), min_size=1, max_size=6),
    data=st.data(),
)
def test_forgetting_what_does_not_matter_never_changes_the_outcome(
    drawn: list[tuple[int, dict[str, Any]]], data: st.DataObject
):
    messages = [
        Message(make_event(issued_at=at(minute), areas=(f"area {n}",) * (n % 2), **fields), n)
        for n, (minute, fields) in enumerate(drawn)
    ]
    kept: tuple[Message, ...] = ()
    for message in data.draw(st.permutations(messages)):
        kept = relevant([*kept, message])
    everything = sorted(messages, key=lambda m: m.precedence)
    assert fold(kept) == fold(everything)
