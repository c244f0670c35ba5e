"""Read how a glossary's phrases are written, and cut texts into the tokens that they compare by.

The notation stands at the head of `es.toml`.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from typing import Final

GAP: Final = "{x}"
WORD: Final = "{w}"
NUMBER: Final = "{n}"
START: Final = "^"
END: Final = "$"
MERE: Final = "mere"
"""Kind of a word that no name is made of, so that it fills no `{w}`."""
SPECIAL: Final = frozenset({GAP, WORD, NUMBER, START, END})
HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_BORDER: Final = r"[.?!;:,…¿¡，。？！；：、\n]"
_TOKEN: Final = re.compile(
    rf"(?P<han>[{HAN}])|(?P<clock>\d{{1,2}}h(?:\d\d)?(?!\w))|(?P<number>\d+(?:[.:]\d+)*(?![^\W\d_](?<![{HAN}])))"
    rf"|(?P<word>(?:(?![{HAN}])[^\W_])+|[#&@/%+$])|(?P<border>{_BORDER})"
)
_KEY_TOKEN: Final = re.compile(rf"\{{[xwn]\}}|[\^$]|[{HAN}]|(?:(?![{HAN}])[^\W_])+")
_CHOICE: Final = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True, slots=True)
class Token:
    """Hold one word, sign or number of a text.

    Attributes:
        raw: as it is written.
        key: as it compares; empty for a border between clauses.
        start: index of its first character in the text.
        end: index after its last character.
        kind: `word`, `mere`, `han`, `number`, `name` or `border`.
    """

    raw: str
    key: str
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Hold one phrase of a language and its English words.

    Attributes:
        parts: its words as they compare, with gaps and anchors among them.
        value: the English words; empty where the phrase is dropped.
        weight: how much of a text it accounts for: the more, the sooner it is taken.
    """

    parts: tuple[str, ...]
    value: str
    weight: float = field(init=False, compare=False)

    def __post_init__(self) -> None:
        weight = sum(_WEIGHTS.get(part, 1.0) for part in self.parts)
        object.__setattr__(self, "weight", _once(weight))


_WEIGHTS: Final = {GAP: 0.1, WORD: 0.4, NUMBER: 0.9, START: 0.3, END: 0.3}


@lru_cache
def _once(weight: float) -> float:
    """Return the same number for the same weight: there are a hundred thousand, of a few kinds."""
    return weight


@lru_cache(maxsize=16_384)
def fold(word: str) -> str:
    """Return a word as it compares: in lower case, without accents."""
    low = word.casefold().replace("œ", "oe").replace("æ", "ae")
    if low.isascii():
        return low
    spread = unicodedata.normalize("NFKD", low)
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def tokens_of(text: str) -> list[Token]:
    """Cut a text into words, single Chinese signs, numbers and borders between clauses.

    A clock as the French write it is a number: `14h30` is 14:30.
    """
    found: list[Token] = []
    for m in _TOKEN.finditer(text):
        raw, kind = m[0], m.lastgroup or "word"
        if kind == "clock":
            hour, _, minute = raw.lower().partition("h")
            raw, kind = f"{hour}:{minute or '00'}", "number"
        found.append(Token(raw, "" if kind == "border" else fold(raw), m.start(), m.end(), kind))
    return found


def entries_of(key: str, value: str, variants: Mapping[str, str]) -> Iterator[Entry]:
    """Give the entries that a key of a glossary stands for.

    Raises:
        ValueError: the key has no words or a gap twice, or its value not the same gaps.
    """
    for phrase in key.split(" / "):
        for written in _written_out(phrase):
            found = _KEY_TOKEN.findall(written)
            parts = tuple(
                part if part in SPECIAL else variants.get(fold(part), fold(part)) for part in found
            )
            gaps = [part for part in parts if part in (GAP, WORD, NUMBER)]
            if len(gaps) == len(parts) or len(gaps) != len(set(gaps)):
                raise ValueError(f"{key!r} has no words of its own, or a gap twice")
            used = {"{n}" if word == "{nth}" else word for word in value.split() if "{" in word}
            if used != set(gaps):
                raise ValueError(f"{key!r} and {value!r} have not the same gaps")
            yield Entry(parts, value)


def _written_out(phrase: str) -> Iterator[str]:
    """Write out the choices of a phrase: `cort(e|es)` is two, `corte(s)` too."""
    pieces = _CHOICE.split(phrase)
    for index in range(1, len(pieces), 2):
        if "|" not in pieces[index]:
            pieces[index] += "|"
    choices = [piece.split("|") if index % 2 else [piece] for index, piece in enumerate(pieces)]
    for chosen in product(*choices):
        yield "".join(chosen)
