"""Hold the present in memory: events by slot, with all that finds them. One epoch of the store.

Events are kept as the JSON that came, and decoded when asked for: a hundred thousand of them are
no work for the garbage collector, and take a third of the memory. What filters compare lies in
`Columns`. Everything here belongs to one thread.
"""

from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec
import numpy as np

from core.city import City
from core.event import Handling
from core.footprint import Basis, Footprint
from core.identity import EventKey
from core.store import Hit, IndexedEvent
from indexer.store import columns as codes
from indexer.store.columns import Columns, Postings, micros, order_of
from indexer.store.incidents import Incidents
from indexer.store.observed import Observed
from indexer.store.outlines import bounds_of, parts_of
from indexer.store.standings import Opened, Standings
from indexer.store.text_index import EVERYWHERE, TextIndex
from indexer.store.vectors import Vectors

_DECODER: Final = msgspec.json.Decoder(IndexedEvent)
NOWHERE: Final = "?"
"""Stands among areas for an event that nothing can place; no area has this id."""
_KEPT_OPEN: Final = 2048
"""How many events stay decoded: those asked for or changed last."""


def _areas_of(footprint: Footprint) -> tuple[str, ...]:
    if footprint.basis is Basis.UNPLACED:
        return (*footprint.area_ids, NOWHERE)
    return (*footprint.area_ids, EVERYWHERE) if footprint.everywhere else footprint.area_ids


def _lines_of(footprint: Footprint) -> tuple[str, ...]:
    return footprint.line_ids


def _spots_of(footprint: Footprint) -> tuple[str, ...]:
    return (*footprint.stop_ids, *footprint.street_ids)


def _cells_of(footprint: Footprint) -> tuple[int | str, ...]:
    return (EVERYWHERE,) if footprint.everywhere else footprint.cells


class Present:
    """Hold events, with all that is about them, and readings as one epoch of the store has it."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.columns = Columns()
        self.areas = Postings()
        self.lines = Postings()
        self.spots = Postings()
        self.cells = Postings()
        self.known_cells: Final = frozenset(city.grid.cells)
        self.text = TextIndex(city)
        self.vectors = Vectors()
        self.standings = Standings(city, self.columns)
        self.observed = Observed()
        self.incidents = Incidents()
        self._slots: dict[str, dict[str, int]] = {}
        self._keys: list[EventKey | None] = []
        self._stored: list[bytes] = []
        self._opened: OrderedDict[int, Opened] = OrderedDict()
        self._filed: Final = (
            (self.areas, _areas_of),
            (self.lines, _lines_of),
            (self.spots, _spots_of),
            (self.cells, _cells_of),
        )

    def __len__(self) -> int:
        return sum(len(slots) for slots in self._slots.values())

    def held(self) -> Iterator[EventKey]:
        """Go through the keys of all events held."""
        for topic, slots in self._slots.items():
            for event_id in slots:
                yield EventKey(topic, event_id)

    def slots_of(self, event_id: str) -> list[int]:
        """Return the slots of an id, at most one a topic, in the topics' order."""
        found = ((topic, slots.get(event_id)) for topic, slots in self._slots.items())
        return [slot for _, slot in sorted(found) if slot is not None]

    def key_at(self, slot: int) -> EventKey:
        """Return the key of the event in a slot."""
        key = self._keys[slot]
        assert key is not None, "the slot is free"
        return key

    def event_at(self, slot: int) -> IndexedEvent:
        """Return the event in a slot."""
        return self._opened_at(slot).indexed

    def slot_of(self, key: EventKey) -> int | None:
        """Return the slot of an event; None where it is not held."""
        return self._slots.get(key.topic, {}).get(key.event_id)

    def event(self, key: EventKey) -> IndexedEvent | None:
        """Return an event; None where it is not held."""
        slot = self.slot_of(key)
        return None if slot is None else self.event_at(slot)

    def stored(self, key: EventKey) -> bytes | None:
        """Return the JSON of an event; None where it is not held."""
        slot = self.slot_of(key)
        return None if slot is None else self._stored[slot]

    def put(self, stored: bytes, now: datetime) -> IndexedEvent:
        """Take in an event's new state, and say which it is.

        Args:
            stored: JSON of an `IndexedEvent`.
            now: the instant at which its phase is computed for the filters.

        Raises:
            msgspec.ValidationError: it is no such JSON.
        """
        indexed = _DECODER.decode(stored)
        key = indexed.key
        slots = self._slots.setdefault(key.topic, {})
        slot = slots.get(key.event_id)
        before = None
        if slot is None:
            slot = slots[key.event_id] = self.columns.take()
            if slot == len(self._stored):
                self._keys.append(key)
                self._stored.append(stored)
            else:
                self._keys[slot], self._stored[slot] = key, stored
        else:
            before = self.event_at(slot)
            self._stored[slot] = stored
        self._opened.pop(slot, None)  # so that the dictionary stays in the order of opening
        self._open(slot, indexed)
        self._file(slot, before, indexed)
        self._describe(slot, indexed)
        self.refresh_phase(slot, now)
        return indexed

    def remove(self, key: EventKey) -> bool:
        """Let an event go, out of its incident too; say whether it was held."""
        self.incidents.part(key)
        slot = self._slots.get(key.topic, {}).pop(key.event_id, None)
        if slot is None:
            return False
        self._file(slot, self.event_at(slot), None)
        self.text.remove(int(self.columns.document[slot]))
        self.vectors.release(int(self.columns.meaning_row[slot]))
        self.columns.give_back(slot)
        self._keys[slot], self._stored[slot] = None, b""
        self._opened.pop(slot, None)
        return True

    def hit_at(self, slot: int, now: datetime, score: float = 0.0) -> Hit:
        """Return the event in a slot as it stands at `now`."""
        return self._opened_at(slot).hit(self.standings, now, score)

    def refresh_phase(self, slot: int, now: datetime) -> int:
        """Return the code of the phase at `now`, computed anew and kept for the filters."""
        return self.standings.phase_code(slot, self.event_at(slot), now)

    def _file(self, slot: int, before: IndexedEvent | None, after: IndexedEvent | None) -> None:
        """File the slot under its places and lines, touching only what differs."""
        for postings, names in self._filed:
            old = names(before.footprint) if before is not None else ()
            new = names(after.footprint) if after is not None else ()
            if old == new:
                continue
            for name in set(old).difference(new):
                postings.discard(name, slot)
            for name in set(new).difference(old):
                postings.add(name, slot)

    def _describe(self, slot: int, indexed: IndexedEvent) -> None:
        """Write what filters compare, and hand words and meaning to their indexes."""
        columns, event = self.columns, indexed.event
        issued_us = micros(event.issued_at)
        columns.type_code[slot] = codes.TYPE_CODES[event.type]
        columns.family_code[slot] = codes.FAMILY_CODES[event.family]
        columns.severity_code[slot] = codes.SEVERITY_CODES[event.severity]
        columns.actual[slot] = event.handling is Handling.ACTUAL
        columns.in_city[slot] = indexed.footprint.in_city
        columns.order[slot] = order_of(event.severity, issued_us)
        columns.issued_us[slot] = issued_us
        columns.changed_us[slot] = max(issued_us, micros(indexed.indexed_at))
        columns.source_code[slot] = self.standings.source_code(event.source)
        bounds = bounds_of(parts_of(indexed, self.city))
        columns.bounds[slot] = np.nan if bounds is None else bounds
        columns.document[slot] = self.text.put(
            slot, int(columns.document[slot]), indexed, self._stored[slot]
        )
        columns.meaning_row[slot] = self.vectors.use(
            indexed.meaning_key, int(columns.meaning_row[slot])
        )

    def _opened_at(self, slot: int) -> Opened:
        opened = self._opened.get(slot)
        return self._open(slot, _DECODER.decode(self._stored[slot])) if opened is None else opened

    def _open(self, slot: int, indexed: IndexedEvent) -> Opened:
        opened = self._opened[slot] = Opened(indexed)
        if len(self._opened) > _KEPT_OPEN:
            self._opened.popitem(last=False)
        return opened
