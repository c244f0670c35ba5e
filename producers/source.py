"""Draw the seam between a feed and the runner: fetching apart from parsing.

A `Fetch` brings bytes and knows nothing of them; a `Source` makes events of bytes and touches
neither network nor clock. The runner (`producers.runner`) is the only one that calls both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from core.errors import CivicError
from core.event import Event
from core.telemetry import Reading
from producers.heartbeat import Beating


class Unreadable(CivicError):
    """Say that a whole document cannot be read; it proves nothing and ends nothing."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """Tell what was left out of a document, and why.

    Attributes:
        native_id: the source's own id of it; empty where it has none. It still counts as present.
        reason: one lower-case word to count by (`duplicate`, `bad_time`).
        detail: a sentence for the log, naming the field.
    """

    native_id: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Poll:
    """Hold what one document says.

    Attributes:
        events: the full present state of each event in it.
        rejections: what was left out, with its reason.
        header_at: when the feed says that it was made; None where it does not say.
        full_state: whether the document is a snapshot, so that what is missing is over (after
            the runner's grace).
        readings: telemetry in it.
        entities: how many things the document held, usable or not; None counts the above.
        undated: whether the events carry no times of issue of their own; then `issued_at` is
            the poll's, does not count as a change, and an id may be re-used by the feed.
        stale_after: how old the feed's own time may be before it proves nothing; None: any age.
        notes: what the operators should know about the document, one short line each.
    """

    events: tuple[Event, ...]
    rejections: tuple[Rejection, ...] = ()
    header_at: datetime | None = None
    full_state: bool = False
    readings: tuple[Reading, ...] = ()
    entities: int | None = None
    undated: bool = False
    stale_after: timedelta | None = None
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """Return how many things the document held."""
        if self.entities is not None:
            return self.entities
        return len(self.events) + len(self.rejections) + len(self.readings)


class Source(Beating, Protocol):
    """Read one feed's documents: pure, and the same for the same bytes."""

    @property
    def full_state(self) -> bool:
        """Return whether each document is a snapshot of everything."""
        ...

    def parse(self, body: bytes, now: datetime) -> Poll:
        """Read one document.

        Args:
            body: the document as fetched.
            now: aware UTC.

        Raises:
            Unreadable: the document as a whole cannot be read.
        """
        ...


@runtime_checkable
class Settling(Protocol):
    """Be a source whose events depend on what is open already, such as a threshold's two edges."""

    def settle(self, poll: Poll, known: Mapping[str, Event]) -> Poll:
        """Return the poll as it is told, given what was last published, by event id. Pure."""
        ...


class Fetch(Protocol):
    """Bring a feed's present document."""

    async def __call__(self) -> bytes:
        """Return the document's bytes.

        Raises:
            Transient: it cannot be had now.
            Unreadable: it is larger than any feed may be.
        """
        ...
