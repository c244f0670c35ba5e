"""Choose what the demo city plays, and which clock every process goes by."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from core.city_pack import read_charter
from core.errors import Misconfigured
from core.timespan import format_rfc3339

MAX_SPEED: Final = 60.0
LEAD: Final = timedelta(minutes=3)
"""How long before a scenario's own hour the city's clock begins."""
_QUESTIONS: Final = (
    "what is going on right now?",
    "is the Blue Line running?",
    "where is bus 12 right now?",
)
QUESTIONS: Final[dict[str, tuple[str, ...]]] = {
    "thunderstorm": (
        "where is the power out, and why?",
        "which streets are closed?",
        "why is my bus late?",
    ),
    "transit-meltdown": (
        "is the Blue Line running?",
        "which stations are crowded?",
        "how can I get downtown?",
    ),
    "boil-water": (
        "is the water safe to drink?",
        "where must I boil my water?",
        "is the boil-water notice lifted?",
    ),
    "wildfire-smoke": (
        "is the air ok in Riverside?",
        "how bad is the smoke?",
        "should I stay inside?",
    ),
    "blind-in-storm": (
        "is the power out in Eastside?",
        "when did you last hear from the power company?",
        "are there any weather alerts?",
    ),
    "false-alarm": (
        "are there any emergencies?",
        "is there a gas leak downtown?",
        "is it over?",
    ),
}
"""What is worth asking in each scenario; the everyday questions fit all others."""


@dataclass(frozen=True, slots=True)
class Playbill:
    """Say what the city plays.

    Attributes:
        scenario: a scenario's name or file; empty for everyday life, at this machine's time.
        speed: city seconds in one of the wall's.
        seed: of chance; None for the usual one.
        recording: a file that is played in place of the simulated city.
    """

    scenario: str = ""
    speed: float = 1.0
    seed: int | None = None
    recording: Path | None = None

    def check(self) -> None:
        """Refuse what cannot be played.

        Raises:
            Misconfigured: in one line, what and why.
        """
        if not (math.isfinite(self.speed) and 0 < self.speed <= MAX_SPEED):
            raise Misconfigured(
                f"--speed {self.speed:g}: choose a number above 0, at most {MAX_SPEED:g}"
            )
        if self.recording is not None and self.scenario:
            raise Misconfigured("--recording and --scenario: choose one of the two")
        if self.recording is not None and not self.recording.is_file():
            raise Misconfigured(f"--recording {self.recording}: there is no such file")
        if self.scenario:
            from producers.city.scenario import load

            load(self.scenario)

    def clock(self, city: Path, now: datetime) -> str | None:
        """Return `CIVIC_CLOCK` for every process; None where this machine's time is the city's.

        Raises:
            Misconfigured: the pack or the scenario cannot be used.
        """
        begins = now
        if self.scenario:
            from producers.city.scenario import load

            timezone = read_charter(city).timezone
            today = now.astimezone(timezone).date()
            begins = load(self.scenario).begins_on(today, timezone) - LEAD
        elif self.speed == 1:
            return None
        return f"{format_rfc3339(begins)}@{format_rfc3339(now)}@{self.speed:g}"

    def arguments(self) -> list[str]:
        """Return what `python -m producers.city` is called with."""
        if self.recording is not None:
            return ["--play", str(self.recording.resolve()), "--move-times"]
        given = ["--scenario", _as_path(self.scenario)] if self.scenario else []
        return given if self.seed is None else [*given, "--seed", str(self.seed)]

    @property
    def title(self) -> str:
        """Return in a few words what is played; empty for everyday life."""
        if self.recording is not None:
            return f"The recording {self.recording.name}"
        if not self.scenario:
            return ""
        from producers.city.scenario import load

        return load(self.scenario).title

    @property
    def questions(self) -> tuple[str, ...]:
        """Return questions that are worth asking."""
        return QUESTIONS.get(Path(self.scenario).stem if self.scenario else "", _QUESTIONS)


EVERYDAY: Final = Playbill()


def _as_path(scenario: str) -> str:
    """Return a scenario's name as it is, and its file's path whole: children run elsewhere."""
    path = Path(scenario)
    return str(path.resolve()) if path.suffix or path.parent != Path() else scenario
