"""Say what a saying is: how a source words one kind of happening, from the first word to the last.

Texts may name `{area} {road} {corner} {stretch} {cross} {cross2} {line} {vehicle} {stop} {first}
{last} {delay} {customers} {company} {emergency_number} {help_line} {gust}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.severity import Certainty, Urgency


@dataclass(frozen=True, slots=True)
class Spanish:
    """Hold a source's own words in Spanish: while it lasts, and when it is over."""

    headline: str
    message: str
    over: str
    instructions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ahead:
    """Hold what is said before it begins."""

    status: str
    headline: str
    message: str


@dataclass(frozen=True, slots=True)
class Saying:
    """Hold the words for one kind.

    Attributes:
        headline: while it lasts.
        words: what is said, by the step's note.
        status: by which the source says that it is over.
        ending: the headline then.
        over: what is said then.
        instructions: what to do, while it lasts.
        mistake: what is said when it was told in error; empty where that never happens.
        cause_late: whether the cause is not known while it is investigated.
        end_known: whether the end is stated, not estimated.
        placed: whether its outline or course is told, where it has one.
    """

    headline: str
    words: Mapping[str, str]
    status: str
    ending: str
    over: str
    instructions: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    urgency: Urgency = Urgency.UNKNOWN
    certainty: Certainty = Certainty.UNKNOWN
    mistake: str = ""
    ahead: Ahead | None = None
    cause_late: bool = False
    end_known: bool = False
    placed: bool = True
    lanes: str = ""
    spanish: Spanish | None = None
