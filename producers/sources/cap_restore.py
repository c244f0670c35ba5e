"""Read back from a published event what the chain must know to go on with it after a restart.

`extra["cap"]` holds it: `base` and `hazard` (its place in its happening), `heard` (each message
that went into it, as `identifier|sent`) and, where several messages hold at once, `live`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

import msgspec
from shapely.geometry.base import BaseGeometry

from core import geo
from core.errors import Rejected
from core.event import VANISHED_STATUS, Event, MessageType
from core.timespan import parse_rfc3339
from producers.sources.cap_area import Block
from producers.sources.cap_fold import Message
from producers.sources.cap_notice import End, Notice

_KINDS: Final = {
    MessageType.ALERT: "Alert",
    MessageType.UPDATE: "Update",
    MessageType.CANCEL: "Cancel",
}


class Part(msgspec.Struct, frozen=True):
    """Hold one of the messages that hold at once, and where."""

    identifier: str
    sent: datetime
    areas: tuple[str, ...]


class Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    """Hold what is kept of CAP beside an event.

    Attributes:
        sent: of the message that speaks.
        event: the sender's own word for it.
        base: the first event of its happening, where that is another.
        hazard: the slug of the event's word.
        number: its P-VTEC identity.
        digest: of the message that speaks.
        heard: each message that went into it, as `identifier|sent`.
        live: the messages that hold, where they are several.
    """

    identifier: str
    sender: str
    sent: str
    event: str = ""
    hazard: str = ""
    base: str = ""
    number: str = ""
    digest: str = ""
    heard: tuple[str, ...] = ()
    live: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Restored:
    """Hold an event as the messages that would make it again."""

    kept: Kept
    base: str
    messages: tuple[Message, ...]


def restored(event: Event) -> Restored | None:
    """Return what the chain needs of an event; None where it is none of ours."""
    raw: Any = event.extra.get("cap")
    if not isinstance(raw, Mapping):
        return None
    try:
        kept = msgspec.convert(cast(Mapping[str, Any], raw), Kept, strict=False)
        spoken_at = parse_rfc3339(kept.sent)
    except (msgspec.ValidationError, ValueError):
        return None
    over = _over(event)
    parts = kept.live if not over else ()
    parts = parts or (Part(kept.identifier, event.issued_at if over else spoken_at, event.areas),)
    earlier = frozenset(line.rpartition("|")[0] for line in kept.heard)
    replaces = earlier - {part.identifier for part in parts}
    shape = _shape(event) if len(parts) == 1 else None
    codes = tuple((system, code) for system, listed in event.geocodes.items() for code in listed)
    draft = event if not over and event.status != VANISHED_STATUS else _without_status(event)
    messages = tuple(
        Message(
            sender=kept.sender,
            identifier=part.identifier,
            sent=part.sent,
            replaces=replaces,
            kind=_KINDS[event.message_type],
            notices=(
                Notice(kept.hazard, draft, (Block(part.areas or ("",), codes, shape),), over),
            ),
            handling=event.handling,
            as_of=event.issued_at,
        )
        for part in parts
    )
    return Restored(kept, kept.base or event.event_id, messages)


def _over(event: Event) -> End | None:
    if event.message_type is MessageType.CANCEL:
        return End.CANCELLED
    if not event.ends_by_word or event.status == VANISHED_STATUS:
        return None  # what only vanished may come back
    return End.CLEARED if event.status == End.CLEARED.value else End.CLOSED


def _without_status(event: Event) -> Event:
    return msgspec.structs.replace(event, status="", message_type=MessageType.ALERT)


def _shape(event: Event) -> BaseGeometry | None:
    if event.geometry is None:
        return None
    try:
        return geo.to_shape(event.geometry)
    except Rejected:
        return None
