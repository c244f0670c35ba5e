"""Write JSON answers: orjson, instants in RFC 3339 with `Z`."""

from typing import Any, Final

import orjson
from fastapi import Response

OPTIONS: Final = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def to_json(body: Any) -> bytes:
    """Write a body as JSON."""
    return orjson.dumps(body, option=OPTIONS)


def json_response(body: Any, status: int = 200, media_type: str = "application/json") -> Response:
    """Answer with a body of our own making, as it is."""
    return Response(to_json(body), status, {"Cache-Control": "no-store"}, media_type)
