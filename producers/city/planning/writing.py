"""Write the draft of a stretch: what crosses its borders, what is scripted, what just comes."""

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Final

from core.city import City, Source
from core.timespan import Span
from producers.city.happening import Happening, whole_second
from producers.city.plan_parts import Match
from producers.city.planning.atlas import Atlas
from producers.city.planning.background import BY_KIND, plan_background, plan_crossing
from producers.city.planning.burst import plan_burst
from producers.city.planning.draft import Draft, Episode, Wish
from producers.city.planning.grid import OVERLOAD, faults_in, plan_fault
from producers.city.planning.rains import plan_floods
from producers.city.planning.stops import plan_match_crowds
from producers.city.planning.warnings import plan_day_warnings, plan_storm, storm_groups
from producers.city.scenario import AFTERWARDS, Scenario, Scripted, load
from producers.city.weather import Weather

TRIES: Final = 12
"""How often a scripted happening is planned anew where its place is taken."""
_atlas_of: Final = lru_cache(maxsize=4)(Atlas)
"""One stretch follows another in the same city: its places are looked up once."""


def write_draft(
    city: City,
    sources: Sequence[Source],
    scenario: Scenario,
    seed: int,
    span: Span,
    weather: Weather,
    matches: Sequence[Match],
) -> Draft:
    """Return all happenings of a stretch; nothing in it contradicts anything else.

    Args:
        city: where.
        sources: who tells.
        scenario: what is wanted.
        seed: of the world.
        span: the stretch.
        weather: what the sky does in it.
        matches: who gathers where.
    """
    atlas = _atlas_of(city)
    draft = Draft(atlas, sources, seed, scenario)
    following = scenario if scenario.length is None else load(AFTERWARDS)
    for border, then in ((span.start, scenario), (span.end or span.start, following)):
        aside = Draft(atlas, sources, seed, then)
        for episode in plan_crossing(aside, then, border):
            episode.keep()
            if episode.fits(draft):
                episode.move_to(draft)
    for number, scripted in enumerate(scenario.happenings):
        _script(draft, scripted, number, span)
    _let_weather_act(draft, weather, span, seed)
    for match in matches:
        episode = Episode(draft, "match", match.place_id, match.starts.isoformat())
        _keep(episode, plan_match_crowds(episode, match), span)
    for episode in plan_background(draft, scenario, span):
        episode.keep()
    if scenario.burst is not None:
        for episode in plan_burst(draft, scenario.burst, span):
            episode.keep()
    return draft


def _script(draft: Draft, scripted: Scripted, number: int, span: Span) -> None:
    """Plan one happening of the script, in another place where the first ones are taken."""
    at = whole_second(span.start + timedelta(minutes=scripted.at_min))
    wish = Wish(
        minutes=scripted.minutes, mistaken=scripted.mistaken, big=scripted.big, near=scripted.near
    )
    for attempt in range(TRIES):
        episode = Episode(draft, "script", span.start.isoformat(), number, attempt)
        if _keep(episode, BY_KIND[scripted.kind](episode, at, wish), span):
            return


def _let_weather_act(draft: Draft, weather: Weather, span: Span, seed: int) -> None:
    """Plan the warnings of storms, heat and smoke, and the faults and floods that come of them."""
    storms: list[Happening] = []
    for number, group in enumerate(storm_groups(weather)):
        episode = Episode(draft, "storm", span.start.isoformat(), number)
        storm = plan_storm(episode, group, span)
        if storm is not None and _keep(episode, True, span):
            storms.append(storm)
    heat: list[Happening] = []
    for episode in plan_day_warnings(draft, weather, span):
        heat += [warned for warned in episode.happenings if warned.kind == "heat"]
        episode.keep()
    for number, fault in enumerate(faults_in(weather, draft.atlas.feeders, span, seed)):
        episode = Episode(draft, "weather fault", span.start.isoformat(), number)
        origins = heat if fault.because == OVERLOAD else storms
        cause = next((origin for origin in origins if fault.at in origin.span), None)
        _keep(
            episode,
            plan_fault(episode, fault.feeder, fault.at, fault.because, Wish(), cause),
            span,
        )
    for storm in storms:
        episode = Episode(draft, "floods", storm.id)
        _keep(episode, plan_floods(episode, storm, weather), span)


def _keep(episode: Episode, planned: bool, span: Span) -> bool:
    """Keep an episode that was planned and is over within the stretch; drop any other."""
    if not planned or not episode.happenings or (span.end and episode.ends >= span.end):
        episode.drop()
        return False
    for happening in list(episode.happenings):
        if happening.announced is not None and happening.announced < span.start:
            episode.swap(happening, announced=span.start)
    episode.keep()
    return True
