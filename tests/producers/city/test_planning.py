"""What holds of every plan: causes come first, and nothing contradicts anything."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.event import EventType
from core.geo import contains, distance_m
from producers.city.plan import Plan, plan_stretch
from producers.city.planning.atlas import Atlas
from producers.city.planning.lives import LIVES
from producers.city.planning.upsets import LIVES_MIN
from producers.city.scenario import load
from producers.city.telling.sayings import SAYINGS
from tests.producers.city.planned import (
    EVENING,
    after,
    by_subject,
    overlapping,
    plan_of,
    rivermouth,
)
from tests.producers.city.tiny import tiny

SEEDS = range(20)
NAMES = ("lively", "thunderstorm", "transit-meltdown", "burst")
LIVELY, STORMY = SEEDS[::4], SEEDS[1::4]
"""The seeds with which these two are planned anyway."""


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_contradicts_anything_else(seed: int):
    for subject, happenings in by_subject(plan_of(NAMES[seed % 4], seed).happenings).items():
        assert not overlapping(happenings), subject


@pytest.mark.parametrize("seed", SEEDS)
def test_causes_come_before_what_they_bring(seed: int):
    plan = plan_of(NAMES[seed % 4], seed)
    for effect in plan.happenings:
        if effect.cause:
            cause = plan.by_id[effect.cause]
            assert cause.span.start <= effect.span.start < cause.ends, effect.id
            assert cause.real


@pytest.mark.parametrize("seed", STORMY)
def test_dark_signals_lie_inside_their_outage_in_space_and_time(seed: int):
    plan = plan_of("thunderstorm", seed)
    dark = [h for h in plan.of(EventType.SIGNAL_OUTAGE) if h.cause]
    assert dark
    for signal in dark:
        outage = plan.by_id[signal.cause]
        shape = outage.steps[0].shape
        assert shape is not None
        assert signal.where.point is not None
        assert contains(shape, signal.where.point)
        assert signal.ends <= outage.ends


@pytest.mark.parametrize("seed", LIVELY)
def test_a_bus_on_a_closed_street_takes_another_way_while_it_is_closed(seed: int):
    plan = plan_of("lively", seed)
    atlas = Atlas(plan.city)
    detours = {(h.cause, h.where.lines[0]): h for h in plan.of(EventType.ROUTE_CHANGE)}
    stretches = {stretch.name: stretch for stretch in atlas.crossings.stretches}
    for closed in plan.of(EventType.ROAD_CLOSURE):
        if closed.real:
            for line in atlas.buses_on(stretches[dict(closed.words)["stretch"]]):
                assert detours[closed.id, line.id].ends == closed.ends


@pytest.mark.parametrize("seed", LIVELY)
def test_nobody_is_sent_along_a_street_that_is_closed(seed: int):
    plan = plan_of("lively", seed)
    closures = plan.of(EventType.ROAD_CLOSURE)
    for closed in closures:
        way = dict(closed.words)["detour"].removeprefix("Use ").removesuffix(".")
        for other in closures:
            if plan.city.street_by_id[other.where.road].name == way:
                assert not closed.span.overlaps(other.span), (closed.id, other.id)


@pytest.mark.parametrize("name", ["lively", "thunderstorm", "wildfire-smoke", "boil-water"])
def test_steps_lie_in_order_within_the_life_and_customers_come_back(name: str):
    for happening in plan_of(name).happenings:
        instants = [step.at for step in happening.steps]
        assert instants == sorted(instants)
        assert instants[0] == happening.span.start
        assert instants[-1] < happening.ends
        counted = [step.customers for step in happening.steps if step.customers is not None]
        if happening.type is EventType.POWER_OUTAGE and len(counted) > 2:
            assert counted[-1] < max(counted), happening.id


def test_some_outages_spread_over_their_area_and_then_come_back_in_steps():
    grown = [
        [step.customers or 0 for step in outage.steps]
        for seed in STORMY
        for outage in plan_of("thunderstorm", seed).of(EventType.POWER_OUTAGE)
        if any(step.note == "spreading" for step in outage.steps)
    ]
    assert grown
    for customers in grown:
        peak = customers.index(max(customers))
        assert customers[:peak] == sorted(customers[:peak])
        assert customers[peak:] == sorted(customers[peak:], reverse=True)
        assert customers[peak] > 1.2 * customers[0]


def test_feeders_part_every_area_without_gap_and_serve_a_plausible_number():
    atlas = Atlas(rivermouth())
    for area in atlas.areas:
        feeders = atlas.feeders_of[area.id]
        assert 2 <= len(feeders) <= 4
        assert sum(f.shape.area for f in feeders) == pytest.approx(area.geometry.area, rel=0.02)
        assert 900 <= sum(f.customers for f in feeders) <= 8_000


def test_estimates_slip_sometimes_and_are_right_in_the_end():
    late = early = 0
    for outage in plan_of("lively", 4).of(EventType.POWER_OUTAGE):
        told = [step.estimate for step in outage.steps if step.estimate is not None]
        if told:
            late += told[0] < outage.ends
            early += told[0] >= outage.ends
            assert abs(told[-1] - outage.ends) <= timedelta(minutes=2)
    assert late > 5
    assert early > 1


def test_a_match_crowds_the_stations_near_it_before_and_after():
    plan = plan_stretch(rivermouth(), load("calm"), 1, datetime(2026, 11, 20, 14, tzinfo=UTC))
    (match,) = plan.matches
    crowds = [h for h in plan.of(EventType.CROWDING) if match.name in h.because]
    assert {h.ends <= match.starts for h in crowds} == {True, False}
    for it in crowds:
        assert it.where.point is not None
        assert distance_m(it.where.point, match.point) <= 2_000


def test_another_seed_has_other_ids():
    ids = [{happening.id for happening in plan_of("lively", seed).happenings} for seed in (1, 2)]
    assert not ids[0] & ids[1]


def test_what_crosses_the_border_of_two_stretches_is_the_same_in_both():
    today = plan_of("lively")
    tomorrow = after("lively")
    assert tomorrow.begins == today.ends
    going_on = {h.id: (h.span, h.steps) for h in today.happenings if h.ends > today.ends}
    found = {h.id: (h.span, h.steps) for h in tomorrow.happenings if h.span.start < today.ends}
    later = {i: h for i, h in found.items() if h[0].end is not None and h[0].end > today.ends}
    assert going_on
    assert later == going_on


def test_after_a_scenario_comes_the_calm_rest_of_the_day():
    rest = after("false-alarm")
    assert rest.scenario.name == "calm"
    assert rest.begins == plan_of("false-alarm").ends
    assert rest.ends == datetime(2026, 11, 21, 5, tzinfo=UTC)


def test_upsets_last_long_enough_to_be_measured():
    for upset in plan_of("lively").upsets:
        least_min, _ = LIVES_MIN[upset.kind]
        end = upset.span.end
        assert end is not None
        assert end - upset.span.start >= timedelta(minutes=min(least_min, 8))
        assert 0 <= upset.pick < 1


def test_a_city_without_streets_lines_or_water_has_what_it_can_have(tmp_path: Path):
    plan: Plan = plan_stretch(tiny(tmp_path), load("lively"), 1, EVENING)
    types = {happening.type for happening in plan.happenings}
    assert EventType.POWER_OUTAGE in types
    assert not types & {EventType.ROAD_CLOSURE, EventType.SIGNAL_OUTAGE, EventType.DELAY}
    assert {happening.source for happening in plan.happenings} <= {"", "watts"}


def test_every_note_of_every_life_has_words():
    notes = {kind: {s.note for s in life.stages} for kind, life in LIVES.items()}
    for name in ("lively", "thunderstorm", "wildfire-smoke", "transit-meltdown"):
        for happening in plan_of(name).happenings:
            if happening.source:
                said = set(SAYINGS[happening.kind].words)
                assert {step.note for step in happening.steps} <= said, happening.kind
    for kind, saying in SAYINGS.items():
        if kind in notes:
            assert notes[kind] <= set(saying.words), kind
