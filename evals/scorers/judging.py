"""Hold what a scorer looks at: the question, what was published, and the answer."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from evals.asking import Asked
from evals.expecting import Expectation
from evals.geography import Geography
from evals.ledger import Published
from evals.reply import Reply

_YES: Final = re.compile(r"^(?:(?:yes|sí|si|oui)\b|是|对|有|会|可以)", re.IGNORECASE)
_NO: Final = re.compile(r"^(?:(?:no|non)\b|不|没|否|还没|尚未)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Judged:
    """Hold one answer with everything that it is judged by."""

    asked: Asked
    expected: Expectation
    reply: Reply
    now: datetime
    geography: Geography

    @property
    def lead(self) -> str:
        """Return the first word as `yes`, `no`, or empty."""
        return polarity(self.reply.lead)

    def events(self, ids: tuple[str, ...]) -> list[Published]:
        """Return the events of these ids that were told."""
        return [self.expected.events[i] for i in ids if i in self.expected.events]


def polarity(lead: str) -> str:
    """Return `yes` or `no` for a first word of any of the languages; empty for neither."""
    text = lead.strip()
    if text.startswith("没错"):
        return "yes"
    if _NO.match(text):
        return "no"
    return "yes" if _YES.match(text) else ""
