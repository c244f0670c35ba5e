"""Tell the events that answer a question: one in full, or several in a sentence each."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from assistant.answer import Kind, Statement
from assistant.coverage import CoverageTeller
from assistant.evidence import Evidence, Finding
from assistant.focus import SERVICE
from assistant.folding import is_measured
from assistant.saying import Saying
from assistant.tell import Teller
from assistant.understand.aspects import Aspect
from assistant.understand.polarity import Polarity
from assistant.understand.times import Tense
from assistant.understand.topics import BROAD, GAS
from core.event import EventType
from core.place import PlaceKind, Precision
from core.severity import Severity

TOLD_WHOLE: Final = 4
"""How many events are told one by one; the rest are counted."""
_STOPS_TOLD: Final = 1
"""Of a line that runs otherwise than it should, so much is told of its stops; the rest counted."""
_FEW_STOPS: Final = 2
_TOLD_TO_DO: Final = frozenset({EventType.WATER_ADVISORY, EventType.EVACUATION})


class ReportTeller:
    """Tell what is reported, in one language, at one instant.

    Args:
        saying: the language, the city and the instant.
        teller: tells single events.
        coverage: tells who would know.
        was_heard: says whether this conversation was told of an event as it is.
    """

    def __init__(
        self,
        saying: Saying,
        teller: Teller,
        coverage: CoverageTeller,
        was_heard: Callable[[Evidence], bool],
    ) -> None:
        self._saying = saying
        self._was_heard = was_heard
        self._say = saying.phrases.say
        self._teller = teller
        self._coverage = coverage

    def tell(self, finding: Finding, polarity: Polarity) -> list[Statement]:
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
        over = self._said_over(finding)
        if over:
            statements[0] = self._teller.briefly(statements[0], first)
        return [*over, *statements, *self.aside(finding), *self._coverage.blind_too(finding)]

    def count(self, left: Sequence[Evidence], worth: int) -> Statement:
        """Count events that are too many to tell."""
        key = "count.more_measured" if any(map(is_measured, left)) else "count.more"
        text = self._saying.phrases.count(key, len(left))
        return Statement(text, tuple(e.hit for e in left), worth=worth)

    def aside(self, finding: Finding) -> list[Statement]:
        """Tell of what else is reported there, the gravest; in the whole city it would be noise."""
        if finding.place is None or finding.aspect not in (Aspect.STATUS, Aspect.OVER):
            return []
        official = [e for e in finding.aside if not is_measured(e)]
        return [self.brief(e, finding, worth=5)[0] for e in official[:2]]

    def brief(
        self, evidence: Evidence, finding: Finding, *, worth: int = 0, again: bool = False
    ) -> list[Statement]:
        """Tell one event of several: what, where, since and until when, in one sentence.

        Args:
            evidence: the event.
            finding: what is asked.
            worth: of the sentence, where room is short.
            again: whether something measured, and nothing else, was told just before.
        """
        teller = self._teller
        if not evidence.hit.standing.phase.in_force:
            upcoming = evidence.hit.standing.ended_at is None
            return [
                teller.ahead(evidence, finding.when.span) if upcoming else teller.past(evidence)
            ]
        asked: Statement | None = None
        to_do = finding.aspect is Aspect.STATUS and _tells_to_do(evidence)
        if finding.aspect is Aspect.ADVICE or _is_grave(evidence) or to_do:
            asked = teller.quoted.advice(evidence, 2)
        elif finding.aspect is Aspect.CAUSE and _explained(evidence):
            asked = teller.cause(evidence)
        until = finding.aspect is not Aspect.END or is_measured(evidence)
        first = replace(teller.headline(evidence, again=again, until=until), worth=worth)
        told = (first, teller.quoted.gist(evidence), asked)
        return [s for s in told if s is not None]

    def _events(self, finding: Finding) -> list[Statement]:
        """Tell the events that answer."""
        answers = finding.answers
        if finding.aspect is Aspect.OVER and not finding.in_force:
            answer = replace(self._teller.past(answers[0]), worth=0)
            return [answer, *self._coverage.otherwise(finding)]
        statements: list[Statement] = []
        if len(answers) == 1:
            statements += self._whole(answers[0], finding)
        else:
            statements += self._several(answers, finding)
        if finding.when.tense is Tense.NOW and not finding.ahead_answers:
            statements += [self._teller.ahead(e) for e in finding.ahead[:1]]
        return statements

    def _said_over(self, finding: Finding) -> list[Statement]:
        """Tell that a source said it was over, where only measures or residents gainsay that."""
        over = finding.past[0] if finding.past and finding.aspect is Aspect.OVER else None
        reason = None if over is None else over.hit.standing.end_reason
        measured = all(map(is_measured, finding.answers))
        if over is None or reason is None or not reason.confirmed:
            return []
        if not finding.in_force or not measured:
            return []
        return [replace(self._teller.past(over), worth=0)]

    def _whole(self, evidence: Evidence, finding: Finding) -> list[Statement]:
        """Tell one event in full, what was asked about it first."""
        teller, event = self._teller, evidence.hit.event.event
        if not evidence.hit.standing.phase.in_force:
            if evidence.hit.standing.ended_at is None:
                return [
                    teller.ahead(evidence, finding.when.span),
                    *self._asked_of(evidence, finding),
                ]
            why = finding.aspect is Aspect.CAUSE and _explained(evidence)
            return [*([teller.cause(evidence)] if why else []), teller.past(evidence)]
        first: list[Statement | None] = []
        counts = finding.aspect is Aspect.EXTENT and finding.asks_people
        rest: list[Statement | None] = [
            teller.headline(evidence, counted=not counts),
            teller.planned(evidence),
            teller.quoted.gist(evidence),
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
        elif counts and event.affected_customers:
            first = [teller.people(evidence)]
        elif counts:
            first = [teller.quoted.extent(evidence)]
        elif finding.aspect is Aspect.EXTENT and not event.affected_customers:
            first = [rest.pop(2)]  # how bad it is: what its source says of it
        elif finding.aspect is Aspect.ADVICE:
            first = [teller.quoted.advice(evidence, 6) or teller.quoted.no_advice(evidence)]
        elif finding.aspect is Aspect.ALTERNATIVE and not is_measured(evidence):
            first = [teller.quoted.way_round(evidence) or teller.quoted.no_way_round(evidence)]
        asked = [s for s in first if s is not None]
        if asked and self._was_heard(evidence):  # the conversation knows the rest
            to_do = event.type in _TOLD_TO_DO and finding.aspect is not Aspect.ADVICE
            asked += [
                s for s in [teller.quoted.advice(evidence, 2) if to_do else None] if s is not None
            ]
            return [replace(asked[0], worth=0), *asked[1:]]
        if _explained(evidence) and finding.aspect is not Aspect.CAUSE:
            rest.append(teller.cause(evidence))
        if grave and finding.aspect is not Aspect.ADVICE:
            rest.append(teller.quoted.advice(evidence))
        if finding.aspect is not Aspect.ALTERNATIVE:
            rest.append(teller.quoted.way_round(evidence))
        told = [s for s in (*first, *rest) if s is not None]
        return [replace(told[0], worth=0), *told[1:]]

    def _asked_of(self, evidence: Evidence, finding: Finding) -> list[Statement]:
        """Tell what is asked of an event that is announced, beside when it is."""
        teller, told = self._teller, None
        if finding.aspect is Aspect.CAUSE:
            told = teller.cause(evidence)
        elif finding.aspect is Aspect.ADVICE:
            told = teller.quoted.advice(evidence, 6) or teller.quoted.no_advice(evidence)
        elif finding.aspect is Aspect.ALTERNATIVE:
            told = teller.quoted.way_round(evidence) or teller.quoted.no_way_round(evidence)
        return [] if told is None else [replace(told, worth=1)]

    def _several(self, answers: Sequence[Evidence], finding: Finding) -> list[Statement]:
        """Tell several events, the gravest first, and count those that are too many to tell."""
        statements: list[Statement] = []
        first = self._teller.total(answers) if finding.aspect is Aspect.EXTENT else None
        whole, left = self._of_service(answers, finding)
        if first is None and (finding.topic in BROAD or len(answers) > TOLD_WHOLE) and not left:
            statements.append(self._how_many(answers, finding))
        if finding.aspect is Aspect.CAUSE:
            answers = sorted(answers, key=_explained, reverse=True)
            first = self._teller.cause(answers[0])
        if first is not None:
            statements.append(replace(first, worth=0))
        if finding.aspect is Aspect.END:
            statements = self._ends(answers)
        for rank, evidence in enumerate(whole[:TOLD_WHOLE]):
            again = rank > 0 and is_measured(evidence) and is_measured(whole[rank - 1])
            worth = rank + 1 if rank else 0
            told = self.brief(evidence, finding, worth=worth, again=again)
            statements += [s for s in told if first is None or s.text != first.text]
        if left or whole[TOLD_WHOLE:]:
            statements.append(self.count([*left, *whole[TOLD_WHOLE:]], 7))
        if any(e.relation.precision is Precision.SAME_AREA for e in answers) and finding.place:
            text = self._say("match.same_area_several")
            statements.append(Statement(text, kind=Kind.COVERAGE, worth=1))
        return statements

    def _of_service(
        self, answers: Sequence[Evidence], finding: Finding
    ) -> tuple[Sequence[Evidence], Sequence[Evidence]]:
        """Return what is told one by one of a line, its service first, and what is only counted."""
        on_line = finding.place is not None and finding.place.kind is PlaceKind.LINE
        runs = [e for e in answers if e.hit.event.event.type in SERVICE]
        others = [e for e in answers if e not in runs]
        if not on_line or not runs or len(others) <= _FEW_STOPS:
            return answers, ()
        return [*runs, *others[:_STOPS_TOLD]], others[_STOPS_TOLD:]

    def _ends(self, answers: Sequence[Evidence]) -> list[Statement]:
        """Tell of each of several until when it is."""
        begun = [e for e in answers[:TOLD_WHOLE] if e.hit.standing.phase.in_force]
        return [self._teller.end_of(e) for e in begun if not is_measured(e)]

    def _how_many(self, answers: Sequence[Evidence], finding: Finding) -> Statement:
        """Say how many things are reported where."""
        count, words = len(answers), self._saying.phrases.listed("count.words")
        text = self._saying.phrases.count(
            "count.several", count, where=self._saying.at(finding.place),
            number=words[count] if count < len(words) else count,
        )  # fmt: skip
        text = self._saying.sentence(text)
        return Statement(text, kind=Kind.COURTESY, worth=8)


def _explained(evidence: Evidence) -> bool:
    """Say whether it is known what led to it."""
    return bool(evidence.hit.event.event.cause) or evidence.because is not None


def _tells_to_do(evidence: Evidence) -> bool:
    """Say whether what to do is the whole of what an event tells."""
    return evidence.hit.event.event.type in _TOLD_TO_DO


def _is_grave(evidence: Evidence) -> bool:
    return evidence.hit.event.event.severity is Severity.CRITICAL
