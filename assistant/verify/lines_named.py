"""Find lines named by number, letter or colour, which packs know only in their own language."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from assistant.verify.bearing import Telling, tellings
from assistant.verify.verdict import Checked, Claim, ClaimKind
from assistant.verify.witness import Court
from core.city import City

_COLOURS: Final = {
    "blue": r"blue|azul(?:es)?|bleue?s?|[蓝藍]",
    "red": r"red|roj[ao]s?|rouges?|红|紅",
    "green": r"green|verdes?|vert(?:e)?s?|[绿綠]",
    "orange": r"orange|naranjas?|oranges?|橙|橘",
    "yellow": r"yellow|amarill[ao]s?|jaunes?|[黄黃]",
    "purple": r"purple|violet|morad[ao]s?|violeta|violette?s?|mauve|紫",
    "brown": r"brown|marr[oó]n|caf[eé]|marron|brune?|棕|褐",
    "pink": r"pink|rosa|rosad[ao]|rose|粉红?",
    "silver": r"silver|gr[ea]y|platead[ao]|gris|argent[ée]*|银|銀|灰",
    "gold": r"gold(?:en)?|dorad[ao]|dor[ée]e?|金",
    "black": r"black|negr[ao]|noire?|黑",
    "white": r"white|blanc[ao]|blanche?|白",
}
_ANY_COLOUR: Final = "|".join(f"(?:{words})" for words in _COLOURS.values())
_HEAD: Final = (
    r"(?i:lines?|buses|bus|routes?|trains?|trams?|metro|subway|ferry|shuttle|l[ií]neas?"
    r"|auto?b[uú]s(?:es)?"
    r"|rutas?|tren(?:es)?|tranv[ií]as?|lignes?|m[eé]tro|autobus)"
)
_CODE: Final = r"(?:[A-Za-z]{0,2}\d{1,4}[A-Za-z]?|[A-Z])"
_AND: Final = r"(?:\s*,\s*|\s+(?:and|or|y|e|o|et|ou)\s+|\s*[、和与]\s*)"
_NO_COUNT: Final = (
    r"(?!\s*(?:[-–:.,h]\s?\d|%|minutes?|mins?\b|hours?|h\b|heures?|horas?|minutos?|people|customers"
    r"|clients|clientes|km|m\b|miles|am\b|pm\b|a\.m|p\.m|days?|d[ií]as|jours"
    r"|o'clock|more\b|fewer\b))"
)
_NUMBERED: Final = re.compile(
    rf"\b{_HEAD}\s+(?i:(?:number|no\.?|num\.?|n[uú]mero|num[eé]ro|n\.?\s?[º°]|#)\s*)?#?"
    rf"({_CODE}(?:{_AND}{_CODE}\b)*)\b{_NO_COUNT}"
    rf"|\b({_CODE})\s+(?:line|bus|train|tram|route|ferry|shuttle)\b(?!\s+stops?\b)"
    rf"|(?<![\d:.])([A-Za-z]?\d{{1,4}}|[A-Z])\s*(?:路(?!口|段|面|上)|号线|號線|线|線)"
)
_COLOURED: Final = re.compile(
    rf"\b(?:l[ií]neas?|lignes?)\s+({_ANY_COLOUR})\b|\b({_ANY_COLOUR})\s+(?:lines?|trains?|route)\b"
    rf"|({_ANY_COLOUR})(?:色)?(?:号)?[线線]",
    re.IGNORECASE,
)
_EACH: Final = re.compile(rf"\b{_CODE}\b|\b[A-Z]\b")


def lines_named(text: str, court: Court) -> Iterator[Checked]:
    """Yield the lines that a text names by number, letter or colour, each held or not."""
    told: list[Telling] | None = None
    for start, end, name in _named(text):
        told = list(tellings(court)) if told is None else told
        yield _held(Claim(ClaimKind.LINE, text[start:end], start, end), name, court, told)


def _named(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield each line with what it is called: a colour in English, or its code in upper case."""
    for found in _COLOURED.finditer(text):
        yield found.start(), found.end(), colour_of(found[1] or found[2] or found[3])
    for found in _NUMBERED.finditer(text):
        group = next(number for number in (1, 2, 3) if found[number])
        for code in _EACH.finditer(text, found.start(group), found.end(group)):
            if not (code.group() == "A" and group == 2):  # "A bus"
                start = found.start() if code.start() == found.start(group) else code.start()
                yield start, max(code.end(), found.end() if group > 1 else 0), code.group().upper()


def colour_of(word: str) -> str:
    """Return the English word for a colour in one of our languages."""
    lowered = word.casefold()
    return next((name for name, words in _COLOURS.items() if re.fullmatch(words, lowered)), lowered)


def _held(claim: Claim, name: str, court: Court, told: list[Telling]) -> Checked:
    ids = _line_ids(court.city).get(name.casefold(), frozenset())
    by: list[str] = []
    events: set[str] = set()
    for witness in court.witnesses:
        event = witness.hit.event
        called = {line.casefold() for line in event.event.lines}
        if ids & set(event.footprint.line_ids) or name.casefold() in called:
            by.append(f"{witness.event_id}.lines")
            events.add(witness.event_id)
    for telling in told:
        if name in _said(telling.text):
            by.append(telling.by)
            events |= telling.events
    if events:
        return Checked(claim, by=tuple(dict.fromkeys(by)), events=frozenset(events))
    return Checked(claim, why=f"no cited event is about line {name}")


@lru_cache(maxsize=8192)
def _said(text: str) -> frozenset[str]:
    """Return the lines that a text about an event names."""
    return frozenset(name for _, _, name in _named(text))


@lru_cache(maxsize=8)
def _line_ids(city: City) -> dict[str, frozenset[str]]:
    """Return the ids of a city's lines by short name and colour, in small letters."""
    found: dict[str, set[str]] = {}
    for line in city.lines:
        for name in (line.id, line.short_name, *line.colour_words):
            if name:
                found.setdefault(name.casefold(), set()).add(line.id)
    return {name: frozenset(ids) for name, ids in found.items()}
