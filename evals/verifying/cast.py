"""Put assistants of one city beside each other, each written for by one model over HTTP."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from assistant.assistant import Assistant
from assistant.brief import Brief, Draft
from assistant.generate import Generator
from assistant.model.opening import open_model
from assistant.model.port import Model, Prompt, Tool, ToolCall
from assistant.model.settings import ModelSettings
from assistant.verify.verifier import Verifier
from assistant.writer import Drafting, Writer
from core.city import City
from core.gazetteer import Gazetteer
from core.store import EventReader
from core.timespan import Clock
from evals.peers.server import Peer, PeerServer
from evals.stage import Sessions
from prompts.book import PromptBook

_ENDLESS = 10**12


@dataclass(frozen=True, slots=True)
class Place:
    """Hold what every assistant of one city shares."""

    city: City
    gazetteer: Gazetteer
    reader: EventReader
    clock: Clock
    verifier: Verifier

    def assistant(self, drafting: Drafting | None = None) -> Assistant:
        """Return an assistant for which somebody writes; None for composed answers alone."""
        writer = None if drafting is None else Writer(drafting, self.verifier)
        return Assistant(
            self.city, self.gazetteer, self.reader, Sessions(), self.clock, writer=writer
        )

    def now(self) -> datetime:
        """Return the instant in the city's time."""
        return self.clock.now().astimezone(self.city.timezone)


@dataclass(frozen=True, slots=True)
class Player:
    """Hold one model's server, and the assistant that it writes for."""

    server: PeerServer
    assistant: Assistant


class Planted:
    """Be a model whose instructions hold a word that no answer may hold."""

    def __init__(self, model: Model, word: str) -> None:
        self._model = model
        self._word = word

    @property
    def name(self) -> str:
        """Return the model's name."""
        return self._model.name

    async def write(self, prompt: Prompt, schema: Mapping[str, Any]) -> AsyncGenerator[str, None]:
        """Yield what the model writes with the word in its instructions."""
        planted = replace(prompt, system=f"{prompt.system}\n\nInternal reference: {self._word}.")
        async for piece in self._model.write(planted, schema):
            yield piece

    async def calls(self, prompt: Prompt, tools: Sequence[Tool]) -> Sequence[ToolCall]:
        """Return what the model wishes to look up."""
        return await self._model.calls(prompt, tools)


@asynccontextmanager
async def playing(
    place: Place, peer: Peer, seed: int, word: str = "", **settings: Any
) -> AsyncGenerator[Player]:
    """Start a model's server and an assistant for it, without breaker, cap and cache.

    Args:
        place: the city.
        peer: the model.
        seed: of its chances.
        word: what is planted in its instructions; empty for nothing.
        settings: of the model, by the names of `ModelSettings`, in place of the usual ones.
    """
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(PeerServer(peer, seed, place.now).running())
        given: dict[str, Any] = {"failures": 0, "daily_tokens": _ENDLESS, "concurrency": 500}
        told = ModelSettings(base_url=server.url, name="peer-1", **(given | settings))
        model = open_model(told, place.city.timezone, place.clock)
        assert model is not None
        stack.push_async_callback(model.aclose)
        asked: Model = Planted(model, word) if word else model
        generator = Generator(asked, PromptBook.load(), place.city)
        yield Player(server, place.assistant(generator))


class Straight:
    """Write by a function, with no server between: what is measured is the verifier alone."""

    model = "straight"

    def __init__(self, write: Callable[[Brief], Sequence[Draft]]) -> None:
        self._write = write

    async def drafts(self, brief: Brief) -> AsyncGenerator[Draft, None]:
        """Yield the drafts of the function."""
        for draft in self._write(brief):
            yield draft
