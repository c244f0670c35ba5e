"""Decide which looks are worth saying: nothing is said of what has long been ordinary.

A detector's state extends `Attention`. While all is clear, `take` gives no look at all, which keeps
the ordinary reading cheap; from the first look beyond the threshold every look is said, until no
anomaly can be open any more.
"""

from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec.structs import replace

from indexer.anomalies.detector import Level, Look

MARGIN: Final = timedelta(seconds=120)
"""How much longer than an anomaly needs to close its clear looks are said."""
_MOST_LOOKS: Final = 60


class Attention(msgspec.Struct):
    """Hold whether a subject is watched closely, and how its looks agreed since then."""

    close: bool = False
    since: datetime | None = None
    """When the first look beyond was."""
    last: datetime | None = None
    """When the newest look was that was not clear."""
    clear_since: datetime | None = None
    looked: int = 0
    beyond: int = 0

    @property
    def sureness(self) -> float:
        """Return how likely the next look is beyond as well, by Laplace's rule of succession.

        One look gives 0.67, three that agree 0.8, twenty 0.95; each that disagrees lowers it.
        """
        return round((self.beyond + 1) / (self.looked + 2), 2)

    def heed(
        self, level: Level, at: datetime, opens_after: timedelta, closes_after: timedelta
    ) -> bool:
        """Count one look and say whether it is worth saying.

        Args:
            level: what the look found.
            at: when.
            opens_after: as the detector has it: what lasted less is forgotten by one clear look.
            closes_after: as the detector has it.
        """
        if level is Level.CLEAR:
            return self._clear(at, opens_after, closes_after)
        if not self.close:
            if level is Level.BETWEEN:
                return False
            self.close, self.since = True, at
            self.looked = self.beyond = 0
        self.last, self.clear_since = at, None
        self.looked += 1
        self.beyond += level is Level.BEYOND
        if self.looked > _MOST_LOOKS:
            self.looked, self.beyond = self.looked // 2, self.beyond // 2
        return True

    def said(self, look: Look, opens_after: timedelta, closes_after: timedelta) -> Look | None:
        """Count one look and return what to say of it; None for nothing.

        A look that is not clear gets its sureness from those before; a clear one says its value.
        """
        if not self.heed(look.level, look.at, opens_after, closes_after):
            return None
        if look.level is Level.CLEAR:
            return Look(at=look.at, level=look.level, observed=look.observed)
        return replace(look, sureness=self.sureness)

    def _clear(self, at: datetime, opens_after: timedelta, closes_after: timedelta) -> bool:
        if not self.close or self.since is None or self.last is None:
            return False
        if self.clear_since is None:
            self.clear_since = at
            self.close = self.last - self.since >= opens_after
        elif at - self.clear_since > closes_after + MARGIN:
            self.close = False
        return True
