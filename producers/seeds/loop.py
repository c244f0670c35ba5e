"""Run the seeds of some families in one process, until told to stop."""

import threading
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final

from core.city import City
from core.timespan import Clock, ScaledClock
from core.topics import Family
from producers.seeds.settings import REPERTOIRES, SeedSettings
from producers.seeds.speaker import Onlooker, Speaker, Stage
from streams.ports import Streams

ALL_FAMILIES: Final = tuple(REPERTOIRES)
_PAUSE_S: Final = (0.01, 0.5)
"""The least and the most wall seconds between two looks at the clock."""


def run(
    families: Iterable[Family],
    clock: Clock,
    settings: SeedSettings,
    stop: threading.Event,
    *,
    city: City,
    streams: Streams,
    wire_name: Callable[[str], str] = str,
    onlooker: Onlooker | None = None,
) -> int:
    """Speak for the families until `stop` is set, or all that `settings` ask for is said.

    Args:
        families: emergency, transit, infrastructure, or some of them.
        clock: city time; intervals and lives are measured by it.
        settings: how often, how long, from which chance.
        stop: ends the run; open events stay open, and the next run carries them on.
        city: the city pack, from which every place and source comes.
        streams: the log to publish to and to read back from.
        wire_name: what a topic of the contract is called on this broker.
        onlooker: sees each message.

    Returns:
        How many messages about events were published, all of them acknowledged.

    Raises:
        Misconfigured: the pack has no source for one of the families.
        Transient: the log cannot be read, or did not acknowledge everything at the end.
    """
    sink, log = streams.sink(), streams.log()
    stage = Stage(city, sink, log, wire_name, onlooker)
    speakers: list[Speaker] = []
    try:
        start = clock.now()
        speakers += [Speaker(family, stage, settings, start) for family in families]
        while not stop.is_set() and not all(speaker.done for speaker in speakers):
            now = clock.now()
            for speaker in speakers:
                speaker.advance(now)
            ahead = min(speaker.due for speaker in speakers) - clock.now()
            stop.wait(_wall_seconds(ahead, clock))
        for speaker in speakers:
            speaker.close(clock.now())
    finally:
        for speaker in speakers:
            speaker.release()
        log.close()
        sink.close(timedelta(seconds=1))
    return sum(speaker.said for speaker in speakers)


def _wall_seconds(ahead: timedelta, clock: Clock) -> float:
    rate = clock.rate if isinstance(clock, ScaledClock) else 1.0
    least, most = _PAUSE_S
    return min(most, max(least, ahead.total_seconds() / rate))
