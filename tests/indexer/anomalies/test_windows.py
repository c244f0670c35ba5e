"""Windows and the watermark keep event time, whatever the order in which readings come."""

from datetime import timedelta

import pytest

from indexer.anomalies.windows import (
    Sliding,
    UsualInterval,
    Watermark,
    panes,
)


def test_the_watermark_follows_the_newest_event_time_and_never_goes_back():
    mark = Watermark()
    assert not mark.known
    assert mark.hear(100_000, -1)
    assert mark.ms == 95_000
    assert not mark.hear(99_000, -1)
    assert mark.hear(103_000, -1)
    assert mark.ms == 98_000


def test_a_clock_that_runs_ahead_counts_only_up_to_when_its_record_arrived():
    mark = Watermark()
    mark.hear(400_000, 100_000)
    assert mark.ms == 95_000


@pytest.mark.parametrize(("behind_ms", "late"), [(0, False), (30_000, False), (30_001, True)])
def test_what_is_more_than_half_a_minute_behind_the_watermark_is_late(behind_ms: int, late: bool):
    mark = Watermark()
    mark.hear(1_005_000, -1)
    assert mark.is_late(1_000_000 - behind_ms) is late


def test_a_sliding_window_forgets_by_event_time_and_puts_late_values_in_place():
    window = Sliding()
    for at, value in ((10_000, 5.0), (30_000, 1.0), (20_000, 9.0), (45_000, 3.0)):
        window.add(at, value, 30_000)
    assert [at for at, _ in window.samples] == [20_000, 30_000, 45_000]
    assert window.mean == pytest.approx(13 / 3)
    window.forget(50_000)
    assert (window.samples, window.mean) == ([], 0)


def test_the_usual_interval_is_the_median_of_the_last_gaps_between_newer_readings():
    heard = UsualInterval()
    assert heard.hear(0)
    assert not heard.hear(0)
    for at in (10_000, 20_000):
        heard.hear(at)
    assert heard.usual is None
    heard.hear(300_000)
    assert not heard.hear(150_000)
    assert heard.usual == timedelta(seconds=10)


def test_panes_end_after_one_instant_up_to_another():
    assert list(panes(10_000, 30_000, 10_000)) == [20_000, 30_000]
    assert list(panes(12_000, 19_999, 10_000)) == []
