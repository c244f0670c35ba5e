"""Find the words of a question that tell one thing from others of its kind: "the chlorine spill".

What a question is about, where and when is read elsewhere. Of what is left, these words say which
of several is meant; they only ever put one thing before others.
"""

from functools import lru_cache
from typing import Final

from assistant.understand.lexicon import lexicon
from assistant.understand.topics import BROAD, SPECIFIC
from assistant.understand.words import Words, singular

_SHORTEST: Final = 3
_MOST: Final = 6
"""A message that says more is a story, and no name for one thing."""


def particular_of(words: Words) -> str:
    """Return the words that tell one thing from others of its kind; empty for none.

    Args:
        words: the message without its places.
    """
    telling = [
        word for word in words.singular
        if len(word) >= _SHORTEST and word.isalpha() and word not in _known()
    ]  # fmt: skip
    once = tuple(dict.fromkeys(telling))
    return " ".join(once) if len(once) <= _MOST else ""


@lru_cache
def _known() -> frozenset[str]:
    """Return words that tell nothing apart: filler, what kinds are called, what people say."""
    kinds = {w for t in (*SPECIFIC, *BROAD) for phrase in t.words for w in phrase.split()}
    ways = lexicon("particular")
    common = " ".join((*lexicon("talk")["filler"]["words"], *ways["common"]["words"])).split()
    things = " ".join(ways["things"]["words"]).split()
    listed = {*kinds, *common}
    return frozenset({*listed, *map(singular, listed)} - {*things, *map(singular, things)})
