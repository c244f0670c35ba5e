"""Hold sentences against one event of each kind, by every check of the verifier."""

from functools import cache

from assistant.verify.verdict import Checked
from assistant.verify.verifier import CHECKS, wall
from assistant.verify.witness import Court
from core.event import Event
from tests.assistant.town import ago, event
from tests.assistant.verify.scene import court, delay, failed, outage

_EASTSIDE = {"area": "Eastside", "timestamp": ago(15), "starts_at": "2026-03-04T10:32:00-05:00"}


@cache
def events() -> dict[str, Event]:
    """Return an event for each name that the tables use."""
    power = {"source": "city-power", **_EASTSIDE}
    water = {"source": "city-water", **_EASTSIDE}
    return {
        "outage": outage(),
        "delay": delay(),
        "ended": event(
            "infrastructure", "P-2", "power_outage", status="restored", **power,
            affected_customers=800, message="Power was out on two feeders.",
        ),
        "overdue": event(
            "infrastructure", "P-3", "power_outage",
            estimated_restoration="2026-03-04T10:45:00-05:00", **power,
        ),
        "endless": event("infrastructure", "P-4", "power_outage", **power),
        "planned": event(
            "infrastructure", "R-1", "road_work", planned=True, road="Main Street",
            area="Eastside", timestamp=ago(90), starts_at="2026-03-04T22:00:00-05:00",
            ends_at="2026-03-05T05:00:00-05:00",
        ),
        "closed": event(
            "infrastructure", "R-2", "road_closure", road="Main Street", cause="burst water main",
            message="No through traffic.", **_EASTSIDE,
        ),
        "suspended": event(
            "transit", "T-2", "suspension", source="metro", line="Blue Line",
            timestamp=ago(15), starts_at="2026-03-04T10:32:00-05:00",
        ),
        "boil": event(
            "infrastructure", "W-1", "water_advisory", **water,
            message="Do not drink the tap water until further notice.",
            instructions=["Boil water for one minute before drinking"],
        ),
        "fire": event(
            "emergency", "F-1", "fire", source="fire-dept", **_EASTSIDE,
            message="Crews have contained the fire. Smoke is heavy.",
        ),
    }  # fmt: skip


def judged(text: str, language: str, *names: str) -> list[str]:
    """Return the claims of a sentence that nothing bears out."""
    held = court(language, *(events()[name] for name in names))
    return failed(_checked(text, held))


def _checked(text: str, held: Court) -> list[Checked]:
    checked = [one for check in CHECKS for one in check(text, held)]
    return [*checked, *wall(text, held, checked)]
