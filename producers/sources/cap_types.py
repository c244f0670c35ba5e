"""Tell what kind of event a CAP `info` is about: a table of words, codes and categories.

The event's own words decide, then its SAME code, then an order to evacuate, then its category
(CAP 1.2, 3.2.2). What fits nothing stays `other` with its text.
"""

import re
from typing import Final

from core.event import EventType
from core.text import clean
from core.wire import read_type
from producers.sources.cap_message import CapInfo

_T = EventType
_WORDS: Final[tuple[tuple[EventType, str], ...]] = (
    (_T.EVACUATION, "evacuat|évacuation|evacuaci[oó]n"),
    (_T.WEATHER_ALERT, "red flag|fire weather|extreme fire danger"),
    (
        _T.AIR_QUALITY,
        "air quality|air stagnation|calidad del aire|qualité de l'air|smog|dense smoke",
    ),
    (_T.WATER_ADVISORY, "boil[- ]water|drinking water|water advisory|water quality|do not drink"),
    (_T.WATER_OUTAGE, "water (?:outage|shut-?off|main)|no water"),
    (_T.POWER_OUTAGE, "power (?:outage|cut|failure)|blackout|electrical outage|rolling outage"),
    (_T.GAS_LEAK, "gas leak|gas main|natural gas"),
    (_T.PUBLIC_SAFETY, "911|9-1-1|emergency number"),
    (_T.INTERNET_DISRUPTION, "internet|broadband|telecommunications? (?:outage|failure)"),
    (_T.SIGNAL_OUTAGE, "traffic signals?|traffic lights?"),
    (_T.ROAD_WORK, "road ?works?"),
    (_T.ROAD_CLOSURE, "(?:road|street|bridge|tunnel|highway) clos"),
    (_T.EARTHQUAKE, "earthquake|quake|seismic|sismo|terremoto|s[ée]isme|aftershock"),
    (
        _T.HAZMAT,
        "hazmat|hazardous material|chemical|radiolog|nuclear|biological hazard|toxic|oil spill"
        "|explosive|contaminant release",
    ),
    (
        _T.WEATHER_ALERT,
        "tsunami|storm|thunder|lightning|tornado|waterspout|hurricane|cyclon|typhoon|tropical"
        r"|winds?\b|windstorm|windy|gales?\b|breez|rain|flood|surge|snow|blizzard|winter"
        r"|ice\b|icing|icy|sleet|hail\b|hailstorm|freez|frost|cold\b|wind ?chill|heat\b|heatwave"
        r"|hot weather|high temperature|fog\b|visibility|dust|ashfall|avalanche|surf\b"
        r"|rip current|beach hazard|coastal|tides?\b|tidal|marine|small craft|hazardous seas"
        r"|low water|hydrologic|weather|squall|drought|ciclón|tormenta|inundaci|lluvia|viento"
        r"|nieve|calor\b|orage|inondation|pluie|vents?\b|neige|chaleur|verglas|tempête",
    ),
    (_T.FIRE, r"(?:\w+ ?)?fires?\b|incendi|feux?\b"),
    (
        _T.HEALTH_ADVISORY,
        "health|disease|epidemic|pandemic|outbreak|virus|infect|vaccin|recall|poison|medical",
    ),
    (
        _T.PUBLIC_SAFETY,
        "amber|silver alert|blue alert|missing|endangered|abduct|kidnap|shooter|shooting|bomb"
        "|terror|homeland security|attack|hostage|police|law enforcement|civil (?:danger|emergency"
        "|unrest)|riot|curfew|shelter[- ]in[- ]place|local area emergency|public safety|escape"
        "|landslide|debris flow|volcan|dam (?:failure|break)|levee|building collapse",
    ),
)
_TABLE: Final = tuple(
    (kind, re.compile(rf"(?<!\w)(?:{words})", re.IGNORECASE)) for kind, words in _WORDS
)

_SAME_CODES: Final[tuple[tuple[EventType, str], ...]] = (
    (_T.EVACUATION, "EVI"),
    (_T.FIRE, "FRW WFW WFA"),
    (_T.EARTHQUAKE, "EQW"),
    (_T.HAZMAT, "HMW NUW RHW CHW BHW IFW"),
    (_T.POWER_OUTAGE, "POS"),
    (_T.WATER_ADVISORY, "BWW DWW FCW"),
    (_T.HEALTH_ADVISORY, "DEW"),
    (_T.PUBLIC_SAFETY, "CAE BLU MEP CDW CEM LAE LEW SPW TOE DBW LSW VOW"),
    (
        _T.WEATHER_ALERT,
        "AVW AVA BZW CFW CFA DSW EWW FFW FFA FFS FLW FLA FLS FSW FZW HLS HUW HUA HWW HWA "
        "SMW SPS SSW SSA SVR SVA SVS SQW TOR TOA TRW TRA TSW TSA WSW WSA",
    ),
)
_SAME: Final = {code: kind for kind, codes in _SAME_CODES for code in codes.split()}
_TEST_CODES: Final = frozenset({"RWT", "RMT", "NPT", "DMO"})
"""SAME codes of tests and demonstrations (47 CFR 11.31)."""

_CATEGORIES: Final[dict[str, EventType]] = {
    "met": _T.WEATHER_ALERT,
    "fire": _T.FIRE,
    "health": _T.HEALTH_ADVISORY,
    "cbrne": _T.HAZMAT,
    "safety": _T.PUBLIC_SAFETY,
    "security": _T.PUBLIC_SAFETY,
    "rescue": _T.PUBLIC_SAFETY,
}
_SAYS_TEST: Final = re.compile(
    r"^\W*(?:test|exercise|drill)\s*(?:[:\]\)!—–-]|$|only\b|message\b)"
    r"|\bthis is (?:only )?an? (?:\w+ )?(?:test|exercise|drill)\b",
    re.IGNORECASE,
)


def type_of(info: CapInfo) -> tuple[EventType, str]:
    """Return the type, and the event's own word where the type is `other`."""
    word = clean(info.event)[:100]
    if word:
        kind, _ = read_type(word)
        if kind is not _T.OTHER:
            return kind, ""
    for kind, words in _TABLE:
        if words.search(word):
            return kind, ""
    for _, code in info.codes:
        if code.strip().upper() in _SAME:
            return _SAME[code.strip().upper()], ""
    if "Evacuate" in info.responses:
        return _T.EVACUATION, ""
    for category in info.categories:
        if category.lower() in _CATEGORIES:
            return _CATEGORIES[category.lower()], ""
    return _T.OTHER, word or "other"


def says_test(info: CapInfo) -> bool:
    """Say whether an alert marked Actual calls itself a test: it is held, never shown as real."""
    if any(code.strip().upper() in _TEST_CODES for _, code in info.codes):
        return True
    return any(_SAYS_TEST.search(text) for text in (info.event, info.headline, info.description))
