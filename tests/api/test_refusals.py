"""Refuse what is not a question: every refusal is a problem (RFC 9457), and none is a crash."""

import base64
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from api.problems import MEDIA_TYPE
from tests.api.doors import doors

JSON = {"Content-Type": "application/json"}


def samples(*parts: str) -> Path:
    folder = os.environ.get("CIVIC_SAMPLES")
    if not folder:
        pytest.skip("CIVIC_SAMPLES is unset: the attack samples are not at hand")
    return Path(folder, "attacks", *parts)


def lines(*parts: str) -> list[str]:
    return samples(*parts).read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    ("body", "status", "parameter"),
    [
        ({}, 422, "message"),
        ({"message": ""}, 422, "message"),
        ({"message": " \t\n "}, 422, "message"),
        ({"message": "\u200b\u2060"}, 422, "message"),
        ({"message": "x" * 2001}, 422, "message"),
        ({"message": ["hi"]}, 422, "message"),
        ({"message": 7}, 422, "message"),
        ({"message": None}, 422, "message"),
        ({"message": "hi", "role": "operator"}, 422, "role"),
        ({"message": "hi", "__proto__": {"isAdmin": True}}, 422, "__proto__"),
        ({"message": "hi", "model": "gpt-4"}, 422, "model"),
        ({"message": "hi", "channel": "fax"}, 422, "channel"),
        ({"message": "hi", "max_chars": 159}, 422, "max_chars"),
        ({"message": "hi", "max_chars": "200"}, 422, "max_chars"),
        ({"message": "hi", "max_chars": True}, 422, "max_chars"),
        ({"message": "hi", "location": {"lat": 91, "lon": 0}}, 422, "location.lat"),
        ({"message": "hi", "location": {"lat": 0, "lon": -180.5}}, 422, "location.lon"),
        ({"message": "hi", "location": {"lat": "40", "lon": 0}}, 422, "location.lat"),
        ({"message": "hi", "location": {"lat": 1}}, 422, "location.lon"),
        (
            {"message": "hi", "location": {"lat": 1, "lon": 1, "accuracy_m": -1}},
            422,
            "location.accuracy_m",
        ),
        ({"message": "hi", "location": {"lat": 1, "lon": 1, "alt": 3}}, 422, "location.alt"),
        ({"message": "hi", "language": "not a tag"}, 422, "language"),
        ({"message": "hi", "area": ""}, 422, "area"),
        ({"message": "hi", "session_id": 5}, 422, "session_id"),
    ],
)
async def test_a_bad_field_is_named(body: dict[str, Any], status: int, parameter: str):
    async with doors() as d:
        response = await d.client.post("/api/chat", json=body)
    problem = response.json()
    assert response.status_code == status
    assert response.headers["content-type"] == MEDIA_TYPE
    assert parameter in [error["parameter"] for error in problem["errors"]]
    assert problem["detail"]
    assert problem["status"] == status
    assert problem["request_id"] == response.headers["x-request-id"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe{}", 400),
        (b'{"message":"hi","message":"bye"}', 400),
        (b'{"message":"hi","location":{"lat":NaN,"lon":0}}', 400),
        (b'{"message":"\\ud83d fire?"}', 400),
        (b'{"message":"hi","session_id":"\\ud83d"}', 400),
        (b'{"message":"hi","\\udc00":1}', 400),
        (b'[{"message":"hi"}]', 422),
        (b'"hi"', 422),
        (b"null", 422),
        (b"[" * 10_000, 400),
        (b'{"message":' * 1400, 400),
        (b"1" * 9000, 400),
        (b"\x1f\x8b\x08\x00", 400),
    ],
)
async def test_a_body_that_is_no_object_of_json_is_refused(body: bytes, status: int):
    async with doors() as d:
        response = await d.client.post("/api/chat", content=body, headers=JSON)
    assert response.status_code == status
    assert response.headers["content-type"] == MEDIA_TYPE


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status"),
    [
        ("POST", "/api/chat", {"Content-Type": "text/xml"}, b"<a/>", 415),
        ("POST", "/api/chat", {}, b"{}", 415),
        ("POST", "/api/chat", {**JSON, "Content-Encoding": "gzip"}, b"\x1f\x8b", 415),
        ("POST", "/api/chat", JSON, b'{"message":"' + b"a" * 20_000 + b'"}', 413),
        ("GET", "/api/chat", {}, None, 405),
        ("PUT", "/api/events", {}, None, 405),
        ("GET", "/nothing/here", {}, None, 404),
        ("GET", "/api/events/", {}, None, 404),
        ("GET", "/api/events/*", {}, None, 404),
        ("GET", "/api/chat/", {}, None, 404),
        ("GET", "/static/../app.py", {}, None, 404),
        ("GET", "/static/index.html", {}, None, 404),
    ],
)
async def test_other_refusals_are_problems_too(
    method: str, path: str, headers: dict[str, str], body: bytes | None, status: int
):
    async with doors() as d:
        response = await d.client.request(method, path, headers=headers, content=body)
    assert response.status_code == status
    assert response.headers["content-type"] == MEDIA_TYPE
    assert response.json()["title"]


async def test_a_body_that_nobody_announced_is_counted_as_it_comes():
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b" " * 1024

    async with doors() as d:
        response = await d.client.post("/api/chat", content=endless(), headers=JSON)
    assert response.status_code == 413


async def test_a_body_that_never_comes_is_given_up(monkeypatch: pytest.MonkeyPatch):
    import asyncio

    monkeypatch.setattr("api.request_body.PATIENCE_S", 0.05)

    async def slow() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(5)
        yield b"}"

    async with doors() as d:
        response = await d.client.post("/api/chat", content=slow(), headers=JSON)
    assert response.status_code == 408


async def test_no_json_of_the_suite_makes_the_door_fall():
    rows = [json.loads(line) for line in lines("jsontestsuite", "test_parsing.jsonl")]
    async with doors() as d:
        for row in rows:
            body = base64.b64decode(row["b64"])
            response = await d.client.post("/api/chat", content=body, headers=JSON)
            assert 400 <= response.status_code < 500, row["name"]
            inside = b'{"message": "hi", "area": ' + body + b"}"
            wrapped = await d.client.post("/api/chat", content=inside, headers=JSON)
            assert wrapped.status_code < 500, row["name"]
            if row["expect"] == "must_reject" and row["name"].startswith("n_array"):
                assert wrapped.status_code >= 400, row["name"]


async def test_bad_inputs_get_the_behaviour_they_want():
    wanted = {"400": {400, 422}, "422": {422}, "400/422": {400, 422}, "422/ignored": {422, 200}}
    rows = [json.loads(line) for line in lines("bad_inputs.jsonl")]
    chosen = [
        row
        for row in rows
        if row["entry"].startswith("rest")
        and row["encoding"] == "utf8"
        and "question" in row["payload"]
    ]
    assert len(chosen) >= 5
    async with doors() as d:
        for row in chosen:
            body = row["payload"].replace('"question"', '"message"')
            response = await d.client.post("/api/chat", content=body.encode(), headers=JSON)
            word = row["expected"].split(" ")[0].rstrip(";,")
            assert response.status_code < 500, row["id"]
            assert response.status_code in wanted.get(word, range(200, 500)), row["id"]


async def test_naughty_strings_are_only_strings():
    (path,) = list(samples("blns").glob("*.json"))
    async with doors() as d:
        for text in json.loads(path.read_text()):
            response = await d.client.post("/api/chat", json={"message": text})
            assert response.status_code in (200, 422), text
