"""Write French."""

from datetime import datetime
from random import Random
from typing import Final

from evals.peers.voices.voice import Voice, days_between, five, is_bus, rounded, to_hours

_WORDS: Final = [
    "zéro",
    "un",
    "deux",
    "trois",
    "quatre",
    "cinq",
    "six",
    "sept",
    "huit",
    "neuf",
    "dix",
    "onze",
    "douze",
    "treize",
    "quatorze",
    "quinze",
    "seize",
    "dix-sept",
    "dix-huit",
    "dix-neuf",
    "vingt",
]
_DAYS: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS: Final = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
_COLOURS: Final = {"Red Line": "rouge", "Blue Line": "bleue", "Green Line": "verte"}


class French(Voice):
    """Write slots in French."""

    def clock(self, at: datetime, now: datetime, chance: Random) -> str:
        """Return `8 h 32`, `8h32`, `8 h 32 du matin`, `hier à 20 h 32`."""
        days = days_between(at, now)
        if days:
            return f"{_day(at, days, chance)} à {_time(at, chance)}"
        return _time(at, chance)

    def at_clock(self, at: datetime, now: datetime, chance: Random) -> str:
        """Return `à 8 h 32`, `hier à 20 h 32`."""
        said = self.clock(at, now, chance)
        return said if days_between(at, now) else f"à {said}"

    def length(self, minutes: int, chance: Random) -> str:
        """Return `environ deux heures`, `une vingtaine de minutes`, `une demi-heure`."""
        if 28 <= minutes <= 32:
            return chance.choice(("une demi-heure", "environ 30 minutes"))
        hours = to_hours(minutes)
        if hours == 1:
            return chance.choice(("environ une heure", "à peu près une heure"))
        if hours == 1.5:
            return "environ une heure et demie"
        if hours is not None and hours == int(hours):
            number = int(hours)
            word = _WORDS[number] if number <= 20 and chance.random() < 0.6 else str(number)
            return f"environ {word} heures"
        if minutes > 75:
            return f"environ {minutes // 60} h {five(minutes % 60):02} min"
        near = five(minutes) if minutes >= 20 else minutes
        if near <= 1:
            return "environ une minute"
        if near == 20 and chance.random() < 0.3:
            return "une vingtaine de minutes"
        word = _WORDS[near] if near <= 20 and chance.random() < 0.4 else str(near)
        return f"environ {word} minutes"

    def minutes(self, number: int, chance: Random) -> str:
        """Return `16 minutes`, `seize minutes`, `16 min`, `une heure`."""
        if number == 60:
            return chance.choice(("60 minutes", "une heure"))
        if number == 1:
            return chance.choice(("1 minute", "une minute"))
        word = _WORDS[number] if number <= 20 and chance.random() < 0.4 else str(number)
        return f"{word} min" if word.isdigit() and chance.random() < 0.15 else f"{word} minutes"

    def count(self, number: int, chance: Random) -> str:
        """Return `4 980`, `environ 5 000`, `près de 5 000`, `douze`."""
        near, luck = rounded(number), chance.random()
        if 2 <= number <= 20 and luck < 0.5:
            return _WORDS[number]
        if near is not None and luck < 0.4:
            rough = ("près de", "presque") if near > number else ("plus de",)
            word = chance.choice((*rough, "environ", "à peu près"))
            return f"{word} {_grouped(near, chance)}"
        if number % 1000 == 0 and 2000 <= number <= 20_000 and luck < 0.7:
            return f"{_WORDS[number // 1000]} mille"
        return _grouped(number, chance)

    def line(self, name: str, chance: Random) -> str:
        """Return `la Blue Line`, `la ligne bleue`, `le bus 55`."""
        number = is_bus(name)
        if number:
            return chance.choice((f"le bus {number}", f"le bus n° {number}", f"le {name}"))
        if name in _COLOURS and chance.random() < 0.35:
            return f"la ligne {_COLOURS[name]}"
        return f"l'{name}" if name[0] in "AEIOU" else f"la {name}"

    def stop(self, name: str) -> str:
        """Return `à la station Riverfront`, `à l'arrêt Main St & 24th St`."""
        return f"à l'arrêt {name}" if "&" in name else f"à la station {name}"

    def joined(self, names: list[str]) -> str:
        """Return `a, b et c`."""
        return " et ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _time(at: datetime, chance: Random) -> str:
    if (at.hour, at.minute) == (12, 0) and chance.random() < 0.5:
        return "midi"
    luck, minute = chance.random(), f"{at.minute:02}" if at.minute else ""
    if luck < 0.4:
        return f"{at.hour} h {minute}".rstrip()
    if luck < 0.65:
        return f"{at.hour}h{minute}"
    if luck < 0.8:
        half = "du matin" if at.hour < 12 else "de l'après-midi" if at.hour < 18 else "du soir"
        return f"{at.hour % 12 or 12} h {minute}".rstrip() + f" {half}"
    return f"{at:%H:%M}"


def _day(at: datetime, days: int, chance: Random) -> str:
    near = {-1: "hier", 1: "demain"}.get(days)
    dated = f"le {at.day} {_MONTHS[at.month - 1]}"
    weekday = _DAYS[at.weekday()] if abs(days) < 7 else dated
    return chance.choice((near or weekday, near or weekday, weekday, dated))


def _grouped(number: int, chance: Random) -> str:
    space = chance.choice((" ", "\u202f", "\u00a0"))
    return f"{number:,}".replace(",", space)
