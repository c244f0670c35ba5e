"""Split a message into the questions that it asks: "is the power out, and is the 7 running?"."""

import re
from collections.abc import Sequence
from typing import Final

from core.place import Mention

MAX_CLAUSES: Final = 4
_STARTS: Final = (
    r"(?:is|are|was|were|isn'?t|aren'?t|any|when|why|what|what'?s|how|how'?s|can|could|do|does|did|"
    r"will|should|which|who|where|where'?s|has|have|tell me|let me know|i want|i need|"
    r"thanks|thank you)"
)
_BREAK_RE: Final = re.compile(
    r"\s*[?.!;\n]+\s+(?=\S)"
    rf"|\s*[,;:]?\s+(?:and|or|but|also|plus|&|then)(?: also| then| please)?\s+(?={_STARTS}\b)"
    rf"|\s*,\s*(?={_STARTS}\b)",
    re.IGNORECASE,
)
_LOOSE_RE: Final = re.compile(r"\s*(?:[,;]|\band\b|&|\balso\b|\bplus\b)+\s*", re.IGNORECASE)
"""Where fragments meet that ask only by naming a thing and a place: "power in A, water in B"."""
_GIVEN_RE: Final = re.compile(
    r"\b(?:suspended|closed|shut|down|cancel+ed|stopped|blocked|not running|delayed|out|late"
    r"|flooded)\b[^?!.;]*?[,.;]?\s+(?:so\s+)?how\s+(?:else\s+)?(?:do|can|should|would|could|will)\s+(?:i|we|you|one)"
    r"\s+(?:then\s+|now\s+|still\s+)?(?:get|go|travel|reach|commute)\b",
    re.IGNORECASE,
)
"""Asks for the way round what it says is so: "since line 7 is suspended, how do I get to A?"."""
_SHORTENED_RE: Final = re.compile(
    r"\b(?:st|ave|blvd|rd|dr|mr|mrs|ms|no|nr|mt|ft)\.$", re.IGNORECASE
)


def may_split(text: str) -> bool:
    """Say whether anything in a message separates questions or things."""
    if _GIVEN_RE.search(text):
        return False
    return _LOOSE_RE.search(text) is not None or _BREAK_RE.search(text) is not None


def clauses(text: str, mentions: Sequence[Mention]) -> list[str]:
    """Return the questions of a message, each as written; one where it asks but one.

    Args:
        text: the message.
        mentions: the places named in it, whose names are never split.
    """
    return _split(text, mentions, _BREAK_RE)[:MAX_CLAUSES]


def fragments(text: str, mentions: Sequence[Mention]) -> list[str]:
    """Return what stands between commas and "and"s, for a message that is one list."""
    return _split(text, mentions, _LOOSE_RE)[:MAX_CLAUSES]


def _split(text: str, mentions: Sequence[Mention], at: re.Pattern[str]) -> list[str]:
    found: list[str] = []
    start = 0
    for match in at.finditer(text):
        inside = any(m.start < match.end() and match.start() < m.end for m in mentions)
        before = text[start : match.start() + 1].strip()
        if inside or _SHORTENED_RE.search(before):
            continue
        found.append(text[start : match.start()] + _mark(match[0]))
        start = match.end()
    found.append(text[start:])
    return [clause.strip() for clause in found if re.search(r"\w", clause)]


def _mark(separator: str) -> str:
    return "?" if "?" in separator else ""
