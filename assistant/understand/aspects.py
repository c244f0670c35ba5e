"""Read what about a thing is asked: how it is, why, until when, what to do."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Final

from assistant.understand.lexicon import lexicon
from assistant.understand.state_words import tells_state


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
    UNKNOWN = "unknown"
    """Why it cannot be told, or when it can be."""
    LIVE = "live"
    """How it is just now, as measured: where a bus is, how fast a road moves."""


_ALL_OVER_RE: Final = re.compile(r"(?<!it)(?<!that)(?<!this) all over\b")
_OVER_THERE_RE: Final = re.compile(r"(\w+) over(?= (?:in|at|by|near|around|on|here|there)\b)")
"""Mostly says only where; of a thing that can end, that it may be over."""
_THE_ONE_RE: Final = re.compile(r"\b(?:the|this|that) (?:\w+ )?\w+$")
"""Makes a thing of a word that also tells a state: "is the power cut over?"."""
_SAID_OVER_RE: Final = re.compile(
    r"\b(?:is|are|was|were|be|been)(?: not)?(?: (?!an?\b|any|some|there\b|three\b|we\b|people\b"
    r"|clear\b|from\b|still\b|what\b|doing\b|going\b|on\b)\w+){0,5} $|\b(?:is|are|was|were) $"
)
"""Leads from a verb to a thing that is known: of such a one "over" says that it has ended."""


def aspect_of(line: str) -> Aspect:
    """Return what is asked, by the words of a question in lower case."""
    line = without_over_there(line)
    return next((a for a, pattern in _patterns() if pattern.search(line)), Aspect.STATUS)


@lru_cache
def _patterns() -> tuple[tuple[Aspect, re.Pattern[str]], ...]:
    entries = lexicon("aspects")["aspect"]
    return tuple(
        (Aspect(entry["name"]), re.compile("|".join(entry["patterns"]))) for entry in entries
    )


def without_over_there(line: str) -> str:
    """Leave out "over" where it only says where: "is it running over in Harbor?"."""
    line = _ALL_OVER_RE.sub("", line)
    ends = frozenset(lexicon("aspects")["ends"]["words"])

    def left(found: re.Match[str]) -> str:
        told = line[: found.end(1)]
        far = not tells_state(found[1]) and not ends.isdisjoint(told.split())
        noun = not tells_state(found[1]) or _THE_ONE_RE.search(told) is not None
        can_end = far or (found[1] in ends and noun)
        return found[0] if can_end and _SAID_OVER_RE.search(f"{told} ") else found[1]

    return _OVER_THERE_RE.sub(left, line)
