"""Word what all anomalies share: who or what, where, since when, and numbers as people say them."""

from typing import Final

from core.geo import LonLat
from core.naming.plain_names import plain_name, plain_word
from core.telemetry import VehiclePosition
from indexer.anomalies.detector import Names, Spot, Told

KIND: Final = "kind"
"""The fact that holds a vehicle's kind."""


def vehicle_spot(reading: VehiclePosition) -> Spot:
    """Return where a vehicle is, and on which line it runs."""
    lines = (reading.line,) if reading.line else ()
    return Spot(point=LonLat(reading.lon, reading.lat), lines=lines)


def vehicle_facts(reading: VehiclePosition) -> dict[str, str | float]:
    """Return what a sentence needs of a vehicle besides its spot."""
    return {KIND: reading.kind} if reading.kind else {}


def vehicle(told: Told, names: Names) -> str:
    """Return what a vehicle is called first: `Bus 12 (bus-1207)`, `The truck truck-7`."""
    kind, _, lines = _kind_of(told), told.subject, told.last.spot.lines
    if lines:
        return f"{short_vehicle(told, names)} ({_own_name(told)})"
    return f"The {kind} {_own_name(told)}"


def short_vehicle(told: Told, names: Names) -> str:
    """Return what a headline calls a vehicle: `Bus 12`, `A Blue Line train`."""
    kind, lines = _kind_of(told), told.last.spot.lines
    if not lines:
        return f"The {kind} {_own_name(told)}"
    line = names.line(lines[0])
    if kind.casefold() in line.casefold().split():
        return capital(line)
    return f"{_article(line)} {line} {kind}"


def vehicle_within(told: Told, names: Names) -> str:
    """Return what a vehicle is called inside a sentence: `bus 12 (bus-1207)`, `the truck …`."""
    who = vehicle(told, names)
    first, _, rest = who.partition(" ")
    known = first.casefold() in {"the", "a", "an", _kind_of(told).casefold()}
    return f"{first.casefold()} {rest}" if known else who


def _kind_of(told: Told) -> str:
    kind = str(told.last.facts.get(KIND) or told.worst.facts.get(KIND) or "")
    return plain_word(kind, "vehicle")


def _own_name(told: Told) -> str:
    return plain_name(told.subject, "without a number")


def _article(word: str) -> str:
    return "An" if word[:1].casefold() in "aeio" else "A"


def near(told: Told, names: Names) -> str:
    """Return `, near Main St & 3rd Ave`, or nothing where no name is known."""
    point = told.last.spot.point
    name = names.near(point) if point else ""
    return f", near {name}" if name else ""


def since(told: Told, names: Names) -> str:
    """Return `since 8:20 am`."""
    return f"since {names.time(told.since)}"


def span(told: Told, names: Names) -> str:
    """Return `from 8:20 am to 8:40 am`, or `at 8:20 am`, for what is over; else `since …`."""
    if told.until is None:
        return since(told, names)
    begun, ended = names.time(told.since), names.time(told.until)
    return f"at {begun}" if begun == ended else f"from {begun} to {ended}"


def minutes(seconds: float) -> str:
    """Return whole minutes, never more than have passed: `1 minute`, `9 minutes`."""
    whole = max(1, int(seconds // 60))
    return "1 minute" if whole == 1 else f"{whole} minutes"


def number(value: float) -> str:
    """Return a measure as people say it: whole from 10 on, one decimal below."""
    if abs(value) >= 10 or round(value, 1) == int(value):
        return str(round(value))
    return f"{value:.1f}"


def capital(text: str) -> str:
    """Return the text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]


def at_station(told: Told, names: Names) -> str:
    """Return `near Main St`, or `at station env-3` where the place has no name."""
    point = told.last.spot.point
    name = names.near(point) if point else ""
    return f"near {name}" if name else f"at station {_own_name(told)}"
