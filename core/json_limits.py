"""Turn a record's bytes into one JSON object, within limits and with the reason it cannot.

orjson reads nearly everything; the slower paths only decide *why* a bad record is bad.
"""

import json
import math
import re
from typing import Any, Final, cast

import orjson

from core.errors import Rejected, RejectReason

MAX_BYTES: Final = 64 * 1024
MAX_DEPTH: Final = 32

_BOM: Final = b"\xef\xbb\xbf"
_STRINGS: Final = re.compile(rb'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_BRACKETS: Final = re.compile(rb"[\[\]{}]")
_OPENING: Final = frozenset({b"[", b"{"})
_BINARY: Final = (
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x80", "a pickle"),
    (b"\x00", "the Confluent wire format (wire_format): send plain JSON"),
)


def parse_object(value: bytes) -> dict[str, Any]:
    """Parse one JSON object.

    Args:
        value: UTF-8, with or without a byte order mark, at most 64 KiB and 32 levels deep.

    Raises:
        Rejected: `too_deep`, `too_large`, `bad_utf8`, `not_json`, `bad_geo` (a coordinate that is
            no number) or `schema` (no object, or a number beyond all measure).
    """
    if value.startswith(_BOM):
        value = value[len(_BOM) :]
    check_depth(value)
    if len(value) > MAX_BYTES:
        raise Rejected(RejectReason.TOO_LARGE, f"{len(value)} bytes is more than {MAX_BYTES}")
    try:
        parsed = orjson.loads(value)
    except orjson.JSONDecodeError:
        parsed = _explain(value)
    if not isinstance(parsed, dict):
        raise Rejected(RejectReason.SCHEMA, "a record must be one JSON object")
    return cast(dict[str, Any], parsed)


def check_depth(value: bytes) -> None:
    """Refuse nesting deeper than 32 levels before any parser recurses into it.

    Raises:
        Rejected: `too_deep`.
    """
    head = value[:MAX_BYTES]
    if head.count(b"[") + head.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub(b"", head)):
        depth += 1 if bracket in _OPENING else -1
        if depth > MAX_DEPTH:
            raise Rejected(RejectReason.TOO_DEEP, f"nested deeper than {MAX_DEPTH} levels")


def _explain(value: bytes) -> object:
    """Find out why orjson refused, or raise what the record deserves."""
    for magic, name in _BINARY:
        if value.startswith(magic):
            raise Rejected(RejectReason.NOT_JSON, f"looks like {name}")
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Rejected(RejectReason.BAD_UTF8, str(error)) from error
    try:
        parsed: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise Rejected(RejectReason.NOT_JSON, str(error)) from error
    except (ValueError, RecursionError) as error:
        raise Rejected(RejectReason.SCHEMA, f"a number beyond all measure: {error}") from error
    where = _non_finite(parsed)
    if where in ("coordinates", "geometry"):
        raise Rejected(RejectReason.BAD_GEO, f"{where} holds NaN or Infinity")
    raise Rejected(RejectReason.NOT_JSON, "not JSON as RFC 8259 has it")


def _non_finite(parsed: object) -> str | None:
    """Return the top-level field inside which NaN or an infinity stands."""
    if not isinstance(parsed, dict):
        return None
    for name, inside in cast(dict[str, object], parsed).items():
        waiting = [inside]
        while waiting:
            value = waiting.pop()
            if isinstance(value, float) and not math.isfinite(value):
                return name
            if isinstance(value, dict):
                waiting.extend(cast(dict[str, object], value).values())
            elif isinstance(value, list):
                waiting.extend(cast(list[object], value))
    return None
