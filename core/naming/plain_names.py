"""Say which words of a stranger may stand in a sentence of ours as the name of a thing.

A reading's line, road or kind of vehicle is free text. What a city's pack knows is told by its own
name there; anything else is told only where it looks like a name, so that nobody speaks through
our sentences.
"""

import re
from functools import lru_cache
from typing import Final

MAX_CHARS: Final = 40
_NAME: Final = re.compile(r"[^\W_](?:[\w .,'’&/()#-]*[\w.)])?")
_LINK: Final = re.compile(r"://|//|\bwww\b|\w\.[a-z]{2,}\b", re.IGNORECASE)
_PHONE: Final = re.compile(r"\d(?:[ .()/-]*\d){6,}")
_WORDS: Final = 5
_WORD: Final = re.compile(r"[^\W\d_]{2,20}")


@lru_cache(maxsize=16_384)
def plain_name(name: str, otherwise: str = "") -> str:
    """Return a name as it came where it looks like one, else what to say instead.

    A name has at most 40 characters and five words: letters, digits and the signs of names; it is
    neither a link nor a telephone number.
    """
    name = name.strip()
    fits = 0 < len(name) <= MAX_CHARS and len(name.split()) <= _WORDS
    if fits and _NAME.fullmatch(name) and not _LINK.search(name) and not _PHONE.search(name):
        return name
    return otherwise


@lru_cache(maxsize=1024)
def plain_word(word: str, otherwise: str) -> str:
    """Return a single word of letters as it came, else what to say instead."""
    return word if _WORD.fullmatch(word) else otherwise
