"""Write events under the field names that the seeds print, which the contract takes as well."""

from typing import Any, Final

import orjson

from core.topics import Family

_SINGLE: Final = {"areas": "area", "lines": "line"}
"""Lists that are printed as one name where they hold one."""
_RENAMED: Final = {
    Family.TRANSIT: {"stops": "affected_stations", "cause": "reason"},
    Family.INFRASTRUCTURE: {"estimated_resolution": "estimated_restoration"},
}


def printed_form(value: bytes, family: Family) -> bytes:
    """Rename the fields of an encoded event; `core.wire` reads the same event from either.

    Args:
        value: what `core.wire.encode_event` wrote.
        family: of the event; each prints its own words.
    """
    fields: dict[str, Any] = orjson.loads(value)
    for plural, singular in _SINGLE.items():
        if len(fields.get(plural, ())) == 1:
            (fields[singular],) = fields.pop(plural)
    for ours, printed in _RENAMED.get(family, {}).items():
        if ours in fields:
            fields[printed] = fields.pop(ours)
    return orjson.dumps(fields)
