"""Play the seeds' worlds against a log in memory and a clock that is moved by hand."""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from core.city import City, load_city
from core.event import Event
from core.timespan import ManualClock
from core.topics import Family
from core.wire import Reading, decode_event
from producers.records import EVENT_TOPIC
from producers.seeds.settings import REPERTOIRES, SeedSettings
from producers.seeds.speaker import Speaker, Stage
from producers.seeds.world import World
from streams.memory import MemoryStreams
from streams.ports import RecordSink
from streams.record import Record

T0 = datetime(2025, 12, 25, 15, 0, tzinfo=UTC)
FAMILIES = tuple(REPERTOIRES)
STEP = timedelta(seconds=1)


@cache
def rivermouth() -> City:
    """Return the demo city."""
    return load_city(Path(__file__).parents[3] / "cities" / "rivermouth")


def make_world(family: Family, seed: int = 1, city: City | None = None) -> World:
    """Return a family's world in the demo city, or in another."""
    city = city or rivermouth()
    repertoire = REPERTOIRES[family]
    sources = [s for s in city.sources if s.family in repertoire.sources]
    return World(
        family, city, repertoire.stories, sources, repertoire.limit, random.Random(seed)
    )  # fmt: skip


def ticks(family: Family, world: World, count: int) -> Iterator[tuple[datetime, list[Event]]]:
    """Give each tick of a world at its usual interval, and what is told at it."""
    for number in range(count):
        now = T0 + REPERTOIRES[family].interval * number
        yield now, world.tick(now)


def lives(told: Iterable[Event]) -> dict[str, list[Event]]:
    """Return the messages of each event, in the order they were told."""
    by_id: dict[str, list[Event]] = defaultdict(list)
    for event in told:
        by_id[event.event_id].append(event)
    return by_id


class Play:
    """Run one family's speaker by hand.

    Attributes:
        clock: the city's time, moved by `run_for`.
        speaker: what is played.
    """

    def __init__(
        self,
        family: Family,
        streams: MemoryStreams,
        clock: ManualClock,
        settings: SeedSettings,
        sink: RecordSink | None = None,
    ) -> None:
        self.clock = clock
        stage = Stage(rivermouth(), sink or streams.sink(), streams.log())
        self.speaker = Speaker(family, stage, settings, clock.now())

    def run_for(
        self, length: timedelta, until: Callable[[], bool] | None = None, step: timedelta = STEP
    ) -> None:
        """Advance step by step, for so long or until it is so."""
        end = self.clock.now() + length
        while self.clock.now() < end and not (until is not None and until()):
            self.speaker.advance(self.clock.now())
            self.clock.advance(step)


def play(
    family: Family,
    minutes: float,
    *,
    streams: MemoryStreams | None = None,
    clock: ManualClock | None = None,
    settings: SeedSettings | None = None,
) -> Play:
    """Play a family for some minutes of city time, and return the play."""
    clock = clock or ManualClock(T0)
    streams = streams or MemoryStreams(clock=clock)
    played = Play(family, streams, clock, settings or SeedSettings(seed=1))
    played.run_for(timedelta(minutes=minutes))
    return played


def records(streams: MemoryStreams, topic: str) -> list[Record]:
    """Return the records of a topic; those of one key are in their order."""
    return list(streams.log().read_all([topic]))


def events(streams: MemoryStreams, family: Family, now: datetime) -> list[Event]:
    """Return the messages about a family's events, as the indexer would read them, by time."""
    topic = EVENT_TOPIC[family]
    reading = Reading(topic, family, rivermouth().timezone, now)
    read = [decode_event(r.value, reading) for r in records(streams, topic) if r.value]
    return sorted(read, key=_issued_at)


def names_of(city: City) -> dict[str, set[str]]:
    """Return every name that an event may carry, by the event's field."""
    return {
        "areas": {area.name for area in city.areas} | {city.name},
        "lines": {line.name for line in city.lines},
        "stops": {stop.name for stop in city.stops},
        "road": {street.name for street in city.streets} | {""},
        "source": {source.id for source in city.sources},
        "publisher": {source.publisher for source in city.sources},
    }


def statuses(messages: Sequence[Event]) -> list[str]:
    """Return the statuses of an event's messages, repeated ones once."""
    return list(dict.fromkeys(message.status for message in messages))


def _issued_at(event: Event) -> datetime:
    return event.issued_at
