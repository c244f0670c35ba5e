"""Take questions: `POST /api/chat`, as one JSON body or as a stream; and forget conversations."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import Annotated

import structlog
from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from api import streaming
from api.answer_body import answer_body
from api.departure import GONE, unless_gone
from api.examples import ANSWER, QUESTION
from api.json_response import json_response
from api.metrics import Metrics
from api.openapi import json_body
from api.problems import INTERNAL, Problem, problem_fields
from api.request_body import read_json
from api.schemas import ChatRequest, ChatResponse
from api.services import Measures, Served
from assistant.answer import Answer
from assistant.phrasing import Step
from assistant.question import Location, Question
from core.errors import Transient
from core.geo import LonLat
from core.timespan import monotonic_s

router = APIRouter(tags=["chat"])

_log = structlog.stdlib.get_logger(__name__)


@router.post(
    "/api/chat",
    summary="Ask a question",
    response_model=ChatResponse,
    responses={
        200: {
            "content": {
                "application/json": {"example": ANSWER},
                "text/event-stream": {"schema": {"type": "string"}},
            }
        }
    },
    openapi_extra=json_body(ChatRequest, QUESTION),
)
async def chat(
    request: Request,
    services: Served,
    metrics: Measures,
    *,
    explain: Annotated[
        bool, Query(description="Add what became of each statement that a model wrote.")
    ] = False,
) -> Response:
    """Answer one question about what is happening in the city now.

    Every statement of kind `fact` names its events, and `as_of` says up to when everything heard
    is in the answer. With `Accept: text/event-stream` the same comes as the events `meta`,
    `statement` (one each), `reset`, `done` and `error`. A caller that goes away ends the work.
    """
    begun = monotonic_s()
    operator = services.operators.asks(request.headers)
    question = _question(await read_json(request, ChatRequest), operator=operator)

    def written(answer: Answer) -> streaming.Body:
        total_ms = (monotonic_s() - begun) * 1000
        return answer_body(answer, services.city, total_ms, explain=explain)

    if streaming.wants_stream(request.headers.get("accept", "")):
        steps = _counted(services.assistant.tell(question), metrics)
        events = _events(steps, written, request.state.request_id)
        return StreamingResponse(events, headers=streaming.HEADERS, media_type=streaming.MEDIA_TYPE)
    answer = await unless_gone(request, services.assistant.answer(question))
    if answer is None:
        return Response(status_code=GONE)
    metrics.answered(answer)
    return json_response(written(answer))


@router.delete("/api/sessions/{session_id}", status_code=204, summary="Forget a conversation")
async def forget(session_id: str, services: Served) -> Response:
    """Forget what was said in a conversation; one that never was is forgotten as well.

    Kept for 30 minutes from the last message, for this session alone: the topics, places, time and
    language spoken of, what was offered, and which events were told. Never the words typed.
    """
    try:
        await services.sessions.delete(session_id)
    except Transient as error:
        raise Problem(
            503,
            "The conversation cannot be forgotten right now; it is in any case within 30 minutes.",
            headers={"Retry-After": "5"},
        ) from error
    return Response(status_code=204)


async def _events(
    steps: AsyncGenerator[Step, None],
    written: Callable[[Answer], streaming.Body],
    request_id: str,
) -> AsyncIterator[bytes]:
    """End with `done`, or with `error` where anything at all goes wrong."""
    try:
        async with aclosing(steps):
            async for frame in streaming.frames(steps, written):
                yield frame
    except Exception:
        _log.exception("answer.failed")
        yield streaming.frame("error", problem_fields(500, INTERNAL, request_id))


async def _counted(
    steps: AsyncGenerator[Step, None], metrics: Metrics
) -> AsyncGenerator[Step, None]:
    async with aclosing(steps):
        async for step in steps:
            if isinstance(step, Answer):
                metrics.answered(step)
            yield step


def _question(asked: ChatRequest, *, operator: bool) -> Question:
    where = asked.location
    return Question(
        text=asked.message,
        session_id=asked.session_id,
        location=Location(LonLat(where.lon, where.lat), where.accuracy_m) if where else None,
        area=asked.area,
        language=asked.language,
        channel=asked.channel,
        max_chars=asked.max_chars,
        operator=operator,
    )
