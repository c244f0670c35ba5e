"""Hold an answer as a person's program gets it, and read one from the assistant."""

from dataclasses import dataclass
from functools import cached_property

from assistant.answer import Answer


@dataclass(frozen=True, slots=True)
class Sentence:
    """Hold one statement: its text, what kind it is, and the events that it rests on."""

    text: str
    kind: str
    event_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    """Hold one answer.

    Attributes:
        lead: its first word, where that is a Yes or a No of its own.
        cited: phase of each event cited, by id, in order.
        blind: sources that it says are not live.
    """

    status: str
    text: str
    lead: str
    sentences: tuple[Sentence, ...]
    cited: dict[str, str]
    language: str
    place: str = ""
    place_kind: str = ""
    session_id: str = ""
    took_ms: float = 0.0

    @cached_property
    def facts(self) -> tuple[Sentence, ...]:
        """Return the statements about the world."""
        return tuple(s for s in self.sentences if s.kind == "fact")


def reply_of(answer: Answer) -> Reply:
    """Read the assistant's own answer."""
    return Reply(
        status=answer.status.value,
        text=answer.text,
        lead=answer.lead,
        sentences=tuple(
            Sentence(s.text, s.kind.value, tuple(hit.event.event.event_id for hit in s.events))
            for s in answer.statements
        ),
        cited={hit.event.event.event_id: hit.standing.phase.value for hit in answer.cited},
        language=answer.language,
        place=answer.place.name if answer.place else "",
        place_kind=answer.place.kind if answer.place else "",
        session_id=answer.session_id,
        took_ms=answer.timing_ms.get("total", 0.0),
    )
