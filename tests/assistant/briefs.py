"""Make briefs of answers in the demo city, for the tests of what puts them to a model."""

from typing import Any

from assistant.answer import Answer, Kind
from assistant.brief import Brief
from tests.assistant.town import NOW, Town


def brief_of(town: Town, text: str, **more: Any) -> Brief:
    """Ask, and make a brief of the composed answer as it stands."""
    answer: Answer = town.ask(text, **more)
    facts = tuple(s for s in answer.statements if s.kind is Kind.FACT)
    return Brief(
        question=text,
        language=answer.language,
        now=NOW,
        status=answer.status,
        lead=answer.lead,
        place=answer.place,
        hits=answer.cited,
        composed=facts,
        ours=tuple(s for s in answer.statements if s.kind is not Kind.FACT),
        answering=(frozenset(hit.event.key for hit in answer.cited),),
    )
