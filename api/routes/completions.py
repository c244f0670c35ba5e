"""Answer programs made for OpenAI: `POST /v1/chat/completions` and `GET /v1/models`.

The public may ask: an API key is taken as any client sends one, and decides nothing here.
"""

from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping
from contextlib import aclosing
from http import HTTPStatus
from typing import Any, Final

import structlog
from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.routing import APIRoute

from api import openai_compatible as shape
from api.answer_body import answer_body
from api.conversation import follow_on, remember
from api.departure import GONE, unless_gone
from api.examples import COMPLETION, COMPLETION_REQUEST
from api.json_response import json_response, to_json
from api.metrics import Metrics
from api.openapi import json_body
from api.problems import INTERNAL, Problem
from api.request_body import read_json
from api.services import Measures, Served, Services
from api.streaming import HEADERS, MEDIA_TYPE
from assistant.answer import Answer

_log = structlog.stdlib.get_logger(__name__)
_DONE: Final = b"data: [DONE]\n\n"


class _AsOpenAI(APIRoute):
    """Tell what goes wrong as OpenAI's clients read it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except Problem as problem:
                body = _error(problem.status, problem.detail, problem.members)
                answer = json_response(body, problem.status)
                answer.headers.update(problem.headers)
                return answer
            except Exception:
                _log.exception("answer.failed")
                return json_response(_error(500, INTERNAL), 500)

        return handled


router = APIRouter(tags=["openai"], route_class=_AsOpenAI)


@router.post(
    "/v1/chat/completions",
    summary="Ask as one asks a model",
    responses={200: {"content": {"application/json": {"example": COMPLETION},
                                 "text/event-stream": {"schema": {"type": "string"}}}}},
    openapi_extra=json_body(shape.CompletionRequest, COMPLETION_REQUEST),
)  # fmt: skip
async def completions(request: Request, services: Served, metrics: Measures) -> Response:
    """Answer the last user message of an OpenAI-style conversation.

    System messages direct nothing here. `citations`, `status`, `as_of` and `session_id` come
    besides OpenAI's members; a later request may name the conversation by `metadata.session_id`,
    else what was said before is recognised.
    """
    given = await read_json(request, shape.CompletionRequest)
    asked = shape.asked_of(given)
    if given.stream:
        counted = bool(given.stream_options and given.stream_options.include_usage)
        chunks = _chunks(given, asked, services, metrics, counted=counted)
        return StreamingResponse(chunks, headers=HEADERS, media_type=MEDIA_TYPE)
    session_id = await follow_on(given, asked, services.sessions)
    question = shape.question_of(asked, session_id)
    answer = await unless_gone(request, services.assistant.answer(question))
    if answer is None:
        return Response(status_code=GONE)
    await remember(given, asked, answer, services.sessions)
    metrics.answered(answer)
    created = int(services.clock.now().timestamp())
    return json_response(shape.completion(asked, answer, created, _citations(answer, services)))


@router.get("/v1/models", summary="List models")
async def models() -> Response:
    """List the one model that there is: the assistant."""
    return json_response({"object": "list", "data": [_MODEL]})


@router.get("/v1/models/{name}", summary="Show a model")
async def model(name: str) -> Response:
    """Show the assistant as a model."""
    if name != shape.MODEL:
        raise Problem(404, f"There is no such model here; there is {shape.MODEL}.",
                      members={"param": "model", "code": "model_not_found"})  # fmt: skip
    return json_response(_MODEL)


_MODEL: Final = {"id": shape.MODEL, "object": "model", "created": 0, "owned_by": "city"}


async def _chunks(
    given: shape.CompletionRequest,
    asked: shape.Asked,
    services: Services,
    metrics: Metrics,
    *,
    counted: bool,
) -> AsyncGenerator[bytes, None]:
    """Write the stream; its end is `[DONE]`, or an error.

    These streams cannot take text back, and a model's statements may still be dropped for the
    composed answer: so nothing is sent before the answer is whole, and then statement by statement.
    """
    head: dict[str, Any] = {
        "object": "chat.completion.chunk",
        "created": int(services.clock.now().timestamp()),
        "model": shape.MODEL,
    }
    try:
        session_id = await follow_on(given, asked, services.sessions)
        answer: Answer | None = None
        steps = services.assistant.tell(shape.question_of(asked, session_id))
        async with aclosing(steps):
            async for step in steps:
                answer = step if isinstance(step, Answer) else None
        if answer is None:
            raise AssertionError("an answer ends with the whole of it")
        await remember(given, asked, answer, services.sessions)
        metrics.answered(answer)
        head = {"id": f"chatcmpl-{answer.answer_id}", **head}
        if counted:
            head["usage"] = None

        def chunk(delta: Mapping[str, Any], **more: Any) -> bytes:
            ends = more.pop("finish_reason", None)
            choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": ends}
            return _frame({**head, "choices": [choice], **more})

        yield chunk({"role": "assistant", "content": ""})
        for delta in shape.deltas(answer):
            yield chunk(delta)
        extras = shape.extras(answer, _citations(answer, services))
        yield chunk({}, finish_reason="stop", **extras)
        if counted:
            yield _frame({**head, "choices": [], "usage": shape.usage(asked, answer)})
        yield _DONE
    except Exception:
        _log.exception("answer.failed")
        yield _frame(_error(500, INTERNAL))


def _citations(answer: Answer, services: Services) -> list[Any]:
    return answer_body(answer, services.city, 0.0)["citations"]


def _frame(body: Mapping[str, Any]) -> bytes:
    return b"data: " + to_json(body) + b"\n\n"


def _error(
    status: int, detail: str, members: Mapping[str, Any] | None = None
) -> dict[str, Mapping[str, Any]]:
    known = members or {}
    errors: list[dict[str, str]] = known.get("errors") or [{}]
    return {
        "error": {
            "message": detail,
            "type": "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR
            else "invalid_request_error",
            "param": known.get("param", errors[0].get("parameter")),
            "code": known.get("code"),
        }
    }  # fmt: skip
