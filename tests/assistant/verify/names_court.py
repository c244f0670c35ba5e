"""Put made events before the checks of names: a small court, and the first claim that fails."""

from collections.abc import Sequence
from functools import cache

from assistant.answer import Statement
from assistant.verify import bodies, form, links, names
from assistant.verify.verdict import Checked
from assistant.verify.witness import Court, Witness, witness_of
from core.event import Event
from core.lifecycle import standing
from core.store import Hit
from tests.assistant.town import NOW, ago, city, event, gazetteer, index


@cache
def events() -> dict[str, Event]:
    """Return the events of these tests, by id."""
    made = [
        event(
            "infrastructure", "p1", "power_outage", source="city-power", area="Eastside",
            affected_customers=4300, cause="failed transformer", contact="555-0142",
            estimated_restoration=ago(-205), url="https://www.citypower.example/outages/p1",
            message="Power is out in Eastside between Oak Street and the river. Crews are on the "
            "scene. Customers may call 555-0142 or write to help@citypower.example.",
            instructions=["Stay away from fallen wires", "Call 311 about food that has spoilt"],
        ),
        event(
            "infrastructure", "p2", "power_outage", source="city-power", area="Harbor",
            affected_customers=120, message="Outage near the ferry terminal.",
        ),
        event(
            "transit", "t1", "suspension", source="metro-transit", line="Blue",
            headline="Blue Line suspended between Central Station and Harbor",
            message="The Blue Line is suspended between Central Station and Harbor, both "
            "directions. Police activity. Shuttle buses run from Central Station.",
        ),
        event(
            "transit", "t2", "delay", source="metro-transit", line="12", delay_minutes=20,
            message="Bus 12 is delayed northbound; details at https://metro.example/12.",
        ),
        event(
            "infrastructure", "r1", "road_closure", source="city-roads", road="Main Street",
            message="Main Street is closed between 3rd Street and 5th Street for a burst main. "
            "Detour via Pine Street.",
        ),
        event(
            "emergency", "f1", "fire", source="emergency-management", area="Old Town",
            message="The Fire Department is fighting a warehouse fire at Dock Street and 8th. "
            "Chief Ana Ruiz said: \"Keep windows closed until we tell you.\"",
            translations={"es": {
                "headline": "Incendio en un almacén del Casco Antiguo",
                "message": "Los bomberos combaten el fuego. Cierre las ventanas.",
            }},
        ),
        event(
            "emergency", "w1", "weather_alert", source="weather-service", area="Harbor",
            headline="Flood Warning", url="https://weather.example/w1",
            message="The National Weather Service has issued a Flood Warning for Harbor. Move "
            "away from the river path along the west bank.",
        ),
    ]  # fmt: skip
    return {one.event_id: one for one in made}


@cache
def hit(event_id: str) -> Hit:
    """Return an event as it would be found now."""
    indexed = index(events()[event_id])
    return Hit(indexed, standing(indexed.event, NOW), indexed.event.issued_at)


def court(*ids: str, language: str = "en", ours: Sequence[tuple[str, str]] = ()) -> Court:
    """Return what a statement that cites these events is held against.

    Args:
        ids: the events cited.
        language: of the statement.
        ours: composed statements, each with the id of its event.
    """
    composed = [Statement(text, (hit(event_id),)) for event_id, text in ours]
    witnesses: list[Witness] = []
    for event_id in ids:
        own = [s for s in composed if s.events[0].event.event.event_id == event_id]
        witnesses.append(witness_of(hit(event_id), own, language))
    return Court(
        language=language, now=NOW, city=city(), gazetteer=gazetteer(),
        witnesses=witnesses, ours=composed,
    )  # fmt: skip


def examined(text: str, *ids: str, language: str = "en") -> list[Checked]:
    """Return all that the checks of names, bodies, links and form find."""
    before = court(*ids, language=language)
    return [
        one for check in (names.check, bodies.check, links.check, form.check)
        for one in check(text, before)
    ]  # fmt: skip


def why_not(text: str, *ids: str, language: str = "en") -> str:
    """Return why a statement is refused; empty where it holds."""
    failed = next((one for one in examined(text, *ids, language=language) if not one.held), None)
    return "" if failed is None else f"{failed.claim.kind} {failed.claim.text!r}: {failed.why}"
