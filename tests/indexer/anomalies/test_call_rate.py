"""Many emergencies in one area within an hour are told of, against what is usual there."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from core.event import EventType, Handling
from core.topics import Family
from indexer.anomalies.call_rate import CallRate, poisson_tail
from indexer.anomalies.detector import Level
from indexer.anomalies.episodes import Episodes
from tests.indexer.anomalies.incident_city import event, indexed, middle_of, off
from tests.indexer.anomalies.joint_lines import minute, names
from tests.indexer.store.events import rivermouth

HERE = middle_of("eastside")


def called(
    rate: CallRate, name: str, at: float, kind: EventType = EventType.FIRE, **fields: object
):
    spot = off(HERE, 10.0 * len(name))
    rate.hear(indexed(event(name, kind, at, **({"coordinates": spot} | fields))))


def four(rate: CallRate, since: float = 0) -> None:
    for n in range(4):
        called(rate, f"f{n}", since + 10 * n)


def level(rate: CallRate, at: float) -> Level | None:
    look = rate.look(minute(at), ()).get("eastside")
    return look.level if look else None


@pytest.mark.parametrize(
    ("count", "rate", "chance"), [(0, 0.2, 1.0), (1, 1.0, 0.632), (4, 0.43, 0.001), (4, 2.0, 0.143)]
)
def test_the_poisson_tail(count: int, rate: float, chance: float):
    assert poisson_tail(count, rate) == pytest.approx(chance, abs=0.001)


def test_four_within_an_hour_are_unusual_and_three_are_not():
    rate = CallRate(rivermouth())
    four(rate)
    assert [level(rate, at) for at in (5, 25, 30, 59)] == [
        Level.CLEAR, Level.BETWEEN, Level.BEYOND, Level.BEYOND,
    ]  # fmt: skip
    assert level(rate, 75) is Level.CLEAR


def test_its_sentence_counts_and_says_what_is_usual():
    rate = CallRate(rivermouth())
    four(rate)
    turn = Episodes(rate.opens_after, rate.closes_after).look(
        "eastside", rate.look(minute(30), ())["eastside"]
    )
    assert turn is not None
    assert rate.wording(turn.episode, names()).message == (
        "4 emergencies have been reported in Eastside since 12:00 pm; about one in 5 hours is "
        "usual there at this time of day."
    )


def test_what_is_told_of_is_looked_at_until_it_is_over():
    rate = CallRate(rivermouth())
    assert rate.look(minute(0), ("eastside",))["eastside"].level is Level.CLEAR


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param(
            {"kind": EventType.WEATHER_ALERT, "areas": ("Rivermouth",), "coordinates": None},
            id="all over the city",
        ),
        pytest.param({"handling": Handling.EXERCISE}, id="a drill"),
        pytest.param({"planned": True}, id="planned"),
        pytest.param({"kind": EventType.POWER_OUTAGE, "family": Family.INFRASTRUCTURE}, id="grid"),
        pytest.param({"coordinates": middle_of("harbor")}, id="elsewhere"),
    ],
)
def test_what_is_no_call(fields: dict[str, Any]):
    rate = CallRate(rivermouth())
    for n in range(6):
        called(rate, f"f{n}", n, **fields)
    assert level(rate, 10) is None


def test_what_names_several_areas_counts_in_each_of_them():
    rate = CallRate(rivermouth())
    for n in range(4):
        called(rate, f"w{n}", n, EventType.WEATHER_ALERT, areas=("Harbor", "Eastside"))
    looks = rate.look(minute(10), ())
    assert {area: look.level for area, look in looks.items()} == {
        "eastside": Level.BEYOND,
        "harbor": Level.BEYOND,
    }


def test_an_event_counts_once_however_often_it_is_told():
    rate = CallRate(rivermouth())
    for n in range(6):
        called(rate, "f", n)
    assert level(rate, 10) is Level.CLEAR


def test_what_happens_every_day_becomes_usual_and_one_disaster_does_not():
    calm, busy = CallRate(rivermouth()), CallRate(rivermouth())
    day = timedelta(days=1)
    for number in range(20):
        for n in range(3):
            told = event(f"d{number}-{n}", EventType.FIRE, 5 * n, coordinates=HERE)
            busy.hear(replace(indexed(told), first_issued_at=told.issued_at + number * day))
        for hour in range(24):
            for rate in (calm, busy):
                rate.look(minute(0) + number * day + timedelta(hours=hour), ())
    at = minute(0) + 20 * day
    usual = {name: rate.memory.usual["eastside/12"].rate for name, rate in
             {"calm": calm, "busy": busy}.items()}  # fmt: skip
    assert usual["calm"] < 0.1
    assert usual["busy"] > 2
    four_at(busy, at)
    assert busy.look(at + timedelta(minutes=35), ())["eastside"].level is not Level.BEYOND
    four_at(calm, at)
    assert calm.look(at + timedelta(minutes=35), ())["eastside"].level is Level.BEYOND


def four_at(rate: CallRate, at: datetime) -> None:
    four(rate, (at - minute(0)) / timedelta(minutes=1))


def test_a_later_life_goes_on_from_what_was_learned():
    rate, later = CallRate(rivermouth()), CallRate(rivermouth())
    four(rate)
    rate.look(minute(180), ())
    later.recall(rate.remember())
    assert later.memory == rate.memory
    four(later)  # the same events, heard again at the start
    assert later.look(minute(181), ()) == rate.look(minute(181), ()) == {}
    assert later.memory == rate.memory
