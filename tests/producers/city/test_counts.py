"""What only counting shows: outages that grow, and areas with many calls."""

from datetime import timedelta
from typing import Any

import pytest

from core import topics
from core.timespan import Span, format_rfc3339
from producers.city.happening import Spoken
from producers.city.telling.counts import call_rate, outage_growth
from tests.producers.city.planned import rivermouth
from tests.producers.city.scripted import at, outage


def versions(*counted: tuple[float, int]) -> list[Spoken]:
    return [outage(minute, affected_customers=customers) for minute, customers in counted]


def test_an_outage_has_grown_from_the_first_version_that_says_so_for_an_hour():
    (found,) = outage_growth(versions((0, 1000), (10, 1200), (20, 1600)))
    assert found.subject == "city-power:20261120-outage-1"
    assert found.span == Span(at(20), at(80))
    assert dict(found.detail)["customers"] == 1600


@pytest.mark.parametrize(
    "counted",
    [
        [(0, 1000), (20, 1400)],
        [(0, 100), (20, 590)],
        [(0, 1000), (70, 2000)],
        [(0, 2000), (20, 1000)],
        [(0, 2000)],
    ],
    ids=["too little", "too few", "too slowly", "it shrinks", "once"],
)
def test_less_is_no_growth(counted: list[tuple[float, int]]):
    assert list(outage_growth(versions(*counted))) == []


def test_growth_ends_when_it_shrinks_or_is_over():
    (shrunk,) = outage_growth(versions((0, 1000), (20, 1800), (30, 900)))
    (over,) = outage_growth([*versions((0, 1000), (20, 1800)), outage(40, "restored")])
    assert (shrunk.span, over.span) == (Span(at(20), at(30)), Span(at(20), at(40)))


def test_an_outage_that_counts_nobody_is_passed_over():
    assert list(outage_growth([outage(0), outage(9)])) == []


def call(minute: float, number: int, **more: Any) -> Spoken:
    key = f"emergency-management:20261120-fire-{number}"
    value = {
        "event_id": key, "source": "emergency-management", "type": "fire", "severity": "high",
        "timestamp": format_rfc3339(at(minute)), "area": "Harbor",
    }  # fmt: skip
    return Spoken(at(minute), topics.EMERGENCY_EVENTS, key, value | more)


def test_four_calls_within_an_hour_are_far_more_than_usual():
    (found,) = call_rate([call(m, m) for m in (0, 10, 30, 50)], rivermouth())
    assert found.subject == "harbor"
    assert found.span == Span(at(50), at(60))


def test_a_fifth_keeps_it_going_and_counts():
    (found,) = call_rate([call(m, m) for m in (0, 10, 30, 50, 55)], rivermouth())
    assert found.span == Span(at(50), at(70))
    assert dict(found.detail)["calls"] == 5


@pytest.mark.parametrize(
    "calls",
    [
        [call(m, m) for m in (0, 10, 30)],
        [call(m, m) for m in (0, 10, 30, 90)],
        [call(m, 1) for m in (0, 10, 30, 50)],
        [*(call(m, m) for m in (0, 10, 30)), call(50, 4, area="Eastside")],
        [*(call(m, m) for m in (0, 10, 30)), call(50, 4, status="resolved")],
    ],
    ids=["three", "too late", "one call often", "elsewhere", "over"],
)
def test_less_is_usual(calls: list[Spoken]):
    assert list(call_rate(calls, rivermouth())) == []


def test_calls_hours_apart_are_two_spells():
    minutes = [0, 1, 2, 3, 300, 301, 302, 303]
    found = list(call_rate([call(m, m) for m in minutes], rivermouth()))
    assert [f.span.start for f in found] == [at(3), at(303)]
    assert all(f.span.end == f.span.start + timedelta(minutes=57) for f in found)
