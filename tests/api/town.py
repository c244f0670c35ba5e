"""Make a town's worth of events: one of each sort, that each filter parts from the others."""

from core.event import EndCertainty, EventType, Handling, MessageType
from core.footprint import Basis, Footprint
from core.geo import LonLat
from core.severity import Severity
from core.store import IndexedEvent
from core.topics import Family
from tests.api.doors import NOON, at_point, in_area, make, minutes, rivermouth

EASTSIDE = rivermouth().area_by_id["eastside"].geometry.representative_point()
LINE = rivermouth().lines[0]


def city_events() -> list[IndexedEvent]:
    """One event of each sort, that each filter parts from the others."""
    return [
        make("city-power:1"),
        make(
            "weather:flood/2",
            in_area("riverside"),
            family=Family.EMERGENCY,
            type=EventType.WEATHER_ALERT,
            severity=Severity.CRITICAL,
            source="weather-service",
            headline="Flash flood warning",
            areas=("Riverside",),
            affected_customers=None,
            issued_at=NOON - minutes(90),
        ),
        make(
            "metro:delay",
            Footprint(basis=Basis.LINE, line_ids=(LINE.id,)),
            family=Family.TRANSIT,
            type=EventType.DELAY,
            severity=Severity.MODERATE,
            source="metro-transit",
            headline="Delays of ten minutes",
            lines=(LINE.id,),
            areas=(),
            affected_customers=None,
            issued_at=NOON - minutes(10),
        ),
        make(
            "roads:work",
            at_point(EASTSIDE.x, EASTSIDE.y),
            type=EventType.ROAD_WORK,
            severity=Severity.LOW,
            source="city-roads",
            headline="Paving",
            coordinates=LonLat(EASTSIDE.x, EASTSIDE.y),
            starts_at=NOON + minutes(60),
            ends_at=NOON + minutes(300),
            end_certainty=EndCertainty.KNOWN,
            planned=True,
            areas=(),
            issued_at=NOON - minutes(600),
        ),
        make("city-power:over", status="restored", issued_at=NOON - minutes(20)),
        make("city-power:off", message_type=MessageType.CANCEL, issued_at=NOON - minutes(25)),
        make("city-power:drill", handling=Handling.EXERCISE),
        make("city-power:replaced", superseded_by="city-power:1"),
    ]
