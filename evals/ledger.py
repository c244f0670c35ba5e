"""Keep what sources had published by an instant, read from their records alone.

Nothing of the system under test is used: records are plain JSON, and the contract's sentences on
states and ends (2.1, "Ends") are written down here a second time, in the fewest words.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final, Protocol

OVER: Final = frozenset({"resolved", "restored", "closed", "cleared"})
"""Statuses that end an event (contract, 1.1)."""
_OUTAGES: Final = "power_outage water_outage internet_disruption gas_leak signal_outage"
_ADVISORIES: Final = "water_advisory health_advisory weather_alert"
_HOURS: Final = {
    **dict.fromkeys(("delay", "crowding"), 6),
    **dict.fromkeys(("fire", "public_safety", "hazmat", "evacuation", "earthquake"), 48),
    **dict.fromkeys(_OUTAGES.split(), 72),
    **dict.fromkeys(_ADVISORIES.split(), 14 * 24),
}
"""How long an event without an end stays in force that nobody confirms (contract, "Ends")."""


class State(StrEnum):
    """How an event stands."""

    UPCOMING = "upcoming"
    IN_FORCE = "in_force"
    OVER = "over"
    LAPSED = "lapsed"
    """Ended without a word: expired, or nobody confirmed it."""
    WITHDRAWN = "withdrawn"
    """Cancelled by who told it."""


class Record(Protocol):
    """See of a record what was published, and when."""

    @property
    def at(self) -> datetime: ...
    @property
    def topic(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def value(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Published:
    """Hold one event as its source had told it by the ledger's instant.

    Attributes:
        id: its event id.
        topic: where it was told.
        said: the fields of its newest message; what an ending message leaves out is inherited.
        earlier: the fields of the messages before, oldest first.
        told_at: when the newest message was published.
        first_at: when the first one was.
        state: how it stands.
        ended_at: when it ended, where it did.
        overdue: whether its estimated end has passed.
    """

    id: str
    topic: str
    said: Mapping[str, Any]
    earlier: tuple[Mapping[str, Any], ...]
    told_at: datetime
    first_at: datetime
    state: State
    ended_at: datetime | None = None
    overdue: bool = False

    @property
    def type(self) -> str:
        """Return its type."""
        return str(self.said.get("type", ""))

    @property
    def source(self) -> str:
        """Return who told it."""
        return str(self.said.get("source", ""))

    @property
    def critical(self) -> bool:
        """Say whether it is of the gravest sort."""
        return self.said.get("severity") == "critical"

    @property
    def starts_at(self) -> datetime:
        """Return when it begins, or began."""
        return moment(self.said, "starts_at") or self.issued_at

    @property
    def issued_at(self) -> datetime:
        """Return when its newest message was issued."""
        return moment(self.said, "timestamp") or self.told_at

    @property
    def end(self) -> tuple[datetime, bool] | None:
        """Return when it is expected to end and whether that is sure; None where nobody said."""
        known = moment(self.said, "ends_at")
        if known is not None:
            return known, True
        estimate = _estimate(self.said)
        return None if estimate is None else (estimate, False)


@dataclass(slots=True)
class Ledger:
    """Write down records in the order of their publication; ask how things stood at an instant."""

    _told: dict[tuple[str, str], list[tuple[datetime, dict[str, Any]]]] = field(
        default_factory=dict[tuple[str, str], list[tuple[datetime, dict[str, Any]]]]
    )
    _beats: dict[str, list[tuple[datetime, dict[str, Any]]]] = field(
        default_factory=dict[str, list[tuple[datetime, dict[str, Any]]]]
    )

    def write(self, records: Iterable[Record]) -> None:
        """Take in records."""
        for record in records:
            if record.value is None:
                self._told.pop((record.topic, record.key), None)
                continue
            fields = json.loads(record.value)
            if record.topic == "feed_status":
                if fields.get("state") == "ok":
                    self._beats.setdefault(record.key, []).append((record.at, fields))
            elif "event_id" in fields and fields.get("handling", "actual") == "actual":
                self._told.setdefault((record.topic, record.key), []).append((record.at, fields))

    def last_ok(self, source: str) -> datetime | None:
        """Return when a source last looked and saw well; None where it was never heard."""
        beats = self._beats.get(source)
        return moment(beats[-1][1], "observed_at") if beats else None

    def silence(self, source: str) -> timedelta | None:
        """Return after which silence a source's own heartbeats say that it is not to be trusted."""
        beats = self._beats.get(source)
        given = beats[-1][1].get("max_silence_s") if beats else None
        return None if given is None else timedelta(seconds=float(given))

    def events(self, now: datetime) -> Iterator[Published]:
        """Yield every event told, as it stands at an instant after the last record."""
        for (topic, event_id), told in self._told.items():
            yield self._standing(event_id, topic, told, now)

    def _standing(
        self, event_id: str, topic: str, told: list[tuple[datetime, dict[str, Any]]], now: datetime
    ) -> Published:
        ordered = sorted(told, key=_issued)
        at, newest = ordered[-1]
        said: dict[str, Any] = dict(newest)
        if _ends(newest) and len(ordered) > 1:
            said = {**ordered[-2][1], **newest}
        state, ended_at, overdue = self._state(said, now)
        return Published(
            id=event_id, topic=topic, said=said, earlier=tuple(f for _, f in ordered[:-1]),
            told_at=at, first_at=told[0][0], state=state, ended_at=ended_at, overdue=overdue,
        )  # fmt: skip

    def _state(self, said: Mapping[str, Any], now: datetime) -> tuple[State, datetime | None, bool]:
        issued = moment(said, "timestamp") or now
        ends, estimate = moment(said, "ends_at"), _estimate(said)
        expires, starts = moment(said, "expires_at"), moment(said, "starts_at") or issued
        if said.get("message_type") == "cancel":
            return State.WITHDRAWN, issued, False
        if said.get("status") in OVER:
            return State.OVER, min(ends or issued, issued), False
        if ends is not None and ends <= now:
            return State.OVER, ends, False
        if ends is None and expires is not None and expires <= now:
            return State.LAPSED, expires, False
        if starts > now:
            return State.UPCOMING, None, False
        hours = _HOURS.get(str(said.get("type")))
        confirmed = max(filter(None, (issued, self.last_ok(str(said.get("source"))))))
        if ends is None and hours is not None and now - confirmed >= timedelta(hours=hours):
            return State.LAPSED, confirmed + timedelta(hours=hours), False
        return State.IN_FORCE, None, ends is None and estimate is not None and estimate <= now


def moment(said: Mapping[str, Any], name: str) -> datetime | None:
    """Return a time of a message; None where it has none."""
    given = said.get(name)
    return None if not given else datetime.fromisoformat(str(given))


def _estimate(said: Mapping[str, Any]) -> datetime | None:
    return moment(said, "estimated_restoration") or moment(said, "estimated_resolution")


def _ends(said: Mapping[str, Any]) -> bool:
    return said.get("message_type") == "cancel" or said.get("status") in OVER


def _issued(told: tuple[datetime, Mapping[str, Any]]) -> datetime:
    return moment(told[1], "timestamp") or told[0]
