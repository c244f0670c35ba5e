"""Make the events of a happening: the full present state of each of its hazards."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from core.event import EndCertainty, Event, EventType, MessageType
from core.severity import Severity
from core.timespan import format_rfc3339
from core.wire import encode_event
from producers.sources import cap_text
from producers.sources.cap_area import Block, outline, shorten
from producers.sources.cap_chain import Happening
from producers.sources.cap_fields import latest
from producers.sources.cap_fold import Ending, Live, Track, fold
from producers.sources.cap_notice import End, Voice
from producers.sources.cap_restore import Part

MAX_RECORD_BYTES: Final = 60_000
"""Below the contract's 64 KiB, so that the indexer's own additions fit too."""
MAX_AREAS: Final = 200
MAX_CODES: Final = 300
MAX_HEARD: Final = 40
_ENDED_STATUS: Final = {End.CLEARED: "cleared", End.CLOSED: "closed"}


def events_of(happening: Happening, voice: Voice) -> list[Event]:
    """Return one event for each hazard of a happening."""
    tracks = fold(happening.messages.values())
    return [_event(happening, track, _bare(track, happening, voice)) for track in tracks]


def _bare(track: Track, happening: Happening, voice: Voice) -> Event:
    """Return what is known of an event of which nothing was heard but its end."""
    return Event(
        event_id="",
        family=voice.family,
        type=EventType.OTHER,
        type_text="alert",
        severity=Severity.UNKNOWN,
        issued_at=track.newest,
        source=voice.source,
        handling=next(iter(happening.messages.values())).handling,
        publisher=voice.publisher,
    )


def _event(happening: Happening, track: Track, bare: Event) -> Event:
    if track.ending is not None:
        draft, blocks = _ended(track, track.ending, bare)
    else:
        draft, blocks = _holding(track)
    event_id = happening.id_of(track.hazards)
    names = dict.fromkeys(name for block in blocks for name in block.names if name)
    return fit(
        msgspec.structs.replace(
            draft,
            event_id=event_id,
            issued_at=track.newest,
            starts_at=draft.starts_at if draft.starts_at != track.newest else None,
            areas=tuple(names)[:MAX_AREAS],
            geocodes=_geocodes(blocks),
            geometry=outline(blocks),
            references=tuple(i for i in happening.replaces if i != event_id),
            extra=_extra(happening, track, draft),
        )
    )


def _holding(track: Track) -> tuple[Event, list[Block]]:
    """Return what holds: the most severe of the messages speaks, the areas of all count."""
    speaking = max(track.lives, key=_weight)
    draft = speaking.notice.draft
    first = track.told == 1 and speaking.message.kind == "Alert"
    changes: dict[str, Any] = {
        "message_type": MessageType.ALERT if first else MessageType.UPDATE,
        "expires_at": latest([live.notice.draft.expires_at for live in track.lives]),
        "ends_at": latest([live.notice.draft.ends_at for live in track.lives]),
    }
    changes["end_certainty"] = EndCertainty.KNOWN if changes["ends_at"] else EndCertainty.UNKNOWN
    blocks = [block for live in track.lives for block in live.blocks]
    return msgspec.structs.replace(draft, **changes), blocks


def _ended(track: Track, ending: Ending, bare: Event) -> tuple[Event, list[Block]]:
    """Return what held last, in the words of the message that ended it where it has some."""
    last = track.last
    draft = last.notice.draft if last is not None else bare
    blocks = list(last.blocks) if last is not None else []
    said = ending.notice.draft if ending.notice is not None else None
    changes: dict[str, Any] = {
        "message_type": MessageType.CANCEL if ending.how is End.CANCELLED else MessageType.UPDATE,
        "status": _ENDED_STATUS.get(ending.how, ""),
    }
    if said is not None:
        for name in ("headline", "message", "instructions", "translations", "urgency", "certainty"):
            changes[name] = getattr(said, name) or getattr(draft, name)
    return msgspec.structs.replace(draft, **changes), blocks


def _extra(happening: Happening, track: Track, draft: Event) -> dict[str, Any]:
    origin: dict[str, Any] = dict(draft.extra.get("cap", {}))
    origin["hazard"] = track.hazard
    if happening.id_of(track.hazards) != happening.base:
        origin["base"] = happening.base
    if happening.number:
        origin["number"] = happening.number
    newest = max(happening.messages.values(), key=lambda message: message.sent)
    origin.setdefault("identifier", newest.identifier)
    origin.setdefault("sender", newest.sender)
    origin.setdefault("sent", format_rfc3339(newest.sent))
    origin["heard"] = list(happening.heard())[-MAX_HEARD:]
    if len(track.lives) > 1:
        origin["live"] = [_part(live) for live in track.lives]
    else:
        origin.pop("live", None)
    return {"cap": origin}


def _part(live: Live) -> dict[str, Any]:
    names = tuple(name for block in live.blocks for name in block.names if name)
    part = Part(live.message.identifier, live.message.sent, names[:MAX_AREAS])
    return {"identifier": part.identifier, "sent": format_rfc3339(part.sent), "areas": list(names)}


def _geocodes(blocks: Sequence[Block]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for system, code in dict.fromkeys(code for block in blocks for code in block.codes):
        found.setdefault(system, {})[code] = None
    return {system: tuple(codes)[:MAX_CODES] for system, codes in list(found.items())[:20]}


def fit(event: Event) -> Event:
    """Return the event small enough for one record, and say in `extra` what was shortened."""
    clipped: list[str] = list(event.extra["cap"].get("clipped", ()))
    for name, changes in _shortenings(event):
        if len(encode_event(event)) <= MAX_RECORD_BYTES:
            break
        clipped.append(name)
        event = msgspec.structs.replace(event, **changes)
    if clipped:
        kept = {**event.extra["cap"], "clipped": list(dict.fromkeys(clipped))}
        event = msgspec.structs.replace(event, extra={"cap": kept})
    return event


def _shortenings(event: Event) -> list[tuple[str, dict[str, Any]]]:
    """Return what to shorten, the least missed first."""
    brief = {
        tag: msgspec.structs.replace(words, message=cap_text.clip(words.message, 600))
        for tag, words in list(event.translations.items())[:8]
    }
    few = {system: codes[:50] for system, codes in list(event.geocodes.items())[:5]}
    shorter: list[tuple[str, dict[str, Any]]] = [("geocodes", {"geocodes": few})]
    if event.geometry is not None:
        shorter.append(("geometry", {"geometry": shorten(event.geometry, 300)}))
    return [
        *shorter,
        ("translations", {"translations": brief}),
        ("message", {"message": cap_text.clip(event.message, 2_000)}),
        ("areas", {"areas": event.areas[:50], "geocodes": {}}),
        ("translations", {"translations": {}}),
    ]


def _weight(live: Live) -> tuple[int, datetime]:
    return live.notice.draft.severity.rank, live.message.sent
