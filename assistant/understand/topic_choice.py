"""Choose the topics of a message: those whose words it has, the narrower before the wider."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.understand.lexicon import lexicon
from assistant.understand.measures import asks_flow
from assistant.understand.topics import (
    ASKED_HAZARDS,
    BROAD,
    EMERGENCY,
    EVERYTHING,
    POWER,
    ROADS,
    ROADWORK,
    SAFETY,
    SIGNALS,
    SPECIFIC,
    TRANSIT,
    WEATHER,
    Topic,
)
from assistant.understand.words import Words
from core.city_parts import Source
from core.place import Mention, PlaceKind
from core.topics import Family

_OTHER_GAS_RE: Final = re.compile(
    r"\bgas (?:station|price|prices|bill)\b|\bpower (?:point|steering)\b"
)
_CLOSED_RE: Final = re.compile(
    r"\b(?:closed|close|closures?|shut|blocked|open|opened|clear|reopen(?:ed)?|passable|block|blocking|blocks)\b"
)
_MENDED_RE: Final = re.compile(
    r"\b(?:fix(?:ed|ing)?|repair(?:s|ed|ing)?|pav(?:ed|ing)|dig(?:ging)?|dug)\b"
)
_AT_STOP_RE: Final = re.compile(
    rf"{_CLOSED_RE.pattern}|\b(?:crowd(?:s|ed|ing)?|busy|packed|full|people)\b"
)
_OF_SIGNALS_TOO: Final = frozenset({"lights", "outage", "dark", "no light", "street light"})
"""Words for the power that people use of traffic lights as well."""
_NOT_THAT_RE: Final = re.compile(
    r"\bnot (?:about |for |in )?(?:the |my |our )?\w+(?=$|,| but| the| i | just)"
)
"""What a message says that it does not mean: "not the water, the gas"."""


def topics_of(
    words: Words, line: str, mentions: Sequence[Mention], named: Sequence[Source]
) -> tuple[Topic, ...]:
    """Return the topics that a message asks about, specific ones before broad ones.

    Args:
        words: the message without its place names.
        line: the whole message in lower case.
        mentions: the places named in it.
        named: the pack's sources that it names.
    """
    kinds = {place.kind for mention in mentions for place in mention.places}
    found = [t for t in SPECIFIC if words.has_any(t.words)]
    found = _without_causes(_without_denied(found, words), words)
    if _OTHER_GAS_RE.search(line):
        found = [t for t in found if t.name not in ("gas", "power")]
    if not found:
        known = {kind for source in named for kind in source.types}
        found = [t for t in SPECIFIC if not known.isdisjoint(kind.value for kind in t.types)]
        if len(found) > 1 and len(named) == 1 and len(named[0].types) > 2:
            whole = named[0].family is Family.EMERGENCY
            found = [EMERGENCY if whole else max(found, key=lambda t: len(t.types))]
    if PlaceKind.LINE in kinds and TRANSIT not in found:
        found = [TRANSIT, *(t for t in found if t not in (ROADS, POWER))]
    roadlike = kinds & {PlaceKind.STREET, PlaceKind.INTERSECTION}
    if not found and roadlike and (_CLOSED_RE.search(line) or asks_flow(line)):
        found = [ROADS]
    if not found and roadlike and _MENDED_RE.search(line):
        found = [ROADWORK]
    if set(found) <= {POWER, ROADS} and words.has("outage") and words.has("closure"):
        return (EVERYTHING,)  # "planned closures or outages": of whatever kind
    if not found and PlaceKind.STOP in kinds and _AT_STOP_RE.search(line):
        found = [TRANSIT]
    if SAFETY in found and ROADS in found and _names_only_where(words):
        found.remove(ROADS)  # "police all over my street"
    found = _without_wider(_without_weak(found, words), words)
    if found == [SAFETY] and not words.has_any(_SEEN_ONLY) and words.has_any(EMERGENCY.words):
        found = []  # "I hear sirens, is there an emergency?"
    indoors = [word for word in POWER.words if word not in _OF_SIGNALS_TOO]
    if found == [POWER] and roadlike and not words.has_any(indoors):
        found = [SIGNALS, POWER]  # "the lights are dark on Elm": the street's, or the houses'
    if found == [ROADS] and _only_a_street(words):
        found = []  # "what is happening on my street?"
    if found:
        return tuple(_narrowed(topic, words) for topic in found)
    broad = next((t for t in BROAD if words.has_any(t.words)), None)
    if broad is EMERGENCY and words.has_any(_ANY_TROUBLE if words.has("or") else _TROUBLE):
        broad = EVERYTHING
    if broad is EMERGENCY and "alerts" in words.spelt and not words.has_any(_GRAVE):
        broad = EVERYTHING  # "all alerts for 10001": whatever sources tell of
    return (broad,) if broad else ()


_SEEN_ONLY: Final = tuple(w for w in SAFETY.words if w not in ("siren", "helicopter"))
"""Words that name what the police are at, and not only what is heard of it."""
_GRAVE: Final = tuple(word for word in EMERGENCY.words if word != "alert")
_TROUBLE: Final = ("trouble", "problem", "issue", "wrong")
_ANY_TROUBLE: Final = (*_TROUBLE, "incident", "happening", "going on")
"""Words that widen "any alerts or …" to all that may be wrong."""


def _only_a_street(words: Words) -> bool:
    """Say whether a street is only where everything is asked about."""
    named = [word for word in ROADS.words if words.has(word)]
    return set(named) <= {"street", "road"} and words.has_any(("going on", "happening", "news"))


def _names_only_where(words: Words) -> bool:
    """Say whether a street is named only as the place of something else."""
    named = {word for word in ROADS.words if words.has(word)}
    return named <= {"street", "road"} and _CLOSED_RE.search(words.line) is None


def _narrowed(topic: Topic, words: Words) -> Topic:
    """Narrow the weather to the one hazard that is asked about."""
    asked = {ASKED_HAZARDS[word] for word in words.singular if word in ASKED_HAZARDS}
    return replace(topic, hazard=asked.pop()) if topic is WEATHER and len(asked) == 1 else topic


def _without_denied(found: Sequence[Topic], words: Words) -> list[Topic]:
    """Leave out what the message says that it does not mean, where it means something else."""
    left = _NOT_THAT_RE.sub(" ", words.line)
    meant = [t for t in found if any(f" {word}" in f" {left}" for word in t.words)]
    return meant or list(found)


def _without_causes(found: Sequence[Topic], words: Words) -> list[Topic]:
    """Leave out what is only the cause of what is asked: "the outage from the lightning strike"."""
    kept: list[int] = []
    causes = False
    for place, word in enumerate(words.spelt):
        causes = (causes or word in _OF_CAUSES) and word not in _GOES_ON
        if not causes:
            kept.append(place)
    others = Words(
        words.text,
        tuple(words.spelt[place] for place in kept),
        tuple(words.singular[place] for place in kept),
    )
    meant = [t for t in found if others.has_any(t.words)]
    return [t for t in found if t in meant or t.name in _DANGERS] if meant else list(found)


_DANGERS: Final = frozenset({"fire", "gas", "hazmat", "evacuation", "earthquake"})
"""What is told even where it is only named as a cause."""
_OF_CAUSES: Final = frozenset({"from", "because", "due", "caused", "after"})
_GOES_ON: Final = frozenset({"and", "or", "but", "also", "is", "are", "what", "when", "how", "any"})


def _without_weak(found: Sequence[Topic], words: Words) -> list[Topic]:
    """Leave out topics that are there only by words that say little beside a better one."""
    weak = lexicon("topics")["weak"]
    strong = [
        t for t in found
        if words.has_any([word for word in t.words if word not in weak.get(t.name, ())])
    ]  # fmt: skip
    return strong or list(found)


def _without_wider(found: Sequence[Topic], words: Words) -> list[Topic]:
    """Leave out a topic that is there only by a word that a narrower one uses better."""
    names = {t.name for t in found}
    left = list(found)
    outage_only = not words.has_any([w for w in POWER.words if w != "outage"])
    if POWER in left and outage_only and names & {"internet", "water", "gas", "signals"}:
        left.remove(POWER)
    if POWER in left and "signals" in names and not words.has_any(("power", "electricity")):
        left.remove(POWER)
    if ROADS in left and names & {"signals", "roadwork"}:
        left.remove(ROADS)
    if "health" in names and "water" in names:
        left = [t for t in left if t.name != "health"]
    if TRANSIT in left and "accessibility" in names:
        left.remove(TRANSIT)
    if (
        ROADS in left
        and TRANSIT in left
        and not words.has_any(("road", "street", "traffic", "drive", "highway"))
    ):
        left.remove(ROADS)
    if TRANSIT in left and names - {"transit"} and not words.has_any(_VEHICLES):
        left.remove(TRANSIT)
    if "weather" in names and not words.has_any(_SKY) and len(left) > 1:
        left = [t for t in left if t.name != "weather"]
    if ROADS in left and "weather" in names and _WET_ROAD_RE.search(words.line):
        left = [t for t in left if t.name != "weather"]
    if "air" in names and "fire" in names and not words.has_any(("air", "aqi")):
        left = [t for t in left if t.name != "air"]
    if "earthquake" in names and len(left) > 1:
        left = [t for t in left if t.name not in ("power", "roads")]
    return left


_WET_ROAD_RE: Final = re.compile(
    r"\b(?:flooded|icy) (?:\w+ )?(?:streets?|roads?|lanes?|bridge|tunnel|highway|intersection)\b"
)
_VEHICLES: Final = (
    "train", "bus", "subway", "metro", "tram", "rail", "transit", "station", "ferry", "shuttle",
    "commute", "streetcar",
)  # fmt: skip
_SKY: Final = (
    "weather", "storm", "thunderstorm", "flood", "flooding", "tornado", "hurricane", "snow",
    "blizzard", "ice", "wind", "heat", "heatwave", "rain", "hail", "lightning", "flooded",
)  # fmt: skip
