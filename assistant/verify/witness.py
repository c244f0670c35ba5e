"""Gather what one event can bear out: its fields, its source's words, and what we say of it.

A composed statement that rests on the cited events alone is computed from them, and bears out what
it says (a distance, "moved from 1:30") as their fields do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.answer import Statement
from assistant.language_tag import primary
from assistant.suspect import plain_words
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


def witness_of(hit: Hit, told: Sequence[Statement], language: str) -> Witness:
    """Gather what is said of an event: by its source, and by composed statements about it alone.

    Sentences that speak to a machine bear out nothing.
    """
    event = hit.event.event
    own = primary(event.language)
    fields = {
        "headline": event.headline, "message": event.message, "description": event.description,
        "cause": event.cause, "detour": event.detour, "lanes": event.lanes, "road": event.road,
        "direction": event.direction, "status": event.status, "type": event.type_text,
        "contact": event.contact, "publisher": event.publisher, "mode": event.mode,
        "utility_company": event.utility_company,
        "instructions": _lines(event.instructions), "areas": _lines(event.areas),
        "alternatives": _lines(event.alternatives), "stops": _lines(event.stops),
        "lines": _lines(event.lines), "affected_groups": _lines(event.affected_groups),
    }  # fmt: skip
    said = [Said(field, plain_words(text), own) for field, text in fields.items() if text]
    for tag, words in event.translations.items():
        each = (("headline", words.headline), ("message", words.message),
                ("instructions", _lines(words.instructions)))  # fmt: skip
        said += [
            Said(f"translations.{tag}.{field}", plain_words(text), primary(tag))
            for field, text in each if text
        ]  # fmt: skip
    said += [Said("composed", statement.text, language) for statement in told]
    return Witness(hit, tuple(one for one in said if one.text))


def _lines(texts: Sequence[str]) -> str:
    """Join texts so that each stays a sentence of its own."""
    return "\n".join(texts)
