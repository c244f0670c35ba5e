"""Name what the doors are given: `Services`, made once by the composition root."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, Final, Protocol, TypedDict

from fastapi import Depends, Request

from api.metrics import Metrics
from api.operators import Operators
from api.problems import Problem
from assistant.answer import Answer
from assistant.phrasing import Step
from assistant.question import Question
from core.city import City
from core.gazetteer import Gazetteer
from core.ports import SessionStore
from core.store import EventReader, TextVector
from core.timespan import Clock

_NOT_YET: Final = "The events of the city are still being read. Please try again in a moment."


class Answering(Protocol):
    """Answer questions; `assistant.assistant.Assistant` does."""

    async def answer(self, question: Question) -> Answer:
        """Answer one question; never raises for what a person may ask."""
        ...

    def tell(self, question: Question) -> AsyncGenerator[Step, None]:
        """Answer one question step by step; the last step is the whole answer."""
        ...


class Meanings(Protocol):
    """Turn words that a person searches for into a vector, where a model is at hand."""

    @property
    def model(self) -> str | None:
        """Return the model's name; None while there is none, and words alone find events."""
        ...

    async def vector(self, text: str) -> TextVector | None:
        """Return what the text means; None while there is no model. Never holds up the loop."""
        ...


@dataclass(frozen=True, slots=True)
class Condition:
    """Hold how the parts stand that have something to fall back on.

    Attributes:
        store: whether the store of the present answers.
        sessions: where conversations are kept: `redis`, or `memory` of this process.
    """

    store: bool
    sessions: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Hold what answers requests; every part outlives them."""

    city: City
    gazetteer: Gazetteer
    reader: EventReader
    assistant: Answering
    sessions: SessionStore
    clock: Clock
    meanings: Meanings
    front_page: bytes
    """The chat page, written for this city."""
    condition: Callable[[], Awaitable[Condition]]
    operators: Operators = field(default_factory=Operators)
    """Who may ask as an operator."""


def require_ready(services: Services) -> None:
    """Refuse before the first complete load: an empty list would look like an all-clear.

    Raises:
        Problem: 503.
    """
    if not services.reader.ready:
        raise Problem(503, _NOT_YET, headers={"Retry-After": "1"})


class LifespanState(TypedDict):
    """Hold what the server hands to every request (`request.state`)."""

    services: Services
    metrics: Metrics


async def services_of(request: Request) -> Services:
    """Return the services of this application."""
    return request.state.services


async def metrics_of(request: Request) -> Metrics:
    """Return the measures of this application."""
    return request.state.metrics


Served = Annotated[Services, Depends(services_of)]
Measures = Annotated[Metrics, Depends(metrics_of)]
