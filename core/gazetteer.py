"""Turn names into places of the city: exactly (`lookup`), and in what people write (`find`).

Never another place's answer: a name that fits several places gives them all, a name that fits
none is told by `unknown_names`, and ordinary words become places only where the words around them
say so. Built once from a `City`; every method is pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from core.city import City
from core.geo import LonLat, as_shape, buffer_m
from core.naming.corners import Corners
from core.naming.line_names import LINE_WORDS, PLURAL_WORDS, is_plate
from core.naming.misspellings import Misspellings
from core.naming.near_names import NearNames
from core.naming.ordinary_words import is_nearly_ordinary, is_ordinary
from core.naming.place_context import TRANSIT_WORDS, admits_noun, admits_short
from core.naming.place_index import Form, PlaceIndex, Strength
from core.naming.place_words import STREET_TYPES, Word, keys, words
from core.naming.regions import Regions
from core.naming.spans import taken_by, without_overlaps
from core.naming.unknown_names import unknown_names
from core.place import Mention, Place, PlaceKind

_AREA_SUFFIXES: Final = frozenset(
    {"area", "neighborhood", "district", "region", "section", "zone", "community", "quarter"}
)
_LONGEST_AREA: Final = 4
_STOP_WORDS: Final = frozenset({"station", "stop"})
_OTHER_STATIONS: Final = frozenset(
    {"fire", "police", "gas", "petrol", "filling", "charging", "power", "pumping", "polling", "to"}
)
"""Before "station" another thing than a stop; "to stop" is none either."""
_ZIP_WORDS: Final = frozenset({"zip", "code", "postal", "postcode"})
_RUNS: Final = frozenset({"running", "delayed", "late", "suspended", "stopped", "delays", "down"})
"""What is said of a line by its colour alone: "blue delayed?"."""
_NO_LINES: Final = frozenset({"apt", "apartment", "unit", "suite", "room", "floor", "number"})
_SHORT_SCORE: Final = 0.85
_SCORES: Final = {Strength.FULL: 1.0, Strength.NOUN: 0.95, Strength.SHORT: _SHORT_SCORE}
_TYPO_COST: Final = 0.15


class Gazetteer:
    """Know the names of one city."""

    def __init__(self, city: City) -> None:
        self.city = city
        self._index = PlaceIndex(city)
        self._corners = Corners(
            city, self._index.streets, self._index.longest_street, self._index.areas
        )
        self._misspellings = Misspellings(self._index.vocabulary)
        self._near_names = NearNames(self._index.forms)
        self.regions = Regions(city)
        self._known_words = self._index.words | frozenset(
            word for source in city.sources for word in keys(f"{source.publisher} {source.id}")
        )

    def lookup(self, name: str, *, strict: bool = False) -> tuple[Place, ...]:
        """Return what a name means by itself; several where it fits several, none where unknown.

        Case, accents, punctuation, "the", "St" for "Street", "third" for "3rd", "zip" before a
        number and "area" behind a name make no difference. Misspellings are not mended.

        Args:
            name: the name alone.
            strict: take no short forms and no bare nouns, except for areas: "Washington" is then
                no avenue and "Lake" no lake, as in the texts of feeds from elsewhere.
        """
        if (unspaced := self._index.unspaced.get(name.strip())) is not None:
            return unspaced
        found = keys(name)
        while len(found) > 1 and found[0] in _ZIP_WORDS | {"the"}:
            if (
                form := self._index.forms.get(found)
            ) is not None and form.strength > Strength.SHORT:
                break
            found = found[1:]
        while found:
            form = self._index.forms.get(found)
            if form is not None:
                places = _named_fully(form) if strict else form.places
                return places if form.strength is Strength.SHORT else _settled(places, False)
            if not strict and (lines := self._index.bare_lines.get(found)):
                return lines
            if not strict and (lines := self._index.line_names.get(found)):
                return lines
            if found[-1] not in _AREA_SUFFIXES:
                break
            found = found[:-1]
        whole = [m for m in self._corners.mentions(name, words(name)) if m.text == name.strip()]
        return whole[0].places if whole else ()

    def find(self, text: str, *, strict: bool = False) -> tuple[Mention, ...]:
        """Return the places named in a text, in its order, the longest names first choice.

        Args:
            text: what a person wrote, or a source's words.
            strict: take only full names, as in the texts of feeds: no slips, no short forms.
        """
        tokens = words(text)
        plain = list(self._candidates(text, tokens))
        if strict:
            return _without_overlaps(m for m in plain if m.score == 1.0)
        chosen = _without_overlaps(plain)
        mended = [
            mention
            for variant, cost in self._misspellings.variants(tokens, chosen)
            for mention in self._candidates(text, variant, cost)
        ]
        in_transit = any(word.key in TRANSIT_WORDS for word in tokens)
        mended += [
            self._mention(text, tokens, start, end, _settled(places, in_transit), 1.0 - _TYPO_COST)
            for start, end, places in self._near_names.find(tokens, taken_by(tokens, chosen))
        ]
        return _without_overlaps([*plain, *_merged(mended, in_transit)]) if mended else chosen

    def unknown_names(
        self, text: str, mentions: Sequence[Mention] | None = None
    ) -> tuple[str, ...]:
        """Return what looks like a place's or a line's name and is none that the pack knows."""
        found = self.find(text) if mentions is None else mentions
        strange = unknown_names(text, words(text), found, self._known_words)
        if not found:
            return strange
        # Beside a place that is known, a small word with a slip in it is no other one: "closrd".
        return tuple(n for n in strange if not (n.islower() and is_nearly_ordinary(n)))

    def alike(self, words: str) -> tuple[Place, ...]:
        """Return the places that somebody may mean by a name that there is not; four at most."""
        found = self._near_names.alike(words)
        return tuple(p for p in found if p.kind is not PlaceKind.STOP) or found

    def at(self, point: LonLat, accuracy_m: float = 0.0, name: str = "") -> Place:
        """Make the place of a point that a person shared."""
        shape = buffer_m(point, accuracy_m) if accuracy_m > 0 else as_shape(point)
        areas = tuple(area.id for area in self.city.areas_at(point))
        return Place(
            f"{point.lon:.6f},{point.lat:.6f}", name, PlaceKind.POINT, shape, point,
            self.city.bank_of(point), areas, (), accuracy_m,
        )  # fmt: skip

    def place(self, kind: PlaceKind, place_id: str) -> Place | None:
        """Return the place of the pack with this id, or the one made of others with this key."""
        known = self._index.place_of.get((kind, place_id))
        if known is not None:
            return known
        if kind in (PlaceKind.INTERSECTION, PlaceKind.STREET):
            return self._corners.recall(place_id)
        return self.regions.recall(place_id, self.place)

    def block(self, street: Place, number: str) -> Place | None:
        """Return the block of a street with this house number; None where the pack cannot tell."""
        whole = not street.member_ids and number.isdecimal()
        return self._corners.block(street, int(number)) if whole else None

    def _candidates(self, text: str, tokens: Sequence[Word], typos: int = 0) -> Iterator[Mention]:
        if typos == 0:
            yield from self._unspaced(text)
        yield from self._corners.mentions(text, tokens)
        in_transit = any(word.key in TRANSIT_WORDS for word in tokens)
        score = 1.0 - _TYPO_COST * typos
        for start in range(len(tokens)):
            yield from self._forms_at(text, tokens, start, in_transit, score)
            yield from self._line_at(text, tokens, start, in_transit, score)

    def _forms_at(
        self, text: str, tokens: Sequence[Word], start: int, in_transit: bool, score: float
    ) -> Iterator[Mention]:
        longest = min(len(tokens) - start, self._index.longest.get(tokens[start].key, 0))
        for length in range(longest, 0, -1):
            form = self._index.forms.get(tuple(w.key for w in tokens[start : start + length]))
            if form is None:
                continue
            places = self._admitted(form, tokens, start, start + length)
            if places:
                short = form.strength is Strength.SHORT
                stops = _called_stops(places, tokens, start)
                meant = stops or (places if short else _settled(places, in_transit))
                rank = score * _SCORES[form.strength]
                first = start - 1 if stops else start
                yield self._mention(text, tokens, first, start + length, meant, rank)
                return

    def _admitted(
        self, form: Form, tokens: Sequence[Word], start: int, end: int
    ) -> tuple[Place, ...]:
        """Return the places that the words around let a form mean."""
        if form.strength is Strength.FULL:
            return form.places
        if form.strength is Strength.NOUN:
            if tokens[start].key in _AREA_SUFFIXES and self._area_follows(tokens, end):
                return ()  # "in the quarter Westside" names no Market Quarter
            several = len(form.places) > 1
            return form.places if admits_noun(tokens, start, several=several) else ()
        kinds = {p.kind for p in form.places if admits_short(p.kind, tokens, start, end)}
        if kinds == {PlaceKind.STREET} or not kinds:
            return tuple(p for p in form.places if p.kind in kinds)
        return form.places  # "in Springfield": the park or the avenue, who knows

    def _area_follows(self, tokens: Sequence[Word], end: int) -> bool:
        """Say whether an area's full name comes next."""
        rest = tuple(word.key for word in tokens[end : end + _LONGEST_AREA])
        return any(rest[:length] in self._index.areas for length in range(1, len(rest) + 1))

    def _line_at(
        self, text: str, tokens: Sequence[Word], start: int, in_transit: bool, score: float
    ) -> Iterator[Mention]:
        """Read a line's bare name: `the Blue`, `M15`, and each of "the red and blue lines"."""
        key = (tokens[start].key,)
        lines = self._index.bare_lines.get(key, ())
        if not lines and not key[0].isalnum():
            return
        known = key in self._index.line_names
        if known and (_is_hashed(text, tokens, start) or self._goes_on_listing(tokens, start)):
            lines = self._index.line_names[key]
            yield self._mention(text, tokens, start, start + 1, lines, score)
        elif lines and is_plate(key):
            yield self._mention(text, tokens, start, start + 1, lines, score)
        elif _in_plural(tokens, start):
            named = self._index.forms.get((*key, "line")) or self._index.forms.get((*key, "bus"))
            if named is not None and named.strength is Strength.FULL:
                yield self._mention(text, tokens, start, start + 1, named.places, score)
        elif lines and _bare_line(tokens, start, in_transit):
            yield self._mention(text, tokens, start, start + 1, lines, score * _SHORT_SCORE)

    def _goes_on_listing(self, tokens: Sequence[Word], start: int) -> bool:
        """Say whether a number is one more line: the `7` of "bus 12 or 7"."""
        if (
            start < 3
            or tokens[start - 1].key not in ("and", "or")
            or not tokens[start].key.isdigit()
        ):
            return False
        first, head = tokens[start - 2].key, tokens[start - 3].key
        return (first,) in self._index.line_names and head in LINE_WORDS

    def _mention(
        self, text: str, tokens: Sequence[Word], start: int, end: int,
        places: tuple[Place, ...], score: float,
    ) -> Mention:  # fmt: skip
        """Make a mention, with the house number or the word "zip" that belongs to it."""
        number, first, last = "", tokens[start].start, tokens[end - 1].end
        before = tokens[start - 1] if start else None
        if before is not None and places[0].kind is PlaceKind.STREET:
            index = start - 1
            if index > 1 and (tokens[index - 1].key, before.key) == ("block", "of"):
                index -= 2  # "the 400 block of Pine"
            said = tokens[index].key
            line = index > 0 and tokens[index - 1].key in LINE_WORDS
            if said.isdigit() and len(said) <= 5 and not line:
                number, first = said, tokens[index].start
        elif places[0].kind is PlaceKind.ZIP:
            index = start
            while index and tokens[index - 1].key in _ZIP_WORDS:
                index -= 1
            first = tokens[index].start
        return Mention(first, last, text[first:last], places, score, number)

    def _unspaced(self, text: str) -> Iterator[Mention]:
        if text.isascii():
            return
        for name, places in self._index.unspaced.items():
            start = text.find(name)
            while start >= 0:
                yield Mention(start, start + len(name), name, places)
                start = text.find(name, start + len(name))


def _named_fully(form: Form) -> tuple[Place, ...]:
    """Return what a form names without help: a bare noun only as the name of an area."""
    if form.strength is Strength.NOUN:
        return tuple(place for place in form.places if place.kind is PlaceKind.AREA)
    return form.places if form.strength is Strength.FULL else ()


def _is_hashed(text: str, tokens: Sequence[Word], start: int) -> bool:
    """Say whether a number is written `#12`, and not as that of a flat."""
    begins = tokens[start].start
    if not (begins and text[begins - 1] == "#" and tokens[start].key.isdigit()):
        return False
    return not start or tokens[start - 1].key not in _NO_LINES | STREET_TYPES


def _bare_line(tokens: Sequence[Word], start: int, in_transit: bool) -> bool:
    """Say whether a colour by itself means a line: beside transit, or as `the Blue`."""
    after = tokens[start + 1].key if start + 1 < len(tokens) else ""
    if after in ("flag", "alert", "warning", "cross", "light", "tide", "code"):
        return False
    if after and not is_ordinary(after):
        return False
    before = tokens[start - 1].key if start else ""
    the = before == "the"
    if after in _RUNS and before in ("", "is", "are", "and", "or", "was"):
        return True
    if not (in_transit or (the and tokens[start].capital)):
        return False
    return the or tokens[start].capital or after in LINE_WORDS


def _in_plural(tokens: Sequence[Word], start: int) -> bool:
    """Say whether a word stands in a list of lines: "lines 4 and 7", "red and blue lines"."""
    steps = (range(start - 1, -1, -1), range(start + 1, len(tokens)))
    for step in steps:
        joined = False
        for index in step:
            key = tokens[index].key
            if key in PLURAL_WORDS or (joined and index > start and key in LINE_WORDS):
                if joined or index == start - 1:
                    return True
                break
            if key in ("and", "or"):
                joined = True
            elif (
                abs(index - start) > 5
                or not (key.isdigit() or len(key) < 7)
                or key in ("on", "the", "in", "at")
            ):
                break
    return False


def _called_stops(
    places: tuple[Place, ...], tokens: Sequence[Word], start: int
) -> tuple[Place, ...]:
    """Return the stops of a name that is told to be one's: "the station Midtown"."""
    if not start or tokens[start - 1].key not in _STOP_WORDS:
        return ()
    if start > 1 and tokens[start - 2].key in _OTHER_STATIONS:
        return ()
    return tuple(place for place in places if place.kind is PlaceKind.STOP)


def _settled(places: tuple[Place, ...], in_transit: bool) -> tuple[Place, ...]:
    """Drop what nobody means: a stop named for the area or the street that it lies in."""
    if len(places) < 2:
        return places
    kinds = {place.kind for place in places}
    unwanted: set[PlaceKind] = set()
    if kinds & {PlaceKind.AREA, PlaceKind.BANK, PlaceKind.ZIP, PlaceKind.CITY}:
        unwanted = {PlaceKind.STOP, PlaceKind.STREET, PlaceKind.LANDMARK}
    elif PlaceKind.STOP in kinds:
        others = {PlaceKind.STREET, PlaceKind.LANDMARK}
        if in_transit or kinds & others:
            unwanted = others if in_transit else {PlaceKind.STOP}
    return tuple(place for place in places if place.kind not in unwanted)


def _merged(mentions: Iterable[Mention], in_transit: bool) -> Iterator[Mention]:
    """Put together what several mendings make of the same words."""
    by_span: dict[tuple[int, int], Mention] = {}
    for mention in mentions:
        known = by_span.get((mention.start, mention.end))
        if known is None or mention.score > known.score:
            by_span[mention.start, mention.end] = mention
        elif mention.score == known.score:
            places = tuple(dict.fromkeys((*known.places, *mention.places)))
            if len({place.name for place in places}) == 1:
                places = _settled(places, in_transit)
            by_span[mention.start, mention.end] = Mention(
                known.start, known.end, known.text, places, known.score, known.house_number
            )
    yield from by_span.values()


def _without_overlaps(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Choose the longest mentions that do not overlap, in the order of the text."""
    ordered = without_overlaps(sorted(mentions, key=_rank))
    twice = {
        index
        for index, (left, right) in enumerate(pairwise(ordered), 1)
        if left.places == right.places and right.start - left.end <= 1  # "RMX airport"
    }
    return tuple(mention for index, mention in enumerate(ordered) if index not in twice)


def _rank(mention: Mention) -> tuple[int, float, int]:
    return (mention.start - mention.end, -mention.score, mention.start)
