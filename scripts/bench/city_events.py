"""Make many events that look like a city's: templated words, skewed places, few meanings."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from core.city import City
from core.event import TYPES_OF, EndCertainty, Event, EventType
from core.footprint import Basis, Footprint
from core.geo import LonLat
from core.severity import Severity
from core.store import IndexedEvent
from core.topics import EVENT_TOPICS, Family

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
DIMENSION = 384
MODEL = "bench"
_FAMILIES = (Family.EMERGENCY, Family.TRANSIT, Family.INFRASTRUCTURE)
_TOPICS = {topic.family: topic.name for topic in EVENT_TOPICS}
_CAUSES = (
    "a fallen tree", "a burst pipe", "equipment failure", "a collision", "high wind", "flooding",
    "signal failure", "planned work", "a damaged cable", "police activity", "ice", "a gas smell",
)  # fmt: skip


def city_events(
    city: City, count: int, meanings: int = 1000, seed: int = 7
) -> Iterator[IndexedEvent]:
    """Make `count` events of which a tenth has ended, spread over areas and points."""
    dice = random.Random(seed)
    footprints = {area.id: _of_area(city, area.id) for area in city.areas}
    for number in range(count):
        family = dice.choice(_FAMILIES)
        kind = dice.choice(TYPES_OF[family])
        cause = dice.choice(_CAUSES)
        place = dice.choice(city.areas)
        footprint = _at_point(city, dice) if dice.random() < 0.5 else footprints[place.id]
        line = dice.choice(city.lines) if family is Family.TRANSIT and city.lines else None
        issued_at = NOON - timedelta(seconds=dice.uniform(0, 20_000))
        words = kind.value.replace("_", " ")
        meaning = f"{kind.value}/{dice.randrange(max(1, meanings // len(EventType)))}"
        event = Event(
            event_id=f"bench:{number}",
            family=family,
            type=kind,
            severity=dice.choice(tuple(Severity)),
            issued_at=issued_at,
            source=dice.choice(city.sources).id,
            status="resolved" if dice.random() < 0.1 else "",
            headline=f"{words.capitalize()} in {place.name} after {cause}",
            message=f"Crews work on a {words} near {dice.choice(city.streets).name}, caused by"
            f" {cause}. About {dice.randrange(10, 5000)} people are affected.",
            areas=(place.name,),
            ends_at=issued_at + timedelta(hours=dice.uniform(1, 12)),
            end_certainty=EndCertainty.ESTIMATED,
            cause=cause,
            lines=(line.name,) if line else (),
        )
        if line is not None:
            footprint = Footprint(
                basis=footprint.basis,
                area_ids=footprint.area_ids,
                points=footprint.points,
                cells=footprint.cells,
                line_ids=(line.id,),
            )
        yield IndexedEvent(
            event=event,
            topic=_TOPICS[family],
            offset=number,
            footprint=footprint,
            first_issued_at=issued_at,
            meaning=f"{words} {cause}",
            meaning_key=meaning,
            indexed_at=issued_at + timedelta(milliseconds=20),
        )


def vectors_of(keys: set[str], seed: int = 7) -> dict[str, NDArray[np.float32]]:
    """Make a vector of unit length for each meaning."""
    dice = np.random.default_rng(seed)
    ordered = sorted(keys)
    rows = dice.standard_normal((len(ordered), DIMENSION), np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return dict(zip(ordered, rows, strict=True))


def _of_area(city: City, area_id: str) -> Footprint:
    cells = city.grid.cells_of(city.area_by_id[area_id].geometry)
    return Footprint(
        basis=Basis.AREA_NAME, named_area_ids=(area_id,), area_ids=(area_id,), cells=cells
    )


def _at_point(city: City, dice: random.Random) -> Footprint:
    west, south, east, north = city.outline.bounds
    point = LonLat(lon=dice.uniform(west, east), lat=dice.uniform(south, north))
    areas = tuple(area.id for area in city.areas_at(point))
    return Footprint(
        basis=Basis.POINT, area_ids=areas, points=(point,), cells=city.grid.cells_of(point)
    )
