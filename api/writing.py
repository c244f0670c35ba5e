"""Open the language model that phrases answers, where one is configured.

Without a configuration nothing of LangChain is imported, and one that cannot be used costs a line
in the log: the answers are then composed, as they are while a model fails.
"""

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import structlog
from pydantic import ValidationError

from assistant.model.settings import ModelSettings
from core.city import City
from core.errors import CivicError
from core.gazetteer import Gazetteer
from core.timespan import Clock

if TYPE_CHECKING:
    from assistant.generate import Generator
    from assistant.model.guarded import GuardedModel
    from assistant.model.spent import Meter
    from assistant.rewrite import Rewriter
    from assistant.writer import Writer

_LAST_S: Final = 3.0
"""How long the last traces may take to go out when the process is told to stop."""

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Author:
    """Hold what a model does for the assistant.

    Attributes:
        generator: puts questions and briefs to the model.
        writer: holds what the model writes against its evidence.
        rewriter: has the model find the question in what was not understood.
    """

    generator: "Generator"
    writer: "Writer"
    rewriter: "Rewriter"


@asynccontextmanager
async def open_author(
    city: City, gazetteer: Gazetteer, clock: Clock, meter: "Meter"
) -> AsyncGenerator[Author | None]:
    """Open the model, and close it at the end; None where there is none that can be used."""
    settings = _read_settings()
    if settings is None or not settings.configured:
        yield None
        return
    try:
        model, author, stop = await asyncio.to_thread(
            _opened, settings, city, gazetteer, clock, meter
        )
    except CivicError as error:
        _log.error("model.refused", reason=str(error))
        yield None
        return
    except Exception as error:  # whatever it is, its words could hold the key
        _log.error("model.refused", reason=type(error).__name__)
        yield None
        return
    _log.info("model.configured", model=settings.name, server=settings.server)
    try:
        yield author
    finally:
        await model.aclose()
        await asyncio.to_thread(_within, stop, _LAST_S)


def _read_settings() -> ModelSettings | None:
    try:
        return ModelSettings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        _log.error("model.refused", setting=first["loc"][0], reason=first["msg"])
        return None


def _opened(
    settings: ModelSettings, city: City, gazetteer: Gazetteer, clock: Clock, meter: "Meter"
) -> "tuple[GuardedModel, Author, Callable[[], None]]":
    """Import and make everything: one or two seconds of work, for a thread."""
    from assistant.generate import Generator
    from assistant.kept_answers import KeptAnswers
    from assistant.model.opening import open_model
    from assistant.model.tracing import start_tracing
    from assistant.rewrite import Rewriter
    from assistant.verify.verifier import Verifier
    from assistant.writer import Writer
    from prompts.book import PromptBook

    stop = start_tracing(settings.otlp_endpoint)
    model = open_model(settings, city.timezone, clock, meter)
    if model is None:
        raise AssertionError("a model is configured")
    generator = Generator(model, PromptBook.load(), city)
    writer = Writer(generator, Verifier(city, gazetteer), KeptAnswers())
    return model, Author(generator, writer, Rewriter(generator, city, gazetteer)), stop


def _within(stop: Callable[[], None], patience_s: float) -> None:
    """Stop, and leave it at that where it takes longer: a tracer that is away ends no process."""
    stopping = threading.Thread(target=stop, name="last traces", daemon=True)
    stopping.start()
    stopping.join(patience_s)
