"""Let the application listen on a free port, for clients that other people wrote."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn

from core.store import IndexedEvent
from tests.api.doors import Doors, doors


@asynccontextmanager
async def listening(*events: IndexedEvent, **given: Any) -> AsyncGenerator[tuple[str, Doors]]:
    """Serve the application over these events; yield its address and what answers in it."""
    async with doors(*events, **given) as opened:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()  # who comes before the server is up waits in line
            config = uvicorn.Config(opened.app, lifespan="off", log_config=None)
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server.serve(sockets=[taken]))
            yield f"http://127.0.0.1:{taken.getsockname()[1]}", opened
            server.should_exit = True
            await serving
