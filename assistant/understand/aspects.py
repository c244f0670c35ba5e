"""Read what about a thing is asked: how it is, why, until when, what to do."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

from assistant.understand.lexicon import lexicon


class Aspect(StrEnum):
    """What about the topic is asked."""

    STATUS = "status"
    OVER = "over"
    END = "end"
    ADVICE = "advice"
    CAUSE = "cause"
    EXTENT = "extent"
    HEARD = "heard"
    JOURNEY = "journey"
    ALTERNATIVE = "alternative"
    """Which other way there is."""
    LIVE = "live"
    """How it is just now, as measured: where a bus is, how fast a road moves."""


_OVER_THERE_RE: Final = re.compile(
    r"(?:(?<=out)|(?<=down)|(?<=off)|(?<=on)|(?<=closed)|(?<=running)|(?<=working)|(?<=late)|"
    r"(?<=delayed)|(?<=ok)|(?<=safe)|(?<=open)|(?<=dark)|(?<=dead)|(?<=flooded)|(?<=icy)|"
    r"(?<=blocked)|(?<=busy)|(?<=crowded)|(?<=bad)|(?<=slow)|(?<=clear)|(?<=good)|(?<=moving)|"
    r"(?<=broken)|(?<=stuck)|(?<=shut)|(?<=suspended)|(?<=affected)|(?<=fine))"
    r" over(?= (?:in|at|by|near|around|on|here|there)\b)"
)
_ALL_OVER_RE: Final = re.compile(r"(?<!it)(?<!that)(?<!this) all over\b")
_OVER_IN_RE: Final = re.compile(r"(?<! be) over(?= (?:in|at|by|near|around|on|here|there)\b)")
_DEFINITE_RE: Final = re.compile(
    r"\b(?:is|are|was|were|has|have) (?:the|that|this|it|they|those|these|my|our|all)\b.* over\b"
    r"|^(?:is|are) (?!there|any|every|some)(?:\w+ ){1,3}over\b"
)
"""Says of a thing known that it may be over; else "over" before a place says only where."""


def aspect_of(line: str) -> Aspect:
    """Return what is asked, by the words of a question in lower case."""
    line = _ALL_OVER_RE.sub("", _OVER_THERE_RE.sub("", line))
    if not _DEFINITE_RE.search(line):
        line = _OVER_IN_RE.sub("", line)
    return next((a for a, pattern in _patterns() if pattern.search(line)), Aspect.STATUS)


@lru_cache
def _patterns() -> tuple[tuple[Aspect, re.Pattern[str]], ...]:
    entries = lexicon("aspects")["aspect"]
    return tuple(
        (Aspect(entry["name"]), re.compile("|".join(entry["patterns"]))) for entry in entries
    )
