"""Hold what is reported of two places or lines against each other."""

from collections.abc import Sequence
from datetime import timedelta

from assistant.answer import Kind, Statement
from assistant.evidence import Evidence, Finding
from assistant.folding import is_measured
from assistant.saying import Saying
from core.place import PlaceKind


class Comparer:
    """Compare two findings, in one language."""

    def __init__(self, saying: Saying) -> None:
        self._saying = saying
        self._say = saying.phrases.say

    def compare(self, findings: Sequence[Finding]) -> Statement | None:
        """Say which of two is worse by what sources report; None where there are no two.

        Nothing is concluded from a silent source, nor from what is only measured.
        """
        if len(findings) != 2 or any(f.place is None for f in findings):
            return None
        told = [[e for e in f.answers if not is_measured(e)] for f in findings]
        if not any(told) or not all(f.covered for f in findings):
            return None
        if not all(told):
            worse = 0 if told[0] else 1
            text = self._say("compare.only", first=self._name(findings[worse]))
            return self._stated(text, told[worse])
        return self._of_both(findings, told[0], told[1])

    def _of_both(
        self, findings: Sequence[Finding], first: list[Evidence], last: list[Evidence]
    ) -> Statement:
        """Compare by delay, then by customers, then by severity."""
        names = [self._name(f) for f in findings]
        both = [first, last]
        for key, measure in (("later", _delay), ("customers", _customers)):
            sizes = [measure(found) for found in both]
            if all(sizes) and sizes[0] != sizes[1]:
                worse = 0 if sizes[0] > sizes[1] else 1
                text = self._say(
                    f"compare.{key}", first=names[worse], last=names[1 - worse],
                    more=self._size(key, sizes[worse]), less=self._size(key, sizes[1 - worse]),
                )  # fmt: skip
                return self._stated(text, [*first, *last])
        grave = [max(_gravity(e) for e in found) for found in both]
        if grave[0] != grave[1]:
            worse = 0 if grave[0] > grave[1] else 1
            text = self._say("compare.graver", first=names[worse], last=names[1 - worse])
            return self._stated(text, [*first, *last])
        return Statement(self._say("compare.unsure"), kind=Kind.COURTESY, worth=1)

    def _size(self, key: str, size: int) -> object:
        return self._saying.span(timedelta(minutes=size)) if key == "later" else size

    def _name(self, finding: Finding) -> object:
        place = finding.place
        if place is None:
            return self._saying.city.name
        return self._saying.line(place.name) if place.kind is PlaceKind.LINE else place.name

    def _stated(self, text: str, evidence: Sequence[Evidence]) -> Statement:
        hits = tuple(hit for e in evidence for hit in e.hits)
        return Statement(self._saying.sentence(text), hits, worth=0)


def _delay(found: Sequence[Evidence]) -> int:
    return max((int(e.hit.event.event.delay_minutes or 0) for e in found), default=0)


def _customers(found: Sequence[Evidence]) -> int:
    return sum(e.hit.event.event.affected_customers or 0 for e in found)


def _gravity(evidence: Evidence) -> int:
    return evidence.hit.event.event.severity.rank
