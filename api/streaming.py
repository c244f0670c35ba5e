"""Write an answer as server-sent events, for `Accept: text/event-stream` (contract, 2.1).

In order of appearance:

    meta       once    the response without `answer` and `statements`
    statement  each    one statement: `text`, `event_ids`, `kind`
    reset      rarely  drop the statements shown; others, or `done`, follow
    done       once    the whole response; it is what counts
    error      instead of all that would still have come: a problem (RFC 9457)

A stream ends with `done` or with `error`, never between. A composed answer is complete before its
first statement is sent, so that nothing of it is ever taken back. What a model phrases is sent
statement by statement as each holds, `meta` first with what is known by then; where the model then
fails, `reset` takes back what was shown.
"""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from fastapi.sse import format_sse_event

from api.answer_body import statement_body
from api.json_response import to_json
from assistant.answer import Answer
from assistant.phrasing import Begun, Dropped, Step

MEDIA_TYPE: Final = "text/event-stream"
HEADERS: Final[Mapping[str, str]] = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_LATER: Final = frozenset({"answer", "statements", "explain"})

Body = Mapping[str, Any]


def wants_stream(accept: str) -> bool:
    """Say whether the person's program prefers events to one JSON body."""
    return any(
        part.partition(";")[0].strip().lower() == MEDIA_TYPE and "q=0" not in part.replace(" ", "")
        for part in accept.split(",")
    )


async def frames(
    steps: AsyncIterator[Step], body_of: Callable[[Answer], Body]
) -> AsyncIterator[bytes]:
    """Write an answer's steps as its events, each as soon as there is something to send.

    Args:
        steps: as the assistant tells them.
        body_of: writes an answer as the contract has it.
    """
    begun, shown = False, list[Body]()
    async for step in steps:
        match step:
            case Begun():
                begun = True
                yield _meta(body_of(step.answer))
            case Dropped():
                shown.clear()
                yield frame("reset", {})
            case Answer():
                body = body_of(step)
                opened = [] if begun else [_meta(body)]
                yield b"".join([*opened, *_rest(body, shown)])
            case _:
                statement = statement_body(step.statement)
                shown.append(statement)
                yield frame("statement", statement)


def frame(event: str, body: Any) -> bytes:
    """Write one event; JSON has no bare line break, so that no text can forge another event."""
    return format_sse_event(event=event, data_str=to_json(body).decode())


def _meta(body: Body) -> bytes:
    return frame("meta", {key: value for key, value in body.items() if key not in _LATER})


def _rest(body: Body, shown: Sequence[Body]) -> Iterator[bytes]:
    """Write what was not shown yet; all again where what was shown does not begin the answer."""
    statements: list[Body] = body["statements"]
    if statements[: len(shown)] != list(shown):
        yield frame("reset", {})
        shown = ()
    for statement in statements[len(shown) :]:
        yield frame("statement", statement)
    yield frame("done", body)
