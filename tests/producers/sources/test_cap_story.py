"""A story told in four CAP messages is one event, in whatever order and after any restart."""

from itertools import permutations

import pytest
from msgspec.structs import replace

from core.event import EventType, MessageType
from core.geo import contains, to_shape
from core.lifecycle import Phase, standing
from core.severity import Severity
from tests.producers.sources.cap_alerts import (
    HARBOR,
    IN_DOWNTOWN,
    IN_HARBOR,
    NOW,
    STORY,
    alert,
    area,
    bundle,
    feed,
    fixture,
    info,
    only,
    read,
)


def test_a_story_of_four_messages_is_one_event():
    cap = feed()
    alert_, update, partial, cancel = (only(read(fixture(name), cap=cap)) for name in STORY)
    assert {e.event_id for e in (alert_, update, partial, cancel)} == {"oem:RM-FLOOD-1"}
    assert [e.message_type for e in (alert_, update, partial, cancel)] == [
        MessageType.ALERT, MessageType.UPDATE, MessageType.UPDATE, MessageType.CANCEL,
    ]  # fmt: skip
    assert update.severity is Severity.CRITICAL
    assert partial.areas == ("Downtown",)
    assert partial.issued_at > update.issued_at
    assert partial.severity is Severity.CRITICAL
    assert partial.geometry is not None
    assert not contains(to_shape(partial.geometry), IN_HARBOR)
    assert contains(to_shape(partial.geometry), IN_DOWNTOWN)
    assert cancel.type is EventType.WEATHER_ALERT
    assert cancel.headline == "The river is over the quays in Harbor and Downtown"
    assert standing(cancel, NOW).phase is Phase.CANCELLED


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_story_ends_the_same_in_whatever_order_it_is_heard(order: tuple[int, ...]):
    told = only(read(*(fixture(STORY[n]) for n in range(4))))
    heard = only(read(*(fixture(STORY[n]) for n in order)))
    heard_cap, told_cap = heard.extra["cap"], told.extra["cap"]
    assert sorted(heard_cap.pop("heard")) == sorted(told_cap.pop("heard"))
    early = {"event_id": told.event_id, "references": told.references}
    assert replace(heard, **early) == told
    assert heard.event_id in ("oem:RM-FLOOD-1", "oem:RM-FLOOD-2")
    assert heard.event_id == told.event_id or order[0] == 3  # an id once given stays


def test_a_feed_that_lists_the_whole_story_says_where_it_stands_now():
    whole = bundle(*(fixture(name).partition(b"?>")[2] for name in reversed(STORY)))
    cap = feed()
    first, second = cap.parse(whole, NOW), cap.parse(whole, NOW)
    assert only(first).message_type is MessageType.CANCEL
    assert first == second


def test_after_a_restart_the_story_goes_on_where_it_stood():
    before = only(read(*(fixture(name) for name in STORY[:2])))
    cap = feed()
    poll = cap.settle(cap.parse(fixture(STORY[2]), NOW), {before.event_id: before})
    partial = only(poll)
    assert partial.event_id == "oem:RM-FLOOD-1"
    assert partial.areas == ("Downtown",)
    assert partial.headline == before.headline
    assert partial.geometry is None  # nobody said which part of the shape was Harbor's
    cancel = only(cap.settle(cap.parse(fixture(STORY[3]), NOW), {}))
    assert cancel.message_type is MessageType.CANCEL
    assert cancel.type is EventType.WEATHER_ALERT


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_hearing_an_old_message_again_after_a_restart_changes_nothing(count: int):
    cap = feed()
    stood = only(read(*(fixture(name) for name in STORY[:count]), cap=cap))
    whole = bundle(*(fixture(name).partition(b"?>")[2] for name in STORY[:count]))
    again = feed()
    now = only(again.settle(again.parse(whole, NOW), {stood.event_id: stood}))
    assert now.event_id == stood.event_id
    assert now.message_type is stood.message_type
    assert (now.areas, now.issued_at, now.severity) == (
        stood.areas,
        stood.issued_at,
        stood.severity,
    )


def test_after_a_restart_a_shape_of_several_is_drawn_the_same_to_the_letter():
    corner = "40.68,-74.01 40.68,-73.97 40.7,-73.98 40.7111111111,-74.0033333333 40.68,-74.01"
    apart = "40.75,-73.95 40.751,-73.95 40.751,-73.949 40.75,-73.95"
    rings = "".join(f"<polygon>{ring}</polygon>" for ring in (HARBOR, corner, apart))
    body = alert("A-1", info(area("Harbor", inside=rings)))
    before = only(read(body))
    cap = feed()
    assert only(cap.settle(cap.parse(body, NOW), {before.event_id: before})) == before


def test_an_event_that_only_vanished_comes_back_when_the_feed_lists_it_again():
    alert_ = only(read(fixture(STORY[0])))
    gone = replace(alert_, status="vanished", message_type=MessageType.UPDATE)
    cap = feed()
    back = only(cap.settle(cap.parse(fixture(STORY[0]), NOW), {gone.event_id: gone}))
    assert not back.ends_by_word
