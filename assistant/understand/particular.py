"""Find the words of a question that tell one thing from others of its kind: "the chlorine spill".

What a question is about, where and when is read elsewhere. Of what is left, these words say which
of several is meant; they only ever put one thing before others.
"""

from functools import lru_cache
from typing import Final

from assistant.understand.lexicon import lexicon
from assistant.understand.topics import BROAD, SPECIFIC, Topic, words_of
from assistant.understand.words import Words, singular

_SHORTEST: Final = 3
_MOST: Final = 6
"""A message that says more is a story, and no name for one thing."""


def particular_of(words: Words, topic: Topic | None = None) -> str:
    """Return the words that tell one thing from others of its kind; empty for none.

    Args:
        words: the message without its places.
        topic: the kind, of which what other kinds are called tells one apart: of roads that are
            closed, the one by "the gas leak"; None for what no kind is called.
    """
    known = _known() if topic is None or topic in BROAD else _known_of(topic.name)
    telling = [
        word for word in words.singular
        if len(word) >= _SHORTEST and word.isalpha() and word not in known
    ]  # fmt: skip
    once = tuple(dict.fromkeys(telling))
    return " ".join(once) if len(once) <= _MOST else ""


@lru_cache
def _known_of(name: str) -> frozenset[str]:
    """Return words that tell nothing apart among things of one topic."""
    own = {w for phrase in words_of(name) for w in phrase.split()}
    listed = {*_common(), *own}
    return frozenset({*listed, *map(singular, listed)} - _things())


@lru_cache
def _known() -> frozenset[str]:
    """Return words that tell nothing apart: filler, what kinds are called, what people say."""
    kinds = {w for t in (*SPECIFIC, *BROAD) for phrase in t.words for w in phrase.split()}
    listed = {*kinds, *_common()}
    return frozenset({*listed, *map(singular, listed)} - _things())


@lru_cache
def _common() -> frozenset[str]:
    listed = (*lexicon("talk")["filler"]["words"], *lexicon("particular")["common"]["words"])
    broad = (phrase for topic in BROAD for phrase in topic.words)
    return frozenset(" ".join((*listed, *broad)).split())


@lru_cache
def _things() -> frozenset[str]:
    listed = " ".join(lexicon("particular")["things"]["words"]).split()
    return frozenset({*listed, *map(singular, listed)})
