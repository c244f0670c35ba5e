"""Name places that are made of others in the answer's language: "24th Street and Valencia Street".

The pack names streets and areas; what stands between their names is the catalogue's.
"""

from dataclasses import replace
from typing import Final

from assistant.saying import Saying
from assistant.understand.places import Where
from assistant.understand.reading import Reading
from core.place import Place

_SLOTS: Final = {
    "corner": ("first", "second"),
    "stretch": ("street", "first", "second"),
    "rest": ("place",),
}


def named_in(reading: Reading, saying: Saying) -> Reading:
    """Return a reading whose places are called as the answer's language calls them."""
    where = reading.where
    if not any(place.said for place in (*where.places, *where.choices)):
        return reading
    return replace(reading, where=_named(where, saying))


def _named(where: Where, saying: Saying) -> Where:
    return replace(
        where,
        places=tuple(_called(place, saying) for place in where.places),
        choices=tuple(_called(place, saying) for place in where.choices),
    )


def _called(place: Place, saying: Saying) -> Place:
    """Return the place with the name that the catalogue gives it; its key stays."""
    if not place.said:
        return place
    how, *names = place.said
    slots = dict(zip(_SLOTS.get(how, ("place",)), names, strict=True))
    if how not in _SLOTS:
        slots["city"] = saying.city.name
    return replace(place, name=saying.phrases.say(f"place.{how}", **slots))
