"""Plan a stretch of city time whole: all that will happen in it, from a seed.

`plan_stretch` is the main path. The plan is immutable; who plays it only asks what is so when.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final

from core.city import City, Source, Trust
from core.event import EventType
from core.geo import LonLat
from core.timespan import Span
from producers.city.happening import Happening
from producers.city.plan_parts import Match, SourceFailure, Upset
from producers.city.planning.failures import plan_failures
from producers.city.planning.upsets import plan_upsets
from producers.city.planning.writing import write_draft
from producers.city.scenario import AFTERWARDS, Scenario, load
from producers.city.weather import KM_PER_DEGREE, Weather, brew

__all__ = ["Match", "Plan", "SourceFailure", "Upset", "next_stretch", "plan_stretch", "speakers"]

_STADIUM: Final = "stadium"


@dataclass(frozen=True, eq=False)
class Plan:
    """Hold one stretch of city time.

    Attributes:
        span: the stretch, `[begins, ends)`.
        happenings: all that really happens or is told in error, by when it begins; some begin
            before the stretch or end after it.
        failures: when which source fails.
        upsets: what only sensors show.
    """

    city: City
    scenario: Scenario
    seed: int
    span: Span
    happenings: tuple[Happening, ...]
    weather: Weather
    failures: tuple[SourceFailure, ...] = ()
    matches: tuple[Match, ...] = ()
    upsets: tuple[Upset, ...] = ()

    @property
    def begins(self) -> datetime:
        """Return the instant at which the stretch begins."""
        return self.span.start

    @property
    def ends(self) -> datetime:
        """Return the instant at which the stretch ends."""
        return self.span.end or self.span.start

    @cached_property
    def by_id(self) -> Mapping[str, Happening]:
        """Return the happenings by their ids."""
        return {happening.id: happening for happening in self.happenings}

    def of(self, *types: EventType) -> tuple[Happening, ...]:
        """Return the happenings of these types, in order."""
        return tuple(happening for happening in self.happenings if happening.type in types)


def plan_stretch(city: City, scenario: Scenario, seed: int, begins: datetime) -> Plan:
    """Plan the stretch that begins at an instant.

    Args:
        city: where.
        scenario: what is to come.
        seed: the same gives the same plan, in every process.
        begins: aware; the stretch lasts the scenario's hours, or what is left of the local day.
    """
    begins = begins.astimezone(UTC)
    span = scenario.stretch_from(begins, city.timezone)
    offset = begins.astimezone(city.timezone).utcoffset() or timedelta()
    weather = brew(scenario.weather, span, _middle(city), _reach_km(city), seed, offset)
    matches = _matches(city, scenario, span)
    draft = write_draft(city, speakers(city), scenario, seed, span, weather, matches)
    upsets = [*plan_upsets(scenario, span, seed), *draft.upsets]
    return Plan(
        city=city,
        scenario=scenario,
        seed=seed,
        span=span,
        happenings=tuple(sorted(draft.happenings, key=_by_beginning)),
        weather=weather.with_plumes(draft.plumes),
        failures=plan_failures(scenario, speakers(city), span, seed),
        matches=matches,
        upsets=tuple(sorted(upsets, key=_by_start)),
    )


def next_stretch(plan: Plan) -> Plan:
    """Plan what follows a stretch: the next day, or a calm rest of the day after a scenario."""
    scenario = plan.scenario if plan.scenario.length is None else load(AFTERWARDS)
    return plan_stretch(plan.city, scenario, plan.seed, plan.ends)


def speakers(city: City) -> tuple[Source, ...]:
    """Return the sources to speak for: official ones and partners that no producer fetches."""
    return tuple(
        source for source in city.sources
        if source.trust is not Trust.RESIDENT and not (source.adapter and source.url)
    )  # fmt: skip


def _by_beginning(happening: Happening) -> tuple[datetime, str]:
    return happening.span.start, happening.id


def _by_start(upset: Upset) -> tuple[datetime, str]:
    return upset.span.start, upset.id


def _middle(city: City) -> LonLat:
    west, south, east, north = city.outline.bounds
    return LonLat((west + east) / 2, (south + north) / 2)


def _reach_km(city: City) -> float:
    _, south, _, north = city.outline.bounds
    return max(1.0, (north - south) * KM_PER_DEGREE * 0.75)


def _matches(city: City, scenario: Scenario, span: Span) -> tuple[Match, ...]:
    stadiums = [place for place in city.landmarks if _STADIUM in place.kind.lower()]
    found: list[Match] = []
    for number, part in enumerate(scenario.matches):
        if part.at is not None:
            day = span.start.astimezone(city.timezone).date()
            starts = datetime.combine(day, part.at, city.timezone).astimezone(UTC)
        else:
            starts = span.start + timedelta(minutes=part.at_min or 0.0)
        if stadiums and starts in span:
            place = stadiums[number % len(stadiums)]
            middle = place.geometry.representative_point()
            found.append(
                Match(
                    place_id=place.id,
                    name=place.name,
                    point=LonLat(middle.x, middle.y),
                    starts=starts,
                    ends=starts + timedelta(minutes=part.minutes),
                    crowd=part.crowd,
                )
            )
    return tuple(found)
