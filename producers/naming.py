"""Keep an event's id when its feed does not (GTFS-Realtime ids are unstable at some producers).

Content decides before ids do: what says the same is the same, under whatever id it comes. Only
for feeds without times of their own, where nothing else tells two messages of one event apart.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec

from core.event import Event, MessageType
from core.identity import digest
from core.wire import encode_event

_EPOCH: Final = datetime.fromtimestamp(0, UTC)


def content_of(event: Event) -> bytes:
    """Return what the event says, without its id and without when or how often it was said."""
    kind = MessageType.ALERT if event.message_type is MessageType.UPDATE else event.message_type
    return encode_event(
        msgspec.structs.replace(event, event_id="", issued_at=_EPOCH, message_type=kind)
    )


def same_content(a: Event, b: Event) -> bool:
    """Say whether two messages, the older first, tell the same."""
    if a.starts_at is None and b.starts_at == a.issued_at:  # left out on the wire: it is the same
        a = msgspec.structs.replace(a, starts_at=b.starts_at)
    return a == b or content_of(a) == content_of(b)


def keep_ids(
    events: Iterable[Event],
    known: Mapping[str, Event],
    still_open: Collection[str],
    aliases: Mapping[str, str],
) -> tuple[list[Event], dict[str, str]]:
    """Give each event the id under which it is known.

    Args:
        events: one document's events, each id at most once.
        known: what was last published, by id.
        still_open: the ids among them that are not over.
        aliases: the feed's id to ours, where they parted before.

    Returns:
        The events in the same order under our ids, and the aliases to remember.
    """
    given = list(events)
    unchanged = {
        e.event_id for e in given if e.event_id in known and same_content(known[e.event_id], e)
    }
    left = {content_of(known[i]): i for i in still_open if i in known and i not in unchanged}
    ours: dict[int, str] = {}
    for place, event in enumerate(given):
        kept = event.event_id if event.event_id in unchanged else left.pop(content_of(event), None)
        if kept is not None:
            ours[place] = kept
    taken = set(ours.values())
    for place, event in enumerate(given):
        if place in ours:
            continue
        wanted = aliases.get(event.event_id, event.event_id)
        if wanted in taken:
            wanted = f"{event.event_id}~{digest(repr(content_of(event)))[:8]}"
        taken.add(wanted)
        ours[place] = wanted
    renamed = {e.event_id: ours[n] for n, e in enumerate(given) if ours[n] != e.event_id}
    return [
        msgspec.structs.replace(e, event_id=ours[n]) if e.event_id in renamed else e
        for n, e in enumerate(given)
    ], renamed
