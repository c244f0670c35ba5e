"""Read single fields of a record: each function returns a clean value or raises `Rejected`."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, TypeVar, cast
from zoneinfo import ZoneInfo

from core.errors import Rejected, RejectReason
from core.event import Translation
from core.geo import LonLat, check_geometry
from core.text import clean
from core.timespan import Span

_E = TypeVar("_E", bound=StrEnum)
_RFC3339ISH: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d")
_WEB: Final = re.compile(r"https?://[^\s<>\"'`\\]+", re.IGNORECASE)
MAX_COUNT: Final = 100_000_000
"""More customers than any utility has."""
MAX_MINUTES: Final = 7 * 24 * 60


def _schema(detail: str) -> Rejected:
    return Rejected(RejectReason.SCHEMA, detail)


def text(given: object, name: str) -> str:
    """Read a text field, cleaned."""
    if not isinstance(given, str):
        raise _schema(f"{name} is required and must be text" if given is None
                      else f"{name} must be text, not {type(given).__name__}")  # fmt: skip
    return clean(given)


def one_or_more(given: object, name: str) -> tuple[str, ...]:
    """Read a text or a list of texts, for the fields that people write either way."""
    return texts([given] if isinstance(given, str) else given, name)


def texts(given: object, name: str) -> tuple[str, ...]:
    """Read a list of texts; empty ones are left out."""
    if not isinstance(given, list):
        raise _schema(f"{name} must be a list of texts")
    cleaned = (text(entry, name) for entry in cast(list[object], given))
    return tuple(entry for entry in cleaned if entry)


def instant(given: object, name: str, timezone: ZoneInfo) -> datetime:
    """Read an instant; without an offset it is city time, an ambiguous one the earlier.

    Raises:
        Rejected: `schema` where it is missing, `bad_time` where it is no instant.
    """
    if given is None:
        raise _schema(f"{name} is required")
    if not isinstance(given, str) or not _RFC3339ISH.match(given):
        raise Rejected(RejectReason.BAD_TIME, f"{name} {str(given)[:40]!r} is no RFC 3339 time")
    try:
        read = datetime.fromisoformat(given.strip())
        return (read if read.tzinfo else read.replace(tzinfo=timezone, fold=0)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Rejected(RejectReason.BAD_TIME, f"{name} {given[:40]!r}: {error}") from error


def member(kind: type[_E], given: object, name: str) -> _E:
    """Read a member of an enum, whatever its case."""
    word = text(given, name).lower()
    try:
        return kind(word)
    except ValueError as error:
        raise _schema(f"{name} {word[:40]!r} is none of {', '.join(kind)}") from error


def boolean(given: object, name: str) -> bool:
    """Read true or false, and nothing that only looks like it."""
    if not isinstance(given, bool):
        raise _schema(f"{name} must be true or false")
    return given


def _number(given: object, name: str) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float) or not math.isfinite(given):
        raise _schema(f"{name} must be a number")
    return given


def count(given: object, name: str) -> int:
    """Read a whole number of people or things, 0 to 100,000,000."""
    number = _number(given, name)
    if number != int(number) or not 0 <= number <= MAX_COUNT:
        raise _schema(f"{name} {number!r} is no plausible count")
    return int(number)


def minutes(given: object, name: str) -> float:
    """Read a delay in minutes; negative is early."""
    number = _number(given, name)
    if abs(number) > MAX_MINUTES:
        raise _schema(f"{name} {number!r} is no plausible delay")
    return number


def coordinates(given: object) -> LonLat:
    """Read `{"lat", "lon"}` in degrees WGS 84.

    Raises:
        Rejected: `bad_geo`, where a number is missing, not finite or out of range.
    """
    if isinstance(given, dict):
        axes = cast(dict[str, object], given)
        lat, lon = axes.get("lat"), axes.get("lon")
        if (
            isinstance(lat, int | float) and isinstance(lon, int | float)
            and not isinstance(lat, bool) and not isinstance(lon, bool)
            and -90 <= lat <= 90 and -180 <= lon <= 180
        ):  # fmt: skip
            return LonLat(lon=float(lon), lat=float(lat))
    raise Rejected(
        RejectReason.BAD_GEO, f"coordinates {str(cast(object, given))[:80]} are not a lat and a lon"
    )


def geometry(given: object) -> dict[str, Any]:
    """Read a GeoJSON geometry (RFC 7946, 3.1).

    Raises:
        Rejected: `bad_geo`, or `too_large` above 1,000 vertices.
    """
    return check_geometry(given)


def geocodes(given: object, name: str) -> dict[str, tuple[str, ...]]:
    """Read `{"UGC": […], "zip": […]}`."""
    pairs = _object(given, name)
    return {clean(system): texts(codes, f"{name}.{system}") for system, codes in pairs.items()}


def translations(given: object, name: str) -> dict[str, Translation]:
    """Read the source's words by BCP 47 tag."""
    read: dict[str, Translation] = {}
    for tag, words in _object(given, name).items():
        fields = _object(words, f"{name}.{tag}")
        read[clean(tag)] = Translation(
            headline=text(fields.get("headline") or "", f"{name}.{tag}.headline"),
            message=text(fields.get("message") or "", f"{name}.{tag}.message"),
            instructions=texts(fields.get("instructions") or [], f"{name}.{tag}.instructions"),
        )
    return read


def periods(given: object, timezone: ZoneInfo) -> tuple[Span, ...]:
    """Read `[{starts_at, ends_at}]`, in order of their starts.

    Raises:
        Rejected: `schema`, or `bad_time` where a period has no start or ends before it.
    """
    if not isinstance(given, list):
        raise _schema("active_periods must be a list")
    spans: list[Span] = []
    for entry in cast(list[object], given):
        fields = _object(entry, "active_periods")
        start = instant(fields.get("starts_at"), "active_periods.starts_at", timezone)
        ends = fields.get("ends_at")
        end = None if ends is None else instant(ends, "active_periods.ends_at", timezone)
        if end is not None and end <= start:
            raise Rejected(RejectReason.BAD_TIME, "active_periods: a period ends before it starts")
        spans.append(Span(start, end))
    return tuple(sorted(spans, key=_by_start))


def _by_start(span: Span) -> datetime:
    return span.start


def web_address(given: object, name: str) -> str:
    """Read an http or https address; any other scheme is dropped, never kept."""
    address = text(given, name)
    return address if _WEB.fullmatch(address) else ""


def _object(given: object, name: str) -> Mapping[str, object]:
    if not isinstance(given, dict):
        raise _schema(f"{name} must be an object")
    return cast(dict[str, object], given)
