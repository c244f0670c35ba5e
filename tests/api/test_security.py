"""Guard what comes in and what goes out."""

from collections.abc import MutableMapping
from typing import Any

import pytest

from api.security import POLICY
from api.watching import Watched
from tests.api.doors import doors, make

PAGE = "https://town.example"


@pytest.mark.parametrize("path", ["/", "/api/events", "/nope", "/livez", "/static/chat.js"])
async def test_every_answer_is_guarded(path: str):
    async with doors(make()) as d:
        headers = (await d.client.get(path)).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "unsafe" not in POLICY
    assert "server" not in headers


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("0af7651916cd43dd", True),
        ("req-1.2_3-abcdef", True),
        ("short", False),
        ("x" * 65, False),
        ("a\tb\tc\td\te\tf", False),
        ("<script>alert(1)</script>", False),
    ],
)
async def test_only_a_plain_request_id_is_taken_over(given: str, kept: bool):
    async with doors() as d:
        response = await d.client.get("/livez", headers={"X-Request-ID": given})
    assert (response.headers["x-request-id"] == given) is kept
    assert len(response.headers["x-request-id"]) >= 8


@pytest.mark.parametrize(
    ("allowed", "origin", "answered"),
    [
        ("", PAGE, None),
        (PAGE, PAGE, PAGE),
        (f"{PAGE}/, https://b.example", "https://b.example", "https://b.example"),
        (PAGE, "https://evil.example", None),
        (PAGE, "null", None),
        ("*", PAGE, "*"),
    ],
)
async def test_only_pages_that_may_can_read_answers(
    allowed: str, origin: str, answered: str | None
):
    async with doors(cors_allow_origins=allowed) as d:
        ask = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        asked = await d.client.options("/api/chat", headers=ask)
        got = await d.client.get("/livez", headers={"Origin": origin})
    assert got.headers.get("access-control-allow-origin") == answered
    assert asked.headers.get("access-control-allow-origin") == answered
    assert "access-control-allow-credentials" not in got.headers


async def test_no_link_or_redirect_is_made_from_the_host():
    async with doors(make()) as d:
        for path in ("/", "/docs/", "/api/events/", "/api/events"):
            response = await d.client.get(path, headers={"Host": "evil.example"})
            assert response.status_code in (200, 404)
            assert "evil.example" not in response.text
            assert "location" not in response.headers


async def test_a_line_is_logged_for_each_request_without_what_was_asked(
    log_lines: list[MutableMapping[str, Any]],
):
    async with doors(make()) as d:
        response = await d.client.post(
            "/api/chat", json={"message": "is canary-3c9 out in eastside?", "area": "canary-3c9"}
        )
    (line,) = [line for line in log_lines if line["event"] == "request.answered"]
    assert line["route"] == "/api/chat"
    assert line["request_id"] == response.headers["x-request-id"]
    assert (line["method"], line["status"], line["log_level"]) == ("POST", 200, "info")
    assert "canary" not in str(log_lines)


async def test_an_answer_that_breaks_off_closes_the_connection(
    log_lines: list[MutableMapping[str, Any]],
):
    from api.metrics import Metrics

    sent: list[Any] = []

    async def breaks(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("in the middle")

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "state": {"request_id": "r"}}
    with pytest.raises(RuntimeError):
        await Watched(breaks, Metrics())(scope, lambda: None, send)  # type: ignore[arg-type]
    assert [m["type"] for m in sent] == ["http.response.start"]
    assert "request.failed" in [line["event"] for line in log_lines]
