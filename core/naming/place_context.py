"""Judge by the words around it whether an ordinary word or a short form means a place."""

from collections.abc import Sequence
from typing import Final

from core.naming.ordinary_words import is_ordinary
from core.naming.place_words import Word, is_ordinal
from core.place import PlaceKind

AT: Final = frozenset(
    {"in", "at", "near", "around", "by", "outside", "inside", "from", "to", "toward", "towards",
     "beside", "opposite", "behind", "through", "within", "across", "for", "of", "off", "and"}
)  # fmt: skip
ON: Final = frozenset(
    {"on", "along", "down", "up", "onto", "off", "across", "near", "at", "from", "to", "past"}
)
TRANSIT_WORDS: Final = frozenset(
    {"bus", "buses", "train", "trains", "line", "lines", "route", "routes", "metro", "subway",
     "tram", "trams", "rail", "transit", "station", "stations", "stop", "stops", "platform",
     "elevator", "elevators", "escalator", "ride", "shuttle", "commute", "delay", "delays",
     "delayed", "board", "streetcar", "trolley"}
)  # fmt: skip
_COMPASS: Final = frozenset(
    {"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"}
)
_SUBJECT: Final = frozenset({"", "is", "was", "are", "if", "why", "and"})
_SAID_OF_STREETS: Final = frozenset(
    {"closed", "open", "blocked", "flooded", "clear", "shut", "dark", "jammed", "backed", "icy"}
)
"""What is said of a street by its name alone: "is Lincoln closed", "8th blocked?"."""
_WHICH: Final = frozenset(
    {"", "in", "at", "near", "around", "by", "outside", "inside", "on", "under", "is", "from",
     "behind", "beside", "to", "down"}
)  # fmt: skip
_WITHOUT_ARTICLE: Final = frozenset({"library", "mall", "museum", "stadium", "arena", "clinic"})
"""Of these, "in library" is which one, too; "at school" and "in hospital" are none."""
_VAGUE: Final = frozenset(
    {"point", "square", "quarter", "heights", "hill", "preserve", "orchard", "arena", "center",
     "port", "market", "park", "station", "school", "gate", "mission", "union", "general"}
)  # fmt: skip
_AFTER_STREET: Final = frozenset(
    {"", "between", "and", "near", "at", "by", "today", "now", "right", "tonight", "still", "from",
     "to", "closed", "open", "again", "is", "are", "was", "blocked", "clear", "yet", "tomorrow"}
)  # fmt: skip


def _key(tokens: Sequence[Word], index: int) -> str:
    return tokens[index].key if 0 <= index < len(tokens) else ""


def _stands_out(tokens: Sequence[Word], start: int) -> bool:
    """Say whether a capital letter says something: not on the first word, nor in a shout."""
    if not tokens[start].capital or start == 0:
        return False
    return sum(word.capital for word in tokens) * 2 <= len(tokens) + 1


def admits_noun(tokens: Sequence[Word], start: int, *, several: bool = False) -> bool:
    """Say whether an ordinary word names a thing of this city: "the bay".

    Args:
        tokens: the words of the text.
        start: index of the word.
        several: whether it fits several things, so that it is only to be asked which.
    """
    if several:
        before = _key(tokens, start - 1)
        if tokens[start].key in _WITHOUT_ARTICLE and before in _WHICH - {"to", "from", "down"}:
            return True
        return before == "the" and _key(tokens, start - 2) in _WHICH
    if len(tokens) == 1 or _stands_out(tokens, start):
        return True
    before, further = _key(tokens, start - 1), _key(tokens, start - 2)
    if tokens[start].key in _VAGUE:
        return before == "the" and further in (AT | {"on", "up"}) - {"to", "of", "for", "and", "by"}
    return before == "the" or before in {"in", "at", "near", "around", "outside", "from"}


def admits_short(kind: PlaceKind, tokens: Sequence[Word], start: int, end: int) -> bool:
    """Say whether a name without its kind is meant: "on Elm", "in Springfield"."""
    before, after = _key(tokens, start - 1), _key(tokens, end)
    whole = start == 0 and end == len(tokens)
    ordinary = all(is_ordinary(word.key) for word in tokens[start:end])
    if kind is PlaceKind.STREET:
        if before == "of" and _key(tokens, start - 2) in _COMPASS:
            return True
        if (
            before in _SUBJECT
            and after in _SAID_OF_STREETS
            and (not ordinary or is_ordinal(tokens[start].key))
        ):
            return True
        if is_ordinal(tokens[start].key):
            return before in ON - {"from", "to", "off"} and after in _AFTER_STREET
        if before in ON:
            return not ordinary or _stands_out(tokens, start) or (
                before == "on" and after in _AFTER_STREET
            )  # fmt: skip
        if before.isdigit() and not ordinary:
            return True
        return whole and not ordinary
    if ordinary:
        return before in AT and _stands_out(tokens, start)
    return start == 0 or before in AT or before == "which" or _stands_out(tokens, start)
