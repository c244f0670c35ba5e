"""Tell an event's chapters: from a story and a scene to what is published, message by message.

Every message is the full present state of its event. All that a later chapter says is found in
the event as it stands, so that a story can be taken up again from the log alone.
"""

import random
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from core.city import City, Source
from core.event import EndCertainty, Event, MessageType
from core.identity import event_id
from core.timespan import Span
from core.topics import Family
from producers.seeds.scenes import Scene
from producers.seeds.story import CANCELLED, Chapter, Story

_NATIVE: Final = re.compile(r"seed-(?P<story>[a-z-]+)-\d{14}-[0-9a-f]{3}")
STALE_AFTER: Final = timedelta(hours=2)
"""An emergency whose end nobody has told of so long after it was due is not held on to."""
_ROUND_TO: Final = 10
"""Utilities count their customers roughly."""


def begin(
    story: Story,
    scene: Scene,
    source: Source,
    city: City,
    family: Family,
    now: datetime,
    when: Span,
    rng: random.Random,
) -> Event:
    """Tell a story's first chapter.

    Args:
        story: what happens.
        scene: where.
        source: who says so.
        city: whose numbers to call.
        family: of the topic that it goes to.
        now: when it is said.
        when: it really begins and ends; planned work begins later than `now`.
        rng: chooses cause and figures.
    """
    first = story.chapters[0]
    native = f"seed-{story.key}-{now:%Y%m%d%H%M%S}-{rng.randrange(0x1000):03x}"
    event = Event(
        event_id=event_id(source.id, native),
        family=family,
        type=story.type,
        severity=story.severity,
        issued_at=now,
        source=source.id,
        status=first.status,
        starts_at=when.start if when.start > now else None,
        expires_at=(when.end or now) + STALE_AFTER if family is Family.EMERGENCY else None,
        urgency=story.urgency,
        certainty=story.certainty,
        planned=story.planned,
        affected_groups=story.groups,
        affected_customers=_roughly(rng.randint(*story.customers)) if story.customers else None,
        delay_minutes=rng.randint(*story.delay_min) if story.delay_min else None,
        cause=rng.choice(story.causes) if story.causes else "",
        utility_company=source.publisher if story.customers else "",
        lanes=story.lanes,
        publisher=source.publisher,
        contact=source.contact,
        **scene.fields,
    )
    words = {
        **words_of(event),
        **scene.words,
        "emergency_number": city.emergency_number,
        "help_line": city.help_line,
    }
    return msgspec.structs.replace(
        event,
        headline=story.headline.format_map(words),
        message=first.message.format_map(words),
        instructions=tuple(line.format_map(words) for line in story.instructions),
        detour=story.detour.format_map(words),
        **_estimate(first, now, when.end or now, known=story.end_known),
    )


def go_on(
    event: Event, story: Story | None, chapter: Chapter, now: datetime, ends: datetime
) -> Event:
    """Tell a later chapter of an event, its end among them."""
    before = story.chapter_of(event.status) if story is not None else None
    share = chapter.left / before.left if before is not None and before.left else chapter.left
    changes: dict[str, Any] = {
        "issued_at": now,
        "message_type": MessageType.CANCEL if chapter.status == CANCELLED else MessageType.UPDATE,
        "status": chapter.status,
        "starts_at": begun_at(event),
        "severity": chapter.severity or event.severity,
    }
    if event.affected_customers is not None:
        changes["affected_customers"] = _roughly(event.affected_customers * share)
    if event.delay_minutes is not None:
        changes["delay_minutes"] = round(event.delay_minutes * share)
    changed = msgspec.structs.replace(event, **changes)
    words = words_of(changed)
    changes = {"message": chapter.message.format_map(words)}
    if chapter.headline:
        changes["headline"] = chapter.headline.format_map(words)
    if chapter.status == CANCELLED:
        changes |= {"ends_at": None, "end_certainty": EndCertainty.UNKNOWN}
    elif chapter.ends:
        stated = event.ends_at if event.end_certainty is EndCertainty.KNOWN else None
        changes |= {"ends_at": min(now, stated or now), "end_certainty": EndCertainty.KNOWN}
    else:
        changes |= _estimate(chapter, now, ends, known=story is not None and story.end_known)
    return msgspec.structs.replace(changed, **changes)


def say_again(event: Event, now: datetime) -> Event:
    """Confirm an event: the same, as of now."""
    return msgspec.structs.replace(
        event, issued_at=now, message_type=MessageType.UPDATE, starts_at=begun_at(event)
    )


def begun_at(event: Event) -> datetime:
    """Return when the event began or will; its first message leaves that out where it is now."""
    return event.starts_at or event.issued_at


def words_of(event: Event) -> dict[str, str]:
    """Return what the texts about an event may name."""
    stops = event.stops or ("",)
    return {
        "area": _listed(event.areas),
        "road": event.road,
        "line": event.lines[0] if event.lines else "",
        "stop": stops[0],
        "first": stops[0],
        "last": stops[-1],
        "delay": str(round(event.delay_minutes or 0)),
        "company": event.publisher,
    }


def story_key(event: Event) -> str | None:
    """Return the key of the story that an event of the seeds tells; None for anybody else's."""
    native = event.event_id.removeprefix(f"{event.source}:")
    match = _NATIVE.fullmatch(native)
    return None if match is None else match["story"]


def _estimate(chapter: Chapter, now: datetime, ends: datetime, *, known: bool) -> Mapping[str, Any]:
    if chapter.expects is None:
        return {}
    if known:
        return {"ends_at": ends, "end_certainty": EndCertainty.KNOWN}
    told = now + (ends - now) * chapter.expects
    minute = told.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return {"ends_at": minute, "end_certainty": EndCertainty.ESTIMATED}


def _roughly(count: float) -> int:
    return round(count / _ROUND_TO) * _ROUND_TO


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
