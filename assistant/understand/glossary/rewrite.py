"""Rewrite a message phrase by phrase, the one that accounts for most of it first."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.understand.glossary.notation import (
    END,
    GAP,
    NUMBER,
    SPECIAL,
    START,
    WORD,
    Entry,
    Token,
    tokens_of,
)
from core.naming.ordinary_words import is_ordinary
from core.naming.place_words import ordinal

_SHORTEST_MENDED: Final = 5
_MAX_DEPTH: Final = 6
_LONGEST_GAP: Final = 40
"""Tokens in a gap that has words after it: nobody says more, and looking further takes time."""
_SILENT_BORDERS: Final = "¿¡"
_WRITTEN_BORDERS: Final = str.maketrans("，。？！；：、", ",.?!;:,")
_PREPOSITIONS: Final = frozenset({"in", "at", "on", "near", "to", "from", "of", "around"})


@dataclass(frozen=True, slots=True)
class _Piece:
    """Hold a piece of the English text; what stood in the message itself knows where."""

    text: str
    token: Token | None = None


@dataclass(frozen=True, slots=True)
class _Match:
    """Hold where an entry's words end, and what stands in its gaps: start and end of each."""

    entry: Entry
    end: int
    gaps: Mapping[str, tuple[int, int]]


class Glossary:
    """Hold the phrases of one language."""

    def __init__(
        self,
        entries: Sequence[Entry],
        numbers: Mapping[tuple[str, ...], str],
        variants: Mapping[str, str],
        stray: str,
    ) -> None:
        self.entries = tuple(entries)
        self._numbers = dict(numbers)
        self._longest_number = max(map(len, numbers), default=0)
        self._variants = variants
        self._stray = stray
        self._by_first: dict[str, list[Entry]] = {}
        self._after_gap: list[Entry] = []
        for entry in sorted(map(self._counted, entries), key=lambda e: -e.weight):
            parts = tuple(part for part in entry.parts if part != START)
            if parts[0] == GAP:
                self._after_gap.append(entry)
            else:
                self._by_first.setdefault(parts[0], []).append(entry)
        self.vocabulary = frozenset(
            part for entry in entries for part in entry.parts if part not in SPECIAL
        )
        self._mendable = tuple(
            sorted(w for w in self.vocabulary if len(w) >= _SHORTEST_MENDED and w.isalpha())
        )
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
        tokens = self._prepared(_with_names(text, tokens_of(text), kept), spared)
        pieces: list[_Piece] = []
        first = 0
        for index in range(len(tokens) + 1):
            if index == len(tokens) or tokens[index].kind == "border":
                pieces += self._clause(tokens[first:index], 0)
                if index < len(tokens) and tokens[index].raw not in _SILENT_BORDERS:
                    pieces.append(_Piece(tokens[index].raw.translate(_WRITTEN_BORDERS)))
                first = index + 1
        return _joined(text, pieces)

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
            spelt.append(token if key == token.key else replace(token, key=key))
        return list(self._counting(spelt))

    def _counting(self, tokens: Sequence[Token]) -> Iterator[Token]:
        index = 0
        while index < len(tokens):
            for length in range(min(self._longest_number, len(tokens) - index), 0, -1):
                stretch = tokens[index : index + length]
                digits = self._numbers.get(tuple(token.key for token in stretch))
                if digits is not None and all(t.kind in ("word", "han") for t in stretch):
                    first, last = stretch[0], stretch[-1]
                    yield Token(digits, digits, first.start, last.end, "number")
                    break
            else:
                length = 1
                yield tokens[index]
            index += length

    def _counted(self, entry: Entry) -> Entry:
        """Write the number words of an entry in digits, as those of a message are."""
        if entry.parts in self._numbers:
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
        if len(key) < _SHORTEST_MENDED or not key.isalpha() or key in self.vocabulary:
            return ""
        if is_ordinary(key):
            return ""
        near = process.extract(key, self._mendable, scorer=OSA.distance, score_cutoff=1, limit=4)
        words = {word for word, _, _ in near}
        alike = {word for word in words if word[0] == key[0]} or words
        meanings = {self._meaning(word) for word in alike}
        return min(alike) if len(alike) == 1 or len(meanings) == 1 else ""

    def _meaning(self, word: str) -> str:
        """Return what a word means alone; the word itself where it stands only in phrases."""
        alone = (e.value for e in self._by_first.get(word, ()) if e.parts == (word,))
        return next(alone, word)

    def _clause(self, tokens: Sequence[Token], depth: int) -> list[_Piece]:
        if not tokens or depth > _MAX_DEPTH:
            return [_Piece(token.raw, token) for token in tokens]
        led = self._led_by_gap(tokens)
        if led is not None:
            return [*self._filled(led, tokens, depth), *self._clause(tokens[led.end :], depth + 1)]
        pieces: list[_Piece] = []
        index = 0
        while index < len(tokens):
            best = self._best(tokens, index, begun=bool(pieces))
            if best is None:
                pieces.append(_Piece(tokens[index].raw, tokens[index]))
                index += 1
            else:
                pieces += self._filled(best, tokens, depth)
                index = best.end
        return self._marked(pieces)

    def _led_by_gap(self, tokens: Sequence[Token]) -> _Match | None:
        """Return the phrase that begins with a gap and accounts for most of a clause."""
        for entry in self._after_gap:
            found = _match(entry, tokens, 0, begun=False)
            if found is not None:
                inside = self._best(tokens, found.gaps[GAP][1] - 1, begun=True)
                if inside is None or inside.end <= found.gaps[GAP][1]:
                    return found
        return None

    def _best(self, tokens: Sequence[Token], index: int, *, begun: bool) -> _Match | None:
        token = tokens[index]
        if token.kind == "name":
            firsts = [WORD]
        elif token.kind == "number":
            firsts = [token.key, NUMBER, WORD]
        else:
            firsts = [token.key, WORD]
        best: _Match | None = None
        for first in firsts:
            for entry in self._by_first.get(first, ()):
                if best is not None and entry.weight <= best.entry.weight:
                    break
                best = _match(entry, tokens, index, begun=begun) or best
        return best

    def _filled(self, found: _Match, tokens: Sequence[Token], depth: int) -> list[_Piece]:
        """Return the English words of a match, what stands in its gaps put into English too."""
        pieces: list[_Piece] = []
        for part in found.entry.value.split():
            gap = "{n}" if part == "{nth}" else part
            if gap not in found.gaps:
                pieces.append(_Piece(part))
                continue
            first, end = found.gaps[gap]
            inside = tokens[first:end]
            if part == "{nth}" and inside[0].raw.isdigit():
                pieces.append(_Piece(ordinal(int(inside[0].raw))))
            elif gap == GAP:
                pieces += self._clause(inside, depth + 1)
            else:
                pieces += [_Piece(token.raw, token) for token in inside]
        return pieces

    def _marked(self, pieces: Sequence[_Piece]) -> list[_Piece]:
        """Write unknown stretches of Chinese signs as the glossary says: they may be a name."""
        if not self._stray:
            return list(pieces)
        marked: list[_Piece] = []
        before, after = self._stray.split("{w}")
        run: list[_Piece] = []
        for piece in (*pieces, _Piece("")):
            if piece.token is not None and piece.token.kind == "han":
                run.append(piece)
                continue
            led = marked and marked[-1].text.split(" ")[-1] in _PREPOSITIONS
            if len(run) > 1 and not led:
                run = [_Piece(before.strip()), *run, _Piece(after.strip())]
            marked += [part for part in run if part.text]
            run = []
            if piece.text:
                marked.append(piece)
        return marked


def _match(entry: Entry, tokens: Sequence[Token], at: int, *, begun: bool) -> _Match | None:
    """Match an entry at one token; a gap takes as little as it can, at least one token."""
    gaps: dict[str, tuple[int, int]] = {}
    parts = entry.parts
    if parts[0] == START:
        if begun:
            return None
        parts = parts[1:]
    end = _follow(parts, tokens, at, gaps)
    return None if end is None else _Match(entry, end, gaps)


def _follow(
    parts: Sequence[str], tokens: Sequence[Token], at: int, gaps: dict[str, tuple[int, int]]
) -> int | None:
    for index, part in enumerate(parts):
        if part == END:
            return at if at == len(tokens) else None
        if at >= len(tokens):
            return None
        if part == GAP:
            rest = parts[index + 1 :]
            if not rest:
                gaps[GAP] = (at, len(tokens))
                return len(tokens)
            for stop in range(at + 1, min(len(tokens), at + _LONGEST_GAP) + 1):
                end = _follow(rest, tokens, stop, gaps)
                if end is not None:
                    gaps[GAP] = (at, stop)
                    return end
            return None
        token = tokens[at]
        if part == NUMBER:
            if token.kind != "number":
                return None
            gaps[NUMBER] = (at, at + 1)
        elif part == WORD:
            gaps[WORD] = (at, at + 1)
        elif token.kind == "name" or token.key != part:
            return None
        at += 1
    return at


def _with_names(text: str, tokens: Sequence[Token], kept: Sequence[tuple[int, int]]) -> list[Token]:
    """Put one token where a name stands."""
    names = [Token(text[start:end], "", start, end, "name") for start, end in kept]
    rest = [t for t in tokens if not any(start < t.end and t.start < end for start, end in kept)]
    return sorted([*names, *rest], key=lambda token: token.start)


def _joined(text: str, pieces: Sequence[_Piece]) -> str:
    """Join the pieces; between two that stood together in the message, as it had them."""
    written = ""
    before: Token | None = None
    for piece in pieces:
        token = piece.token
        together = token is not None and before is not None and token.start >= before.end
        if together and token is not None and before is not None:
            between = text[before.end : token.start]
            plain = len(between) <= 3 and not any(sign.isalnum() for sign in between)
            written += between if plain else " "
        elif written and piece.text not in ",.?!;:":
            written += " "
        written += piece.text
        before = token
    return written.strip()
