"""List the topics that people ask about, and which event types answer."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.understand.lexicon import lexicon
from core.event import TYPES_OF, EventType
from core.topics import Family

T = EventType

OPERATORS_ONLY: Final = frozenset(
    {T.ENGINE_WARNING, T.FUEL_WARNING, T.SPEEDING, T.GEOFENCE, T.SENSOR_SILENT, T.CALL_RATE}
)
"""Anomalies that people who run the city need, and that never reach a citizen's answer."""
ONE_VEHICLE: Final = frozenset({T.VEHICLE_DELAY, T.BREAKDOWN})
"""Anomalies of a single vehicle, which count for its line."""
_OF_A_LINE_ONLY: Final = ONE_VEHICLE | {T.BUNCHING, T.GAP}
"""What answers only where transit is asked about: in a general answer it would be noise."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Describe one thing that people ask about.

    Attributes:
        name: its key in the phrase catalogue.
        types: the event types that answer a question about it.
        needs_place: whether the question means little without a place (contract, "Place").
        families: families whose events of unknown type answer too.
        severe_too: whether critical events of every other type answer too.
        hazard: the one hazard of several that is asked about (`tornado`); empty for any.
    """

    name: str
    types: frozenset[EventType]
    needs_place: bool = False
    families: frozenset[Family] = frozenset()
    severe_too: bool = False
    hazard: str = ""

    @property
    def words(self) -> tuple[str, ...]:
        """Return words that name it, singular and in lower case."""
        return words_of(self.name)


@lru_cache
def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a topic by its name."""
    return tuple(lexicon("topics")["words"][name])


def _topic(
    name: str,
    types: tuple[EventType, ...],
    *,
    needs_place: bool = False,
    families: tuple[Family, ...] = (),
    severe_too: bool = False,
) -> Topic:
    return Topic(name, frozenset(types), needs_place, frozenset(families), severe_too)


POWER: Final = _topic("power", (T.POWER_OUTAGE, T.OUTAGE_GROWTH), needs_place=True)
WATER: Final = _topic("water", (T.WATER_ADVISORY, T.WATER_OUTAGE), needs_place=True)
INTERNET: Final = _topic("internet", (T.INTERNET_DISRUPTION,), needs_place=True)
GAS: Final = _topic("gas", (T.GAS_LEAK,), needs_place=True)
SIGNALS: Final = _topic("signals", (T.SIGNAL_OUTAGE,))
ROADWORK: Final = _topic("roadwork", (T.ROAD_WORK,))
ROADS: Final = _topic(
    "roads", (T.ROAD_CLOSURE, T.ROAD_WORK, T.SIGNAL_OUTAGE, T.CONGESTION, T.SLOWDOWN)
)
ELEVATORS: Final = _topic("accessibility", (T.ACCESSIBILITY,))
TRANSIT: Final = _topic(
    "transit",
    (*TYPES_OF[Family.TRANSIT], T.VEHICLE_DELAY, T.LINE_DELAY, T.BUNCHING, T.GAP, T.BREAKDOWN,
     T.SURGE),
    families=(Family.TRANSIT,),
)  # fmt: skip
WEATHER: Final = _topic("weather", (T.WEATHER_ALERT, T.HEAT, T.WIND))
HAZARDS: Final = (
    "tornado", "hurricane", "flood", "snow", "ice", "wind", "heat", "storm", "rain",
)  # fmt: skip
"""Hazards of the weather that are asked about one by one."""
ASKED_HAZARDS: Final = {
    **{name: name for name in HAZARDS},
    **dict.fromkeys(("flooding", "flooded"), "flood"),
    **dict.fromkeys(("thunderstorm", "lightning", "hail"), "storm"),
    "blizzard": "snow",
    "heatwave": "heat",
    "hot": "heat",
    "windy": "wind",
    **dict.fromkeys(("raining", "rainy"), "rain"),
}
"""Words of a question, by the hazard that they ask about."""
FIRE: Final = _topic("fire", (T.FIRE,))
EVACUATION: Final = _topic("evacuation", (T.EVACUATION,))
HAZMAT: Final = _topic("hazmat", (T.HAZMAT,))
EARTHQUAKE: Final = _topic("earthquake", (T.EARTHQUAKE,))
HEALTH: Final = _topic("health", (T.HEALTH_ADVISORY,))
SAFETY: Final = _topic("safety", (T.PUBLIC_SAFETY,))
AIR: Final = _topic("air", (T.AIR_QUALITY,))
EMERGENCY: Final = _topic(
    "emergency",
    (*TYPES_OF[Family.EMERGENCY], T.GAS_LEAK, T.AIR_QUALITY),
    families=(Family.EMERGENCY,),
    severe_too=True,
)
EVERYTHING: Final = _topic(
    "everything",
    tuple(kind for kind in EventType if kind not in OPERATORS_ONLY | _OF_A_LINE_ONLY),
    families=tuple(Family),
)

SPECIFIC: Final = (
    SIGNALS, ROADWORK, ELEVATORS, POWER, WATER, INTERNET, GAS, TRANSIT, WEATHER, FIRE, EVACUATION,
    HAZMAT, EARTHQUAKE, HEALTH, SAFETY, AIR, ROADS,
)  # fmt: skip
"""Topics of one kind of thing, the narrower before the wider that shares its words."""
BROAD: Final = (EMERGENCY, EVERYTHING)
"""Topics that count only where no specific one is named."""
