"""What we send to a model's server, and what we make of its answers, held against aimock."""

import time
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

import orjson
import pytest
from pydantic import SecretStr

from assistant.brief import Brief, Draft
from assistant.draft_reader import ANSWER_SCHEMA
from assistant.generate import Generator
from assistant.model.guarded import GuardedModel
from assistant.model.opening import open_model
from assistant.model.port import Fault, ModelFailed, Prompt, Tool
from assistant.model.settings import ModelSettings
from assistant.model.spent import Usage
from core.timespan import SystemClock
from prompts.book import PromptBook
from tests.assistant.briefs import brief_of
from tests.assistant.model.scripted import Counters
from tests.assistant.stories import OUTAGE
from tests.assistant.town import Town, city
from tests.peers.aimock_server import Aimock, running

ANSWER = orjson.dumps({"statements": [{"text": "It is so.", "event_ids": ["INF-1"]}]}).decode()
SEARCH = Tool("search_events", "Search events.", {"type": "object", "properties": {}})


def fixture(said: str, response: dict[str, Any], **more: Any) -> dict[str, Any]:
    match = {"userMessage": said, **more.pop("match", {})}
    return {"match": match, "response": response, **more}


def error(status: int, **more: Any) -> dict[str, Any]:
    return {"error": {"message": "not now", "type": "some_error"}, "status": status, **more}


FIXTURES = [
    fixture("streamed", {"content": ANSWER, "usage": {"prompt_tokens": 77, "completion_tokens": 9,
                                                      "total_tokens": 86}}, chunkSize=5),
    fixture("wishes", {"toolCalls": [
        {"name": "search_events", "arguments": {"line": "Red"}},
        {"name": "drop_everything", "arguments": {}},
        *[{"name": "search_events", "arguments": {"n": n}} for n in range(6)],
    ]}),
    fixture("no wish", {"content": "I need nothing."}),
    fixture("broken wish", {"toolCalls": [{"name": "search_events", "arguments": "{broken"}]}),
    fixture("once limited", error(429, retryAfter=1), match={"sequenceIndex": 0}),
    fixture("once limited", {"content": ANSWER}),
    fixture("long limited", error(429, retryAfter=60)),
    fixture("broken down", error(503)),
    fixture("wrong key", error(401)),
    fixture("strict", error(400), match={"responseFormat": "json_schema"}),
    fixture("strict", error(400), match={"responseFormat": "json_object"}),
    fixture("strict", {"content": ANSWER}),
    fixture("older", error(400), match={"responseFormat": "json_schema"}),
    fixture("older", {"content": ANSWER}),
    fixture("malformed", {"content": ANSWER}, chaos={"malformedRate": 1}),
    fixture("dropped", {"content": ANSWER}, chaos={"disconnectRate": 1}),
    fixture("cut", {"content": ANSWER}, truncateAfterChunks=4, chunkSize=5, latency=20),
    fixture("silent", {"content": ANSWER}, latency=5000),
    fixture("is the power out in eastside?", {"content": f"```json\n{ANSWER}\n```"}, chunkSize=7),
    fixture("trickling", {"content": ANSWER}, chunkSize=1, latency=60),
]  # fmt: skip


@pytest.fixture(scope="module")
def aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aimock]:
    with running(FIXTURES, tmp_path_factory.mktemp("aimock")) as server:
        yield server


@pytest.fixture
def counters() -> Counters:
    return Counters()


@pytest.fixture
async def model(aimock: Aimock, counters: Counters):
    settings = ModelSettings(base_url=aimock.base_url, name="some-model")
    opened = open_model(settings, UTC, SystemClock(), counters)
    assert opened is not None
    yield opened
    await opened.aclose()


@pytest.fixture
async def hurried(aimock: Aimock):
    settings = ModelSettings(
        base_url=aimock.base_url,
        first_piece=timedelta(seconds=0.5), whole=timedelta(seconds=1),
    )  # fmt: skip
    opened = open_model(settings, UTC, SystemClock())
    assert opened is not None
    yield opened
    await opened.aclose()


def prompt(said: str) -> Prompt:
    return Prompt("answer@1", "0" * 64, "You write.", said, temperature=0.2, max_tokens=321)


async def written(model: GuardedModel, said: str) -> list[str]:
    return [piece async for piece in model.write(prompt(said), ANSWER_SCHEMA)]


async def fault_of(model: GuardedModel, said: str) -> Fault:
    with pytest.raises(ModelFailed) as failed:
        await written(model, said)
    return failed.value.fault


async def test_an_answer_comes_in_pieces_and_what_it_used_is_counted(
    model: GuardedModel, counters: Counters
):
    pieces = await written(model, "streamed")
    assert "".join(pieces) == ANSWER
    assert len(pieces) > 5
    assert counters.usages == [Usage(77, 9)]


async def test_the_request_is_chat_completions_with_the_whole_prompt_and_the_schema(
    model: GuardedModel, aimock: Aimock
):
    before = len(aimock.requests("streamed"))
    await written(model, "streamed")
    (body,) = aimock.requests("streamed")[before:]
    assert body["messages"] == [
        {"role": "system", "content": "You write."},
        {"role": "user", "content": "streamed"},
    ]
    assert body["response_format"]["type"] == "json_schema"
    assert body["response_format"]["json_schema"]["schema"] == ANSWER_SCHEMA
    assert body["stream_options"] == {"include_usage": True}
    assert (body["model"], body["stream"], body["temperature"]) == ("some-model", True, 0.2)
    assert body["max_completion_tokens"] == 321


async def test_at_most_four_wishes_for_tools_that_there_are(model: GuardedModel, aimock: Aimock):
    calls = await model.calls(prompt("wishes"), [SEARCH])
    assert [(call.name, call.arguments) for call in calls] == [
        ("search_events", {"line": "Red"}),
        *[("search_events", {"n": n}) for n in range(3)],
    ]
    (body,) = aimock.requests("wishes")
    assert [tool["function"]["name"] for tool in body["tools"]] == ["search_events"]


@pytest.mark.parametrize("said", ["no wish", "broken wish"])
async def test_no_wish_is_none_and_so_is_one_that_cannot_be_read(model: GuardedModel, said: str):
    assert list(await model.calls(prompt(said), [SEARCH])) == []


async def test_a_short_retry_after_is_waited_for(model: GuardedModel, aimock: Aimock):
    began = time.monotonic()
    assert "".join(await written(model, "once limited")) == ANSWER
    assert 1.0 < time.monotonic() - began < 2.0
    assert len(aimock.requests("once limited")) == 2


async def test_a_long_retry_after_is_honoured_by_not_asking(model: GuardedModel, aimock: Aimock):
    began = time.monotonic()
    assert await fault_of(model, "long limited") is Fault.REFUSED
    assert await fault_of(model, "long limited") is Fault.RESTING
    assert time.monotonic() - began < 1.0
    assert len(aimock.requests("long limited")) == 1


@pytest.mark.parametrize(
    ("said", "fault", "requests"),
    [
        ("broken down", Fault.REFUSED, 2),
        ("wrong key", Fault.REFUSED, 1),
        ("malformed", Fault.UNREADABLE, 1),
        ("dropped", Fault.UNREACHABLE, 2),
        ("cut", Fault.UNREACHABLE, 1),
        ("nobody answers this", Fault.REFUSED, 1),
    ],
)
async def test_every_failure_has_its_name(
    model: GuardedModel, aimock: Aimock, said: str, fault: Fault, requests: int
):
    assert await fault_of(model, said) is fault
    assert len(aimock.requests(said)) == requests


@pytest.mark.parametrize(("said", "least_s"), [("silent", 0.5), ("trickling", 1.0)])
async def test_a_slow_server_costs_no_more_than_the_limits(
    hurried: GuardedModel, said: str, least_s: float
):
    began = time.monotonic()
    assert await fault_of(hurried, said) is Fault.TIMEOUT
    assert least_s - 0.1 <= time.monotonic() - began < least_s + 0.4


@pytest.mark.parametrize(
    ("said", "forms"),
    [
        ("older", ["json_schema", "json_object", "json_object"]),
        ("strict", ["json_schema", "json_object", None, None]),
    ],
)
async def test_a_form_that_is_refused_is_not_asked_for_again(
    model: GuardedModel, aimock: Aimock, said: str, forms: list[str | None]
):
    for _ in range(2):
        assert "".join(await written(model, said)) == ANSWER
    asked = [body.get("response_format") for body in aimock.requests(said)]
    assert [form and form["type"] for form in asked] == forms


@pytest.fixture
def brief() -> Brief:
    return brief_of(Town(OUTAGE), "is the power out in eastside?")


async def test_a_whole_brief_goes_out_as_it_was_written_down_and_drafts_come_back(
    aimock: Aimock, brief: Brief
):
    settings = ModelSettings(base_url=aimock.base_url, api_key=SecretStr("sk-canary"))
    opened = open_model(settings, UTC, SystemClock())
    assert opened is not None
    writer = Generator(opened, PromptBook.load(), city(), lambda: "0123456789abcdef")
    drafts = [draft async for draft in writer.drafts(brief)]
    assert drafts == [Draft("It is so.", ("INF-1",))]
    (body,) = aimock.requests(brief.question)
    prompt = writer.prompt(brief)
    assert [message["content"] for message in body["messages"]] == [prompt.system, prompt.data]
    assert "sk-canary" not in orjson.dumps(body).decode()
    await opened.aclose()


async def test_a_server_that_is_not_there_is_unreachable(counters: Counters):
    opened = open_model(
        ModelSettings(base_url="http://127.0.0.1:9/v1"), UTC, SystemClock(), counters
    )
    assert opened is not None
    assert await fault_of(opened, "anybody") is Fault.UNREACHABLE
    await opened.aclose()


async def test_proxies_of_the_environment_are_not_asked(
    model: GuardedModel, monkeypatch: pytest.MonkeyPatch
):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert "".join(await written(model, "streamed")) == ANSWER
