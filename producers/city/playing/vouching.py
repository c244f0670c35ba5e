"""Vouch for heartbeats that another process's events stand behind.

A source may be called well only after what it said is acknowledged (contract, 1.2). Who speaks on
`feed_status` alone therefore looks into the log first.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from core import topics
from core.timespan import Clock, parse_rfc3339
from producers.city.happening import Spoken
from producers.city.playing.opening import stands
from producers.city.playing.player import rate_of
from producers.city.playing.script import Script
from producers.heartbeat import ERROR, OK, FeedError
from producers.readback import newest_events
from streams.ports import RecordLog

EVENT_TOPICS: Final = tuple(
    topic.name for topic in topics.EVENT_TOPICS if topic.name != topics.ANOMALIES
)
LAG: Final = timedelta(seconds=5)
"""Wall time that the process which tells the events may take."""


class LogVoucher:
    """Let a source be well only while the log holds what the script has it say.

    Args:
        script: what should be in the log.
        log: the log.
        wire_name: what a topic of the contract is called on this broker.
        timezone: the city's zone.
        clock: the city's time.
    """

    def __init__(
        self,
        script: Script,
        log: RecordLog,
        wire_name: Callable[[str], str],
        timezone: ZoneInfo,
        clock: Clock,
    ) -> None:
        self._script, self._log, self._wire_name = script, log, wire_name
        self._timezone, self._clock = timezone, clock
        self._last_ok: dict[str, str] = {}

    def vouched(self, beats: Iterable[Spoken]) -> Iterator[Spoken]:
        """Yield the heartbeats; one whose source has not been heard becomes an error.

        Raises:
            Transient: the log cannot be read now.
        """
        now = self._clock.now()
        missing = self._missing(now)
        for beat in beats:
            value = cast(dict[str, Any], beat.value)
            if value["state"] == OK and beat.key in missing:
                yield replace(beat, value=self._unheard(value))
                continue
            if value["state"] == OK:
                self._last_ok[beat.key] = value["observed_at"]
            yield beat

    def _missing(self, now: datetime) -> frozenset[str]:
        """Return the sources of which the log lacks something that should be in it."""
        then = now - LAG * rate_of(self._clock)
        found = newest_events(self._log, EVENT_TOPICS, self._wire_name, self._timezone, now)
        missing: set[str] = set()
        for spoken in self._script.states(EVENT_TOPICS, then):
            if not stands(spoken, then, self._timezone):
                continue
            value = cast(dict[str, Any], spoken.value)
            event = found.get(spoken.key)
            if event is None or event.issued_at < parse_rfc3339(value["timestamp"]):
                missing.add(str(value["source"]))
        return frozenset(missing)

    def _unheard(self, value: dict[str, Any]) -> dict[str, Any]:
        return value | {
            "state": ERROR,
            "error": FeedError.UNREACHABLE.value,
            "last_ok_at": self._last_ok.get(value["source"]),
        }
