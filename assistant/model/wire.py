"""Carry requests to a model's server, and never take more from it than an answer can need."""

from collections.abc import AsyncIterator
from typing import Final

import httpx2

_MOST_BYTES: Final = 1024 * 1024
"""A thousand tokens come in as many events, of a few hundred bytes each."""
_PLAIN: Final = ("", "identity")


class BoundedTransport(httpx2.AsyncBaseTransport):
    """Break a response off that is larger than any answer, or that would unfold into one."""

    def __init__(self, inner: httpx2.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send a request on, and bound what comes back.

        Raises:
            httpx2.RemoteProtocolError: the response is compressed, which was not asked for.
        """
        request.headers["Accept-Encoding"] = "identity"
        response = await self._inner.handle_async_request(request)
        if response.headers.get("Content-Encoding", "").strip().lower() not in _PLAIN:
            await response.aclose()
            raise httpx2.RemoteProtocolError("a compressed response was not asked for")
        stream = response.stream
        if isinstance(stream, httpx2.AsyncByteStream):
            response.stream = _Bounded(stream)
        return response

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._inner.aclose()


class _Bounded(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream) -> None:
        self._inner = inner

    async def __aiter__(self) -> AsyncIterator[bytes]:
        taken = 0
        async for part in self._inner:
            taken += len(part)
            if taken > _MOST_BYTES:
                raise httpx2.RemoteProtocolError(f"more than {_MOST_BYTES} bytes")
            yield part

    async def aclose(self) -> None:
        await self._inner.aclose()


def open_client(proxy: str | None, most_connections: int) -> httpx2.AsyncClient:
    """Make a client that knows no proxy but the one given; SSL_CERT_FILE is honoured.

    Args:
        proxy: address of a proxy; None for none, whatever the environment says.
        most_connections: to the server at once.
    """
    limits = httpx2.Limits(max_connections=most_connections, max_keepalive_connections=8)
    inner = httpx2.AsyncHTTPTransport(proxy=proxy, limits=limits)
    return httpx2.AsyncClient(
        transport=BoundedTransport(inner), trust_env=False, follow_redirects=False
    )
