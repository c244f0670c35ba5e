"""Fetch a feed over HTTP: whole, fresh, and never larger than any feed may be."""

import asyncio
from datetime import timedelta
from typing import Final, final

import httpx

from core.errors import Transient
from producers.source import Unreadable

MAX_BYTES: Final = 32 * 1024 * 1024
TIMEOUT: Final = timedelta(seconds=20)
"""For the whole document, however slowly it drips."""
MAX_REDIRECTS: Final = 3
USER_AGENT: Final = "CivicSense/0.1 (reads public alert and transit feeds)"
_NOT_MODIFIED: Final = 304


@final
class HttpFetch:
    """Fetch one address again and again; an unchanged document is not sent twice.

    Redirects are followed to the same server only, or to its encrypted twin: a feed must not send
    us elsewhere, nor to where its words could be changed on the way.
    """

    def __init__(
        self, client: httpx.AsyncClient, url: str, *, timeout: timedelta = TIMEOUT
    ) -> None:
        self._client = client
        self._url = url
        self._shown = url.partition("?")[0]  # a query may hold the key to the feed
        self._timeout_s = timeout.total_seconds()
        self._validators: dict[str, str] = {}
        self._body = b""

    async def __call__(self) -> bytes:
        """Return the document's bytes.

        Raises:
            Transient: the server does not answer in time, or not with the document.
            Unreadable: the document is larger than 32 MB.
        """
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._document()
        except TimeoutError as error:
            raise Transient(f"{self._shown}: no whole answer in {self._timeout_s:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Transient(f"{self._shown}: {type(error).__name__} {error}") from error

    async def _document(self) -> bytes:
        request = self._client.build_request("GET", self._url, headers=self._validators)
        for _ in range(MAX_REDIRECTS + 1):
            response = await self._client.send(request, stream=True)
            try:
                if response.next_request is None:
                    return await self._read(response)
                if not _is_same_server(request.url, response.next_request.url):
                    sent_to = response.next_request.url.copy_with(path="/", query=None)
                    raise Transient(
                        f"{self._shown} sends us to {sent_to}: "
                        "put the new address into the city pack"
                    )
                request = response.next_request
            finally:
                await response.aclose()
        raise Transient(f"{self._shown}: more than {MAX_REDIRECTS} redirects")

    async def _read(self, response: httpx.Response) -> bytes:
        if response.status_code == _NOT_MODIFIED and self._validators:
            return self._body
        if not response.is_success:
            raise Transient(f"{self._shown}: HTTP {response.status_code}")
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > MAX_BYTES:
                raise Unreadable(f"{self._shown}: larger than {MAX_BYTES} bytes")
        told = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}
        self._validators = {
            ask: response.headers[tell] for ask, tell in told.items() if tell in response.headers
        }
        self._body = bytes(body) if self._validators else b""
        return bytes(body)


def _is_same_server(asked: httpx.URL, sent_to: httpx.URL) -> bool:
    if asked.host != sent_to.host:
        return False
    encrypted = asked.scheme == "http" and sent_to.scheme == "https"
    return (asked.scheme, asked.port) == (sent_to.scheme, sent_to.port) or (
        encrypted and sent_to.port is None
    )


def new_client() -> httpx.AsyncClient:
    """Return a client for all feeds of a process; the caller closes it."""
    return httpx.AsyncClient(
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "gzip, deflate"},
        timeout=TIMEOUT.total_seconds(),
        follow_redirects=False,
        limits=httpx.Limits(max_connections=32),
    )
