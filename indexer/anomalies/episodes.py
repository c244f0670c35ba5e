"""Keep the life of anomalies: which looks open one, renew it, and close it.

`Episodes.look` is the whole of it. Time is the looks' own; an anomaly that is looked at no more is
dropped without a word, and its last message expires by itself.
"""

from datetime import datetime, timedelta
from enum import Enum
from typing import Final

import msgspec

from indexer.anomalies.detector import Level, Look

UPDATE_GAP: Final = timedelta(seconds=60)
"""Two messages about one open anomaly are at least so far apart."""
RENEW_AFTER: Final = timedelta(minutes=4)
"""An open anomaly is told again after this at the latest, at the next look."""
FORGOTTEN_AFTER: Final = timedelta(minutes=15)
"""Without a look for so long, nothing is claimed any more."""
MATERIAL: Final = 0.2
"""What is observed has moved if by this share of its distance from the baseline."""


class Episode(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Hold one stretch of looks beyond the threshold, from the first; it is `Told`."""

    subject: str
    since: datetime
    """Event time of the first look beyond, or what the looks themselves say."""
    last: Look
    """The newest look that was not clear, or is final."""
    worst: Look
    """The look that was furthest beyond."""
    heard_at: datetime
    """Event time of the newest look of all."""
    opened_at: datetime | None = None
    """When it had lasted long enough; None until then."""
    told_at: datetime | None = None
    told: Look | None = None
    """What was told last, and when."""
    clear_since: datetime | None = None
    """Since when all looks are clear; None where the newest is not."""
    until: datetime | None = None
    """Since when it is over; set where it closes."""


class Step(Enum):
    """What a look did to an anomaly."""

    OPENED = "opened"
    UPDATED = "updated"
    CLOSED = "closed"


class Turn(msgspec.Struct, frozen=True):
    """Say that an anomaly took a step that people are to be told of."""

    step: Step
    at: datetime
    """Event time of the look that made it."""
    episode: Episode


class Episodes:
    """Hold the anomalies of one detector that are open, or on their way."""

    def __init__(
        self,
        opens_after: timedelta,
        closes_after: timedelta,
        held: dict[str, Episode] | None = None,
    ) -> None:
        """Go on from `held`: by subject, as a snapshot had them."""
        self._opens_after = opens_after
        self._closes_after = closes_after
        self.held: dict[str, Episode] = {} if held is None else held

    def look(self, subject: str, look: Look) -> Turn | None:
        """Take in one look; return what it did, where that is to be told."""
        episode = self.held.get(subject)
        if episode is None:
            if look.level is not Level.BEYOND:
                return None
            episode = Episode(
                subject=subject, since=look.at, last=look, worst=look, heard_at=look.at
            )
            self.held[subject] = episode
        episode.heard_at = look.at
        if look.level is Level.CLEAR:
            return self._cleared(episode, look)
        episode.clear_since, episode.last = None, look
        episode.since = look.since or episode.since
        if look.level is Level.BEYOND and reach(look) > reach(episode.worst):
            episode.worst = look
        if episode.opened_at is None:
            if look.level is not Level.BEYOND or look.at - episode.since < self._opens_after:
                return None
            episode.opened_at = look.opened_at or look.at
            return _tell(Step.OPENED, episode, look)
        if _worth_telling(episode, look):
            return _tell(Step.UPDATED, episode, look)
        return None

    def forget(self, now: datetime) -> None:
        """Drop the anomalies that nobody has looked at for long."""
        gone = [s for s, e in self.held.items() if now - e.heard_at >= FORGOTTEN_AFTER]
        for subject in gone:
            del self.held[subject]

    def _cleared(self, episode: Episode, look: Look) -> Turn | None:
        if episode.opened_at is None:
            del self.held[episode.subject]
            return None
        if episode.clear_since is None:
            episode.clear_since = look.at
        if look.at - episode.clear_since < self._closes_after:
            return None
        del self.held[episode.subject]
        episode.until = episode.clear_since
        if look.final:
            episode.last = look
        return Turn(Step.CLOSED, look.at, episode)


def reach(look: Look) -> float:
    """Return how far the look lies from what is usual."""
    return abs(look.observed - (look.baseline or 0.0))


def _tell(step: Step, episode: Episode, look: Look) -> Turn:
    episode.told_at, episode.told = look.at, look
    return Turn(step, look.at, episode)


def _worth_telling(episode: Episode, look: Look) -> bool:
    told_at, told = episode.told_at, episode.told
    if told_at is None or told is None:
        return True
    gone_by = look.at - told_at
    if gone_by < UPDATE_GAP:
        return False
    if gone_by >= RENEW_AFTER or look.severity is not told.severity:
        return True
    return abs(look.observed - told.observed) >= MATERIAL * max(reach(told), 1e-9)
