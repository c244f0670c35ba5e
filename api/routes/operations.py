"""Serve operators and their machines: alive, ready, healthy, and measured."""

from typing import Literal

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST

from api.event_body import coverage_body
from api.json_response import json_response
from api.operations_schemas import AliveOut, HealthOut, ReadyOut
from api.problems import Problem
from api.services import Condition, Measures, Served, Services
from core.coverage import MAX_VIEW_AGE

router = APIRouter(tags=["operations"])


@router.get("/livez", response_model=AliveOut, summary="Is the process alive?")
async def alive() -> Response:
    """Say that the process runs; nothing else is looked at."""
    return json_response({"alive": True})


@router.get("/readyz", response_model=ReadyOut, summary="Can it answer?")
async def ready(services: Served) -> Response:
    """Say whether the first complete load of the view is done; later lag is told in answers."""
    if services.reader.ready:
        return json_response({"ready": True})
    reasons = ["the events of the city have not been read yet"]
    if not (await services.condition()).store:
        reasons.append("the store does not answer")
    if services.reader.caught_up().rebuilding:
        reasons.append("the store is being rebuilt from the log")
    raise Problem(503, "Not ready yet.", members={"reasons": reasons}, headers={"Retry-After": "1"})


@router.get("/api/health", response_model=HealthOut, summary="How does it stand?")
async def health(services: Served) -> Response:
    """Say how far behind we are, which sources are heard from, and which fallback is active."""
    reader, now = services.reader, services.clock.now()
    caught, condition = reader.caught_up(), await services.condition()
    lag_s = (now - caught.as_of).total_seconds() if caught.as_of is not None else None
    return json_response(
        {
            "status": _status(services, condition, lag_s),
            "now": now,
            "as_of": caught.as_of,
            "lag_s": lag_s,
            "seq": reader.seq,
            "rebuilding": caught.rebuilding,
            "fallbacks": {
                "store": "answers" if condition.store else "away",
                "sessions": condition.sessions,
                "search": services.meanings.model or "words",
                "language_model": None,
            },
            "coverage": coverage_body(reader.coverage(now)),
        }
    )


@router.get("/metrics", summary="Measures for Prometheus", include_in_schema=False)
async def measured(services: Served, metrics: Measures) -> Response:
    """Write every measure in Prometheus' text form."""
    written = metrics.write(services.reader, services.clock.now())
    return Response(written, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _status(
    services: Services, condition: Condition, lag_s: float | None
) -> Literal["ok", "degraded", "starting"]:
    if not services.reader.ready:
        return "starting"
    late = lag_s is None or lag_s > MAX_VIEW_AGE.total_seconds()
    behind = late or services.reader.caught_up().rebuilding
    return "degraded" if behind or not condition.store else "ok"
