"""Hold the vehicles and stations that several tests tell about, and ask what they show."""

from typing import Any

from assistant.answer import Kind
from tests.assistant.readings import station, vehicle
from tests.assistant.town import Town, ago

LATE = vehicle("bus-1", "12", "Oak Street", kind="bus", delay_s=245, next_stop="central-station")
ON_TIME = vehicle("bus-2", "Bus 12", "Harbor", kind="bus", delay_s=10, timestamp=ago(1))
EARLY = vehicle("bus-3", "12", "University", kind="bus", delay_s=-100, timestamp=ago(2))
OLD = vehicle("bus-4", "12", "Pine Hill", kind="bus", timestamp=ago(30))
PARKED = vehicle("bus-5", "12", "Pine Hill", kind="bus", status="out_of_service")
OTHER = vehicle("bus-9", "7", "University", kind="bus", timestamp=ago(0.1))
BLUE = vehicle("t-1", "Blue", "Midtown", kind="train", delay_s=0, next_stop="harbor")
CAR = vehicle("taxi-1", "", "Oak Street", kind="car", timestamp=ago(0.1))
FLEET = (LATE, ON_TIME, EARLY, OLD, PARKED, OTHER, BLUE, CAR)
RIVERSIDE = station(
    "st-1", "Riverside", pm25_ugm3=9.2, aqi=42, temperature_c=31, wind_kmh=22, rain_mm_h=0
)  # fmt: skip
HARBOR = station("st-2", "Harbor", pm25_ugm3=60, aqi=155.4, temperature_c=21)
NORTH = station("st-3", "Westside", pm25_ugm3=8, aqi=30)
RAW = [
    station("st-4", "Riverside", pm25_ugm3=7),
    station("st-5", "Harbor", pm25_ugm3=500),
    station("st-6", "Westside", pm25_ugm3=9),
]


def first(town: Town, text: str, **more: Any) -> tuple[str, str, list[str]]:
    """Return the status, the first sentence and what it cites, last parts only."""
    answer = town.ask(text, **more)
    for statement in answer.statements:
        assert (statement.kind is Kind.FACT) == bool(statement.events), statement.text
    told = answer.statements[0]
    cited = [hit.event.event.event_id.split(":")[-1] for hit in told.events]
    return answer.status.value, told.text, cited
