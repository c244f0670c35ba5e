"""The runner publishes what changed, waits for it, and says how its source stands."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from core.errors import Transient
from core.event import MessageType
from producers import runner
from producers.heartbeat import FeedError
from producers.runner import Runner
from streams.headers import read_headers
from tests.producers.stage import Stage, WordsSource, at, document


async def test_equal_content_is_published_once_and_a_change_again():
    stage = Stage()
    await stage.poll(0, document(fire={"headline": "Fire"}, header=at(0)))
    await stage.poll(30, document(fire={"headline": "Fire"}, header=at(30)))
    await stage.poll(60, document(fire={"headline": "Fire is out of control"}, header=at(60)))
    first, second = stage.events()
    assert (first.issued_at, first.message_type) == (at(0), MessageType.ALERT)
    assert (second.issued_at, second.message_type) == (at(60), MessageType.UPDATE)


async def test_an_older_message_of_a_dated_feed_is_not_published():
    stage = Stage(WordsSource(undated=False))
    await stage.poll(0, document(fire={"headline": "new", "sent": at(-60).isoformat()}))
    await stage.poll(30, document(fire={"headline": "old", "sent": at(-90).isoformat()}))
    assert [e.headline for e in stage.events()] == ["new"]


async def test_a_record_carries_the_headers_and_key_of_its_event():
    stage = Stage()
    await stage.poll(0, document("fire", header=at(0)))
    (record,) = stage.streams.log().read_all(["test.transit_events"])
    assert record.key == b"metro:fire"
    headers = read_headers(record.headers)
    assert headers["ce_type"] == "transit.delay"
    assert headers["ce_subject"] == "metro:fire"


async def test_a_good_heartbeat_is_exactly_as_the_contract_prints_it():
    stage = Stage()
    await stage.poll(0, document("fire", "flood", header=at(0)))
    assert stage.beat() == {
        "source": "metro",
        "family": "transit",
        "types": ["delay"],
        "observed_at": "2025-12-25T15:00:00Z",
        "state": "ok",
        "error": None,
        "last_ok_at": "2025-12-25T15:00:00Z",
        "entities": 2,
        "max_silence_s": 90.0,
        "full_state": True,
        "publisher": "Metro",
    }


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (Transient("503"), "unreachable"),
        (b"", "unreadable"),
        (b"<!doctype html>", "unreadable"),
        (b"crash", "unreadable"),
    ],
)
async def test_a_failed_poll_says_why_and_when_it_was_last_well(
    body: bytes | Exception, error: str
):
    stage = Stage()
    await stage.poll(0, document("fire", header=at(0)))
    await stage.poll(30, body)
    beat = stage.beat()
    assert (beat["state"], beat["error"]) == ("error", error)
    assert beat["observed_at"] == "2025-12-25T15:00:30Z"
    assert beat["last_ok_at"] == "2025-12-25T15:00:00Z"


async def test_nothing_is_said_to_be_well_until_kafka_has_every_event(
    monkeypatch: pytest.MonkeyPatch,
):
    stage = Stage()
    sink: Any = stage.runner._around.sink  # pyright: ignore[reportPrivateUsage]
    whole = sink.publish_all

    def refuses(_records: object, _timeout: timedelta) -> None:
        raise Transient("no acknowledgement")

    monkeypatch.setattr(sink, "publish_all", refuses)
    outcome = await stage.poll(0, document("fire", header=at(0)))
    assert (outcome.delivered, outcome.is_failure) == (False, True)
    monkeypatch.setattr(sink, "publish_all", whole)
    await stage.poll(30, document("fire", header=at(0)))
    assert stage.news() == [("fire", "on")], "told again, because nobody had it"
    assert stage.beat()["last_ok_at"] == "2025-12-25T15:00:30Z"


async def test_while_kafka_is_away_nothing_piles_up_and_after_it_all_is_told(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(runner, "PATIENCE", timedelta(seconds=0.01))
    stage = Stage()
    stage.streams.records.down = True
    for look in range(10):
        outcome = await stage.poll(30 * look, document(f"fire{look}", header=at(30 * look)))
        assert not outcome.delivered
    stage.streams.records.down = False
    await stage.poll(300, document("fire9", header=at(300)))
    assert stage.news() == [("fire0", "on"), ("fire9", "on")]
    assert stage.beat()["last_ok_at"] == "2025-12-25T15:05:00Z"


async def test_an_event_that_left_its_feed_while_kafka_was_away_is_ended_once_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(runner, "PATIENCE", timedelta(seconds=0.01))
    stage = Stage()
    stage.streams.records.down = True
    await stage.poll(0, document("fire", "flood", header=at(0)))
    stage.streams.records.down = False
    for second in (30, 60):
        await stage.poll(second, document("flood", header=at(second)))
    assert stage.news() == [("fire", "on"), ("fire", "vanished"), ("flood", "on")]


async def test_while_what_arrived_cannot_be_learnt_the_source_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(runner, "PATIENCE", timedelta(seconds=0.01))
    stage = Stage()
    stage.streams.records.down = True
    await stage.poll(0, document("fire", header=at(0)))
    outcome = await stage.poll(30, document("fire", header=at(30)))
    assert (outcome.error, outcome.delivered, outcome.published) == (None, False, 0)


async def test_an_event_that_the_indexer_would_refuse_allows_no_all_clear():
    stage = Stage()
    too_long = {"headline": "x" * 70_000}
    for second in (0, 30):
        outcome = await stage.poll(
            second, document("fire", header=at(second), flood=dict(too_long))
        )
        assert outcome.error is FeedError.UNREADABLE
        assert [(r.native_id, r.reason) for r in outcome.rejections] == [
            ("metro:flood", "too_large")
        ]
    assert stage.news() == [("fire", "on")]
    assert (await stage.poll(60, document("fire", "flood", header=at(60)))).error is None
    assert stage.news() == [("flood", "on")]


async def test_a_restart_reads_back_what_was_open_and_ends_what_left_meanwhile():
    before = Stage()
    await before.poll(0, document("fire", "flood", header=at(0)))
    await before.poll(30, document("fire", "flood", "crash", header=at(30)))
    after = Stage(streams=before.streams)
    after.clock.set(at(3600))
    await after.runner.recall()
    assert len(after.events()) == 3
    await after.poll(3600, document("fire", "flood", header=at(3600)))
    assert len(after.events()) == 3, "what is known is not told again"
    await after.poll(3630, document("fire", "flood", header=at(3630)))
    assert after.events()[-1].event_id == "metro:crash"
    assert after.events()[-1].status == "vanished"


async def test_a_restart_remembers_when_the_source_was_last_well():
    before = Stage()
    await before.poll(0, document("fire", header=at(0)))
    await before.poll(30, Transient("down"))
    after = Stage(streams=before.streams)
    await after.runner.recall()
    await after.poll(60, Transient("down"))
    assert after.beat()["last_ok_at"] == "2025-12-25T15:00:00Z"


async def test_a_restart_leaves_other_sources_and_strangers_records_alone():
    stage = Stage()
    sink = stage.streams.sink()
    sink.publish("test.transit_events", "other:1", b'{"event_id":"other:1"}')
    sink.publish("test.transit_events", "metro:2", b"no json")
    sink.publish("test.transit_events", None, b"{}")
    sink.publish(
        "test.transit_events",
        "metro:3",
        b'{"event_id":"metro:3","type":"delay","severity":"low","source":"imposter",'
        b'"timestamp":"2025-12-25T14:00:00Z"}',
    )
    sink.flush()
    await stage.runner.recall()
    for second in (0, 30, 60):
        await stage.poll(second, document("fire", header=at(second)))
    records = list(stage.streams.log().read_all(["test.transit_events"]))
    assert sum(record.key == b"metro:fire" for record in records) == 1
    assert len(records) == 5


async def test_a_restart_does_not_lose_an_event_to_a_strangers_newer_words():
    before = Stage()
    await before.poll(0, document("fire", "flood", header=at(0)))
    sink = before.streams.sink()
    sink.publish(
        "test.transit_events",
        "metro:flood",
        b'{"event_id":"metro:flood","type":"delay","severity":"low","source":"imposter",'
        b'"timestamp":"2025-12-25T15:00:10Z"}',
    )
    sink.flush()
    after = Stage(streams=before.streams)
    after.clock.set(at(30))
    await after.runner.recall()
    for second in (30, 60):
        await after.poll(second, document("fire", header=at(second)))
    assert (after.events()[-1].event_id, after.events()[-1].status) == ("metro:flood", "vanished")


async def test_the_loop_recalls_polls_and_backs_off_until_it_is_cancelled():
    stage = Stage()
    stage.body = Transient("down")
    task = asyncio.create_task(stage.runner.run())
    assert [await stage.naps.get() for _ in range(6)] == [2, 4, 8, 16, 30, 30]
    stage.body = document("fire", header=at(0))
    pauses = [await stage.naps.get() for _ in range(4)]
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stage.news() == [("fire", "on")]
    assert 29 < pauses[-1] < 30, "well again: the source's own pace, less what the look took"


async def test_the_loop_waits_for_kafka_before_its_first_look():
    stage = Stage()
    stage.streams.records.down = True
    stage.body = document("fire", header=at(0))
    task = asyncio.create_task(stage.runner.run())
    assert await stage.naps.get() == 2
    stage.streams.records.down = False
    for _ in range(3):
        await stage.naps.get()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stage.news() == [("fire", "on")]


@pytest.mark.parametrize(("chance", "low", "high"), [(0.0, 26.9, 27.1), (0.999, 32.9, 33.1)])
def test_pauses_are_spread_by_a_tenth_either_way(chance: float, low: float, high: float):
    stage = Stage()
    around = stage.around()
    spread = Runner(
        stage.source,
        stage.runner._fetch,  # pyright: ignore[reportPrivateUsage]
        type(around)(
            around.sink, around.log, around.wire_name, around.timezone, around.clock,
            chance=lambda: chance,
        ),
        timedelta(seconds=30),
    )  # fmt: skip
    assert low < spread.pause_s(0, 0) < high
    assert spread.pause_s(0, 60) == 0
