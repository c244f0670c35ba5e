"""Keep names whole, and join the pieces of a rewritten message as the message had them."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.understand.glossary.notation import Token


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a piece of the English text; what stood in the message itself knows where."""

    text: str
    token: Token | None = None


def with_names(text: str, tokens: Sequence[Token], kept: Sequence[tuple[int, int]]) -> list[Token]:
    """Put one token where a name stands."""
    names = [Token(text[start:end], "", start, end, "name") for start, end in kept]
    rest = [t for t in tokens if not any(start < t.end and t.start < end for start, end in kept)]
    return sorted([*names, *rest], key=lambda token: token.start)


def joined(text: str, pieces: Sequence[Piece]) -> str:
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
