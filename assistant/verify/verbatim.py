"""Blot out what needs no check of its words: our own whole sentences, and who publishes.

A source's sentence needs quotation marks: without them it would be our word for what a stranger may
have written into a feed. Nor is a sentence spared that says something is over: that has to stand in
a field.
"""

import re
from functools import lru_cache
from typing import Final

from assistant.verify.endings import Mode, endings
from assistant.verify.witness import Court

_SENTENCE: Final = re.compile(r"[^.!?。！？\n]+(?:\.(?=\S)[^.!?。！？\n]*)*[.!?。！？]?")
_LEAST: Final = 8


def without_verbatim(text: str, court: Court) -> str:
    """Return a statement with blanks for what we say so ourselves, of the same length."""
    said = _sentences(tuple(one.text for one in court.ours))
    bare = text
    for found in _SENTENCE.finditer(text):
        sentence = found[0]
        if len(sentence) >= _LEAST and _plain(sentence) in said and not _ends(sentence, court):
            bare = bare[: found.start()] + " " * len(sentence) + bare[found.end() :]
    for name in _publishers(court):
        bare = re.sub(re.escape(name), " " * len(name), bare)
    return bare


def _publishers(court: Court) -> list[str]:
    names: list[str] = []
    for witness in court.witnesses:
        event = witness.hit.event.event
        source = court.city.source_by_id.get(event.source)
        names += [event.publisher, event.utility_company]
        names += [source.publisher] if source is not None else []
    return [name for name in names if len(name) > 2]


def _ends(sentence: str, court: Court) -> bool:
    return any(one.mode is Mode.ASSERTED for one in endings(sentence, court.language))


@lru_cache(maxsize=2048)
def _sentences(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_plain(found[0]) for text in texts for found in _SENTENCE.finditer(text))


def _plain(sentence: str) -> str:
    return " ".join(sentence.lower().strip(" .!?。！？").split())
