"""A model's server that does what a test says, for the tests of what stands around it."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from assistant.model.breaker import Breaker
from assistant.model.budget import Budget
from assistant.model.guarded import GuardedModel, Limits
from assistant.model.port import Fault, Prompt, Tool, ToolCall
from assistant.model.server import ServerFailed, Wishes
from assistant.model.spent import Usage
from core.timespan import ManualClock, monotonic_s

Step = str | Usage | float | ServerFailed
"""A piece, what it used, seconds to wait, or the end."""
PROMPT = Prompt(id="answer@1", digest="0" * 64, system="Say it.", data="It is so.", max_tokens=50)
NOW = datetime(2026, 3, 4, 16, 5, tzinfo=UTC)


def refused(retry_after_s: float | None = None) -> ServerFailed:
    return ServerFailed(Fault.REFUSED, "429", sick=True, again=True, retry_after_s=retry_after_s)


class Scripted:
    """Play one list of steps for each request; the last one again and again."""

    def __init__(self, *plays: Sequence[Step]) -> None:
        self.name = "scripted"
        self.requests = 0
        self.closed = 0
        self._plays = plays

    async def stream(
        self, prompt: Prompt, schema: Mapping[str, Any]
    ) -> AsyncGenerator[str | Usage, None]:
        self.requests += 1
        try:
            for step in self._plays[min(self.requests, len(self._plays)) - 1]:
                if isinstance(step, float | int):
                    await asyncio.sleep(step)
                elif isinstance(step, ServerFailed):
                    raise step
                else:
                    yield step
        finally:
            self.closed += 1

    async def choose(self, prompt: Prompt, tools: Sequence[Tool]) -> Wishes:
        pieces = [piece async for piece in self.stream(prompt, {})]
        calls = [ToolCall(str(n), p, {}) for n, p in enumerate(pieces) if isinstance(p, str)]
        return Wishes(calls, next((p for p in pieces if isinstance(p, Usage)), None))

    async def aclose(self) -> None:
        self.closed = -1


class Counters:
    """Keep what a meter is told."""

    def __init__(self) -> None:
        self.requests = 0
        self.usages: list[Usage] = []
        self.cost = 0.0
        self.faults: list[Fault] = []

    def asked(self, model: str) -> None:
        self.requests += 1

    def spent(self, model: str, usage: Usage, cost: float) -> None:
        self.usages.append(usage)
        self.cost += cost

    def failed(self, model: str, fault: Fault) -> None:
        self.faults.append(fault)


def guarded(
    server: Scripted,
    *,
    first_s: float = 0.5,
    whole_s: float = 1.0,
    at_once: int = 2,
    failures: int = 5,
    tokens: int = 10_000,
    **more: Any,
) -> GuardedModel:
    return GuardedModel(
        server,
        limits=Limits(first_s=first_s, whole_s=whole_s, at_once=at_once),
        breaker=Breaker(failures, 10.0, monotonic_s),
        budget=Budget(tokens, UTC, ManualClock(NOW)),
        **more,
    )


async def said(model: GuardedModel) -> str:
    return "".join([piece async for piece in model.write(PROMPT, {})])
