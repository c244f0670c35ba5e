"""Hold whatever else is written as a name: people, firms, ships, places that the pack lacks.

Anything in capitals that is no ordinary first word of a sentence has to stand in the words about a
cited event. In Chinese, which has no capitals, any Latin word has to.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

from assistant.verify import bodies, links
from assistant.verify.bearing import Telling, borne, says, tellings
from assistant.verify.verdict import Checked, Claim, ClaimKind
from assistant.verify.witness import Court
from core.event import EventType
from core.naming.ordinary_words import is_ordinary
from core.naming.place_words import keys

_TOKEN: Final = re.compile(r"[^\W\d_][^\W_]*(?:['’\-.][^\W_]+)*")
_LATIN: Final = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ0-9]*(?:['’\-.][A-Za-zÀ-ÿ0-9]+)*")
_BEGINS: Final = re.compile(r"(?:^|[.!?…:;。！？：；]\s*|\n)[\s\"'“”‘«»¿¡(\[–—-]*$")
_STREET: Final = re.compile(
    r"\b\d{1,3}(?:st|nd|rd|th)(?: (?:street|st|avenue|ave|road|rd|boulevard|blvd|place|drive))?\b",
    re.I,
)
_JOINED: Final = re.compile(r"\s*[&/\-–]?\s*|\s+(?:of|de|du|des|del|la|the|von|van)\s+")
_SPARED: Final = """
i am pm a.m p.m ok zip utc gmt est edt monday tuesday wednesday thursday friday saturday sunday
january february march april may june july august september october november december jan feb mar
apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
english spanish french chinese español inglés anglais français
"""
_MEASURES: Final = "km m mm cm h min s kv mw kw mbps gbps ft mi mph kmh μg ug am pm"
_ALWAYS: Final = frozenset(_SPARED.split())
_UNITS: Final = frozenset(_MEASURES.split())
_OF_TYPE: Final = {
    EventType.AIR_QUALITY: frozenset({"aqi", "pm2", "pm2.5", "pm10", "o3", "no2", "so2", "co"}),
    EventType.INTERNET_DISRUPTION: frozenset({"wi-fi", "wifi", "internet"}),
}  # fmt: skip
_FOLDERS: Final = ("assistant.phrases", "assistant.understand.glossary", "assistant.verify.words")


def check(text: str, court: Court, others: Sequence[Checked]) -> list[Checked]:
    """Find names that no other check knows, and hold each.

    Args:
        text: the statement.
        court: the evidence.
        others: the places and lines found in it, which are held for themselves.
    """
    taken = [(one.claim.start, one.claim.end) for one in others]
    told: list[Telling] | None = None
    checked: list[Checked] = []
    elsewhere: list[tuple[int, int]] | None = None
    for start, end, name in _names(text, court, taken):
        if elsewhere is None:
            elsewhere = list(_held_elsewhere(text, court))
        if any(s < end and start < e for s, e in elsewhere):
            continue
        told = list(tellings(court)) if told is None else told
        checked.append(_held(Claim(ClaimKind.NAME, text[start:end], start, end), name, told))
    for found in _STREET.finditer(text):
        if not any(s < found.end() and found.start() < e for s, e in taken):
            claim = Claim(ClaimKind.ROAD, found.group(), found.start(), found.end())
            checked.append(_held(claim, keys(found.group()), list(tellings(court))))
    return checked


def _held_elsewhere(text: str, court: Court) -> Iterator[tuple[int, int]]:
    for one in (*bodies.check(text, court), *links.check(text, court)):
        yield one.claim.start, one.claim.end


def _names(
    text: str, court: Court, taken: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield what is written as a name: where, and its comparable words."""
    spared = _ALWAYS | _UNITS if court.language == "zh" else _ALWAYS
    for witness in court.witnesses:
        spared |= _OF_TYPE.get(witness.hit.event.event.type, frozenset())
    run: list[re.Match[str]] = []
    for token in (_LATIN if court.language == "zh" else _TOKEN).finditer(text):
        if run and not _goes_on(text, run[-1].end(), token.start()):
            yield from _one(text, run)
            run = []
        if any(start < token.end() and token.start() < end for start, end in taken):
            continue
        if court.language != "zh" and not token.group()[0].isupper():
            continue
        lowered = token.group().casefold()
        if lowered in spared or (not run and _is_first(text, token, court.language)):
            continue
        run.append(token)
    yield from _one(text, run)


def _goes_on(text: str, end: int, start: int) -> bool:
    return _JOINED.fullmatch(text, end, start) is not None


def _one(text: str, run: Sequence[re.Match[str]]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    if run:
        start, end = run[0].start(), run[-1].end()
        yield start, end, keys(text[start:end])


def _is_first(text: str, token: re.Match[str], language: str) -> bool:
    """Say whether a capital is only that of a sentence's first, ordinary word."""
    if language == "zh" or _BEGINS.search(text[: token.start()]) is None:
        return False
    return _is_known(token.group().casefold().replace("’", "'"), language)


@lru_cache(maxsize=16_384)
def _is_known(word: str, language: str) -> bool:
    if language == "en" and is_ordinary(word.replace("'", "")):
        return True
    known = ordinary(language)
    return word in known or any(piece in known for piece in (word.split("'")[-1],) if piece)


@lru_cache(maxsize=8)
def ordinary(language: str) -> frozenset[str]:
    """Return the words that our own catalogues of a language write in small letters."""
    found: set[str] = set()
    for folder in _FOLDERS:
        try:
            text = files(folder).joinpath(f"{language}.toml").read_text(encoding="utf-8")
        except (FileNotFoundError, ModuleNotFoundError, NotADirectoryError):
            continue
        lines = (line for line in text.split("\n") if not line.lstrip().startswith("#"))
        for line in lines:
            found.update(word for word in _TOKEN.findall(line) if word[0].islower())
    return frozenset(found)


def _held(claim: Claim, name: tuple[str, ...], told: Sequence[Telling]) -> Checked:
    found = [telling for telling in told if says(telling, name)]
    if found:
        return borne(claim, found)
    return Checked(claim, why=f"no cited event speaks of {claim.text}")
