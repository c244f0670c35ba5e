"""Read what about a thing is asked: how it is, why, until when, what to do."""

import re
from enum import StrEnum
from functools import lru_cache

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


def aspect_of(line: str) -> Aspect:
    """Return what is asked, by the words of a question in lower case."""
    return next((a for a, pattern in _patterns() if pattern.search(line)), Aspect.STATUS)


@lru_cache
def _patterns() -> tuple[tuple[Aspect, re.Pattern[str]], ...]:
    entries = lexicon("aspects")["aspect"]
    return tuple(
        (Aspect(entry["name"]), re.compile("|".join(entry["patterns"]))) for entry in entries
    )
