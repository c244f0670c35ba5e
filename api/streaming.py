"""Write an answer as server-sent events, for `Accept: text/event-stream` (contract, 2.1).

In order of appearance:

    meta       once    the response without `answer` and `statements`
    statement  each    one statement: `text`, `event_ids`, `kind`
    reset      rarely  drop the statements shown; others, or `done`, follow
    done       once    the whole response; it is what counts
    error      instead of all that would still have come: a problem (RFC 9457)

A stream ends with `done` or with `error`, never between. The composed answer is complete before
its first statement is sent, so that nothing of it is ever taken back; `reset` is for what a model
phrases while it is being read.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fastapi.sse import format_sse_event

from api.json_response import to_json

MEDIA_TYPE: Final = "text/event-stream"
HEADERS: Final[Mapping[str, str]] = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_LATER: Final = frozenset({"answer", "statements"})


def wants_stream(accept: str) -> bool:
    """Say whether the person's program prefers events to one JSON body."""
    return any(
        part.partition(";")[0].strip().lower() == MEDIA_TYPE and "q=0" not in part.replace(" ", "")
        for part in accept.split(",")
    )


def frames(body: Mapping[str, Any]) -> Iterator[bytes]:
    """Write a whole answer as its events."""
    yield frame("meta", {key: value for key, value in body.items() if key not in _LATER})
    for statement in body["statements"]:
        yield frame("statement", statement)
    yield frame("done", body)


def frame(event: str, body: Any) -> bytes:
    """Write one event; JSON has no bare line break, so that no text can forge another event."""
    return format_sse_event(event=event, data_str=to_json(body).decode())
