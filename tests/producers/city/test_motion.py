"""Readings are the same for the same seed, wherever one begins, and each is a valid record."""

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from core import topics
from core.city import load_city
from core.telemetry import VehiclePosition, decode_reading, encode_reading, subject_of, taken_at
from producers.city.fleet import Fleet
from producers.city.happening import Spoken
from producers.city.motion import TOPICS, Motion
from producers.city.scenario import FleetPart
from tests.producers.city.motions import SMALL, after, motion, quiet
from tests.producers.city.planned import RIVERMOUTH, rivermouth
from tests.producers.city.test_timetable import AREA, CITY_TOML

HOURS = 1.5


@pytest.fixture(scope="module")
def said() -> list[Spoken]:
    return list(motion(quiet(HOURS), SMALL).spoken(TOPICS, after(60), after(80)))


@pytest.fixture(scope="module")
def again() -> Motion:
    return motion(quiet(HOURS), SMALL)


def lines(spoken: list[Spoken]) -> list[tuple[str, str, str, bytes]]:
    return [
        (record.at.isoformat(), record.topic, record.key, encode_reading(record.value))  # pyright: ignore[reportArgumentType]
        for record in spoken
    ]


def test_every_topic_speaks_in_order_and_every_record_decodes_to_what_was_said(
    said: list[Spoken],
) -> None:
    assert {record.topic for record in said} == TOPICS
    assert [(r.at, r.topic, r.key) for r in said] == sorted((r.at, r.topic, r.key) for r in said)
    assert after(60) <= said[0].at
    assert said[-1].at < after(80)
    for record in said:
        reading = record.value
        assert not isinstance(reading, dict)
        wire = encode_reading(reading)
        assert decode_reading(record.topic, wire, rivermouth().timezone, record.at) == reading
        assert subject_of(reading).key == record.key
        assert timedelta() < record.at - taken_at(reading) < timedelta(seconds=4)


def test_the_same_seed_says_the_same_bytes_in_whatever_parts_one_asks(
    said: list[Spoken], again: Motion
) -> None:
    cut = after(71.37)
    parts = [*again.spoken(TOPICS, after(60), cut), *again.spoken(TOPICS, cut, after(80))]
    assert lines(parts) == lines(said)


def test_another_seed_says_other_bytes_on_every_topic(said: list[Spoken]) -> None:
    until = after(65)
    other = list(motion(quiet(HOURS, seed=6), SMALL).spoken(TOPICS, after(60), until))
    for topic in TOPICS:
        ours = lines([r for r in said if r.topic == topic and r.at < until])
        assert lines([r for r in other if r.topic == topic]) != ours, topic


def test_one_may_ask_topic_by_topic(said: list[Spoken], again: Motion) -> None:
    for topic in TOPICS:
        alone = list(again.spoken([topic], after(70), after(75)))
        assert lines(alone) == lines(
            [r for r in said if r.topic == topic and after(70) <= r.at < after(75)]
        )


def test_nothing_is_said_outside_of_the_stretch() -> None:
    whole = quiet(hours=0.25)
    spoken = list(motion(whole).spoken(TOPICS, after(-30), after(60)))
    assert whole.begins <= spoken[0].at
    assert spoken[-1].at < whole.ends
    assert list(motion(whole).spoken(["transit_events"], after(0), after(10))) == []


def test_vehicles_report_each_at_its_own_pace_of_5_to_30_seconds(said: list[Spoken]) -> None:
    reports: defaultdict[str, list[float]] = defaultdict(list)
    for record in said:
        if isinstance(record.value, VehiclePosition):
            reports[record.key].append(record.value.timestamp.timestamp())
    paces = {
        round(min(b - a for a, b in pairwise(times)))
        for times in reports.values() if len(times) > 1
    }  # fmt: skip
    assert min(paces) >= 4
    assert max(paces) <= 31
    assert len(paces) > 15
    assert len({round(times[0] % 30, 2) for times in reports.values()}) > 100


@pytest.mark.parametrize(
    ("fleet", "least", "most"),
    [(Fleet(cars=10), 120, 155), (Fleet(scale=0.1), 45, 65), (Fleet(transit=0, cars=7), 7, 7)],
    ids=["all lines", "a tenth", "cars only"],
)
def test_the_fleet_has_the_size_asked_for(fleet: Fleet, least: int, most: int) -> None:
    movers = motion(quiet(hours=1.5), fleet).movers
    assert least <= len(movers) <= most
    whole_lines = {mover.line for mover in movers if mover.line}
    for line in whole_lines:
        assert sum(mover.line == line for mover in movers) >= 3


def test_a_scenario_multiplies_the_fleet() -> None:
    assert Fleet().for_scenario(FleetPart(transit=0.5, cars=2)) == Fleet(transit=60, cars=760)


def test_a_pack_without_lines_and_streets_still_has_its_air(tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_text(CITY_TOML)
    (tmp_path / "areas.geojson").write_text(AREA)
    bare = Motion(quiet(hours=0.5, city=load_city(tmp_path)), tmp_path, SMALL)
    spoken = list(bare.spoken(TOPICS, after(0), after(30)))
    assert {record.topic for record in spoken} == {topics.ENVIRONMENT_READINGS}
    assert len(spoken) == 30
    assert list(bare.truth()) == []


def test_the_pack_s_own_rules_are_read_wherever_it_lies() -> None:
    fences = motion(quiet(), SMALL).fences
    assert [(fence.kinds, fence.shape.area > 0) for fence in fences] == [(("truck",), True)]
    assert (RIVERMOUTH / "rules.yaml").is_file()
