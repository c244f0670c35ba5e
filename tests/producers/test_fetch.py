"""A feed is fetched whole, once, in time, and from where the pack says."""

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import httpx
import pytest

from core.errors import Transient
from producers import fetch
from producers.fetch import HttpFetch, new_client
from producers.source import Unreadable

URL = "https://feeds.example/alerts.pb"
Answer = Callable[[httpx.Request], httpx.Response]


def fetcher(answer: Answer, timeout_s: float = 5) -> HttpFetch:
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return HttpFetch(client, URL, timeout=timedelta(seconds=timeout_s))


async def test_a_document_comes_whole_and_unpacked():
    packed = gzip.compress(b"feed")
    got = await fetcher(
        lambda _: httpx.Response(200, headers={"content-encoding": "gzip"}, content=packed)
    )()
    assert got == b"feed"


async def test_an_unchanged_document_is_not_sent_twice():
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.headers.get("if-none-match") == '"v1"':
            return httpx.Response(304)
        return httpx.Response(200, headers={"etag": '"v1"'}, content=b"feed")

    get = fetcher(answer)
    assert [await get(), await get(), await get()] == [b"feed"] * 3
    assert [r.headers.get("if-none-match") for r in asked] == [None, '"v1"', '"v1"']


@pytest.mark.parametrize("status", [304, 400, 401, 403, 404, 429, 500, 503])
async def test_any_other_answer_is_unreachable(status: int):
    with pytest.raises(Transient, match=f"HTTP {status}"):
        await fetcher(lambda _: httpx.Response(status))()


@pytest.mark.parametrize(
    "fault",
    [httpx.ConnectError("refused"), httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("?")],
)
async def test_a_fault_of_the_network_is_unreachable(fault: Exception):
    def answer(_: httpx.Request) -> httpx.Response:
        raise fault

    with pytest.raises(Transient, match=type(fault).__name__):
        await fetcher(answer)()


@pytest.mark.parametrize("url", ["ftp://feeds.example/x", "no address", "http://[::1"])
async def test_an_address_of_another_kind_is_unreachable(url: str):
    async with new_client() as client:
        with pytest.raises(Transient):
            await HttpFetch(client, url)()


async def test_a_document_that_drips_for_ever_is_given_up():
    async def drops() -> AsyncIterator[bytes]:
        while True:
            yield b"x"
            await asyncio.sleep(0.01)

    started = asyncio.get_running_loop().time()
    with pytest.raises(Transient, match="no whole answer"):
        await fetcher(lambda _: httpx.Response(200, content=drops()), timeout_s=0.1)()
    assert asyncio.get_running_loop().time() - started < 2


async def test_a_document_larger_than_any_feed_is_unreadable(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetch, "MAX_BYTES", 100)
    bomb = gzip.compress(b"0" * 10_000)
    with pytest.raises(Unreadable, match="larger"):
        await fetcher(
            lambda _: httpx.Response(200, headers={"content-encoding": "gzip"}, content=bomb)
        )()


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        ("/moved.pb", True),
        ("https://feeds.example/moved.pb", True),
        ("https://feeds.example:443/moved.pb", True),
        ("http://169.254.169.254/latest", False),
        ("http://feeds.example/moved.pb", False),
        ("https://feeds.example:6379/moved.pb", False),
        ("https://elsewhere.example/moved.pb", False),
    ],
)
async def test_redirects_are_followed_on_the_same_server_only(target: str, reached: bool):
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        if request.url.path == "/moved.pb":
            return httpx.Response(200, content=b"feed")
        return httpx.Response(302, headers={"location": target})

    if reached:
        assert await fetcher(answer)() == b"feed"
    else:
        with pytest.raises(Transient, match="put the new address into the city pack"):
            await fetcher(answer)()
    assert set(asked) == {"feeds.example"}


@pytest.mark.parametrize(
    ("target", "reached"),
    [("https://feeds.example/moved.pb", True), ("https://feeds.example:8443/moved.pb", False)],
)
async def test_a_plain_address_may_send_us_to_its_encrypted_twin(target: str, reached: bool):
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/moved.pb":
            return httpx.Response(200, content=b"feed")
        return httpx.Response(301, headers={"location": target})

    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    get = HttpFetch(client, "http://feeds.example/alerts.pb")
    if reached:
        assert await get() == b"feed"
    else:
        with pytest.raises(Transient, match=r"sends us to https://feeds\.example:8443/:"):
            await get()


async def test_the_key_to_a_feed_is_never_told():
    client = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(403)))
    with pytest.raises(Transient) as refusal:
        await HttpFetch(client, f"{URL}?api_key=s3cret")()
    assert str(refusal.value) == f"{URL}: HTTP 403"


async def test_a_circle_of_redirects_is_given_up():
    with pytest.raises(Transient, match="redirects"):
        await fetcher(lambda _: httpx.Response(302, headers={"location": URL}))()
