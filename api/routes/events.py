"""Serve the events of now: as a list, as GeoJSON, and one by one with its earlier messages."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from api.cursor import write_cursor
from api.event_body import event_body, feature_body, history_body
from api.event_filters import EventFilter, WhereAndWhen, to_query
from api.examples import EVENTS
from api.json_response import json_response, to_json
from api.problems import Problem
from api.schemas import EventsOut, HistoryOut
from api.services import Served, Services
from core.city import City
from core.event import Handling
from core.lifecycle import Phase
from core.store import Hit
from core.topics import Family

router = APIRouter(tags=["events"])

_MOST: Final = 1000
_LONG: Final = 32
"""More hits than this are written off the event loop: some 30 µs each."""
_NOT_YET: Final = "The events of the city are still being read. Please try again in a moment."


_EXAMPLE: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/json": {"example": EVENTS}}}
}


@router.get("/api/events", response_model=EventsOut, responses=_EXAMPLE, summary="List events")
async def events(asked: Annotated[EventFilter, Query()], services: Served) -> Response:
    """List events that match every condition, the worst and newest first.

    An empty list says that no event matches, not that all is well: `/api/health` says which
    sources are heard from.
    """
    return await _listed(asked, services)


@router.get(
    "/api/events.geojson",
    summary="List events as GeoJSON",
    responses={200: {"content": {"application/geo+json": {"schema": {"type": "object"}}}}},
)
async def geojson(asked: Annotated[EventFilter, Query()], services: Served) -> Response:
    """List the same events as a FeatureCollection (RFC 7946), for maps."""
    hits, cursor = await _page(asked, services)
    as_of = services.reader.caught_up().as_of

    def written() -> bytes:
        features = [feature_body(hit, services.city) for hit in hits]
        return to_json(
            {
                "type": "FeatureCollection",
                "features": features,
                "as_of": as_of,
                "next_cursor": cursor,
            }
        )

    return Response(
        await _aside(written, len(hits)), media_type="application/geo+json", headers=_FRESH
    )


@router.get(
    "/api/emergencies/active", response_model=EventsOut, summary="List emergencies in force"
)
async def emergencies(asked: Annotated[WhereAndWhen, Query()], services: Served) -> Response:
    """List events of family `emergency` that are in force."""
    narrowed = EventFilter.model_construct(
        **dict(asked), family=(Family.EMERGENCY,), phase=(Phase.ACTIVE, Phase.OVERDUE)
    )
    return await _listed(narrowed, services)


@router.get("/api/events/{event_id:path}", response_model=HistoryOut, summary="Show one event")
async def event(event_id: str, services: Served) -> Response:
    """Show one event in whatever phase, with what its earlier messages said."""
    _require_ready(services)
    hits = services.reader.get(event_id, services.clock.now())
    told = [hit for hit in hits if hit.event.event.handling is Handling.ACTUAL]
    if not told:
        raise Problem(404, "No event has this id, or no longer.")
    return json_response(history_body(max(told, key=_liveliest), services.city))


async def _listed(asked: EventFilter, services: Services) -> Response:
    hits, cursor = await _page(asked, services)
    as_of = services.reader.caught_up().as_of
    body = await _aside(lambda: _events_body(hits, cursor, as_of, services.city), len(hits))
    return Response(body, media_type="application/json", headers=_FRESH)


async def _page(asked: EventFilter, services: Services) -> tuple[Sequence[Hit], str | None]:
    _require_ready(services)
    query = to_query(asked, services.gazetteer)
    vector = await services.meanings.vector(query.text) if query.text else None
    # One hit more than asked for tells whether a page follows.
    wider = replace(query, limit=min(asked.limit + 1, _MOST))
    hits = services.reader.search(wider, services.clock.now(), vector=vector)
    page = hits[: asked.limit]
    follows = len(hits) > asked.limit or (asked.limit == _MOST and len(hits) == _MOST)
    return page, write_cursor(page[-1].mark) if follows else None


def _events_body(
    hits: Sequence[Hit], cursor: str | None, as_of: datetime | None, city: City
) -> bytes:
    listed: list[dict[str, Any]] = [event_body(hit, city) for hit in hits]
    return to_json({"as_of": as_of, "events": listed, "next_cursor": cursor})


async def _aside(write: Callable[[], bytes], hits: int) -> bytes:
    """Write a long answer in a thread, so that short ones need not wait for it."""
    return await asyncio.to_thread(write) if hits > _LONG else write()


def _require_ready(services: Services) -> None:
    """Refuse before the first complete load: an empty list would look like an all-clear."""
    if not services.reader.ready:
        raise Problem(503, _NOT_YET, headers={"Retry-After": "1"})


def _liveliest(hit: Hit) -> tuple[bool, datetime]:
    return hit.standing.phase.in_force, hit.event.event.issued_at


_FRESH: Final = {"Cache-Control": "no-store"}
