"""Complete the OpenAPI document with what routes read by themselves, and with problems."""

import asyncio
from typing import Any, Final, cast

from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from api.json_response import to_json
from api.openai_compatible import CompletionRequest
from api.operations_schemas import ProblemOut
from api.problems import MEDIA_TYPE
from api.schemas import ChatRequest

_PLACE: Final = "#/components/schemas/{model}"
_EXTRA: Final[tuple[type[BaseModel], ...]] = (ChatRequest, CompletionRequest, ProblemOut)


def json_body(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """Describe a JSON body that a route reads by itself; `add_openapi` adds the model."""
    reference = {"$ref": _PLACE.format(model=model.__name__)}
    content = {"application/json": {"schema": reference, "example": example}}
    return {"requestBody": {"required": True, "content": content}}


def add_openapi(app: FastAPI) -> None:
    """Serve the document; it is made when it is first asked for, off the event loop."""
    made: list[bytes] = []

    async def document() -> Response:
        if not made:
            made.append(await asyncio.to_thread(lambda: to_json(_document(app))))
        return Response(made[0], media_type="application/json")

    app.add_api_route("/openapi.json", document, include_in_schema=False)


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    schemas: dict[str, Any] = document.setdefault("components", {}).setdefault("schemas", {})
    for model in _EXTRA:
        schema = model.model_json_schema(ref_template=_PLACE)
        schemas.update(cast(dict[str, Any], schema.pop("$defs", {})))
        schemas[model.__name__] = schema
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = {
        "description": "A problem (RFC 9457)",
        "content": {MEDIA_TYPE: {"schema": {"$ref": _PLACE.format(model="ProblemOut")}}},
    }
    for path in cast(dict[str, dict[str, Any]], document["paths"]).values():
        for operation in path.values():
            responses: dict[str, Any] = operation["responses"]
            responses.pop("422", None)
            responses["4XX"] = responses["5XX"] = problem
    return document
