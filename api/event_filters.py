"""Read what `/api/events` is asked for, and turn it into a query of the store.

Lists come as `?type=delay,suspension` or as `?type=delay&type=suspension`. What is wrong is told
by the name of its parameter, and nothing wrong is ever read as "any".
"""

import math
import re
from datetime import datetime
from typing import Annotated, Final, cast

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from api.cursor import read_cursor
from api.problems import bad_parameter
from api.schemas import Incoming
from core.event import EventType
from core.gazetteer import Gazetteer
from core.geo import LonLat
from core.lifecycle import Phase
from core.place import PlaceKind
from core.severity import Severity
from core.store import Query
from core.text import clean
from core.timespan import parse_rfc3339
from core.topics import Family

DEFAULT_PHASES: Final = (Phase.ACTIVE, Phase.OVERDUE, Phase.UPCOMING)
_AREAS: Final = frozenset({PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK})
_MOST_NAMES: Final = 50
_NUMBER: Final = re.compile(r"[+-]?\d{1,3}(\.\d{1,15})?")


def _split(given: object) -> object:
    """Split comma lists, however often the parameter stands in the address."""
    if isinstance(given, str):
        given = [given]
    if not isinstance(given, list):
        return given
    parts = [part.strip() for text in cast(list[str], given) for part in str(text).split(",")]
    found = [part for part in parts if part]
    if not found:
        raise ValueError("name at least one, or leave the parameter out")
    if len(found) > _MOST_NAMES:
        raise ValueError(f"name at most {_MOST_NAMES}")
    return found


def _degrees(text: str, count: int, form: str) -> tuple[float, ...]:
    parts = [part.strip() for part in text.split(",")]
    if len(parts) != count or not all(_NUMBER.fullmatch(part) for part in parts):
        raise ValueError(f"write {form} in decimal degrees")
    return tuple(float(part) for part in parts)


def _lat_lon(text: str) -> str:
    lat, lon = _degrees(text, 2, "lat,lon")
    if abs(lat) > 90 or abs(lon) > 180:
        raise ValueError("write lat,lon: the latitude first, from -90 to 90")
    return text


def _box(text: str) -> str:
    west, south, east, north = _degrees(text, 4, "west,south,east,north")
    if max(abs(west), abs(east)) > 180 or max(abs(south), abs(north)) > 90:
        raise ValueError("write west,south,east,north in degrees")
    if west >= east or south >= north:
        raise ValueError("west must be less than east, and south less than north")
    return text


def _instant(text: str) -> str:
    try:
        # A plus sign that nobody escaped arrives as a space.
        parse_rfc3339(text.replace(" ", "+") if " " in text[19:] else text)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            "write an RFC 3339 instant with its offset, 2026-03-14T12:00:00Z"
        ) from error
    return text


Names = Annotated[
    tuple[Annotated[str, StringConstraints(max_length=100)], ...], BeforeValidator(_split)
]


class WhereAndWhen(Incoming):
    """Narrow events by everything but their family and phase."""

    type: Annotated[tuple[EventType, ...], BeforeValidator(_split)] = ()
    """Types of the contract; several with commas."""
    severity: Annotated[tuple[Severity, ...], BeforeValidator(_split)] = ()
    """`critical high moderate low unknown`; several with commas."""
    area: Names = ()
    """Ids or names of areas, ZIP areas or sides of the water; several with commas."""
    line: Names = ()
    """Ids or names of lines; several with commas."""
    bbox: (
        Annotated[str, AfterValidator(_box), Field(examples=["-74.02,40.70,-73.93,40.78"])] | None
    ) = None
    """West,south,east,north in degrees."""
    near: Annotated[str, AfterValidator(_lat_lon), Field(examples=["40.7128,-74.0060"])] | None = (
        None
    )
    """A point, lat,lon in degrees."""
    radius_m: Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)] | None = None
    """Metres around `near`; 1000 where it is left out."""
    since: (
        Annotated[str, AfterValidator(_instant), Field(examples=["2026-03-14T12:00:00Z"])] | None
    ) = None
    """Only events issued or changed at or after this instant (RFC 3339)."""
    q: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    """Words; only events that say or mean them, the best first."""
    limit: Annotated[int, Field(ge=1, le=1000)] = 100
    """Events on a page."""
    cursor: Annotated[str, StringConstraints(max_length=1000)] | None = None
    """`next_cursor` of the page before, with the same other parameters."""


class Phased(WhereAndWhen):
    """Narrow events by everything but their family."""

    phase: Annotated[tuple[Phase, ...], BeforeValidator(_split)] = DEFAULT_PHASES
    """`upcoming active overdue ended cancelled superseded`; several with commas."""


class EventFilter(Phased):
    """Narrow the events of the city."""

    family: Annotated[tuple[Family, ...], BeforeValidator(_split)] = ()
    """`emergency transit infrastructure anomaly`; several with commas."""


def to_query(asked: EventFilter, gazetteer: Gazetteer) -> Query:
    """Turn a filter into a query.

    Raises:
        Problem: 422 for a place that the city does not have, a name that fits several, or a cursor
            that is not one of ours.
    """
    if asked.radius_m is not None and asked.near is None:
        raise bad_parameter("radius_m", "give the point as well: near=lat,lon")
    areas = [_area(name, gazetteer) for name in asked.area]
    return Query(
        families=tuple(asked.family),
        types=tuple(asked.type),
        severities=tuple(asked.severity),
        phases=tuple(asked.phase),
        area_ids=() if None in areas else tuple(filter(None, areas)),
        line_ids=tuple(_line(name, gazetteer) for name in asked.line),
        near=_point(asked.near),
        radius_m=asked.radius_m or 1000.0,
        bbox=_bounds(asked.bbox),
        since=_since(asked.since),
        text=clean(asked.q or ""),
        matching_only=bool(clean(asked.q or "")),
        limit=asked.limit,
        after=read_cursor(asked.cursor) if asked.cursor is not None else None,
    )


def _area(name: str, gazetteer: Gazetteer) -> str | None:
    """Return the area's id; None for the whole city, which narrows nothing."""
    if name in gazetteer.city.area_by_id:
        return name
    found = gazetteer.lookup(name)
    fitting = [place for place in found if place.kind in _AREAS]
    if len(fitting) == 1:
        return fitting[0].area_ids[0]
    if not fitting and any(place.kind is PlaceKind.CITY for place in found):
        return None
    what = "several areas have the name" if fitting else "the city has no area named"
    raise bad_parameter("area", f"{what} {clean(name)!r}")


def _line(name: str, gazetteer: Gazetteer) -> str:
    if name in gazetteer.city.line_by_id:
        return name
    lines = [place for place in gazetteer.lookup(name) if place.kind is PlaceKind.LINE]
    if len(lines) == 1:
        return lines[0].id
    what = "several lines have the name" if lines else "the city has no line named"
    raise bad_parameter("line", f"{what} {clean(name)!r}")


def _point(near: str | None) -> LonLat | None:
    if near is None:
        return None
    lat, lon = (float(part) for part in near.split(","))
    return LonLat(lon, lat)


def _bounds(bbox: str | None) -> tuple[float, float, float, float] | None:
    if bbox is None:
        return None
    west, south, east, north = (float(part) for part in bbox.split(","))
    assert math.isfinite(west + south + east + north)
    return west, south, east, north


def _since(since: str | None) -> datetime | None:
    if since is None:
        return None
    return parse_rfc3339(since.replace(" ", "+") if " " in since[19:] else since)
