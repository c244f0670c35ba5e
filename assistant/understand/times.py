"""Read when a question is about: now, later today, tomorrow, or a time that has passed."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from core.timespan import Span


class Tense(StrEnum):
    """Where in time a question looks."""

    NOW = "now"
    AHEAD = "ahead"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class When:
    """Hold the time that a question is about.

    Attributes:
        tense: now, ahead or past.
        span: the stretch of time, for ahead and past; None for now.
        words: how to say it back ("tonight", "yesterday").
    """

    tense: Tense = Tense.NOW
    span: Span | None = None
    words: str = ""


_DAY: Final = timedelta(days=1)
_EARLIER: Final = re.compile(
    r"\bearlier( today)?\b|\bwas there\b|\bwere there\b|^(was|were|did)\b|\bwhy (was|were)\b"
)
_HAS_SAID: Final = re.compile(
    r"^did (anyone|any body|anybody|someone|somebody|people|others?|neighbou?rs?|residents?|they)"
    r" (else )?(report|call|complain|notice|tell|say)"
)
"""Asks whether others told of it, which is about now."""


def read_when(line: str, now: datetime, timezone: ZoneInfo) -> When:
    """Read the time of a question.

    Args:
        line: the message's words in lower case.
        now: aware UTC.
        timezone: the city's zone, in which "tomorrow" is meant.
    """
    today = now.astimezone(timezone).date()

    def between(start: date, from_hour: int, end: date, to_hour: int) -> Span:
        return Span(
            datetime.combine(start, time(from_hour), timezone),
            datetime.combine(end, time(to_hour), timezone),
        )

    if re.search(r"\byesterday\b", line):
        return When(Tense.PAST, between(today - _DAY, 0, today, 0), "yesterday")
    if re.search(r"\blast night\b", line):
        return When(Tense.PAST, between(today - _DAY, 18, today, 6), "last night")
    if re.search(r"\blast week\b", line):
        return When(Tense.PAST, Span(now - 7 * _DAY, now), "in the last week")
    if _EARLIER.search(line) and not _HAS_SAID.search(line):
        return When(Tense.PAST, between(today, 0, today + _DAY, 0), "earlier today")
    if re.search(r"\btonight\b|\bthis evening\b", line):
        return When(Tense.AHEAD, between(today, 18, today + _DAY, 6), "tonight")
    if re.search(r"\btomorrow morning\b", line):
        return When(Tense.AHEAD, between(today + _DAY, 5, today + _DAY, 12), "tomorrow morning")
    if re.search(r"\btomorrow\b", line):
        return When(Tense.AHEAD, between(today + _DAY, 0, today + 2 * _DAY, 0), "tomorrow")
    if re.search(r"\b(this|the|next) weekend\b", line):
        saturday = today + timedelta(days=(5 - today.weekday()) % 7)
        return When(Tense.AHEAD, between(saturday, 0, saturday + 2 * _DAY, 0), "this weekend")
    if re.search(r"\b(planned|scheduled|upcoming|announced)\b", line):
        return When(Tense.AHEAD, Span(now), "for the time ahead")
    if re.search(r"\blater( today)?\b|\bthis afternoon\b", line):
        end = between(today, 0, today + _DAY, 0).end
        return When(Tense.AHEAD, Span(now, end), "later today")
    return When()
