"""Write English."""

from datetime import datetime
from random import Random
from typing import Final

from evals.peers.voices.voice import (
    Voice,
    days_between,
    five,
    is_bus,
    rounded,
    to_hours,
)

_WORDS: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]


class English(Voice):
    """Write slots in English."""

    def clock(self, at: datetime, now: datetime, chance: Random) -> str:
        """Return `8:32 am`, `08:32`, `8:32 this morning`, `yesterday at 8 pm`."""
        days = days_between(at, now)
        if days:
            return f"{_day(at, days, chance)} at {_time(at, chance)}"
        if chance.random() < 0.15:
            return f"{_bare(at)} {_part(at)}"
        return _time(at, chance)

    def at_clock(self, at: datetime, now: datetime, chance: Random) -> str:
        """Return `at 8:32 am`, `yesterday at 8 pm`."""
        said = self.clock(at, now, chance)
        return said if days_between(at, now) else f"at {said}"

    def length(self, minutes: int, chance: Random) -> str:
        """Return `about two hours`, `some 20 minutes`, `half an hour`."""
        about = chance.choice(("about", "around", "roughly"))
        if 28 <= minutes <= 32:
            return chance.choice(("half an hour", f"{about} 30 minutes"))
        hours = to_hours(minutes)
        if hours == 1:
            return f"{about} an hour"
        if hours == 1.5:
            return f"{about} an hour and a half"
        if hours is not None and hours == int(hours):
            number = int(hours)
            word = _WORDS[number] if number <= 20 and chance.random() < 0.6 else str(number)
            return f"{about} {word} hours"
        if minutes > 75:
            return f"{about} {minutes // 60} h {five(minutes % 60):02} min"
        near = five(minutes) if minutes >= 20 else minutes
        word = _WORDS[near] if near <= 20 and chance.random() < 0.4 else str(near)
        return f"{about} {word} minute{'s' * (near != 1)}"

    def minutes(self, number: int, chance: Random) -> str:
        """Return `16 minutes`, `sixteen minutes`, `16 min`, `an hour`."""
        if number == 60:
            return chance.choice(("60 minutes", "an hour", "one hour"))
        if number == 1:
            return chance.choice(("1 minute", "a minute", "one minute"))
        if number == 90 and chance.random() < 0.5:
            return "an hour and a half"
        word = _WORDS[number] if number <= 20 and chance.random() < 0.4 else str(number)
        return f"{word} min" if word.isdigit() and chance.random() < 0.15 else f"{word} minutes"

    def count(self, number: int, chance: Random) -> str:
        """Return `4,980`, `about 5,000`, `nearly 5,000`, `twelve`."""
        near, luck = rounded(number), chance.random()
        if number <= 20 and luck < 0.5:
            return _WORDS[number]
        if near is not None and luck < 0.4:
            rough = ("nearly", "almost") if near > number else ("more than", "over")
            word = chance.choice((*rough, "about", "around", "roughly", "some"))
            return f"{word} {_grouped(near)}"
        if number % 1000 == 0 and number <= 20_000 and luck < 0.7:
            return f"{_WORDS[number // 1000]} thousand"
        return str(number) if luck > 0.93 else _grouped(number)

    def line(self, name: str, chance: Random) -> str:
        """Return `the Blue Line`, `Bus 55`, `the 55 bus`, `route 55`."""
        number = is_bus(name)
        if number:
            return chance.choice((name, name, f"the {number} bus", f"the number {number} bus"))
        return f"the {name}"

    def stop(self, name: str) -> str:
        """Return `at Riverfront station`, `at the Main St & 24th St stop`."""
        if "&" in name:
            return f"at the {name} stop"
        return f"at {name}" if "Station" in name else f"at {name} station"

    def joined(self, names: list[str]) -> str:
        """Return `a, b and c`."""
        return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _time(at: datetime, chance: Random) -> str:
    if (at.hour, at.minute) == (12, 0):
        return chance.choice(("noon", "12:00", "12 noon"))
    if chance.random() < 0.2:
        return f"{at:%H:%M}"
    half = "am" if at.hour < 12 else "pm"
    shown = chance.choice((half, half, f"{half[0]}.m.", half.upper()))
    return f"{_bare(at)} {shown}" if chance.random() < 0.9 else f"{_bare(at)}{half}"


def _bare(at: datetime) -> str:
    hour = at.hour % 12 or 12
    return f"{hour}:{at.minute:02}"


def _part(at: datetime) -> str:
    if at.hour < 12:
        return "this morning"
    return "this afternoon" if at.hour < 18 else "this evening"


def _day(at: datetime, days: int, chance: Random) -> str:
    near = {-1: "yesterday", 1: "tomorrow"}.get(days)
    dated = f"{at:%B} {at.day}"
    weekday = f"{at:%A}" if abs(days) < 7 else dated
    return chance.choice((near or weekday, near or weekday, weekday, f"{at:%A}, {dated}"))


def _grouped(number: int) -> str:
    return f"{number:,}"
