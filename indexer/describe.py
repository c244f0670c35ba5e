"""Say in words what an event means, apart from where, when, how many and which.

The text is what is embedded. Events that mean the same share it, so a vector is made once a
meaning and not once an event.
"""

import re
from functools import lru_cache
from typing import Final

from core.event import Event, EventType
from core.identity import digest
from core.severity import Severity

MAX_MEANING: Final = 400
"""Characters; what a small embedding model reads of a text."""
_MAX_READ: Final = 1_000
"""Characters of each part that are looked at: patterns may be slow on text made to be so."""
_ADDRESS: Final = re.compile(r"https?://\S+|\S+@\S+|\bwww\.\S+")
_NUMBERED: Final = re.compile(r"[#$€£]?\b[\w./:-]*\d[\w./:%-]*")
_LOOSE: Final = re.compile(r"\s+([,.;:!?])")
_SAME_DIGIT: Final = str.maketrans("123456789", "0" * 9)
"""What holds a number goes, whichever it is: so texts that differ by it are worked out once."""
_SEVERITY_WORDS: Final = {
    Severity.CRITICAL: "critical emergency",
    Severity.HIGH: "serious",
    Severity.MODERATE: "",
    Severity.LOW: "minor",
    Severity.UNKNOWN: "",
}


def describe(event: Event) -> tuple[str, str]:
    """Return the meaning of an event, and the digest under which its vector is kept."""
    kind = event.type_text if event.type is EventType.OTHER else event.type.value
    names = (*event.areas, *event.stops, event.road, event.publisher, event.utility_company)
    told = event.message or event.description
    parts = (
        kind.replace("_", " "),
        _SEVERITY_WORDS[event.severity],
        "planned" if event.planned else "",
        ", ".join(line for line in event.lines if not line.isdigit()),
        event.cause,
        event.headline,
        told if told != event.headline else "",
    )
    placed = ". ".join(part[:_MAX_READ] for part in parts if part)
    found = _any_of(names)
    return _meaning((placed if found is None else found.sub(" ", placed)).translate(_SAME_DIGIT))


@lru_cache(maxsize=20_000)
def _meaning(placed: str) -> tuple[str, str]:
    bare = _NUMBERED.sub(" ", _ADDRESS.sub(" ", placed))
    text = _LOOSE.sub(r"\1", " ".join(bare.split()))[:MAX_MEANING].strip()
    return text, digest(text)


@lru_cache(maxsize=5_000)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return what finds any of the names as whole words, the longest first."""
    given = sorted(
        {name[:_MAX_READ] for name in names if name}, key=lambda name: (-len(name), name)
    )
    if not given:
        return None
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, given))})\b", re.IGNORECASE)
