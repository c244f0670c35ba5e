"""Play what a city says into the log, in the city's time.

The script itself is the buffer: while Kafka is away nothing is taken from it, and what was missed
is told when it is back. What is late by more than `LATE` is told without its readings, of which
only the newest matter; every message about an event and every report is told.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Final, Protocol

import structlog

from core import topics
from core.errors import CivicError, Transient
from core.timespan import Clock, ScaledClock, monotonic_s
from producers.city.encoding import TELEMETRY, outgoing
from producers.city.happening import Spoken
from producers.city.playing.script import FOREVER, Script
from streams.ports import RecordSink
from streams.record import Receipt

LATE: Final = timedelta(seconds=60)
"""Wall time after which a reading that could not be told is left out."""
CHUNK: Final = 2_000
"""Records handed over between two looks at what is acknowledged."""
MOST_UNACKNOWLEDGED: Final = 20_000
"""No more is handed over while so many records wait for the broker."""
STALLED_S: Final = 3.0
"""So long without an acknowledgement, and a person is told that Kafka is waited for."""
_LOOK: Final = timedelta(milliseconds=250)
_FLUSH: Final = timedelta(seconds=5)
_PAUSE_S: Final = (0.005, 0.25)
"""The least and the most wall seconds between two looks at the clock."""

_log = structlog.stdlib.get_logger(__name__)


class Onlooker(Protocol):
    """See what is said, to show it to a person."""

    def said(self, spoken: Spoken) -> None:
        """Note one record; heartbeats are not among them."""
        ...

    def waiting(self, reason: str) -> None:
        """Note that Kafka does not acknowledge; told once each time it begins."""
        ...

    def resumed(self) -> None:
        """Note that Kafka has acknowledged everything again."""
        ...


class Voucher(Protocol):
    """Decide what a heartbeat may say."""

    def vouched(self, beats: Iterable[Spoken]) -> Iterable[Spoken]:
        """Return the heartbeats as they may be sent; may raise `Transient`."""
        ...


@dataclass(frozen=True, slots=True)
class Stage:
    """Hold where a script is played.

    Attributes:
        sink: where records go.
        clock: the city's time.
        wire_name: what a topic of the contract is called on this broker.
        onlooker: who watches; None for nobody.
        voucher: who looks at heartbeats before they are sent; None sends them as they are.
    """

    sink: RecordSink
    clock: Clock
    wire_name: Callable[[str], str] = str
    onlooker: Onlooker | None = None
    voucher: Voucher | None = None


class Player:
    """Say what a script says, when the city's clock comes to it; driven by calls of `advance`.

    Args:
        script: what is played.
        stage: where.
        spoken_topics: the topics to speak on; `feed_status` adds heartbeats.
        first: what is said at once: what stands, and what ends what others left open.
        then_at_once: what is said after it, worked out only then.
        since: from when the script is played.
        until: when it is over; it is never over unless told.
        farewell: what is said last where a person stops it.
        max_messages: so many records and no more; heartbeats count where they are all there is.
    """

    def __init__(
        self,
        script: Script,
        stage: Stage,
        spoken_topics: Collection[str],
        *,
        since: datetime,
        first: Iterable[Spoken] = (),
        then_at_once: Iterable[Spoken] = (),
        until: datetime | None = None,
        farewell: Callable[[datetime], Iterable[Spoken]] | None = None,
        max_messages: int | None = None,
    ) -> None:
        self._script, self._stage, self._most = script, stage, max_messages
        self._topics = frozenset(spoken_topics)
        self._until = until or since + FOREVER
        self._farewell = farewell
        self._late = LATE * rate_of(stage.clock)
        self._hurrying = False
        self._records: Iterator[Spoken] = iter(tuple(first))
        self._next = next(self._records, None)
        self._then: Iterator[Spoken] | None = chain(
            then_at_once, script.spoken(self._topics, since, self._until)
        )
        self._beats: dict[str, Spoken] = {}
        self._unacknowledged = 0
        self._fault: CivicError | None = None
        self._moved_at = monotonic_s()
        self._delivered = stage.sink.delivered
        self._waiting = False
        self._said = 0

    @property
    def said(self) -> int:
        """Return how many records were handed over, of those that are counted."""
        return self._said

    @property
    def done(self) -> bool:
        """Say whether all that was asked for is said."""
        over = self._next is None and self._then is None
        return over or (self._most is not None and self._said >= self._most)

    @property
    def due(self) -> datetime | None:
        """Return when something is to be said next; None where nothing is."""
        return None if self._next is None else self._next.at

    def advance(self, now: datetime) -> None:
        """Say what is due at `now`, as far as Kafka takes it.

        Raises:
            Rejected: a record can never be taken.
            Misconfigured: Kafka refuses us for good.
            Transient: the publisher's buffer stayed full.
        """
        more = True
        if self._next is None and self._then is not None:
            # What is said first is on its way before the script is asked, which may take long.
            self._records, self._then = self._then, None
            self._next = next(self._records, None)
        while more and not self._waiting and self._unacknowledged < MOST_UNACKNOWLEDGED:
            more = self._say_due(now)
            self._look()
        if self._waiting or self._unacknowledged:
            self._look()
        if not self._unacknowledged:
            self._send_beats()

    def run(self, stop: threading.Event) -> None:
        """Play until `stop` is set or all is said; raises as `advance` and `close` do."""
        while not stop.is_set() and not self.done:
            self.advance(self._stage.clock.now())
            stop.wait(self._pause_s())
        if self._farewell is not None and not self.done:
            for spoken in self._farewell(self._stage.clock.now()):
                self._say(spoken)
        self.close()

    def close(self) -> None:
        """Wait until all is acknowledged; raises `Transient` where it is not."""
        self._stage.sink.flush(_FLUSH)
        self._unacknowledged = 0
        if self._fault is not None:
            raise self._fault
        self._send_beats()
        self._stage.sink.flush(_FLUSH)

    def _say_due(self, now: datetime) -> bool:
        """Hand over one chunk; return whether there is more to say at `now`."""
        for _ in range(CHUNK):
            spoken = self._next
            if spoken is None or spoken.at > now or self.done:
                return False
            self._keep_pace(spoken, now)
            spoken = self._next
            if spoken is None or spoken.at > now:
                return False
            self._next = next(self._records, None)
            if spoken.topic == topics.FEED_STATUS:
                self._beats[spoken.key] = spoken
            else:
                self._say(spoken)
        return True

    def _say(self, spoken: Spoken) -> None:
        self._publish(spoken)
        self._said += 1
        if self._stage.onlooker is not None:
            self._stage.onlooker.said(spoken)

    def _publish(self, spoken: Spoken) -> None:
        record = outgoing(spoken)
        if not self._unacknowledged:
            self._moved_at = monotonic_s()
        self._stage.sink.publish(
            self._stage.wire_name(record.topic), record.key, record.value, record.headers,
            self._settle,
        )  # fmt: skip
        self._unacknowledged += 1

    def _keep_pace(self, spoken: Spoken, now: datetime) -> None:
        """Where we are late, leave out readings between what is to be said and now."""
        if self._hurrying or now - spoken.at <= self._late or not self._topics & TELEMETRY:
            return
        _log.warning("city.readings_skipped", since=spoken.at.isoformat())
        self._hurrying = True
        self._records = self._without_readings(spoken.at, now)
        self._next = next(self._records, None)

    def _without_readings(self, since: datetime, now: datetime) -> Iterator[Spoken]:
        """Yield all but readings up to `now`, then everything; what is told twice is harmless."""
        until = min(now, self._until)
        yield from self._script.spoken(self._topics - TELEMETRY, since, until)
        self._hurrying = False
        yield from self._script.spoken(self._topics, until, self._until)

    def _settle(self, receipt: Receipt) -> None:
        self._fault = self._fault or receipt.error

    def _look(self) -> None:
        """See what is acknowledged, and tell a person when nothing is for long."""
        sink, onlooker = self._stage.sink, self._stage.onlooker
        if self._fault is not None:
            raise self._fault
        try:
            sink.flush(_LOOK)
        except Transient as error:
            delivered, moved_at = sink.delivered, monotonic_s()
            if delivered != self._delivered:
                self._delivered, self._moved_at = delivered, moved_at
            elif moved_at - self._moved_at > STALLED_S and not self._waiting:
                self._waiting = True
                if onlooker is not None:
                    onlooker.waiting(str(error))
            return
        self._unacknowledged = 0
        self._delivered, self._moved_at = sink.delivered, monotonic_s()
        if self._waiting and onlooker is not None:
            onlooker.resumed()
        self._waiting = False

    def _send_beats(self) -> None:
        """Send the newest heartbeats, now that everything before them is acknowledged."""
        if not self._beats or self._fault is not None:
            return
        beats = list(self._beats.values())
        if self._stage.voucher is not None:
            try:
                beats = list(self._stage.voucher.vouched(beats))
            except Transient as error:
                _log.debug("city.heartbeats_kept", reason=str(error))
                return
        self._beats.clear()
        alone = self._topics <= {topics.FEED_STATUS}
        if alone and self._most is not None:
            beats = beats[: self._most - self._said]
        for beat in beats:
            self._publish(beat)
        self._said += len(beats) if alone else 0

    def _pause_s(self) -> float:
        least, most = _PAUSE_S
        if self._next is None:
            return most
        ahead = (self._next.at - self._stage.clock.now()).total_seconds()
        return min(most, max(least, ahead / rate_of(self._stage.clock)))


def rate_of(clock: Clock) -> float:
    """Return how many seconds pass in the city in one of the wall's."""
    return clock.rate if isinstance(clock, ScaledClock) else 1.0
