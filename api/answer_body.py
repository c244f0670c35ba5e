"""Write an answer as the contract has it (2.1), without validating what we made ourselves."""

from collections.abc import Sequence
from typing import Any

from api.event_body import coverage_body, publisher_of, type_of
from api.explaining import explained
from assistant.answer import Answer, AnswerPlace, Statement
from core.city import City
from core.store import Hit


def answer_body(
    answer: Answer, city: City, total_ms: float, *, explain: bool = False
) -> dict[str, Any]:
    """Write a whole answer.

    Args:
        answer: what the assistant found.
        city: whose sources are cited.
        total_ms: how long the door took over it, in milliseconds.
        explain: whether to add what became of each statement that a model wrote.
    """
    body: dict[str, Any] = {
        "answer_id": answer.answer_id,
        "session_id": answer.session_id,
        "language": answer.language,
        "status": answer.status,
        "answer": answer.text,
        "statements": [statement_body(statement) for statement in answer.statements],
        "citations": _citations(answer.cited, city),
        "place": None if answer.place is None else _place(answer.place),
        "coverage": coverage_body(answer.coverage),
        "as_of": answer.as_of,
        "mode": answer.mode,
        "model": answer.model,
        "fallback_reason": answer.fallback_reason,
        "suggestions": list(answer.suggestions),
        "timing_ms": {**answer.timing_ms, "total": round(total_ms, 3)},
    }
    if explain:
        body["explain"] = explained(answer)
    return body


def statement_body(statement: Statement) -> dict[str, Any]:
    """Write one statement with the ids of its evidence."""
    return {
        "text": statement.text,
        "event_ids": [hit.event.event.event_id for hit in statement.events],
        "kind": statement.kind,
    }


def _citations(cited: Sequence[Hit], city: City) -> list[dict[str, Any]]:
    return [_citation(number, hit, city) for number, hit in enumerate(cited, start=1)]


def _citation(number: int, hit: Hit, city: City) -> dict[str, Any]:
    event, standing = hit.event.event, hit.standing
    return {
        "n": number,
        "event_id": event.event_id,
        "family": event.family,
        "type": type_of(event),
        "headline": event.headline or event.message or None,
        "source": event.source,
        "publisher": publisher_of(event, city),
        "issued_at": event.issued_at,
        "last_confirmed_at": hit.confirmed_at,
        "ends_at": event.ends_at,
        "end_certainty": event.end_certainty,
        "expires_at": event.expires_at,
        "phase": standing.phase,
        "end_reason": standing.end_reason,
        "url": event.url or None,
    }


def _place(place: AnswerPlace) -> dict[str, Any]:
    return {
        "name": place.name,
        "kind": place.kind,
        "lat": place.lat,
        "lon": place.lon,
        "precision": place.precision,
    }
