"""Make and check the ids by which events, messages and incidents are known."""

import hashlib
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from core.errors import Rejected, RejectReason

MAX_ID_LENGTH: Final = 256
_ID: Final = re.compile(
    r"""[^\W_](?:[^\x00-\x1f\x7f-\x9f*<>"\\`\[\]{}\u2028\u2029]*[^\s\x00-\x1f*<>"\\`\[\]{}])?"""
)
_SAFE: Final = ".:@/+=,~#&()|!;$-_"


@dataclass(frozen=True, slots=True, order=True)
class EventKey:
    """Name an event: ids are unique within a topic only."""

    topic: str
    event_id: str


def check_id(text: object, field: str = "event_id") -> str:
    """Return an id that is safe to keep, log and show.

    Args:
        text: the value that a record carries.
        field: the field's name, for the refusal.

    Raises:
        Rejected: `schema`, where it is no string of 1 to 256 characters that begins with a letter
            or digit, ends in no space, and goes on without control characters, double quotes,
            globs, brackets or `..`.
    """
    if not isinstance(text, str):
        raise Rejected(RejectReason.SCHEMA, f"{field} is required and must be text")
    if len(text) > MAX_ID_LENGTH or not _ID.fullmatch(text) or ".." in text:
        raise Rejected(RejectReason.SCHEMA, f"{field} {text[:80]!r} is not a usable id")
    return text


def event_id(source: str, native_id: str) -> str:
    """Return `<source>:<native id>`, with characters that an id may not hold percent-encoded.

    An id that would be too long keeps its beginning and ends in a digest of the whole.
    """
    safe = quote(native_id.strip(), safe=_SAFE).replace("..", "%2E%2E")
    whole = f"{source}:{safe}"
    if len(whole) <= MAX_ID_LENGTH:
        return whole
    return f"{whole[: MAX_ID_LENGTH - 17]}~{digest(whole)[:16]}"


def incident_id(first_member: str) -> str:
    """Return the id of the incident whose first member is this event."""
    return f"incident:{digest(first_member)[:16]}"


def digest(text: str) -> str:
    """Return a stable 32-digit hexadecimal digest of a text (BLAKE2b, 16 bytes)."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
