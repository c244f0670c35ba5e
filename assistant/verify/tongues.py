"""Hold that what is said outside quotation marks is in the answer's language.

A source's words bear out words of a statement in any language; a sentence made of nothing else is
somebody else's, and belongs between quotation marks.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from assistant.verify.clauses import QUOTED
from assistant.verify.stems import stem
from assistant.verify.verbatim import without_verbatim
from assistant.verify.verdict import Checked, Claim, ClaimKind
from assistant.verify.witness import Court
from assistant.verify.words import book
from assistant.verify.words.folding import fold

_WHY: Final = "not in the language of the answer, and not quoted"
_SENTENCE: Final = re.compile(r"[^.!?;:。！？；：，]+(?:[.:](?=\S)[^.!?;:。！？；：，]*)*")
_WORD: Final = re.compile(r"[^\W\d_]+")
_LATIN_RUN: Final = re.compile(r"[A-Za-zÀ-ɏ'’,\- ]{8,}")
_IN_A_NAME: Final = 2
"""Small words that a name may hold: "Corner of Fifth and Main"."""
_OTHERS_TEXT: Final = """
der die das den dem ein eine einen einem einer ist sind und nicht kein keine sie im von mit für zu
auf wird wurde es gibt keinen war sich bis nach meine il lo gli una uno è sono non che di della nel
con per os as um uma é são não em do da na het een niet zijn och inte är
"""
_OTHERS: Final = frozenset(_OTHERS_TEXT.split())
_LEAST: Final = 2
_LANGUAGES: Final = ("en", "es", "fr")


def check(text: str, court: Court) -> list[Checked]:
    """Find the sentences outside quotation marks that are in another language."""
    bare = QUOTED.sub(_blank, without_verbatim(text, court))
    found = _latin_runs(bare) if court.language == "zh" else _foreign(bare, court.language)
    return [
        Checked(Claim(ClaimKind.LANGUAGE, text[start:end], start, end), why=_WHY)
        for start, end in found
    ]


def _latin_runs(text: str) -> Iterator[tuple[int, int]]:
    for run in _LATIN_RUN.finditer(text):
        if sum(word[0][0].islower() for word in _WORD.finditer(run[0])) > _IN_A_NAME:
            yield run.span()


def _foreign(text: str, language: str) -> Iterator[tuple[int, int]]:
    for sentence in _SENTENCE.finditer(text):
        words = [one[0] for one in _WORD.finditer(sentence[0]) if one[0][0].islower()]
        sides = [_side(word, language) for word in words]
        ours, theirs = sides.count(True), sides.count(False)
        if theirs > max(ours, 1) or (theirs and not ours and len(words) > _IN_A_NAME):
            yield sentence.span()


@lru_cache(maxsize=16_384)
def _side(word: str, language: str) -> bool | None:
    """Say whether a small word is this language's alone, or others' alone; None for neither."""
    if len(word) < _LEAST:
        return None
    known = book(language)
    root = fold(stem(word, language))
    foreign = word in _OTHERS or any(
        fold(stem(word, other)) in book(other).light for other in _LANGUAGES if other != language
    )
    if root in known.light:
        return None if foreign else True
    return False if foreign and root not in known.phrasing else None


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
