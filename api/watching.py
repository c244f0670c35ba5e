"""Watch every request: time it, note it, and turn an error of ours into a calm answer."""

from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from api.problems import INTERNAL, problem_body
from api.security import send_problem
from core.timespan import monotonic_s

_log = structlog.stdlib.get_logger(__name__)
_QUIET: Final = frozenset({"/livez", "/readyz", "/metrics"})


class Watched:
    """Count and time requests by their route's template, and write one line for each."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with a problem (500) in place of whatever was raised."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = monotonic_s(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception:
            _log.exception("request.failed", route=_route(scope))
            if status:
                raise  # the answer has begun: only closing the connection tells that it is broken
            body = problem_body(500, INTERNAL, scope["state"]["request_id"])
            await send_problem(noted, 500, body)
        finally:
            self._note(scope, status, monotonic_s() - begun)

    def _note(self, scope: Scope, status: int, took_s: float) -> None:
        route, method = _route(scope), scope["method"]
        known = method if method in ("GET", "POST", "DELETE", "HEAD", "OPTIONS") else "other"
        self._metrics.requests.labels(known, route, status).inc()
        self._metrics.latency.labels(route).observe(took_s)
        write = _log.debug if route in _QUIET else _log.info
        write(
            "request.answered",
            method=known,
            route=route,
            status=status,
            took_ms=round(took_s * 1000, 2),
        )


def _route(scope: Scope) -> str:
    """Return the route's template, never the path: paths are unbounded, and may be personal."""
    return getattr(scope.get("route"), "path", None) or "unmatched"
