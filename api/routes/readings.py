"""Serve what was measured last: where vehicles are, and how traffic runs."""

from typing import Any, Final

from fastapi import APIRouter, Response

from api.examples import ROAD, VEHICLES
from api.json_response import FRESH, aside, json_response, to_json
from api.problems import Problem
from api.reading_body import latest_body
from api.reading_schemas import RoadOut, VehiclesOut
from api.services import Served, require_ready
from core.telemetry import Subject
from core.topics import TRAFFIC_CONDITIONS, VEHICLE_POSITIONS

router = APIRouter(tags=["readings"])


def _example(example: dict[str, Any]) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {"application/json": {"example": example}}}}


_NO_ROAD: Final = "Nothing measures a road of this id, or no longer."


@router.get(
    "/api/vehicles/locations",
    response_model=VehiclesOut,
    responses=_example(VEHICLES),
    summary="Show where vehicles are",
)
async def vehicles(services: Served) -> Response:
    """Show the latest reading of every vehicle, by id; `fresh` says whether it is still there.

    A vehicle that has not been heard of for an hour is left out.
    """
    require_ready(services)
    now = services.clock.now()
    seen = services.reader.observations(VEHICLE_POSITIONS)

    def written() -> bytes:
        as_of = max((observation.taken_at for observation in seen), default=None)
        bodies = [latest_body(observation, now) for observation in seen]
        return to_json({"as_of": as_of, "vehicles": bodies})

    return Response(await aside(written, len(seen)), media_type="application/json", headers=FRESH)


@router.get(
    "/api/traffic/live/{road_id:path}",
    response_model=RoadOut,
    responses=_example(ROAD),
    summary="Show how traffic runs on a road",
)
async def road(road_id: str, services: Served) -> Response:
    """Show the latest reading of one road; `fresh` says whether it still tells how it is."""
    require_ready(services)
    seen = services.reader.observation(Subject(TRAFFIC_CONDITIONS, road_id))
    if seen is None:
        raise Problem(404, _NO_ROAD)
    return json_response(latest_body(seen, services.clock.now()))
