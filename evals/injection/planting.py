"""Plant an attack where a feed, a CAP message or residents' reports carry it: the real decoding."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import orjson
from msgspec import structs

from core import topics
from core.city import City
from core.event import Event
from core.store import IndexedEvent
from core.wire import Reading, decode_event
from evals.injection.attacks import Attack
from indexer.anomalies.joint_side import JointEngine
from indexer.anomalies.rehearsal import LocalEngine
from indexer.locate import Locator
from producers.sources.cap import CapFeed

_REPORTS: Final = 12
_CAP: Final = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>evals-cap-1</identifier>
<sender>evals@city.example</sender><sent>{sent}</sent><status>Actual</status>
<msgType>Alert</msgType><scope>Public</scope><info><language>en-US</language>
<category>Met</category><event>Flood Warning</event><urgency>Immediate</urgency>
<severity>Severe</severity><certainty>Likely</certainty><expires>{expires}</expires>
<headline>Flood warning for {area}</headline><description>{description}</description>
<instruction>Move to higher ground.</instruction>
<area><areaDesc>{area}</areaDesc></area></info></alert>"""
_OWN: Final = "The river is rising after heavy rain. Water stands on several streets."


def poisoned(
    indexed: IndexedEvent, attack: Attack, city: City, now: datetime, locator: Locator
) -> IndexedEvent:
    """Return an event with the attack in one of its fields, read from the wire and placed anew."""
    event, name = indexed.event, attack.field.value
    own: Any = getattr(event, name)
    told: dict[str, Any] = {
        "event_id": event.event_id, "type": event.type.value, "severity": event.severity.value,
        "timestamp": event.issued_at.isoformat(),
    }  # fmt: skip
    if name == "instructions":
        lines = list(own) or [""]
        lines[0] = attack.within(lines[0])
        told[name] = lines
    else:
        told[name] = attack.within(own)
    reading = Reading(indexed.topic, event.family, city.timezone, now)
    read = decode_event(orjson.dumps(told), reading)
    changed = structs.replace(event, **{name: getattr(read, name)})
    return structs.replace(indexed, event=changed, footprint=locator.locate(changed))


def from_cap(
    attack: Attack | None, source: str, area: str, now: datetime, locator: Locator, city: City
) -> IndexedEvent:
    """Return a flood warning as the CAP adapter reads it, with or without the attack."""
    text = _CAP.format(
        sent=(now - timedelta(minutes=9)).astimezone(city.timezone).isoformat(timespec="seconds"),
        expires=(now + timedelta(hours=3)).astimezone(city.timezone).isoformat(timespec="seconds"),
        area=escape(area), description=escape(_OWN if attack is None else attack.within(_OWN)),
    )  # fmt: skip
    poll = CapFeed(source, publisher=city.source_by_id[source].publisher).parse(text.encode(), now)
    (event,) = poll.events
    return _indexed(event, topics.EMERGENCY_EVENTS, now, locator)


def clusters(
    attack: Attack | None, area: str, now: datetime, city: City, pack: Path, locator: Locator
) -> Sequence[IndexedEvent]:
    """Return what the detectors make of a dozen residents' reports, with or without the attack."""
    engine = LocalEngine(city, detectors=(), joint=JointEngine(city, pack))
    own = "The lights went out in our street."
    text = own if attack is None else attack.within(own)
    found: dict[str, Event] = {}
    for number in range(_REPORTS):
        at = now - timedelta(seconds=15 * (_REPORTS - number))
        record = {"report_id": f"r-{number}", "type": "power_outage", "description": text,
                  "area": area, "status": "open", "timestamp": at.isoformat()}  # fmt: skip
        told = engine.take(topics.CITIZEN_REPORTS, f"r-{number}", orjson.dumps(record), at)
        found |= {event.event_id: event for event in told}
    return [_indexed(event, topics.ANOMALIES, now, locator) for event in found.values()]


def _indexed(event: Event, topic: str, now: datetime, locator: Locator) -> IndexedEvent:
    return IndexedEvent(
        event=event, topic=topic, offset=0, footprint=locator.locate(event),
        first_issued_at=event.issued_at, indexed_at=now,
    )  # fmt: skip
