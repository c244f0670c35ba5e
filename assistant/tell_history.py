"""Tell what the record of past events shows: each with its phase, counted, and how far it reaches.

Nothing is said of a time that the record does not hold: "my record shows none" is all that it can
tell, and only where it reaches back that far.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.answer import Kind, Statement
from assistant.coverage import CoverageTeller
from assistant.evidence import Evidence, Finding, begun_at
from assistant.folding import is_measured
from assistant.phrases import Formed
from assistant.saying import Saying
from assistant.tell import Teller
from assistant.understand.aspects import Aspect
from assistant.understand.history import History
from assistant.understand.times import When
from assistant.wording import Wording
from core.lifecycle import EndReason

_TOLD: Final = 3
"""How many past events are told one by one; the rest are counted."""
_OF_ONE: Final = frozenset({None, History.LAST})
_KNOWN_ENDS: Final = frozenset({EndReason.RESOLVED, EndReason.ENDS_AT})


class HistoryTeller:
    """Tell of the past in one language, at one instant."""

    def __init__(self, saying: Saying, teller: Teller, coverage: CoverageTeller) -> None:
        self._saying = saying
        self._say = saying.phrases.say
        self._teller = teller
        self._coverage = coverage
        self._wording = Wording(saying)

    def tell(self, finding: Finding) -> list[Statement]:
        """Tell what the record holds of the time asked about; there is something."""
        if finding.history is History.SINCE or finding.history is History.LASTED:
            answers = finding.answers
            told = [self._lasted(e) for e in answers[:_TOLD]]
            if len(answers) == 1 and answers[0].hit.standing.phase.in_force:
                told.append(replace(self._teller.end(answers[0]), worth=3))
            return [*told, *self._left(answers[_TOLD:])]
        answers = finding.answers
        counted = finding.history not in _OF_ONE or len(answers) > _TOLD
        told = [self._counted(finding)] if counted else []
        for rank, evidence in enumerate(answers[:_TOLD]):
            why = finding.aspect is Aspect.CAUSE
            told += [self._teller.cause(evidence)] if why else []
            told.append(self.was(evidence, worth=rank + 1 if told else 0))
            told += self._details(evidence, rank)
        if not finding.reaches:
            told.append(self._reach(finding))
        return told

    def nothing(self, finding: Finding) -> list[Statement]:
        """Say that the record shows nothing of that time, or that it cannot tell."""
        if finding.reaches and finding.heard_then:
            place = finding.place
            text = self._say(
                "nothing.past", problem=self._coverage.problem(finding),
                place=self._coverage.name(place), when=self._saying.when(finding.when),
            )  # fmt: skip
            return [_told(text, 0), self._reach(finding), self._coverage.known_from(finding)]
        if finding.reaches:
            return self._coverage.blind(finding)
        span, since = finding.when.span, finding.record_since
        if span is not None and since is not None and (span.end is None or since < span.end):
            text = self._say("past.not_that_far", since=self._saying.moment(since))
            return [_told(text, 0)]
        return self._coverage.past(finding)

    def was(self, evidence: Evidence, worth: int = 0) -> Statement:
        """Tell one event of the past, or one that still goes on, with its phase."""
        standing, event = evidence.hit.standing, evidence.hit.event.event
        if standing.phase.in_force:
            told = self._teller.headline(evidence, until=True)
            return Statement(told.text, told.events, worth=worth, short=told.short)
        start, end = begun_at(evidence), standing.ended_at
        known = standing.end_reason in _KNOWN_ENDS and end is not None and start < end
        if end is None or not known or is_measured(evidence):
            told = self._teller.past(evidence)
            return Statement(told.text, told.events, worth=worth)
        text = self._say(
            "past.was", what=self._wording.subject(event, evidence),
            start=self._saying.moment(start), end=self._saying.moment(end),
        )  # fmt: skip
        return Statement(self._saying.sentence(text), evidence.hits, worth=worth)

    def _details(self, evidence: Evidence, rank: int) -> list[Statement]:
        """Tell what its source said of it, and how many it affected."""
        quoted = self._teller.quoted.gist(evidence)
        details = [replace(quoted, worth=rank + 2)] if quoted is not None else []
        customers = evidence.hit.event.event.affected_customers
        if customers and not evidence.hit.standing.phase.in_force:
            text = self._saying.phrases.count("past.customers", customers)
            details.append(Statement(self._saying.sentence(text), evidence.hits, worth=rank + 2))
        return details

    def _lasted(self, evidence: Evidence) -> Statement:
        """Tell how long an event lasted, or has lasted so far."""
        standing, event = evidence.hit.standing, evidence.hit.event.event
        start, end = begun_at(evidence), standing.ended_at
        slots: dict[str, object] = {
            "what": self._wording.subject(event, evidence), "start": self._saying.moment(start),
        }  # fmt: skip
        if standing.phase.in_force:
            span = self._saying.span(self._saying.now - start)
            text = self._say("past.lasting", span=span, **slots)
        elif end is not None and standing.end_reason in _KNOWN_ENDS and start < end:
            span, until = self._saying.span(end - start), self._saying.moment(end)
            text = self._say("past.lasted", span=span, end=until, **slots)
        else:
            text = self._say("past.lasted_unknown", **slots)
        return Statement(self._saying.sentence(text), evidence.hits, worth=0)

    def _counted(self, finding: Finding) -> Statement:
        """Count what the record holds of the time, and of the one that it is compared with."""
        answers = finding.answers
        cases = self._cases(len(answers), finding)
        where, when = self._saying.at(finding.place), self._saying.when(finding.when)
        hits = tuple(e.hit for e in (*answers, *finding.cases_then))
        if finding.then is not None:
            text = self._say(
                "past.compare", cases=self._cases(len(finding.cases_then), finding), where=where,
                when=self._when(finding.then), others=cases, then=when,
            )  # fmt: skip
        else:
            key = "past.count" if finding.reaches else "past.count_at_least"
            text = self._say(key, cases=cases, where=where, when=when)
        return Statement(self._saying.sentence(text), hits, worth=0)

    def _when(self, when: When) -> str:
        return self._saying.when(when)

    def _cases(self, count: int, finding: Finding) -> str:
        problem: Formed = self._coverage.problem(finding)
        return self._saying.phrases.count("past.cases", count, problem=problem)

    def _left(self, left: Sequence[Evidence]) -> list[Statement]:
        if not left:
            return []
        text = self._saying.phrases.count("count.more", len(left))
        return [Statement(text, tuple(e.hit for e in left), worth=6)]

    def _reach(self, finding: Finding) -> Statement:
        """Say how far back the record reaches."""
        if finding.record_since is None:
            return _told(self._say("blind.record_empty"), 4)
        since = self._saying.moment(finding.record_since)
        return _told(self._say("past.reach", since=since), 4)


def _told(text: str, worth: int) -> Statement:
    return Statement(text, kind=Kind.COVERAGE, worth=worth)
