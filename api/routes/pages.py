"""Serve the chat page, the page of the API's doors, and the city's card that both read."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from api.json_response import json_response
from api.operations_schemas import CityOut
from api.problems import Problem
from api.services import Served

router = APIRouter(tags=["city"])

STATIC: Final = Path(__file__).parents[1] / "static"
_SERVED: Final = {
    "chat.css": "text/css",
    "chat.js": "text/javascript",
    "dialogue.js": "text/javascript",
    "stream.js": "text/javascript",
    "card.js": "text/javascript",
    "words.js": "text/javascript",
    "docs.css": "text/css",
    "docs.js": "text/javascript",
    "mark.svg": "image/svg+xml",
}
_REVALIDATE: Final = {"Cache-Control": "no-cache"}


@router.get("/api/city", response_model=CityOut, summary="Which city is this?")
async def city(services: Served) -> Response:
    """Name the city, its languages, and the numbers to call."""
    pack = services.city
    return json_response(
        {
            "id": pack.id,
            "name": pack.name,
            "languages": pack.languages,
            "timezone": pack.timezone.key,
            "emergency_number": pack.emergency_number,
            "help_line": pack.help_line,
            "center": [pack.center.lon, pack.center.lat],
        }
    )


@router.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
async def page(services: Served) -> Response:
    """Serve the chat page, with the city's name and numbers in it even where scripts are off."""
    return Response(services.front_page, media_type="text/html", headers=_REVALIDATE)


@router.api_route("/docs", methods=["GET", "HEAD"], include_in_schema=False)
async def docs() -> Response:
    """Serve a page that shows `/openapi.json`; it calls nobody else."""
    return FileResponse(STATIC / "docs.html", media_type="text/html", headers=_REVALIDATE)


@router.api_route("/static/{name}", methods=["GET", "HEAD"], include_in_schema=False)
async def static(name: str) -> Response:
    """Serve one of the pages' own files."""
    if name not in _SERVED:
        raise Problem(404, "There is nothing at this address.")
    return FileResponse(STATIC / name, media_type=_SERVED[name], headers=_REVALIDATE)
