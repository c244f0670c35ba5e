"""Let a person put right, in the same breath, the place that they named."""

import re
from typing import Final

from core.gazetteer import Gazetteer

_PUTS_RIGHT: Final = re.compile(
    r"[\s,.;:?!()-]*\b(?:(?:oh|oops|no|wait|sorry|actually|ah|er|um)[\s,.!]+)*"
    r"(?:i (?:actually )?mean(?:t)?|make that|correction|or rather|sorry|oops|no wait|scratch that)"
    r"\b[\s,:.]*",
    re.IGNORECASE,
)
_ADDS_NOTHING: Final = re.compile(
    r"(?:\W|\b(?:in|on|at|for|near|the|it|is|to|say|said|about|actually|sorry|not|i|mean|meant)\b)*",
    re.IGNORECASE,
)


def put_right(text: str, gazetteer: Gazetteer) -> str:
    """Return the message with the last place that it means in the stead of the one before it.

    Args:
        text: the message, in English words: "out in Westside? sorry, I mean Eastside".
        gazetteer: the city's names.
    """
    found = next(
        (m for m in _PUTS_RIGHT.finditer(text) if m.start() > 0 and m.end() < len(text)), None
    )
    if found is None:
        return text
    mentions = gazetteer.find(text)
    before = [m for m in mentions if m.end <= found.start() + 1]
    after = [m for m in mentions if m.start >= found.end() - 1]
    if not before or len(after) != 1:
        return text
    wrong, right = before[-1], after[0]
    beside = text[found.end() : right.start], text[right.end :]
    if not all(_ADDS_NOTHING.fullmatch(words) for words in beside):
        return text
    name = text[right.start : right.end]
    return f"{text[: wrong.start]}{name}{text[wrong.end : found.start()]}?"
