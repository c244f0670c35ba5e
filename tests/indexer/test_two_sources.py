"""Events and readings are read side by side, and readings never make events wait."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

import pytest

from core.errors import Transient
from core.topics import INFRASTRUCTURE_EVENTS, RIDER_TAPS
from indexer.names import TopicNames
from indexer.two_sources import SLICE_RECORDS, TwoSources
from streams.memory import MemoryStreams
from streams.memory_group import MemorySource
from streams.record import Outgoing, Position, Record, TopicPartition

SOON = timedelta(milliseconds=4)
NAMES = TopicNames()


class FromStart:
    """Read everything from its start."""

    def on_assign(self, partitions: Sequence[TopicPartition]) -> Mapping[TopicPartition, Position]:
        return dict.fromkeys(partitions, "earliest")

    def on_revoke(self, partitions: Sequence[TopicPartition]) -> None: ...

    def on_lost(self, partitions: Sequence[TopicPartition]) -> None: ...


def both() -> tuple[MemoryStreams, TwoSources, MemorySource]:
    streams = MemoryStreams(1)
    events = streams.source("e", [INFRASTRUCTURE_EVENTS], FromStart())
    readings = streams.source("r", [RIDER_TAPS], FromStart())
    return streams, TwoSources(events, readings, NAMES.is_watched), readings


def write(streams: MemoryStreams, topic: str, count: int) -> None:
    for number in range(count):
        streams.records.append(Outgoing(topic, f"k{number}", b"{}"))


def topics(records: Sequence[Record]) -> list[str]:
    return [record.topic for record in records]


def test_a_flood_of_readings_comes_in_slices_with_the_events_first():
    streams, source, _ = both()
    write(streams, RIDER_TAPS, 5 * SLICE_RECORDS)
    assert len(source.poll_batch(2000, SOON)) == SLICE_RECORDS
    write(streams, INFRASTRUCTURE_EVENTS, 3)
    polled = topics(source.poll_batch(2000, SOON))
    assert polled[:4] == [INFRASTRUCTURE_EVENTS] * 3 + [RIDER_TAPS]
    assert len(polled) == 3 + SLICE_RECORDS


def test_both_are_one_source_in_all_that_is_asked_of_it():
    streams, source, readings = both()
    write(streams, RIDER_TAPS, 2)
    write(streams, INFRASTRUCTURE_EVENTS, 2)
    source.poll_batch(10, SOON)
    taps, told = TopicPartition(RIDER_TAPS, 0), TopicPartition(INFRASTRUCTURE_EVENTS, 0)
    assert source.assigned() == {taps, told}
    assert source.positions() == {taps: 2, told: 2}
    source.seek(taps, 1)
    source.seek(told, 0)
    source.pause([told])
    assert topics(source.poll_batch(10, SOON)) == [RIDER_TAPS]
    source.resume([told])
    assert topics(source.poll_batch(10, SOON)) == [INFRASTRUCTURE_EVENTS] * 2
    source.commit({told: 2, taps: 2})
    source.close()
    assert readings.assigned() == frozenset()


def test_a_fault_of_the_readings_loses_no_event(monkeypatch: pytest.MonkeyPatch):
    streams, source, readings = both()
    write(streams, INFRASTRUCTURE_EVENTS, 2)

    def fail(max_records: int, timeout: timedelta) -> list[Record]:
        raise Transient("no broker")

    monkeypatch.setattr(readings, "poll_batch", fail)
    assert len(source.poll_batch(10, SOON)) == 2
    with pytest.raises(Transient):
        source.poll_batch(10, SOON)
    monkeypatch.undo()
    write(streams, INFRASTRUCTURE_EVENTS, 1)
    assert len(source.poll_batch(10, SOON)) == 1
