"""Say what is wanted of a model's server: one request, answered or failed, with nothing around it.

Time, retries, caps and rest are the guard's (`guarded`); a server only translates.
"""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.model.port import Fault, ModelFailed, Prompt, Tool, ToolCall
from assistant.model.spent import Usage


class ServerFailed(ModelFailed):
    """Say what a server did, and whether that says something about its health.

    Attributes:
        sick: whether the breaker counts it: transport, time, 429, 5xx, a key that is refused.
        again: whether the same request may go well a moment later.
        retry_after_s: seconds that the server asked to be left alone; None where it asked nothing.
    """

    def __init__(
        self,
        fault: Fault,
        detail: str = "",
        *,
        sick: bool,
        again: bool = False,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(fault, detail)
        self.sick = sick
        self.again = again
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Wishes:
    """Hold what a model wants looked up, and what the asking cost where the server says so."""

    calls: Sequence[ToolCall]
    usage: Usage | None = None


class Server(Protocol):
    """Send one request; every method raises `ServerFailed` and nothing else."""

    @property
    def name(self) -> str:
        """Return the model's name."""
        ...

    def stream(
        self, prompt: Prompt, schema: Mapping[str, Any]
    ) -> AsyncGenerator[str | Usage, None]:
        """Yield an answer's text in pieces, and what it used where the server tells."""
        ...

    async def choose(self, prompt: Prompt, tools: Sequence[Tool]) -> Wishes:
        """Return what the model wishes to look up."""
        ...

    async def aclose(self) -> None:
        """Let go of the connections."""
        ...
