"""Write records as sources publish them, and judge crafted answers by them."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from core.city import load_city
from evals.asking import Asked
from evals.expecting import Ask, Expecting
from evals.geography import Geography, Spot
from evals.ledger import Ledger
from evals.recorded_city import Heard
from evals.reply import Reply, Sentence
from evals.scorers import Judged, harms

PACK = Path(__file__).parents[2] / "cities" / "rivermouth"
NOON = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
"""Noon in the city."""
TOPIC = "infrastructure_events"


@lru_cache(maxsize=1)
def geography() -> Geography:
    """Return the demo city's places."""
    return Geography(load_city(PACK))


def at(minutes: float) -> datetime:
    """Return an instant so many minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def told(event_id: str = "P-1", minutes: float = -30, **fields: Any) -> Heard:
    """Return a message as City Power & Light publishes it, about Downtown."""
    value: dict[str, Any] = {
        "event_id": event_id, "type": "power_outage", "severity": "high", "source": "city-power",
        "timestamp": at(minutes).isoformat(), "area": "Downtown",
    } | fields  # fmt: skip
    for name, given in value.items():
        if isinstance(given, datetime):
            value[name] = given.isoformat()
    return Heard(at(minutes), TOPIC, event_id, json.dumps(value).encode())


def beat(source: str, minutes: float, **fields: Any) -> Heard:
    """Return a heartbeat."""
    value = {"source": source, "state": "ok", "observed_at": at(minutes).isoformat()} | fields
    return Heard(at(minutes), "feed_status", source, json.dumps(value).encode())


def all_live() -> list[Heard]:
    """Return a heartbeat of every source of the pack, ten seconds before noon."""
    return [beat(source.id, -1 / 6) for source in geography().city.sources]


def elsewhere() -> Heard:
    """Return a message that answers nothing asked here, so that the record is not empty."""
    return told("R-9", type="road_work", source="city-roads", area="Northgate")


def ledger(*records: Heard) -> Ledger:
    """Return a ledger of these records."""
    found = Ledger()
    found.write(records)
    return found


def spot(kind: str, name: str) -> Spot:
    """Return a place of the demo city."""
    return next(s for s in geography().spots[kind] if s.name == name)


ASKED = Asked(
    text="is the power out in Downtown",
    ask=Ask("power", "status_trouble", None, "is the power out {in_area}"),
    language="en",
)


def asked(aspect: str = "status_trouble", **changes: Any) -> Asked:
    """Return a question about power in Downtown."""
    where = changes.pop("spot", spot("area", "Downtown"))
    topic = changes.pop("topic", "power")
    words = changes.pop("words", ASKED.ask.words)
    return replace(ASKED, ask=Ask(topic, aspect, where, words), **changes)


def reply(status: str, *facts: tuple[str, str], lead: str = "", **changes: Any) -> Reply:
    """Return an answer of facts `(text, event id)`, told as in force."""
    sentences = tuple(Sentence(text, "fact", (event_id,)) for text, event_id in facts)
    given: dict[str, Any] = {
        "status": status, "lead": lead, "sentences": sentences, "language": "en",
        "text": " ".join([lead, *(text for text, _ in facts)]).strip(),
        "cited": {event_id: "active" for _, event_id in facts}, "place": "Downtown",
        "place_kind": "area",
    } | changes  # fmt: skip
    return Reply(**given)


def found(question: Asked, answer: Reply, *records: Heard) -> set[str]:
    """Return the names of the harms of an answer given at noon, all sources being live."""
    expecting = Expecting(geography(), ledger(*all_live(), elsewhere(), *records))
    expected = expecting.expect(question.ask, NOON)
    return {str(harm.name) for harm in harms(Judged(question, expected, answer, NOON, geography()))}
