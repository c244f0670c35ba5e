"""Make CAP's long texts fit: tidy, split into steps, clipped where a sentence ends."""

import re
from typing import Final

from core.text import clean

HEADLINE_LENGTH: Final = 300
MESSAGE_LENGTH: Final = 8_000
STEP_LENGTH: Final = 500
MAX_STEPS: Final = 20
_SAYS_NOTHING: Final = frozenset({"", "none", "n/a", "na", "unknown", "not applicable", "-", "nil"})
_BREAK: Final = re.compile(r"<\s*(?:br\s*/?|/?p)\s*>", re.IGNORECASE)
_BULLET: Final = re.compile(r"^\s*(?:[*•·–-]|\d{1,2}[.)])\s+")
_SENTENCE: Final = re.compile(
    r"(?<=[.!?。！？])(?<!\.\.)(?<!\b[A-Z]\.)(?<!\b(?:St|Dr|Mt|No|Ft|vs)\.)(?<!\bapprox\.)"
    r"(?:(?<=[。！？])\s*|\s+)(?=\S)"
)
"""Where a sentence ends: not after the three dots of a weather service, nor after an initial."""


def tidy(text: str) -> str:
    """Return the text on one line; line breaks written as HTML are breaks, other markup is text."""
    return clean(_BREAK.sub("\n", text))


def clip(text: str, length: int) -> str:
    """Return the text cut to at most `length` characters, after a whole sentence where one ends.

    What is cut is shown by an ellipsis.
    """
    if len(text) <= length:
        return text
    head = text[: length - 2]
    ends = [match.start() for match in _SENTENCE.finditer(head)]
    end = ends[-1] if ends and ends[-1] > length // 2 else head.rfind(" ")
    return f"{head[: end if end > 0 else len(head)].rstrip()} …"


def steps(instruction: str) -> tuple[str, ...]:
    """Split an instruction into what to do, one step each.

    Bullets, numbers and blank lines divide; lines that were only wrapped are joined; a paragraph
    is divided where its sentences end. "Not applicable" is no step.
    """
    found: list[str] = []
    for paragraph in _paragraphs(_BREAK.sub("\n", instruction)):
        for sentence in _SENTENCE.split(clean(paragraph)):
            step = sentence.strip()
            if step.lower().rstrip(".") not in _SAYS_NOTHING:
                found.append(clip(step, STEP_LENGTH))
    return tuple(dict.fromkeys(found))[:MAX_STEPS]


def _paragraphs(text: str) -> list[str]:
    paragraphs: list[str] = [""]
    for line in text.splitlines():
        if not line.strip():
            paragraphs.append("")
        elif _BULLET.match(line):
            paragraphs.append(_BULLET.sub("", line))
        else:
            paragraphs[-1] += f" {line.strip()}"
    return paragraphs
