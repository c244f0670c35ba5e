"""Gather what one event can bear out: its fields, its source's words, and what we say of it.

A composed statement that rests on the cited events alone is computed from them, and bears out what
it says (a distance, "moved from 1:30") as their fields do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.answer import Statement
from core.city import City
from core.gazetteer import Gazetteer
from core.store import Hit


@dataclass(frozen=True, slots=True)
class Said:
    """Hold one text about an event.

    Attributes:
        field: where it stands: `message`, `translations.es.headline`, or `composed` for ours.
        text: the words, without sentences that speak to a machine.
        language: primary language subtag; empty where the source does not say.
    """

    field: str
    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Witness:
    """Hold one cited event and all texts about it.

    Attributes:
        hit: the event, and how it stands now.
        said: what its source says, and what the composed answer says of it.
    """

    hit: Hit
    said: tuple[Said, ...]

    @property
    def event_id(self) -> str:
        """Return the id by which a statement cites it."""
        return self.hit.event.event.event_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Court:
    """Hold what every check of one statement needs.

    Attributes:
        language: of the answer.
        now: the instant of the answer, aware UTC.
        city: the pack.
        gazetteer: its names.
        witnesses: the cited events, in the order cited.
        ours: composed statements that rest on the cited events alone.
    """

    language: str
    now: datetime
    city: City
    gazetteer: Gazetteer
    witnesses: Sequence[Witness]
    ours: Sequence[Statement]
