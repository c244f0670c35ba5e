"""List the topics that people ask about: which event types answer, and which words name them."""

from dataclasses import dataclass
from typing import Final

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
        words: words that name it, singular and in lower case; a phrase of several counts whole.
        families: families whose events of unknown type answer too.
        severe_too: whether critical events of every other type answer too.
        hazard: the one hazard of several that is asked about (`tornado`); empty for any.
    """

    name: str
    types: frozenset[EventType]
    needs_place: bool = False
    words: tuple[str, ...] = ()
    families: frozenset[Family] = frozenset()
    severe_too: bool = False
    hazard: str = ""


def _topic(
    name: str,
    types: tuple[EventType, ...],
    words: str,
    *,
    needs_place: bool = False,
    families: tuple[Family, ...] = (),
    severe_too: bool = False,
) -> Topic:
    listed = tuple(word.strip() for word in words.split(","))
    return Topic(name, frozenset(types), needs_place, listed, frozenset(families), severe_too)


POWER: Final = _topic(
    "power",
    (T.POWER_OUTAGE, T.OUTAGE_GROWTH),
    "power, electricity, electric, electrical, blackout, brownout, lights, outage, power cut, "
    "power line, transformer",
    needs_place=True,
)
WATER: Final = _topic(
    "water",
    (T.WATER_ADVISORY, T.WATER_OUTAGE),
    "water, tap, faucet, fountain, boil, boil notice, boil water, drink, drinking, main break, "
    "water main, water pressure",
    needs_place=True,
)
INTERNET: Final = _topic(
    "internet",
    (T.INTERNET_DISRUPTION,),
    "internet, wifi, wi fi, broadband, fiber, fibre, online, web, router, cable internet",
    needs_place=True,
)
GAS: Final = _topic("gas", (T.GAS_LEAK,), "gas, gas leak, gas main", needs_place=True)
SIGNALS: Final = _topic(
    "signals", (T.SIGNAL_OUTAGE,), "traffic light, traffic signal, stoplight, signal light"
)
ROADWORK: Final = _topic("roadwork", (T.ROAD_WORK,), "road work, roadwork, construction, paving")
ROADS: Final = _topic(
    "roads",
    (T.ROAD_CLOSURE, T.ROAD_WORK, T.SIGNAL_OUTAGE, T.CONGESTION, T.SLOWDOWN),
    "road, street, traffic, highway, expressway, freeway, lane, detour, drive, driving, bridge, "
    "intersection, road closure, blocked, jam, parking",
)
ELEVATORS: Final = _topic(
    "accessibility",
    (T.ACCESSIBILITY,),
    "elevator, escalator, wheelchair, accessible, accessibility, step free, lift",
)
TRANSIT: Final = _topic(
    "transit",
    (*TYPES_OF[Family.TRANSIT], T.VEHICLE_DELAY, T.LINE_DELAY, T.BUNCHING, T.GAP, T.BREAKDOWN,
     T.SURGE),
    "train, bus, bus stop, stop closed, stop closure, subway, metro, tram, streetcar, rail, "
    "transit, station, platform, shuttle, "
    "ferry, commute, delay, delayed, service, public transport, line, crowded, crowding",
    families=(Family.TRANSIT,),
)  # fmt: skip
WEATHER: Final = _topic(
    "weather",
    (T.WEATHER_ALERT, T.HEAT, T.WIND),
    "weather, storm, thunderstorm, flood, flooding, flooded, tornado, hurricane, snow, blizzard, "
    "ice, wind, heat, heatwave, rain, hail, lightning, surge, windy, raining, "
    "rainy, temperature, degrees, humid, humidity, how hot, how cold, how warm, is it hot, "
    "is it cold, is it warm, too hot, too cold",
)
HAZARDS: Final[dict[str, tuple[str, ...]]] = {
    "tornado": ("tornado", "twister", "funnel"),
    "hurricane": ("hurricane", "tropical", "cyclone"),
    "flood": ("flood", "surge", "inundat", "high water", "rain"),
    "snow": ("snow", "blizzard", "winter"),
    "ice": ("ice", "icy", "freez", "sleet", "winter"),
    "wind": ("wind", "gust", "gale", "storm"),
    "heat": ("heat", "hot"),
    "storm": ("storm", "thunder", "lightning", "hail", "squall", "hurricane", "tropical"),
    "rain": ("rain", "storm", "flood"),
}
"""Hazards of the weather, by the words with which an alert speaks of them."""
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
FIRE: Final = _topic("fire", (T.FIRE,), "fire, wildfire, burning, blaze, brush fire")
EVACUATION: Final = _topic("evacuation", (T.EVACUATION,), "evacuate, evacuation, evacuating")
HAZMAT: Final = _topic("hazmat", (T.HAZMAT,), "hazmat, chemical, spill, toxic, fumes, hazardous")
EARTHQUAKE: Final = _topic("earthquake", (T.EARTHQUAKE,), "earthquake, quake, tremor, aftershock")
HEALTH: Final = _topic(
    "health",
    (T.HEALTH_ADVISORY,),
    "health, health advisory, outbreak, virus, contaminated, contamination, recall, beach",
)
SAFETY: Final = _topic(
    "safety",
    (T.PUBLIC_SAFETY,),
    "police, shooting, crime, shelter in place, lockdown, amber alert, missing, shooter",
)
AIR: Final = _topic(
    "air",
    (T.AIR_QUALITY,),
    "air, air quality, aqi, smoke, smoky, smog, pollution, haze, pm2, pm10, ozone, fine dust",
)
EMERGENCY: Final = _topic(
    "emergency",
    (*TYPES_OF[Family.EMERGENCY], T.GAS_LEAK, T.AIR_QUALITY),
    "emergency, emergencies, alert, danger, dangerous, disaster, hazard, warning, warnings, watch, "
    "threat, safe, unsafe, safety, stay inside, stay indoors, stay home, go outside, go out, "
    "shelter",
    families=(Family.EMERGENCY,),
    severe_too=True,
)
EVERYTHING: Final = _topic(
    "everything",
    tuple(kind for kind in EventType if kind not in OPERATORS_ONLY | _OF_A_LINE_ONLY),
    "going on, happening, what's up, anything, news, problem, issue, situation, status, update, "
    "everything, disruption, incident, event",
    families=tuple(Family),
)

SPECIFIC: Final = (
    SIGNALS, ROADWORK, ELEVATORS, POWER, WATER, INTERNET, GAS, TRANSIT, WEATHER, FIRE, EVACUATION,
    HAZMAT, EARTHQUAKE, HEALTH, SAFETY, AIR, ROADS,
)  # fmt: skip
"""Topics of one kind of thing, the narrower before the wider that shares its words."""
BROAD: Final = (EMERGENCY, EVERYTHING)
"""Topics that count only where no specific one is named."""
