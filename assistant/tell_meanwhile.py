"""Tell what is known already while the place, the line or the way is still asked for."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.answer import Statement
from assistant.coverage import CoverageTeller
from assistant.evidence import Evidence, Finding
from assistant.folding import is_measured
from assistant.lines import LATE
from assistant.part import each_once
from assistant.reported import TOLD_WHOLE, ReportTeller
from assistant.saying import Saying
from assistant.tell import Teller
from core.identity import EventKey
from core.lifecycle import Phase


class MeanwhileTeller:
    """Tell what stands beside a question asked back."""

    def __init__(
        self,
        saying: Saying,
        teller: Teller,
        coverage: CoverageTeller,
        reports: ReportTeller,
        heard: Collection[EventKey],
    ) -> None:
        self._saying = saying
        self._say = saying.phrases.say
        self._teller = teller
        self._coverage = coverage
        self._reports = reports
        self._heard = heard

    def affected(self, findings: Sequence[Finding]) -> list[Statement]:
        """Name what is affected in the whole city, for a question that still lacks its place."""
        answers = [evidence for finding in findings for evidence in finding.answers]
        told = [replace(self._headline(e), worth=2) for e in answers[:TOLD_WHOLE]]
        if len(answers) > TOLD_WHOLE:
            told.append(self._reports.count(answers[TOLD_WHOLE:], 4))
        told += [
            replace(self._teller.unplaced(e), worth=3) for f in findings for e in f.unplaced[:1]
        ]
        told += [s for finding in findings for s in self._coverage.blind_too(finding)]
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
        ways = [self._teller.quoted.way_round(e) for e in told]
        return each_once([replace(way, worth=0) for way in ways if way is not None])[:2]

    def _headline(self, evidence: Evidence) -> Statement:
        """Tell what is reported, or announced where it has not begun."""
        begun = evidence.hit.standing.phase is not Phase.UPCOMING
        return self._teller.headline(evidence) if begun else self._teller.ahead(evidence)
