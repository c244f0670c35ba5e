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
_ADDRESS: Final = re.compile(r"https?://\S+|\S+@\S+|\bwww\.\S+")
_NUMBERED: Final = re.compile(r"[#$€£]?\b[\w./:-]*\d[\w./:%-]*")
_SPACES: Final = re.compile(r"\s+")
_LOOSE: Final = re.compile(r"\s+([,.;:!?])")
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
    return _meaning(
        kind, event.severity, event.planned, event.cause, event.lines, event.headline, told, names
    )


@lru_cache(maxsize=20_000)
def _meaning(
    kind: str,
    severity: Severity,
    planned: bool,
    cause: str,
    lines: tuple[str, ...],
    headline: str,
    told: str,
    names: tuple[str, ...],
) -> tuple[str, str]:
    parts = [
        kind.replace("_", " "),
        _SEVERITY_WORDS[severity],
        "planned" if planned else "",
        ", ".join(line for line in lines if not line.isdigit()),
        cause,
        headline,
        told if told != headline else "",
    ]
    placed = ". ".join(part for part in parts if part)
    for name in sorted(filter(None, names), key=len, reverse=True):
        placed = re.sub(rf"\b{re.escape(name)}\b", " ", placed, flags=re.IGNORECASE)
    bare = _NUMBERED.sub(" ", _ADDRESS.sub(" ", placed))
    text = _LOOSE.sub(r"\1", _SPACES.sub(" ", bare)).strip()[:MAX_MEANING].strip()
    return text, digest(text)
