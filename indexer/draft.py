"""Hold what one event becomes while a batch is decided: the stored state, and messages on top."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

import msgspec

from core.event import Event, MessageType
from core.identity import EventKey
from core.lifecycle import Message, fold, relevant
from core.store import Forgotten, IndexedEvent, Known, Reference, Version
from indexer.arrivals import Arrival

MAX_VERSIONS: Final = 20
INHERITED: Final = -1
"""The offset of a base that an ending took over from the event it refers to."""


class Verdict(Enum):
    """What a message did to its event."""

    NEW = "new"
    CHANGED = "changed"
    STALE = "stale"
    EQUAL = "equal"


@dataclass(slots=True)
class Draft:
    """Hold one event's state and all that led to it, as far as it still matters.

    Attributes:
        known: what the store held when the batch began.
        event: the folded state; None where nothing is known, or it is forgotten.
        messages: what the state rests on, oldest first.
        first_issued_at: when the earliest of its messages was issued.
        withdrawn_up_to: how new it was when it was last withdrawn.
        reference: the newest reference that names this event.
        superseded_by: the event that replaces it; empty where none does.
        changed: whether the store is to be written.
        last: the newest arrival with this key: the log's last word on it, so far.
    """

    key: EventKey
    known: Known
    event: Event | None = None
    messages: tuple[Message, ...] = ()
    versions: tuple[Version, ...] = ()
    first_issued_at: datetime | None = None
    forgotten: Forgotten | None = None
    withdrawn_up_to: datetime | None = None
    reference: Reference | None = None
    superseded_by: str = ""
    changed: bool = False
    last: Arrival | None = None

    @classmethod
    def of(cls, key: EventKey, known: Known) -> "Draft":
        """Return the draft of what is stored."""
        draft = cls(key, known, reference=known.replaced_by)
        if isinstance(known.state, Forgotten):
            draft.forgotten = known.state
            draft.withdrawn_up_to = known.state.last_issued_at
        elif known.state is not None:
            stored = known.state
            draft.event = stored.event
            draft.messages = stored.messages or (Message(stored.event, stored.offset),)
            draft.versions = stored.versions
            draft.first_issued_at = stored.first_issued_at
            draft.withdrawn_up_to = stored.withdrawn_up_to
            draft.superseded_by = stored.superseded_by
        return draft

    @property
    def partition(self) -> int | None:
        """Return the partition in which records with this key lie, as far as we have seen."""
        if self.last is not None:
            return self.last.record.partition
        return self.stored.partition if self.stored is not None else None

    @property
    def stored(self) -> IndexedEvent | None:
        """Return the event as the store has it."""
        return self.known.state if isinstance(self.known.state, IndexedEvent) else None

    @property
    def has_base(self) -> bool:
        """Say whether a message of its own is known that does not end it."""
        return any(not m.event.ends_by_word and m.offset != INHERITED for m in self.messages)

    def add(self, event: Event, offset: int) -> Verdict:
        """Fold one more message in; the order of arrival makes no difference to the outcome."""
        if event == self.event:
            return Verdict.EQUAL
        self.first_issued_at = min(filter(None, (self.first_issued_at, event.issued_at)))
        kept = [m for m in self.messages if m.event != event]
        if not event.ends_by_word:
            kept = [m for m in kept if m.offset != INHERITED]
        return self._rest_on(relevant([*kept, Message(event, offset)]), event)

    def inherit(self, replaced: Event) -> Verdict:
        """Take what an ending leaves out from the event that it refers to."""
        if self.event is None or self.has_base or replaced.issued_at > self.event.issued_at:
            return Verdict.STALE
        base = msgspec.structs.replace(
            replaced,
            event_id=self.key.event_id,
            source=self.event.source,
            sourced=self.event.sourced,
            message_type=MessageType.ALERT,
            status="",
            references=(),
        )
        own = [m for m in self.messages if m.offset != INHERITED]
        return self._rest_on(relevant([Message(base, INHERITED), *own]), base)

    def start_over(self) -> None:
        """Drop all that was said: by a lesser source than the one that speaks now, or withdrawn."""
        self.event, self.messages, self.versions = None, (), ()
        self.first_issued_at = None

    def adopt(self, source: str) -> None:
        """Give the messages that named no source to the one that now has their event."""
        self.messages = tuple(
            Message(msgspec.structs.replace(m.event, source=source, sourced=True), m.offset)
            for m in self.messages
        )
        self.event = fold(self.messages)
        self.changed = True

    def forget(self, forgotten: Forgotten) -> None:
        """Withdraw the event, and remember how new it was."""
        self.start_over()
        self.superseded_by = ""
        self.withdrawn_up_to = forgotten.last_issued_at
        self.forgotten, self.changed = forgotten, True

    def _rest_on(self, messages: tuple[Message, ...], newest: Event) -> Verdict:
        before, state = self.event, fold(messages)
        if state == before and messages == self.messages:
            return Verdict.STALE
        if before is not None and state != before:
            earlier = newest if newest.issued_at < state.issued_at else before
            self._remember(earlier)
        self.event, self.messages = state, messages
        self.forgotten, self.changed = None, True
        return Verdict.NEW if before is None else Verdict.CHANGED

    def _remember(self, event: Event) -> None:
        ordered = sorted((*self.versions, version_of(event)), key=lambda v: v.issued_at)
        self.versions = tuple(ordered[-MAX_VERSIONS:])


def version_of(event: Event) -> Version:
    """Return what an earlier state leaves in the event's history."""
    return Version(
        issued_at=event.issued_at,
        message_type=event.message_type.value,
        severity=event.severity,
        headline=event.headline,
        message=event.message or event.description,
        status=event.status,
        ends_at=event.ends_at,
        end_certainty=event.end_certainty,
        affected_customers=event.affected_customers,
    )
