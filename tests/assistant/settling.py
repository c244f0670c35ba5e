"""Settle where a message means, and write that in few words."""

from assistant.question import Location, Question
from assistant.understand.places import PlaceState, Where, settle
from assistant.understand.words import Speller
from core.gazetteer import Gazetteer
from core.geo import LonLat
from core.place import Place

_SPELLER = Speller(())


def where(
    text: str,
    names: Gazetteer,
    remembered: tuple[Place, ...] = (),
    device: LonLat | None = None,
    area: str | None = None,
) -> Where:
    location = None if device is None else Location(device, 30.0)
    question = Question(text=text, location=location, area=area)
    return settle(question, _SPELLER.read(text).line, names.find(text), remembered, names)


def told(found: Where) -> str:
    """Write what was settled: the places' ids, or the state with its choices or its words."""
    if found.state in (PlaceState.NAMED, PlaceState.REMEMBERED):
        return " ".join(place.id for place in found.places)
    said = [found.state.value]
    said += [place.id for place in found.choices]
    return " ".join([*said, found.words]).strip() if found.words else " ".join(said)
