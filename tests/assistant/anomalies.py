"""Hold what is measured, found by rules or reported by residents, as several tests tell of it."""

from typing import Any

from assistant.answer import Answer, Kind
from core.event import Event
from tests.assistant.readings import STOPS, measured
from tests.assistant.town import ago, event


def at(stop: str) -> dict[str, float]:
    return {"lat": STOPS[stop].point.lat, "lon": STOPS[stop].point.lon}


def of_line(event_id: str, kind: str, line: str, subject: str = "", **fields: Any) -> Event:
    return measured(event_id, kind, subject or line, lines=[line], unit="min", **fields)


BLUE_SLOW = of_line("A-BLUE", "line_delay", "Blue", observed=8.3, baseline=0)
BUS_LATE = of_line("A-1", "vehicle_delay", "12", "bus-1", observed=11.2, coordinates=at("Harbor"))
BUS_LATE_TOO = of_line("A-2", "vehicle_delay", "12", "bus-2", observed=6, coordinates=at("Harbor"))
BUS_STOPPED = of_line(
    "A-3", "breakdown", "12", "bus-3", observed=16, coordinates=at("University"), starts_at=ago(25)
)  # fmt: skip
BUNCHED = of_line("A-4", "bunching", "12", observed=1, baseline=10, stops=["oak-street"])
GAP = of_line("A-5", "gap", "12", observed=25.4, baseline=10, stops=["oak-street"])
JAM = measured(
    "A-6", "congestion", "main-street", road="Main Street", observed=9, baseline=45, unit="km/h",
    area="Downtown", coordinates=at("City Hall"), starts_at=ago(165),
)  # fmt: skip
BAD_AIR = measured("A-7", "air_quality", "st-1", observed=122, baseline=100, unit="AQI",
                   area="Riverside")  # fmt: skip
HOT = measured("A-8", "heat", "st-1", observed=36.2, baseline=35, unit="°C", area="Riverside")
BUSY = measured("A-9", "surge", "central-station", stops=["central-station"], observed=80,
                baseline=30, unit="riders/min")  # fmt: skip
DARK = measured("C-1", "report_cluster", "power_outage/612", observed=3, unit="reports",
                area="Eastside", coordinates=at("Eastside"), starts_at=ago(2))  # fmt: skip
GAS_SMELT = measured("C-2", "report_cluster", "gas_leak/612", observed=4, unit="reports",
                     area="Eastside", coordinates=at("Eastside"), starts_at=ago(2))  # fmt: skip
SIGNALS = event("infrastructure", "S-9", "signal_outage", source="city-roads", area="Eastside",
                timestamp=ago(29))  # fmt: skip
BUS_DELAY = event("transit", "D-9", "delay", source="metro-transit", line="12", delay_minutes=9,
                  timestamp=ago(20))  # fmt: skip
OPERATORS = tuple(
    measured(f"O-{kind}", kind, "bus-1", lines=["12"], area="Eastside", severity="critical",
             observed=115, coordinates=at("Eastside"))
    for kind in ("engine_warning", "fuel_warning", "speeding", "geofence", "sensor_silent",
                 "call_rate")
)  # fmt: skip
NOISE = measured(
    "R-1", "noise", "noise-night/st-1", observed=81, baseline=75, area="Riverside",
    detector="rule:noise-night", severity="critical", headline="Loud at night",
    message="Noise near Pine Street rose above 75 dB at 10:50 am, and measured 81 dB at 11:04 am.",
)  # fmt: skip
WARM = measured(
    "R-2", "heat", "warm/st-1", observed=12, area="Riverside", detector="rule:warm",
    headline="Warmer than the plants like it",
    message="The temperature near Pine Street rose above 10 °C at 10:50 am, and measured 12 °C.",
)  # fmt: skip
STORM = event("emergency", "W-1", "weather_alert", source="weather-service", area="Eastside",
              headline="Thunderstorm warning", timestamp=ago(50))  # fmt: skip


def ids(answer: Answer) -> list[str]:
    for statement in answer.statements:
        assert (statement.kind is Kind.FACT) == bool(statement.events), statement.text
    return [hit.event.event.event_id for hit in answer.cited]
