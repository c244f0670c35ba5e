"""Name what a model may look up for an operator, and check what it wishes.

A wish says what to look for and never where it may look: which city, whether exercises count and
which phases belong to a tool is fixed here.
"""

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr, ValidationError

from assistant.model.port import Tool, ToolCall
from core.event import EventType

_Name = Annotated[StrictStr, Field(min_length=1, max_length=100)]


class Wish(BaseModel):
    """Refuse what a tool does not have."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class SearchEvents(Wish):
    """Find current and announced events by kind, area and words."""

    types: Annotated[tuple[EventType, ...], Field(max_length=10)] = ()
    """Kinds of event; none for all."""
    area: _Name | None = None
    """Name of an area of the city."""
    text: Annotated[StrictStr, Field(max_length=200)] = ""
    """Words that the events should say."""


class AreaStatus(Wish):
    """List everything in force or announced in one area."""

    area: _Name
    """Name of the area."""


class LineStatus(Wish):
    """List everything in force or announced on one transit line."""

    line: _Name
    """Name of the line."""


class History(Wish):
    """List what ended or was cancelled lately."""

    types: Annotated[tuple[EventType, ...], Field(max_length=10)] = ()
    """Kinds of event; none for all."""
    area: _Name | None = None
    """Name of an area of the city."""
    hours: Annotated[StrictInt, Field(ge=1, le=24)] = 6
    """How far back."""


_WISHES: Final[dict[str, type[Wish]]] = {
    "search_events": SearchEvents,
    "area_status": AreaStatus,
    "line_status": LineStatus,
    "history": History,
}
TOOLS: Final[Sequence[Tool]] = tuple(
    Tool(name, wish.__doc__ or name, wish.model_json_schema()) for name, wish in _WISHES.items()
)


def wish_of(call: ToolCall) -> Wish | None:
    """Return what a call wishes; None for another tool, or arguments that it does not take."""
    wish = _WISHES.get(call.name)
    if wish is None:
        return None
    try:
        return wish.model_validate(call.arguments)
    except ValidationError:
        return None
