"""Mend misspelt names: "estside", "downtwon", "river side"; ordinary words are left alone.

The cut-off is one slip (letter added, dropped, changed or two swapped) in a word of five letters
or more, two from ten letters on with the same first letter. "Southpark" is not "Southport".
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.naming.ordinary_words import is_ordinary
from core.naming.place_words import Word
from core.naming.spans import taken_by
from core.place import Mention

_SHORTEST: Final = 5
_TWO_SLIPS_FROM: Final = 10
_MOST_VARIANTS: Final = 6


class Misspellings:
    """Know the words that names are made of."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._vocabulary = tuple(vocabulary)
        self._known = frozenset(vocabulary)
        self._nearest = lru_cache(maxsize=10_000)(self._search)

    def variants(
        self, tokens: Sequence[Word], chosen: Sequence[Mention]
    ) -> Iterator[tuple[list[Word], int]]:
        """Give the text with a word mended or two words joined, and the slips in it."""
        free = [index for index, mention in enumerate(taken_by(tokens, chosen)) if mention is None]
        free_too = frozenset(free)
        mended = {i: found for i in free if (found := self._candidates(tokens[i].key))}
        if len(mended) > 1:  # several slips in one text: the likeliest of each at once
            first = [
                self._with(w, mended[i][0][0]) if i in mended else w for i, w in enumerate(tokens)
            ]
            yield first, 1
        given = 0
        for index, found in mended.items():
            for key, slips in found:
                if given >= _MOST_VARIANTS:
                    return
                given += 1
                yield [*tokens[:index], self._with(tokens[index], key), *tokens[index + 1 :]], slips
        for index in free:
            if index + 1 in free_too:
                left, right = tokens[index], tokens[index + 1]
                if left.key + right.key in self._known:
                    joined = Word(left.key + right.key, left.start, right.end, left.capital)
                    yield [*tokens[:index], joined, *tokens[index + 2 :]], 0

    @staticmethod
    def _with(word: Word, key: str) -> Word:
        return Word(key, word.start, word.end, word.capital)

    def _candidates(self, key: str) -> tuple[tuple[str, int], ...]:
        if len(key) < _SHORTEST or not key.isalpha() or key in self._known or is_ordinary(key):
            return ()
        return self._nearest(key)

    def _search(self, key: str) -> tuple[tuple[str, int], ...]:
        """Return the words with the fewest slips; people seldom miss the first letter."""
        most = 2 if len(key) >= _TWO_SLIPS_FROM else 1
        found = process.extract(
            key, self._vocabulary, scorer=OSA.distance, score_cutoff=most, limit=3
        )
        near = [(name, int(slips)) for name, slips, _ in found if len(name) >= _SHORTEST
                and (slips < 2 or name[0] == key[0])]  # fmt: skip
        least = min((slips for _, slips in near), default=0)
        nearest = [(name, slips) for name, slips in near if slips == least]
        alike = [(name, slips) for name, slips in nearest if name[0] == key[0]]
        return tuple(alike or nearest)
