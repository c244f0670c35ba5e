"""Compose an answer from what was found: the first sentence answers the question as it was asked.

`compose` is the main path: each finding becomes a part, the parts are joined, coverage and "as of"
follow. Nothing is said here that a finding does not carry.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.answer import Kind, Statement, Status
from assistant.coverage import CoverageTeller
from assistant.evidence import Evidence, Finding
from assistant.folding import is_measured
from assistant.leads import asked_types, lead_of
from assistant.lines import LATE
from assistant.live.tell import LiveTeller
from assistant.saying import Saying
from assistant.tell import Teller
from assistant.understand.intent import Aspect, Polarity
from assistant.understand.times import Tense
from assistant.understand.topics import BROAD, GAS
from assistant.understand.vehicles import VehicleName
from assistant.wording import sentence
from core.event import EventType
from core.place import Precision
from core.severity import Severity

TOLD_WHOLE = 4
"""How many events are told one by one; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Part:
    """Hold the answer to one part of a question."""

    status: Status
    lead: str
    statements: tuple[Statement, ...]


class Composer:
    """Compose answers in one language, at one instant."""

    def __init__(self, saying: Saying, as_of: datetime | None) -> None:
        self._saying = saying
        self._say = saying.phrases.say
        self._teller = Teller(saying)
        self._coverage = CoverageTeller(saying, as_of)
        self._live = LiveTeller(saying)

    def compose(self, findings: Sequence[Finding], polarity: Polarity, line: str) -> Part:
        """Compose the answer to all parts of a question.

        Args:
            findings: what was found, one for each topic and place.
            polarity: which way round the question is put.
            line: the question's words, for what it asks exactly ("closed", "delayed").
        """
        findings = [_asked_first(finding, line) for finding in findings]
        parts = [self._part(finding, polarity, line) for finding in findings]
        statuses = {part.status for part in parts}
        status = next(
            s for s in (Status.REPORTED, Status.CANNOT_TELL, Status.NOTHING_REPORTED)
            if s in statuses
        )  # fmt: skip
        statements = _each_once([s for part in parts for s in part.statements])
        told = [hit for statement in statements for hit in statement.events]
        if status is Status.REPORTED:
            coverage = [c for finding in findings for c in finding.coverage]
            statements += self._coverage.as_of(told, coverage)
        return Part(status, parts[0].lead if len(parts) == 1 else "", tuple(statements))

    def affected(self, findings: Sequence[Finding]) -> list[Statement]:
        """Name what is affected in the whole city, for a question that still lacks its place."""
        answers = [evidence for finding in findings for evidence in finding.answers]
        told = [_worth(self._teller.headline(e), 2) for e in answers[:TOLD_WHOLE]]
        if len(answers) > TOLD_WHOLE:
            left = answers[TOLD_WHOLE:]
            key = "count.more_measured" if any(map(is_measured, left)) else "count.more"
            text = self._saying.phrases.count(key, len(left))
            told.append(Statement(text, tuple(e.hit for e in left[:10]), worth=4))
        told += [_worth(self._teller.unplaced(e), 3) for f in findings for e in f.unplaced[:1]]
        told += [s for finding in findings for s in self._blind_too(finding)]
        return _each_once(told)

    def late_lines(self, finding: Finding, lines: Sequence[str]) -> list[Statement]:
        """Name the lines that are late now: those of which sources say so, then the measured."""
        told: list[Statement] = []
        for measured in (False, True):
            of_lines = [
                e for e in finding.in_force
                if e.hit.event.event.type in LATE and is_measured(e) is measured
                and set(e.hit.event.footprint.line_ids) & set(lines)
            ]  # fmt: skip
            names = [
                self._saying.line(line) for line in lines
                if any(line in e.hit.event.footprint.line_ids for e in of_lines)
            ]  # fmt: skip
            if names:
                key = "place.late_measured" if measured else "place.late_now"
                text = self._say(key, lines=self._saying.phrases.join(names))
                hits = tuple(e.hit for e in of_lines)[:10]
                told.append(Statement(sentence(text), hits, worth=2))
        return told

    def no_vehicle(self, named: VehicleName) -> Part:
        """Say that no vehicle of this number reports its position."""
        return Part(Status.CANNOT_TELL, "", (self._live.no_vehicle(named),))

    def _part(self, finding: Finding, polarity: Polarity, line: str) -> Part:
        status = finding.status
        if finding.asks_where:
            statements = [*self._live.first(finding), *self._besides(finding)]
        elif status is Status.REPORTED and finding.answers:
            statements = self._reported(finding, polarity)
            statements += self._live.after_events(finding)
        elif finding.live is not None and finding.live.answers:
            statements = [*self._live.first(finding), *self._besides(finding)]
        elif status is Status.REPORTED:
            statements = [self._teller.unplaced(e) for e in finding.unplaced[:2]]
            statements += self._blind_too(finding)
        else:
            statements = [*self._live.instead(finding), *self._nothing(finding)]
            statements += self._live.after_nothing(finding)
        if finding.aspect is Aspect.HEARD:
            kept = statements if finding.answers or finding.blind else []
            statements = [*self._coverage.heard(finding), *kept]
        if finding.severe:
            statements[1:1] = [self._severe(evidence) for evidence in finding.severe]
        lead = lead_of(finding, polarity, line, self._saying.phrases)
        return Part(status, lead, tuple(statements))

    def _besides(self, finding: Finding) -> list[Statement]:
        """Tell, after what readings show, what is reported of the same."""
        told = [_worth(self._teller.headline(e), 2) for e in finding.in_force[:2]]
        return told + [self._teller.ahead(e) for e in finding.ahead[:1]] + self._blind_too(finding)

    def _reported(self, finding: Finding, polarity: Polarity) -> list[Statement]:
        """Tell the events that answer, and what else a person then needs to know."""
        statements = self._events(finding)
        first = finding.answers[0]
        if first.hit.event.event.type is EventType.REPORT_CLUSTER:
            yes_or_no = polarity is not Polarity.OPEN and finding.topic not in BROAD
            if yes_or_no and finding.aspect in (Aspect.STATUS, Aspect.OVER):
                statements[0] = self._teller.unconfirmed(first)
            if finding.topic is GAS:
                statements.insert(1, self._teller.if_gas())
        if all(map(is_measured, finding.answers)) and finding.aspect is Aspect.STATUS:
            statements += self._coverage.officially(finding)
        return statements + self._blind_too(finding)

    def _events(self, finding: Finding) -> list[Statement]:
        """Tell the events that answer."""
        answers = finding.answers
        if finding.aspect is Aspect.OVER and not finding.in_force:
            return [self._teller.past(answers[0]), *self._coverage.otherwise(finding)]
        statements: list[Statement] = []
        if len(answers) == 1:
            statements += self._whole(answers[0], finding)
        else:
            statements += self._several(answers, finding)
        if finding.when.tense is Tense.NOW and not finding.ahead_answers:
            statements += [self._teller.ahead(e) for e in finding.ahead[:1]]
        return statements

    def _whole(self, evidence: Evidence, finding: Finding) -> list[Statement]:
        """Tell one event in full, what was asked about it first."""
        teller, event = self._teller, evidence.hit.event.event
        if not evidence.hit.standing.phase.in_force:
            upcoming = evidence.hit.standing.ended_at is None
            return [teller.ahead(evidence) if upcoming else teller.past(evidence)]
        first: list[Statement | None] = []
        rest: list[Statement | None] = [
            teller.headline(evidence),
            teller.quote(evidence),
            teller.match(evidence, finding.place),
            teller.end(evidence),
        ]
        if is_measured(evidence) and finding.aspect is not Aspect.END:
            rest.pop()  # nobody has said an end, and nobody asked
        grave = event.severity in (Severity.CRITICAL, Severity.HIGH)
        if finding.aspect is Aspect.END:
            first = [rest.pop()]
        elif finding.aspect is Aspect.CAUSE:
            first = [teller.cause(evidence)]
        elif finding.aspect is Aspect.EXTENT and not event.affected_customers:
            first = [teller.extent(evidence)]
        elif finding.aspect is Aspect.ADVICE:
            first = [teller.advice(evidence, 6) or teller.no_advice(evidence)]
        if _explained(evidence) and finding.aspect is not Aspect.CAUSE:
            rest.append(teller.cause(evidence))
        if grave and finding.aspect is not Aspect.ADVICE:
            rest.append(teller.advice(evidence))
        rest.append(teller.way_round(evidence))
        told = [s for s in (*first, *rest) if s is not None]
        return [_kept(told[0]), *told[1:]]

    def _several(self, answers: Sequence[Evidence], finding: Finding) -> list[Statement]:
        """Tell several events, the gravest first, and count those that are too many to tell."""
        statements: list[Statement] = []
        if finding.topic in BROAD or len(answers) > TOLD_WHOLE:
            number = self._saying.phrases.listed("count.words")
            count = number[len(answers)] if len(answers) < len(number) else str(len(answers))
            place = finding.place.name if finding.place and finding.place.name else ""
            where = self._say("where.in", name=place or self._saying.city.name)
            text = self._say("count.several", count=count.capitalize(), where=where)
            statements.append(Statement(text, kind=Kind.COURTESY, worth=8))
        first: Statement | None = None
        if finding.aspect is Aspect.CAUSE:
            answers = sorted(answers, key=_explained, reverse=True)
            first = _kept(self._teller.cause(answers[0]))
            statements.append(first)
        for rank, evidence in enumerate(answers[:TOLD_WHOLE]):
            again = rank > 0 and is_measured(evidence) and is_measured(answers[rank - 1])
            told = self._brief(evidence, finding, again=again)
            told = [s for s in told if first is None or s.text != first.text]
            statements += [told[0] if rank == 0 else _worth(told[0], rank + 1), *told[1:]]
        left = answers[TOLD_WHOLE:]
        if left:
            key = "count.more_measured" if any(map(is_measured, left)) else "count.more"
            text = self._saying.phrases.count(key, len(left))
            statements.append(Statement(text, tuple(e.hit for e in left[:10]), worth=7))
        if any(e.relation.precision is Precision.SAME_AREA for e in answers) and finding.place:
            text = self._say("match.same_area_several")
            statements.append(Statement(text, kind=Kind.COVERAGE, worth=1))
        return statements

    def _brief(
        self, evidence: Evidence, finding: Finding, *, again: bool = False
    ) -> list[Statement]:
        teller = self._teller
        if not evidence.hit.standing.phase.in_force:
            upcoming = evidence.hit.standing.ended_at is None
            return [teller.ahead(evidence) if upcoming else teller.past(evidence)]
        asked: Statement | None = None
        if finding.aspect is Aspect.ADVICE or _is_grave(evidence):
            asked = teller.advice(evidence, 2)
        elif finding.aspect is Aspect.CAUSE and _explained(evidence):
            asked = teller.cause(evidence)
        has_end = evidence.hit.event.event.ends_at is not None
        end = _worth(teller.end(evidence), 5) if has_end else None
        told = (teller.headline(evidence, again=again), teller.quote(evidence), end, asked)
        return [s for s in told if s is not None]

    def _nothing(self, finding: Finding) -> list[Statement]:
        """Say that nothing is reported, or that nobody can tell, and what is known besides."""
        doubtful = finding.doubtful_end
        statements: list[Statement] = []
        if doubtful is not None:
            statements.append(_kept(self._teller.past(doubtful)))
            statements += self._blind_too(finding)
        elif finding.when.tense is Tense.PAST:
            statements += self._coverage.past(finding)
        elif finding.covered:
            statements += self._coverage.nothing(finding)
        else:
            statements += self._coverage.blind(finding)
        statements += [self._teller.near(e) for e in finding.near[:1]]
        statements += [_worth(self._teller.unplaced(e), 3) for e in finding.unplaced[:1]]
        statements += [self._teller.ahead(e) for e in finding.ahead[:2]]
        if doubtful is None:
            statements += [_worth(self._teller.past(e), 4) for e in finding.past[:1]]
        statements += [self._elsewhere(e) for e in finding.elsewhere]
        return statements

    def _severe(self, evidence: Evidence) -> Statement:
        told = self._teller.headline(evidence)
        what = told.text[0].lower() + told.text[1:]
        text = self._say("match.severe", what=what)
        return Statement(text, told.events, worth=0, short=told.short)

    def _elsewhere(self, evidence: Evidence) -> Statement:
        told = self._teller.headline(evidence)
        what = told.text[0].lower() + told.text[1:]
        return Statement(self._say("match.elsewhere", what=what), told.events, worth=5)

    def _blind_too(self, finding: Finding) -> list[Statement]:
        return self._coverage.blind_too(finding) if finding.blind else []


def _explained(evidence: Evidence) -> bool:
    """Say whether it is known what led to it."""
    return bool(evidence.hit.event.event.cause) or evidence.because is not None


def _is_grave(evidence: Evidence) -> bool:
    return evidence.hit.event.event.severity is Severity.CRITICAL


def _kept(statement: Statement) -> Statement:
    return _worth(statement, 0)


def _worth(statement: Statement, worth: int) -> Statement:
    return Statement(statement.text, statement.events, statement.kind, worth, statement.short)


def _each_once(statements: Sequence[Statement]) -> list[Statement]:
    """Leave out what two parts of an answer say in the same words."""
    return list({(s.text, s.kind): s for s in reversed(statements)}.values())[::-1]


def _asked_first(finding: Finding, line: str) -> Finding:
    """Put first what the question asks about by its own word: a suspension, a delay."""
    wanted = asked_types(finding.topic, line)
    if not wanted:
        return finding

    def order(evidence: Evidence) -> bool:
        return evidence.hit.event.event.type not in wanted

    return replace(
        finding,
        in_force=tuple(sorted(finding.in_force, key=order)),
        past=tuple(sorted(finding.past, key=order)),
    )
