"""Know what the city's own rules found: for whom it is, only their words can say."""

import re
from collections.abc import Collection
from typing import Final

from assistant.understand.words import plain, singular
from core.event import Event

_WORD: Final = re.compile(r"[a-z]{4,}")
_EMPTY: Final = frozenset({
    "above", "after", "again", "area", "before", "below", "city", "evening", "from", "high", "into",
    "less", "long", "more", "morning", "near", "night", "over", "road", "some", "station",
    "street", "than", "that", "there", "this", "today", "very", "where", "with",
})  # fmt: skip
"""Words of a headline that name nothing which could be asked for."""


def found_by_rule(event: Event) -> bool:
    """Say whether a rule that people wrote found it, and not a detector."""
    return str(event.extra.get("detector", "")).startswith("rule:")


def asks_for_rule(event: Event, words: Collection[str]) -> bool:
    """Say whether a question names what a rule of a word of its own found: "is it loud in …?".

    Nobody knows whom such a rule is for: it answers nobody who does not ask for it, and what it
    finds on vehicles is for those who run them.

    Args:
        event: an anomaly of a type that the contract does not name.
        words: the question's words, in the singular.
    """
    if event.lines:
        return False
    named = _WORD.findall(plain(f"{event.type_text.replace('_', ' ')} {event.headline}"))
    return not {singular(word) for word in named if word not in _EMPTY}.isdisjoint(words)
