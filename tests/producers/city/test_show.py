"""The city at another pace: a show of a minute, and so many seconds a message."""

import tracemalloc
from collections import Counter
from datetime import timedelta
from itertools import islice, pairwise
from statistics import mean, pstdev
from zoneinfo import ZoneInfo

import pytest

from core import topics
from core.city_parts import Source
from core.event import EventType
from core.lifecycle import Phase, standing
from core.telemetry import TrafficCondition
from core.timespan import Span, format_rfc3339
from core.topics import Family
from producers.city.happening import Spoken
from producers.city.playing.show import Pace, Show, Thinned
from tests.producers.city.scripted import ALL, T0, Told, at, outage, reading
from tests.producers.city.test_opening import event_of

OUTAGES, ROADS, BEATS = ALL
REPORTS = topics.CITIZEN_REPORTS
ZONE = ZoneInfo("America/New_York")
POWER = Source(
    "city-power", Family.INFRASTRUCTURE, (EventType.POWER_OUTAGE,), timedelta(minutes=2), "Power"
)
BEGINS = at(600)
HOURS = Span(at(0), at(360))
STORY = [
    outage(60, starts_at="2026-11-20T14:40:00Z", estimated_restoration="2026-11-20T18:00:00Z"),
    outage(90, number=2, references=["city-power:20261120-outage-1"]),
    outage(120, "in_progress", starts_at="2026-11-20T14:40:00Z"),
    outage(180, "restored"),
]


def _demo(records: list[Spoken]) -> Show:
    return Show(Told(records), HOURS, BEGINS, [POWER], ZONE, length=timedelta(seconds=60))


def _paced(records: list[Spoken], pace: Pace) -> Show:
    return Show(Told(records), HOURS, BEGINS, [POWER], ZONE, pace=pace)


def _spoken(show: Show, *wanted: str) -> list[Spoken]:
    return list(show.spoken(wanted, BEGINS, BEGINS + timedelta(hours=1)))


def test_a_show_tells_hours_in_a_minute_and_ends_what_is_open():
    told = _spoken(_demo(STORY), OUTAGES)
    assert [(s.at - BEGINS) / timedelta(seconds=1) for s in told] == [10, 15, 20, 30, 60]
    newest = {s.key: event_of(s) for s in told}
    assert len(newest) == 2
    assert {standing(e, at(700)).phase for e in newest.values()} == {Phase.ENDED}


def test_its_events_have_ids_of_their_own_and_name_one_another_by_them():
    told = [event_of(s) for s in _spoken(_demo(STORY), OUTAGES)]
    assert {e.event_id for e in told} == {
        "city-power:20261120-000000-outage-1", "city-power:20261120-000000-outage-2",
    }  # fmt: skip
    assert told[1].references == ("city-power:20261120-000000-outage-1",)


def test_times_are_drawn_together_and_stay_once_they_are_told():
    told = [event_of(s) for s in _spoken(_demo(STORY), OUTAGES)]
    first, _, third = told[:3]
    assert first.issued_at == BEGINS + timedelta(seconds=10)
    assert first.starts_at is not None
    assert first.ends_at is not None
    assert BEGINS < first.starts_at < first.issued_at < first.ends_at < at(602)
    assert third.starts_at == first.starts_at


def test_at_a_pace_messages_come_in_their_order_so_far_apart():
    pace = Pace(timedelta(seconds=3), variability=0)
    told = _spoken(_paced(STORY, pace), OUTAGES)
    assert [s.at - BEGINS for s in told] == [timedelta(seconds=3 * n) for n in range(len(STORY))]
    events = [event_of(s) for s in told]
    assert [e.issued_at for e in events] == [s.at for s in told]
    assert [e.status for e in events] == ["investigating", "investigating", "in_progress",
                                          "restored"]  # fmt: skip
    assert events[2].starts_at == events[0].starts_at


@pytest.mark.parametrize("variability", [0.0, 0.5, 1.0])
def test_gaps_have_their_mean_and_their_variability(variability: float):
    gaps = [g.total_seconds() for g in islice(Pace(timedelta(seconds=2), variability).gaps(), 4000)]
    assert mean(gaps) == pytest.approx(2, rel=0.05)
    assert pstdev(gaps) == pytest.approx(2 * variability, abs=0.1)
    assert min(gaps) >= 2 * (1 - variability) - 1e-9


def test_its_sources_are_heard_all_along():
    beats = [s for s in _spoken(_demo(STORY), OUTAGES, BEATS) if s.topic == BEATS]
    assert len(beats) == 3
    (first,) = _demo(STORY).states((OUTAGES, BEATS), BEGINS)
    assert isinstance(first.value, dict)
    assert (first.value["state"], first.value["full_state"]) == ("ok", False)
    assert list(_demo(STORY).states((OUTAGES,), BEGINS)) == []


def test_readings_of_a_show_are_of_their_new_time():
    told = _spoken(_demo([reading(m) for m in range(0, 360, 60)]), ROADS)
    times = [s.value.timestamp for s in told if isinstance(s.value, TrafficCondition)]
    assert times == [s.at for s in told] == [BEGINS + timedelta(seconds=10 * n) for n in range(6)]


def test_thinned_records_are_the_citys_own_and_as_many_as_asked():
    records = [reading(m / 60, f"road-{m % 7}") for m in range(3600)]
    thinned = Thinned(Told(records), Pace(timedelta(seconds=10), 0))
    told = list(thinned.spoken([topics.TRAFFIC_CONDITIONS], T0, at(60)))
    assert len(told) == 360
    assert all(spoken in records for spoken in told[:20])
    assert {b.at - a.at for a, b in pairwise(told)} == {timedelta(seconds=10)}
    assert len(Counter(s.key for s in told)) == 7


def test_a_show_without_end_does_not_grow_with_all_that_it_ever_told():
    reports = [
        Spoken(at(n / 60), REPORTS, f"report-{n}", {"timestamp": format_rfc3339(at(n / 60))})
        for n in range(6_000)
    ]
    show = _paced(reports, Pace(timedelta(seconds=1), variability=0))
    told = show.spoken([REPORTS], BEGINS, BEGINS + timedelta(days=1))
    tracemalloc.start()
    held: list[int] = []
    for count in (3_000, 2_500):
        assert sum(1 for _ in islice(told, count)) == count
        held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert held[1] - held[0] < 50_000  # what is known of 2,500 reports is ten times as much
