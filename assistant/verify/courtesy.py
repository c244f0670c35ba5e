"""Hold a statement that cites nothing: it may be courtesy and no more."""

from assistant.verify.verdict import Checked, Claim, ClaimKind
from assistant.verify.witness import Court
from assistant.verify.words import book


def check(text: str, court: Court) -> list[Checked]:
    """Hold a whole statement to be one of the courtesies of its language."""
    claim = Claim(ClaimKind.CITATION, text, 0, len(text))
    bare = " ".join(text.lower().replace("’", "'").strip(" .!。！¡").split())
    if book(court.language).courtesy.fullmatch(bare):
        return [Checked(claim, by=("computed.courtesy",))]
    return [Checked(claim, why="says something and cites nothing")]
