"""Show a person, a line a message, what the city says."""

from datetime import datetime, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

import msgspec
from rich.console import Console

from core import topics
from core.telemetry import (
    EnvironmentReading,
    Reading,
    RiderTaps,
    TrafficCondition,
    Trip,
    VehiclePosition,
)
from core.timespan import monotonic_s
from producers.city.encoding import FAMILY_OF
from producers.city.happening import Spoken
from producers.city.telling.tellings import ends

READINGS_A_SECOND: Final = 2.0
"""Of readings no more lines are shown than these; all are sent."""
_CLOCK: Final = "%H:%M:%S"


class Lines:
    """Print one line a message on a terminal; elsewhere only what a person must know."""

    def __init__(self, console: Console, timezone: ZoneInfo) -> None:
        self._console, self._timezone = console, timezone
        self._statuses: dict[str, str] = {}
        self._shown_s = 0.0

    def said(self, spoken: Spoken) -> None:
        """Print a message; one that only repeats is dimmed, of readings a few are shown."""
        if not self._console.is_terminal:
            return
        if spoken.topic in FAMILY_OF:
            self._event(spoken.at, cast(dict[str, Any], spoken.value))
        elif spoken.topic == topics.CITIZEN_REPORTS:
            report = cast(dict[str, Any], spoken.value)
            self._print(spoken.at, "a resident", report["description"])
        elif monotonic_s() - self._shown_s >= 1 / READINGS_A_SECOND:
            self._shown_s = monotonic_s()
            self._print(spoken.at, spoken.key, _in_short(spoken.value))

    def waiting(self, reason: str) -> None:
        """Print that Kafka is waited for."""
        self._console.print(f"Waiting for Kafka: {reason}")

    def resumed(self) -> None:
        """Print that all is acknowledged again."""
        self._console.print("Kafka is back; everything is acknowledged.")

    def _event(self, at: datetime, event: dict[str, Any]) -> None:
        status = str(event.get("status", ""))
        repeats = self._statuses.get(event["event_id"]) == status
        self._statuses[event["event_id"]] = status
        if ends(event):
            del self._statuses[event["event_id"]]
        words = ("still " if repeats else "") + status.replace("_", " ")
        text = event.get("headline") or event["event_id"]
        self._print(at, event.get("source", ""), f"{text}  ({words})", dim=repeats)

    def _print(self, at: datetime, who: str, text: str, *, dim: bool = False) -> None:
        line = f"{at.astimezone(self._timezone):{_CLOCK}}  {who:<20}  {text}"
        self._console.print(line, style="dim" if dim else None)


def _in_short(value: Reading | dict[str, Any]) -> str:
    match value:
        case VehiclePosition():
            late = "" if value.delay_s is None else f", {timedelta(seconds=abs(value.delay_s))} "
            late += "" if value.delay_s is None else "early" if value.delay_s < 0 else "late"
            return f"{value.kind} {value.line} at {value.speed_kmh or 0:.0f} km/h{late}"
        case RiderTaps():
            return f"{value.count} {value.direction}"
        case TrafficCondition():
            return f"{value.name}: {value.speed_kmh:.0f} km/h"
        case EnvironmentReading():
            fields = msgspec.structs.asdict(value).items()
            return ", ".join(
                f"{n} {v:g}" for n, v in fields if isinstance(v, float) and n[0] != "l"
            )
        case Trip():
            return f"{value.pickup_location} to {value.dropoff_location}, {value.status}"
        case _:
            return str(value)
