"""Compose an answer from what was found: the first sentence answers the question as it was asked.

`compose` is the main path: each finding becomes a part, the parts are joined, coverage and "as of"
follow. Nothing is said here that a finding does not carry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from assistant.answer import Kind, Statement, Status
from assistant.coverage import CoverageTeller
from assistant.disputes import Differs
from assistant.evidence import Evidence, Finding
from assistant.focus import focused, left_open
from assistant.leads import lead_of
from assistant.live.tell import LiveTeller
from assistant.part import Part, each_once
from assistant.reported import ReportTeller
from assistant.saying import Saying
from assistant.tell import Teller
from assistant.tell_dispute import tell_dispute
from assistant.tell_grave import GraveTeller, gravely_begun
from assistant.tell_history import HistoryTeller
from assistant.tell_meanwhile import MeanwhileTeller
from assistant.tell_nothing import NothingTeller
from assistant.understand.aspects import Aspect
from assistant.understand.history import History
from assistant.understand.polarity import Polarity
from assistant.understand.times import Tense
from assistant.understand.vehicles import VehicleName
from core.coverage import Coverage
from core.event import EventType
from core.identity import EventKey
from core.place import PlaceKind

_ONE_IS_LATE: Final = EventType.VEHICLE_DELAY
"""Where vehicles are told one by one, each with how late it is, this would be said twice."""
_DISPUTES: Final = 2


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
        heard = heard or {}
        self._teller = Teller(saying)
        self._coverage = CoverageTeller(saying, as_of)
        self._live = LiveTeller(saying)
        self._history = HistoryTeller(saying, self._teller, self._coverage)
        self.grave = GraveTeller(saying, self._teller, heard)
        self._reports = ReportTeller(saying, self._teller, self._coverage, self.grave.was_heard)
        self._nothing = NothingTeller(
            saying, self._teller, self._coverage, self._history, self._reports
        )
        self.meanwhile = MeanwhileTeller(saying, self._teller, self._coverage, self._reports, heard)

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
        severe, still = self.grave.untold(findings, statements)
        answering = tuple(keys for part in parts for keys in part.answering)
        return Part(status, lead, tuple(statements), severe, still, answering=answering)

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

    def closed(self, part: Part, coverage: Sequence[Coverage]) -> Part:
        """Put before an answer what is grave, and after what is reported as of when that is."""
        part = gravely_begun(part, self._saying.phrases.writing.between)
        if part.status is not Status.REPORTED:
            return part
        told = [hit for statement in part.statements for hit in statement.events]
        closing = self._coverage.as_of(told, list(coverage))
        return replace(part, statements=(*part.statements, *closing))

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
            statements = [*self._history.tell(finding), *self._coverage.blind_too(finding)]
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
            statements += self._coverage.blind_too(finding)
        else:
            late = self._live.lateness(finding)
            instead = self._live.instead(finding)
            nothing = self._nothing.tell(finding, unmeasured=bool(instead))
            statements = [*instead, *late, *nothing]
            statements += [] if late else self._live.after_nothing(finding)
        if finding.aspect is Aspect.HEARD:
            kept = statements if finding.answers or finding.blind else []
            if status is Status.REPORTED:  # when they were heard says already who is silent
                kept = [s for s in kept if s.kind is not Kind.COVERAGE]
            statements = [*self._coverage.heard(finding), *kept]
        lead = lead_of(finding, polarity, line, self._saying.phrases)
        answering = frozenset(e.hit.event.key for e in finding.answers)
        return Part(status, lead, tuple(statements), answering=(answering,) if answering else ())

    def _disputed(self, finding: Finding, statements: list[Statement]) -> list[Statement]:
        """Put in what another source says to the contrary; an end that is more official first."""
        told = list(statements)
        for dispute in finding.disputes[:_DISPUTES]:
            said = tell_dispute(dispute, self._saying)
            if dispute.differs is Differs.STILL:
                told[:0] = [replace(self._teller.past(dispute.told), worth=0), said]
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
        told = [replace(self._teller.headline(e), worth=2) for e in found[:2]]
        return (
            told
            + [self._teller.ahead(e) for e in finding.ahead[:1]]
            + self._coverage.blind_too(finding)
        )


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
