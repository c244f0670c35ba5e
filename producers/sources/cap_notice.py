"""Make drafts of events from one CAP alert: one for each hazard that it tells of.

Several `info` blocks are either languages or more of the same alert (CAP 1.2, 3.2.1). Blocks of one
language that name the same event are one hazard: the most severe speaks, all areas count, and what
the others add is told after it. Blocks that name different events are hazards of their own, so that
"flood in Harbor, fire in Eastside" is not told as one to both.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec
import shapely

from core.event import EndCertainty, Event, Handling, Translation
from core.identity import digest
from core.severity import read_certainty, read_severity, read_urgency
from core.text import clean
from core.timespan import format_rfc3339, parse_rfc3339
from core.topics import Family
from core.wire_fields import web_address
from producers.sources import cap_text
from producers.sources.cap_area import Block, read_block
from producers.sources.cap_fields import Refused, latest
from producers.sources.cap_language import by_language, message_of, primary_tag, translated
from producers.sources.cap_message import CapAlert, CapInfo
from producers.sources.cap_types import says_test, type_of
from producers.sources.cap_vtec import PARAMETERS, Vtec, read_vtec

_NOT_SLUG: Final = re.compile(r"[\W_]+")
_ENDING_TIME: Final = ("eventEndingTime", "ends")
_HANDLINGS: Final = {
    "Actual": Handling.ACTUAL,
    "Exercise": Handling.EXERCISE,
    "Test": Handling.TEST,
    "Draft": Handling.DRAFT,
}


class End(StrEnum):
    """How a hazard is over."""

    CANCELLED = "cancelled"
    CLEARED = "cleared"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, eq=False)
class Notice:
    """Hold what one alert says about one hazard.

    Attributes:
        hazard: the event's own word as a slug, to know the hazard again.
        draft: the event but for its id and place.
        blocks: where.
        over: how it is over, if this says so.
    """

    hazard: str
    draft: Event
    blocks: tuple[Block, ...]
    over: End | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """Say in whose name and language events are drafted.

    Attributes:
        source: id of the feed.
        publisher: whose feed it is; what a message says of itself only where this is empty.
        language: primary tag of the city's first language.
    """

    source: str
    family: Family
    publisher: str
    language: str


def handling_of(alert: CapAlert, envelope_status: str) -> Handling:
    """Return for whom the alert is; an envelope that is no real one makes none real.

    Raises:
        Refused: `system`: machines talking to machines.
    """
    statuses = [alert.status, envelope_status or "Actual"]
    if "System" in statuses:
        raise Refused("system", "status System is for machines")
    status = next((s for s in statuses if s != "Actual" and s in _HANDLINGS), "Actual")
    if status == "Actual":
        vtecs = [v for info in alert.infos for v in vtecs_of(info)]
        if any(v.test for v in vtecs) or any(says_test(info) for info in alert.infos):
            return Handling.TEST
    return _HANDLINGS[status]


def vtecs_of(info: CapInfo) -> tuple[Vtec, ...]:
    """Return the P-VTEC strings among the parameters, those in force first."""
    return read_vtec(info.parameter(*PARAMETERS))


def draft_notices(alert: CapAlert, handling: Handling, voice: Voice) -> tuple[Notice, ...]:
    """Return one notice for each hazard; none for a cancel without `info`.

    Raises:
        Refused: `no_info`, or `bad_time` where all of it expired before it was sent.
    """
    if not alert.infos and alert.kind != "Cancel":
        raise Refused("no_info", "an alert without info tells nothing")
    infos = [info for info in alert.infos if _ends(alert, info) or _lasts(alert, info)]
    if alert.infos and not infos:
        raise Refused("bad_time", "it expired before it was sent")
    spoken = by_language(infos)
    if not spoken:
        return ()
    first = next(iter(spoken))
    main = next((tag for tag in spoken if tag.partition("-")[0] == voice.language), first)
    hazards: dict[str, list[int]] = {}
    for position, info in enumerate(spoken[main]):
        hazards.setdefault(_slug(info.event), []).append(position)
    others = {tag: blocks for tag, blocks in spoken.items() if tag != main}
    return tuple(
        _notice(alert, hazard, [spoken[main][p] for p in positions], handling, voice,
                translated(others, positions[0], len(spoken[main])))
        for hazard, positions in hazards.items()
    )  # fmt: skip


def _notice(
    alert: CapAlert,
    hazard: str,
    infos: Sequence[CapInfo],
    handling: Handling,
    voice: Voice,
    translations: dict[str, Translation],
) -> Notice:
    ends = [_ends(alert, info) for info in infos]
    over = ends[0] if all(ends) else None
    told = [info for info, end in zip(infos, ends, strict=True) if over or not end]
    worst = max(told, key=_rank)
    notes = list(alert.notes)
    blocks = _blocks(told, notes)
    kind, kind_text = type_of(worst)
    ends_at = latest([_ending_time(info) for info in told])
    starts_at = worst.onset or worst.effective
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        ends_at = None
    draft = Event(
        event_id="",
        family=voice.family,
        type=kind,
        type_text=kind_text,
        severity=read_severity(worst.severity),
        issued_at=alert.sent,
        source=voice.source,
        handling=handling,
        headline=cap_text.clip(
            cap_text.tidy(worst.headline or worst.event), cap_text.HEADLINE_LENGTH
        ),
        message=cap_text.clip(message_of(worst, told), cap_text.MESSAGE_LENGTH),
        instructions=cap_text.steps(worst.instruction),
        starts_at=starts_at if starts_at != alert.sent else None,
        ends_at=ends_at,
        end_certainty=EndCertainty.KNOWN if ends_at else EndCertainty.UNKNOWN,
        expires_at=latest([info.expires for info in told]),
        urgency=read_urgency(worst.urgency),
        certainty=read_certainty(worst.certainty),
        language=primary_tag(worst.language),
        translations=translations,
        url=web_address(worst.web, "web"),
        contact=cap_text.clip(cap_text.tidy(worst.contact), 200),
        publisher=voice.publisher or clean(worst.sender_name)[:200],
        extra={"cap": _origin(alert, worst, notes)},
    )
    return Notice(hazard, draft, blocks, over)


def _ends(alert: CapAlert, info: CapInfo) -> End | None:
    """Return how this block ends its hazard, whatever the message's type says."""
    if alert.kind == "Cancel":
        return End.CANCELLED
    vtec = next(iter(vtecs_of(info)), None)
    if vtec is not None and vtec.over:
        return End.CANCELLED if vtec.action == "CAN" else End.CLOSED
    return End.CLEARED if "AllClear" in info.responses else None


def _lasts(alert: CapAlert, info: CapInfo) -> bool:
    return info.expires is None or info.expires >= alert.sent


def _blocks(infos: Sequence[CapInfo], notes: list[str]) -> tuple[Block, ...]:
    """Return each named area once, with all its codes and shapes."""
    found: dict[tuple[str, ...], Block] = {}
    for area in dict.fromkeys(area for info in infos for area in info.areas):
        block = read_block(area, notes)
        known = found.get(block.names)
        if known is not None:
            shapes = [s for s in (known.shape, block.shape) if s is not None]
            codes = tuple(dict.fromkeys(known.codes + block.codes))
            block = Block(block.names, codes, shapely.union_all(shapes) if shapes else None)
        found[block.names] = block
    return tuple(found.values())


def _origin(alert: CapAlert, info: CapInfo, notes: Sequence[str]) -> dict[str, Any]:
    """Return what of the message itself is kept beside the event."""
    origin: dict[str, Any] = {
        "identifier": clean(alert.identifier)[:256],
        "sender": clean(alert.sender)[:256],
        "sent": format_rfc3339(alert.sent),
        "event": clean(info.event)[:200],
        "digest": digest_of(alert),
    }
    if info.sender_name:
        origin["sender_name"] = clean(info.sender_name)[:200]
    if len(clean(info.description)) > cap_text.MESSAGE_LENGTH:
        origin["clipped"] = ["message"]
    if notes:
        origin["notes"] = [clean(note)[:160] for note in notes[:8]]
    return origin


def digest_of(alert: CapAlert) -> str:
    """Return a digest of what the alert says, however it is written down."""
    return digest(msgspec.json.encode(alert).decode())


def _ending_time(info: CapInfo) -> datetime | None:
    for value in info.parameter(*_ENDING_TIME):
        try:
            return parse_rfc3339(value.strip())
        except (ValueError, OverflowError):
            continue
    vtec = next(iter(vtecs_of(info)), None)
    return vtec.ends_at if vtec else None


def _rank(info: CapInfo) -> int:
    return read_severity(info.severity).rank


def _slug(word: str) -> str:
    return _NOT_SLUG.sub("-", clean(word).casefold()).strip("-")[:60] or "alert"
