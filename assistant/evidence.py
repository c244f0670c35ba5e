"""Hold what was found for one part of a question, and judge what may be said from it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from assistant.answer import Status
from assistant.because import Because
from assistant.live.sight import Live, Measure
from assistant.understand.aspects import Aspect
from assistant.understand.times import Tense, When
from assistant.understand.topics import EVERYTHING, Topic
from core.coverage import OUR_SIDE, Coverage
from core.event import EventType
from core.lifecycle import Phase
from core.place import Place
from core.relation import Relation
from core.store import Hit


@dataclass(frozen=True, slots=True)
class Evidence:
    """Hold one event that bears on a question, and how it stands to the place asked about.

    Attributes:
        hit: the event.
        relation: how it stands to the place.
        folded: events that are told with it, in its sentence.
        because: what led to it, where that is known.
    """

    hit: Hit
    relation: Relation
    folded: tuple[Hit, ...] = ()
    because: Because | None = None

    @property
    def hits(self) -> tuple[Hit, ...]:
        """Return all that a sentence about it rests on."""
        return (self.hit, *self.folded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Hold what was found for one topic at one place, or in the whole city.

    Attributes:
        topic: what was asked about.
        place: where; None for the whole city.
        aspect: what about it.
        when: the time asked about.
        in_force: events that answer, the gravest first.
        near: events that do not reach the place, and lie within 1 km.
        unplaced: events in force that nobody can place.
        ahead: announced events that reach the place.
        past: events that reached it and are over, the newest first.
        elsewhere: events in force elsewhere in the city, the gravest first.
        severe: grave events in force at the place that were not asked about.
        coverage: the sources that would know.
        record_since: how far back the record of ended events reaches; None for not at all.
        live: what readings show; None where they were not asked.
        aside: events in force there of which the question names another kind.
        asked: the kind that it names, a key of the phrases; empty for whatever is of the topic.
        mode: the kind of vehicle that it names, a key of the phrases; empty for any.
    """

    topic: Topic
    place: Place | None
    aspect: Aspect
    when: When
    in_force: tuple[Evidence, ...] = ()
    near: tuple[Evidence, ...] = ()
    unplaced: tuple[Evidence, ...] = ()
    ahead: tuple[Evidence, ...] = ()
    past: tuple[Evidence, ...] = ()
    elsewhere: tuple[Evidence, ...] = ()
    severe: tuple[Evidence, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    record_since: datetime | None = None
    live: Live | None = None
    aside: tuple[Evidence, ...] = ()
    asked: str = ""
    mode: str = ""

    @property
    def blind(self) -> tuple[Coverage, ...]:
        """Return the sources that would know and are not live."""
        return tuple(c for c in self.coverage if not c.live)

    @property
    def covered(self) -> bool:
        """Say whether everybody who would know is live, and somebody would."""
        return bool(self.coverage) and not self.blind

    @property
    def ours(self) -> bool:
        """Say whether the delay is ours."""
        return any(c.reason == OUR_SIDE for c in self.blind)

    @property
    def asks_where(self) -> bool:
        """Say whether it is asked where a line's vehicles are, which no event tells."""
        live = self.live
        return live is not None and live.decides and live.ask.measure is Measure.VEHICLES

    @property
    def answers(self) -> tuple[Evidence, ...]:
        """Return the events that answer the question as it was asked."""
        if self.when.tense is Tense.AHEAD:
            return (*self.in_force_then, *self.ahead)
        if self.when.tense is Tense.PAST:
            return (*self.past, *self.in_force_then)
        if self.topic is EVERYTHING:
            return (*self.in_force, *self.ahead)
        if self.aspect is Aspect.OVER and not self.in_force:
            return tuple(e for e in self.past[:1] if _confirmed_over(e))
        return self.in_force

    @property
    def ahead_answers(self) -> bool:
        """Say whether announced events answer the question, and are not only mentioned."""
        return self.topic is EVERYTHING or self.when.tense is Tense.AHEAD

    @property
    def in_force_then(self) -> tuple[Evidence, ...]:
        """Return the events in force now that were, or may still be, so at the time asked about."""
        span = self.when.span
        if span is None:
            return self.in_force
        return tuple(
            e for e in self.in_force
            if (span.end is None or _begun_at(e) < span.end)
            and (e.hit.standing.phase is Phase.OVERDUE or _ends_after(e, span.start))
        )  # fmt: skip

    @property
    def doubtful_end(self) -> Evidence | None:
        """Return the newest past event, where it is asked whether it is over and nobody said so."""
        if self.aspect is not Aspect.OVER or self.in_force or not self.past:
            return None
        return None if _confirmed_over(self.past[0]) else self.past[0]

    @property
    def status(self) -> Status:
        """Judge the status of this part (contract, 2.1)."""
        if self.asks_where:
            seen = self.live is not None and self.live.answers
            known = seen or any(e.hit.event.event.type is _NONE_RUNS for e in self.in_force)
            return Status.REPORTED if known else Status.CANNOT_TELL
        if self.answers or (self.live is not None and self.live.answers):
            return Status.REPORTED
        if self.unplaced and self.when.tense is Tense.NOW:
            return Status.REPORTED
        if self.doubtful_end is not None or self.when.tense is Tense.PAST:
            return Status.CANNOT_TELL
        if self.live is not None and self.live.decides:
            return Status.CANNOT_TELL
        return Status.NOTHING_REPORTED if self.covered else Status.CANNOT_TELL


_NONE_RUNS: Final = EventType.SUSPENSION


def _begun_at(evidence: Evidence) -> datetime:
    return evidence.hit.event.event.starts_at or evidence.hit.event.first_issued_at


def _ends_after(evidence: Evidence, instant: datetime) -> bool:
    ends_at = evidence.hit.event.event.ends_at
    return ends_at is None or ends_at > instant


def _confirmed_over(evidence: Evidence) -> bool:
    reason = evidence.hit.standing.end_reason
    return reason is not None and reason.confirmed
