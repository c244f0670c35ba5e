"""Say what a story is: a kind of event with its life, told in chapters, as the tables hold it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.city import Mode
from core.event import ENDING_STATUSES, EventType
from core.severity import Certainty, Severity, Urgency

CANCELLED: Final = "cancelled"
"""The status of the chapter that takes a story back."""


class Where(StrEnum):
    """What sort of place a story happens at."""

    CITY = "city"
    """The whole city, by its name."""
    SEVERAL_AREAS = "several_areas"
    """An area and some that border on it, by name."""
    NAMED_AREA = "named_area"
    """One area, by its name alone."""
    AREA = "area"
    """One area, with its outline."""
    PART = "part"
    """Some hundred metres within one area, with an outline."""
    CORNER = "corner"
    """A crossing of two streets."""
    STRETCH = "stretch"
    """A street between two of its crossings."""
    LINE = "line"
    """Some neighbouring stops of a line."""
    STOP = "stop"
    """One stop of a line."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """Hold one thing that a source says about its event.

    Texts may name what `producers.seeds.telling.words_of` finds in the event; only a first
    chapter may also use the words of its scene (`{corner}`, `{stretch}`).

    Attributes:
        status: as the source words it; tells the chapters of a story apart.
        at: the share of the event's life after which it is said, 0 to 1.
        message: what is said.
        headline: a new headline; empty keeps the one that stands.
        expects: the estimate of the end, as a share of the time that is really left: below 1 it
            will slip, 1 is firm. None keeps the estimate that stands.
        left: the share of the first figures (customers, minutes) that is left.
        severity: a new severity; None keeps the one that stands.
    """

    status: str
    at: float
    message: str
    headline: str = ""
    expects: float | None = None
    left: float = 1.0
    severity: Severity | None = None

    @property
    def ends(self) -> bool:
        """Say whether the event is over with this chapter."""
        return self.status in ENDING_STATUSES or self.status == CANCELLED


@dataclass(frozen=True, slots=True)
class Story:
    """Hold one kind of event and its life.

    Attributes:
        key: names the story within ids; letters and hyphens.
        chapters: the first is how it starts, the last is how it ends.
        life_min: the least and the most minutes of city time that it lasts.
        headline: of the start, kept until a chapter changes it.
        causes: one is chosen for each event.
        customers: the range of `affected_customers` at the start.
        delay_min: the range of `delay_minutes` at the start.
        modes: the modes of the lines that it may happen on; empty for any.
        planned: scheduled work, that begins with the second chapter.
        end_known: whether the end is stated rather than estimated.
        mistake: what is said when it is taken back; empty where it never is, as for planned work.
    """

    key: str
    type: EventType
    severity: Severity
    where: Where
    life_min: tuple[float, float]
    headline: str
    chapters: tuple[Chapter, ...]
    causes: tuple[str, ...] = ()
    instructions: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    customers: tuple[int, int] | None = None
    delay_min: tuple[int, int] | None = None
    modes: tuple[Mode, ...] = ()
    lanes: str = ""
    detour: str = ""
    planned: bool = False
    end_known: bool = False
    urgency: Urgency = Urgency.UNKNOWN
    certainty: Certainty = Certainty.UNKNOWN
    mistake: str = ""

    @property
    def ending(self) -> Chapter:
        """Return how it ends."""
        return self.chapters[-1]

    def chapter_of(self, status: str) -> Chapter | None:
        """Return the chapter that says this status."""
        return next((chapter for chapter in self.chapters if chapter.status == status), None)

    def after(self, chapter: Chapter) -> tuple[Chapter, ...]:
        """Return the chapters that follow."""
        return self.chapters[self.chapters.index(chapter) + 1 :]


FAREWELL: Final = Chapter("resolved", 1.0, "This is over.", left=0.0)
"""How an event ends whose story is no longer told."""
