"""Hold that each sentence says something of the cited events: one that does not speaks of nothing.

A sentence made of the phrasing vocabulary alone is nobody's: a piece of the prompt, a filler. It
has to make a claim that holds, or have a word of the events' kind or of their sources.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.verify import courtesy
from assistant.verify.clauses import QUOTED, unquoted
from assistant.verify.known_words import WORD, known_of, of_types
from assistant.verify.stems import stem
from assistant.verify.verdict import Checked, Claim, ClaimKind
from assistant.verify.witness import Court
from assistant.verify.words import book
from assistant.verify.words.folding import fold

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-zà-ÿ]|[¿¡“\"«])|(?<=[。！？])")
_CAPITAL: Final = re.compile(r"(?<=\w\s)[A-ZÀ-Ý][a-zà-ÿ]+(?=\s)")
_WHY: Final = "a sentence that says nothing of the cited events"
_SAYS_LITTLE: Final = frozenset(
    {ClaimKind.TENSE, ClaimKind.LEAD, ClaimKind.WORD, ClaimKind.CITATION}
)
_COPULAS: Final = frozenset(
    {"is", "are", "has", "have", "it's", "there's", "es", "son", "está", "están", "hay", "ha",
     "han", "tiene", "est", "sont", "a ", "是", "有"}
)  # fmt: skip
_LONGEST: Final = 6


def check(text: str, court: Court, checked: Sequence[Checked]) -> list[Checked]:
    """Find sentences that say nothing of the cited events.

    Args:
        text: one statement.
        court: the cited events.
        checked: what the other checks found in it.
    """
    claims = [one.claim for one in checked if one.held and one.claim.kind not in _SAYS_LITTLE]
    own = {court.city.name.casefold(), *(name.casefold() for name in court.city.aliases)}
    claims = [one for one in claims if one.text.casefold() not in own]
    return [
        Checked(Claim(ClaimKind.FORM, text[start:end], start, end), why=_WHY)
        for start, end in _sentences(QUOTED.sub(_blank, text), court.language)
        if not any(one.start < end and start < one.end for one in claims)
        and not _of_events(unquoted(text)[start:end], court)
        and not all(one.held for one in courtesy.check(text[start:end], court))
    ]


def _sentences(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a text; one begins at "The" in its midst, with or without a stop."""
    light, last = book(language).light, 0
    cuts = [found.end() for found in _SENTENCE.finditer(text)]
    cuts += [
        found.start() for found in _CAPITAL.finditer(text)
        if fold(stem(found[0].lower(), language)) in light
    ]  # fmt: skip
    for cut in (*sorted(cuts), len(text)):
        if text[last:cut].strip(" .!?。！？"):
            yield last, cut
        last = cut


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _of_events(sentence: str, court: Court) -> bool:
    """Say whether a sentence says how things go on, or has a word that only these events bear."""
    words = book(court.language)
    now = (found[0] for found in words.lists["now"].finditer(sentence))
    if any(one.replace("’", "'") not in _COPULAS for one in now):
        return True
    known, kinds = known_of(court), of_types(court)
    if not words.spaced:
        pieces = (
            sentence[at : at + size]
            for size in range(2, _LONGEST + 1) for at in range(len(sentence) - size + 1)
        )  # fmt: skip
        return any(
            piece in kinds or (piece not in words.phrasing and known.has(piece, words))
            for piece in pieces
            if piece.isalpha()
        )
    return any(
        (root := fold(stem(word, words.language))) in kinds
        or (root not in words.phrasing and known.has(word, words))
        for word in WORD.findall(sentence)
    )
