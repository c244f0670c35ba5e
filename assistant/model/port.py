"""Say what the assistant wants of a language model, whoever runs it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from core.errors import ModelMisbehaved

MOST_CALLS: Final = 4
"""Calls that a model may wish at once; those behind are not made."""


class Fault(StrEnum):
    """Why a model's answer was not used: the contract's `fallback_reason`."""

    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    """The server answered with an error, 429 included."""
    RESTING = "resting"
    """The breaker is open: it failed too often just now."""
    BUSY = "busy"
    """As many answers are being written as may be at once."""
    BUDGET = "budget"
    """The day's tokens are used up."""
    UNREADABLE = "unreadable"
    """Not the JSON that was asked for, or broken off."""
    UNVERIFIED = "unverified"
    """What it said does not stand in the evidence."""
    LEFT_OUT = "left_out"
    """It left out what no answer may leave out."""
    NO_ANSWER = "no_answer"
    """What was left of it does not answer the question."""
    TOO_LONG = "too_long"
    """It does not fit the room that the person's channel has."""


class ModelFailed(ModelMisbehaved):
    """Say that a model gave nothing that could be used, and why."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(f"{fault}: {detail}" if detail else str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Prompt:
    """Hold what is put to a model.

    Attributes:
        id: the prompt's id and version: `answer@1`.
        digest: SHA-256 of what was rendered, hexadecimal; logged with the answer.
        system: what it is to do; ours alone.
        data: what it is to do it with, marked as data.
        temperature: how freely it is to choose its words, 0 to 2.
        max_tokens: the most that it may write.
    """

    id: str
    digest: str
    system: str
    data: str
    temperature: float = 0.0
    max_tokens: int = 900


@dataclass(frozen=True, slots=True)
class Tool:
    """Hold one thing that a model may ask to be looked up.

    Attributes:
        name: as the model calls it.
        description: when to use it.
        parameters: JSON Schema of its arguments.
    """

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """Hold one call that a model wishes; its arguments are unchecked."""

    id: str
    name: str
    arguments: Mapping[str, Any]


class Model(Protocol):
    """Write what is asked for; every method raises `ModelFailed` and nothing else."""

    @property
    def name(self) -> str:
        """Return the model's name, as the answer gives it."""
        ...

    def write(self, prompt: Prompt, schema: Mapping[str, Any]) -> AsyncIterator[str]:
        """Yield the JSON text of one object of a schema, in pieces as they come.

        The first piece comes within 2 s and the last within 8 s, or `ModelFailed` is raised.
        """
        ...

    async def calls(self, prompt: Prompt, tools: Sequence[Tool]) -> Sequence[ToolCall]:
        """Return what the model wishes to look up; empty where it wishes nothing."""
        ...
