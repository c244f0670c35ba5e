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
    r"(?<=delayed)|(?<=ok)|(?<=safe)|(?<=open)) over(?= (?:in|at|by|near|around|on|here|there)\b)"
)
_IS_THERE_RE: Final = re.compile(
    r"^(?:(?:is|are) there|any)\b(.*?) over(?= (?:in|at|by|near|on)\b)"
)
"""Says where with "over", and asks nothing about an end."""


def aspect_of(line: str) -> Aspect:
    """Return what is asked, by the words of a question in lower case."""
    line = _IS_THERE_RE.sub(r"is there\1", _OVER_THERE_RE.sub("", line))
    return next((a for a, pattern in _patterns() if pattern.search(line)), Aspect.STATUS)


@lru_cache
def _patterns() -> tuple[tuple[Aspect, re.Pattern[str]], ...]:
    entries = lexicon("aspects")["aspect"]
    return tuple(
        (Aspect(entry["name"]), re.compile("|".join(entry["patterns"]))) for entry in entries
    )
