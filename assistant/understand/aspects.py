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


_ALL_OVER_RE: Final = re.compile(r"(?<!it)(?<!that)(?<!this) all over\b")
_OVER_THERE_RE: Final = re.compile(r"(\w+) over(?= (?:in|at|by|near|around|on|here|there)\b)")
"""Mostly says only where; of a thing that can end, that it may be over."""
_ANY_RE: Final = re.compile(r"^(?:so |and |hi |hey )*(?:(?:is|are) (?:there|any\w*)|any)\b")


def aspect_of(line: str) -> Aspect:
    """Return what is asked, by the words of a question in lower case."""
    line = _without_over_there(_ALL_OVER_RE.sub("", line))
    return next((a for a, pattern in _patterns() if pattern.search(line)), Aspect.STATUS)


@lru_cache
def _patterns() -> tuple[tuple[Aspect, re.Pattern[str]], ...]:
    entries = lexicon("aspects")["aspect"]
    return tuple(
        (Aspect(entry["name"]), re.compile("|".join(entry["patterns"]))) for entry in entries
    )


def _without_over_there(line: str) -> str:
    """Leave out "over" where it only says where: "is it running over in Harbor?"."""
    ends = () if _ANY_RE.match(line) else lexicon("aspects")["ends"]["words"]
    return _OVER_THERE_RE.sub(lambda m: m[0] if m[1] in ends else m[1], line)
