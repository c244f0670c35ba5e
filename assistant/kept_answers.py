"""Keep what a model wrote for a moment, under all that it rests on.

The key holds the question, the language, the place, each piece of evidence in its version and
standing, and every composed sentence. So a change of an event, of what we say of it, or of who
would know, leaves the old answer unfound; nothing has to be told to forget.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from assistant.answer import Statement
from assistant.brief import Brief
from assistant.model.port import Fault
from assistant.verify.verdict import Verdict

_MOST: Final = 512
_FRESH: Final = timedelta(seconds=60)
"""Longer, "in twenty minutes" would be another time."""


@dataclass(frozen=True, slots=True)
class Written:
    """Hold what came of a model's writing.

    Attributes:
        statements: what holds, in the order shown; empty where there is a fault.
        fault: why the composed answer is to be shown; None where the model's is.
        verdicts: every statement judged, in the model's order.
    """

    statements: tuple[Statement, ...]
    fault: Fault | None
    verdicts: tuple[Verdict, ...]


class KeptAnswers:
    """Keep the last answers written in this process.

    Args:
        most: at most so many.
        fresh: for how long.
    """

    def __init__(self, most: int = _MOST, fresh: timedelta = _FRESH) -> None:
        self._most = most
        self._fresh = fresh
        self._kept: OrderedDict[Hashable, tuple[Brief, Written]] = OrderedDict()

    def get(self, brief: Brief) -> Written | None:
        """Return what was written from just this brief a moment ago; None where nothing was."""
        key = _key(brief)
        found = self._kept.get(key)
        if found is None:
            return None
        age = brief.now - found[0].now
        if not timedelta() <= age < self._fresh:
            del self._kept[key]
            return None
        self._kept.move_to_end(key)
        return found[1]

    def put(self, brief: Brief, written: Written) -> None:
        """Keep what was written from a brief."""
        self._kept[_key(brief)] = (brief, written)
        self._kept.move_to_end(_key(brief))
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)


def _key(brief: Brief) -> Hashable:
    evidence = tuple(
        (hit.event.key, hit.event.offset, hit.event.event.issued_at, hit.standing)
        for hit in brief.hits
    )
    known = tuple((one.source, one.state, one.reason) for one in brief.coverage)
    said = tuple(statement.text for statement in brief.composed)
    asked = " ".join(brief.question.split()).casefold()
    return asked, brief.language, brief.place, brief.lead, evidence, known, said
