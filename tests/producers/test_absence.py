"""What is missing from a snapshot feed ends neither too soon nor never: time scripts."""

import pytest

from core.errors import Transient
from core.event import MessageType
from tests.producers.stage import Stage, WordsSource, at, document

ALL = [f"w{n}" for n in range(10)]
FORTY = [f"w{n}" for n in range(40)]
GONE = [(word, "vanished") for word in sorted(FORTY)]


async def test_an_event_ends_after_two_good_polls_without_it():
    stage = Stage()
    await stage.poll(0, document("fire", "flood", header=at(0)))
    assert stage.news() == [("fire", "on"), ("flood", "on")]
    await stage.poll(30, document("fire", header=at(30)))
    assert stage.news() == []
    assert (await stage.poll(60, document("fire", header=at(60)))).error is None
    assert stage.news() == [("flood", "vanished")]
    gone = stage.events()[-1]
    assert gone.message_type is MessageType.UPDATE
    assert gone.issued_at == at(60)
    assert gone.headline == "flood"


async def test_an_event_that_flickers_neither_ends_nor_begins_anew():
    stage = Stage()
    await stage.poll(0, document("fire", "flood", header=at(0)))
    await stage.poll(30, document("fire", header=at(30)))
    await stage.poll(60, document("fire", "flood", header=at(60)))
    await stage.poll(90, document("fire", header=at(90)))
    await stage.poll(120, document("fire", "flood", header=at(120)))
    assert stage.news() == [("fire", "on"), ("flood", "on")]


@pytest.mark.parametrize("failure", [Transient("503"), b"<html>", b"", b"crash"])
async def test_a_failed_poll_ends_nothing_and_counts_for_nothing(failure: bytes | Exception):
    stage = Stage()
    await stage.poll(0, document("fire", "flood", header=at(0)))
    await stage.poll(30, document("fire", header=at(30)))
    stage.news()
    for second in range(60, 600, 180):
        outcome = await stage.poll(second, failure)
        assert outcome.error is not None
    assert stage.news() == []
    await stage.poll(600, document("fire", header=at(600)))
    assert stage.news() == [("flood", "vanished")]


async def test_forty_then_none_then_forty_changes_nothing():
    stage = Stage()
    await stage.poll(0, document(*FORTY, header=at(0)))
    stage.news()
    await stage.poll(30, document(header=at(30)))
    assert stage.beat()["error"] == "halved"
    await stage.poll(60, document(*FORTY, header=at(60)))
    assert stage.news() == []
    assert stage.beat()["state"] == "ok"


async def test_forty_then_none_three_times_over_a_minute_ends_them():
    stage = Stage()
    await stage.poll(0, document(*FORTY, header=at(0)))
    stage.news()
    for second in (30, 60):
        await stage.poll(second, document(header=at(second)))
        assert stage.news() == []
        assert stage.beat()["error"] == "halved"
    await stage.poll(90, document(header=at(90)))
    assert stage.news() == GONE
    assert stage.beat()["state"] == "ok"


async def test_three_quick_polls_wait_for_the_minute():
    stage = Stage()
    await stage.poll(0, document(*FORTY, header=at(0)))
    stage.news()
    for second in (10, 20, 30, 40, 60):
        await stage.poll(second, document(header=at(second)))
        assert stage.news() == []
    await stage.poll(70, document(header=at(70)))
    assert stage.news() == GONE


async def test_the_same_empty_document_again_is_no_new_evidence():
    stage = Stage()
    await stage.poll(0, document(*FORTY, header=at(0)))
    stage.news()
    for second in range(30, 600, 30):
        await stage.poll(second, document(header=at(30)))
    assert stage.news() == []
    assert stage.beat()["error"] == "halved"


async def test_a_failure_between_breaks_the_row():
    stage = Stage()
    await stage.poll(0, document(*FORTY, header=at(0)))
    stage.news()
    await stage.poll(30, document(header=at(30)))
    await stage.poll(60, document(header=at(60)))
    await stage.poll(90, Transient("timeout"))
    await stage.poll(120, document(header=at(120)))
    await stage.poll(150, document(header=at(150)))
    assert stage.news() == []
    await stage.poll(180, document(header=at(180)))
    assert stage.news() == GONE


async def test_losing_more_than_half_and_at_least_five_is_suspicious():
    stage = Stage()
    await stage.poll(0, document(*ALL, header=at(0)))
    stage.news()
    await stage.poll(30, document(*ALL[:4], "new", header=at(30)))
    assert stage.beat()["error"] == "halved"
    assert stage.news() == [("new", "on")], "what a suspicious document does tell is still told"
    await stage.poll(60, document(*ALL[:4], "new", header=at(60)))
    await stage.poll(90, document(*ALL[:5], "new", header=at(90)))
    assert stage.beat()["error"] is None, "w4 came back: five of eleven are missing, under half"


@pytest.mark.parametrize(("before", "after"), [(10, 5), (7, 3), (4, 1)])
async def test_a_smaller_loss_is_not_suspicious(before: int, after: int):
    stage = Stage()
    await stage.poll(0, document(*ALL[:before], header=at(0)))
    stage.news()
    await stage.poll(30, document(*ALL[:after], header=at(30)))
    assert stage.beat()["state"] == "ok"
    await stage.poll(60, document(*ALL[:after], header=at(60)))
    assert stage.news() == [(word, "vanished") for word in ALL[after:before]]


async def test_the_last_event_of_a_feed_needs_three_empty_polls_too():
    stage = Stage()
    await stage.poll(0, document("fire", header=at(0)))
    stage.news()
    await stage.poll(30, document(header=at(30)))
    await stage.poll(60, document(header=at(60)))
    assert stage.news() == []
    await stage.poll(90, document(header=at(90)))
    assert stage.news() == [("fire", "vanished")]


async def test_an_empty_feed_with_nothing_open_is_well():
    stage = Stage()
    assert (await stage.poll(0, document(header=at(0)))).error is None
    assert stage.beat()["entities"] == 0


async def test_what_cannot_be_read_any_more_is_still_present():
    stage = Stage()
    await stage.poll(0, document("fire", "flood", header=at(0)))
    stage.news()
    for second in range(30, 300, 30):
        await stage.poll(second, document("fire", broken=("flood",), header=at(second)))
    assert stage.news() == []


async def test_an_event_that_ended_by_its_own_time_does_not_vanish():
    stage = Stage()
    await stage.poll(
        0, document("fire", header=at(0), show={"status": "resolved", "headline": "show"})
    )
    stage.news()
    for second in range(30, 300, 30):
        await stage.poll(second, document("fire", header=at(second)))
    assert stage.news() == []


async def test_a_vanished_event_comes_back_when_the_feed_has_it_again():
    stage = Stage()
    await stage.poll(0, document("fire", "flood", header=at(0)))
    await stage.poll(30, document("fire", header=at(30)))
    await stage.poll(60, document("fire", header=at(60)))
    stage.news()
    await stage.poll(90, document("fire", "flood", header=at(90)))
    assert stage.news() == [("flood", "on")]
    assert stage.events()[-1].issued_at == at(90)
    await stage.poll(120, document("fire", "flood", header=at(120)))
    assert stage.news() == []


async def test_a_vanished_event_with_its_own_times_comes_back_with_a_newer_one():
    stage = Stage(WordsSource(undated=False))
    flood = {"headline": "flood", "sent": at(-600).isoformat()}
    await stage.poll(0, document(fire={"sent": at(-900).isoformat()}, flood=dict(flood)))
    for second in (30, 60):
        await stage.poll(second, document(fire={"sent": at(-900).isoformat()}))
    assert stage.events()[-1].status == "vanished"
    stage.news()
    for second in (90, 120):
        await stage.poll(second, document(fire={"sent": at(-900).isoformat()}, flood=dict(flood)))
    assert stage.news() == [("flood", "on")]
    assert stage.events()[-1].issued_at == at(90)


async def test_what_leaves_a_feed_that_is_no_snapshot_stays_open():
    stage = Stage(WordsSource(full_state=False))
    await stage.poll(0, document(*ALL, header=at(0)))
    stage.news()
    for second in range(30, 600, 30):
        await stage.poll(second, document("other", header=at(second)))
    assert stage.news() == [("other", "on")]
