"""Put facts of events into sentences, as a good writer of a language would, in many wordings.

The patterns are written by hand, one file a language (`patterns/`). A slot that an event cannot
fill makes its pattern unfit for that event; of those that fit, chance takes one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict

from evals.peers.voices import VOICES

_FOLDER: Final = Path(__file__).with_name("patterns")
_SLOT: Final = re.compile(r"\{(\w+)\}")
_CROSSING: Final = re.compile(r"\b(?:at|near) (?P<one>[^.]+?) and (?P<two>[^.]+?)$")
_CLAUSE: Final = re.compile(r"\b(?:is|are|hit|broke|brought)\b")
_ON_LINES: Final = frozenset({"delay", "suspension", "reduced_service", "route_change"})
_AT_STOPS: Final = frozenset({"stop_closure", "accessibility", "crowding"})
_ON_ROADS: Final = frozenset({"road_closure", "road_work"})
_LONGEST: Final = timedelta(hours=12)
_LENGTHS: Final = timedelta(minutes=4)

Event = Mapping[str, Any]


class Patterns(BaseModel):
    """Hold the patterns of one language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    nouns: dict[str, tuple[str, str]]
    where: dict[str, str]
    what: dict[str, list[str]]
    over: dict[str, list[str]]
    customers: list[str]
    end_restore: list[str]
    end_reopen: list[str]
    end_over: list[str]
    end_known: list[str]
    end_none: list[str]
    overdue: list[str]
    upcoming: list[str]
    cause: list[str]
    message: list[str]
    advice: list[str]
    alternative: list[str]
    detour: list[str]
    between: str
    stop: str
    affirm: str
    joint: str
    names: dict[str, str]
    causes: dict[str, str]

    def of(self, kind: str, type_: str, chance: Random) -> Sequence[str]:
        """Return the patterns for a kind of fact about a type of event, shuffled.

        Those of the type itself come first, mostly.
        """
        if kind not in ("what", "over"):
            listed: list[str] = getattr(self, kind)
            return chance.sample(listed, len(listed))
        table = self.what if kind == "what" else self.over
        own, usual = table.get(type_, []), table["default"] if type_ in self.nouns else []
        first, second = (own, usual) if chance.random() < 0.75 else (usual, own)
        return [*chance.sample(first, len(first)), *chance.sample(second, len(second))]


@lru_cache(maxsize=8)
def patterns_of(language: str) -> Patterns:
    """Read the patterns of a language."""
    text = (_FOLDER / f"{language}.yaml").read_text("utf-8")
    return Patterns.model_validate(yaml.safe_load(text))


class Speaker:
    """Say facts of one event in one language."""

    def __init__(self, language: str, now: datetime) -> None:
        """Speak at an instant, in the city's time."""
        self.patterns = patterns_of(language)
        self._voice = VOICES[language]
        self._now = now

    def say(self, kind: str, event: Event, chance: Random) -> str | None:
        """Return one sentence that tells a kind of fact; None where the event cannot fill one."""
        patterns = self.patterns.of(kind, str(event["type"]), chance)
        luck = chance.getrandbits(32)
        for pattern in patterns:
            said = self._filled(pattern, event, Random(luck))
            if said is not None:
                return said
        return None

    def _filled(self, pattern: str, event: Event, chance: Random) -> str | None:
        slots = self._slots(event, chance)
        filled: dict[str, str] = {}
        for name in _SLOT.findall(pattern):
            told = slots[name.lower()]()
            if told is None:
                return None
            filled[name] = told[0].upper() + told[1:] if name[0].isupper() else told
        text = pattern.format(**filled)
        text = text[0].upper() + text[1:]
        return re.sub(r"([.!?])\.$", r"\1", text).replace('."."', '."')

    def _slots(self, event: Event, chance: Random) -> Mapping[str, Callable[[], str | None]]:
        """Return for every slot what fills it, each made only where it is wanted."""
        voice, now, patterns = self._voice, self._now, self.patterns
        begins, end = begins_of(event, now.tzinfo), end_of(event, now.tzinfo)
        noun = patterns.nouns.get(str(event["type"]))
        stops: Sequence[str] = event.get("stops") or ()

        def clock(at: datetime | None) -> str | None:
            return None if at is None else voice.clock(at, now, chance)

        def at_clock(at: datetime | None) -> str | None:
            return None if at is None else voice.at_clock(at, now, chance)

        def length(gone: timedelta | None) -> str | None:
            if gone is None or not _LENGTHS <= gone <= _LONGEST:
                return None
            return voice.length(round(gone.total_seconds() / 60), chance)

        def number(name: str, say: Callable[[int, Random], str]) -> str | None:
            value = event.get(name)
            return say(int(value), chance) if value and value == int(value) else None

        return {
            "area": lambda: self._area(event, chance),
            "where": lambda: self._where(event, chance),
            "road": lambda: event.get("road") or None,
            "crossing": lambda: self._crossing(event),
            "line": lambda: self._line(event, chance),
            "stop": lambda: stops[0] if len(stops) == 1 and "&" not in stops[0] else None,
            "first_stop": lambda: stops[0] if len(stops) > 1 else None,
            "last_stop": lambda: stops[-1] if len(stops) > 1 else None,
            "begins": lambda: clock(begins),
            "begins_at": lambda: at_clock(begins),
            "lasting": lambda: length(None if begins is None else now - begins),
            "end": lambda: clock(end),
            "end_at": lambda: at_clock(end),
            "in_end": lambda: length(None if end is None else end - now),
            "customers": lambda: number("affected_customers", voice.count),
            "minutes": lambda: number("delay_minutes", voice.minutes),
            "source": lambda: event.get("publisher") or None,
            "a_noun": lambda: noun and noun[0],
            "the_noun": lambda: noun and noun[1],
            "headline": lambda: event.get("headline") or None,
            "cause": lambda: event.get("cause") or None,
            "cause_plain": lambda: _in_sentence(event.get("cause") or ""),
            "cause_noun": lambda: _noun_only(event.get("cause") or ""),
            "cause_translated": lambda: patterns.causes.get(event.get("cause") or ""),
            "message": lambda: event.get("message") or None,
            "message_translated": lambda: self._translated(event, "message"),
            "advice": lambda: _one(event.get("instructions"), chance),
            "advice_translated": lambda: _one(self._translated(event, "instructions"), chance),
            "alternative": lambda: _one(event.get("alternatives"), chance),
            "detour": lambda: event.get("detour") or None,
        }

    def _area(self, event: Event, chance: Random) -> str | None:
        areas: list[str] = list(_names(event, "areas", "area"))
        if not areas or len(areas) > 4:
            return None
        if len(areas) == 1 and chance.random() < 0.15:
            return self.patterns.names.get(areas[0], areas[0])
        return self._voice.joined(areas)

    def _line(self, event: Event, chance: Random) -> str | None:
        lines = list(_names(event, "lines", "line"))
        return self._voice.line(lines[0], chance) if len(lines) == 1 else None

    def _crossing(self, event: Event) -> str | None:
        found = _CROSSING.search(str(event.get("headline", "")))
        return self._voice.joined([found["one"], found["two"]]) if found else None

    def _where(self, event: Event, chance: Random) -> str | None:
        kind, type_ = "area", event["type"]
        told: str | None = None
        if type_ in _ON_LINES:
            kind, told = "line", self._line(event, chance)
        elif type_ in _AT_STOPS:
            stops = event.get("stops") or ()
            return self._voice.stop(stops[0]) if len(stops) == 1 else None
        elif type_ in _ON_ROADS and event.get("road"):
            kind, told = "road", event["road"]
        else:
            told = self._area(event, chance)
        return None if told is None else self.patterns.where[kind].format(told)

    def _translated(self, event: Event, name: str) -> Any:
        words: Mapping[str, Any] = event.get("translation") or {}
        return words.get(name) or None


def begins_of(event: Event, zone: Any) -> datetime | None:
    """Return when an event began or begins, in the city's time."""
    return _instant(event, zone, "starts_at", "issued_at")


def end_of(event: Event, zone: Any) -> datetime | None:
    """Return when an event ends or ended, as its source says, in the city's time."""
    return _instant(event, zone, "ends_at")


def _instant(event: Event, zone: ZoneInfo, *names: str) -> datetime | None:
    told = next((event[name] for name in names if isinstance(event.get(name), str)), None)
    return None if told is None else datetime.fromisoformat(told).astimezone(zone)


def _names(event: Event, many: str, one: str) -> Sequence[str]:
    return event.get(many) or ([event[one]] if event.get(one) else [])


def _one(given: Sequence[str] | None, chance: Random) -> str | None:
    return str(chance.choice(list(given))) if given else None


def _in_sentence(words: str) -> str | None:
    """Return a phrase as it stands inside a sentence; a name keeps its capital."""
    if not words:
        return None
    second = words.split()[1:2]
    named = second and second[0][0].isupper()
    return words if named else words[0].lower() + words[1:]


def _noun_only(words: str) -> str | None:
    return None if _CLAUSE.search(words) else _in_sentence(words)
