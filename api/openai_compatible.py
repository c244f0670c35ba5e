"""Speak as OpenAI's chat completions do, so that programs made for those ask us unchanged.

The last message of the user is the question; who else speaks in the request (system, developer,
tools) tells us nothing, and no model. What the answer rests on stands in the text as `[n]`, in
`annotations` where the event has a page of its own, and whole in `citations`, which is ours.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, Final, Literal, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictStr

from api.problems import Problem
from api.schemas import MOST_CHARS
from assistant.answer import Answer, write
from assistant.question import Question
from core.text import clean

MODEL: Final = "civicsense"
_MOST_MESSAGES: Final = 500
_PAGE: Final = re.compile(r"https?://\S+")
_CHARS_A_TOKEN: Final = 4


def _joined(content: object) -> object:
    """Return the text of content that comes in parts; pictures and sound are passed over."""
    if not isinstance(content, list):
        return content
    parts = cast(list[Any], content)
    texts = [part.get("text") for part in parts if hasattr(part, "get")]
    return "\n".join(text for text in texts if isinstance(text, str))


class _Lenient(BaseModel):
    """Ignore what is not known, as OpenAI does."""

    model_config = ConfigDict(extra="ignore", frozen=True, use_attribute_docstrings=True)


class MessageIn(_Lenient):
    """Hold one message of the conversation."""

    role: StrictStr
    """`user` and `assistant` count; every other role is passed over."""
    content: Annotated[StrictStr | None, BeforeValidator(_joined)] = None
    """Text, or parts of which those with text count."""


class StreamOptions(_Lenient):
    """Say what a stream brings besides the answer."""

    include_usage: StrictBool | None = None
    """Whether a last chunk tells the usage."""


class CompletionRequest(_Lenient):
    """Ask as one asks a model."""

    model: StrictStr
    """`civicsense`."""
    messages: Annotated[tuple[MessageIn, ...], Field(min_length=1, max_length=_MOST_MESSAGES)]
    """The conversation; its last user message is the question."""
    stream: StrictBool | None = None
    """Whether the answer comes in chunks."""
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = None
    """One answer: there is only one truth to tell."""
    user: StrictStr | None = None
    """Whose conversation it is, where one program asks for many people."""
    metadata: dict[str, Any] | None = None
    """`session_id`: the conversation, as an earlier answer named it."""

    @property
    def session_id(self) -> str | None:
        """Return the session that the program names; None where it names none."""
        given = (self.metadata or {}).get("session_id")
        return given if isinstance(given, str) and given else None


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold what a request asks.

    Attributes:
        text: the question.
        before: what was said before it, each with who said it.
    """

    text: str
    before: tuple[tuple[str, str], ...]


def asked_of(request: CompletionRequest) -> Asked:
    """Find the question among the messages.

    Raises:
        Problem: 404 for a model that is not here; 400 where nobody asks, or too much.
    """
    if request.model != MODEL:
        raise Problem(404, f"There is no such model here; there is {MODEL}.",
                      members={"param": "model", "code": "model_not_found"})  # fmt: skip
    spoken = [m for m in request.messages if m.role in ("user", "assistant") and m.content]
    while spoken and spoken[-1].role != "user":
        spoken.pop()  # an answer begun for us to go on with; we begin our own
    text = clean(spoken[-1].content or "") if spoken else ""
    if not text:
        raise Problem(400, "The last user message has no text.", members={"param": "messages"})
    if len(text) > MOST_CHARS:
        raise Problem(400, f"A question may have at most {MOST_CHARS} characters.",
                      members={"param": "messages", "code": "string_above_max_length"})  # fmt: skip
    return Asked(text, tuple((m.role, (m.content or "").strip()) for m in spoken[:-1]))


def question_of(asked: Asked, session_id: str | None) -> Question:
    """Return the question, in the conversation that it belongs to."""
    return Question(text=asked.text, session_id=session_id)


def pieces(answer: Answer) -> list[str]:
    """Split an answer's text statement by statement; joined again they are the text."""
    texts = [""]
    for count in range(1, len(answer.statements) + 1):
        said = answer.statements[:count]
        texts.append(write(answer.lead, said, marked=answer.marked, writing=answer.writing))
    return [now.removeprefix(past) for past, now in pairwise(texts)]


def annotations(answer: Answer) -> list[dict[str, Any]]:
    """Return a `url_citation` for each mark `[n]` whose event has a page."""
    numbers = {hit.event.key: n for n, hit in enumerate(answer.cited, start=1)}
    found: list[dict[str, Any]] = []
    begins = 0
    for statement, piece in zip(answer.statements, pieces(answer), strict=True):
        for hit in statement.events:
            event, mark = hit.event.event, f"[{numbers[hit.event.key]}]"
            at = piece.rfind(mark)
            if at < 0 or not _PAGE.fullmatch(event.url or ""):
                continue
            citation = {
                "start_index": begins + at,
                "end_index": begins + at + len(mark),
                "url": event.url,
                "title": event.headline or event.event_id,
            }
            found.append({"type": "url_citation", "url_citation": citation})
        begins += len(piece)
    return found


def usage(asked: Asked, answer: Answer) -> dict[str, int]:
    """Estimate tokens, four characters each: none are counted where no model writes."""
    put = sum(len(text) for _, text in asked.before) + len(asked.text)
    prompt = math.ceil(put / _CHARS_A_TOKEN)
    written = math.ceil(len(answer.text) / _CHARS_A_TOKEN)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": written,
        "total_tokens": prompt + written,
    }


def completion(
    asked: Asked, answer: Answer, created: int, citations: Sequence[Any]
) -> dict[str, Any]:
    """Write a whole answer.

    Args:
        asked: what was asked.
        answer: what the assistant found.
        created: seconds since 1970.
        citations: as `/api/chat` has them.
    """
    message = {
        "role": "assistant",
        "content": answer.text,
        "refusal": None,
        "annotations": annotations(answer),
    }
    return {
        "id": f"chatcmpl-{answer.answer_id}",
        "object": "chat.completion",
        "created": created,
        "model": MODEL,
        "choices": [
            {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"},
        ],
        "usage": usage(asked, answer),
        **extras(answer, citations),
    }


def extras(answer: Answer, citations: Sequence[Any]) -> dict[str, Any]:
    """Return what is ours beside OpenAI's members."""
    return {
        "session_id": answer.session_id,
        "status": answer.status,
        "as_of": answer.as_of,
        "citations": citations,
    }


def deltas(answer: Answer) -> Iterator[dict[str, Any]]:
    """Yield what a stream adds, a statement at a time, the annotations after the last."""
    for piece in pieces(answer):
        yield {"content": piece}
    noted = annotations(answer)
    if noted:
        yield {"annotations": noted}
