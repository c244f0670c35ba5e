"""Hold what was found for one part of a question, and judge what may be said from it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from assistant.answer import Status
from assistant.because import Because
from assistant.live.sight import Live, Measure
from assistant.understand.aspects import Aspect
from assistant.understand.history import History
from assistant.understand.times import Tense, When
from assistant.understand.topics import EVERYTHING, Topic
from core.coverage import OUR_SIDE, Coverage
from core.event import EndCertainty, EventType
from core.lifecycle import Phase
from core.place import Place
from core.relation import Relation
from core.store import Hit
from core.timespan import Span
from core.topics import Family

if TYPE_CHECKING:
    from assistant.disputes import Dispute


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
        severe: grave events in force at the place, asked about or not.
        coverage: the sources that would know.
        record_since: how far back the record of ended events reaches; None for not at all.
        live: what readings show; None where they were not asked.
        aside: events in force there of which the question names another kind.
        besides: whether only what was not told before is wanted.
        asks_people: whether it asks for a number of people, and not how bad something is.
        asks_lateness: whether it asks whether something is late.
        asked: the kind that it names, a key of the phrases; empty for whatever is of the topic.
        mode: the kind of vehicle that it names, a key of the phrases; empty for any.
        history: what is asked of the record; None for nothing of its own.
        then: the other time that the one asked about is compared with; None for none.
        cases_then: what there was at that other time.
        disputes: where two sources say different things of one event.
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
    besides: bool = False
    asks_people: bool = False
    asks_lateness: bool = False
    asked: str = ""
    mode: str = ""
    history: History | None = None
    then: When | None = None
    cases_then: tuple[Evidence, ...] = ()
    disputes: "tuple[Dispute, ...]" = ()
    _answers: list[tuple[Evidence, ...]] = field(
        default_factory=list[tuple[Evidence, ...]], init=False, repr=False, compare=False
    )
    """What answers, once it was looked for; there may be hundreds."""

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
        if not self._answers:
            self._answers.append(self._found())
        return self._answers[0]

    def _found(self) -> tuple[Evidence, ...]:
        if self.history is History.LAST:
            return (*self.in_force, *self.past)[:1]
        if self.history is History.SINCE and not self.in_force:
            return self.past[:1]
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
    def reaches(self) -> bool:
        """Say whether the record holds all of the time asked about."""
        spans = [when.span for when in (self.when, self.then) if when is not None and when.span]
        since = self.record_since
        return since is not None and all(since <= span.start for span in spans)

    @property
    def contradicted(self) -> bool:
        """Say whether a more official source says that it is over."""
        return any(not d.told.hit.standing.phase.in_force for d in self.disputes)

    @property
    def heard_then(self) -> bool:
        """Say whether everybody who would know was heard until the time asked about was over."""
        span = self.when.span
        end = None if span is None else span.end
        return bool(self.coverage) and all(
            c.live or (end is not None and c.last_heard_at is not None and c.last_heard_at >= end)
            for c in self.coverage
        )

    @property
    def in_force_then(self) -> tuple[Evidence, ...]:
        """Return the events in force now that were, or may still be, so at the time asked about.

        What is measured now says nothing of a time to come.
        """
        span = self.when.span
        if span is None:
            return self.in_force
        ahead = self.when.tense is Tense.AHEAD
        return tuple(
            e for e in self.in_force
            if held_in(e, span) and not (ahead and e.hit.event.event.family is Family.ANOMALY)
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
        if self.when.tense is Tense.PAST:
            if self.cases_then:
                return Status.REPORTED
            known = self.reaches and self.heard_then
            return Status.NOTHING_REPORTED if known else Status.CANNOT_TELL
        if self.doubtful_end is not None:
            return Status.CANNOT_TELL
        if self.live is not None and self.live.decides:
            return Status.CANNOT_TELL
        return Status.NOTHING_REPORTED if self.covered else Status.CANNOT_TELL


_NONE_RUNS: Final = EventType.SUSPENSION


def begun_at(evidence: Evidence) -> datetime:
    """Return when an event began: as its source says, else when it was first heard of."""
    return _hit_begun_at(evidence.hit)


def _hit_begun_at(hit: Hit) -> datetime:
    return hit.event.event.starts_at or hit.event.first_issued_at


def held_in(evidence: Evidence, span: Span) -> bool:
    """Say whether an event was, or as far as anybody has said will be, in force within a time."""
    return hit_held_in(evidence.hit, span)


def hit_held_in(hit: Hit, span: Span) -> bool:
    """Say the same of what was found, wherever it is."""
    event, standing = hit.event.event, hit.standing
    if event.active_periods and standing.ended_at is None:
        return any(period.overlaps(span) for period in event.active_periods)
    if span.end is not None and _hit_begun_at(hit) >= span.end:
        return False
    if standing.phase is Phase.OVERDUE:
        return True
    if standing.phase.in_force and event.end_certainty is not EndCertainty.KNOWN:
        return True  # an estimate promises nothing
    ends_at = standing.ended_at or event.ends_at
    return ends_at is None or ends_at > span.start


def _confirmed_over(evidence: Evidence) -> bool:
    reason = evidence.hit.standing.end_reason
    return reason is not None and reason.confirmed
