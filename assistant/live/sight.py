"""See the latest readings as evidence: each can be cited as an event can (contract, 1.3)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from assistant.understand.vehicles import VehicleName
from core.event import Event, EventType
from core.footprint import Basis, Footprint
from core.geo import LonLat
from core.lifecycle import EndReason, Phase, Standing
from core.observation import Observation
from core.place import Place
from core.severity import Severity
from core.store import Hit, IndexedEvent
from core.telemetry import RiderTaps, Trip
from core.topics import Family

OUT_OF_SERVICE: Final = "out_of_service"
"""What a vehicle says of itself that carries nobody."""


class Measure(StrEnum):
    """What readings can tell."""

    VEHICLES = "vehicles"
    """Where the vehicles of a line are."""
    TRAFFIC = "traffic"
    """How fast a road moves."""
    AIR = "air"
    """How clean the air is."""
    SKY = "sky"
    """How warm, windy or wet it is."""


class Bearing(StrEnum):
    """How readings bear on the question."""

    DECIDES = "decides"
    """It asks what only readings tell: without a fresh one nobody can tell."""
    ANSWERS = "answers"
    """A fresh reading answers it; without one, events and coverage do."""
    BESIDE = "beside"
    """They are worth a sentence, and answer nothing."""


@dataclass(frozen=True, slots=True)
class LiveAsk:
    """Hold what a question wants of the readings.

    Attributes:
        measure: what they are to tell.
        bearing: how they bear on the answer.
        counts: whether it is asked how many there are.
        wants: for the sky, which of `temperature wind rain humidity`; empty for the usual ones.
        vehicle: the one vehicle that is asked about by its own number; None for a line's.
    """

    measure: Measure
    bearing: Bearing
    counts: bool = False
    wants: frozenset[str] = frozenset()
    vehicle: VehicleName | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """Hold the latest reading of one subject, and how far it lies from the place asked about.

    Attributes:
        observation: the reading, with what detectors made of it.
        hit: the same as evidence.
        distance_m: metres from the place; 0 inside it, None where no place was given.
    """

    observation: Observation
    hit: Hit
    distance_m: float | None = None

    @property
    def point(self) -> LonLat | None:
        """Return where it was taken."""
        return self.hit.event.event.coordinates


@dataclass(frozen=True, slots=True)
class Live:
    """Hold what readings show for one part of a question.

    Attributes:
        ask: what is wanted of them.
        fresh: readings that still tell how it is, the one that matters most first.
        last: the newest of those too old to say so, where none is fresh.
        near: the place that distances are from; None for none.
    """

    ask: LiveAsk
    fresh: tuple[Sight, ...] = ()
    last: Sight | None = None
    near: Place | None = None

    @property
    def decides(self) -> bool:
        """Say whether nobody can tell without a fresh reading."""
        if self.ask.bearing is Bearing.DECIDES:
            return True
        silent = self.last is not None and not self.fresh
        return (
            silent and self.ask.measure is Measure.AIR
        )  # a station without a word is no all-clear

    @property
    def answers(self) -> bool:
        """Say whether a fresh reading answers the question."""
        return bool(self.fresh) and self.ask.bearing is not Bearing.BESIDE


def see(observation: Observation, now: datetime, distance_m: float | None = None) -> Sight:
    """Return a reading as evidence; one that is too old counts as ended, unconfirmed."""
    subject, taken_at = observation.subject, observation.taken_at
    reading = observation.reading
    placed = not isinstance(reading, RiderTaps | Trip)
    point = LonLat(reading.lon, reading.lat) if placed else None
    event = Event(
        event_id=subject.event_id,
        family=Family.TELEMETRY,
        type=EventType.OTHER,
        type_text=subject.topic,
        severity=Severity.UNKNOWN,
        issued_at=taken_at,
        source=subject.topic,
        sourced=False,
        headline=f"Latest reading of {subject.key}",
        coordinates=point,
    )
    indexed = IndexedEvent(
        event=event,
        topic=subject.topic,
        offset=0,
        footprint=Footprint(basis=Basis.POINT, points=(point,) if point else ()),
        first_issued_at=taken_at,
        indexed_at=taken_at,
    )
    standing = (
        Standing(Phase.ACTIVE) if observation.fresh(now)
        else Standing(Phase.ENDED, EndReason.UNCONFIRMED, taken_at)
    )  # fmt: skip
    return Sight(observation, Hit(indexed, standing, taken_at), distance_m)
