"""Do the joiner's work in a rehearsal: events are folded and placed here, not by an indexer."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from core.city import City
from core.event import Event
from core.gazetteer import Gazetteer
from core.identity import EventKey
from core.incident import Membership
from core.store import IndexedEvent, Known
from indexer.anomalies.joint_work import JointWork, Surroundings
from indexer.anomalies.names import PackNames
from indexer.anomalies.partials import Partial
from indexer.anomalies.timetable import read_timetable
from indexer.draft import Draft
from indexer.locate import Locator


class JointEngine:
    """Be the joiner of a `LocalEngine`; it is its `JointSide`."""

    def __init__(
        self, city: City, pack: Path | None = None, counts: Counter[str] | None = None
    ) -> None:
        """Begin without a memory.

        Args:
            city: the pack.
            pack: its folder, for its timetable; None where what is usual is to be learned.
            counts: takes note of what happened, by name.
        """
        self._work = JointWork(
            city,
            PackNames(city),
            Counter() if counts is None else counts,
            read_timetable(pack, city),
        )
        self._places = Locator(city, Gazetteer(city))
        self._known: dict[EventKey, IndexedEvent] = {}
        self._waiting: dict[tuple[str, str, int], Partial] = {}
        self._members: dict[EventKey, Membership] = {}

    def memberships(self) -> Sequence[Membership]:
        """Return which events belong to incidents, as of the last merge."""
        return list(self._members.values())

    def hear(self, topic: str, event: Event) -> None:
        """Take note of a message about an event, an anomaly's included."""
        key = EventKey(topic, event.event_id)
        draft = Draft.of(key, Known(self._known.get(key)))
        draft.add(event, len(self._known))
        state = draft.event
        if state is None or not draft.changed:
            return
        indexed = IndexedEvent(
            event=state,
            topic=topic,
            offset=0,
            footprint=self._places.locate(state),
            messages=draft.messages,
            versions=draft.versions,
            first_issued_at=draft.first_issued_at or state.issued_at,
            indexed_at=event.issued_at,
        )
        self._known[key] = indexed
        self._work.hear(indexed)

    def merge(
        self,
        partials: Sequence[Partial],
        watermarks: Mapping[str, tuple[datetime, datetime]],
        now: datetime,
    ) -> Sequence[Event]:
        """Merge what may be merged; return the anomalies that opened, changed or closed."""
        for partial in partials:
            self._waiting[partial.kind, partial.partition, partial.start_ms] = partial
        around = Surroundings(watermarks=watermarks, wall=now, now=now, heard_until=now)
        events: list[Event] = []
        more = True
        while more:
            done = self._work.step(list(self._waiting.values()), around)
            events += done.events
            for partial in done.merged:
                self._waiting.pop((partial.kind, partial.partition, partial.start_ms), None)
            more = done.more
        joining = self._work.book.changes()
        self._work.book.wrote(joining)
        self._members.update({member.key: member for member in joining.joined})
        for key in joining.parted:
            self._members.pop(key, None)
        return events
