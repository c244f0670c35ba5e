"""Open `/mcp`: the Model Context Protocol over streamable HTTP, for other people's assistants."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from api.metrics import Metrics
from api.problems import problem_body
from api.security import send_problem
from api.services import Services
from api.settings import ApiSettings

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer
    from mcp.server.transport_security import TransportSecuritySettings

PATH: Final = "/mcp"
_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class McpDoor:
    """Serve `/mcp` while the application runs.

    Each request stands for itself (no sessions): any replica can answer it, and none keeps anything
    for who asked.
    """

    def __init__(self, settings: ApiSettings) -> None:
        # Nothing is sent but answers: without POST there would be a stream that stays empty. And a
        # plain mount would want `/mcp/`.
        self.route: Final = Route(PATH, self, methods=("POST",), include_in_schema=False)
        self._settings = settings
        self._wanted: asyncio.Event | None = None
        self._served: asyncio.Future[ASGIApp] | None = None

    @asynccontextmanager
    async def open(self, services: Services, metrics: Metrics) -> AsyncGenerator[None]:
        """Serve from here on, until the application ends."""
        self._wanted = asyncio.Event()
        self._served = asyncio.get_running_loop().create_future()
        serving = asyncio.create_task(
            self._serve(services, metrics, self._wanted, self._served), name="mcp"
        )
        try:
            yield
        finally:
            serving.cancel()
            with suppress(asyncio.CancelledError):
                await serving
            self._served.cancel()
            self._wanted = self._served = None

    async def _serve(
        self,
        services: Services,
        metrics: Metrics,
        wanted: asyncio.Event,
        served: "asyncio.Future[ASGIApp]",
    ) -> None:
        """Begin with the first request: the protocol is a second and 25 MB that few ask for."""
        await wanted.wait()
        try:
            server = await asyncio.to_thread(_made, services, metrics)
            app = server.streamable_http_app(streamable_http_path=PATH, stateless_http=True,
                                             transport_security=_unchecked())  # fmt: skip
            async with server.session_manager.run():
                served.set_result(app)
                await asyncio.Event().wait()
        except Exception as error:
            if served.done():
                raise
            served.set_exception(error)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, unless a page of somewhere else makes a browser send it."""
        scope["route"] = self.route  # what requests are counted under
        if self._wanted is None or self._served is None:
            await _refuse(scope, send, 503, "The assistant is not open.")
        elif self._from_a_strange_page(Headers(scope=scope)):
            await _refuse(scope, send, 403, "That host or origin may not ask here.")
        else:
            self._wanted.set()
            served = await asyncio.shield(self._served)
            await served({**scope, "root_path": ""}, receive, send)

    def _from_a_strange_page(self, headers: Headers) -> bool:
        """Say whether a browser was led here by a page that nobody allowed (DNS rebinding).

        Browsers name the page's origin with every POST; programs send none. What listens on this
        machine alone is reached by its local names alone, unless a proxy stands before it.
        """
        settings = self._settings
        origin, allowed = headers.get("origin"), settings.cors_allow_origins
        known = origin is None or "*" in allowed or origin in allowed
        if not known and urlsplit(origin).hostname not in _HERE:
            return True
        if settings.host not in _HERE or settings.trusted_proxies:
            return False
        return urlsplit(f"//{headers.get('host', '')}").hostname not in _HERE


def _made(services: Services, metrics: Metrics) -> "MCPServer":
    from api.mcp_tools import make_server

    # It tells at INFO what was wrong with a call, with the words of who asked.
    logging.getLogger("mcp").setLevel(logging.WARNING)
    return make_server(services, metrics)


def _unchecked() -> "TransportSecuritySettings":
    """Leave the check of hosts and origins to the door, which knows the city's settings."""
    from mcp.server.transport_security import TransportSecuritySettings

    return TransportSecuritySettings(enable_dns_rebinding_protection=False)


async def _refuse(scope: Scope, send: Send, status: int, sentence: str) -> None:
    await send_problem(send, status, problem_body(status, sentence, scope["state"]["request_id"]))
