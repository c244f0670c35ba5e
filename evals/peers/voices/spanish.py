"""Write Spanish."""

from datetime import datetime
from random import Random
from typing import Final

from evals.peers.voices.voice import Voice, days_between, five, is_bus, rounded, to_hours

_WORDS: Final = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
]
_DAYS: Final = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_MONTHS: Final = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]
_COLOURS: Final = {"Red Line": "Roja", "Blue Line": "Azul", "Green Line": "Verde"}


class Spanish(Voice):
    """Write slots in Spanish."""

    def clock(self, at: datetime, now: datetime, chance: Random) -> str:
        """Return `las 8:32`, `las 8:32 de la mañana`, `ayer a las 20:32`."""
        days = days_between(at, now)
        if days:
            return f"{_day(at, days, chance)} a {_time(at, chance)}"
        return _time(at, chance)

    def at_clock(self, at: datetime, now: datetime, chance: Random) -> str:
        """Return `a las 8:32`, `ayer a las 20:32`."""
        said = self.clock(at, now, chance)
        if days_between(at, now):
            return said
        return f"al {said[3:]}" if said.startswith("el ") else f"a {said}"

    def length(self, minutes: int, chance: Random) -> str:
        """Return `unas dos horas`, `alrededor de 20 minutos`, `media hora`."""
        if 28 <= minutes <= 32:
            return chance.choice(("media hora", "unos 30 minutos"))
        hours = to_hours(minutes)
        if hours == 1:
            return chance.choice(("alrededor de una hora", "cerca de una hora"))
        if hours == 1.5:
            return "alrededor de una hora y media"
        if hours is not None and hours == int(hours):
            number = int(hours)
            word = _WORDS[number] if number <= 20 and chance.random() < 0.6 else str(number)
            return f"{chance.choice(('unas', 'aproximadamente'))} {word} horas"
        if minutes > 75:
            return f"aproximadamente {minutes // 60} h {five(minutes % 60):02} min"
        near = five(minutes) if minutes >= 20 else minutes
        if near <= 1:
            return "alrededor de un minuto"
        word = _WORDS[near] if near <= 20 and chance.random() < 0.4 else str(near)
        return f"{chance.choice(('unos', 'alrededor de'))} {word} minutos"

    def minutes(self, number: int, chance: Random) -> str:
        """Return `16 minutos`, `dieciséis minutos`, `16 min`, `una hora`."""
        if number == 60:
            return chance.choice(("60 minutos", "una hora"))
        if number == 1:
            return chance.choice(("1 minuto", "un minuto"))
        word = _WORDS[number] if number <= 20 and chance.random() < 0.4 else str(number)
        return f"{word} min" if word.isdigit() and chance.random() < 0.15 else f"{word} minutos"

    def count(self, number: int, chance: Random) -> str:
        """Return `4,980`, `4.980`, `unos 5,000`, `casi 5,000`, `doce`."""
        near, luck = rounded(number), chance.random()
        if 2 <= number <= 20 and luck < 0.5:
            return _WORDS[number]
        if near is not None and luck < 0.4:
            rough = ("casi",) if near > number else ("más de",)
            word = chance.choice((*rough, "unos", "alrededor de", "cerca de", "aproximadamente"))
            return f"{word} {_grouped(near, chance)}"
        if number % 1000 == 0 and 2000 <= number <= 20_000 and luck < 0.7:
            return f"{_WORDS[number // 1000]} mil"
        return _grouped(number, chance)

    def line(self, name: str, chance: Random) -> str:
        """Return `la Blue Line`, `la línea Azul`, `el autobús 55`."""
        number = is_bus(name)
        if number:
            return chance.choice((f"el autobús {number}", f"el bus {number}", f"el {name}"))
        if name in _COLOURS and chance.random() < 0.35:
            return f"la línea {_COLOURS[name]}"
        return f"la {name}"

    def stop(self, name: str) -> str:
        """Return `en la estación Riverfront`, `en la parada Main St & 24th St`."""
        return f"en la parada {name}" if "&" in name else f"en la estación {name}"

    def joined(self, names: list[str]) -> str:
        """Return `a, b y c`."""
        return " y ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _time(at: datetime, chance: Random) -> str:
    if (at.hour, at.minute) == (12, 0) and chance.random() < 0.5:
        return "el mediodía"
    luck, hour = chance.random(), at.hour % 12 or 12
    article = "la" if hour == 1 else "las"
    if luck < 0.35:
        return f"{'la' if at.hour == 1 else 'las'} {at.hour}:{at.minute:02}"
    if luck < 0.7:
        half = "mañana" if at.hour < 12 else "tarde" if at.hour < 20 else "noche"
        return f"{article} {hour}:{at.minute:02} de la {half}"
    return f"{article} {hour}:{at.minute:02} {'a' if at.hour < 12 else 'p'}. m."


def _day(at: datetime, days: int, chance: Random) -> str:
    near = {-1: "ayer", 1: "mañana"}.get(days)
    dated = f"el {at.day} de {_MONTHS[at.month - 1]}"
    weekday = f"el {_DAYS[at.weekday()]}" if abs(days) < 7 else dated
    return chance.choice((near or weekday, near or weekday, weekday, dated))


def _grouped(number: int, chance: Random) -> str:
    return f"{number:,}" if chance.random() < 0.6 else f"{number:,}".replace(",", ".")
