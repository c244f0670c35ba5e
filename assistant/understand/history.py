"""Read what is asked of the past: how many there were, how long one lasted, since when it is."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from assistant.understand.aspects import Aspect
from assistant.understand.calendar import LocalTime
from assistant.understand.times import Tense, When
from core.timespan import Span


class History(StrEnum):
    """What is asked of the record of events."""

    COUNT = "count"
    """How many there were, how often it happened."""
    LASTED = "lasted"
    """How long it lasted."""
    SINCE = "since"
    """Since when, or how long, it has been so."""
    ENDED = "ended"
    """When it ended."""
    COMPARED = "compared"
    """Whether there were more than at another time."""
    LAST = "last"
    """When it happened last."""


_SINCE: Final = re.compile(
    r"\bsince when\b|\bhow long (?:has|have|is|are) (?!.*\b(?:going to|until|to go|left)\b)"
    r"(?=.*\b(?:been|already|now|so far|out|down|closed|off|suspended|delayed|in effect)\b)"
    r"|\bwhen (?:did|has) .*\b(?:start|started|begin|begun|began|go (?:out|off|down)|close)\b"
    r"|\bwhen was .*\b(?:issued|declared|closed|suspended|first reported)\b"
)
_LAST: Final = re.compile(
    r"\bwhen (?:was|were|is) (?:the |there )?(?:a |very )?(?:last|latest|most recent|previous)\b"
    r"|\bwhen did .*\blast (?:happen|fail|break|go|have|lose|close|flood|burn)\b"
    r"|\b(?:when|what) (?:was|is) the last time\b|\bhow long ago (?:was|were|did)\b"
)
_LASTED: Final = re.compile(r"\bhow long (?:was|were|did|had)\b|\bhow long .*\blasted\b")
_ENDED: Final = re.compile(
    r"\bwhen (?:did|was|were|has|have|had)\b.*\b(?:end|ended|over|lifted|lift|restored|fixed"
    r"|resolved|reopen(?:ed)?|resumed?|come back|came back|go away|back (?:on|up)?|cleared|stop"
    r"|stopped|finish(?:ed)?|repaired)\b"
)
_COUNT: Final = re.compile(
    r"\bhow (?:many|often|frequently)\b|\bnumber of\b|\bhow much times\b|\bcount of\b"
)
_COMPARED: Final = re.compile(
    r"\b(?:more|fewer|less|worse|better|as many|as bad|as often)\b.*\b(?:than|as)\b"
    r"|\bcompared? (?:to|with)\b"
)
_OF_CUSTOMERS: Final = re.compile(
    r"\bhow many (?:people|customers|homes|houses|households|residents|are|were affected)\b"
)


def history_of(line: str, when: When) -> History | None:
    """Return what is asked of the record; None where the question is not about its kind.

    Args:
        line: the question's words in lower case.
        when: the time that it is about.
    """
    past = when.tense is Tense.PAST
    if past and when.said and _COMPARED.search(line):
        return History.COMPARED
    if _LAST.search(line):
        return History.LAST
    if _SINCE.search(line):
        return History.SINCE
    if _ENDED.search(line):
        return History.ENDED
    if _LASTED.search(line):
        return History.LASTED
    if past and _COUNT.search(line) and not _OF_CUSTOMERS.search(line):
        return History.COUNT
    return None


ASPECTS: Final = {
    History.ENDED: Aspect.OVER,
    History.LASTED: Aspect.STATUS,
    History.SINCE: Aspect.STATUS,
    History.COUNT: Aspect.STATUS,
    History.COMPARED: Aspect.STATUS,
    History.LAST: Aspect.STATUS,
}
"""What a question of the record asks of each event."""


def other_time(when: When, now: datetime, zone: ZoneInfo) -> When | None:
    """Return the time now that an earlier one is compared with: today with yesterday."""
    at = LocalTime(now, zone)
    starts = {
        "yesterday": ("today", at.at(at.today)),
        "last_week": ("this_week", at.week().start),
        "last_month": ("this_month", at.month().start),
    }
    if when.key not in starts:
        return None
    key, start = starts[when.key]
    return When(Tense.PAST, Span(start, now), key, said=True)
