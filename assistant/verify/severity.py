"""Hold words of how grave something is: only its source may say them."""

from assistant.verify.clauses import unquoted
from assistant.verify.known_words import WORD, known_in
from assistant.verify.standing import found
from assistant.verify.verdict import Checked, ClaimKind
from assistant.verify.witness import Court, Witness
from assistant.verify.words import Book, book


def check(text: str, court: Court) -> list[Checked]:
    """Find words of severity, and hold each to be in a cited event's words."""
    words = book(court.language)
    checked: list[Checked] = []
    for match in words.lists["severity"].finditer(unquoted(text)):
        proofs = [
            (witness, "said") for witness in court.witnesses
            if _says(witness, match[0], words)
        ]  # fmt: skip
        why = "no source calls it so"
        checked.append(found(ClaimKind.SEVERITY, text, *match.span(), proofs, why))
    return checked


def _says(witness: Witness, told: str, words: Book) -> bool:
    known = known_in(witness.said, words.language)
    if not words.spaced:
        return known.has(told, words)
    return all(known.has(word, words) for word in WORD.findall(told))
