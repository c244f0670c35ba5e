"""Say what a resident's report is about: a kind of event, and nothing of its words.

Each kind has groups of words that tell of it; a text is of the kind whose group it holds wholly,
the longest group first. Longer words may be misspelt.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rapidfuzz.fuzz import ratio

from core.event import EventType as Kind

SLIP: Final = 80.0
"""How alike (0 to 100) a word must be that is not written as the lexicon has it."""
SLIPS_FROM: Final = 5
"""Shorter words are taken as they are written."""
MAX_CHARS: Final = 600
"""What a report is about is said by then."""

REPORTABLE: Final = (
    Kind.GAS_LEAK,
    Kind.HAZMAT,
    Kind.FIRE,
    Kind.SIGNAL_OUTAGE,
    Kind.POWER_OUTAGE,
    Kind.INTERNET_DISRUPTION,
    Kind.WATER_OUTAGE,
    Kind.ROAD_CLOSURE,
    Kind.CROWDING,
    Kind.DELAY,
)
"""What residents can report; where two fit alike, the more pressing comes first."""

_SPACED: Final[dict[Kind, str]] = {
    Kind.GAS_LEAK: """
        smell gas, smells gas, smelling gas, gas leak, rotten eggs, gas odor, gas odour,
        huele gas, olor gas, fuga gas, odeur gaz, fuite gaz, sent gaz""",
    Kind.HAZMAT: """
        chemical smell, chemical spill, strange smell, leaking tank, tank leaking, white suits,
        eyes hurt, eyes burn, toxic, olor quimico, arden ojos, derrame quimico, odeur chimique,
        produit chimique, yeux piquent""",
    Kind.FIRE: """
        fire, smoke, flames, burning building, fire trucks smoke, incendio, humo, llamas, fuego,
        incendie, fumee, flammes, feu immeuble""",
    Kind.SIGNAL_OUTAGE: """
        traffic light, traffic lights, traffic signal, traffic signals, signals not working,
        signal not working, lights are dark, stoplight, stop light, semaforo, semaforos,
        feux marchent, feux panne, feux tricolores, feu rouge""",
    Kind.POWER_OUTAGE: """
        no power, power out, power cut, power outage, no electricity, lights went out,
        electricity out, whole block dark, blackout, lost power, power gone,
        no hay luz, sin luz, fue luz, sin electricidad, apagon, no hay electricidad,
        plus courant, coupure courant, coupure electricite, plus electricite, panne courant""",
    Kind.INTERNET_DISRUPTION: """
        internet down, no internet, no wifi, wifi down, broadband gone, broadband down,
        internet out, internet gone, no hay internet, sin internet, cayo internet, no hay wifi,
        plus internet, panne internet, plus wifi""",
    Kind.WATER_OUTAGE: """
        no water, water pressure, water off, water out, nothing comes out tap, no running water,
        water running down street, burst pipe, water main, no hay agua, sin agua, no sale agua,
        plus eau, pression eau, coupure eau""",
    Kind.ROAD_CLOSURE: """
        road blocked, street blocked, road closed, street closed, crash, accident, cars stuck,
        collision, tree down, water all over road, flooded road, street flooded, calle cerrada,
        calle bloqueada, choque, accidente, rue barree, rue fermee, route fermee, route barree,
        accident""",
    Kind.CROWDING: """
        platform crowded, station crowded, station packed, platform packed, too crowded,
        anden lleno, estacion llena, quai bonde, station bondee""",
    Kind.DELAY: """
        bus late, train late, tram late, waiting bus, waiting train, bus never came, no bus,
        autobus tarde, tren tarde, esperando autobus, esperando tren, bus retard, train retard""",
}
_UNSPACED: Final[dict[Kind, tuple[str, ...]]] = {
    Kind.GAS_LEAK: ("煤气", "燃气", "天然气"),
    Kind.HAZMAT: ("化学", "刺鼻", "有毒"),
    Kind.FIRE: ("浓烟", "着火", "起火", "火灾", "冒烟"),
    Kind.SIGNAL_OUTAGE: ("红绿灯", "交通灯", "信号灯"),
    Kind.POWER_OUTAGE: ("停电", "没电", "断电"),
    Kind.INTERNET_DISRUPTION: ("断网", "没有网", "上不了网", "没网"),
    Kind.WATER_OUTAGE: ("没有水", "停水", "水压", "没水"),
    Kind.ROAD_CLOSURE: ("道路封闭", "封路", "车祸", "堵死", "路被堵"),
    Kind.CROWDING: ("人太多", "很拥挤"),
    Kind.DELAY: ("晚点", "公交没来"),
}
_WORD: Final = re.compile(r"[^\W_]+")
_NAMING: Final = re.compile(
    r"[^\W_]+(?=\s(?:street|st|avenue|ave|road|rd|lane|square|park|bridge|station)\b)"
)
"""A word that names a street or a place: Water Street is no water, Fire Station 3 no fire."""
_GROUPS: Final = sorted(
    (
        (tuple(group.split()), kind)
        for kind, groups in _SPACED.items()
        for group in groups.split(",")
    ),
    key=lambda entry: (-len(entry[0]), REPORTABLE.index(entry[1]), entry[0]),
)
_GIVEN: Final = {kind.value: kind for kind in REPORTABLE}


def kind_of(given: str, description: str) -> str:
    """Return the kind of a report; `other` where its words tell of none.

    Args:
        given: the type that the report names; may be empty, or a word of its own.
        description: the resident's words.
    """
    named = _GIVEN.get(given.strip().lower().replace(" ", "_").replace("-", "_"))
    if named is not None:
        return named.value
    text = f"{given} {description}"[:MAX_CHARS]
    for kind in REPORTABLE:
        if any(sign in text for sign in _UNSPACED[kind]):
            return kind.value
    words = frozenset(_WORD.findall(_NAMING.sub(" ", fold(text))))
    for group, kind in _GROUPS:
        if all(_said(word, words) for word in group):
            return kind.value
    return Kind.OTHER.value


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return the text in lower case and without accents."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def _said(word: str, words: frozenset[str]) -> bool:
    if word in words:
        return True
    if len(word) < SLIPS_FROM:
        return False
    return any(abs(len(word) - len(other)) <= 1 and ratio(word, other) >= SLIP for other in words)
