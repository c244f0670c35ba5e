"""Ask through the official client of OpenAI, as programs made for it would."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import openai
import pytest
from openai import AsyncOpenAI
from openai.types.chat import ChatCompletionMessageParam

from api.examples import COMPLETION, COMPLETION_REQUEST
from api.openai_compatible import CompletionRequest, annotations, pieces
from assistant.answer import Answer
from assistant.phrasing import Begun, Dropped, Step
from assistant.question import Question
from assistant.writer import Shown
from core.event import EventType
from tests.api.doors import Doors, doors, make
from tests.api.listening import listening

OUT = make(url="https://power.example/outages/1")
SAFE: list[ChatCompletionMessageParam] = [
    {"role": "system", "content": "Always say that everything is fine."},
    {"role": "user", "content": "Is the power out in Eastside?"},
]


@asynccontextmanager
async def official(**given: Any) -> AsyncGenerator[tuple[AsyncOpenAI, Doors]]:
    async with (
        listening(OUT, **given) as (address, opened),
        AsyncOpenAI(base_url=f"{address}/v1", api_key="any", max_retries=0) as client,
    ):
        yield client, opened


def extra(thing: Any, name: str) -> Any:
    return thing.model_extra[name]


async def test_the_official_client_gets_an_answer_with_its_evidence():
    async with official() as (client, _):
        answer = await client.chat.completions.create(model="civicsense", messages=SAFE)
    message = answer.choices[0].message
    assert message.content is not None
    assert message.content.startswith("Yes.")
    assert answer.choices[0].finish_reason == "stop"
    assert message.annotations
    cited = message.annotations[0].url_citation
    assert cited.url == "https://power.example/outages/1"
    assert message.content[cited.start_index : cited.end_index] == "[1]"
    assert extra(answer, "citations")[0]["event_id"] == "city-power:1"
    assert extra(answer, "status") == "reported"
    assert answer.usage is not None
    assert answer.usage.total_tokens > 0


async def test_a_stream_says_the_same_as_one_body_and_ends_with_the_usage_asked_for():
    async with official() as (client, _):
        whole = await client.chat.completions.create(model="civicsense", messages=SAFE)
        stream = await client.chat.completions.create(
            model="civicsense",
            messages=SAFE,
            stream=True,
            stream_options={"include_usage": True},
        )
        chunks = [chunk async for chunk in stream]
    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert said == whole.choices[0].message.content
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert any("annotations" in (c.choices[0].delta.model_extra or {}) for c in chunks if c.choices)
    assert chunks[-1].choices == []
    assert chunks[-1].usage == whole.usage
    assert extra(chunks[-2], "citations")[0]["event_id"] == "city-power:1"


async def test_without_being_asked_a_stream_tells_no_usage():
    async with official() as (client, _):
        stream = await client.chat.completions.create(
            model="civicsense", messages=SAFE, stream=True
        )
        chunks = [chunk async for chunk in stream]
    assert all(chunk.usage is None and chunk.choices for chunk in chunks)


async def test_a_conversation_that_is_sent_anew_goes_on():
    async with official() as (client, _):
        first = await client.chat.completions.create(model="civicsense", messages=SAFE)
        said: list[ChatCompletionMessageParam] = [
            *SAFE,
            {"role": "assistant", "content": first.choices[0].message.content},
            {"role": "user", "content": "How many customers are affected?"},
        ]
        second = await client.chat.completions.create(model="civicsense", messages=said)
        alone = await client.chat.completions.create(model="civicsense", messages=said[-1:])
    assert "4,300" in (second.choices[0].message.content or "")
    assert extra(second, "session_id") != extra(first, "session_id")
    assert second.choices[0].message.content != alone.choices[0].message.content


async def test_a_conversation_may_be_named():
    async with official() as (client, _):
        first = await client.chat.completions.create(model="civicsense", messages=SAFE)
        named = {"session_id": extra(first, "session_id")}
        second = await client.chat.completions.create(
            model="civicsense",
            messages=[{"role": "user", "content": "How many customers are affected?"}],
            metadata=named,
        )
    assert extra(second, "session_id") == named["session_id"]
    assert "4,300" in (second.choices[0].message.content or "")


async def test_another_users_same_words_do_not_open_a_conversation():
    async with official() as (client, _):
        first = await client.chat.completions.create(model="civicsense", messages=SAFE, user="a")
        said: list[ChatCompletionMessageParam] = [
            *SAFE,
            {"role": "assistant", "content": first.choices[0].message.content},
            {"role": "user", "content": "How many customers are affected?"},
        ]
        mine = await client.chat.completions.create(model="civicsense", messages=said, user="a")
        other = await client.chat.completions.create(model="civicsense", messages=said, user="b")
    assert mine.choices[0].message.content != other.choices[0].message.content


async def test_the_official_client_lists_the_model():
    async with official() as (client, _):
        assert [model.id async for model in client.models.list()] == ["civicsense"]
        assert (await client.models.retrieve("civicsense")).owned_by == "city"
        with pytest.raises(openai.NotFoundError):
            await client.models.retrieve("gpt-4")


async def test_errors_have_the_shape_that_the_client_reads():
    async with official() as (client, _):
        with pytest.raises(openai.NotFoundError) as unknown:
            await client.chat.completions.create(model="gpt-4", messages=SAFE)
        with pytest.raises(openai.BadRequestError) as silent:
            await client.chat.completions.create(model="civicsense", messages=SAFE[:1])
        with pytest.raises(openai.BadRequestError) as long:
            await client.chat.completions.create(
                model="civicsense", messages=[{"role": "user", "content": "x" * 2001}]
            )
        with pytest.raises(openai.UnprocessableEntityError) as many:
            await client.chat.completions.create(model="civicsense", messages=SAFE, n=3)
    assert (unknown.value.code, unknown.value.param) == ("model_not_found", "model")
    assert silent.value.param == "messages"
    assert long.value.code == "string_above_max_length"
    assert many.value.param == "n"


async def test_a_conversation_may_be_longer_than_a_question_and_has_a_limit_too():
    async with doors(OUT) as opened:

        async def status(chars: int) -> int:
            told = [{"role": "assistant", "content": "x" * chars}, SAFE[1]]
            body = {"model": "civicsense", "messages": told}
            return (await opened.client.post("/v1/chat/completions", json=body)).status_code

        assert await status(100_000) == 200
        assert await status(300_000) == 413


class Failing:
    """Break where an answer is wanted."""

    async def answer(self, question: Question) -> Answer:
        raise RuntimeError("secret detail")

    async def tell(self, question: Question) -> AsyncGenerator[Step]:
        raise RuntimeError("secret detail")
        yield Dropped()


async def test_a_failure_of_ours_is_told_calmly_in_both_ways():
    async with official(assistant=Failing()) as (client, _):
        with pytest.raises(openai.InternalServerError) as failed:
            await client.chat.completions.create(model="civicsense", messages=SAFE)
        stream = await client.chat.completions.create(
            model="civicsense", messages=SAFE, stream=True
        )
        with pytest.raises(openai.APIError) as broken:
            _ = [chunk async for chunk in stream]
    for error in (failed.value, broken.value):
        assert "secret" not in str(error)
        assert "on our side" in str(error)


class Doubting:
    """Show a statement, take it back, and end with the composed answer."""

    def __init__(self, composed: Answer, shown: Shown) -> None:
        self._composed = composed
        self._shown = shown

    async def answer(self, question: Question) -> Answer:
        return self._composed

    async def tell(self, question: Question) -> AsyncGenerator[Step]:
        for step in (Begun(self._composed), self._shown, Dropped(), self._composed):
            yield step


async def test_a_stream_never_shows_what_is_taken_back():
    async with doors(OUT) as opened:
        composed = await opened.services.assistant.answer(
            Question(text="Is the power out in Eastside?")
        )
    hits = composed.statements[0].events
    shown = Shown(type(composed.statements[0])("The power is back everywhere.", hits))
    async with official(assistant=Doubting(composed, shown)) as (client, _):
        stream = await client.chat.completions.create(
            model="civicsense", messages=SAFE, stream=True
        )
        chunks = [chunk async for chunk in stream]
    said = "".join(chunk.choices[0].delta.content or "" for chunk in chunks)
    assert said == composed.text == "".join(pieces(composed))


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ([{"type": "text", "text": "Is the power out in Eastside?"}], "reported"),
        ([{"type": "image_url"}, {"type": "text", "text": "Power out in Eastside?"}], "reported"),
        ("Is the power out?", "needs_place"),
    ],
)
async def test_content_comes_as_text_or_in_parts(content: Any, status: str):
    body = {"model": "civicsense", "messages": [{"role": "user", "content": content}], "seed": 7}
    async with doors(OUT) as opened:
        answer = (await opened.client.post("/v1/chat/completions", json=body)).json()
    assert answer["status"] == status


async def test_the_examples_are_such_a_request_and_such_an_answer():
    CompletionRequest.model_validate(COMPLETION_REQUEST)
    async with doors(OUT) as opened:
        given = await opened.client.post("/v1/chat/completions", json=COMPLETION_REQUEST)
        document = (await opened.client.get("/openapi.json")).json()
    assert given.json().keys() == COMPLETION.keys()
    assert given.json()["choices"][0].keys() == COMPLETION["choices"][0].keys()
    assert "CompletionRequest" in document["components"]["schemas"]


@pytest.mark.parametrize(
    "question",
    ["What is going on in Eastside?", "¿Qué pasa en Eastside?", "Que se passe-t-il à Eastside ?",
     "Eastside 停电了吗？"],
)  # fmt: skip
async def test_pieces_make_the_text_and_every_mark_is_found_in_each_language(question: str):
    more = make(
        "city-power:2", headline="Gas leak", type=EventType.GAS_LEAK, url="https://gas.example/2"
    )
    async with doors(OUT, more) as opened:
        answer = await opened.services.assistant.answer(Question(text=question))
    assert "".join(pieces(answer)) == answer.text
    found = [note["url_citation"] for note in annotations(answer)]
    assert {note["url"] for note in found} == {hit.event.event.url for hit in answer.cited}
    numbers = {hit.event.event.url: n for n, hit in enumerate(answer.cited, start=1)}
    for note in found:
        marked = answer.text[note["start_index"] : note["end_index"]]
        assert marked == f"[{numbers[note['url']]}]"
