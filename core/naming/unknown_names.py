"""Find names in a question that look like a place or a line, and that the city does not have.

They are asked back: "is the power out in Atlantis?" must never be answered for another place.
"""

from collections.abc import Iterator, Sequence, Set
from typing import Final

from core.naming.line_names import LINE_WORDS
from core.naming.no_places import (
    AFTER_IN,
    ANY_STREETS,
    CITY_TALK,
    LOOSE_TYPES,
    NO_PLACES,
    NO_STREETS,
    NO_ZIP,
    OWN_TAILS,
    SAID_OF_ROADS,
)
from core.naming.ordinary_words import is_nearly, is_nearly_ordinary, is_ordinary
from core.naming.place_words import STREET_TYPES, Word, is_ordinal, is_unspaced
from core.naming.spans import taken_by
from core.place import Mention, PlaceKind
from core.static_gtfs import COLOUR_WORDS

_BEFORE: Final = frozenset({"in", "near", "around", "at", "outside", "within"})
_BEFORE_CAPITAL: Final = _BEFORE | {
    "to", "from", "on", "for", "of", "through", "towards", "and", "or",
}  # fmt: skip
_FORENAMES: Final = frozenset(
    {"new", "san", "santa", "los", "las", "fort", "mount", "west", "east", "north", "south"}
)
_SKIPPED: Final = frozenset({"the", "my", "our", "your", "this", "that", "a", "an", "all", "any"})
_ZIP_WORDS: Final = frozenset({"zip", "code", "postcode", "postal"})
_NUMBERED: Final = frozenset({"bus", "line", "route", "tram", "train"})
_NUMBERED_AREAS: Final = frozenset({"ward", "precinct", "borough"})
_AREA_KINDS: Final = frozenset(
    {PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK, PlaceKind.CITY, PlaceKind.STREET,
     PlaceKind.INTERSECTION, PlaceKind.LANDMARK, PlaceKind.STOP}
)  # fmt: skip
_DRIVES: Final = frozenset({"drive", "court", "row"})
_AFTER_DRIVE: Final = frozenset(
    {"", "is", "closed", "open", "blocked", "flooded", "and", "at", "near", "power", "water", "out"}
)
_ASKS: Final = frozenset({"is", "are", "was", "has", "did"})
_STATES: Final = frozenset(
    {"flooded", "flooding", "dark", "out", "down", "without", "affected", "evacuated", "closed"}
)
_SHORT_MESSAGE: Final = 6
_SHORTEST: Final = 4
_LONGEST_NAME: Final = 6
"""Words of a name that are said back; a shout of capitals is no longer one."""
_LONGEST_CHARS: Final = 60
_NO_NAME: Final = frozenset("的吗了是有我你您他她它请什么怎哪今明昨现还都没不呢吧啊这那谁几多")
"""Signs that Chinese names of places seldom have, and questions nearly always."""
_MOST_SKIPPED: Final = 4
_MOST: Final = 12
"""Strange words of one message that are looked at."""

Span = tuple[int, int]


def unknown_names(
    text: str, tokens: Sequence[Word], mentions: Sequence[Mention], known: Set[str]
) -> tuple[str, ...]:
    """Return unknown names as the text writes them, in its order, none twice.

    Beside a place that the city has, a strange word is a shop or a person, unless it says that the
    place is elsewhere: "downtown Boston", "Main Street in Boston", "Eastside or Atlantis".

    Args:
        text: the question.
        tokens: its words.
        mentions: the places already found in it.
        known: words that belong to some name of the pack or to a source.
    """
    taken = taken_by(tokens, mentions)
    free = [mention is None for mention in taken]
    spans = sorted(
        {*_lines(tokens, free, known), *_streets(tokens, free), *_numbers(tokens, free),
         *_settlements(tokens, free), *_tails(tokens, taken),
         *_names(text, tokens, taken, known), *_bare(tokens, free, known)},
        key=_longest_first,
    )  # fmt: skip
    found: list[str] = []
    last = -1
    for first, end in spans:
        end = min(end, first + _LONGEST_NAME)
        if first >= last:
            name = text[tokens[first].start : tokens[end - 1].end]
            found.append(name[:_LONGEST_CHARS])
            last = end
    return tuple(dict.fromkeys(found))


def _longest_first(span: Span) -> tuple[int, int]:
    return (span[0], -span[1])


def _lines(tokens: Sequence[Word], free: Sequence[bool], known: Set[str]) -> Iterator[Span]:
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


def _streets(tokens: Sequence[Word], free: Sequence[bool]) -> Iterator[Span]:
    """Give streets that there are not: "elmer street", "on garden road", "13th ave"."""
    for index in range(1, len(tokens)):
        if not free[index] or not free[index - 1] or tokens[index].key not in STREET_TYPES:
            continue
        before, word = tokens[index - 1], tokens[index]
        after = tokens[index + 1] if index + 1 < len(tokens) and free[index + 1] else None
        turned = after is not None and after.key not in NO_PLACES and before.key in ("on", "the")
        if turned and after and not is_nearly_ordinary(after.key) and after.key.isalpha():
            yield index, index + 2  # "on the street zanzibar", as other languages have it
            continue
        led = index > 1 and tokens[index - 2].key in ("on", "at", "near", "along", "to", "from")
        strange = not is_ordinary(before.key) and not is_nearly_ordinary(before.key)
        numbered = is_ordinal(before.key) or before.key.isdigit()
        written = before.capital and word.capital
        if word.key in LOOSE_TYPES:
            named = strange and before.key.isalpha() and (led or written)
        elif before.key in NO_STREETS and not written:
            named = False
        elif word.key in ANY_STREETS and after is not None and after.key in SAID_OF_ROADS:
            named = led or written
        elif word.key in ANY_STREETS:
            named = strange or numbered or written or led or len(tokens) == 2
        else:
            named = True
        if named:
            first = index - 1
            while first and free[first - 1] and _of_street_name(tokens[first - 1]):
                first -= 1
            yield first, index + 1


def _settlements(tokens: Sequence[Word], free: Sequence[bool]) -> Iterator[Span]:
    """Give strange names with the word for what they are: "orchid heights", "kilburn park"."""
    for index in range(1, len(tokens)):
        name, tail = tokens[index - 1], tokens[index]
        stand = free[index] and free[index - 1] and tail.key in OWN_TAILS
        own = len(name.key) >= _SHORTEST and _of_street_name(name)
        if stand and own and not is_nearly_ordinary(name.key):
            yield index - 1, index + 1


def _of_street_name(word: Word) -> bool:
    """Say whether a word before a street's last one belongs to it: "martin luther king blvd"."""
    return word.key.isalpha() and not is_ordinary(word.key) and word.key not in NO_PLACES


def _numbers(tokens: Sequence[Word], free: Sequence[bool]) -> Iterator[Span]:
    """Give ZIP codes and numbered areas that there are not."""
    for index, word in enumerate(tokens):
        if not free[index] or not word.key.isdigit():
            continue
        before = tokens[index - 1].key if index else ""
        after = tokens[index + 1].key if index + 1 < len(tokens) else ""
        if len(word.key) == 5:
            led = tokens[index - 2].key if before == "the" and index > 1 else before
            led_to = led in _ZIP_WORDS | _BEFORE
            if led_to or (not {before, after} & NO_ZIP and len(tokens) <= _SHORT_MESSAGE):
                yield index, index + 1
        elif before in _NUMBERED_AREAS and free[index - 1] and len(word.key) < 3:
            yield index - 1, index + 1


def _tails(tokens: Sequence[Word], taken: Sequence[Mention | None]) -> Iterator[Span]:
    """Give names that only begin as a place of ours: "Riverside Heights", "on elmwood street"."""
    for index in range(1, len(tokens)):
        mention, word = taken[index - 1], tokens[index].key
        if taken[index] is not None or mention is None or mention.end > tokens[index].start:
            continue
        kinds = {place.kind for place in mention.places}
        if not kinds <= {PlaceKind.AREA, PlaceKind.CITY, PlaceKind.STOP, PlaceKind.LANDMARK}:
            continue
        first = next(i for i, m in enumerate(taken) if m is mention)
        before = tokens[first - 1].key if first else ""
        after = tokens[index + 1].key if index + 1 < len(tokens) else ""
        street = word in STREET_TYPES - LOOSE_TYPES and after not in SAID_OF_ROADS
        alone = first == 0 and index == len(tokens) - 1
        if word in ANY_STREETS and before != "on" and not alone:
            street = False
        street = street or (word in _DRIVES and after in _AFTER_DRIVE)
        area = kinds <= {PlaceKind.AREA, PlaceKind.CITY}
        mended = area and (word in OWN_TAILS or is_nearly(word, ("heights", "gardens")))
        if street or mended:
            yield first, index + 1


def _names(
    text: str, tokens: Sequence[Word], taken: Sequence[Mention | None], known: Set[str]
) -> Iterator[Span]:
    free = [mention is None for mention in taken]
    shouted = sum(word.capital for word in tokens) * 2 > len(tokens) + 1
    english = sum(is_ordinary(word.key) for word in tokens) * 2 >= len(tokens)
    alone = all(free)
    in_place = any(m is not None and m.places[0].kind in _AREA_KINDS for m in taken)
    talk = any(word.key in CITY_TALK for word in tokens)
    looked_at = 0
    for index, word in enumerate(tokens):
        if not free[index] or not word.key.isalpha() or looked_at >= _MOST:
            continue
        before, article = _before(tokens, index)
        # After "in", a word that is only part of a name of ours is another place: "in Washington".
        if not _is_name(word, frozenset() if before in _BEFORE else known):
            continue
        if is_unspaced(word.key) and not talk:
            continue  # what a glossary left of another subject
        looked_at += 1
        raw = text[word.start : word.end]
        if in_place:
            named = _is_elsewhere(tokens, taken, index, before, known)
        elif before in _BEFORE:
            named = not _is_slip(word.key, article)
        else:
            capital = word.capital and not shouted and alone and (index > 0 or english)
            named = capital or (word.capital and before in _BEFORE_CAPITAL)
            if named and index == 0:  # a capital there says nothing: "Summarise it"
                talk = any(w.key in CITY_TALK for w in tokens[: 2 * _SHORT_MESSAGE])
                named = talk and not is_nearly_ordinary(word.key)
            if raw.isupper() and len(raw) <= 5:
                named = False  # FEMA, NWS, ETA
        if named:
            yield _whole(tokens, free, index, shouted)


def _is_elsewhere(
    tokens: Sequence[Word],
    taken: Sequence[Mention | None],
    index: int,
    before: str,
    known: Set[str],
) -> bool:
    """Say whether a name beside a place of ours says that it is elsewhere, or asks for another."""
    key = tokens[index].key
    if key in known or is_nearly_ordinary(key):
        return False
    if before == "in":
        return True
    left = taken[index - 1] if index else None
    if left is not None:
        kinds = {place.kind for place in left.places}
        last = index == len(tokens) - 1 or tokens[index + 1].key in CITY_TALK
        strange = tokens[index].capital or (last and len(key) > _SHORTEST)
        return bool(kinds & {PlaceKind.AREA, PlaceKind.STREET, PlaceKind.CITY}) and strange
    joined = index > 1 and tokens[index - 1].key in ("and", "or") and taken[index - 2] is not None
    return joined and len(key) >= _SHORTEST


def _bare(tokens: Sequence[Word], free: Sequence[bool], known: Set[str]) -> Iterator[Span]:
    """Give the one strange word beside talk of the city: "narnia power", "any outages narnia"."""
    if not all(free) or not 1 < len(tokens) <= _SHORT_MESSAGE:
        return
    strange = [i for i, w in enumerate(tokens) if not is_ordinary(w.key) or is_unspaced(w.key)]
    if len(strange) != 1:
        return
    index, key = strange[0], tokens[strange[0]].key
    beside = {tokens[i].key for i in (index - 1, index + 1) if 0 <= i < len(tokens)}
    if is_unspaced(key) and index == 0 and 1 < len(key) < _SHORT_MESSAGE:
        if not _NO_NAME & set(key) and any(word.key in CITY_TALK for word in tokens):
            yield index, index + 1  # a name before what a glossary put into English
        return
    asked = index == 1 and tokens[0].key in _ASKS and len(tokens) > 2 and tokens[2].key in _STATES
    at_end = index in (0, len(tokens) - 1) and beside & (CITY_TALK | {"out", "down", "off"})
    if not asked and not at_end:
        return
    if len(key) >= _SHORTEST and _is_name(tokens[index], known) and not is_nearly_ordinary(key):
        yield index, index + 1


def _whole(tokens: Sequence[Word], free: Sequence[bool], index: int, shouted: bool) -> Span:
    """Widen a name over its neighbours in capitals: "West Virginia", "New York"."""
    first, end = index, index + 1
    if first and free[first - 1] and tokens[first - 1].key in _FORENAMES:
        first -= 1
    while not shouted and first > 1 and free[first - 1] and tokens[first - 1].capital:
        first -= 1
    while not shouted and end < len(tokens) and free[end] and tokens[end].capital:
        end += 1
    return first, end


def _before(tokens: Sequence[Word], index: int) -> tuple[str, bool]:
    """Return the word before, articles and "new" left out, and whether there was an article."""
    index -= 1
    article = False
    last = max(0, index - _MOST_SKIPPED)
    while index >= last and tokens[index].key in _SKIPPED | _FORENAMES:
        article = article or tokens[index].key in _SKIPPED
        index -= 1
    return (tokens[index].key if index >= 0 else ""), article


def _is_slip(key: str, article: bool) -> bool:
    """Say whether a word behind a preposition is a misspelt ordinary one: "in the nieghborhood"."""
    return is_nearly_ordinary(key) if article else is_nearly(key, AFTER_IN)


def _is_name(word: Word, known: Set[str]) -> bool:
    key = word.key
    if is_unspaced(key):
        return 1 < len(key) < _SHORT_MESSAGE and not _NO_NAME & set(key) and key not in known
    return len(key) > 2 and not is_ordinary(key) and key not in known and key not in NO_PLACES
