"""Put two events before the verifier: an outage with an estimate, and a late line."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from assistant.answer import Statement
from assistant.verify.verdict import Checked
from assistant.verify.witness import Court, witness_of
from core.event import Event
from core.store import Hit, IndexedEvent
from tests.assistant import town
from tests.assistant.town import NOW, ago, event, index


@cache
def outage() -> Event:
    """Return an outage since 10:32, expected back at 14:30, first by 13:30; 4,300 customers."""
    return event(
        "infrastructure", "P-1", "power_outage", source="city-power", area="Eastside",
        starts_at="2026-03-04T10:32:00-05:00", affected_customers=4300,
        estimated_restoration="2026-03-04T14:30:00-05:00", cause="failed transformer",
        message="Two feeders are out. Crews were sent at 10:50.", timestamp=ago(15),
    )  # fmt: skip


@cache
def delay() -> Event:
    """Return a delay of 20 minutes on the Blue Line."""
    return event(
        "transit", "T-1", "delay", source="metro", line="Blue Line", delay_minutes=20,
        message="Signal problem at Oak Street.", timestamp=ago(40),
    )  # fmt: skip


def hit_of(indexed: IndexedEvent) -> Hit:
    """Find an event in a view, as it stands now."""
    seen = town.Town(indexed)
    return seen.view.get(indexed.event.event_id, NOW)[0]


def court(
    language: str, *events: Event | IndexedEvent, ours: Sequence[str] = (), **_: Any
) -> Court:
    """Return a court of some events, as they stand at five past eleven."""
    hits = [hit_of(one if isinstance(one, IndexedEvent) else index(one)) for one in events]
    told = [Statement(text, tuple(hits)) for text in ours]
    return Court(
        language=language, now=NOW, city=town.city(), gazetteer=town.gazetteer(),
        witnesses=[witness_of(hit, (), language) for hit in hits], ours=told,
    )  # fmt: skip


def failed(checked: Sequence[Checked]) -> list[str]:
    """Name the claims that nothing bears out."""
    return [f"{one.claim.kind} {one.claim.text!r}: {one.why}" for one in checked if not one.held]
