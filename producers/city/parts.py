"""Name the parts of the city that can speak alone: which topics each is, and how it is called."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core import topics
from core.topics import Family
from producers.city.encoding import FAMILY_OF

TOPICS: Final = tuple(
    topic.name
    for topic in (
        *topics.EVENT_TOPICS,
        topics.STATUS_TOPIC,
        topics.REPORTS_TOPIC,
        *topics.TELEMETRY_TOPICS,
    )
    if topic.name != topics.ANOMALIES
)
"""Every topic that the city speaks on; anomalies are the indexer's."""


class Flag(StrEnum):
    """What a part's command can be asked besides the flags that all have."""

    FLEET = "fleet"
    TRIPS = "trips-per-second"


@dataclass(frozen=True, slots=True)
class Part:
    """Hold one part of the city.

    Attributes:
        name: what its command calls itself.
        topic: the topic that is its own.
        says: what it tells, as people would say.
        flags: what else it can be asked.
    """

    name: str
    topic: str
    says: str
    flags: frozenset[Flag] = frozenset()

    @property
    def family(self) -> Family | None:
        """Return the family of its events; None where it tells of none."""
        return FAMILY_OF.get(self.topic)

    @property
    def topics(self) -> tuple[str, ...]:
        """Return the topics that it speaks on: events go with their sources' heartbeats."""
        return (self.topic, topics.FEED_STATUS) if self.family else (self.topic,)


EMERGENCY: Final = Part("emergency", topics.EMERGENCY_EVENTS, "emergencies and the weather")
TRANSIT: Final = Part("transit", topics.TRANSIT_EVENTS, "how trains and buses run")
INFRASTRUCTURE: Final = Part(
    "infrastructure", topics.INFRASTRUCTURE_EVENTS, "outages, water, gas and roads"
)
VEHICLES: Final = Part(
    "vehicles", topics.VEHICLE_POSITIONS, "where vehicles are", frozenset({Flag.FLEET})
)
TAPS: Final = Part("rider taps", topics.RIDER_TAPS, "riders at the gates", frozenset({Flag.FLEET}))
TRAFFIC: Final = Part("traffic", topics.TRAFFIC_CONDITIONS, "how fast roads run")
TRIPS: Final = Part("trips", topics.TRIPS, "hired trips", frozenset({Flag.FLEET, Flag.TRIPS}))
ENVIRONMENT: Final = Part("environment", topics.ENVIRONMENT_READINGS, "air and weather stations")
REPORTS: Final = Part("reports", topics.CITIZEN_REPORTS, "what residents report")
FEED_STATUS: Final = Part("feed status", topics.FEED_STATUS, "how the sources stand")
