"""A script of a few records, written by the tests, and what the log holds of it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from core import topics
from core.telemetry import TrafficCondition
from core.timespan import format_rfc3339
from producers.city.happening import Spoken
from streams.memory import MemoryStreams
from streams.record import Record

T0 = datetime(2026, 11, 20, 14, tzinfo=UTC)
ALL = (topics.INFRASTRUCTURE_EVENTS, topics.TRAFFIC_CONDITIONS, topics.FEED_STATUS)


def at(minute: float) -> datetime:
    """Return the instant so many minutes after the tests' zero."""
    return T0 + timedelta(minutes=minute)


def outage(minute: float, status: str = "investigating", number: int = 1, **more: Any) -> Spoken:
    """Return a message about an outage."""
    key = f"city-power:20261120-outage-{number}"
    value = {
        "event_id": key,
        "source": "city-power",
        "type": "power_outage",
        "severity": "high",
        "timestamp": format_rfc3339(at(minute)),
        "status": status,
        "headline": "Power outage in Eastside",
        **more,
    }
    return Spoken(at(minute), topics.INFRASTRUCTURE_EVENTS, key, value)


def reading(minute: float, road: str = "main-street", speed: float = 40.0) -> Spoken:
    """Return what a road's camera measured."""
    value = TrafficCondition(
        road_id=road, lat=40.7, lon=-74.0, speed_kmh=speed, timestamp=at(minute)
    )
    return Spoken(at(minute), topics.TRAFFIC_CONDITIONS, road, value)


def beat(minute: float, state: str = "ok") -> Spoken:
    """Return a heartbeat of the power utility."""
    value = {
        "source": "city-power",
        "family": "infrastructure",
        "types": ["power_outage"],
        "observed_at": format_rfc3339(at(minute)),
        "state": state,
        "error": None,
        "last_ok_at": format_rfc3339(at(minute)),
        "entities": 1,
        "max_silence_s": 120,
        "full_state": True,
        "publisher": "City Power & Light",
    }
    return Spoken(at(minute), topics.FEED_STATUS, "city-power", value)


@dataclass
class Told:
    """Be a script that a test has written down."""

    records: Sequence[Spoken]
    asked: list[frozenset[str]] = field(default_factory=list[frozenset[str]])

    def states(self, topics: Collection[str], at: datetime) -> Iterable[Spoken]:
        newest = {(s.topic, s.key): s for s in self.spoken(topics, T0 - timedelta(days=2), at)}
        return [s for s in newest.values() if not isinstance(s.value, TrafficCondition)]

    def spoken(self, topics: Collection[str], since: datetime, until: datetime) -> Iterator[Spoken]:
        self.asked.append(frozenset(topics))
        return (s for s in self.records if s.topic in topics and since <= s.at < until)


def log_of(streams: MemoryStreams, topic: str) -> list[Record]:
    """Return a topic's records; those of one key are in their order."""
    return list(streams.log().read_all([topic]))


def values(streams: MemoryStreams, topic: str) -> list[dict[str, Any]]:
    """Return what a topic's records say."""
    return [orjson.loads(record.value or b"") for record in log_of(streams, topic)]
