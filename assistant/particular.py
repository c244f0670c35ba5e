"""Put first what a question's own words single out: of several spills, the chlorine spill.

Words and meaning are the store's to rank, over what passes the filters. Nothing is left out by
them, and what is critical stays before what is not.
"""

from collections.abc import Iterable
from typing import Final

from assistant.evidence import Evidence
from core.severity import Severity

ALIKE: Final = 0.5
"""From this cosine on, an event means what was asked where it does not say so (MiniLM-L6-v2)."""
_AS_GOOD: Final = 0.7
"""What scores less than this share of the best is another thing."""


def singled_first(found: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Put what the words single out before the rest, and the critical before all else.

    Where they fit nothing, or everything alike, the order stays.
    """
    ordered = tuple(found)
    best = max((e.hit.score for e in ordered), default=0.0)
    if not best or all(e.hit.score >= _AS_GOOD * best for e in ordered):
        return ordered

    def order(evidence: Evidence) -> tuple[bool, float]:
        score = evidence.hit.score
        fits = score if score >= _AS_GOOD * best else 0.0
        return evidence.hit.event.event.severity is not Severity.CRITICAL, -fits

    return tuple(sorted(ordered, key=order))
