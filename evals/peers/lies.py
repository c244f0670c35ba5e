"""Change one thing in an event, so that what is then said of it is untrue."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final

from evals.peers.hostile_words import WORDS
from evals.peers.reading import Sight
from evals.peers.speaker import begins_of, end_of

Event = Mapping[str, Any]
_ENDS: Final = ("ends_at", "ended_at")
_CLEAR: Final = timedelta(minutes=12)
_OVER: Final = frozenset({"ended", "cancelled", "superseded"})


@dataclass(frozen=True, slots=True)
class Names:
    """Hold names of the city, for those who say the wrong one."""

    areas: Sequence[str]
    lines: Sequence[str]
    roads: Sequence[str]
    stops: Sequence[str]
    publishers: Sequence[str]


@dataclass(frozen=True, slots=True)
class Lie:
    """Hold an event with one thing untrue.

    Attributes:
        name: what is.
        event: the event as told.
        kinds: the kinds of fact in which it shows.
        says: a name of which some part must be said for the lie to be told; empty for none.
    """

    name: str
    event: Event
    kinds: tuple[str, ...]
    says: str = ""


def lies_about(event: Event, sight: Sight, names: Names, chance: Random) -> list[Lie]:
    """Return the lies that can be told of an event, in an order of chance."""
    found = [lie for make in _MAKERS for lie in make(event, sight, names, chance)]
    chance.shuffle(found)
    return found


def _begins(event: Event, sight: Sight, _: Names, chance: Random) -> Iterator[Lie]:
    at = begins_of(event, sight.zone)
    if at is not None:
        moved = _false_time(at, sight, chance)
        yield Lie("begins", {**event, "starts_at": moved.isoformat()}, ("what", "upcoming"))


def _ends(event: Event, sight: Sight, _: Names, chance: Random) -> Iterator[Lie]:
    at, certainty = end_of(event, sight.zone), event.get("end_certainty")
    if at is None:
        made = _false_time(sight.now + timedelta(minutes=90), sight, chance)
        invented = {**event, "ends_at": made.isoformat(), "end_certainty": "estimated"}
        yield Lie("end invented", invented, ("end",))
        return
    moved = _false_time(at, sight, chance).isoformat()
    yield Lie("end", {**_without_end(event), "ends_at": moved}, ("end", "over"))
    if event.get("phase") == "active":
        unknown = {**_without_end(event), "end_certainty": "unknown"}
        yield Lie("end denied", unknown, ("end",))
        if certainty == "estimated":
            yield Lie("estimate told as certain", {**event, "end_certainty": "known"}, ("end",))
    begins = begins_of(event, sight.zone)
    if begins is not None and abs(at - begins) > _CLEAR and event.get("phase") == "active":
        crossed = {**_without_end(event), "starts_at": at.isoformat(),
                   "ends_at": begins.isoformat()}  # fmt: skip
        yield Lie("begin and end exchanged", crossed, ("what", "end"))


def _numbers(event: Event, _: Sight, __: Names, chance: Random) -> Iterator[Lie]:
    customers, late = event.get("affected_customers"), event.get("delay_minutes")
    if customers:
        factor = chance.choice((0.2, 0.5, 1.4, 2, 3, 10))
        wrong = max(2, round(customers * factor)) + chance.choice((1, 30, 700))
        if abs(wrong - customers) < 0.25 * customers:
            wrong += customers
        if any(_near(wrong, told) for told in _told_in(event)):
            wrong = 7 * max(customers, *_told_in(event))
        yield Lie("customers", {**event, "affected_customers": wrong}, ("customers",))
    if late:
        wrong = late + chance.choice((3, 7, 12, 25, 45))
        yield Lie("delay", {**event, "delay_minutes": wrong}, ("what",))


def _places(event: Event, sight: Sight, names: Names, chance: Random) -> Iterator[Lie]:
    citywide = bool(event.get("areas")) and not set(event["areas"]) & set(names.areas)
    for field, pool in (
        ("areas", names.areas), ("lines", names.lines), ("stops", names.stops),
    ):  # fmt: skip
        if event.get(field) and not (field == "areas" and citywide):
            other = _other(pool, sight, chance)
            yield Lie(field, {**event, field: [other]}, ("what", "over"), other)
    if event.get("road"):
        other = _other(names.roads, sight, chance)
        headline = str(event.get("headline", "")).replace(str(event["road"]), other)
        yield Lie("road", {**event, "road": other, "headline": headline}, ("what", "over"), other)
    if event.get("publisher"):
        other = _other(names.publishers, sight, chance)
        wrong = {**event, "publisher": other}
        yield Lie("publisher", wrong, ("what", "end", "cause", "advice", "customers"), other)


def _status(event: Event, sight: Sight, _: Names, chance: Random) -> Iterator[Lie]:
    if event.get("phase") == "active":
        ended = sight.now - timedelta(minutes=chance.randint(3, 50))
        over = {**_without_end(event), "phase": "ended", "end_certainty": "known",
                "ends_at": ended.isoformat()}  # fmt: skip
        yield Lie("told as over", over, ("over",))
        soon = sight.now + timedelta(minutes=chance.randint(30, 500))
        yield Lie("told as to come", {**event, "starts_at": soon.isoformat()}, ("upcoming",))
    elif event.get("phase") in _OVER:
        yield Lie("told as in force", {**event, "phase": "active"}, ("what in force",))
    elif event.get("phase") == "upcoming":
        yield Lie("told as begun", {**event, "phase": "active"}, ("what in force",))


def _words(event: Event, _: Sight, __: Names, chance: Random) -> Iterator[Lie]:
    wrong = chance.choice(WORDS.causes)
    if wrong != event.get("cause"):
        yield Lie("cause", {**event, "cause": wrong}, ("cause",), wrong)
    advice = chance.choice(WORDS.advice)
    yield Lie("advice", {**event, "instructions": [advice], "translation": {}}, ("advice",), advice)


def _swaps(event: Event, sight: Sight, names: Names, chance: Random) -> Iterator[Lie]:
    """Give an event what belongs to another one of the same evidence."""
    others = [e for e in sight.events if e["event_id"] != event["event_id"]]
    if not others:
        return
    other = chance.choice(others)
    for field, kinds in _SWAPPED.items():
        given, own = other.get(field), event.get(field)
        if not given or not own or given == own or _near(given, own):
            continue
        if field in _LISTED and not {*given, *own} <= _all(names) - {*given} & {*own}:
            continue
        said = str(given[0]) if field in _LISTED else str(given) if field == "cause" else ""
        yield Lie(f"another's {field}", {**event, field: given}, kinds, said)


_SWAPPED: Final[Mapping[str, tuple[str, ...]]] = {
    "starts_at": ("what",), "areas": ("what",), "lines": ("what",), "stops": ("what",),
    "affected_customers": ("customers",), "delay_minutes": ("what",), "cause": ("cause",),
    "ends_at": ("end",),
}  # fmt: skip
_LISTED: Final = frozenset({"areas", "lines", "stops"})
_Maker = Callable[[Event, Sight, Names, Random], Iterator[Lie]]
_MAKERS: Final[tuple[_Maker, ...]] = (
    _begins, _ends, _numbers, _places, _status, _words, _swaps,
)  # fmt: skip


def _all(names: Names) -> frozenset[str]:
    return frozenset((*names.areas, *names.lines, *names.stops))


def _told_in(event: Event) -> list[int]:
    """Return the numbers in an event's own words: "about 2,150 are still without"."""
    said = " ".join(str(event.get(name, "")) for name in ("headline", "message", "description"))
    return [int(one.replace(",", "")) for one in re.findall(r"\d[\d,]*\d", said)] or [0]


def _without_end(event: Event) -> dict[str, Any]:
    return {name: value for name, value in event.items() if name not in _ENDS}


def _false_time(at: datetime, sight: Sight, chance: Random) -> datetime:
    """Return a time well away from every time in the evidence, on the clock of either half."""
    true = [t for event in sight.events for t in _times(event, sight)] + [sight.now]
    for _ in range(60):
        moved = at + timedelta(minutes=chance.choice((-1, 1)) * chance.randint(15, 190))
        if all(_apart(moved, one) for one in true) and _otherwise(moved, at, sight.now):
            return moved
    return at + timedelta(minutes=361)


def _otherwise(moved: datetime, at: datetime, now: datetime) -> bool:
    """Say whether two instants are not as far from now, roughly told."""
    one, other = abs((moved - now).total_seconds()), abs((at - now).total_seconds())
    return min(one, other) < 0.7 * max(one, other)


def _apart(one: datetime, other: datetime) -> bool:
    minutes = abs(one - other).total_seconds() / 60 % 720
    return min(minutes, 720 - minutes) >= 12


def _times(event: Event, sight: Sight) -> Iterator[datetime]:
    for name, value in event.items():
        if isinstance(value, str) and name.endswith("_at"):
            yield datetime.fromisoformat(value).astimezone(sight.zone)


def _other(pool: Sequence[str], sight: Sight, chance: Random) -> str:
    """Return a name that nothing in what the model was given has."""
    told = sight.data or str([dict(event) for event in sight.events])
    said = told + " ".join(fact.text for fact in sight.facts) + sight.question
    free = [name for name in pool if name not in said]
    return chance.choice(free or list(pool))


def _near(one: Any, other: Any) -> bool:
    """Say whether two times or numbers are so close that a rounded one fits both."""
    if isinstance(one, str) and isinstance(other, str) and "T" in one[:11] and "T" in other[:11]:
        return abs(datetime.fromisoformat(one) - datetime.fromisoformat(other)) < _CLEAR
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 0.12 * max(one, other)
    return False
