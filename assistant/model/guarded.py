"""Ask a model's server within bounds: time, money, how many at once, and rest when it fails.

    admitted (not busy, in budget) → up to two requests → pieces, each before its deadline

A second request is sent at most once, only before the first piece, and only if the server's own
Retry-After leaves the time for it.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Generator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import structlog

from assistant.model.breaker import Breaker, Outcome
from assistant.model.budget import Budget
from assistant.model.port import Fault, ModelFailed, Prompt, Tool, ToolCall
from assistant.model.server import Server, ServerFailed
from assistant.model.spent import Meter, NoMeter, Prices, Usage, tokens_of
from assistant.model.tracing import ModelSpan, Tracing
from core.timespan import monotonic_s

_MOST_BYTES: Final = 64 * 1024
_TRIES: Final = 2
_LEAST_S: Final = 0.3
"""With less time than this before the first piece, a second request is not worth sending."""
_CREDIBLE: Final = 4
_SOME: Final = 1000
"""No server uses up the day by its word alone: four times what we count, and some, is believed."""
_LONGEST_REST_S: Final = 300.0
"""No server gets more rest than this by its word alone."""

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Hold how long an answer may take and how many are written at once.

    Attributes:
        first_s: seconds until the first piece, all requests together, and between two pieces.
        whole_s: seconds until the last.
        at_once: answers written at the same time.
    """

    first_s: float = 2.0
    whole_s: float = 8.0
    at_once: int = 8


@dataclass(slots=True)
class _Turn:
    """Follow one answer over its requests."""

    began_s: float
    span: ModelSpan
    sent: bool = False
    """Whether a request was read by the server, as far as we know."""
    written: list[str] = field(default_factory=list[str])
    size: int = 0
    usage: Usage | None = None

    def take(self, piece: str) -> None:
        self.size += len(piece.encode("utf-8", "replace"))
        if self.size > _MOST_BYTES:
            raise ServerFailed(Fault.UNREADABLE, f"more than {_MOST_BYTES} bytes", sick=False)
        self.written.append(piece)

    def used(self, prompt: Prompt) -> Usage:
        """Return what the answer used: as the server says within reason, else as it looks."""
        tokens_in = tokens_of(prompt.system + prompt.data)
        if self.usage is not None:
            return Usage(
                min(self.usage.tokens_in, _CREDIBLE * tokens_in + _SOME),
                min(self.usage.tokens_out, _CREDIBLE * prompt.max_tokens + _SOME),
            )
        if not self.sent:
            return Usage()
        return Usage(tokens_in, tokens_of("".join(self.written)))


class GuardedModel:
    """Be the `Model` that the assistant asks: a server that can cost a second and no more."""

    def __init__(
        self,
        server: Server,
        *,
        limits: Limits,
        breaker: Breaker,
        budget: Budget,
        prices: Prices | None = None,
        meter: Meter | None = None,
        tracing: Tracing | None = None,
        now_s: Callable[[], float] = monotonic_s,
    ) -> None:
        self._server = server
        self._limits = limits
        self._breaker = breaker
        self._budget = budget
        self._prices = prices or Prices()
        self._meter: Meter = meter or NoMeter()
        self._tracing = tracing or Tracing()
        self._now_s = now_s
        self._writing = 0

    @property
    def name(self) -> str:
        """Return the model's name."""
        return self._server.name

    async def write(self, prompt: Prompt, schema: Mapping[str, Any]) -> AsyncGenerator[str, None]:
        """Yield the answer's text in pieces, none later than the limits allow.

        Raises:
            ModelFailed: whatever went wrong.
        """
        with self._admitted(prompt) as turn:
            for tried in range(1, _TRIES + 1):
                try:
                    async with aclosing(self._request(turn, prompt, schema)) as pieces:
                        async for piece in pieces:
                            yield piece
                    return
                except ServerFailed as error:
                    if tried == _TRIES or turn.written or not await self._worth(error, turn):
                        raise

    async def calls(self, prompt: Prompt, tools: Sequence[Tool]) -> Sequence[ToolCall]:
        """Return what the model wishes to look up.

        Raises:
            ModelFailed: whatever went wrong.
        """
        with self._admitted(prompt) as turn, self._entered(turn):
            try:
                async with asyncio.timeout(self._limits.whole_s):
                    wishes = await self._server.choose(prompt, tools)
            except TimeoutError as error:
                raise ServerFailed(Fault.TIMEOUT, "no call in time", sick=True) from error
            turn.sent, turn.usage = True, wishes.usage
            return wishes.calls

    async def aclose(self) -> None:
        """Let go of the server."""
        await self._server.aclose()

    @contextmanager
    def _admitted(self, prompt: Prompt) -> Generator[_Turn]:
        """Take a place and reserve tokens; give both back, and count, whatever happens."""
        most = tokens_of(prompt.system + prompt.data) + prompt.max_tokens
        try:
            if self._writing >= self._limits.at_once:
                raise ModelFailed(Fault.BUSY)
            reserved = self._budget.reserve(most)
            if reserved is None:
                raise ModelFailed(Fault.BUDGET)
        except ModelFailed as error:
            self._meter.failed(self.name, error.fault)
            raise
        self._writing += 1
        with self._tracing.chat(self.name, prompt) as span:
            turn = _Turn(self._now_s(), span)
            try:
                yield turn
            except ModelFailed as error:
                span.failed(error.fault)
                self._meter.failed(self.name, error.fault)
                _log.info("model.failed", fault=error.fault.value, detail=str(error)[:200])
                raise
            finally:
                self._writing -= 1
                usage = turn.used(prompt)
                span.used(usage)
                self._budget.settle(reserved, usage.tokens)
                self._meter.spent(self.name, usage, self._prices.cost(usage))

    @contextmanager
    def _entered(self, turn: _Turn) -> Generator[None]:
        """Pass the breaker, and tell it what became of the request."""
        if not self._breaker.enter():
            raise ModelFailed(Fault.RESTING)
        self._meter.asked(self.name)
        outcome, rest_s = Outcome.UNKNOWN, 0.0
        try:
            yield
            outcome = Outcome.ANSWERED
        except ServerFailed as error:
            outcome = Outcome.FAILED if error.sick else Outcome.ANSWERED
            rest_s = min(error.retry_after_s or 0.0, _LONGEST_REST_S)
            turn.sent = turn.sent or error.fault in (Fault.TIMEOUT, Fault.UNREADABLE)
            raise
        except GeneratorExit:
            outcome = Outcome.ANSWERED if turn.written else Outcome.UNKNOWN
            raise
        finally:
            self._breaker.leave(outcome, rest_s=rest_s)

    async def _request(
        self, turn: _Turn, prompt: Prompt, schema: Mapping[str, Any]
    ) -> AsyncGenerator[str, None]:
        with self._entered(turn):
            async with aclosing(self._server.stream(prompt, schema)) as pieces:
                while (piece := await self._next(pieces, turn)) is not None:
                    turn.sent = True
                    if isinstance(piece, Usage):
                        turn.usage = piece
                    elif piece:
                        turn.take(piece)
                        yield piece

    async def _next(
        self, pieces: AsyncGenerator[str | Usage, None], turn: _Turn
    ) -> str | Usage | None:
        try:
            async with asyncio.timeout(max(0.0, self._left_s(turn))):
                return await anext(pieces, None)
        except TimeoutError as error:
            late = "too slow" if turn.written else "no first piece in time"
            raise ServerFailed(Fault.TIMEOUT, late, sick=True) from error

    def _left_s(self, turn: _Turn) -> float:
        """Return the seconds left for the next piece."""
        gone_s = self._now_s() - turn.began_s
        of_this_s = self._limits.first_s - (0.0 if turn.written else gone_s)
        return min(of_this_s, self._limits.whole_s - gone_s)

    async def _worth(self, error: ServerFailed, turn: _Turn) -> bool:
        """Wait as long as the server wishes; False where a second request cannot help."""
        pause_s = (error.retry_after_s or 0.0) + random.uniform(0.05, 0.2)
        if not error.again or self._breaker.open or self._left_s(turn) < pause_s + _LEAST_S:
            return False
        await asyncio.sleep(pause_s)
        return not self._breaker.open
