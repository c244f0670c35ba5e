"""Name the Kafka topics, what each carries and how the broker cleans it up (contract, 1)."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final


class Family(StrEnum):
    """The families that events and sources belong to."""

    EMERGENCY = "emergency"
    TRANSIT = "transit"
    INFRASTRUCTURE = "infrastructure"
    ENVIRONMENT = "environment"
    ANOMALY = "anomaly"
    TELEMETRY = "telemetry"


class Cleanup(StrEnum):
    """The broker's clean-up policies, in Kafka's own words (`cleanup.policy`)."""

    COMPACT = "compact"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Topic:
    """Describe one topic: its name, its clean-up policy and how long records are kept.

    Attributes:
        name: the topic's name on the broker.
        cleanup: `compact` keeps the last record of each key, `delete` drops old ones.
        retention: how long a `delete` topic keeps a record; None for compacted topics.
        family: the family of the events it carries; None where it carries no events.
    """

    name: str
    cleanup: Cleanup
    retention: timedelta | None = None
    family: Family | None = None


EMERGENCY_EVENTS: Final = "emergency_events"
TRANSIT_EVENTS: Final = "transit_events"
INFRASTRUCTURE_EVENTS: Final = "infrastructure_events"
ANOMALIES: Final = "anomalies"
FEED_STATUS: Final = "feed_status"
CITIZEN_REPORTS: Final = "citizen_reports"
VEHICLE_POSITIONS: Final = "vehicle_positions"
RIDER_TAPS: Final = "rider_taps"
TRAFFIC_CONDITIONS: Final = "traffic_conditions"
ENVIRONMENT_READINGS: Final = "environment_readings"
TRIPS: Final = "trips"

DEAD_LETTER_SUFFIX: Final = ".dlq"

REPAIR_HEADER: Final = "civic.repair"
"""Marks a record by which the indexer makes the log agree with the store again."""
RETIRE_HEADER: Final = "civic.retire"
"""Marks a tombstone that may only forget the version whose timestamp it carries."""

_DAYS_7: Final = timedelta(days=7)
_DAYS_30: Final = timedelta(days=30)

EVENT_TOPICS: Final[tuple[Topic, ...]] = (
    Topic(EMERGENCY_EVENTS, Cleanup.COMPACT, family=Family.EMERGENCY),
    Topic(TRANSIT_EVENTS, Cleanup.COMPACT, family=Family.TRANSIT),
    Topic(INFRASTRUCTURE_EVENTS, Cleanup.COMPACT, family=Family.INFRASTRUCTURE),
    Topic(ANOMALIES, Cleanup.COMPACT, family=Family.ANOMALY),
)
STATUS_TOPIC: Final = Topic(FEED_STATUS, Cleanup.COMPACT)
REPORTS_TOPIC: Final = Topic(CITIZEN_REPORTS, Cleanup.DELETE, _DAYS_30)
TELEMETRY_TOPICS: Final[tuple[Topic, ...]] = tuple(
    Topic(name, Cleanup.DELETE, _DAYS_7, Family.TELEMETRY)
    for name in (VEHICLE_POSITIONS, RIDER_TAPS, TRAFFIC_CONDITIONS, ENVIRONMENT_READINGS, TRIPS)
)


def dead_letter(topic: str) -> str:
    """Return the name of the dead-letter topic of `topic`."""
    return topic + DEAD_LETTER_SUFFIX


def all_topics() -> tuple[Topic, ...]:
    """Return every topic of the contract, dead-letter topics included."""
    carried = (*EVENT_TOPICS, STATUS_TOPIC, REPORTS_TOPIC, *TELEMETRY_TOPICS)
    letters = tuple(Topic(dead_letter(t.name), Cleanup.DELETE, _DAYS_30) for t in carried)
    return carried + letters
