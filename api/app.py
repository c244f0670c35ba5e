"""Put the doors together: `create_app` makes the application, and its lifespan what it serves.

Nothing is opened when this module is imported, or when `create_app` is called: the composition
happens when the server starts the application (`api.composition`), and ends with it.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Final

from fastapi import FastAPI
from fastapi.middleware import Middleware
from fastapi.middleware.cors import CORSMiddleware

from api.composition import open_services
from api.mcp import McpDoor
from api.metrics import Metrics
from api.openapi import add_openapi
from api.problems import add_problem_handlers
from api.routes import chat, completions, events, operations, pages, readings
from api.security import REQUEST_ID, Bounded, Identified
from api.services import LifespanState, Services
from api.settings import ApiSettings
from api.watching import Watched

Opening = Callable[[ApiSettings, Metrics], AbstractAsyncContextManager[Services]]
"""Open what is served, and close it at the end; what it costs is counted in the measures."""

_VERSION: Final = "1.0.0"
_DESCRIPTION: Final = (
    "Answers about what is happening in the city now, with the evidence and the time it was true."
)


def create_app(settings: ApiSettings, opening: Opening = open_services) -> FastAPI:
    """Make the application.

    Args:
        settings: where it listens and what it reads from.
        opening: opens the services; tests pass their own.
    """
    metrics, mcp = Metrics(), McpDoor(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[LifespanState]:
        async with opening(settings, metrics) as services, mcp.open(services, metrics):
            yield {"services": services, "metrics": metrics}

    app = FastAPI(
        title="CivicSense",
        version=_VERSION,
        description=_DESCRIPTION,
        lifespan=lifespan,
        openapi_url=None,  # served by `api.openapi`, complete
        docs_url=None,  # FastAPI's own page fetches its scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,  # a redirect would be built from the Host header
        middleware=[
            Middleware(Identified),
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors_allow_origins,
                allow_methods=("GET", "POST", "DELETE"),
                allow_headers=("Authorization", "Content-Type", "Mcp-Protocol-Version", REQUEST_ID),
                expose_headers=(REQUEST_ID, "Retry-After"),
            ),
            Middleware(Watched, metrics=metrics),
            Middleware(Bounded),
        ],
    )
    add_problem_handlers(app)
    add_openapi(app)
    for door in (chat, completions, events, readings, operations, pages):
        app.include_router(door.router)
    app.router.routes.append(mcp.route)
    return app
