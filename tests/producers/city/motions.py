"""Make plans by hand, and what moves in them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from core.city import City
from core.event import EventType
from core.geo import LonLat, as_shape, buffer_m
from core.severity import Severity
from core.timespan import Span
from producers.city.course import lines_of
from producers.city.fleet import Fleet
from producers.city.happening import Happening, Step, TruthInterval, Where
from producers.city.motion import Motion
from producers.city.plan import Match, Plan, Upset, plan_stretch
from producers.city.scenario import Scenario
from tests.producers.city.planned import RIVERMOUTH, rivermouth

BEGINS = datetime(2026, 11, 20, 12, tzinfo=UTC)
"""Seven in the morning of a Friday in the demo city."""
FULL = Fleet()
SMALL = Fleet(cars=60)
LINES = Fleet(cars=0)


def after(minutes: float) -> datetime:
    return BEGINS + timedelta(minutes=minutes)


def span(begins_min: float, ends_min: float) -> Span:
    return Span(after(begins_min), after(ends_min))


def quiet(
    hours: float = 3.0,
    *,
    city: City | None = None,
    seed: int = 5,
    begins: datetime = BEGINS,
    happenings: tuple[Happening, ...] = (),
    upsets: tuple[Upset, ...] = (),
    matches: tuple[Match, ...] = (),
) -> Plan:
    """Plan a stretch in which only what is given happens."""
    scenario = Scenario.model_validate(
        {"name": "quiet", "title": "Quiet", "begins": "07:00", "hours": hours}
    )
    plan = plan_stretch(city or rivermouth(), scenario, seed, begins)
    return replace(plan, happenings=happenings, upsets=upsets, matches=matches)


def motion(plan: Plan, fleet: Fleet = LINES, pack: Path = RIVERMOUTH) -> Motion:
    return Motion(plan, pack, fleet)


def breakdown(line: str, begins_min: float, ends_min: float, name: str = "broken") -> Happening:
    return Happening(
        id=name, type=EventType.BREAKDOWN, span=span(begins_min, ends_min),
        where=Where(lines=(line,)),
    )  # fmt: skip


def late(line: str, begins_min: float, ends_min: float, minutes: int) -> Happening:
    step = Step(at=after(begins_min), severity=Severity.MODERATE, delay_min=minutes)
    return Happening(
        id="late", type=EventType.DELAY, span=span(begins_min, ends_min),
        where=Where(lines=(line,)), steps=(step,),
    )  # fmt: skip


def suspended(
    line: str, begins_min: float, ends_min: float, stops: tuple[str, ...] = ()
) -> Happening:
    return Happening(
        id="suspended", type=EventType.SUSPENSION, span=span(begins_min, ends_min),
        where=Where(lines=(line,), stops=stops),
    )  # fmt: skip


def fewer(line: str, begins_min: float, ends_min: float) -> Happening:
    return Happening(
        id="fewer", type=EventType.REDUCED_SERVICE, span=span(begins_min, ends_min),
        where=Where(lines=(line,)),
    )  # fmt: skip


def along(street: str, share: float) -> LonLat:
    """Return the point at a share of a street's length."""
    (line,) = lines_of(rivermouth().street_by_id[street].geometry)
    point = line.interpolate(share, normalized=True)
    return LonLat(point.x, point.y)


def closed(
    street: str, point: LonLat, begins_min: float, ends_min: float, reach_m: float = 150.0
) -> Happening:
    """Close a street around a point."""
    shape = (
        rivermouth().street_by_id[street].geometry.intersection(buffer_m(as_shape(point), reach_m))
    )
    return Happening(
        id=f"closed-{street}", type=EventType.ROAD_CLOSURE, span=span(begins_min, ends_min),
        where=Where(road=street, point=point, shape=shape),
    )  # fmt: skip


def upset(
    kind: EventType, fleet: str, begins_min: float, ends_min: float, *, pick: float = 0.4,
    factor: float = 1.0, line: str = "", road: str = "",
) -> Upset:  # fmt: skip
    return Upset(
        id=f"{kind}-x", kind=kind, span=span(begins_min, ends_min), fleet=fleet,  # pyright: ignore[reportArgumentType]
        pick=pick, factor=factor, line=line, road=road,
    )  # fmt: skip


def truths(motion: Motion, kind: EventType) -> list[TruthInterval]:
    return [truth for truth in motion.truth() if truth.type is kind]
