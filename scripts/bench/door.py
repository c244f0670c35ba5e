"""Ask the API over one connection that is kept open, with as little of a client as there is."""

import json
import time
from http.client import HTTPConnection
from typing import Any, Self
from urllib.parse import quote, urlsplit


class Door:
    """Hold one connection; used by one thread."""

    def __init__(self, api: str) -> None:
        found = urlsplit(api)
        self._connection = HTTPConnection(found.hostname or "", found.port, timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def ask(self, message: str) -> tuple[float, dict[str, Any]]:
        """Put one question; return the milliseconds until the whole answer was here, and it."""
        body = json.dumps({"message": message}).encode()
        headers = {"Content-Type": "application/json"}
        began = time.perf_counter()
        self._connection.request("POST", "/api/chat", body, headers)
        with self._connection.getresponse() as response:
            answer = response.read()
        took_ms = (time.perf_counter() - began) * 1000
        if response.status != 200:
            raise RuntimeError(f"{message!r} was answered with {response.status}: {answer!r}")
        return took_ms, json.loads(answer)

    def event(self, event_id: str) -> dict[str, Any] | None:
        """Return an event as the API tells it now; None where it knows of none."""
        self._connection.request("GET", f"/api/events/{quote(event_id, safe='')}")
        with self._connection.getresponse() as response:
            found = response.read()
        return json.loads(found) if response.status == 200 else None
