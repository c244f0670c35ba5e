"""Guard every request: its id, its size, and what a browser may do with the answer.

Plain ASGI middlewares: each costs microseconds, and a stream passes through untouched.
"""

import re
import uuid
from typing import Final

import structlog
from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import MEDIA_TYPE, problem_body

MAX_BODY_BYTES: Final = 16 * 1024
MAX_CONVERSATION_BYTES: Final = 256 * 1024
"""A body under `/v1/`: such programs send all that was said, each time anew."""
REQUEST_ID: Final = "X-Request-ID"
_GIVEN_ID: Final = re.compile(r"[A-Za-z0-9._-]{8,64}")

POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)
HEADERS: Final = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "geolocation=(self), camera=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
)


def request_id_of(request: Request) -> str:
    """Return the request's id, as it stands on log lines and in problems."""
    return request.state.request_id


class Identified:
    """Give each request an id, on its answer and on every log line of it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a well-formed id from the caller, or make one; guard the answer's headers."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID, "")
        request_id = given if _GIVEN_ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers[REQUEST_ID] = request_id
                for name, value in HEADERS:
                    headers[name] = value
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self._app(scope, receive, guarded)


class Bounded:
    """Refuse bodies above 16 KiB (conversations: 256), as soon as they are announced or seen."""

    def __init__(self, app: ASGIApp, max_bytes: int = MAX_BODY_BYTES) -> None:
        self._app = app
        self._max_bytes = max_bytes

    def _most(self, scope: Scope) -> int:
        return MAX_CONVERSATION_BYTES if scope["path"].startswith("/v1/") else self._max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count what comes, and answer 413 once it is too much."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        announced, most = Headers(scope=scope).get("content-length", "0"), self._most(scope)
        if not announced.isdecimal() or int(announced[:20]) > most:
            await self._refuse(scope, send)
            return
        seen, started = 0, False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            if message["type"] == "http.request":
                seen += len(message.get("body", b""))
                if seen > most:
                    raise _TooLargeError
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, counted, noted)
        except _TooLargeError:
            if started:
                raise
            await self._refuse(scope, send)

    async def _refuse(self, scope: Scope, send: Send) -> None:
        sentence = f"The body may have at most {self._most(scope) // 1024} KiB."
        body = problem_body(413, sentence, scope["state"]["request_id"])
        await send_problem(send, 413, body)


class _TooLargeError(Exception):
    """Say that more came than is taken."""


async def send_problem(send: Send, status: int, body: bytes) -> None:
    """Answer with a problem, from below the framework."""
    headers = [
        (b"content-type", MEDIA_TYPE.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
