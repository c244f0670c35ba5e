"""Settle the time of a question, and what it asks of the record, in the light of what went before.

A follow-up keeps the time that was spoken of until it names another; a question of its own is
about now unless it says otherwise.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from assistant.understand.aspects import Aspect
from assistant.understand.dialogue import Memory, recall_when
from assistant.understand.history import ASPECTS, History, history_of
from assistant.understand.intent import Intent
from assistant.understand.times import Tense, When, read_when
from core.timespan import Span


@dataclass(frozen=True, slots=True)
class Timed:
    """Hold when a question is about, and what it asks of the record.

    Attributes:
        when: the time.
        aspect: what is asked about, as the record's questions change it.
        history: what is asked of the record; None for nothing of its own.
        all_of_it: whether it is asked what happened then, whatever it was.
    """

    when: When
    aspect: Aspect
    history: History | None = None
    all_of_it: bool = False


_FOLLOWS: Final = re.compile(r"^(?:and|but|or|what about|how about|also|so|ok|okay|then)\b")
_HAPPENED: Final = re.compile(
    r"\b(?:what|anything|something)(?: has| else| all)? (?:happened|happen|went on|was (?:going on"
    r"|happening)|going on|go on)\b|\bwhat did i miss\b"
)
_STILL: Final = re.compile(
    r"^(?:so |and )*(?:is|are) .*\bstill\b|\bstill (?:out|down|closed|off)\b"
)
"""Asks about now, whatever began when: "is it still out from last night?"."""
_IS_IT: Final = re.compile(r"^(?:so |and |but |ok |okay )*(?:is|are|does|do) \w+\b")
"""Asks in the present tense, after what was: "is it out?"."""
_ABOUT_NOW: Final = frozenset({Aspect.OVER, Aspect.END})
_LOOKED_BACK: Final = timedelta(days=7)
_KEPT: Final = frozenset({History.COUNT, History.LASTED})
_AT_ANY_TIME: Final = frozenset({History.LASTED, History.LAST})
_ANNOUNCED: Final = "ahead"
"""The key of a time that is told by no more than "planned" or "announced"."""


def time_of(
    intent: Intent,
    aspect: Aspect,
    memory: Memory,
    now: datetime,
    zone: ZoneInfo,
    *,
    goes_on: bool = False,
) -> Timed:
    """Return the time of a question.

    Args:
        intent: what the message alone asks.
        aspect: what about it, with what went before.
        memory: what went before.
        now: aware UTC.
        zone: the city's zone.
        goes_on: whether it only names a place for what was asked before.
    """
    line = intent.words.line
    when = read_when(intent.words.text, now, zone)
    if when.tense is Tense.PAST and _STILL.search(line):
        when = When(said=True)
    follows = intent.bare or goes_on or _FOLLOWS.match(line) is not None
    before = recall_when(memory) if follows else None
    if before is not None and before.tense is Tense.PAST and _IS_IT.match(line):
        before = None
    carried = before is not None and not when.said and when.tense in (Tense.NOW, before.tense)
    when = before if before is not None and carried else when
    history = history_of(line, when)
    if history is None and follows and when.tense is Tense.PAST and aspect is Aspect.STATUS:
        history = memory.history if memory.history in _KEPT else None
    if history is None and when.said and _HAPPENED.search(line):
        return Timed(when, Aspect.STATUS, all_of_it=intent.bare)
    if history is None:
        announced = aspect is Aspect.END and (carried or when.key == _ANNOUNCED)
        announced = announced and when.tense is Tense.AHEAD
        return Timed(When() if aspect in _ABOUT_NOW and not announced else when, aspect)
    if history is History.SINCE or (history is History.ENDED and not when.said):
        return Timed(When(), ASPECTS[history], history)
    if history in _AT_ANY_TIME and not when.said:
        span = Span(now - _LOOKED_BACK, now)
        when = When(Tense.PAST, span, "in_last", length=_LOOKED_BACK)
    return Timed(when, Aspect.STATUS, history)
