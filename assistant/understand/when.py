"""Hold when a question is about, and what its words say of it."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from assistant.understand.calendar import LocalTime
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
        key: how to say it back, a key of the phrases below `when`.
        told: the instants that the phrase names, where it names any.
        length: the length that the phrase names, where it names one.
        said: whether the question names a time, and does not leave it to its verb.
    """

    tense: Tense = Tense.NOW
    span: Span | None = None
    key: str = ""
    told: tuple[datetime, ...] = ()
    length: timedelta | None = None
    said: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold a question's words, and when it is asked."""

    text: str
    at: LocalTime

    def has(self, pattern: str) -> bool:
        """Say whether the words match a pattern."""
        return re.search(pattern, self.text) is not None

    @property
    def looks_back(self) -> bool:
        """Say whether its verb asks what was."""
        return _PAST_VERB.search(self.text) is not None and not self.looks_ahead

    @property
    def looks_ahead(self) -> bool:
        """Say whether its verb asks what will be."""
        return _AHEAD_VERB.search(self.text) is not None

    def when(self, key: str, span: Span, *told: datetime, length: timedelta | None = None) -> When:
        """Return a time named, ahead or past by where it lies and by the verb."""
        now = self.at.now
        if span.end is not None and span.end <= now:
            tense = Tense.PAST
        elif span.start > now:
            tense = Tense.AHEAD
        else:
            tense = Tense.PAST if self.looks_back else Tense.AHEAD
        return When(tense, span, key, told, length, said=True)


_PAST_VERB: Final = re.compile(
    r"\b(was|were|did|had|happened|occurred|went|got|lost|how often|been|began|started|ended)\b"
)
_AHEAD_VERB: Final = re.compile(
    r"\b(will|wo not|going to|gonna|shall|planned|scheduled|expected|upcoming|announced|forecast)\b"
)
