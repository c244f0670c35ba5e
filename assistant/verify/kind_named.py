"""Tell whether a statement names what kind of thing it tells of, or how that stands."""

from assistant.verify.clauses import unquoted
from assistant.verify.known_words import WORD, of_types
from assistant.verify.stems import stem
from assistant.verify.verdict import ClaimKind, Verdict
from assistant.verify.witness import Court
from assistant.verify.words import book
from assistant.verify.words.folding import fold


def names_kind(verdict: Verdict, court: Court) -> bool:
    """Say whether a statement names the kind of a cited event, or how it stands.

    What only its source's quoted words say does not count.
    """
    bare = unquoted(verdict.text).lower()
    stands = [
        one.claim for one in verdict.checked
        if one.held and one.claim.kind is ClaimKind.STATUS and one.claim.text.lower() in bare
    ]  # fmt: skip
    if stands:
        return True
    kinds = of_types(court)
    if not book(court.language).spaced:
        return any(kind in bare for kind in kinds)
    said = {fold(stem(word, court.language)) for word in WORD.findall(bare)}
    return not said.isdisjoint(kinds)
