"""Write and read what was really so in the city, and what each source said of it and when.

One JSON object a line: `truth` (what was so, of whom, from when to when), `said` (a message about
it), `blind` (when a source could not tell).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, cast

import orjson

from core.errors import Misconfigured
from core.event import EventType
from core.geo import LonLat, to_geojson, to_shape
from core.timespan import Span, format_rfc3339, parse_rfc3339
from producers.city.happening import TruthInterval, Where
from producers.city.plan_parts import SourceFailure
from producers.city.scenario import How


class Kind(StrEnum):
    """What a line tells."""

    TRUTH = "truth"
    SAID = "said"
    BLIND = "blind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Hold one message of a source: what it said, when, and of which happening.

    Attributes:
        truth: id of the happening; empty where there is none.
    """

    source: str
    event_id: str
    at: datetime
    type: str
    status: str
    truth: str = ""


Line = TruthInterval | Said | SourceFailure


@dataclass(frozen=True, slots=True)
class Account:
    """Hold a whole file of truth."""

    truths: tuple[TruthInterval, ...]
    said: tuple[Said, ...]
    blind: tuple[SourceFailure, ...]


def write_truth(lines: Iterable[Line], path: Path) -> int:
    """Write the lines to a file and return how many.

    Raises:
        Misconfigured: the file cannot be written.
    """
    count = 0
    try:
        with path.open("wb") as file:
            for line in lines:
                file.write(orjson.dumps(_written(line), option=orjson.OPT_APPEND_NEWLINE))
                count += 1
    except OSError as error:
        raise Misconfigured(f"{path}: {error.strerror or error}") from error
    return count


def read_truth(path: Path) -> Account:
    """Read a file of truth.

    Raises:
        Misconfigured: it cannot be read, or a line is no such line; it names the line.
    """
    lines = list(_read(path))
    return Account(
        tuple(line for line in lines if isinstance(line, TruthInterval)),
        tuple(line for line in lines if isinstance(line, Said)),
        tuple(line for line in lines if isinstance(line, SourceFailure)),
    )


def _read(path: Path) -> Iterator[Line]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    given = cast(dict[str, Any], orjson.loads(line))
                    yield _READERS[Kind(given["kind"])](given)
                except (KeyError, TypeError, ValueError) as error:
                    raise Misconfigured(f"{path}:{number}: no line of truth: {error}") from error
    except OSError as error:
        raise Misconfigured(f"{path}: {error.strerror or error}") from error


def _written(line: Line) -> dict[str, Any]:
    match line:
        case TruthInterval():
            return {
                "kind": Kind.TRUTH,
                "type": line.type,
                "subject": line.subject,
                **_span(line.span),
                "where": _where(line.where),
                "happening": line.happening,
                "detail": dict(line.detail),
            }
        case Said():
            return {
                "kind": Kind.SAID,
                "source": line.source,
                "event_id": line.event_id,
                "at": format_rfc3339(line.at),
                "type": line.type,
                "status": line.status,
                "truth": line.truth,
            }
        case SourceFailure():
            return {
                "kind": Kind.BLIND,
                "source": line.source,
                **_span(line.span),
                "how": line.how,
            }


def _span(span: Span) -> dict[str, str | None]:
    until = None if span.end is None else format_rfc3339(span.end)
    return {"from": format_rfc3339(span.start), "until": until}


def _where(where: Where) -> dict[str, Any]:
    """Return what is known of a place; what is not known is left out."""
    told = {
        "areas": list(where.areas),
        "point": None if where.point is None else [where.point.lon, where.point.lat],
        "shape": None if where.shape is None else to_geojson(where.shape),
        "road": where.road,
        "lines": list(where.lines),
        "stops": list(where.stops),
    }
    return {name: value for name, value in told.items() if value}


def _read_span(given: Mapping[str, Any]) -> Span:
    until = given["until"]
    return Span(parse_rfc3339(given["from"]), None if until is None else parse_rfc3339(until))


def _read_where(given: Mapping[str, Any]) -> Where:
    point, shape = given.get("point"), given.get("shape")
    return Where(
        areas=tuple(given.get("areas", ())),
        point=None if point is None else LonLat(*point),
        shape=None if shape is None else to_shape(shape),
        road=given.get("road", ""),
        lines=tuple(given.get("lines", ())),
        stops=tuple(given.get("stops", ())),
    )


def _read_interval(given: Mapping[str, Any]) -> TruthInterval:
    return TruthInterval(
        type=EventType(given["type"]),
        subject=given["subject"],
        span=_read_span(given),
        where=_read_where(given["where"]),
        happening=given["happening"],
        detail=tuple(given["detail"].items()),
    )


def _read_said(given: Mapping[str, Any]) -> Said:
    return Said(
        source=given["source"],
        event_id=given["event_id"],
        at=parse_rfc3339(given["at"]),
        type=given["type"],
        status=given["status"],
        truth=given["truth"],
    )


def _read_failure(given: Mapping[str, Any]) -> SourceFailure:
    return SourceFailure(source=given["source"], span=_read_span(given), how=How(given["how"]))


_READERS: Final = {
    Kind.TRUTH: _read_interval,
    Kind.SAID: _read_said,
    Kind.BLIND: _read_failure,
}
