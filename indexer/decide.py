"""Decide what arrivals do to the events of one topic: pure, from what is known and what came.

`Ledger.take` is the whole of it, once an arrival, in the order of the log; what it leads to is
then read off: `changed` drafts, `letters`, `repairs`, `references`.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final

import msgspec

from core.errors import Rejected, RejectReason
from core.event import Event, Handling
from core.identity import EventKey, check_id
from core.store import Forgotten, Known, Reference
from core.wire import encode_event
from indexer.arrivals import Arrival
from indexer.authority import Authority
from indexer.draft import Draft, Verdict
from indexer.letters import letter, repair
from streams.record import Outgoing

MAX_REFERENCES: Final = 100
"""A message that names more events than this replaces the first so many."""


class Ledger:
    """Hold the events that one stretch of a log touches, and decide what they become."""

    def __init__(
        self,
        topic: str,
        known: Mapping[EventKey, Known],
        authority: Authority,
        now: datetime,
        counts: Counter[str],
        wire_topic: str = "",
    ) -> None:
        """Begin with what the store knows.

        Args:
            topic: the canonical name of the topic that the events lie in.
            known: what is stored of each event that may be touched.
            authority: who may speak for whom.
            now: the instant of deciding.
            counts: is added to.
            wire_topic: the topic's name on the broker, where it is another.
        """
        self._topic = topic
        self._wire_topic = wire_topic or topic
        self._known = known
        self._authority = authority
        self._now = now
        self._counts = counts
        self._drafts: dict[str, Draft] = {}
        self.letters: list[Outgoing] = []
        self.references: dict[str, Reference] = {}

    def take(self, arrival: Arrival) -> None:
        """Let one arrival do what it does; whatever it is, the next one is taken after it."""
        if arrival.key is not None:
            self._draft(arrival.key).last = arrival
        try:
            if arrival.refused is not None:
                raise arrival.refused
            if isinstance(arrival.said, Event):
                self._hear(arrival, arrival.said)
            else:
                self._withdraw(arrival)
        except Rejected as refused:
            if arrival.repair and arrival.refused is None:
                self._counts["repairs_late"] += 1  # our own word, overtaken: nobody's mistake
            else:
                self.refuse(arrival, refused)
        except Exception as error:  # a message that finds a fault of ours must not stop the rest
            self._counts["unexpected"] += 1
            detail = f"{type(error).__name__}: {error}"
            self.refuse(arrival, Rejected(RejectReason.SCHEMA, detail))

    def refuse(self, arrival: Arrival, refused: Rejected) -> None:
        """Send an arrival's record to the dead letters."""
        self._counts[f"rejected_{refused.reason.value}"] += 1
        self.letters.append(letter(arrival.record, refused, self._now))

    def changed(self) -> list[Draft]:
        """Return the drafts that the store is to be written with."""
        return [draft for draft in self._drafts.values() if draft.changed]

    def repairs(self) -> list[Outgoing]:
        """Return what makes the log's last word on each event agree with the store's.

        Compaction keeps a key's last record, whatever it says. A repair that already says what
        the store does asks for no other, so two owners never answer each other for ever.
        """
        found: list[Outgoing] = []
        for draft in self._drafts.values():
            winner = draft.event or draft.forgotten
            if winner is not None and not _agrees(draft, winner):
                found.append(repair(self._wire_topic, draft.key.event_id, winner, draft.partition))
        self._counts["repairs"] += len(found)
        return found

    def _hear(self, arrival: Arrival, event: Event) -> None:
        draft = self._draft(event.event_id)
        self._authority.admit(event)
        if draft.withdrawn_up_to is not None and event.issued_at <= draft.withdrawn_up_to:
            raise Rejected(RejectReason.TOO_OLD, "the event was withdrawn after this was issued")
        if arrival.repair and draft.event is not None and event.issued_at <= draft.event.issued_at:
            return  # our own word of before: it may be mended, and tells nothing new
        event = self._owned(draft, event)
        verdict = draft.add(event, arrival.record.offset)
        if verdict is not Verdict.EQUAL:
            self._weigh(draft)
            self._refer(draft, event)
        if _conflicts(draft, event, verdict):
            self._counts["conflicts"] += 1
        self._counts[verdict.value] += 1

    def _owned(self, draft: Draft, event: Event) -> Event:
        """Return the event as its source's own, or refuse it to one that may not change it.

        Raises:
            Rejected: `id_conflict`: another source's id, or a drill that would hide what is so.
        """
        held = draft.event
        if held is None:
            return event
        actual = held.handling is Handling.ACTUAL
        if actual and event.handling is not Handling.ACTUAL:
            detail = f"{event.handling.value} with the id of an actual event"
            raise Rejected(RejectReason.ID_CONFLICT, detail)
        event = self._of_its_source(draft, held, event)
        if not actual and event.handling is Handling.ACTUAL:
            draft.start_over()
        return event

    def _of_its_source(self, draft: Draft, held: Event, event: Event) -> Event:
        if held.source == event.source:
            return event
        if not event.sourced:
            return msgspec.structs.replace(event, source=held.source, sourced=held.sourced)
        if not held.sourced:
            draft.adopt(event.source)
            return event
        if not self._authority.outranks(event.source, held.source):
            raise Rejected(RejectReason.ID_CONFLICT, f"the id belongs to an event of {held.source}")
        draft.start_over()
        return event

    def _withdraw(self, arrival: Arrival) -> None:
        if arrival.key is None:
            self._counts["tombstone_unknown"] += 1
            return
        draft = self._draft(arrival.key)
        held = draft.event
        if held is None:
            self._counts["tombstone_unknown" if draft.forgotten is None else "equal"] += 1
            return
        if not _may_forget(arrival, held):
            self._counts["tombstone_refused"] += 1
            return
        last = max(held.issued_at, arrival.retires or held.issued_at)
        draft.forget(Forgotten(last_issued_at=last, forgotten_at=self._now))
        self._counts["forgotten"] += 1

    def _refer(self, draft: Draft, event: Event) -> None:
        """Let the event replace those that it names, known or still to come."""
        for replaced in _referred(event):
            target = self._draft(replaced)
            reference = Reference(
                topic=self._topic,
                replaced=replaced,
                by=event.event_id,
                source=event.source,
                issued_at=event.issued_at,
            )
            if not self._may_replace(reference, target):
                continue
            if target.reference is None or _order(target.reference) < _order(reference):
                target.reference = self.references[replaced] = reference
            self._weigh(target)

    def _weigh(self, draft: Draft) -> None:
        """Judge anew whether the event is replaced, and by which."""
        reference, held = draft.reference, draft.event
        if held is None:
            return
        holds = (
            reference is not None
            and reference.issued_at >= held.issued_at
            and self._may_replace(reference, draft)
        )
        superseded_by = reference.by if holds and reference is not None else ""
        if superseded_by != draft.superseded_by:
            draft.superseded_by, draft.changed = superseded_by, True
            self._counts["superseded"] += bool(superseded_by)
        successor = self._drafts.get(superseded_by) or self._from_store(superseded_by)
        if successor is not None and successor.event and successor.event.ends_by_word:
            successor.inherit(held)

    def _may_replace(self, reference: Reference, target: Draft) -> bool:
        held = target.event
        return held is None or self._authority.may_replace(reference.source, held.source)

    def _draft(self, event_id: str) -> Draft:
        draft = self._drafts.get(event_id)
        if draft is None:
            key = EventKey(self._topic, event_id)
            draft = self._drafts[event_id] = Draft.of(key, self._known.get(key, Known()))
        return draft

    def _from_store(self, event_id: str) -> Draft | None:
        known = event_id and EventKey(self._topic, event_id) in self._known
        return self._draft(event_id) if known else None


def wanted_keys(topic: str, arrivals: Iterable[Arrival]) -> Iterable[EventKey]:
    """Yield the events that deciding on these arrivals needs to know."""
    for arrival in arrivals:
        if arrival.key is not None:
            yield EventKey(topic, arrival.key)
        if isinstance(arrival.said, Event):
            if arrival.key is None:
                yield EventKey(topic, arrival.said.event_id)
            for replaced in _referred(arrival.said):
                yield EventKey(topic, replaced)


def successors(
    known: Mapping[EventKey, Known], is_known: Callable[[EventKey], bool]
) -> Iterable[EventKey]:
    """Yield the events that replace what arrives for the first time, and may inherit from it."""
    for key, found in known.items():
        if found.state is None and found.replaced_by is not None:
            successor = EventKey(key.topic, found.replaced_by.by)
            if not is_known(successor):
                yield successor


def _referred(event: Event) -> list[str]:
    names: list[str] = []
    for name in event.references[:MAX_REFERENCES]:
        try:
            if check_id(name) != event.event_id:
                names.append(name)
        except Rejected:
            continue
    return names


def _order(reference: Reference) -> tuple[datetime, str]:
    return reference.issued_at, reference.by


def _may_forget(arrival: Arrival, held: Event) -> bool:
    if arrival.retires is None:
        return True
    if arrival.repair:
        return held.issued_at <= arrival.retires
    return held.issued_at == arrival.retires


def _agrees(draft: Draft, winner: Event | Forgotten) -> bool:
    """Say whether the log's last word on an event, so far as it was heard, is the winner."""
    last = draft.last
    if last is None:
        return draft.stored is not None and draft.stored.event == winner
    if isinstance(winner, Forgotten):
        return last.record.value is None
    return last.said == winner or last.record.value == encode_event(winner)


def _conflicts(draft: Draft, event: Event, verdict: Verdict) -> bool:
    """Say whether two messages of the same instant said different things."""
    stored = draft.stored
    return (
        verdict is Verdict.CHANGED
        and stored is not None
        and not event.ends_by_word
        and stored.event.issued_at == event.issued_at
    )
