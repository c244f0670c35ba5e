"""Find names in a question that look like a place or a line, and that the city does not have.

They are asked back: "is the power out in Atlantis?" must never be answered for another place.
"""

from collections.abc import Iterator, Sequence, Set
from typing import Final

from core.naming.line_names import LINE_WORDS
from core.naming.ordinary_words import is_ordinary
from core.naming.place_words import STREET_TYPES, Word
from core.place import Mention
from core.static_gtfs import COLOUR_WORDS

_BEFORE: Final = frozenset({"in", "near", "around", "at", "outside", "within"})
_BEFORE_CAPITAL: Final = _BEFORE | {
    "to",
    "from",
    "on",
    "for",
    "of",
    "through",
    "towards",
    "and",
    "or",
}
_FORENAMES: Final = frozenset(
    {"new", "san", "santa", "los", "las", "fort", "mount", "west", "east", "north", "south"}
)
_SKIPPED: Final = frozenset({"the", "my", "our", "your", "this", "that", "a", "an", "all", "any"})
_ZIP_WORDS: Final = frozenset({"zip", "code", "postcode", "postal"})
_NUMBERED: Final = frozenset({"bus", "line", "route", "tram", "train"})


def unknown_names(
    text: str, tokens: Sequence[Word], mentions: Sequence[Mention], known: Set[str]
) -> tuple[str, ...]:
    """Return unknown names as the text writes them, in its order, none twice.

    Args:
        text: the question.
        tokens: its words.
        mentions: the places already found in it.
        known: words that belong to some name of the pack or to a source.
    """
    free = [not any(m.start <= w.start < m.end for m in mentions) for w in tokens]
    spans = sorted(
        {*_lines(tokens, free, known), *_streets(tokens, free, known), *_numbers(tokens, free),
         *_names(text, tokens, free, known)}
    )  # fmt: skip
    found: list[str] = []
    last = -1
    for first, end in spans:
        if first >= last:
            found.append(text[tokens[first].start : tokens[end - 1].end])
            last = end
    return tuple(dict.fromkeys(found))


def _lines(
    tokens: Sequence[Word], free: Sequence[bool], known: Set[str]
) -> Iterator[tuple[int, int]]:
    """Give lines that there are not: "purple line", "bus 99", "blew line"."""
    for index in range(len(tokens) - 1):
        if free[index] and free[index + 1]:
            left, right = tokens[index].key, tokens[index + 1].key
            coloured = left in COLOUR_WORDS and right in LINE_WORDS
            numbered = left in _NUMBERED and right.isdigit() and len(right) < 4
            strange = right == "line" and not is_ordinary(left) and left not in known
            if (
                coloured
                or strange
                or numbered
                or (left.isdigit() and right in ("bus", "line", "tram"))
            ):
                yield index, index + 2


def _streets(
    tokens: Sequence[Word], free: Sequence[bool], known: Set[str]
) -> Iterator[tuple[int, int]]:
    """Give streets that there are not: "elmer street"."""
    for index in range(1, len(tokens)):
        before, word = tokens[index - 1], tokens[index]
        named = word.key in STREET_TYPES - {
            "way",
            "place",
            "court",
            "close",
            "drive",
            "row",
            "walk",
        }
        if named and free[index] and free[index - 1]:
            name = before.key
            if not is_ordinary(name) or (before.capital and word.capital) or name[0].isdigit():
                yield index - 1, index + 1


def _numbers(tokens: Sequence[Word], free: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Give ZIP codes that there are not."""
    for index, word in enumerate(tokens):
        led_to = index > 0 and tokens[index - 1].key in _ZIP_WORDS | _BEFORE
        if free[index] and led_to and word.key.isdigit() and len(word.key) == 5:
            yield index, index + 1


def _names(
    text: str, tokens: Sequence[Word], free: Sequence[bool], known: Set[str]
) -> Iterator[tuple[int, int]]:
    shouted = sum(word.capital for word in tokens) * 2 > len(tokens) + 1
    english = sum(is_ordinary(word.key) for word in tokens) * 2 >= len(tokens)
    for index, word in enumerate(tokens):
        if not free[index] or not word.key.isalpha():
            continue
        before = _before(tokens, index)
        # After "in", a word that is only part of a name of ours is another place: "in Washington".
        if _is_name(word, frozenset() if before in _BEFORE else known):
            alone = all(free)  # beside a place that we know, a name is a shop or a person
            capital = word.capital and not shouted and alone and (index > 0 or english)
            if not (before in _BEFORE or capital or (word.capital and before in _BEFORE_CAPITAL)):
                continue
            raw = text[word.start : word.end]
            if raw.isupper() and len(raw) <= 5 and before not in _BEFORE:
                continue  # FEMA, NWS, ETA
            yield _whole(tokens, free, index, shouted)


def _whole(
    tokens: Sequence[Word], free: Sequence[bool], index: int, shouted: bool
) -> tuple[int, int]:
    """Widen a name over its neighbours in capitals: "West Virginia", "New York"."""
    first, end = index, index + 1
    if first and free[first - 1] and tokens[first - 1].key in _FORENAMES:
        first -= 1
    while not shouted and first > 1 and free[first - 1] and tokens[first - 1].capital:
        first -= 1
    while not shouted and end < len(tokens) and free[end] and tokens[end].capital:
        end += 1
    return first, end


def _before(tokens: Sequence[Word], index: int) -> str:
    """Return the word before, articles and "new" left out."""
    index -= 1
    while index >= 0 and tokens[index].key in _SKIPPED | _FORENAMES:
        index -= 1
    return tokens[index].key if index >= 0 else ""


def _is_name(word: Word, known: Set[str]) -> bool:
    return len(word.key) > 2 and not is_ordinary(word.key) and word.key not in known
