"""Operators bring a key; nobody needs one to ask."""

from collections.abc import AsyncGenerator

import pytest
from pydantic import SecretStr, ValidationError

from api.operators import Operators
from api.settings import ApiSettings
from assistant.answer import Answer
from assistant.phrasing import Step
from assistant.question import Question
from tests.api.doors import doors
from tests.api.test_chat import EASTSIDE

KEYS = "ana:one-secret, ben:two:secret"


class Listening:
    """Keep who asked."""

    def __init__(self) -> None:
        self.operator: list[bool] = []

    async def answer(self, question: Question) -> Answer:
        self.operator.append(question.operator)
        raise RuntimeError("that is all")

    async def tell(self, question: Question) -> AsyncGenerator[Step, None]:
        yield await self.answer(question)


@pytest.mark.parametrize(
    ("given", "operator"),
    [
        (None, False),
        ("Bearer one-secret", True),
        ("bearer two:secret", True),
        ("Bearer one-secre", False),
        ("Bearer one-secret2", False),
        ("Bearer ana", False),
        ("Bearer ", False),
        ("Basic one-secret", False),
        ("one-secret", False),
        ("Bearer caf\xe9", False),
    ],
)
async def test_only_a_key_makes_an_operator(given: str | None, operator: bool):
    listening = Listening()
    headers = [] if given is None else [(b"authorization", given.encode("latin-1"))]
    async with doors(assistant=listening, api_keys=KEYS) as d:
        await d.client.post("/api/chat", json=EASTSIDE, headers=headers)
        streaming = [*headers, (b"accept", b"text/event-stream")]
        await d.client.post("/api/chat", json=EASTSIDE, headers=streaming)
    assert listening.operator == [operator, operator]


async def test_without_keys_nobody_is_an_operator():
    listening = Listening()
    async with doors(assistant=listening) as d:
        for given in ("", "Bearer ", "Bearer x"):
            await d.client.post("/api/chat", json=EASTSIDE, headers={"Authorization": given})
    assert listening.operator == [False] * 3


@pytest.mark.parametrize("text", ["one-secret", "ana:", ":one", "ana:a,ana:b", "ana:a,ben:a"])
def test_keys_that_cannot_be_told_apart_are_refused_without_being_shown(text: str):
    with pytest.raises(ValidationError) as refused:
        ApiSettings(api_keys=SecretStr(text))
    assert refused.value.errors()[0]["msg"].endswith(
        "write name:key with commas between, each once"
    )


def test_no_key_is_ever_printed():
    assert "secret" not in repr(Operators.read(KEYS)) + repr(ApiSettings(api_keys=SecretStr(KEYS)))
