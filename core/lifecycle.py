"""Say what an event is *now*, and what it becomes when another message about it is heard.

Pure functions of events and a clock. The rules are those of the contract (1.1 and "Ends") and of
the architecture (section 5): nothing here is ever stored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

from core.event import VANISHED_STATUS, EndCertainty, Event, EventType, MessageType
from core.timespan import Span


class Phase(StrEnum):
    """Where an event stands in its life at one instant."""

    UPCOMING = "upcoming"
    ACTIVE = "active"
    OVERDUE = "overdue"
    ENDED = "ended"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"

    @property
    def in_force(self) -> bool:
        """Say whether the event holds now; an overdue one still does."""
        return self in _IN_FORCE


class EndReason(StrEnum):
    """Why an event is over; only the first three may be told as "it is over"."""

    RESOLVED = "resolved"
    CANCELLED = "cancelled"
    ENDS_AT = "ends_at"
    EXPIRED = "expired"
    VANISHED = "vanished"
    UNCONFIRMED = "unconfirmed"
    WITHDRAWN = "withdrawn"

    @property
    def confirmed(self) -> bool:
        """Say whether the source itself said that the event is over."""
        return self in _CONFIRMED_ENDS


_IN_FORCE: Final = frozenset({Phase.ACTIVE, Phase.OVERDUE})
_CONFIRMED_ENDS: Final = frozenset({EndReason.RESOLVED, EndReason.CANCELLED, EndReason.ENDS_AT})


@dataclass(frozen=True, slots=True)
class Standing:
    """Hold what is true of an event at one instant.

    Attributes:
        phase: where it stands.
        end_reason: why it is over; None while it is not.
        ended_at: when it ended; None while it has not.
        changes_at: when the phase next changes if nothing more is heard; None for never.
    """

    phase: Phase
    end_reason: EndReason | None = None
    ended_at: datetime | None = None
    changes_at: datetime | None = None


def _ages(hours: float, *types: EventType) -> dict[EventType, timedelta]:
    return dict.fromkeys(types, timedelta(hours=hours))


MAX_AGES: Final[Mapping[EventType, timedelta]] = {
    **_ages(6, EventType.DELAY, EventType.CROWDING),
    **_ages(
        48, EventType.FIRE, EventType.PUBLIC_SAFETY, EventType.HAZMAT, EventType.EVACUATION,
        EventType.EARTHQUAKE,
    ),
    **_ages(
        72, EventType.POWER_OUTAGE, EventType.WATER_OUTAGE, EventType.INTERNET_DISRUPTION,
        EventType.GAS_LEAK, EventType.SIGNAL_OUTAGE,
    ),
    **_ages(14 * 24, EventType.WATER_ADVISORY, EventType.HEALTH_ADVISORY),
}  # fmt: skip
"""How long an event without an end counts when nobody confirms it (contract, "Ends")."""


def standing(
    event: Event,
    now: datetime,
    *,
    confirmed_at: datetime | None = None,
    max_age: timedelta | None = None,
    superseded: bool = False,
) -> Standing:
    """Compute what is true of an event at `now`.

    Args:
        event: the folded newest state.
        now: aware UTC.
        confirmed_at: when its source last confirmed it; at the earliest, when it was issued.
        max_age: how long its type counts unconfirmed; None for ever.
        superseded: whether another event has replaced it.
    """
    if superseded:
        return Standing(Phase.SUPERSEDED)
    if event.ends_by_word:
        return _ended_by_word(event)
    periods, ends_at = event.active_periods, _hazard_end(event)
    if ends_at is None and event.expires_at is not None and event.expires_at <= now:
        return Standing(Phase.ENDED, EndReason.EXPIRED, event.expires_at)
    if ends_at is not None and ends_at <= now and event.end_certainty is not _ESTIMATED:
        return Standing(Phase.ENDED, EndReason.ENDS_AT, ends_at)
    overdue = ends_at is not None and ends_at <= now
    unconfirmed_at = None
    if max_age is not None and (overdue or (ends_at is None and event.expires_at is None)):
        last_sign = (event.issued_at, event.starts_at, confirmed_at, ends_at)
        unconfirmed_at = max(filter(None, last_sign)) + max_age
        if unconfirmed_at <= now:
            return Standing(Phase.ENDED, EndReason.UNCONFIRMED, unconfirmed_at)
    begun = event.starts_at is None or event.starts_at <= now
    if overdue:
        phase = Phase.OVERDUE
    elif begun and (not periods or any(now in period for period in periods)):
        phase = Phase.ACTIVE
    else:
        phase = Phase.UPCOMING
    edges = [event.starts_at, ends_at, event.expires_at, unconfirmed_at]
    edges += [edge for period in periods for edge in (period.start, period.end)]
    ahead = [edge for edge in edges if edge is not None and now < edge]
    return Standing(phase, changes_at=min(ahead, default=None))


def period_around(event: Event, now: datetime) -> Span | None:
    """Return the active period that holds `now`, else the next to come; None where none is."""
    return next((p for p in event.active_periods if p.end is None or now < p.end), None)


_ESTIMATED: Final = EndCertainty.ESTIMATED


def _hazard_end(event: Event) -> datetime | None:
    """Return the end that the source states; the last active period's where it states none."""
    if event.ends_at is not None or not event.active_periods:
        return event.ends_at
    ends = [period.end for period in event.active_periods]
    return None if None in ends else max(filter(None, ends))


def _ended_by_word(event: Event) -> Standing:
    if event.message_type is MessageType.CANCEL:
        return Standing(Phase.CANCELLED, EndReason.CANCELLED, event.issued_at)
    if event.status == VANISHED_STATUS:
        return Standing(Phase.ENDED, EndReason.VANISHED, event.issued_at)
    ended_at = event.issued_at
    if event.ends_at is not None and event.end_certainty is EndCertainty.KNOWN:
        ended_at = min(ended_at, max(event.ends_at, event.begins_at))
    return Standing(Phase.ENDED, EndReason.RESOLVED, ended_at)


@dataclass(frozen=True, slots=True, order=True)
class Precedence:
    """Order the messages of one event: the newest `timestamp`, then the higher offset."""

    issued_at: datetime
    offset: int


class Message(msgspec.Struct, frozen=True):
    """Hold one message as it arrived, and where in the log."""

    event: Event
    offset: int

    @property
    def precedence(self) -> Precedence:
        """Return what decides between this message and another about the same event."""
        return Precedence(self.event.issued_at, self.offset)


MAX_ENDINGS: Final = 8


def relevant(messages: Iterable[Message]) -> tuple[Message, ...]:
    """Keep the messages that the present state rests on, oldest first.

    These are the newest message that does not end the event, and the ends and cancels after it:
    an end may have arrived before the news that it inherits its fields from. What is dropped can
    never matter again, so the outcome does not depend on the order of arrival.
    """
    ordered = sorted(messages, key=lambda m: m.precedence)
    base = max((n for n, m in enumerate(ordered) if not m.event.ends_by_word), default=0)
    kept = ordered[base:]
    return tuple(kept if len(kept) <= MAX_ENDINGS else [kept[0], *kept[1 - MAX_ENDINGS :]])


def fold(messages: Iterable[Message]) -> Event:
    """Fold messages, oldest first, into the event's present state."""
    state: Event | None = None
    for message in messages:
        state = message.event if state is None else merge(state, message.event)
    if state is None:
        raise ValueError("an event has at least one message")
    return state


def merge(known: Event, newer: Event) -> Event:
    """Return the state after `newer`.

    A message is the full state of its event; only an end or a cancel inherits what it leaves out.
    """
    if newer.ends_by_word:
        left_out = {
            name: getattr(known, name)
            for name, default in _INHERITED.items()
            if getattr(newer, name) == default
        }
        if newer.ends_at is not None:
            left_out.pop("end_certainty", None)
        newer = msgspec.structs.replace(newer, **left_out)
    return newer


def adopt(known: Event, arrived: Event) -> tuple[Event, Event]:
    """Give a message that names no source the source of the event that has its id.

    Returns:
        The known state and the arrived message, both with the one source; unchanged where both
        name one or neither does.
    """
    if arrived.sourced == known.sourced:
        return known, arrived
    named = known if known.sourced else arrived
    one = {"source": named.source, "sourced": True}
    return msgspec.structs.replace(known, **one), msgspec.structs.replace(arrived, **one)


_OWN: Final = frozenset(
    {"event_id", "family", "type", "type_text", "severity", "issued_at", "source", "sourced"}
    | {"message_type", "handling", "status", "references"}
)


def _inheritable() -> dict[str, object]:
    defaults: dict[str, object] = {}
    for field in msgspec.structs.fields(Event):
        if field.name in _OWN:
            continue
        factory = field.default_factory
        defaults[field.name] = factory() if factory is not msgspec.NODEFAULT else field.default
    return defaults


_INHERITED: Final = _inheritable()
