"""Rewrite a message phrase by phrase, the one that accounts for most of it first."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise, product
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.understand.glossary.matching import Match, match
from assistant.understand.glossary.notation import (
    GAP,
    MERE,
    NUMBER,
    SPECIAL,
    START,
    WORD,
    Entry,
    Token,
    tokens_of,
)
from assistant.understand.glossary.pieces import Piece, joined, with_names
from assistant.understand.glossary.strays import Strays
from core.naming.ordinary_words import is_ordinary
from core.naming.place_words import STREET_TYPES, ordinal
from core.static_gtfs import COLOUR_WORDS

_SHORTEST_MENDED: Final = 5
_SHORTEST_UNDOUBLED: Final = 4
_VOWELS: Final = frozenset("aeiou")
_MAX_DEPTH: Final = 6
_ANY: Final = "*"
"""Stands for the second word of a phrase that has a gap there."""
_LONGEST_CROSSING: Final = 5
_QUESTION_WORDS: Final = frozenset({"what", "which", "where", "when", "why", "how", "who"})
_SILENT_BORDERS: Final = "¿¡"
_WRITTEN_BORDERS: Final = str.maketrans("，。？！；：、", ",.?!;:,")

_STREETS: Final = frozenset({"street", "avenue"})
_STOPS: Final = frozenset({"station", "stop"})
_CROSSED: Final = frozenset({"&", "/", "@", "+"})


class Glossary:
    """Hold the phrases of one language."""

    def __init__(
        self,
        entries: Sequence[Entry],
        numbers: Mapping[tuple[str, ...], str],
        variants: Mapping[str, str],
        stray: str,
        place_ends: str = "",
        mere: Set[str] = frozenset(),
    ) -> None:
        self.entries = tuple(entries)
        self._numbers = dict(numbers)
        self._number_starts = frozenset(parts[0] for parts in numbers)
        self._longest_number = max(map(len, numbers), default=0)
        self._variants = variants
        self._mere = mere
        silent = (e.parts[0] for e in entries if len(e.parts) == 1 and not e.value)
        self._strays = Strays(stray, frozenset(place_ends), frozenset(silent))
        self._by_start: dict[tuple[str, str], list[Entry]] = {}
        self._after_gap: list[Entry] = []
        for entry in sorted(map(self._counted, entries), key=lambda e: -e.weight):
            parts = tuple(part for part in entry.parts if part != START)
            if parts[0] == GAP:
                self._after_gap.append(entry)
            else:
                second = next(iter(parts[1:]), "")
                start = parts[0], _ANY if second in SPECIAL else second
                self._by_start.setdefault(start, []).append(entry)
        self.vocabulary = frozenset(
            part for entry in entries for part in entry.parts if part not in SPECIAL
        )
        self.words = self.vocabulary.union(variants)
        self._mendable = tuple(
            sorted(w for w in self.vocabulary if len(w) >= _SHORTEST_MENDED and w.isalpha())
        )
        self._of_lines = frozenset(
            part for e in entries if e.value.endswith(" line") and e.value[:-5] in COLOUR_WORDS
            for part in e.parts
        )  # fmt: skip
        self._shorter: dict[str, set[str]] = {}
        for word in self.vocabulary:
            for slip in _short_slips(word):
                self._shorter.setdefault(slip, set()).add(word)
        self._mended = lru_cache(maxsize=4096)(self._nearest)

    def rewrite(
        self, text: str, kept: Sequence[tuple[int, int]] = (), spared: Set[str] = frozenset()
    ) -> str:
        """Return a message in English words.

        Args:
            text: the message.
            kept: stretches that are names and stay whole.
            spared: folded words that are not mended.
        """
        tokens = self._prepared(with_names(text, tokens_of(text), kept), spared)
        pieces: list[Piece] = []
        first = 0
        for index in range(len(tokens) + 1):
            if index == len(tokens) or tokens[index].kind == "border":
                pieces += self._clause(tokens[first:index], 0)
                if index < len(tokens) and tokens[index].raw not in _SILENT_BORDERS:
                    pieces.append(Piece(tokens[index].raw.translate(_WRITTEN_BORDERS)))
                first = index + 1
        return joined(text, self._strays.marked(pieces, tokens))

    def knows(self, key: str) -> bool:
        """Say whether a folded word, or one slip away from it, belongs to the language."""
        return key in self.vocabulary or bool(self._mended(key))

    def _prepared(self, tokens: Sequence[Token], spared: Set[str]) -> list[Token]:
        """Put variants and misspellings right, and number words into digits."""
        shouted = sum(token.raw[:1].isupper() for token in tokens) * 2 > len(tokens)
        spelt: list[Token] = []
        for index, token in enumerate(tokens):
            key = self._variants.get(token.key, token.key)
            opens = index == 0 or tokens[index - 1].kind == "border"
            lower = shouted or opens or not token.raw[0].isupper()
            if token.kind == "word" and lower and key not in spared:
                key = self._mended(key) or key
                token = replace(token, kind=MERE) if key in self._mere else token
            spelt.append(token if key == token.key else replace(token, key=key))
        return list(self._counting(spelt))

    def _counting(self, tokens: Sequence[Token]) -> Iterator[Token]:
        index = 0
        while index < len(tokens):
            for length in range(min(self._longest_number, len(tokens) - index), 0, -1):
                stretch = tokens[index : index + length]
                digits = self._numbers.get(tuple(token.key for token in stretch))
                if digits is not None and all(t.kind in ("word", MERE, "han") for t in stretch):
                    first, last = stretch[0], stretch[-1]
                    yield Token(digits, digits, first.start, last.end, "number")
                    break
            else:
                length = 1
                yield tokens[index]
            index += length

    def _counted(self, entry: Entry) -> Entry:
        """Write the number words of an entry in digits, as those of a message are."""
        if entry.parts in self._numbers or self._number_starts.isdisjoint(entry.parts):
            return entry
        parts: list[str] = []
        index = 0
        while index < len(entry.parts):
            for length in range(min(self._longest_number, len(entry.parts) - index), 0, -1):
                digits = self._numbers.get(entry.parts[index : index + length])
                if digits is not None:
                    parts.append(digits)
                    break
            else:
                length = 1
                parts.append(entry.parts[index])
            index += length
        return Entry(tuple(parts), entry.value)

    def _nearest(self, key: str) -> str:
        """Return the one word of the glossary that is one slip away; empty for none or several."""
        if not key.isalpha() or key in self.vocabulary or is_ordinary(key):
            return ""
        meant = _undoubled(key) & self.vocabulary
        if len(meant) == 1:
            return next(iter(meant))
        if len(key) < _SHORTEST_MENDED:
            short = self._shorter.get(key, set())
            meant = next(iter(short)) if len(short) == 1 else ""
            whole = [sign in _VOWELS for sign in key] == [False, True] * 2  # "caso", "visa"
            single = any(a == b != "r" for a, b in pairwise(meant))  # "vile" is "ville"
            return "" if whole and not single and meant not in self._of_lines else meant
        near = process.extract(key, self._mendable, scorer=OSA.distance, score_cutoff=1, limit=4)
        words = {word for word, _, _ in near}
        words = {word for word in words if sorted(word) == sorted(key)} or words
        alike = {word for word in words if word[0] == key[0]} or words
        alike = {word for word in alike if len(word) == len(key)} or alike
        meanings = {self._meaning(word) for word in alike}
        return min(alike) if len(alike) == 1 or len(meanings) == 1 else ""

    def _meaning(self, word: str) -> str:
        """Return what a word means alone; the word itself where it stands only in phrases."""
        alone = (e.value for e in self._by_start.get((word, ""), ()) if e.parts == (word,))
        return next(alone, word)

    def _clause(self, tokens: Sequence[Token], depth: int) -> list[Piece]:
        if not tokens or depth > _MAX_DEPTH:
            return [Piece(token.raw, token) for token in tokens]
        led = self._led_by_gap(tokens)
        if led is not None:
            return [*self._filled(led, tokens, depth), *self._clause(tokens[led.end :], depth + 1)]
        pieces: list[Piece] = []
        index = 0
        while index < len(tokens):
            best = self._best(tokens, index, begun=bool(pieces))
            if best is not None and self._ends_a_name(best, tokens, index, pieces):
                pieces += [Piece(token.raw, token) for token in tokens[index : best.end]]
                index = best.end
            elif best is None:
                pieces.append(Piece(tokens[index].raw, tokens[index]))
                index += 1
            else:
                best = _with_whole_name(best, tokens, self.words)
                pieces += self._filled(best, tokens, depth)
                index = best.end
        return pieces

    def _ends_a_name(
        self, found: Match, tokens: Sequence[Token], index: int, pieces: Sequence[Piece]
    ) -> bool:
        """Say whether a word for a kind of place is part of an unknown name: 东城区, 大学城."""
        if not self._strays.is_kind(found.entry):
            return False
        before = [piece.token for piece in pieces[-2:]]
        if len(before) == 2 and before == list(tokens[index - 2 : index]):
            return all(token is not None and token.kind == "han" for token in before)
        end = found.end
        while end < len(tokens) and tokens[end].kind == "han":
            if self._best(tokens, end, begun=True) is not None:
                break
            end += 1
        return end > found.end and self._strays.ends(tokens[end - 1])

    def _led_by_gap(self, tokens: Sequence[Token]) -> Match | None:
        """Return the phrase that begins with a gap and accounts for most of a clause."""
        keys = {token.key for token in tokens} | SPECIAL
        for entry in self._after_gap:
            if entry.parts[-1] not in keys or entry.parts[-2] not in keys:
                continue
            found = match(entry, tokens, 0, begun=False)
            if found is not None:
                borders = (found.gaps[GAP][1], found.end)
                if not self._asks(tokens) and not any(self._crossed(tokens, b) for b in borders):
                    return found
        return None

    def _asks(self, tokens: Sequence[Token]) -> bool:
        """Say whether a clause begins with a question word, which no gap may swallow."""
        first = self._best(tokens, 0, begun=False)
        return first is not None and first.entry.value.split(" ")[0] in _QUESTION_WORDS

    def _crossed(self, tokens: Sequence[Token], border: int) -> bool:
        """Say whether a phrase reaches over a border and so belongs to both sides."""
        for start in range(max(0, border - _LONGEST_CROSSING), border):
            found = self._best(tokens, start, begun=start > 0)
            if found is None:
                continue
            reach = min((first for first, _ in found.gaps.values()), default=found.end)
            if start < border < reach:
                return True
        return False

    def _best(self, tokens: Sequence[Token], index: int, *, begun: bool) -> Match | None:
        token = tokens[index]
        if token.kind == "name":
            firsts = [WORD]
        elif token.kind == "number":
            firsts = [token.key, NUMBER, WORD]
        else:
            firsts = [token.key, WORD]
        best: Match | None = None
        following = tokens[index + 1].key if index + 1 < len(tokens) else _ANY
        for start in product(firsts, {following or _ANY, _ANY, ""}):
            for entry in self._by_start.get(start, ()):
                if best is not None and entry.weight <= best.entry.weight:
                    break
                best = match(entry, tokens, index, begun=begun) or best
        return best

    def _filled(self, found: Match, tokens: Sequence[Token], depth: int) -> list[Piece]:
        """Return the English words of a match, what stands in its gaps put into English too."""
        pieces: list[Piece] = []
        for part in found.entry.value.split():
            gap = "{n}" if part == "{nth}" else part
            if gap not in found.gaps:
                if part not in _STREETS or not _names_a_way(pieces):
                    pieces.append(Piece(part))
                continue
            first, end = found.gaps[gap]
            inside = tokens[first:end]
            if part == "{nth}" and inside[0].raw.isdigit():
                pieces.append(Piece(ordinal(int(inside[0].raw))))
            elif gap == GAP:
                pieces += self._clause(inside, depth + 1)
            else:
                pieces += [Piece(token.raw, token) for token in inside]
        return pieces


def _short_slips(word: str) -> Iterator[str]:
    """Give what people type for a short word: a letter inside left out, or two swapped."""
    if not word.isascii() or not word.isalpha():
        return
    for at in range(1, len(word) - 1):
        if len(word) == _SHORTEST_MENDED:
            yield word[:at] + word[at + 1 :]
        elif len(word) == _SHORTEST_MENDED - 1:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _undoubled(word: str) -> set[str]:
    """Return what a word is without a letter that was hit twice: "trren", "treen".

    A doubled consonant between vowels is how many words are spelt: "perro" is no "pero".
    """
    found: set[str] = set()
    for at in range(len(word) - 1):
        around = word[max(0, at - 1) : at] + word[at + 2 : at + 3]
        between = len(around) == 2 and _VOWELS.issuperset(around)
        if word[at] == word[at + 1] and (word[at] in _VOWELS or not between):
            found.add(word[:at] + word[at + 1 :])
    return {short for short in found if len(short) >= _SHORTEST_UNDOUBLED}


def _with_whole_name(found: Match, tokens: Sequence[Token], known: Set[str]) -> Match:
    """Let a name of several words be in its gap: "rue Oak Sreet Bridge", "parada Oak & Pnie".

    What is a name by itself may be the first word of a misspelt one: "parada Orchard Hegihts".
    """
    kind = found.entry.value.split(" ")[-1]
    if WORD not in found.gaps or kind not in _STREETS | _STOPS:
        return found
    first, end = found.gaps[WORD]
    if end != found.end or not tokens[first].raw[0].isupper():
        return found
    goes_on = end < len(tokens) and tokens[end].kind == "word" and tokens[end].key not in known
    if tokens[first].kind != "name" or (goes_on and " " not in tokens[first].raw):
        end = _past_name(tokens, end)
    if kind in _STOPS and end < len(tokens) and tokens[end].raw in _CROSSED:
        corner = _past_name(tokens, end + 1)  # stops are named for corners
        end = corner if corner > end + 1 else end
    return replace(found, end=end, gaps={**found.gaps, WORD: (first, end)})


def _past_name(tokens: Sequence[Token], at: int) -> int:
    """Return the index after the words of a name that go on from one."""
    while at < len(tokens) and tokens[at].kind in ("word", "name"):
        if not (tokens[at].raw[0].isupper() or tokens[at].raw[0].isdigit()):
            break
        at += 1
    return at


def _names_a_way(pieces: Sequence[Piece]) -> bool:
    """Say whether the last piece is the full name of a street: "la calle Oak Street"."""
    token = pieces[-1].token if pieces else None
    if token is None or token.kind != "name":
        return False
    words = token.raw.lower().split()
    return len(words) > 1 and (words[-1] in STREET_TYPES or words[-1] == "bridge")
