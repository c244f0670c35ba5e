"""Say what went wrong as RFC 9457 wants it: one calm sentence and the request's id, no traceback.

`Problem` is raised by the doors. Everything else that can go wrong (a validation, an unknown path,
an error of our own) is turned into the same body by the handlers here and by `api.middleware`.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, cast

import orjson
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException

from core.errors import CivicError

MEDIA_TYPE: Final = "application/problem+json"
INTERNAL: Final = "Something went wrong on our side. Please try again in a moment."
_SENTENCES: Final = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
}


class Problem(CivicError):
    """Refuse a request.

    Attributes:
        status: the HTTP status.
        detail: one sentence for a person.
        members: further members of the body, such as `errors`.
        headers: headers of the answer.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        members: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status}: {detail}")
        self.status = status
        self.detail = detail
        self.members = members or {}
        self.headers = headers or {}


def bad_parameter(name: str, detail: str, location: str = "query") -> Problem:
    """Refuse one parameter by its name (422)."""
    error = {"parameter": name, "location": location, "detail": detail}
    return Problem(422, f"{name}: {detail}", members={"errors": [error]})


def problem_body(
    status: int, detail: str, request_id: str, members: Mapping[str, Any] | None = None
) -> bytes:
    """Write the body of a problem as JSON."""
    return orjson.dumps({**problem_fields(status, detail, request_id), **(members or {})})


def problem_fields(status: int, detail: str, request_id: str) -> dict[str, Any]:
    """Return the members that every problem has."""
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "request_id": request_id,
    }


def invalid(errors: Sequence[ErrorDetails], location: str = "") -> Problem:
    """Refuse what failed validation, naming each parameter and never repeating its value."""
    found = [_named(error, location) for error in errors]
    detail = "; ".join(f"{e['parameter']}: {e['detail'][:120]}" for e in found[:3])
    return Problem(422, detail, members={"errors": found})


def _named(error: ErrorDetails, location: str) -> dict[str, str]:
    parts = [str(part) for part in error["loc"]]
    where = location or (parts.pop(0) if parts else "body")
    if where == "query" and parts:
        parts = parts[:1]
    unknown = error["type"] == "extra_forbidden"
    sentence = "there is no such field" if unknown else error["msg"].removeprefix("Value error, ")
    return {"parameter": ".".join(parts) or where, "location": where, "detail": sentence}


def add_problem_handlers(app: FastAPI) -> None:
    """Answer every kind of refusal as a problem."""

    async def refuse(request: Request, error: Exception) -> Response:
        problem = _as_problem(error)
        return Response(
            problem_body(problem.status, problem.detail, request.state.request_id, problem.members),
            problem.status,
            {**problem.headers},
            MEDIA_TYPE,
        )

    for kind in (Problem, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, refuse)


def _as_problem(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return invalid(cast(Sequence[ErrorDetails], error.errors()))
    assert isinstance(error, HTTPException)
    sentence = _SENTENCES.get(error.status_code, HTTPStatus(error.status_code).description)
    return Problem(error.status_code, sentence or "Refused.", headers=error.headers)
