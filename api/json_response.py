"""Write JSON answers: orjson, instants in RFC 3339 with `Z`."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import orjson
from fastapi import Response

FRESH: Final = {"Cache-Control": "no-store"}
_LONG: Final = 32
"""More things than this are written off the event loop: some 30 µs each."""
OPTIONS: Final = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def to_json(body: Any) -> bytes:
    """Write a body as JSON."""
    return orjson.dumps(body, option=OPTIONS)


def json_response(body: Any, status: int = 200, media_type: str = "application/json") -> Response:
    """Answer with a body of our own making, as it is."""
    return Response(to_json(body), status, FRESH, media_type)


async def aside(write: Callable[[], bytes], things: int) -> bytes:
    """Write a long answer in a thread, so that short ones need not wait for it."""
    return await asyncio.to_thread(write) if things > _LONG else write()
