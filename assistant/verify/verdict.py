"""Hold what was found of a statement: each claim in it, and the field that bears it out."""

from dataclasses import dataclass
from enum import StrEnum

from assistant.brief import Draft
from core.store import Hit


class ClaimKind(StrEnum):
    """What a stretch of a statement claims, and what it is therefore held against."""

    CITATION = "citation"
    FORM = "form"
    LANGUAGE = "language"
    NUMBER = "number"
    TIME = "time"
    DATE = "date"
    DURATION = "duration"
    COMPARISON = "comparison"
    PLACE = "place"
    LINE = "line"
    STOP = "stop"
    ROAD = "road"
    BODY = "body"
    NAME = "name"
    LINK = "link"
    PHONE = "phone"
    STATUS = "status"
    TENSE = "tense"
    ESTIMATE = "estimate"
    NEGATION = "negation"
    JOIN = "join"
    SEVERITY = "severity"
    WORD = "word"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class Claim:
    """Hold one claim as it is written.

    Attributes:
        kind: what it claims.
        text: the words that make it, as written.
        start: offset of its first character in the statement.
        end: offset behind its last.
    """

    kind: ClaimKind
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Checked:
    """Hold a claim and whether the evidence bears it out.

    Attributes:
        claim: what is claimed.
        by: the fields that bear it out, each as `<event id>.<field>`; empty where none does.
        events: the ids among them; what binds a number to a name in a statement of several events.
        why: where nothing bears it out, in a few English words, what was missing.
    """

    claim: Claim
    by: tuple[str, ...] = ()
    events: frozenset[str] = frozenset()
    why: str = ""

    @property
    def held(self) -> bool:
        """Say whether the evidence bears the claim out."""
        return not self.why


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold what became of one statement.

    Attributes:
        draft: the statement as it came.
        text: what is shown where it holds: without a Yes or No before it, and with clean spaces.
        hits: the evidence that it cites, as found.
        checked: every claim of it.
    """

    draft: Draft
    text: str
    hits: tuple[Hit, ...]
    checked: tuple[Checked, ...]

    @property
    def held(self) -> bool:
        """Say whether the statement may be shown."""
        return bool(self.text) and all(one.held for one in self.checked)

    @property
    def why(self) -> str:
        """Name the first claim that failed, and why; empty where none did."""
        failed = next((one for one in self.checked if not one.held), None)
        return "" if failed is None else f"{failed.claim.kind}: {failed.why}"
