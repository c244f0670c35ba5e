"""Read which one vehicle a person names by its own number: "bus 1207", "vehicle V-12"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from assistant.understand.words import plain
from core.place import Mention
from core.telemetry import VehiclePosition

ANY: Final = "vehicle"
_KINDS: Final = {
    "bus": frozenset({"bus", "trolleybus", "coach", "shuttle"}),
    "train": frozenset({"train", "subway", "metro", "rail"}),
    "tram": frozenset({"tram", "streetcar", "trolley", "light_rail", "cable_car"}),
    "ferry": frozenset({"ferry", "boat"}),
}
_CALLED: Final = {called: kind for kind, names in _KINDS.items() for called in names}
_PREFIXES: Final = frozenset({*_CALLED, ANY, "veh"})
"""Words that ids begin with and that people leave out."""
_NAMED_RE: Final = re.compile(
    r"\b(bus|coach|shuttle|train|subway|metro|tram|streetcar|trolley|ferry|vehicle)"
    r"(?: (?:with )?(?:the )?(?:number|no|nr|id)\b\.?)?[ #:_-]{1,3}"
    r"([a-z]{0,4}(?:[_-]?\d{1,6}){1,3}[a-z]?)\b"
    r"(?! ?(?:min|hour|people|passenger|rider|am\b|pm\b|st\b|nd\b|rd\b|th\b|o'clock|%|km|stops?\b))"
)
_PARTS: Final = re.compile(r"[a-z]+|\d+")
_WORDS: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class VehicleName:
    """Hold what a person calls one vehicle.

    Attributes:
        kind: `bus`, `train`, `tram` or `ferry`; `vehicle` where any may be meant.
        number: its number or id, in lower case.
    """

    kind: str
    number: str

    def fits(self, reading: VehiclePosition) -> bool:
        """Say whether a vehicle may be meant by its kind; private cars never are."""
        known = kind_of(reading)
        private = known == ANY and (bool(reading.kind) or not reading.line)
        return not private and (ANY in (self.kind, known) or self.kind == known)

    def pick(self, ids: Sequence[str]) -> str:
        """Return the id that is meant; empty where none is, or where several may be.

        Args:
            ids: ids of the vehicles that may be meant by their kind.
        """
        wanted = _number_parts(self.number)
        parts = {known: _number_parts(known) for known in ids}
        own = [known for known, its in parts.items() if its == wanted]
        ending = [known for known, its in parts.items() if its[-len(wanted) :] == wanted]
        found = own or ending
        return found[0] if len(found) == 1 else ""


def read_vehicle(text: str, mentions: Sequence[Mention]) -> VehicleName | None:
    """Return the vehicle that a message names by its number; None where it names none.

    Args:
        text: the message.
        mentions: the places and lines found in it: "bus 12" is the line where there is one.
    """
    low = plain(text)
    found = _NAMED_RE.search(low)
    if found is None:
        return None
    number = found[2]
    own_word = "-" in number or "_" in number or number[0].isalpha()
    if not own_word and any(number in _WORDS.findall(plain(m.text)) for m in mentions):
        return None
    return VehicleName(_CALLED.get(found[1], ANY), number)


def kind_of(reading: VehiclePosition) -> str:
    """Return the kind of a vehicle as people call it; `vehicle` where it says none of ours."""
    said = reading.kind.strip().lower().replace(" ", "_") or _first_word(reading.vehicle_id)
    return _CALLED.get(said, ANY)


def number_of(vehicle_id: str) -> str:
    """Return an id as people say it, without the word for its kind: `1207` for `bus-1207`."""
    word = _first_word(vehicle_id)
    rest = vehicle_id[len(word) :].lstrip(" _-:#") if word in _PREFIXES else ""
    return rest or vehicle_id


def _first_word(vehicle_id: str) -> str:
    return next(iter(_PARTS.findall(vehicle_id.lower())), "")


def _number_parts(number: str) -> tuple[str, ...]:
    """Split an id into its numbers and letters, without the kind's word and leading zeros."""
    parts = tuple(part.lstrip("0") or "0" for part in _PARTS.findall(number.lower()))
    return parts[1:] if len(parts) > 1 and parts[0] in _PREFIXES else parts
