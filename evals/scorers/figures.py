"""Find times and numbers in a text of any of the four languages, in one form to compare."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

_AFTERNOON: Final = (
    "pm|p.m.|p. m.|下午|晚上|傍晚|夜里|de la tarde|de la noche|du soir|de l’après-midi"
)
_MORNING: Final = "am|a.m.|a. m.|上午|早上|凌晨|清晨|de la mañana|de la madrugada|du matin"
_CLOCK: Final = re.compile(
    r"(?P<zh>上午|下午|晚上|凌晨|早上|清晨|傍晚|夜里|中午)?\s*"
    r"(?<![\dA-Za-z.,])(?P<hour>[01]?\d|2[0-4])(?!\d)"
    r"(?:(?P<mark>:|\s?h(?![a-z])\s?|点|时(?!候)|\.(?=\d\d\b))(?P<minute>[0-5]\d|半)?分?)?"
    r"(?P<half>\s?(?:[ap]\.?\s?m\b\.?|de la (?:tarde|noche|mañana|madrugada)|du (?:soir|matin)"
    r"|de l['’]après-midi))?",
    re.IGNORECASE,
)
_WORDS: Final = {
    "midnight": 0, "medianoche": 0, "minuit": 0, "午夜": 0, "半夜": 0,
    "noon": 720, "mediodía": 720, "midi": 720, "正午": 720,
}  # fmt: skip
_SPACES: Final = "\u00a0\u202f\u2009"
_NUMBER: Final = re.compile(r"\d{1,3}(?:[,. ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_MEASURED: Final = re.compile(
    r"^\s*(?:m|km|metres?|meters?|mi|miles?|metros?|kilómetros?|mètres?|kilomètres?|米|公里|千米"
    r"|s|seconds?|segundos?|secondes?|秒|min|minutes?|minutos?|分钟|h|hours?|horas?|heures?|小时"
    r"|days?|días?|jours?|天)(?![a-zà-ÿ])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clock:
    """Hold a time of day found: the minutes since midnight that it may mean."""

    text: str
    minutes: frozenset[int]


def clocks(text: str) -> tuple[list[Clock], str]:
    """Return the times of day in a text, and the text without them."""
    for space in _SPACES:
        text = text.replace(space, " ")
    found: list[Clock] = []

    def note(match: re.Match[str]) -> str:
        mark, half, zh = match["mark"], match["half"], match["zh"]
        if not (
            half or zh or (mark and mark.strip() != "." and (match["minute"] or mark in "点时"))
        ) and not (mark and mark.strip() == "h"):
            return match[0]
        hour = int(match["hour"])
        minute = 30 if match["minute"] == "半" else int(match["minute"] or 0)
        found.append(Clock(match[0].strip(), frozenset(_meant(hour, minute, half or zh or ""))))
        return " "

    rest = _CLOCK.sub(note, text)
    for word, minutes in _WORDS.items():
        alone = rf"(?<!\w){word}(?!\w)" if word.isascii() else word
        named = re.compile(rf"(?:(?<![\d.,])12 (?:del |de la )?)?{alone}", re.IGNORECASE)
        if named.search(rest):
            found.append(Clock(word, frozenset({minutes})))
            rest = named.sub(" ", rest)  # "12 noon" holds no number besides
    return found, rest


def _meant(hour: int, minute: int, half: str) -> Iterator[int]:
    said = half.strip().lower()
    if said.startswith("p") or said in _AFTERNOON.split("|") or said == "中午":
        hour = hour if hour >= 12 else hour + 12
    elif said.startswith("a") or said in _MORNING.split("|"):
        hour %= 12
    yield (hour * 60 + minute) % 1440


def numbers(text: str) -> Iterator[tuple[float, str]]:
    """Yield the numbers of a text without its times of day, each with what follows it."""
    for match in _NUMBER.finditer(text):
        written = match[0]
        if re.fullmatch(r"\d{1,3}(?:[,. ]\d{3})+", written):
            value = float(re.sub(r"[,. ]", "", written))
        else:
            value = float(written.replace(",", "."))
        yield value, text[match.end() :][:16]


def is_measure(following: str) -> bool:
    """Say whether a number is a distance or a length of time, by what follows it."""
    return _MEASURED.match(following) is not None


def times_of(told: Iterable[Mapping[str, Any]], timezone: ZoneInfo) -> set[int]:
    """Return the minutes of day of every time in some messages, and a minute beside each."""
    found: set[int] = set()
    for moment in moments_of(told):
        local = moment.astimezone(timezone)
        for step in (-1, 0, 1):
            beside = local + timedelta(minutes=step)
            found.add(beside.hour * 60 + beside.minute)
    return found


def moments_of(told: Iterable[Mapping[str, Any]]) -> Iterator[datetime]:
    """Yield every instant in some messages."""
    for fields in told:
        for name, value in fields.items():
            if isinstance(value, str) and (name.endswith("_at") or name in _INSTANTS):
                yield datetime.fromisoformat(value)
            elif name == "active_periods" and isinstance(value, list):
                yield from moments_of(cast(list[dict[str, Any]], value))


_INSTANTS: Final = ("timestamp", "estimated_restoration", "estimated_resolution")
