"""Hold the latest reading of one subject, and how long it tells how things are (contract, 1.3)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from core.telemetry import Reading, Subject, subject_of, taken_at

USUAL_FRESHNESS: Final = timedelta(minutes=5)
"""How old a reading may be and still be told as how it is (contract, 1.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Hold the latest reading of one subject, which can be cited like an event.

    Attributes:
        reading: as it was measured.
        usual_interval: the time that usually passes between two readings of the subject; None
            while too few were heard to say.
        derived: what the detectors made of it, such as `nowcast_pm25_ugm3` or `aqi`; by name.
    """

    reading: Reading
    usual_interval: timedelta | None = None
    derived: Mapping[str, float | str] = field(default_factory=dict[str, float | str])

    @property
    def subject(self) -> Subject:
        """Return what the reading is about."""
        return subject_of(self.reading)

    @property
    def taken_at(self) -> datetime:
        """Return when it was measured."""
        return taken_at(self.reading)

    def fresh(self, now: datetime) -> bool:
        """Say whether it still tells how it is: younger than three usual intervals.

        Five minutes are always granted, and are all that a subject gets whose interval is unknown.
        """
        usual = self.usual_interval or timedelta()
        return now - self.taken_at < max(USUAL_FRESHNESS, 3 * usual)
