"""Draw the seam of detectors that look at events instead of readings; the joiner runs them."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from core.event import EventType
from core.identity import EventKey
from core.store import IndexedEvent
from indexer.anomalies.detector import Look, Names, Told, Wording


class EventDetector(Protocol):
    """Look at all events, once a minute of city time.

    What it gives back for a minute depends on events alone that were issued by then: a minute
    that is looked at again gives the same.

    Attributes:
        kind: the type of the anomalies.
        unit: unit of `observed` and `baseline`, as people write it.
        opens_after: how long looks must stay beyond before the anomaly opens.
        closes_after: how long they must stay clear before it closes.
        kind_text: as for `Detector`.
        name: as for `Detector`.
    """

    kind: EventType
    unit: str
    opens_after: timedelta
    closes_after: timedelta
    kind_text: str = ""
    name: str = ""

    def hear(self, indexed: IndexedEvent) -> None:
        """Take in an event's new state."""
        ...

    def forget(self, key: EventKey) -> None:
        """Let an event go that is known no longer."""
        ...

    def look(self, at: datetime, open_subjects: Collection[str]) -> Mapping[str, Look]:
        """Look at a minute's end; every open subject gets a look."""
        ...

    def wording(self, told: Told, names: Names) -> Wording:
        """Say it in one headline and one plain sentence."""
        ...

    def remember(self) -> bytes:
        """Return what a later life goes on from, besides the events; nothing by default."""
        return b""

    def recall(self, remembered: bytes) -> None:
        """Go on from an earlier life."""
        return
