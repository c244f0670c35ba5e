"""Tell unknown stretches of Chinese signs that may name a place from mere words."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from assistant.understand.glossary.notation import SPECIAL, Entry, Token
from assistant.understand.glossary.pieces import Piece

_PREPOSITIONS: Final = frozenset({"in", "at", "on", "near", "to", "from", "of", "around"})

_HERE: Final = frozenset({("near", "me"), ("in", "my")})

_KINDS_TEXT: Final = """
area district neighborhood city downtown university school library hospital stadium park station
bridge mall market museum airport church hotel beach port street road village town square
"""
_KINDS: Final = frozenset(_KINDS_TEXT.split())


@dataclass(frozen=True, slots=True)
class Strays:
    """Know how a glossary writes what it does not know.

    Attributes:
        written: the words around an unknown stretch, `in {w}`; empty to leave all as it is.
        place_ends: signs with which names of places end.
        silent: signs that mean nothing alone.
    """

    written: str
    place_ends: AbstractSet[str]
    silent: AbstractSet[str]

    def is_kind(self, entry: Entry) -> bool:
        """Say whether a phrase is but a word for a kind of place, as names end with."""
        return bool(self.written) and entry.value in _KINDS and SPECIAL.isdisjoint(entry.parts)

    def ends(self, token: Token) -> bool:
        """Say whether names of places end with a sign."""
        return token.key in self.place_ends

    def marked(self, pieces: Sequence[Piece], tokens: Sequence[Token]) -> Sequence[Piece]:
        """Write unknown stretches as the glossary says, or leave them out.

        What may be the name of a place is kept, so that it is asked back; mere words are not.

        Args:
            pieces: of the rewritten message.
            tokens: of the message.
        """
        if not self.written:
            return pieces
        before, after = (word.strip() for word in self.written.split("{w}"))
        spoken = [t for t in tokens if t.kind == "border" or t.key not in self.silent]
        named = any(token.kind == "name" for token in tokens) or _is_here(pieces)
        marked: list[Piece] = []
        run: list[Token] = []
        for piece in (*pieces, Piece("")):
            if piece.token is not None and piece.token.kind == "han":
                run.append(piece.token)
                continue
            led = bool(marked) and marked[-1].text.split(" ")[-1] in _PREPOSITIONS
            if len(run) == 1 or (run and self._may_be_name(run, spoken, named=named, led=led)):
                words = (before if len(run) > 1 and not led else "", *run, after)
                marked += [_piece(word) for word in words if word]
            run = []
            if piece.text:
                marked.append(piece)
        return marked

    def _may_be_name(
        self, run: Sequence[Token], spoken: Sequence[Token], *, named: bool, led: bool
    ) -> bool:
        """Say whether an unknown stretch may name a place, by its end and by where it stands.

        Chinese says where before what: what ends a clause that has begun is no place.
        """
        if run[-1].key in self.place_ends:
            return True
        if named:
            return False
        if led:
            return True
        opens = _neighbour(spoken, run[0], -1).kind == "border"
        ends = _neighbour(spoken, run[-1], 1).kind == "border"
        alone = not any(t.kind == "border" for t in spoken)
        return not ends or (opens and alone)


def _is_here(pieces: Sequence[Piece]) -> bool:
    """Say whether a message says where the person is: near me, here, in my house."""
    words = [piece.text for piece in pieces]
    return any(two in _HERE for two in pairwise(words)) or "here" in words


def _neighbour(spoken: Sequence[Token], token: Token, step: int) -> Token:
    """Return the token before or after one; at either end of the text a border."""
    index = next((i for i, t in enumerate(spoken) if t.start == token.start), -1) + step
    return spoken[index] if 0 <= index < len(spoken) else Token("", "", 0, 0, "border")


def _piece(word: str | Token) -> Piece:
    return Piece(word) if isinstance(word, str) else Piece(word.raw, word)
