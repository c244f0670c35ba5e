"""Plan what begins by itself, at the rates of a scenario, over a stretch and across its borders."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from core.timespan import Span
from producers.city.chance import share
from producers.city.planning.closures import plan_crash, plan_flood, plan_works
from producers.city.planning.disruptions import (
    plan_breakdown,
    plan_fewer_runs,
    plan_signal_fault,
    plan_track_fault,
)
from producers.city.planning.draft import Draft, Episode, Wish
from producers.city.planning.emergencies import (
    plan_clearance,
    plan_fire,
    plan_hazmat,
    plan_health,
    plan_police,
    plan_tremor,
)
from producers.city.planning.grid import plan_outage
from producers.city.planning.networks import plan_gas_leak, plan_internet
from producers.city.planning.signals import plan_dark_signal
from producers.city.planning.stops import plan_closed_stop, plan_crowd, plan_lift
from producers.city.planning.upsets import arrivals
from producers.city.planning.water import plan_boil_water, plan_main_break
from producers.city.scenario import Kind, Scenario

Planner: TypeAlias = Callable[[Episode, datetime, Wish], bool]

BY_KIND: Final[Mapping[Kind, Planner]] = {
    Kind.OUTAGE: plan_outage,
    Kind.MAIN_BREAK: plan_main_break,
    Kind.BOIL_WATER: plan_boil_water,
    Kind.GAS_LEAK: plan_gas_leak,
    Kind.INTERNET: plan_internet,
    Kind.FIRE: plan_fire,
    Kind.HAZMAT: plan_hazmat,
    Kind.POLICE: plan_police,
    Kind.CLEARANCE: plan_clearance,
    Kind.HEALTH: plan_health,
    Kind.TREMOR: plan_tremor,
    Kind.CRASH: plan_crash,
    Kind.FLOOD: plan_flood,
    Kind.WORKS: plan_works,
    Kind.DARK_SIGNAL: plan_dark_signal,
    Kind.BREAKDOWN: plan_breakdown,
    Kind.TRACK_FAULT: plan_track_fault,
    Kind.SIGNAL_FAULT: plan_signal_fault,
    Kind.FEWER_RUNS: plan_fewer_runs,
    Kind.CLOSED_STOP: plan_closed_stop,
    Kind.LIFT: plan_lift,
    Kind.CROWD: plan_crowd,
}
"""Who plans each kind."""
MISTAKEN: Final = frozenset(
    {Kind.OUTAGE, Kind.MAIN_BREAK, Kind.GAS_LEAK, Kind.FIRE, Kind.HAZMAT, Kind.CLEARANCE,
     Kind.CRASH, Kind.CLOSED_STOP}
)  # fmt: skip
"""What sources tell in error, now and then."""
_REACH: Final = timedelta(minutes=150)
_MOST: Final = timedelta(minutes=90)


def plan_background(draft: Draft, scenario: Scenario, span: Span) -> Iterator[Episode]:
    """Yield what begins and ends within a stretch; each is to be kept before the next."""
    for at, kind, number in roots(draft.seed, "within", scenario, span):
        episode = _plan(draft, scenario, "within", at, kind, number)
        if episode is None:
            continue
        if span.start <= episode.begins and (span.end is None or episode.ends < span.end):
            yield episode
        else:
            episode.drop()


def plan_crossing(draft: Draft, scenario: Scenario, border: datetime) -> Iterator[Episode]:
    """Yield what goes on across the border of two stretches, from the later one's scenario.

    It depends on the border alone: both stretches hold the same.
    """
    reach = min(_MOST, _REACH * scenario.tempo)
    for at, kind, number in roots(draft.seed, "across", scenario, Span(border - reach, border)):
        episode = _plan(draft, scenario, "across", at, kind, number)
        if episode is None:
            continue
        if border < episode.ends < border + reach:
            yield episode
        else:
            episode.drop()


def roots(seed: int, name: str, scenario: Scenario, span: Span) -> list[tuple[datetime, Kind, int]]:
    """Return when something of which kind begins by itself, in order."""
    return sorted(
        (at, kind, number)
        for kind in Kind
        for number, at in enumerate(
            arrivals(seed, f"{name}:{kind}", span, scenario.rates.get(kind, 0.0))
        )
    )


def _plan(
    draft: Draft, scenario: Scenario, name: str, at: datetime, kind: Kind, number: int
) -> Episode | None:
    words = (name, at.isoformat(), kind, number)
    mistaken = kind in MISTAKEN and share(draft.seed, "mistake", *words) < scenario.mistakes
    episode = Episode(draft, *words)
    if BY_KIND[kind](episode, at, Wish(mistaken=mistaken)) and episode.happenings:
        return episode
    episode.drop()
    return None
