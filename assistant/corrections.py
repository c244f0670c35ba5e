"""Correct what was told earlier in a conversation, where that has turned out otherwise.

What a session keeps of an event is its id and how it was told, so that a person who was told that
something is over is the first to hear that it is not.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from msgspec import structs

from assistant.answer import Kind, Statement, Status, cited
from assistant.evidence import Evidence
from assistant.outcome import Outcome
from assistant.part import led
from assistant.saying import Saying
from assistant.understand.dialogue import MOST_TOLD, Memory, ToldEvent
from assistant.wording import Wording
from core.event import EventType
from core.identity import EventKey
from core.place import Precision
from core.relation import Covers, Relation
from core.store import EventReader, Hit
from core.topics import Family

_OFFICIAL: Final = frozenset({Family.EMERGENCY, Family.TRANSIT, Family.INFRASTRUCTURE})
"""Whose word can be taken back; what is only measured comes and goes."""
_AT_ONCE: Final = 2
_NOT_BEHIND: Final = timedelta(minutes=1)
_SAID_WITH: Final = frozenset(
    {Status.REPORTED, Status.NOTHING_REPORTED, Status.CANNOT_TELL, Status.NEEDS_PLACE}
)


class Corrections:
    """Notice what was told and is no longer so."""

    def __init__(self, reader: EventReader) -> None:
        self._reader = reader

    def applied(
        self, outcome: Outcome, memory: Memory, saying: Saying, *, roomy: bool = True
    ) -> Outcome:
        """Put into an answer what has to be corrected, and remember what it tells and offers.

        A correction of what the answer is about opens it; one of something else closes it, or
        waits for another answer where this one has little room.
        """
        part = outcome.part
        due = self._due(memory, saying) if part.status in _SAID_WITH else {}
        if not roomy:
            named = {(h.event.topic, h.event.event.event_id) for h in cited(part.statements)}
            due = {key: statement for key, statement in due.items() if key in named}
        if outcome.memory is None and not due:
            return outcome
        about = {hit.event.key for hit in cited(part.statements)}
        first = [s for s in due.values() if {hit.event.key for hit in s.events} & about]
        last = [s for s in due.values() if s not in first]
        if first and part.lead:  # a Yes before the correction would seem to answer that
            part = led(part, saying.phrases.writing.between)
        statements = (*first, *part.statements, *last)
        kept = {_key(told): told for told in memory.told if _key(told) not in due}
        official = [hit for hit in cited(statements) if hit.event.event.family in _OFFICIAL]
        for hit in official[-MOST_TOLD:]:  # a count may cite hundreds
            told = _told(hit, saying)
            kept.pop(_key(told), None)
            kept[_key(told)] = told
        remembered = structs.replace(
            outcome.memory or memory,
            told=tuple(kept.values())[-MOST_TOLD:], offered=outcome.suggestions,
        )  # fmt: skip
        return replace(outcome, part=replace(part, statements=statements), memory=remembered)

    def _due(self, memory: Memory, saying: Saying) -> dict[tuple[str, str], Statement]:
        """Return what was told and turned out otherwise, by event."""
        found = {_key(told): self._correction(told, saying) for told in memory.told}
        due = {key: statement for key, statement in found.items() if statement is not None}
        return dict(list(due.items())[-_AT_ONCE:])

    def _correction(self, told: ToldEvent, saying: Saying) -> Statement | None:
        hit = self._found(told, saying)
        at = saying.moment(told.at)
        if hit is None:
            if not self._reads_all(saying.now):
                return None  # a view that is behind misses what was never taken back
            noun = f"noun.{told.type}"
            if not saying.phrases.has(noun):
                return None
            text = saying.phrases.say(
                "corrected.withdrawn", told=at, noun=saying.phrases.noun(noun)
            )
            return Statement(saying.sentence(text), kind=Kind.COVERAGE, worth=0)
        if not told.over or not hit.standing.phase.in_force:
            return None
        event = hit.event.event
        evidence = Evidence(hit, Relation(Covers.WHOLE, Precision.UNKNOWN))
        text = saying.phrases.say(
            "corrected.not_over", told=at, what=Wording(saying).subject(event, evidence),
            publisher=saying.publisher(event), time=saying.moment(event.issued_at),
        )  # fmt: skip
        return Statement(saying.sentence(text), (hit,), worth=0, fixed=True)

    def _reads_all(self, now: datetime) -> bool:
        caught_up = self._reader.caught_up()
        behind = now - caught_up.as_of if caught_up.as_of is not None else _NOT_BEHIND
        return not caught_up.rebuilding and behind < _NOT_BEHIND

    def _found(self, told: ToldEvent, saying: Saying) -> Hit | None:
        key = EventKey(told.topic, told.event_id)
        hits = self._reader.get(told.event_id, saying.now)
        return next((hit for hit in hits if hit.event.key == key), None)


def _key(told: ToldEvent) -> tuple[str, str]:
    return told.topic, told.event_id


def _told(hit: Hit, saying: Saying) -> ToldEvent:
    event, standing = hit.event.event, hit.standing
    reason = standing.end_reason
    kind = EventType.OTHER if event.type is EventType.OTHER else event.type
    return ToldEvent(
        topic=hit.event.topic, event_id=event.event_id, type=kind.value, at=saying.now,
        over=reason is not None and reason.confirmed, ends_at=event.ends_at,
    )  # fmt: skip
