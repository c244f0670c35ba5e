"""Serve the events of now: as a list, as GeoJSON, and one by one with its earlier messages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Response

from api.cursor import write_cursor
from api.event_body import event_body, feature_body, history_body
from api.event_filters import EventFilter, Phased, WhereAndWhen, to_query
from api.examples import ANOMALIES, EVENTS
from api.json_response import FRESH, aside, json_response, to_json
from api.problems import Problem
from api.reading_body import citable_body
from api.reading_schemas import ReadingOut
from api.schemas import EventsOut, HistoryOut
from api.services import Served, Services, require_ready
from core.city import City
from core.event import Handling
from core.lifecycle import Phase
from core.observation import Observation
from core.store import Hit
from core.telemetry import Subject
from core.topics import Family

router = APIRouter(tags=["events"])

_MOST: Final = 1000


def _example(example: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {"application/json": {"example": example}}}}


@router.get(
    "/api/events", response_model=EventsOut, responses=_example(EVENTS), summary="List events"
)
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
    page = await _page(asked, services)

    def written() -> bytes:
        features = [feature_body(hit, services.city, incident) for hit, incident in page.shown]
        return to_json(
            {
                "type": "FeatureCollection",
                "features": features,
                "as_of": page.as_of,
                "next_cursor": page.cursor,
            }
        )

    body = await aside(written, len(page.shown))
    return Response(body, media_type="application/geo+json", headers=FRESH)


@router.get(
    "/api/emergencies/active", response_model=EventsOut, summary="List emergencies in force"
)
async def emergencies(asked: Annotated[WhereAndWhen, Query()], services: Served) -> Response:
    """List events of family `emergency` that are in force."""
    narrowed = EventFilter.model_construct(
        **dict(asked), family=(Family.EMERGENCY,), phase=(Phase.ACTIVE, Phase.OVERDUE)
    )
    return await _listed(narrowed, services)


@router.get(
    "/api/anomalies",
    response_model=EventsOut,
    responses=_example(ANOMALIES),
    summary="List what was measured to be unusual",
)
async def anomalies(asked: Annotated[Phased, Query()], services: Served) -> Response:
    """List events of family `anomaly`: measured by sensors, not confirmed by anyone."""
    return await _listed(
        EventFilter.model_construct(**dict(asked), family=(Family.ANOMALY,)), services
    )


@router.get(
    "/api/events/{event_id:path}", response_model=HistoryOut | ReadingOut, summary="Show one event"
)
async def event(event_id: str, services: Served) -> Response:
    """Show one event in whatever phase, with what its earlier messages said.

    `obs:<topic>:<key>` is the latest reading of that subject.
    """
    require_ready(services)
    now = services.clock.now()
    hits = services.reader.get(event_id, now)
    told = [hit for hit in hits if hit.event.event.handling is Handling.ACTUAL]
    if told:
        hit = max(told, key=_liveliest)
        return json_response(history_body(hit, services.city, _incident_of(hit, services)))
    observation = _observation(event_id, services)
    if observation is None:
        raise Problem(404, "No event has this id, or no longer.")
    return json_response(citable_body(observation, now))


@dataclass(frozen=True, slots=True)
class Page:
    """Hold what one answer lists.

    Attributes:
        shown: events, each with the incident that it belongs to.
        cursor: where the next page begins; None where none follows.
        as_of: how far the view has got.
    """

    shown: Sequence[tuple[Hit, str | None]]
    cursor: str | None
    as_of: datetime | None


async def _listed(asked: EventFilter, services: Services) -> Response:
    page = await _page(asked, services)
    body = await aside(lambda: _events_body(page, services.city), len(page.shown))
    return Response(body, media_type="application/json", headers=FRESH)


async def _page(asked: EventFilter, services: Services) -> Page:
    require_ready(services)
    query = to_query(asked, services.gazetteer)
    vector = await services.meanings.vector(query.text) if query.text else None
    # One hit more than asked for tells whether a page follows.
    wider = replace(query, limit=min(asked.limit + 1, _MOST))
    hits = services.reader.search(wider, services.clock.now(), vector=vector)
    page = hits[: asked.limit]
    follows = len(hits) > asked.limit or (asked.limit == _MOST and len(hits) == _MOST)
    return Page(
        shown=[(hit, _incident_of(hit, services)) for hit in page],
        cursor=write_cursor(page[-1].mark) if follows else None,
        as_of=services.reader.caught_up().as_of,
    )


def _events_body(page: Page, city: City) -> bytes:
    listed = [event_body(hit, city, incident) for hit, incident in page.shown]
    return to_json({"as_of": page.as_of, "events": listed, "next_cursor": page.cursor})


def _incident_of(hit: Hit, services: Services) -> str | None:
    membership = services.reader.membership(hit.event.key)
    return None if membership is None else membership.incident_id


def _observation(event_id: str, services: Services) -> Observation | None:
    """Return the reading that is cited by `obs:<topic>:<key>`; None where it is no such id."""
    begins, _, cited = event_id.partition(":")
    topic, _, key = cited.partition(":")
    return services.reader.observation(Subject(topic, key)) if begins == "obs" else None


def _liveliest(hit: Hit) -> tuple[bool, datetime]:
    return hit.standing.phase.in_force, hit.event.event.issued_at
