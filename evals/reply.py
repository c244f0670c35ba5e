"""Hold an answer as a person's program gets it; read one from the assistant, or from JSON."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

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
        precision: how exactly its evidence lies at the place.
    """

    status: str
    text: str
    lead: str
    sentences: tuple[Sentence, ...]
    cited: dict[str, str]
    language: str
    place: str = ""
    place_kind: str = ""
    precision: str = ""
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
        precision=answer.place.precision.value if answer.place else "",
        session_id=answer.session_id,
        took_ms=answer.timing_ms.get("total", 0.0),
    )


_LEAD: Final = re.compile(
    r"\s*(?:(?:yes|no|sí|oui|non)[.,]|是的。|(?:不|没有|还没有|不安全|不太好)。)", re.IGNORECASE
)
"""A Yes or No of its own, at the beginning of an answer in any of the languages."""


def reply_of_json(body: Mapping[str, Any]) -> Reply:
    """Read an answer as the API gives it (contract, 2.1)."""
    place: Mapping[str, Any] = body.get("place") or {}
    timing: Mapping[str, float] = body.get("timing_ms") or {}
    lead = _LEAD.match(body["answer"])
    return Reply(
        status=body["status"],
        text=body["answer"],
        lead=lead[0].strip() if lead else "",
        sentences=tuple(
            Sentence(s["text"], s["kind"], tuple(s["event_ids"])) for s in body["statements"]
        ),
        cited={citation["event_id"]: citation["phase"] for citation in body["citations"]},
        language=body["language"],
        place=place.get("name") or "",
        place_kind=place.get("kind") or "",
        precision=place.get("precision") or "",
        session_id=body["session_id"],
        took_ms=timing.get("total", 0.0),
    )
