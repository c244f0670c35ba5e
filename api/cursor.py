"""Write the place in a list of hits as a cursor, and read it back.

A cursor holds no secret and grants nothing: it names a place in the order of public events.
"""

import base64
import binascii
import math

import orjson

from api.problems import bad_parameter
from core.identity import EventKey
from core.severity import Severity
from core.store import Mark
from core.timespan import format_rfc3339, parse_rfc3339


def write_cursor(mark: Mark) -> str:
    """Write a place as text that is safe in an address."""
    fields = [
        mark.score, mark.severity.value, format_rfc3339(mark.issued_at), mark.key.topic,
        mark.key.event_id,
    ]  # fmt: skip
    return base64.urlsafe_b64encode(orjson.dumps(fields)).rstrip(b"=").decode()


def read_cursor(cursor: str) -> Mark:
    """Read a cursor.

    Raises:
        Problem: 422; it is none of ours.
    """
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        fields = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        score, severity, issued_at, topic, event_id = fields
        key = EventKey(str(topic), str(event_id))
        mark = Mark(float(score), Severity(severity), parse_rfc3339(issued_at), key)
        if not math.isfinite(mark.score):
            raise ValueError("a score that is no number")
    except (ValueError, TypeError, binascii.Error, OverflowError) as error:
        raise bad_parameter("cursor", "this is no cursor of ours; begin without one") from error
    return mark
