"""Have a language model say an answer whose facts are known, statement by statement.

    brief → prompt (rules, and data between marks) → pieces of JSON → drafts, unbelieved

Nothing here is shown to anybody: every draft goes through `assistant.verify` first.
"""

import asyncio
import json
import secrets
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import Any, Final, cast

import structlog
from babel import Locale

from assistant.brief import Brief, Draft
from assistant.draft_reader import ANSWER_SCHEMA, DraftReader
from assistant.evidence_lines import brief_data, question_block
from assistant.model.port import (
    MOST_CALLS,
    Fault,
    Model,
    ModelFailed,
    Prompt,
    Tool,
    ToolCall,
)
from core.city import City
from core.text import clean
from prompts.book import Page, PromptBook, digest

_MOST_WRITTEN: Final = 8
"""Statements asked for; a model may send some more before it is refused."""
_TAIL_S: Final = 0.3
"""Seconds that a model may go on after its answer is whole: what it used comes last."""
_MOST_QUESTION: Final = 200
_WRITTEN: Final = {"zh": "zh-Hans"}
"""Languages that are written in more than one way, and how the catalogue writes them."""
_QUESTION_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["question"],
    "properties": {"question": {"type": "string"}},
}

_log = structlog.stdlib.get_logger(__name__)


def new_mark() -> str:
    """Return a mark that nobody could know before."""
    return secrets.token_hex(8)


class Generator:
    """Put briefs to a model."""

    def __init__(
        self, model: Model, prompts: PromptBook, city: City, mark: Callable[[], str] = new_mark
    ) -> None:
        """Take what is needed for every brief.

        Args:
            model: who writes.
            prompts: what is said to it.
            city: whose clock and names are used.
            mark: makes the mark of one request.

        Raises:
            Misconfigured: the prompts are not there.
        """
        self._model = model
        self._answer = prompts.page("answer")
        self._rewrite = prompts.page("rewrite")
        self._lookup = prompts.page("lookup")
        self._city = city
        self._mark = mark

    @property
    def model(self) -> str:
        """Return the model's name, as the answer gives it."""
        return self._model.name

    def prompt(self, brief: Brief) -> Prompt:
        """Write down what a model is told of a brief."""
        mark = self._mark()
        data = brief_data(brief, self._city, mark)
        return self._filled(
            self._answer, data, mark, language=language_name(brief.language), lead=brief.lead,
            most=_MOST_WRITTEN,
        )  # fmt: skip

    async def drafts(self, brief: Brief) -> AsyncGenerator[Draft, None]:
        """Yield each statement as soon as it is whole.

        Raises:
            ModelFailed: the model failed, or what it wrote is not what was asked for.
        """
        prompt, reader = self.prompt(brief), DraftReader()
        _log.info("model.asked", model=self.model, prompt=prompt.id, digest=prompt.digest)
        async with aclosing(_closing(self._model.write(prompt, ANSWER_SCHEMA))) as pieces:
            async for piece in pieces:
                for draft in reader.feed(piece):
                    yield draft
                if reader.complete:
                    await _let_end(pieces, reader)
                    return
        reader.close()

    async def plain_question(self, question: str, language: str) -> str:
        """Have a rambling question, or one in another language, put into one plain question.

        What comes back is somebody's text like any other: read it as a question, and no more.

        Args:
            question: what the person typed.
            language: of the plain question, as a tag.

        Returns:
            One line of at most 200 letters; empty where the model makes nothing of it.

        Raises:
            ModelFailed: the model failed, or what it wrote is not what was asked for.
        """
        mark = self._mark()
        prompt = self._filled(
            self._rewrite, question_block(question, mark), mark, language=language_name(language)
        )
        async with aclosing(_closing(self._model.write(prompt, _QUESTION_SCHEMA))) as pieces:
            written = "".join([piece async for piece in pieces])
        return _plain(written)

    async def lookups(self, question: str, tools: Sequence[Tool]) -> Sequence[ToolCall]:
        """Have the model choose what to look up for an operator; its arguments are unchecked.

        What a call may see is decided by who asks, never by what the model writes into it.

        Args:
            question: what the operator typed.
            tools: what may be called, each of which only reads.

        Returns:
            At most four calls of these tools, in the model's order.

        Raises:
            ModelFailed: the model failed.
        """
        mark = self._mark()
        data = question_block(question, mark)
        prompt = self._filled(self._lookup, data, mark, most=MOST_CALLS)
        return await self._model.calls(prompt, tools)

    def _filled(self, page: Page, data: str, mark: str, **variables: object) -> Prompt:
        system = page.render(city=self._city.name, mark=mark, **variables)
        hints = page.about.model
        return Prompt(
            id=page.name, digest=digest(system, data), system=system, data=data,
            temperature=hints.temperature, max_tokens=hints.max_tokens,
        )  # fmt: skip


def language_name(tag: str) -> str:
    """Name a language in English, as a model is told it: `zh` is Chinese (Simplified)."""
    return Locale.parse(_WRITTEN.get(tag, tag), sep="-").english_name or tag


async def _let_end(pieces: AsyncGenerator[str, None], reader: DraftReader) -> None:
    """Let the model end by itself, for a moment: the answer is whole, come what may.

    Raises:
        ModelFailed: `UNREADABLE`, it goes on writing.
    """
    try:
        async with asyncio.timeout(_TAIL_S):
            async for piece in pieces:
                reader.feed(piece)
    except TimeoutError:
        return
    except ModelFailed as failed:
        if failed.fault is Fault.UNREADABLE:
            raise


def _closing(pieces: AsyncIterator[str]) -> AsyncGenerator[str, None]:
    """Take a model's pieces for what they are made of, so that they can be closed."""
    return cast(AsyncGenerator[str, None], pieces)


def _plain(written: str) -> str:
    try:
        read: object = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise ModelFailed(Fault.UNREADABLE, "no JSON") from error
    if not isinstance(read, dict) or read.keys() != {"question"}:
        raise ModelFailed(Fault.UNREADABLE, "other keys")
    question = cast(dict[str, object], read)["question"]
    if not isinstance(question, str) or len(question) > _MOST_QUESTION:
        raise ModelFailed(Fault.UNREADABLE, "no question, or too long")
    return clean(question)
