"""Plan a burst: many small things that begin within a minute, each real and soon over."""

from collections.abc import Iterator
from datetime import timedelta

from core.event import EventType
from core.timespan import Span
from producers.city.happening import Where
from producers.city.planning.choosing import shuffled
from producers.city.planning.draft import Draft, Episode
from producers.city.planning.signals import darken
from producers.city.planning.stops import crowd, stop_lift
from producers.city.scenario import Burst


def plan_burst(draft: Draft, burst: Burst, span: Span) -> Iterator[Episode]:
    """Yield small happenings, as many more than usual as the burst says, one after the other.

    Args:
        draft: with all that the stretch holds otherwise.
        burst: how long and how strong.
        span: the stretch.
    """
    begins = span.start + timedelta(minutes=burst.at_min)
    length = ((span.end or begins) - span.start).total_seconds()
    usual_s = max(1, len(draft.happenings)) / max(1.0, length)
    wanted = round(usual_s * burst.factor * burst.seconds)
    episode = Episode(draft, "burst", begins.isoformat())
    luck = episode.luck("places")
    places = shuffled(
        luck,
        [
            *((corner, None, None) for corner in draft.atlas.crossings.corners),
            *((None, stop, None) for stop in draft.city.stops),
            *((None, None, feeder) for feeder in draft.atlas.feeders),
        ],
    )
    for number in range(wanted):
        at = begins + timedelta(seconds=burst.seconds * number / wanted)
        at = at.replace(microsecond=at.microsecond // 1000 * 1000)
        episode = Episode(draft, "burst", begins.isoformat(), number)
        own = episode.luck("small")
        whole = Span(at, at + episode.length("short", own))
        begun = None
        while begun is None and places:
            corner, stop, feeder = places.pop()
            if corner is not None:
                begun = darken(episode, corner, whole, "a short circuit", life="short")
            elif stop is not None and own.random() < 0.5:
                begun = stop_lift(episode, stop, whole, "a door sensor", life="short")
            elif stop is not None:
                begun = crowd(episode, stop, whole, "a gap in service")
            elif feeder is not None:
                area = feeder.area.id
                kind = EventType.POWER_OUTAGE
                if episode.claim(draft.claims.services(kind, [area]), whole):
                    begun = episode.add(
                        "outage", kind, whole,
                        Where(areas=(area,), point=feeder.point, shape=feeder.shape),
                        life="short", because="a short circuit", figure=own.randint(20, 300),
                    )  # fmt: skip
        if begun is None:
            return
        if span.end is None or episode.ends < span.end:
            yield episode
        else:
            episode.drop()
