"""Plans of the demo city."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from core.city import City, load_city
from producers.city.happening import Happening
from producers.city.plan import Plan, next_stretch, plan_stretch
from producers.city.scenario import load
from producers.city.telling.tellings import Telling, Tellings

RIVERMOUTH = Path(__file__).parents[3] / "cities" / "rivermouth"
DAY = date(2026, 11, 20)
EVENING = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
"""20:30 in the demo city: what is left of its day is three and a half hours."""


@cache
def rivermouth() -> City:
    return load_city(RIVERMOUTH)


@cache
def plan_of(name: str, seed: int = 1) -> Plan:
    scenario = load(name)
    begins = EVENING
    if scenario.length is not None:
        begins = scenario.begins_on(DAY, rivermouth().timezone)
    return plan_stretch(rivermouth(), scenario, seed, begins)


@cache
def after(name: str) -> Plan:
    """Return the plan of the stretch that follows."""
    return next_stretch(plan_of(name))


@cache
def told_of(name: str, seed: int = 1) -> tuple[Telling, ...]:
    """Return every message about an event, those from before the stretch too."""
    plan = plan_of(name, seed)
    return tuple(Tellings(plan).messages(datetime(2020, 1, 1, tzinfo=UTC), plan.ends))


def by_subject(happenings: Iterable[Happening]) -> dict[str, list[Happening]]:
    """Group happenings by what may have only one state at a time, worked out afresh."""
    found: dict[str, list[Happening]] = {}
    for it in happenings:
        for subject in _subjects(it):
            found.setdefault(subject, []).append(it)
    return found


def _subjects(it: Happening) -> Iterable[str]:
    kind, where = it.type.value, it.where
    if kind in ("delay", "suspension", "reduced_service", "route_change"):
        yield from (f"line {line}" for line in where.lines)
    elif kind in ("road_closure", "road_work"):
        yield f"road {where.road}"
    elif kind == "signal_outage":
        yield f"corner {where.point}"
    elif kind == "stop_closure":
        yield from (f"{what} {where.stops[0]}" for what in ("lift", "crowd"))
    elif kind == "accessibility":
        yield f"lift {where.stops[0]}"
    elif kind == "crowding":
        yield f"crowd {where.stops[0]}"
    elif kind in ("power_outage", "gas_leak", "health_advisory", "evacuation"):
        yield from (f"{kind} {area}" for area in where.areas)
    elif kind in ("fire", "hazmat", "public_safety"):
        yield from (f"emergency {area}" for area in where.areas)
    elif kind in ("water_outage", "water_advisory"):
        yield from (f"{kind} {area}" for area in where.areas)


def overlapping(happenings: list[Happening]) -> list[tuple[str, str]]:
    """Return the pairs that are so at the same time."""
    ordered = sorted(happenings, key=lambda it: it.span.start)
    return [
        (one.id, two.id)
        for number, one in enumerate(ordered)
        for two in ordered[number + 1 :]
        if two.span.start < one.ends
    ]
