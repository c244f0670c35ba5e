"""Write what was really so in the city, and what each source said of it and when.

One JSON object a line: `truth` (what was so, of whom, from when to when), `said` (a message about
it), `blind` (when a source could not tell).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson

from core.errors import Misconfigured
from core.geo import to_geojson
from core.timespan import Span, format_rfc3339
from producers.city.happening import TruthInterval, Where
from producers.city.plan_parts import SourceFailure


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
