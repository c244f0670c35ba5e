"""Find names of several words that are one slip away: "blu line", "pine hil".

Single words are mended word by word, and never short ones; here the words beside them say enough.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from core.naming.ordinary_words import is_ordinary
from core.naming.place_index import Form, Strength
from core.naming.place_words import STREET_TYPES, Word, keys
from core.place import Mention, Place, PlaceKind

_LEAST_CHARS: Final = 7
_MOST_WORDS: Final = 4
_LONGEST: Final = 150
"""Words of a text that slips in names of several words are looked for in."""
_ALIKE: Final = 78.0
_SHORTEST_ALIKE: Final = 5
_MOST_ALIKE: Final = 4


class NearNames:
    """Know the full names of several words of one city."""

    def __init__(self, forms: Mapping[tuple[str, ...], Form]) -> None:
        self._places: dict[int, dict[str, tuple[Place, ...]]] = {}
        self._full: dict[str, tuple[Place, ...]] = {}
        self._heads: dict[tuple[str, ...], tuple[Place, ...]] = {}
        for key, form in forms.items():
            name = " ".join(key)
            if form.strength is Strength.FULL and len(name) >= _SHORTEST_ALIKE:
                self._full[name] = tuple(p for p in form.places if p.kind is not PlaceKind.LINE)
            head = tuple(word for word in key if word not in STREET_TYPES)
            if head and form.strength is not Strength.NOUN:
                self._heads[head] = tuple(dict.fromkeys((*self._heads.get(head, ()), *form.places)))
            if 1 < len(key) <= _MOST_WORDS and form.strength is Strength.FULL:
                self._places.setdefault(len(key), {})[name] = form.places
        self._names = tuple(self._full)
        self._head_names = tuple(" ".join(head) for head in self._heads)

    def alike(self, said: str) -> tuple[Place, ...]:
        """Return the places whose names are like what is said, the likest first; four at most."""
        told = keys(said)
        bare = tuple(word for word in told if word not in STREET_TYPES)
        if bare != told:  # a street: what matters is its own name
            near = process.extract(" ".join(bare), self._head_names, scorer=fuzz.ratio,
                                   score_cutoff=_ALIKE, limit=_MOST_ALIKE)  # fmt: skip
            found = [
                place
                for name, _, _ in near
                if _counts(" ".join(bare), name)
                for place in self._heads[tuple(name.split())]
            ]
        else:
            near = process.extract(" ".join(told), self._names, scorer=fuzz.ratio,
                                   score_cutoff=_ALIKE, limit=3 * _MOST_ALIKE)  # fmt: skip
            found = [
                place for name, _, _ in near if _counts(" ".join(told), name)
                for place in self._full[name]
            ]  # fmt: skip
            found += self._full.get(" ".join(told[:-1]), ())  # "Eastside Heights": of Eastside
        return tuple(dict.fromkeys(found))[:_MOST_ALIKE]

    def find(
        self, tokens: Sequence[Word], taken: Sequence[Mention | None]
    ) -> Iterator[tuple[int, int, tuple[Place, ...]]]:
        """Give stretches that are one slip away from one name, with its places.

        A shorter name in a stretch is part of it where the slip is in a strange word beside it:
        "airport tran".

        Args:
            tokens: the words of the text.
            taken: of each the name found without mending; None where it is free.
        """
        if len(tokens) > _LONGEST:
            return
        for length, names in self._places.items():
            for start in range(len(tokens) - length + 1):
                stretch = tokens[start : start + length]
                if _may_be_one(stretch, taken[start : start + length]):
                    found = self._near(" ".join(word.key for word in stretch), names)
                    if found is not None:
                        yield start, start + length, found

    def _near(self, said: str, names: Mapping[str, tuple[Place, ...]]) -> tuple[Place, ...] | None:
        if len(said) < _LEAST_CHARS:
            return None
        near = process.extract(said, list(names), scorer=OSA.distance, score_cutoff=1,
                               limit=_MOST_ALIKE)  # fmt: skip
        kept = [name for name, _, _ in near if _begins_alike(said, name) and _counts(said, name)]
        meant = {names[name] for name in kept}  # "airport tran": train or tram, it is one line
        return meant.pop() if len(meant) == 1 else None


def _may_be_one(stretch: Sequence[Word], taken: Sequence[Mention | None]) -> bool:
    """Say whether words may be one name: free ones, or what strange ones add to a name."""
    free = [word for word, mention in zip(stretch, taken, strict=True) if mention is None]
    if len(free) == len(stretch):
        return True
    first, last = stretch[0].start, stretch[-1].end
    whole = all(first <= m.start and m.end <= last for m in taken if m is not None)
    return bool(free) and whole and not any(is_ordinary(word.key) for word in free)


def _counts(said: str, name: str) -> bool:
    """Say whether both have the same numbers: "77th Street" is no slip of "7th Street"."""
    left, right = ([word for word in text.split() if word[0].isdigit()] for text in (said, name))
    return left == right


def _begins_alike(said: str, name: str) -> bool:
    """Say whether each word begins as the name's does: people seldom slip at the first letter."""
    pairs = zip(said.split(), name.split(), strict=True)
    return all(left[0] == right[0] for left, right in pairs)
