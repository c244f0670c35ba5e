"""Open the doors for tests: the real application and assistant over a view of hand-made events."""

from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import create_app
from api.front_page import front_page
from api.metrics import Metrics
from api.services import Answering, Condition, Meanings, Services
from api.sessions import MemorySessions
from api.settings import ApiSettings
from assistant.assistant import Assistant
from core.city import City, load_city
from core.coverage import CaughtUp, Heartbeat
from core.event import Event, EventType
from core.footprint import Basis, Footprint
from core.gazetteer import Gazetteer
from core.geo import LonLat
from core.ports import SessionStore
from core.severity import Severity
from core.store import EventReader, IndexedEvent, TextVector, Version
from core.timespan import ManualClock
from core.topics import EVENT_TOPICS, Family
from indexer.store.view import View

NOON = datetime(2026, 3, 14, 16, 0, tzinfo=UTC)
"""Noon in Rivermouth."""


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@cache
def rivermouth() -> City:
    return load_city(Path(__file__).parents[2] / "cities" / "rivermouth")


@cache
def gazetteer() -> Gazetteer:
    return Gazetteer(rivermouth())


def in_area(*area_ids: str) -> Footprint:
    """Return the footprint of an event that names areas."""
    city = rivermouth()
    cells = {c for a in area_ids for c in city.grid.cells_of(city.area_by_id[a].geometry)}
    return Footprint(
        basis=Basis.AREA_NAME,
        named_area_ids=area_ids,
        area_ids=area_ids,
        whole_area_ids=area_ids,
        cells=tuple(sorted(cells)),
    )


def at_point(lon: float, lat: float) -> Footprint:
    """Return the footprint of an event at a point."""
    city, point = rivermouth(), LonLat(lon, lat)
    return Footprint(
        basis=Basis.POINT,
        area_ids=tuple(area.id for area in city.areas_at(point)),
        points=(point,),
        cells=tuple(city.grid.cells_of(point)),
    )


def make(
    event_id: str = "city-power:1",
    footprint: Footprint | None = None,
    *,
    versions: Sequence[Version] = (),
    superseded_by: str = "",
    **fields: Any,
) -> IndexedEvent:
    """Return an outage in Eastside since half past eleven, but for what is given."""
    filled: dict[str, Any] = {
        "family": Family.INFRASTRUCTURE,
        "type": EventType.POWER_OUTAGE,
        "severity": Severity.HIGH,
        "issued_at": NOON - minutes(30),
        "source": "city-power",
        "headline": "Power outage in Eastside",
        "message": "About 4,300 customers are without power.",
        "areas": ("Eastside",),
        "affected_customers": 4300,
    } | fields
    event = Event(event_id=event_id, **filled)
    return IndexedEvent(
        event=event,
        topic=next(t.name for t in EVENT_TOPICS if t.family is event.family),
        offset=0,
        footprint=footprint or in_area("eastside"),
        versions=tuple(versions),
        first_issued_at=event.issued_at,
        superseded_by=superseded_by,
        meaning=f"{event.type} {event.headline}",
        meaning_key=event.headline,
        indexed_at=event.issued_at,
    )


def all_live(at: datetime = NOON) -> list[Heartbeat]:
    """Return a good heartbeat of every source of the city."""
    return [
        Heartbeat(source=s.id, family=s.family, types=s.types, observed_at=at, last_ok_at=at)
        for s in rivermouth().sources
    ]


def view_of(*events: IndexedEvent, beats: Iterable[Heartbeat] | None = None) -> View:
    """Return a view that has caught up at noon, every source live."""
    heard = all_live() if beats is None else beats
    return View.of(rivermouth(), events, beats=heard, caught_up=CaughtUp(NOON))


class NoMeanings:
    """Have no model."""

    model: str | None = None

    async def vector(self, text: str) -> TextVector | None:
        return None


@dataclass(frozen=True)
class Doors:
    """Hold an application that runs, and a client to knock with."""

    client: httpx.AsyncClient
    services: Services
    app: ASGIApp


@asynccontextmanager
async def doors(
    *events: IndexedEvent,
    reader: EventReader | None = None,
    sessions: SessionStore | None = None,
    assistant: Answering | None = None,
    clock: ManualClock | None = None,
    condition: Condition | None = None,
    meanings: Meanings | None = None,
    **settings: Any,
) -> AsyncGenerator[Doors]:
    """Run the application over these events at noon."""
    city, clock = rivermouth(), clock or ManualClock(NOON)
    reader = reader if reader is not None else view_of(*events)
    sessions = sessions or MemorySessions(minutes(30))

    async def stands() -> Condition:
        return condition or Condition(store=True, sessions="redis")

    services = Services(
        city=city,
        gazetteer=gazetteer(),
        reader=reader,
        assistant=assistant or Assistant(city, gazetteer(), reader, sessions, clock),
        sessions=sessions,
        clock=clock,
        meanings=meanings or NoMeanings(),
        front_page=front_page(city),
        condition=stands,
        operators=ApiSettings(**settings).operators,
    )

    @asynccontextmanager
    async def opening(_settings: ApiSettings, _metrics: Metrics) -> AsyncGenerator[Services]:
        yield services

    app = create_app(ApiSettings(**settings), opening)
    async with app.router.lifespan_context(app) as state:
        assert state is not None

        async def with_state(scope: Scope, receive: Receive, send: Send) -> None:
            await app({**scope, "state": dict(state)}, receive, send)

        transport = httpx.ASGITransport(with_state)
        async with httpx.AsyncClient(transport=transport, base_url="http://doors") as client:
            yield Doors(client, services, with_state)
