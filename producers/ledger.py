"""Remember what was last published of a feed, and find what a new document changes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import msgspec

from core.event import VANISHED_STATUS, Event, MessageType
from core.identity import event_id
from core.lifecycle import Phase, standing
from producers.absence import Absence, Look
from producers.naming import keep_ids, same_content
from producers.source import Poll

REMEMBERED_FOR: Final = timedelta(days=1)
"""How long an event that is over and gone from the feed is still compared with."""
_OVER: Final = frozenset({Phase.ENDED, Phase.CANCELLED, Phase.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Changes:
    """Hold what one document changes.

    Attributes:
        events: what to publish, in this order.
        halved: whether the document lost too much to be believed yet.
        vanished: how many of the events are over because the feed no longer has them.
    """

    events: tuple[Event, ...] = ()
    halved: bool = False
    vanished: int = 0


@dataclass(frozen=True, slots=True)
class Ledger:
    """Remember one feed; each document gives the next ledger, adopted once all is acknowledged.

    Attributes:
        source: id of the feed.
        known: what was last published of each event.
        absence: what is missing, and for how long.
        aliases: the feed's event id to ours, where the feed changed it.
    """

    source: str
    known: Mapping[str, Event] = field(default_factory=dict[str, Event])
    absence: Absence = field(default_factory=Absence)
    aliases: Mapping[str, str] = field(default_factory=dict[str, str])

    def still_open(self, now: datetime) -> frozenset[str]:
        """Return the ids of the events that are not over."""
        return frozenset(i for i, e in self.known.items() if not _is_over(e, now))

    def after(self, poll: Poll, now: datetime, *, stale: bool = False) -> "tuple[Changes, Ledger]":
        """Find what a document changes.

        Args:
            poll: a well-formed document.
            now: when it was had.
            stale: whether the document is too old to end anything.
        """
        still_open = self.still_open(now)
        events, aliases = list(poll.events), dict(self.aliases)
        if poll.undated:
            events, aliases = keep_ids(events, self.known, still_open, self.aliases)
        known = dict(self.known)
        told = list(self._news(events, known, poll, now, stale))
        present = {e.event_id for e in events} | {
            event_id(self.source, r.native_id) for r in poll.rejections if r.native_id
        }
        if stale or not poll.full_state:
            kept = _remembered(known, present, now)
            return Changes(tuple(told)), self._next(kept, self.absence.after_failure(), aliases)
        look = Look(frozenset(present), poll.size, poll.header_at or now, now)
        verdict, absence = self.absence.after(look, still_open)
        gone = [_vanished(known[i], now) for i in sorted(verdict.vanished)]
        known.update((event.event_id, event) for event in gone)
        changes = Changes((*told, *gone), verdict.halved, len(gone))
        return changes, self._next(_remembered(known, present, now), absence, aliases)

    def after_failure(self) -> "Ledger":
        """Return the ledger after a poll that brought nothing: all stays open."""
        return self._next(self.known, self.absence.after_failure(), self.aliases)

    def without(self, event_ids: Iterable[str], before: "Ledger") -> "Ledger":
        """Return the ledger with these events as they were `before`: they were not published."""
        known = dict(self.known)
        for refused in event_ids:
            known.pop(refused, None)
            if refused in before.known:
                known[refused] = before.known[refused]
        return self._next(known, self.absence, self.aliases)

    def _next(
        self, known: Mapping[str, Event], absence: Absence, aliases: Mapping[str, str]
    ) -> "Ledger":
        return Ledger(self.source, known, absence, aliases)

    def _news(
        self,
        events: Iterable[Event],
        known: dict[str, Event],
        poll: Poll,
        now: datetime,
        stale: bool,
    ) -> Iterable[Event]:
        for event in events:
            if stale and event.ends_by_word:
                continue
            last = known.get(event.event_id)
            news = event if last is None else _news_since(last, event, poll.undated, now)
            if news is not None:
                known[event.event_id] = news
                yield news


def _news_since(last: Event, event: Event, undated: bool, now: datetime) -> Event | None:
    """Return the message that `event` is after `last`, or None where it says nothing new."""
    came_back = last.status == VANISHED_STATUS and not event.ends_by_word
    if event.issued_at < last.issued_at and not came_back:
        return None
    if not undated and not came_back:
        return None if event == last else event
    if same_content(last, event):
        return None
    kind = event.message_type
    return msgspec.structs.replace(
        event,
        issued_at=max(event.issued_at, last.issued_at, now) if came_back else event.issued_at,
        message_type=MessageType.UPDATE if kind is MessageType.ALERT else kind,
    )


def _vanished(event: Event, now: datetime) -> Event:
    return msgspec.structs.replace(
        event,
        status=VANISHED_STATUS,
        message_type=MessageType.UPDATE,
        issued_at=max(now, event.issued_at),
    )


def _is_over(event: Event, now: datetime) -> bool:
    return standing(event, now).phase in _OVER


def _remembered(
    known: Mapping[str, Event], present: Collection[str], now: datetime
) -> dict[str, Event]:
    return {i: e for i, e in known.items() if i in present or not _is_forgotten(e, now)}


def _is_forgotten(event: Event, now: datetime) -> bool:
    ended_at = standing(event, now).ended_at
    return ended_at is not None and ended_at + REMEMBERED_FOR <= now
