"""Choose the implementations and join them: the one place of the API that knows Redis and views."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass

import structlog

from api.front_page import front_page
from api.meanings import ModelMeanings
from api.metrics import Metrics
from api.services import Condition, Services
from api.sessions import MemorySessions, RedisSessions, Sessions
from api.settings import ApiSettings
from api.spare_memory import give_back_memory
from api.writing import open_author
from assistant.assistant import Assistant
from assistant.operators.lookups import Lookups
from core.city import City, load_city
from core.gazetteer import Gazetteer
from core.ports import Embedder
from core.timespan import clock_from
from indexer.store.follower import Follower
from indexer.store.redis_reader import RedisReader, connect_reader
from indexer.store.view import View

_log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ground:
    """Hold what is read once from the city's folder, and never changes."""

    city: City
    gazetteer: Gazetteer
    front_page: bytes


def lay_ground(settings: ApiSettings) -> Ground:
    """Read the city.

    Raises:
        Misconfigured: the pack cannot be used; one line names the file and what is wrong.
    """
    city = load_city(settings.city_folder)
    return Ground(city, Gazetteer(city), front_page(city))


@asynccontextmanager
async def open_services(
    settings: ApiSettings, metrics: Metrics, ground: Ground | None = None
) -> AsyncGenerator[Services]:
    """Open everything that requests need, and close it at the end.

    It waits for nobody: where Redis is away, the doors open and say that they know nothing yet; and
    without a language model that can be used, answers are composed.
    """
    ground = ground or lay_ground(settings)
    clock, view = clock_from(), View(ground.city)
    kept = RedisSessions(settings.redis_address, ground.city.id, settings.session_ttl)
    sessions = Sessions(kept, MemorySessions(settings.session_ttl))
    meanings = ModelMeanings(_load_model)
    client = connect_reader(settings.redis_address)
    follower = Follower(view, RedisReader(client, ground.city.id), clock)

    async def condition() -> Condition:
        return Condition(await kept.answers(), sessions.in_use)

    async with AsyncExitStack() as closing:
        closing.push_async_callback(client.aclose)
        closing.push_async_callback(kept.aclose)
        closing.callback(meanings.close)
        following = asyncio.create_task(follower.run(), name="follower")
        following.add_done_callback(_note_the_end)
        opening = open_author(ground.city, ground.gazetteer, clock, metrics.model)
        author = await closing.enter_async_context(opening)
        assistant = Assistant(
            ground.city, ground.gazetteer, view, sessions, clock, meanings,
            writer=author and author.writer, rewriter=author and author.rewriter,
            lookups=author and Lookups(author.generator, ground.city, ground.gazetteer, view),
        )  # fmt: skip
        preparing = asyncio.create_task(assistant.prepare(), name="exemplars")
        closing.push_async_callback(_stopped, preparing)
        sparing = asyncio.create_task(give_back_memory(), name="spare memory")
        closing.push_async_callback(_stopped, sparing)
        closing.push_async_callback(_stopped, following)
        yield Services(
            city=ground.city,
            gazetteer=ground.gazetteer,
            reader=view,
            assistant=assistant,
            sessions=sessions,
            clock=clock,
            meanings=meanings,
            front_page=ground.front_page,
            condition=condition,
            operators=settings.operators,
        )


def _load_model() -> Embedder | None:
    # Imported when first needed: the runtime and the model are a third of a second at start and
    # a third of this process's memory, and only a search by words (`q`) wants them.
    from indexer.embedder import load_model

    return load_model()


async def _stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


def _note_the_end(task: asyncio.Task[None]) -> None:
    """Tell of a follower that ended by itself: the view then only grows old, and says so."""
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("follower.ended", exc_info=error)
