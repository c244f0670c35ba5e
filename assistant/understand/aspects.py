"""Read what about a thing is asked: how it is, why, until when, what to do."""

import re
from enum import StrEnum
from typing import Final


class Aspect(StrEnum):
    """What about the topic is asked."""

    STATUS = "status"
    OVER = "over"
    END = "end"
    ADVICE = "advice"
    CAUSE = "cause"
    EXTENT = "extent"
    HEARD = "heard"
    JOURNEY = "journey"
    LIVE = "live"
    """How it is just now, as measured: where a bus is, how fast a road moves."""


_ASPECTS: Final = tuple(
    (aspect, re.compile(pattern))
    for aspect, pattern in (
        (
            Aspect.HEARD,
            r"\blast (?:hear|heard|update|contact)|\bhow (?:fresh|old|recent|current) (?:is|are)\b"
            r"|\bwhen did you (?:last )?(?:hear|check|update)",
        ),
        (Aspect.OVER, r"^(?:so |and )?(?:did|has|have)\b.*\b(?:come|came|gone) back\b"),
        (
            Aspect.JOURNEY,
            r"\bhow (?:do|can|should|would) (?:i|we) (?:get|go|travel|commute)\b"
            r"|\b(?:route|way|ways|trip|directions) (?:to|from|around)\b"
            r"|\bget (?:to (?:work|school)|home|there)\b|\bmy commute\b",
        ),
        (
            Aspect.END,
            r"\b(?:come|coming|be) back\b|\bback (?:by|before|tonight|tomorrow|today|soon)\b"
            r"|\bwhen (?:will|is|does|do|are|can|would|should)\b|\bhow (?:much )?long(?:er)?\b"
            r"|\buntil when\b|\bwhat time (?:will|is|does)\b|\bet[ar]\b|\bby when\b|\bhow soon\b"
            r"|\bestimated (?:time|restoration)\b",
        ),
        (
            Aspect.ADVICE,
            r"\bwhat (?:should|do|can|must|to) (?:i|we|you|do|people)\b|\bshould (?:i|we)\b"
            r"|\bdo (?:i|we) (?:need|have) to\b|\badvice\b|\bwhat now\b|\binstructions?\b"
            r"|\bhow (?:do|can|should) (?:i|we) (?:stay|keep|prepare|protect|cope)",
        ),
        (Aspect.CAUSE, r"\bwhy\b|\bcaus(?:e|ed|ing)\b|\breason\b|\bwhat happened\b"),
        (
            Aspect.EXTENT,
            r"\bhow (?:many|bad|big|far|wide|serious|severe|large)\b|\bwho is affected\b"
            r"|\bhow much of\b",
        ),
        (
            Aspect.OVER,
            r"\b(?:is|are|was|were|has|have|been|it|did) .*\b(?:over|lifted|ended|resolved|fixed|"
            r"restored|finished|cleared|done|gone back|reopened|repaired)\b"
            r"|\bback (?:on|up|to normal|in service)\b|\b(?:again|reopened|all clear)\b"
            r"|\bback(?: yet| now| already)?$|\b(?:power|water|service|it) back\b"
            r"|\b(?:over|lifted|fixed) (?:yet|now|already)\b"
            r"|\b(?:ended|lifted|over|fixed|resolved|restored)$",
        ),
    )
)


def aspect_of(line: str) -> Aspect:
    """Return what is asked, by the words of a question in lower case."""
    return next((a for a, pattern in _ASPECTS if pattern.search(line)), Aspect.STATUS)
