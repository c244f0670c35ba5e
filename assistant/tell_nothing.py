"""Tell what is known where nothing is reported of what is asked, or nobody can tell."""

from dataclasses import replace

from assistant.answer import Statement
from assistant.coverage import CoverageTeller
from assistant.evidence import Evidence, Finding
from assistant.reported import ReportTeller
from assistant.saying import Saying
from assistant.tell import Teller
from assistant.tell_history import HistoryTeller
from assistant.understand.times import Tense


class NothingTeller:
    """Tell what is known where nothing answers the question."""

    def __init__(
        self,
        saying: Saying,
        teller: Teller,
        coverage: CoverageTeller,
        history: HistoryTeller,
        reports: ReportTeller,
    ) -> None:
        self._saying = saying
        self._teller = teller
        self._coverage = coverage
        self._history = history
        self._reports = reports

    def tell(self, finding: Finding, *, unmeasured: bool = False) -> list[Statement]:
        """Say that nothing is reported, or that nobody can tell, and what is known besides.

        Args:
            finding: what was looked for.
            unmeasured: whether it was told already that nothing measures it, and so nobody can.
        """
        doubtful = finding.doubtful_end
        statements: list[Statement] = []
        if doubtful is not None:
            statements.append(replace(self._teller.past(doubtful), worth=0))
            statements += self._coverage.blind_too(finding)
        elif finding.when.tense is Tense.PAST:
            statements += self._history.nothing(finding)
        elif finding.covered and finding.besides:
            return self._coverage.otherwise(finding)
        elif finding.covered:
            lately = finding.past[:1] if finding.asked else ()
            statements += [replace(self._teller.past(e), worth=0) for e in lately]
            statements += self._coverage.nothing(finding)
        elif unmeasured:
            statements += self._coverage.blind_too(finding) or self._coverage.blind(finding)
        else:
            statements += self._coverage.blind(finding)
        statements += [self._teller.near(e) for e in finding.near[:1]]
        statements += [replace(self._teller.unplaced(e), worth=3) for e in finding.unplaced[:1]]
        ahead = finding.ahead[:2] if finding.when.tense is not Tense.PAST else ()
        statements += [self._teller.ahead(e) for e in ahead]
        if doubtful is None:
            statements += [replace(self._teller.past(e), worth=4) for e in finding.past[:1]]
        told = {e.hit.event.key for e in finding.near[:1]}
        elsewhere = [e for e in finding.elsewhere if e.hit.event.key not in told]
        statements += [self._elsewhere(e) for e in elsewhere]
        statements += self._reports.aside(finding)
        return statements

    def _elsewhere(self, evidence: Evidence) -> Statement:
        told = self._teller.headline(evidence)
        text = self._saying.phrases.say("match.elsewhere", what=self._teller.clause(evidence))
        return Statement(self._saying.sentence(text), told.events, worth=5)
