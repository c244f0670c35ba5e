"""Compose an answer from what was found: the first sentence answers the question as it was asked.

`compose` is the main path: each finding becomes a part, the parts are joined, coverage and "as of"
follow. Nothing is said here that a finding does not carry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from assistant.answer import Statement, Status
from assistant.coverage import CoverageTeller
from assistant.disputes import Differs
from assistant.evidence import Evidence, Finding
from assistant.focus import focused, left_open
from assistant.folding import is_measured
from assistant.leads import lead_of
from assistant.lines import LATE
from assistant.live.tell import LiveTeller
from assistant.reported import TOLD_WHOLE, ReportTeller
from assistant.saying import Saying
from assistant.tell import Teller
from assistant.tell_dispute import tell_dispute
from assistant.tell_history import HistoryTeller
from assistant.understand.aspects import Aspect
from assistant.understand.history import History
from assistant.understand.polarity import Polarity
from assistant.understand.times import Tense
from assistant.understand.vehicles import VehicleName
from assistant.wording import Wording
from core.coverage import Coverage
from core.event import EventType
from core.identity import EventKey
from core.lifecycle import Phase
from core.place import PlaceKind

_ONE_IS_LATE: Final = EventType.VEHICLE_DELAY
"""Where vehicles are told one by one, each with how late it is, this would be said twice."""


_DISPUTES: Final = 2


@dataclass(frozen=True, slots=True)
class Part:
    """Hold the answer to one part of a question.

    Attributes:
        status: what kind of answer it is.
        lead: `Yes.` or `No.`; empty for neither.
        statements: what is said, without what stands first and last in every answer.
        severe: what is grave and in reach, told before all else.
        still: of it, what this conversation has heard before; told last.
    """

    status: Status
    lead: str
    statements: tuple[Statement, ...]
    severe: tuple[Statement, ...] = ()
    still: tuple[Statement, ...] = ()


class Composer:
    """Compose answers in one language, at one instant.

    Args:
        saying: the language, the city and the instant.
        as_of: how far the view reads.
        heard: when this conversation was last told of an event.
    """

    def __init__(
        self,
        saying: Saying,
        as_of: datetime | None,
        heard: Mapping[EventKey, datetime] | None = None,
    ) -> None:
        self._saying = saying
        self._heard = heard or {}
        self._say = saying.phrases.say
        self._teller = Teller(saying)
        self._wording = Wording(saying)
        self._coverage = CoverageTeller(saying, as_of)
        self._live = LiveTeller(saying)
        self._history = HistoryTeller(saying, self._teller, self._coverage)
        self._reports = ReportTeller(saying, self._teller, self._coverage, self._was_heard)

    def compose(self, findings: Sequence[Finding], polarity: Polarity, line: str) -> Part:
        """Compose the answer to all parts of a question.

        Args:
            findings: what was found, one for each topic and place.
            polarity: which way round the question is put.
            line: the question's words, for what it asks exactly ("closed", "delayed").
        """
        findings = [focused(finding, line, self._saying.city) for finding in findings]
        findings = _beside_once(findings)
        parts = [self._part(finding, polarity, line) for finding in findings]
        if any(f.when.tense is Tense.AHEAD and f.aspect is Aspect.END for f in findings):
            parts.sort(
                key=lambda part: part.status is not Status.REPORTED
            )  # the announcement first
        statuses = {part.status for part in parts}
        status = next(
            s for s in (Status.REPORTED, Status.CANNOT_TELL, Status.NOTHING_REPORTED)
            if s in statuses
        )  # fmt: skip
        statements = each_once([s for part in parts for s in part.statements])
        statements = self._blind_once(findings, statements)
        leads = {part.lead for part in parts}
        lead = leads.pop() if len(leads) == 1 else ""
        severe, still = self.grave(findings, statements)
        return Part(status, lead, tuple(statements), severe, still)

    def _blind_once(
        self, findings: Sequence[Finding], statements: list[Statement]
    ) -> list[Statement]:
        """Say only once of all that is asked of one place that nobody can tell."""
        silent = [f for f in findings if f.status is Status.CANNOT_TELL and f.blind]
        apart = [self._coverage.blind(finding) for finding in silent]
        told = [said[0] in statements for said in apart]
        if len(silent) < 2 or not all(told) or any(f.place != silent[0].place for f in silent):
            return statements
        said = [statement for each in apart for statement in each]
        first = statements.index(apart[0][0])
        rest = [s for s in statements[first:] if s not in said]
        return [*statements[:first], *self._coverage.blind_together(silent), *rest]

    def grave(
        self, findings: Sequence[Finding], statements: Sequence[Statement] = ()
    ) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
        """Tell what is grave and in reach, and is not told by the statements already.

        Returns:
            What has to come first, and what the conversation has heard and only still holds.
        """
        told = {hit.event.key for statement in statements for hit in statement.events}
        found = {e.hit.event.key: e for f in findings for e in f.severe}
        left = [e for key, e in found.items() if key not in told]
        fresh = [e for e in left if not self._was_heard(e)]
        first = [s for rank, e in enumerate(fresh) for s in self._severe(e, worth=int(rank > 0))]
        return tuple(first), tuple(self._still(e) for e in left if self._was_heard(e))

    def closed(self, part: Part, coverage: Sequence[Coverage]) -> Part:
        """Put before an answer what is grave, and after what is reported as of when that is."""
        part = _gravely_begun(part, self._saying.phrases.writing.between)
        if part.status is not Status.REPORTED:
            return part
        told = [hit for statement in part.statements for hit in statement.events]
        closing = self._coverage.as_of(told, list(coverage))
        return replace(part, statements=(*part.statements, *closing))

    def affected(self, findings: Sequence[Finding]) -> list[Statement]:
        """Name what is affected in the whole city, for a question that still lacks its place."""
        answers = [evidence for finding in findings for evidence in finding.answers]
        told = [_worth(self._headline(e), 2) for e in answers[:TOLD_WHOLE]]
        if len(answers) > TOLD_WHOLE:
            told.append(self._reports.count(answers[TOLD_WHOLE:], 4))
        told += [_worth(self._teller.unplaced(e), 3) for f in findings for e in f.unplaced[:1]]
        told += [s for finding in findings for s in self._blind_too(finding)]
        return each_once(told)

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
                told.append(Statement(self._saying.sentence(text), hits, worth=2))
        return told

    def ways_round(self, findings: Sequence[Finding]) -> list[Statement]:
        """Tell the other ways that sources name round what this conversation was told of."""
        told = [e for f in findings for e in f.answers if e.hit.event.key in self._heard]
        ways = [self._teller.way_round(e) for e in told]
        return each_once([_kept(way) for way in ways if way is not None])[:2]

    def no_vehicle(self, named: VehicleName) -> Part:
        """Say that no vehicle of this number reports its position."""
        return Part(Status.CANNOT_TELL, "", (self._live.no_vehicle(named),))

    def _part(self, finding: Finding, polarity: Polarity, line: str) -> Part:
        status = finding.status
        if finding.asks_where:
            statements = [
                *self._closed_there(finding), *self._live.first(finding), *self._besides(finding),
            ]  # fmt: skip
        elif status is Status.REPORTED and _asks_record(finding):
            statements = [*self._history.tell(finding), *self._blind_too(finding)]
        elif status is Status.REPORTED and finding.answers:
            problem = left_open(finding, line)
            if problem and finding.aspect is Aspect.CAUSE:
                finding = replace(finding, aspect=Aspect.STATUS)  # no cause of something else
            statements = self._reports.tell(finding, polarity)
            if problem:
                statements = self._coverage.not_reported(finding, problem) + statements
            statements = self._disputed(finding, statements)
            statements = self._live.with_events(finding, statements)
        elif finding.live is not None and finding.live.answers:
            statements = [*self._live.first(finding), *self._besides(finding)]
        elif status is Status.REPORTED:
            statements = [self._teller.unplaced(e) for e in finding.unplaced[:2]]
            statements += self._blind_too(finding)
        else:
            late = self._live.lateness(finding)
            statements = [*self._live.instead(finding), *late, *self._nothing(finding)]
            statements += [] if late else self._live.after_nothing(finding)
        if finding.aspect is Aspect.HEARD:
            kept = statements if finding.answers or finding.blind else []
            statements = [*self._coverage.heard(finding), *kept]
        lead = lead_of(finding, polarity, line, self._saying.phrases)
        return Part(status, lead, tuple(statements))

    def _disputed(self, finding: Finding, statements: list[Statement]) -> list[Statement]:
        """Put in what another source says to the contrary; an end that is more official first."""
        told = list(statements)
        for dispute in finding.disputes[:_DISPUTES]:
            said = tell_dispute(dispute, self._saying)
            if dispute.differs is Differs.STILL:
                told[:0] = [_kept(self._teller.past(dispute.told)), said]
            else:
                told.insert(1, said)
        return told

    def _closed_there(self, finding: Finding) -> list[Statement]:
        """Tell first that the stop is closed at which somebody waits."""
        near = finding.live.near if finding.live is not None else None
        closed = [
            e for e in finding.in_force
            if near is not None and near.kind is PlaceKind.STOP
            and e.hit.event.event.type is EventType.STOP_CLOSURE
            and near.id in e.hit.event.footprint.stop_ids
        ]  # fmt: skip
        return [self._teller.headline(e) for e in closed[:1]]

    def _besides(self, finding: Finding) -> list[Statement]:
        """Tell, after what readings show, what is reported of the same."""
        found = finding.in_force
        if finding.asks_where and finding.live is not None and finding.live.fresh:
            found = tuple(e for e in found if e.hit.event.event.type is not _ONE_IS_LATE)
        told = [_worth(self._teller.headline(e), 2) for e in found[:2]]
        return told + [self._teller.ahead(e) for e in finding.ahead[:1]] + self._blind_too(finding)

    def _nothing(self, finding: Finding) -> list[Statement]:
        """Say that nothing is reported, or that nobody can tell, and what is known besides."""
        doubtful = finding.doubtful_end
        statements: list[Statement] = []
        if doubtful is not None:
            statements.append(_kept(self._teller.past(doubtful)))
            statements += self._blind_too(finding)
        elif finding.when.tense is Tense.PAST:
            statements += self._history.nothing(finding)
        elif finding.covered and finding.besides:
            return self._coverage.otherwise(finding)
        elif finding.covered:
            lately = finding.past[:1] if finding.asked else ()
            statements += [_kept(self._teller.past(e)) for e in lately]
            statements += self._coverage.nothing(finding)
        else:
            statements += self._coverage.blind(finding)
        statements += [self._teller.near(e) for e in finding.near[:1]]
        statements += [_worth(self._teller.unplaced(e), 3) for e in finding.unplaced[:1]]
        statements += [self._teller.ahead(e) for e in finding.ahead[:2]]
        if doubtful is None:
            statements += [_worth(self._teller.past(e), 4) for e in finding.past[:1]]
        told = {e.hit.event.key for e in finding.near[:1]}
        elsewhere = [e for e in finding.elsewhere if e.hit.event.key not in told]
        statements += [self._elsewhere(e) for e in elsewhere]
        statements += self._reports.aside(finding)
        return statements

    def _headline(self, evidence: Evidence) -> Statement:
        """Tell what is reported, or announced where it has not begun."""
        begun = evidence.hit.standing.phase is not Phase.UPCOMING
        return self._teller.headline(evidence) if begun else self._teller.ahead(evidence)

    def _severe(self, evidence: Evidence, worth: int) -> list[Statement]:
        headline = self._teller.headline(evidence)
        what = self._teller.clause(evidence, until=True)
        text = self._saying.sentence(self._say("match.severe", what=what))
        first = Statement(text, headline.events, worth=worth, short=headline.short)
        more = (self._teller.quote(evidence), self._teller.advice(evidence, 2))
        return [first, *(s for s in more if s is not None)]

    def _still(self, evidence: Evidence) -> Statement:
        event = evidence.hit.event.event
        what = self._wording.subject(event, evidence)
        text = self._saying.sentence(self._say("match.severe_still", what=what))
        return Statement(text, evidence.hits, worth=1)

    def _was_heard(self, evidence: Evidence) -> bool:
        """Say whether the conversation was told of the event as it now is."""
        indexed = evidence.hit.event
        at = self._heard.get(indexed.key)
        return at is not None and indexed.event.issued_at <= at

    def _elsewhere(self, evidence: Evidence) -> Statement:
        told = self._teller.headline(evidence)
        text = self._say("match.elsewhere", what=self._teller.clause(evidence))
        return Statement(self._saying.sentence(text), told.events, worth=5)

    def _blind_too(self, finding: Finding) -> list[Statement]:
        return self._coverage.blind_too(finding) if finding.blind else []


def _beside_once(findings: Sequence[Finding]) -> list[Finding]:
    """Leave out beside one place what another one is told to have."""
    told = {e.hit.event.key for finding in findings for e in finding.answers}

    def untold(found: Sequence[Evidence]) -> tuple[Evidence, ...]:
        return tuple(e for e in found if e.hit.event.key not in told)

    return [replace(f, near=untold(f.near), elsewhere=untold(f.elsewhere)) for f in findings]


def _asks_record(finding: Finding) -> bool:
    """Say whether the record of past events is what answers."""
    if finding.history is History.SINCE or finding.history is History.LAST:
        return bool(finding.answers)
    return finding.when.tense is Tense.PAST


def _kept(statement: Statement) -> Statement:
    return _worth(statement, 0)


def _worth(statement: Statement, worth: int) -> Statement:
    return Statement(statement.text, statement.events, statement.kind, worth, statement.short)


def _gravely_begun(part: Part, between: str) -> Part:
    """Put what is grave first; a Yes that came before it would answer something else."""
    part = led(part, between) if part.severe else part
    statements = (*part.severe, *part.statements, *part.still)
    return replace(part, statements=statements, severe=(), still=())


def led(part: Part, between: str) -> Part:
    """Write the Yes or No before the sentence that it answers, where another one comes first."""
    if not part.lead or not part.statements:
        return replace(part, lead="")
    first, *others = part.statements
    first = replace(first, text=f"{part.lead}{between}{first.text}")
    return replace(part, lead="", statements=(first, *others))


def each_once(statements: Sequence[Statement]) -> list[Statement]:
    """Leave out what two parts of an answer say in the same words of the same events."""
    told: dict[object, Statement] = {}
    for statement in statements:
        keys = tuple(hit.event.key for hit in statement.events)
        told.setdefault((statement.text, statement.kind, keys), statement)
    return list(told.values())
