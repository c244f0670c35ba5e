"""Play a script on Kafka: read back what stands there, say what stands here, and go on."""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from core import topics
from core.city import City
from core.event import Event
from core.timespan import Clock
from producers.city.encoding import FAMILY_OF, TELEMETRY
from producers.city.happening import Spoken
from producers.city.plan import speakers
from producers.city.playing.opening import is_ours, lead_in, opening
from producers.city.playing.player import Onlooker, Player, Stage
from producers.city.playing.script import Script
from producers.city.playing.turn import Turn
from producers.city.playing.vouching import LogVoucher
from producers.readback import is_open, newest_events
from streams.ports import RecordLog, Streams
from streams.settings import KafkaSettings

Farewell = Callable[[datetime], Iterable[Spoken]]
_CLOSE: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Venue:
    """Hold where a script is played.

    Attributes:
        city: the city pack.
        streams: the log.
        settings: what topics are called on this broker.
        clock: the city's time.
        state_dir: where turns are kept.
        onlooker: who watches; None for nobody.
    """

    city: City
    streams: Streams
    settings: KafkaSettings
    clock: Clock
    state_dir: Path
    onlooker: Onlooker | None = None


def perform(
    script: Script,
    spoken_topics: Collection[str],
    venue: Venue,
    stop: threading.Event,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    farewell: Farewell | None = None,
    max_messages: int | None = None,
) -> int:
    """Play a script until `stop` is set or all is said; return how many records were said.

    Args:
        script: what is played.
        spoken_topics: on which topics.
        venue: where.
        stop: ends it.
        since: from when it is played; from now, unless told.
        until: when it is over; never, unless told.
        farewell: what is said last where `stop` ends it.
        max_messages: so many and no more.

    Raises:
        Transient: the log cannot be read, or Kafka did not acknowledge everything at the end.
        Rejected: a record can never be taken.
    """
    with ExitStack() as held:
        log = venue.streams.log()
        held.callback(log.close)
        event_topics = [topic for topic in spoken_topics if topic in FAMILY_OF]
        mine = [topic for topic in event_topics if _take_turn(topic, log, venue, held)]
        at = venue.clock.now()
        city, wire_name = venue.city, venue.settings.wire_name
        left_open = _left_open(mine, log, venue, at)
        first = opening(script, spoken_topics, at, city.timezone, left_open)
        voucher = None
        if topics.FEED_STATUS in spoken_topics and not event_topics:
            voucher = LogVoucher(script, log, wire_name, city.timezone, venue.clock)
        players: list[Player] = []
        for some in _apart(spoken_topics):
            sink = venue.streams.sink()
            held.callback(sink.close, _CLOSE)
            stage = Stage(sink, venue.clock, wire_name, venue.onlooker, voucher)
            said_first = [spoken for spoken in first if spoken.topic in some]
            airs = topics.ENVIRONMENT_READINGS in some and max_messages is None
            players.append(
                Player(
                    script, stage, some, since=since or at, first=said_first, until=until,
                    farewell=farewell, max_messages=max_messages,
                    then_at_once=lead_in(script, since or at) if airs else (),
                )
            )  # fmt: skip
        _run(players, stop)
    return sum(player.said for player in players)


def _apart(spoken_topics: Collection[str]) -> Iterator[frozenset[str]]:
    """Yield what is told and what is measured: no message waits for readings to be worked out."""
    measured = frozenset(spoken_topics) & TELEMETRY
    yield from (some for some in (frozenset(spoken_topics) - measured, measured) if some)


def _run(players: Sequence[Player], stop: threading.Event) -> None:
    """Run players side by side until all are done; where one fails, stop the others, and raise."""

    def ended(future: Future[None]) -> None:
        if future.exception() is not None:
            stop.set()

    with ThreadPoolExecutor(max(1, len(players) - 1), "city") as pool:
        beside = [pool.submit(player.run, stop) for player in players[1:]]
        for future in beside:
            future.add_done_callback(ended)
        try:
            players[0].run(stop)
        except BaseException:
            stop.set()
            raise
        for future in beside:
            future.result()


def _take_turn(topic: str, log: RecordLog, venue: Venue, held: ExitStack) -> bool:
    turn = Turn(venue.state_dir, log.cluster_id(), topic)
    if not turn.take():
        return False
    held.callback(turn.release)
    return True


def _left_open(
    event_topics: Collection[str], log: RecordLog, venue: Venue, at: datetime
) -> dict[str, Event]:
    """Return what earlier runs of ours left open on the topics whose turn we have."""
    sources = {source.id for source in speakers(venue.city)}
    found = newest_events(log, event_topics, venue.settings.wire_name, venue.city.timezone, at)
    return {i: e for i, e in found.items() if is_ours(e, sources) and is_open(e, at)}
