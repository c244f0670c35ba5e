"""Read a request's JSON body: bounded in size, depth and time, and strict about what JSON is."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

from api.problems import Problem, invalid
from core.errors import Rejected
from core.json_limits import check_depth

PATIENCE_S: Final = 10.0
"""A body that takes longer than this to come is given up."""

BodyT = TypeVar("BodyT", bound=BaseModel)


async def read_json(request: Request, model: type[BodyT]) -> BodyT:
    """Read the body as `model`.

    Raises:
        Problem: 400 for what is no JSON (RFC 8259, names unique, no NaN), 408 for a body that does
            not come, 415 for another media type or any compression, 422 for what does not fit.
    """
    _require_plain_json(request.headers)
    try:
        async with asyncio.timeout(PATIENCE_S):
            body = await request.body()
    except TimeoutError as error:
        raise Problem(408, "The request did not come in time.") from error
    except ClientDisconnect as error:
        raise Problem(400, "The request broke off.") from error
    parsed = _parse(body)
    try:
        return model.model_validate(parsed)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise invalid(found, "body") from error


def _require_plain_json(headers: Mapping[str, str]) -> None:
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Problem(415, "Send the question as application/json.")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "Send the body as it is, without compression.")


def _parse(body: bytes) -> Any:
    try:
        check_depth(body)
        text = body.decode("utf-8")
        parsed = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_number)
        if "\\u" in text:  # half of a surrogate pair is no text, and cannot be written anywhere
            json.dumps(parsed, ensure_ascii=False).encode("utf-8")
        return parsed
    except Rejected as error:
        raise Problem(400, f"The body cannot be read: {error.detail}.") from error
    except (ValueError, RecursionError) as error:
        raise Problem(400, "The body is not JSON.") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number in JSON")
