"""A partition's watch tells the same of the same records, however they come in batches."""

from collections import Counter
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.event import MessageType
from core.observation import Observation
from core.telemetry import VehiclePosition
from core.timespan import to_millis
from core.wire import encode_event
from indexer.anomalies.detectors.catalogue import local_detectors
from indexer.anomalies.names import PackNames
from indexer.anomalies.partials import PASS, VEHICLE, Partial, PassRow, VehicleRow
from indexer.anomalies.watch import Drained, PartitionWatch
from tests.indexer.anomalies.told import ROAD, ROOM, T0, Hot, Seen, fleet, hear, room, watch_of
from tests.indexer.bench import TOWN

FLEET = fleet(7, minutes=20)
DETECTORS = local_detectors(TOWN)


def statuses(drained: Drained) -> list[tuple[str, str]]:
    return [(event.message_type.value, event.status) for event in drained.events]


def test_an_anomaly_opens_is_renewed_and_is_cleared_in_event_time():
    watch = hear(watch_of(), (room(s, 33) for s in range(0, 600, 30)))
    hear(watch, (room(s, 20) for s in range(600, 690, 30)))
    drained = watch.drain()
    assert statuses(drained) == [
        ("alert", "measured"), *[("update", "measured")] * 2, ("update", "cleared"),
    ]  # fmt: skip
    opened, closed = drained.events[0], drained.events[-1]
    assert opened.event_id == closed.event_id == "anomaly:heat:s1:20261120T1201Z"
    assert (opened.issued_at, opened.begins_at) == (T0 + timedelta(seconds=60), T0)
    assert opened.expires_at == opened.issued_at + timedelta(minutes=15)
    assert closed.ends_at == T0 + timedelta(seconds=600)
    assert closed.expires_at == closed.issued_at + timedelta(minutes=15)
    assert opened.message_type is MessageType.ALERT
    assert opened.headline == "Hot"
    assert closed.message == "It is 33 at s1 no more."
    assert opened.areas == ("Milltown",)
    assert opened.extra == {
        "detector": "heat", "subject": "s1", "observed": 33.0, "baseline": 30.0,
        "unit": "°C", "sureness": 1.0,
    }  # fmt: skip


def test_readings_that_come_too_late_are_shown_if_newest_and_do_nothing_else():
    watch = hear(watch_of(), [room(0), room(600, station="s2"), room(500, 33), room(400, 33)])
    drained = watch.drain()
    newest = {o.subject.key: o.taken_at for o in drained.latest}
    assert newest == {"s1": T0 + timedelta(seconds=500), "s2": T0 + timedelta(seconds=600)}
    shown = {o.subject.key: o.derived["readings"] for o in drained.latest}
    assert shown == {"s1": 1, "s2": 1}
    assert drained.watermark == T0 + timedelta(seconds=595)


def test_only_what_wants_all_readings_gets_those_that_are_older_than_the_newest():
    class Counting(Hot):
        ordered = False

    for detector, taken in ((Hot(), 2), (Counting(), 4)):
        watch = hear(watch_of(ROOM, [detector]), [room(0), room(20), room(10), room(20)])
        assert [o.derived["readings"] for o in watch.drain().latest] == [taken]


def test_observations_say_the_usual_interval_and_what_detectors_made_of_them():
    watch = hear(watch_of(), (room(s) for s in range(0, 60, 15)))
    (observation,) = watch.drain().latest
    assert observation == Observation(
        reading=room(45), usual_interval=timedelta(seconds=15), derived={"readings": 4}
    )
    assert watch.drain().latest == []


def test_panes_close_with_the_watermark_once_each_and_of_a_leap_only_the_last_is_looked_at():
    watch = hear(watch_of(), [room(0), room(31), room(31.5), room(47)])
    assert panes_of(watch) == {"s1": 5}, "12:00:00 to 12:00:40"
    hear(watch, [room(86_400)])
    assert panes_of(watch) == {}, "who was silent for a day is forgotten"
    hear(watch, [room(86_400 + 5 * 3600)])
    assert panes_of(watch) == {"s1": 1}


def panes_of(watch: PartitionWatch) -> dict[str, int]:
    raw: list[Any] = msgspec.msgpack.decode(watch.snapshot(0))
    states = msgspec.convert(raw[7]["heat"][0], dict[str, Seen])
    return {key: seen.panes for key, seen in states.items() if seen.panes}


def test_a_detector_that_fails_stops_neither_the_partition_nor_itself():
    watch = hear(watch_of(), [room(0, 99), *(room(s, 33) for s in range(10, 100, 10))])
    assert statuses(watch.drain()) == [("alert", "measured")]


def test_silent_subjects_are_let_go():
    watch = hear(watch_of(), [room(0), room(0, station="s2")])
    watch.drain()
    hear(watch, (room(s, station="s2") for s in range(0, 7200, 600)))
    assert watch.drain().gone == []
    hear(watch, (room(s, station="s2") for s in range(7200, 7800, 60)))
    assert [subject.key for subject in watch.drain().gone] == ["s1"]
    hear(watch, [room(7900)])
    drained = watch.drain()
    assert ([o.subject.key for o in drained.latest], drained.gone) == (["s1"], [])


def test_a_flood_of_names_crowds_out_those_heard_longest_ago(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("indexer.anomalies.watch.MAX_SUBJECTS", 100)
    watch = hear(watch_of(), (room(n, station=f"s{n}") for n in range(1000)))
    held = msgspec.msgpack.decode(watch.snapshot(0))[5]
    assert len(held) <= 100
    assert "s999" in held


def test_a_tombstone_takes_the_observation_back():
    watch = hear(watch_of(), [room(0)])
    watch.drop("s1")
    drained = watch.drain()
    assert ([s.key for s in drained.gone], drained.latest) == (["s1"], [])


def test_windows_of_vehicles_are_complete_once_the_watermark_has_passed_them():
    watch = watch_of(ROAD, ())
    for second, stop, line in ((0, "a", "12"), (20, "a", "12"), (50, "b", "12"), (55, "", "")):
        watch.take(bus(second, stop, line), -1)
    watch.take(bus(64, "b", "12"), -1)
    assert watch.drain().partials == []
    watch.take(bus(70, "c", "12"), -1)
    partials = watch.drain().partials
    start = to_millis(T0)
    assert [(p.kind, p.partition, p.start_ms) for p in partials] == [
        (VEHICLE, ROAD, start), (PASS, ROAD, start),
    ]  # fmt: skip
    at = start + 50_000
    assert msgspec.msgpack.decode(partials[0].rows, type=list[VehicleRow]) == [
        VehicleRow(vehicle="bus-1", line="12", delay_s=60, lon=-74.0, lat=40.7, at_ms=at)
    ]
    assert msgspec.msgpack.decode(partials[1].rows, type=list[PassRow]) == [
        PassRow(line="12", stop="a", toward="b", vehicle="bus-1", at_ms=at, delay_s=60)
    ]


def bus(second: float, stop: str, line: str) -> VehiclePosition:
    return VehiclePosition(
        vehicle_id="bus-1", line=line, lat=40.7, lon=-74.0, delay_s=60, next_stop=stop,
        timestamp=T0 + timedelta(seconds=second),
    )  # fmt: skip


def told(drained: Drained) -> tuple[list[bytes], list[Partial]]:
    return [encode_event(event) for event in drained.events], list(drained.partials)


def play(borders: set[int], restores: set[int]) -> tuple[list[bytes], list[Partial], Any]:
    """Play the fleet; drain at the borders, and go on from a snapshot where told to."""
    watch = watch_of(ROAD, DETECTORS)
    events: list[bytes] = []
    partials: list[Partial] = []
    for number, (reading, arrived_ms) in enumerate(FLEET):
        if number in borders:
            more = told(watch.drain())
            events += more[0]
            partials += more[1]
            if number in restores:
                kept, watch = watch.snapshot(number), watch_of(ROAD, DETECTORS)
                assert watch.restore(kept) == number
        watch.take(reading, arrived_ms)
    more = told(watch.drain())
    return events + more[0], partials + more[1], watch.snapshot(0)


WHOLE = play(set(), set())
BORDERS = st.sets(st.integers(1, len(FLEET) - 1), max_size=12)


def test_the_fleet_of_the_test_gives_anomalies_of_several_kinds():
    kinds = Counter(msgspec.json.decode(event)["type"] for event in WHOLE[0])
    assert len(kinds) >= 4
    assert {partial.kind for partial in WHOLE[1]} == {VEHICLE, PASS}


@settings(max_examples=15, deadline=None)
@given(BORDERS)
def test_where_batches_end_never_matters(borders: set[int]):
    assert play(borders, set()) == WHOLE


@settings(max_examples=15, deadline=None)
@given(BORDERS)
def test_a_watch_goes_on_from_its_snapshot_as_if_nothing_had_happened(borders: set[int]):
    events, partials, snapshot = play(borders, borders)
    assert (events, partials) == WHOLE[:2]
    assert plain(snapshot) == plain(WHOLE[2])


def plain(snapshot: bytes) -> Any:
    """Return what a snapshot says; a whole number in a field of floats is the same number."""
    return msgspec.msgpack.decode(snapshot)


@pytest.mark.parametrize("snapshot", [b"", b"\x93\x01\x02\x03", msgspec.msgpack.encode([99, 1])])
def test_a_snapshot_that_cannot_be_read_starts_anew(snapshot: bytes):
    watch = watch_of()
    assert watch.restore(snapshot) is None
    assert statuses(hear(watch, (room(s, 33) for s in range(0, 70, 10))).drain()) != []


def test_a_detector_whose_state_has_another_shape_starts_anew_alone():
    class Other(msgspec.Struct):
        words: list[str] = []

    class Rebuilt(Hot):
        state = Other  # pyright: ignore[reportAssignmentType,reportIncompatibleVariableOverride]

        def take(self, state: Any, reading: Any) -> None:
            state.words.append(reading.station_id)

        def derived(self, state: Any) -> dict[str, float | str]:
            return {"words": len(state.words)}

    before = hear(watch_of(), (room(s) for s in range(0, 60, 10)))
    after = watch_of(ROOM, [Rebuilt()])
    assert after.restore(before.snapshot(6)) == 6
    (observation,) = hear(after, [room(60)]).drain().latest
    assert observation.derived == {"words": 1}
    assert observation.usual_interval == timedelta(seconds=10)


def test_other_detectors_keep_what_they_know_when_rules_change():
    watch = hear(watch_of(), (room(s, 33) for s in range(0, 50, 10)))

    class Another(Hot):
        name = "another"

    watch.use((Hot(), Another()))
    hear(watch, [room(60, 33)])
    assert [event.extra["detector"] for event in watch.drain().events] == ["heat"]


def test_times_are_told_in_the_citys_clock():
    assert PackNames(TOWN).time(T0) == "7:00 am"
