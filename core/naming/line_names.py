"""List the ways in which people call a line: by its names, number and colour (contract, 3)."""

from collections.abc import Iterator

from core.city_parts import Line, Mode
from core.naming.place_words import keys
from core.static_gtfs import COLOUR_WORDS

Key = tuple[str, ...]

LINE_WORDS = frozenset({"line", "lines", "route", "routes", "bus", "buses", "train", "trains"} | {
    "tram", "trams", "metro", "subway", "rail", "ferry", "streetcar", "trolley", "shuttle",
})  # fmt: skip
PLURAL_WORDS = frozenset({"lines", "routes", "buses", "trains", "trams"})
_NUMBER_WORDS = ("number", "no", "nr")
_NAMING = frozenset(LINE_WORDS | {"express", "loop", "link", "connector", "crosstown", "rapid"})


def surely(line: Line) -> Iterator[Key]:
    """Give the keys by which a text surely means this line: `blue line`, `bus 12`, `route 12`."""
    heads = _heads(line.mode)
    for name in _bare_names(line):
        for head in heads:
            yield (*name, head)
            yield (head, *name)
            for number in _NUMBER_WORDS:
                yield (head, number, *name)
        for number in _NUMBER_WORDS:
            yield from ((number, *name, head) for head in heads)
        for first in heads:
            yield from ((first, second, *name) for second in ("line", "route"))
    for name in _long_names(line):
        yield name
        if "line" not in name:
            yield (*name, "line")


def perhaps(line: Line) -> Iterator[Key]:
    """Give the keys that mean this line only beside words about transit: `blue`, never `12`."""
    for name in _bare_names(line):
        if not all(word.isdigit() or len(word) == 1 for word in name):
            yield name


def is_plate(key: Key) -> bool:
    """Say whether a short name such as `M15` or `12X` can be nothing else than a line."""
    word = key[0]
    return len(key) == 1 and len(word) > 1 and not word.isdigit() and any(
        sign.isdigit() for sign in word
    )  # fmt: skip


def _bare_names(line: Line) -> Iterator[Key]:
    """Give the short name and the colours, without the words `line` and `bus`."""
    seen: set[Key] = set()
    short = keys(line.short_name)
    bare = tuple(word for word in short if word not in LINE_WORDS)
    long = tuple(word for word in keys(line.long_name) if word not in _NAMING)
    for name in (
        bare,
        *((colour,) for colour in line.colour_words),
        long if len(long) == 1 else (),
    ):
        if name and name not in seen:
            seen.add(name)
            yield name


def _long_names(line: Line) -> Iterator[Key]:
    """Give the long name where it cannot be a pair of places, such as "Downtown - Harbor"."""
    for name in (keys(line.long_name), keys(line.short_name)):
        if len(name) > 1 and (_NAMING & set(name) or COLOUR_WORDS & set(name)):
            yield name


def _heads(mode: Mode) -> tuple[str, ...]:
    if mode.on_rails:
        return ("line", "train", "metro", "subway", "tram", "rail", "route", "trains", "lines")
    if mode is Mode.FERRY:
        return ("ferry", "line", "route", "boat")
    return ("bus", "route", "line", "buses", "shuttle", "trolley")
