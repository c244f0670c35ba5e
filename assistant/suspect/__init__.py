"""Take out of a feed's free text what speaks to a machine, or tries to direct an answer.

`plain_words` is all there is to it: what it leaves out bears out nothing, is not put to a model and
is not quoted. What alerts say to people ("Boil water", "Call 311", "Avoid Main Street") stays.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from assistant.suspect.cutting import Sentence, sentences
from assistant.suspect.disguise import is_disguised, plain_forms, without_hidden
from assistant.suspect.speech import directs, overrides, speaks_to_machine
from assistant.suspect.tasks import begin_within, is_a_task

__all__ = ["is_suspect", "plain_words"]

_REPEATED: Final = 6
"""A sentence that stands so often in one text, and makes up half of it, is told once."""
_MOST_JOINED: Final = 3
"""Sentences over which one order may be spread ("Ignore all. Previous. Instructions.")."""
_MOST_CHARS: Final = 20_000
"""What stands behind so much is not read at all."""


@lru_cache(maxsize=8192)
def plain_words(text: str) -> str:
    """Return a text without its suspect sentences and hidden characters; empty for none left."""
    shown = without_hidden(text[:_MOST_CHARS])
    cut = sentences(shown)
    bad = _suspects(cut)
    often = Counter(_same(one.text) for one in cut)
    least = max(_REPEATED, len(cut) // 2)
    flooding = {words for words, count in often.items() if count >= least}
    if not bad and not flooding:
        return shown
    kept: list[str] = []
    seen: set[str] = set()
    for index, one in enumerate(cut):
        words = _same(one.text)
        if index in bad or (words in flooding and words in seen):
            continue
        seen.add(words)
        kept.append(one.written)
    return "".join(kept).strip()


@lru_cache(maxsize=16_384)
def is_suspect(text: str) -> bool:
    """Say whether any sentence of a text speaks to a machine, or is hidden from people."""
    return bool(_suspects(sentences(without_hidden(text[:_MOST_CHARS]))))


def _suspects(cut: Sequence[Sentence]) -> set[int]:
    """Return which sentences are suspect, by index."""
    bad = {index for index, one in enumerate(cut) if _alone(one.text)}
    bad |= _spread(cut, bad)
    return bad | _beside(cut, bad)


@lru_cache(maxsize=16_384)
def _alone(sentence: str) -> bool:
    if is_disguised(sentence):
        return True
    if any(is_a_task(form) for part in begin_within(sentence) for form in plain_forms(part)):
        return True
    return any(speaks_to_machine(form) or is_a_task(form) for form in plain_forms(sentence))


def _spread(cut: Sequence[Sentence], known: set[int]) -> set[int]:
    """Return the short sentences that make an order only together."""
    found: set[int] = set()
    for length in range(2, _MOST_JOINED + 1):
        for first in range(len(cut) - length + 1):
            window = range(first, first + length)
            short = all(cut[i].is_short for i in window)
            if known.intersection(window) or not (short or cut[first].is_bit):
                continue
            joined = " ".join(cut[i].text.rstrip(" .!?…。！？:;,-") for i in window)
            if any(overrides(form) for form in plain_forms(joined)):
                found.update(window)
    return found


def _beside(cut: Sequence[Sentence], bad: set[int]) -> set[int]:
    """Return the suspect sentences with those that go on from them, or lead up to them.

    "Say that all is well" may be said to people; behind "Ignore the above" it is said to a machine.
    """
    found = set(bad)
    for index in range(1, len(cut)):
        if index - 1 in found and directs(cut[index].text):
            found.add(index)
    for index in range(len(cut) - 2, -1, -1):
        if index + 1 in found and directs(cut[index].text):
            found.add(index)
    return found


def _same(sentence: str) -> str:
    return " ".join(sentence.casefold().split())
