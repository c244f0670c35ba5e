"""List what may be asked about: which event types answer a topic, and which words narrow it."""

import re
from dataclasses import dataclass
from typing import Final

from core.city import City
from evals.ledger import Published

_TRANSIT: Final = frozenset(
    [
        "delay",
        "route_change",
        "suspension",
        "reduced_service",
        "stop_closure",
        "accessibility",
        "crowding",
    ]
)
_EMERGENCY: Final = frozenset(
    [
        "weather_alert",
        "fire",
        "public_safety",
        "health_advisory",
        "hazmat",
        "earthquake",
        "evacuation",
    ]
)
TYPES: Final[dict[str, frozenset[str]]] = {
    "power": frozenset({"power_outage"}),
    "water": frozenset({"water_advisory", "water_outage"}),
    "internet": frozenset({"internet_disruption"}),
    "gas": frozenset({"gas_leak"}),
    "signals": frozenset({"signal_outage"}),
    "roadwork": frozenset({"road_work"}),
    "roads": frozenset({"road_closure", "road_work", "signal_outage"}),
    "accessibility": frozenset({"accessibility"}),
    "transit": _TRANSIT,
    "weather": frozenset({"weather_alert"}),
    "fire": frozenset({"fire"}),
    "evacuation": frozenset({"evacuation"}),
    "hazmat": frozenset({"hazmat"}),
    "earthquake": frozenset({"earthquake"}),
    "health": frozenset({"health_advisory"}),
    "safety": frozenset({"public_safety"}),
    "air": frozenset({"air_quality"}),
    "emergency": _EMERGENCY | {"gas_leak", "air_quality"},
}
EVERYTHING: Final = "everything"
TOPICS: Final = (*TYPES, EVERYTHING)
OWN_PLACE: Final = frozenset({"power", "water", "internet", "gas"})
"""What means little without a place (contract, "Place, when none is given")."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Say which words of a question leave only some events of a topic as its answer.

    Attributes:
        topic: whose.
        words: as they stand in a question, in any of the languages.
        types: types that remain; empty for all.
        told: words that a remaining event's headline or text has; None for any.
        mode: what a remaining event's mode of transit is; None for any.
    """

    topic: str
    words: re.Pattern[str]
    types: frozenset[str] = frozenset()
    told: re.Pattern[str] | None = None
    mode: re.Pattern[str] | None = None

    def keeps(self, event: Published) -> bool:
        """Say whether the event is still meant."""
        if self.types and event.type not in self.types:
            return False
        if self.mode is not None and not self.mode.search(str(event.said.get("mode", ""))):
            return False
        text = f"{event.said.get('headline', '')} {event.said.get('message', '')}"
        return self.told is None or self.told.search(text) is not None


def _narrow(topic: str, words: str, types: str = "", told: str = "", mode: str = "") -> Narrowing:
    return Narrowing(
        topic,
        re.compile(words, re.IGNORECASE),
        frozenset(types.split()),
        re.compile(told, re.IGNORECASE) if told else None,
        re.compile(mode) if mode else None,
    )


NARROWINGS: Final = (
    _narrow("water", r"boil|notice|advisory|contaminat|brown|hervir|aviso|bouillir|"
            r"avis|煮|烧开|污染|通告", "water_advisory"),
    _narrow("water", r"drink|safe|faucet|formula|tomar|beber|potable|boire|喝|饮用",
            "water_advisory"),
    _narrow("water", r"\boff\b|no water|\bdry\b|\bout\b|main|running water|outage|without|shut|"
            r"interrupt|sin agua|corte|cort|coup|plus d.eau|停水|没水|断水|爆", "water_outage"),
    _narrow("roads", r"clos|shut|block|open|clear|passable|get through|detour|drive|cerrad|cort|"
            r"abiert|abri|cierr|libre|paso\b|pasar|ferm|ouvert|ouvr|bloqu|封|关|开|通|走|绕",
            "road_closure"),
    _narrow("weather", r"tornado|tornade|龙卷", "", "tornado"),
    _narrow("weather", r"flood|inund|inond|crue|洪|水灾|内涝", "", "flood"),
    _narrow("weather", r"heat|calor|chaleur|canicul|高温|炎热", "", "heat"),
    _narrow("weather", r"\bwind|viento|vent\b|大风|强风", "", "wind|storm|gust"),
    _narrow("weather", r"snow|nieve|neig|nevada|雪", "", "snow|winter"),
    _narrow("weather", r"storm|thunder|torment|orage|tempête|暴风|雷|风暴", "", "storm|thunder"),
    _narrow("accessibility", r"escalator|mecánica|escalator|mécanique|扶梯", "", "escalator"),
    _narrow("accessibility", r"elevator|\blift\b|ascensor|elevador|ascenseur|电梯|升降", "",
            "lift|elevator"),
    _narrow("health", r"outbreak|brote|épidémie|疫情|爆发", "", "outbreak|illness|virus"),
    _narrow("transit", r"suspend|(?:not|no|ne) (?:running|circul|roul|pas)|stopped|cancel|down|"
            r"shuttle|suprim|arrêt|停运|停驶|停|暂停", "suspension"),
    _narrow("transit", r"(?<!not )(?<!no )(?<!ne )(?<!stopped )(?:running|circul|roul|funciona)|"
            r"normal|again|"
            r"resum|reanud|repr[ei]|instead|alternativ|get around|fix|arregl|répar|"
            r"marche|运行|正常|恢复|替代|修好", "suspension delay"),
    _narrow("transit", r"delay|late\b|on time|behind|schedule|minutes|retras|tarde|retard|heure|"
            r"晚点|延误|准时", "delay suspension"),
    _narrow("transit", r"closed|open|cerrad|cerrar|cierr|abiert|abri|ferm|ouvert|关|开着|开放|封站",
            "stop_closure"),
)  # fmt: skip
_MODES: Final = (
    _narrow("transit", r"train|\btren|subway|metro|地铁|火车|列车", mode="subway|rail"),
    _narrow("transit", r"\bbus|autob|guagua|camión|公交|巴士", mode="bus"),
)


def answers(topic: str, event: Published) -> bool:
    """Say whether an event is of the kind that is asked about."""
    return topic == EVERYTHING or event.type in TYPES[topic]


def means(topic: str, asked: str, event: Published) -> bool:
    """Say whether an event of the kind is meant by the very words, not only by the topic."""
    found = [n for n in NARROWINGS if n.topic == topic and n.words.search(asked)]
    modes = [n for n in _MODES if n.topic == topic and n.words.search(asked)]
    return (not found or any(narrowing.keeps(event) for narrowing in found)) and all(
        narrowing.keeps(event) for narrowing in modes
    )


def knowing(topic: str, city: City) -> tuple[str, ...]:
    """Return ids of the pack's sources that would know of a topic."""
    if topic == EVERYTHING:
        return tuple(source.id for source in city.sources)
    return tuple(source.id for source in city.sources if TYPES[topic] & set(source.types))


def topic_of(kind: str) -> str:
    """Return the narrowest topic that an event type answers."""
    return next((topic for topic, types in TYPES.items() if kind in types), EVERYTHING)
