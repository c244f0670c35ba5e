"""Hold the events that several tests tell about."""

from datetime import timedelta

from tests.assistant.town import NOW, ago, event, index

OUTAGE_BEFORE = event(
    "infrastructure", "INF-1", "power_outage", source="city-power", area="Eastside",
    affected_customers=4300, estimated_restoration=NOW + timedelta(hours=2, minutes=25),
)  # fmt: skip
OUTAGE_NOW = event(
    "infrastructure", "INF-1", "power_outage", source="city-power", area="Eastside",
    affected_customers=4300, estimated_restoration=NOW + timedelta(hours=3, minutes=25),
    cause="Failed transformer", timestamp=ago(10), instructions=["Stay away from fallen wires"],
)  # fmt: skip
OUTAGE = index(OUTAGE_NOW, OUTAGE_BEFORE)
BOIL = event(
    "infrastructure", "W-1", "water_advisory", source="city-water", area="Harbor",
    headline="Boil-water notice for Harbor", timestamp=ago(17 * 60),
    instructions=["Boil water for one minute before drinking"],
)  # fmt: skip
RED_OVER = event(
    "transit", "T-1", "suspension", source="metro-transit", line="Red Line", status="resolved",
    timestamp=ago(77), reason="Signal problem",
)  # fmt: skip
BLUE_LATE = event(
    "transit", "T-2", "delay", source="metro-transit", line="Blue Line", delay_minutes=15,
    severity="moderate", affected_stations=["Central Station", "Oak Street"],
    reason="Signal problems", alternatives=["Take bus 12"],
    estimated_resolution=NOW + timedelta(minutes=40),
)  # fmt: skip
FLOOD = event(
    "emergency", "E-1", "weather_alert", source="weather-service", area="Downtown",
    headline="Flood warning until 6 pm", ends_at=NOW + timedelta(hours=7), severity="critical",
    instructions=["Move away from the river path"],
)  # fmt: skip
MAIN_CLOSED = event(
    "infrastructure", "R-1", "road_closure", source="city-roads", road="Main Street",
    area="Downtown", cause="Burst main", detour="Use Pine Street",
)  # fmt: skip
PLANNED = event(
    "infrastructure", "P-2", "power_outage", source="city-power", area="Westside", planned=True,
    starts_at=NOW + timedelta(days=1), ends_at=NOW + timedelta(days=1, hours=4), severity="low",
)  # fmt: skip
