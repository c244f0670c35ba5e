"""Order the three CAP scales; `unknown` is a value of each, never a guess (CAP 1.2, 3.2.2)."""

from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How bad it is, in the contract's words."""

    CRITICAL = "critical"
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """Return 4 for critical down to 1 for low; `unknown` ranks as moderate does.

        An event of unknown severity must not sink below one that is known to be minor.
        """
        return _SEVERITY_RANK[self]


class Urgency(StrEnum):
    """How soon to act (CAP 1.2 `urgency`)."""

    IMMEDIATE = "immediate"
    EXPECTED = "expected"
    FUTURE = "future"
    PAST = "past"
    UNKNOWN = "unknown"


class Certainty(StrEnum):
    """How sure the source is (CAP 1.2 `certainty`)."""

    OBSERVED = "observed"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    UNKNOWN = "unknown"


_SEVERITY_RANK: Final = {
    Severity.CRITICAL: 4,
    Severity.HIGH: 3,
    Severity.MODERATE: 2,
    Severity.LOW: 1,
    Severity.UNKNOWN: 2,
}

_SEVERITY_WORDS: Final = {
    **{s.value: s for s in Severity},
    "extreme": Severity.CRITICAL,
    "severe": Severity.HIGH,
    "minor": Severity.LOW,
}
_URGENCY_WORDS: Final = {u.value: u for u in Urgency}
_CERTAINTY_WORDS: Final = {c.value: c for c in Certainty} | {"very likely": Certainty.LIKELY}


def read_severity(word: str) -> Severity:
    """Read a severity in the contract's words or CAP's, whatever its case."""
    return _SEVERITY_WORDS.get(word.strip().lower(), Severity.UNKNOWN)


def read_urgency(word: str) -> Urgency:
    """Read a CAP urgency, whatever its case."""
    return _URGENCY_WORDS.get(word.strip().lower(), Urgency.UNKNOWN)


def read_certainty(word: str) -> Certainty:
    """Read a CAP certainty, whatever its case; CAP 1.0's `Very Likely` is `likely`."""
    return _CERTAINTY_WORDS.get(word.strip().lower(), Certainty.UNKNOWN)
