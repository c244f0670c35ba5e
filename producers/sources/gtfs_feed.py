"""Read the bytes of a GTFS-Realtime feed, within limits, and say why where it cannot be done.

The only file that parses protocol buffers. An empty body parses as a feed without alerts, text in
bad UTF-8 comes back as bytes, and a length can claim more than there is: all of it is met here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from google.protobuf.message import DecodeError
from google.transit import gtfs_realtime_pb2 as pb

from core.text import clean
from producers.source import Rejection, Unreadable

MAX_ENTITIES: Final = 10_000
OPEN_END_YEAR: Final = 2100
"""Producers write "for ever" as some far year."""
_MILLISECONDS: Final = 10**11
"""POSIX seconds above this lie in the year 5138; it is milliseconds then."""
_EPOCH: Final = datetime.fromtimestamp(0, UTC)
_HEADER_TAG: Final = (1 << 3) | 2
_ENTITY_TAG: Final = (2 << 3) | 2


@dataclass(frozen=True, slots=True)
class Feed:
    """Hold one well-formed document.

    Attributes:
        header_at: when the feed says it was made; None where it does not say.
        told_at: the time of issue of what it tells: the header's, or ours where that is senseless.
        entities: those with an id of their own, the first of each.
        size: how many entities the document held.
        rejections: entities left out.
        notes: what is odd about the document as a whole.
    """

    header_at: datetime | None
    told_at: datetime
    entities: tuple[pb.FeedEntity, ...]
    size: int
    rejections: tuple[Rejection, ...]
    notes: tuple[str, ...]


def read_feed(body: bytes, now: datetime) -> Feed:
    """Read one document.

    Args:
        body: a `FeedMessage` in protocol buffers' binary format, at most 10,000 entities.
        now: aware UTC.

    Raises:
        Unreadable: it is no whole feed, too large, or a differential one.
    """
    _check_outline(body)
    message = pb.FeedMessage()
    try:
        message.ParseFromString(body)
    except DecodeError as error:
        raise Unreadable(f"no GTFS-Realtime feed: {error}") from error
    header = message.header
    version = text_of(header.gtfs_realtime_version)
    if not version:
        raise Unreadable("the feed has no header with a version")
    if header.incrementality == pb.FeedHeader.DIFFERENTIAL:
        raise Unreadable("a differential feed: only full datasets are read")
    notes: list[str] = []
    if version.partition(".")[0] not in ("1", "2"):
        notes.append(f"version {version[:20]} is read as 2.0")
    header_at = None
    if header.HasField("timestamp"):
        header_at = instant_of(header.timestamp) if header.timestamp else _EPOCH
        if header.timestamp > _MILLISECONDS:
            notes.append("the header's time is in milliseconds")
    sane = header_at is not None and header_at > _EPOCH + timedelta(days=365) and header_at <= now
    if not sane:
        notes.append("the header's time is missing or impossible: ours stands in for it")
    entities, rejections = _distinct(message)
    return Feed(
        header_at=header_at,
        told_at=header_at if sane and header_at is not None else now,
        entities=tuple(entities),
        size=len(message.entity),
        rejections=tuple(rejections),
        notes=tuple(notes),
    )


def text_of(value: object) -> str:
    """Return a text field cleaned; protobuf gives bytes where the feed's UTF-8 is bad."""
    if isinstance(value, bytes):
        return clean(value.decode("utf-8", errors="replace"))
    return clean(str(value))


def instant_of(posix: int) -> datetime | None:
    """Return the instant of POSIX seconds (or milliseconds, as some write); None for never."""
    seconds = posix / 1000 if posix > _MILLISECONDS else posix
    try:
        instant = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return instant if instant.year < OPEN_END_YEAR else None


def kind_of(entity: pb.FeedEntity) -> str:
    """Return which of the entity's parts is filled; empty where none is."""
    kinds = ("alert", "trip_update", "vehicle", "shape", "stop", "trip_modifications")
    return next((kind for kind in kinds if entity.HasField(kind)), "")


def _distinct(message: pb.FeedMessage) -> tuple[list[pb.FeedEntity], list[Rejection]]:
    """Return the first entity of each id and kind, and why the others are left out."""
    kept: dict[tuple[str, str], pb.FeedEntity] = {}
    rejections: list[Rejection] = []
    for entity in message.entity:
        native_id, kind = text_of(entity.id), kind_of(entity)
        if not native_id:
            rejections.append(Rejection("", "no_id", "an entity has no id"))
        elif entity.is_deleted:
            rejections.append(Rejection("", "deleted", f"{native_id} is marked as deleted"))
        elif kind not in ("alert", "trip_update", "vehicle"):
            rejections.append(Rejection("", "not_read", f"{native_id}: {kind or 'nothing'}"))
        elif (native_id, kind) in kept:
            rejections.append(Rejection(native_id, "duplicate", "the first of that id is taken"))
        else:
            kept[native_id, kind] = entity
    return list(kept.values()), rejections


def _check_outline(body: bytes) -> None:
    """Walk over the top level without parsing it, so that no bomb is ever unpacked."""
    if not body:
        raise Unreadable("the body is empty")
    entities = 0
    for tag in _top_level_tags(body):
        entities += tag == _ENTITY_TAG
        if entities > MAX_ENTITIES:
            raise Unreadable(f"more than {MAX_ENTITIES} entities")


def _top_level_tags(body: bytes) -> Iterator[int]:
    """Give the tag of each top-level field (protocol buffers encoding, "Message Structure")."""
    at = 0
    while at < len(body):
        tag, at = _varint(body, at)
        wire_type = tag & 7
        if tag >> 3 == 0 or wire_type not in (0, 1, 2, 5):
            raise Unreadable("not the binary format of protocol buffers")
        if at == 1 and tag not in (_HEADER_TAG, _ENTITY_TAG):
            raise Unreadable("not a GTFS-Realtime feed")
        if wire_type == 0:
            _, at = _varint(body, at)
        elif wire_type == 2:
            length, at = _varint(body, at)
            at += length
        else:
            at += 8 if wire_type == 1 else 4
        if at > len(body):
            raise Unreadable("a length runs past the end of the body")
        yield tag


def _varint(body: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(body):
            raise Unreadable("the body breaks off")
        byte = body[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
    raise Unreadable("a number is too long")
