"""The joiner's work: the same of the same, in any order, over any number of lives."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from core.event import Event, EventType, MessageType
from core.geo import LonLat
from core.store import IndexedEvent
from core.timespan import to_millis
from core.topics import CITIZEN_REPORTS, INFRASTRUCTURE_EVENTS, VEHICLE_POSITIONS
from indexer.anomalies.confirmations import Confirmations
from indexer.anomalies.detector import Spot
from indexer.anomalies.incidents import IncidentBook
from indexer.anomalies.joint_side import JointEngine
from indexer.anomalies.joint_work import MAX_WINDOWS, JointWork, Surroundings
from indexer.anomalies.line_delay import LineDelay
from indexer.anomalies.partials import PASS, REPORT, VEHICLE, Partial, PassRow, ReportRow
from tests.indexer.anomalies.incident_city import around, event, indexed, middle_of, off
from tests.indexer.anomalies.joint_lines import late, minute, ms, names, passed
from tests.indexer.store.events import rivermouth

HERE = middle_of("eastside")
OUTAGE = event("outage", EventType.POWER_OUTAGE, 30, geometry=around(HERE, 400))
TOPIC_OF = {VEHICLE: VEHICLE_POSITIONS, PASS: VEHICLE_POSITIONS, REPORT: CITIZEN_REPORTS}
BLUE = rivermouth().line_by_id["Blue"].stop_ids


def partials(kind: str, rows: Sequence[Any], partitions: int = 3) -> list[Partial]:
    """Spread rows over partitions, and put them into their windows."""
    held: dict[tuple[str, int], list[Any]] = {}
    for number, row in enumerate(rows):
        start = row.at_ms - row.at_ms % 60_000
        held.setdefault((f"{TOPIC_OF[kind]}/{number % partitions}", start), []).append(row)
    return [
        Partial(kind=kind, partition=partition, start_ms=start, rows=msgspec.msgpack.encode(found))
        for (partition, start), found in held.items()
    ]


def day() -> list[Partial]:
    """Return an hour and a half of late vehicles, passages with a gap, and reports."""
    chance = Random(1)
    delayed = [late(f"v{n}", 420 + 10 * n, at + 0.3) for at in range(40) for n in range(4)]
    passes: list[PassRow] = [
        passed(f"t{n}", a, b, 8.0 * n + 3 * place)
        for n in (*range(7), 10)
        for place, (a, b) in enumerate(pairwise(BLUE))
    ]
    reports: list[ReportRow] = []
    for n in range(9):
        spot = off(HERE, chance.uniform(-200, 200), chance.uniform(-200, 200))
        at = 10 + 4.0 * n
        reports.append(
            ReportRow(kind="power_outage", lon=spot.lon, lat=spot.lat, area="", at_ms=ms(at),
                      report_id=f"r{n}")
        )  # fmt: skip
    return [*partials(VEHICLE, delayed), *partials(PASS, passes), *partials(REPORT, reports)]


def at(minutes: float) -> Surroundings:
    """Return the world as it is at a minute: every partition heard up to then."""
    now = minute(minutes)
    marks = {f"{topic}/{n}": (now, now) for topic in set(TOPIC_OF.values()) for n in range(3)}
    return Surroundings(watermarks=marks, wall=now, now=now, heard_until=now)


class Life:
    """Run the work over the day, step by step; begin anew where a test says so."""

    def __init__(self, chance: Random | None = None) -> None:
        self.work = self.new()
        self.waiting = day()
        self.told: list[Event] = []
        self.chance = chance

    def new(self) -> JointWork:
        return JointWork(rivermouth(), names(), Counter())

    def step(self, minutes: float) -> None:
        here = [p for p in self.waiting if p.start_ms < to_millis(minute(minutes))]
        if self.chance is not None:
            self.chance.shuffle(here)
        done = self.work.step(here, at(minutes))
        assert not done.more
        self.told += done.events
        self.waiting = [p for p in self.waiting if p not in done.merged]

    def die(self, heard: list[IndexedEvent]) -> None:
        snapshot = self.work.snapshot()
        members = self.work.book.changes().joined
        self.work = self.new()
        self.work.restore(snapshot, members)
        for each in heard:
            self.work.hear(each)

    def run(self, every: float, dies_at: Sequence[int] = ()) -> "Life":
        steps = int(100 / every)
        for n in range(1, steps + 1):
            minutes = n * every
            if minutes >= 30 > minutes - every:
                self.work.hear(indexed(OUTAGE))
            self.step(minutes)
            if n in dies_at:
                self.die([indexed(OUTAGE)] if minutes >= 30 else [])
        return self


def said(events: list[Event]) -> list[tuple[datetime, str, str]]:
    return [(told.issued_at, told.event_id, told.message) for told in events]


def test_the_day_has_something_of_everything():
    kinds = Counter(told.type.value for told in Life().run(1).told)
    assert set(kinds) == {"line_delay", "gap", "report_cluster"}


def test_the_order_in_which_partials_come_never_matters():
    assert said(Life().run(1).told) == said(Life(Random(9)).run(1).told)


def test_a_later_life_goes_on_as_if_nothing_had_happened():
    undisturbed = Life().run(1)
    disturbed = Life().run(1, dies_at=(3, 11, 12, 34, 60, 77))
    assert said(disturbed.told) == said(undisturbed.told)
    assert disturbed.work.snapshot() == undisturbed.work.snapshot()


def test_sensors_say_the_same_however_long_the_steps_are():
    def measured(life: Life) -> list[tuple[datetime, str, str]]:
        return sorted(said([e for e in life.told if e.type is not EventType.REPORT_CLUSTER]))

    assert measured(Life().run(0.5)) == measured(Life().run(5))


def test_a_snapshot_that_cannot_be_read_begins_anew_and_keeps_the_incidents():
    signal = event("signal", EventType.SIGNAL_OUTAGE, 31, coordinates=HERE)
    first = JointWork(rivermouth(), names(), Counter())
    for told in (OUTAGE, signal):
        first.hear(indexed(told))
    second = JointWork(rivermouth(), names(), Counter())
    second.restore(b"nonsense", first.book.changes().joined)
    for told in (OUTAGE, signal):
        second.hear(indexed(told))
    assert not second.book.changes()


def test_a_detector_that_fails_stops_neither_the_others_nor_the_joiner(
    monkeypatch: pytest.MonkeyPatch,
):
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(LineDelay, "merge", broken)
    kinds = {told.type.value for told in Life().run(1).told}
    assert kinds == {"gap", "report_cluster"}


def test_a_long_backlog_is_merged_in_several_steps():
    work = JointWork(rivermouth(), names(), Counter())
    rows = [late("v", 0, n) for n in range(MAX_WINDOWS + 50)]
    waiting = partials(VEHICLE, rows, partitions=1)
    first = work.step(waiting, at(MAX_WINDOWS + 60))
    assert first.more
    assert len(first.merged) == MAX_WINDOWS
    rest = [p for p in waiting if p not in first.merged]
    assert not work.step(rest, at(MAX_WINDOWS + 60)).more


def test_late_partials_are_dropped_and_counted():
    counts = Counter[str]()
    work = JointWork(rivermouth(), names(), counts)
    work.step(partials(VEHICLE, [late("v", 0, 1), late("v", 0, 2)], 1), at(5))
    straggler = partials(VEHICLE, [late("w", 900, 1)], 1)
    assert work.step(straggler, at(6)).merged == straggler
    assert counts["partials_late"] == 1


def test_rows_that_cannot_be_read_lose_their_partition_alone():
    work = JointWork(rivermouth(), names(), Counter())
    good = partials(VEHICLE, [late(f"v{n}", 600, m + 0.1) for m in range(8) for n in range(3)], 1)
    bad = [
        Partial(kind=VEHICLE, partition=f"{VEHICLE_POSITIONS}/1", start_ms=p.start_ms, rows=b"?")
        for p in good
    ]
    done = work.step([*good, *bad], at(10))
    assert {told.type for told in done.events} == {EventType.LINE_DELAY}
    assert len(done.merged) == len(good) + len(bad)


def confirmations(*told: Event) -> Confirmations:
    book = IncidentBook(rivermouth())
    for each in told:
        book.hear(indexed(each))
    return Confirmations(rivermouth(), book.sites)


POWER = [EventType.POWER_OUTAGE]


@pytest.mark.parametrize(
    ("told", "spot", "minutes", "said_by"),
    [
        pytest.param(OUTAGE, HERE, 40, "City Power & Light", id="inside"),
        pytest.param(OUTAGE, off(HERE, 850), 40, "City Power & Light", id="near"),
        pytest.param(OUTAGE, off(HERE, 1000), 40, None, id="too far"),
        pytest.param(OUTAGE, HERE, 20, None, id="not told yet"),
        pytest.param(
            msgspec.structs.replace(
                OUTAGE, message_type=MessageType.CANCEL, issued_at=minute(50)
            ), HERE, 55, None, id="taken back",
        ),
        pytest.param(
            msgspec.structs.replace(OUTAGE, source="unheard-of"), HERE, 40, None, id="no source"
        ),
        pytest.param(
            event("w", EventType.WATER_OUTAGE, 30, geometry=around(HERE, 400)), HERE, 40, None,
            id="of another kind",
        ),
    ],
)  # fmt: skip
def test_who_has_confirmed_it(told: Event, spot: LonLat, minutes: float, said_by: str | None):
    assert (
        confirmations(told).says(POWER, Spot(point=spot), minute(minutes), minute(minutes))
        == said_by
    )


def test_what_was_restored_a_moment_ago_is_still_what_is_told_of():
    over = msgspec.structs.replace(
        OUTAGE, status="restored", issued_at=minute(50), starts_at=minute(30)
    )
    told = confirmations(over)
    assert told.says(POWER, Spot(point=HERE), minute(48), minute(55)) == "City Power & Light"
    assert told.says(POWER, Spot(point=HERE), minute(51), minute(55)) is None


@pytest.mark.parametrize(
    ("area", "said_by"),
    [("Eastside", "City Power & Light"), ("Brookside", None), ("Nowhere", None)],
)
def test_of_an_area_whoever_tells_of_any_part_has_confirmed_it(area: str, said_by: str | None):
    where = Spot(areas=(area,))
    assert confirmations(OUTAGE).says(POWER, where, minute(40), minute(40)) == said_by


def test_what_burns_just_outside_of_an_area_is_what_is_seen_in_it():
    edge = rivermouth().area_by_id["eastside"].geometry.bounds
    seen = LonLat(edge[2] + 300 / 84_300, (edge[1] + edge[3]) / 2)
    fire = event("fire", EventType.FIRE, 30, coordinates=seen)
    asked = confirmations(fire)
    where = Spot(areas=("Eastside",))
    assert asked.says([EventType.FIRE], where, minute(40), minute(40)) is not None
    neighbour = event("named", EventType.FIRE, 30, areas=("Brookside",))
    asked = confirmations(neighbour)
    assert asked.says([EventType.FIRE], where, minute(40), minute(40)) is None


def test_the_third_report_is_told_within_seconds_and_an_official_word_ends_it_within_seconds():
    """Nothing else is reported; the joiner looks every second, the owner writes each second."""
    work = JointWork(rivermouth(), names(), Counter())
    rows = [
        ReportRow(kind="power_outage", lon=HERE.lon + n / 2000, lat=HERE.lat, area="",
                  at_ms=ms(10 + 3 * n), report_id=f"r{n}")
        for n in range(3)
    ]  # fmt: skip
    told: list[tuple[float, Event]] = []
    waiting: list[Partial] = []
    marks: dict[str, tuple[datetime, datetime]] = {}
    for second in range(9 * 60, 30 * 60):
        now = minute(second / 60)
        for row in rows:
            if row.at_ms == to_millis(now) - 1000:
                start_ms = row.at_ms - row.at_ms % 5000
                rows_of = msgspec.msgpack.encode([row])
                name = f"{CITIZEN_REPORTS}/{row.report_id}"
                waiting.append(
                    Partial(kind=REPORT, partition=name, start_ms=start_ms, rows=rows_of)
                )
                marks[name] = minute(second / 60 - 0.1), now
        if second == 20 * 60:
            work.hear(indexed(replace(OUTAGE, issued_at=now, starts_at=None)))
        around_now = Surroundings(watermarks=marks, wall=now, now=now, heard_until=now)
        done = work.step(waiting, around_now)
        waiting = [partial for partial in waiting if partial not in done.merged]
        told += [(second / 60, each) for each in done.events]
    (opened_at, opened), *_, (closed_at, closed) = told
    assert 16 < opened_at < 16 + 15 / 60
    assert 20 <= closed_at < 20 + 10 / 60
    assert opened.event_id.endswith(":20261120T1716Z")
    assert opened.starts_at == minute(10)
    assert (closed.event_id, closed.status, closed.starts_at) == (
        opened.event_id, "cleared", minute(10),
    )  # fmt: skip
    assert closed.message.endswith("; City Power & Light tells of it now.")


def test_who_would_know():
    asked = confirmations()
    assert asked.would_know(POWER) == "City Power & Light"
    assert asked.would_know([EventType.BUNCHING]) == ""


def test_in_a_rehearsal_messages_are_folded_and_joined():
    engine = JointEngine(rivermouth())
    signal = event("signal", EventType.SIGNAL_OUTAGE, 31, coordinates=HERE)
    for told in (OUTAGE, signal, msgspec.structs.replace(OUTAGE, issued_at=minute(20))):
        engine.hear(INFRASTRUCTURE_EVENTS, told)
    assert list(engine.merge([], {}, minute(40))) == []
    assert {(m.event_id, m.because_id) for m in engine.memberships()} == {
        ("outage", ""), ("signal", "outage"),
    }  # fmt: skip


def test_in_a_rehearsal_windows_are_merged_as_they_come():
    engine = JointEngine(rivermouth())
    told: list[Event] = []
    waiting = day()
    for minutes in range(0, 101, 2):
        now = minute(minutes)
        new = [p for p in waiting if p.start_ms + 60_000 <= to_millis(now)]
        waiting = [p for p in waiting if p not in new]
        told += engine.merge(new, at(minutes).watermarks, now)
    assert {e.type for e in told} >= {EventType.LINE_DELAY, EventType.GAP}
    assert all(e.issued_at <= minute(100) + timedelta(minutes=1) for e in told)
