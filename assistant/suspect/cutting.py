"""Cut a feed's text into sentences, so that what is left can be put together again as it stood."""

import re
from dataclasses import dataclass
from typing import Final

_ENDS: Final = re.compile(
    r"(?:(?<=[^\W_][.!?…])|(?<=[\"'”’)\]%°][.!?…])|(?<=[.!?][!?]))[\"'”’)\]]*\s+(?=\S)"
    r"|(?<=[。！？；])[”’）]*\s*|\s*\n\s*\n\s*"
    r"|\s*\n(?=\s*[*•#\-–>|<\[{`(]|\s*\w+\s*[:：])"
    r"|(?<=[^\n])\n(?=[A-Z0-9\"'“¿¡一-鿿])"
)
"""Ends of sentences: signs of them, empty lines, and lines that begin with a mark or a capital."""
_PARAGRAPH: Final = re.compile(r"\n\s*\n")
_SHORT: Final = 60
_BIT: Final = 2


@dataclass(frozen=True, slots=True)
class Sentence:
    """Hold one sentence of a text.

    Attributes:
        text: its words.
        written: the same with the spaces behind it.
        paragraph: number of the paragraph that it stands in.
    """

    text: str
    written: str
    paragraph: int

    @property
    def is_short(self) -> bool:
        """Say whether it may be a piece of a sentence that was cut on purpose."""
        return len(self.text) <= _SHORT

    @property
    def is_bit(self) -> bool:
        """Say whether it is no more than two words, which say nothing by themselves."""
        return len(self.text) <= _SHORT and len(self.text.split()) <= _BIT


def sentences(text: str) -> list[Sentence]:
    """Cut a text so that the sentences as written, joined, give it back."""
    found: list[Sentence] = []
    start, paragraph = 0, 0
    for end in _ENDS.finditer(text):
        written = text[start : end.end()]
        if written.strip():
            found.append(Sentence(written.strip(), written, paragraph))
            start = end.end()
        if _PARAGRAPH.search(end.group()):
            paragraph += 1
    if text[start:].strip():
        found.append(Sentence(text[start:].strip(), text[start:], paragraph))
    return found
