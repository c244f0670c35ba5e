"""Keep what filters compare in arrays, one entry a slot, so that a scan is a few vector steps.

A slot is a small number given to an event while the view holds it. Arrays grow by doubling; a
scan reads only up to the highest slot in use.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from core.event import EventType
from core.lifecycle import Phase
from core.severity import Severity
from core.topics import Family

Slots = NDArray[np.int32]
"""Numbers of slots, in any order, each once."""
Mask = NDArray[np.bool_]

NO_ROW: Final = -1
"""Stands for an event without a meaning."""

TYPE_CODES: Final = {kind: code for code, kind in enumerate(EventType)}
FAMILY_CODES: Final = {family: code for code, family in enumerate(Family)}
SEVERITY_CODES: Final = {severity: code for code, severity in enumerate(Severity)}
PHASE_CODES: Final = {phase: code for code, phase in enumerate(Phase)}

ALWAYS_US: Final = (1 << 63) - 1
"""An instant after all others, in microseconds since 1970."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)
_COLUMNS: Final[dict[str, tuple[Any, Any]]] = {
    "used": (np.bool_, False),
    "type_code": (np.uint8, 0),
    "family_code": (np.uint8, 0),
    "severity_code": (np.uint8, 0),
    "actual": (np.bool_, False),
    "in_city": (np.bool_, False),
    "order": (np.int64, 0),
    "issued_us": (np.int64, 0),
    "changed_us": (np.int64, 0),
    "phase_code": (np.uint8, 0),
    "phase_from_us": (np.int64, ALWAYS_US),
    "phase_until_us": (np.int64, -ALWAYS_US),
    "lapsed": (np.bool_, False),
    "source_code": (np.int32, 0),
    "meaning_row": (np.int32, NO_ROW),
    "document": (np.int64, 0),
    "bounds": (np.float64, np.nan),
}
_WIDTHS: Final = {"bounds": 4}


def micros(instant: datetime) -> int:
    """Return the instant as microseconds since 1970."""
    return (instant - _EPOCH) // _MICROSECOND


def order_of(severity: Severity, issued_us: int) -> int:
    """Return what puts the worst first, and among equals the newest; 57 bits."""
    return ((4 - severity.rank) << 53) + ((1 << 52) - issued_us)


class Columns:
    """Hold the arrays.

    Attributes:
        order: sorts by severity, the worst first, then by `issued_at`, the newest first.
        changed_us: the later of issued and indexed, microseconds since 1970.
        phase_code: the phase from `phase_from_us` up to `phase_until_us`; unknown outside.
        lapsed: whether that phase is "ended, unconfirmed", which news of its source undoes.
        document: number of the event's words in the text index; 0 for none yet.
        bounds: west, south, east, north; NaN where the event has no place.
    """

    used: Mask
    type_code: NDArray[np.uint8]
    family_code: NDArray[np.uint8]
    severity_code: NDArray[np.uint8]
    actual: Mask
    in_city: Mask
    order: NDArray[np.int64]
    issued_us: NDArray[np.int64]
    changed_us: NDArray[np.int64]
    phase_code: NDArray[np.uint8]
    phase_from_us: NDArray[np.int64]
    phase_until_us: NDArray[np.int64]
    lapsed: Mask
    source_code: NDArray[np.int32]
    meaning_row: NDArray[np.int32]
    document: NDArray[np.int64]
    bounds: NDArray[np.float64]

    def __init__(self, capacity: int = 1024) -> None:
        self._capacity = 0
        self._free: list[int] = []
        self.top = 0
        """One above the highest slot ever used."""
        self._grow(capacity)

    def take(self) -> int:
        """Return a free slot, and mark it as used."""
        if self._free:
            slot = self._free.pop()
        else:
            if self.top == self._capacity:
                self._grow(2 * self._capacity)
            slot = self.top
            self.top += 1
        self.used[slot] = True
        return slot

    def give_back(self, slot: int) -> None:
        """Free a slot; nothing finds it from here on."""
        for name, (_, empty) in _COLUMNS.items():
            getattr(self, name)[slot] = empty
        self._free.append(slot)

    def forget_phase(self, slot: int) -> None:
        """Mark the slot's phase as not known at any instant."""
        self.phase_from_us[slot] = ALWAYS_US
        self.phase_until_us[slot] = -ALWAYS_US

    def _grow(self, capacity: int) -> None:
        for name, (kind, empty) in _COLUMNS.items():
            width = _WIDTHS.get(name)
            shape = capacity if width is None else (capacity, width)
            grown = np.full(shape, empty, kind)
            if self._capacity:
                grown[: self._capacity] = getattr(self, name)
            setattr(self, name, grown)
        self._capacity = capacity


class Postings:
    """Keep for each place, line or cell the slots found there, as arrays ready to scan.

    Adding is amortised constant; discarding looks through one array, some microseconds for ten
    thousand slots, and costs four bytes an entry where a set would cost sixty.
    """

    def __init__(self) -> None:
        self._lists: dict[object, _Slots] = {}

    def at(self, name: object) -> Slots:
        """Return the slots filed under a name; valid until the next change."""
        found = self._lists.get(name)
        return _NONE if found is None else found.slots[: found.count]

    def add(self, name: object, slot: int) -> None:
        """File a slot that is not yet there."""
        found = self._lists.get(name)
        if found is None:
            found = self._lists[name] = _Slots()
        count = found.count
        if count == found.capacity:
            found.capacity = 2 * count
            found.slots = np.concatenate([found.slots, found.slots])
        found.slots[count] = slot
        found.count = count + 1

    def discard(self, name: object, slot: int) -> None:
        """Take a slot away, if it is there; the last one moves into its place."""
        found = self._lists.get(name)
        places = np.flatnonzero(self.at(name) == slot)
        if found is None or not len(places):
            return
        found.count -= 1
        found.slots[places[0]] = found.slots[found.count]
        if not found.count:
            del self._lists[name]


class _Slots:
    """Hold one name's slots: the first `count` of the array."""

    __slots__ = ("capacity", "count", "slots")

    def __init__(self) -> None:
        self.capacity = 4
        self.count = 0
        self.slots: Slots = np.empty(4, np.int32)


_NONE: Final[Slots] = np.empty(0, np.int32)
