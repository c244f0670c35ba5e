"""Notice where two sources say different things of the same event: the more official is believed.

Two events are the same thing where they are of one type that only one of can be at a place, lie at
the same place, began about together and come from different sources.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from assistant.evidence import Evidence, begun_at
from assistant.folding import is_measured
from core.city import City
from core.event import EventType
from core.store import EventReader, Hit

T = EventType
_ONE_AT_A_PLACE: Final = frozenset(
    {T.POWER_OUTAGE, T.WATER_OUTAGE, T.WATER_ADVISORY, T.GAS_LEAK, T.FIRE, T.EVACUATION,
     T.ROAD_CLOSURE, T.SIGNAL_OUTAGE, T.SUSPENSION, T.DELAY, T.STOP_CLOSURE}
)  # fmt: skip
_TOGETHER: Final = timedelta(hours=3)
_ITS_MATTER: Final = 10
_LOOKED_AT: Final = 24
"""Of how many events copies by other sources are looked for: more than are ever told."""
_FEW: Final = 12
"""Where more is in force than this, no single contradiction changes the answer."""
_SAME_TIME: Final = timedelta(minutes=5)


class Differs(StrEnum):
    """In what another source differs from the one that is told."""

    OVER = "over"
    """The other says that it is over."""
    STILL = "still"
    """The other still reports it, and the one told says that it is over."""
    ESTIMATE = "estimate"
    """The other gives another end."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """Hold two events that are one thing, and in what they differ.

    Attributes:
        told: the one of the more official source.
        other: the other.
        differs: in what.
    """

    told: Evidence
    other: Evidence
    differs: Differs


def told_together(
    found: Sequence[Evidence], city: City, reader: EventReader
) -> tuple[tuple[Evidence, ...], tuple[Dispute, ...]]:
    """Tell what two sources report in force once, with where their ends differ.

    Returns:
        The evidence in its order, each other source's folded into the more official one.
    """
    if len({evidence.hit.event.event.source for evidence in found}) < 2:
        return tuple(found), ()
    kept: list[Evidence] = []
    disputes: list[Dispute] = []
    by_type: dict[EventType, list[int]] = {}
    for evidence in found[:_LOOKED_AT]:
        ranks = by_type.setdefault(evidence.hit.event.event.type, [])
        rank = next((n for n in ranks if _same(kept[n], evidence, reader)), None)
        if rank is None:
            ranks.append(len(kept))
            kept.append(evidence)
            continue
        first, second = _official_first(kept[rank], evidence, city)
        kept[rank] = replace(first, folded=(*kept[rank].folded, second.hit))
        if _ends_differ(first, second):
            disputes.append(Dispute(kept[rank], second, Differs.ESTIMATE))
    return (*kept, *found[_LOOKED_AT:]), tuple(disputes)


def over_elsewhere(
    in_force: Iterable[Evidence], past: Iterable[Evidence], city: City, reader: EventReader
) -> tuple[Dispute, ...]:
    """Find what one source reports in force, and another says is over.

    Args:
        in_force: what is told.
        past: what is over there and `may_gainsay` it.
        city: the pack.
        reader: knows what belongs together.
    """
    ended: dict[EventType, list[Evidence]] = {}
    for over in past:
        ended.setdefault(over.hit.event.event.type, []).append(over)
    found: list[Dispute] = []
    for evidence in in_force:
        alike = ended.get(evidence.hit.event.event.type, ())
        other = next((e for e in alike if _same(evidence, e, reader)), None)
        if other is None or not _ended_since(other, evidence):
            continue
        over_first = _rank(other, city) > _rank(evidence, city)
        found.append(
            Dispute(other, evidence, Differs.STILL) if over_first
            else Dispute(evidence, other, Differs.OVER)
        )  # fmt: skip
    return tuple(found)


def may_gainsay(over: Hit, in_force: Sequence[Evidence]) -> bool:
    """Say whether what is over may be one thing with any that is in force, wherever it lies."""
    event, reason = over.event.event, over.standing.end_reason
    if reason is None or not reason.confirmed or event.type not in _ONE_AT_A_PLACE:
        return False
    return any(
        e.hit.event.event.type is event.type and e.hit.event.event.source != event.source
        for e in in_force
    )


def disputable_since(in_force: Iterable[Evidence]) -> datetime | None:
    """Return since when another source may have ended what is in force; None for no matter.

    Args:
        in_force: what is told; only what there is one of at a place can be the same as another.
    """
    begun = [begun_at(e) for e in in_force if e.hit.event.event.type in _ONE_AT_A_PLACE]
    return min(begun) - _TOGETHER if 0 < len(begun) <= _FEW else None


def _same(one: Evidence, other: Evidence, reader: EventReader) -> bool:
    a, b = one.hit.event, other.hit.event
    if a.event.type is not b.event.type or a.event.type not in _ONE_AT_A_PLACE:
        return False
    if a.event.source == b.event.source or is_measured(one) or is_measured(other):
        return False
    if abs(begun_at(one) - begun_at(other)) > _TOGETHER:
        return False
    ours, theirs = reader.membership(a.key), reader.membership(b.key)
    if ours is not None and theirs is not None and ours.incident_id == theirs.incident_id:
        return True
    for mine, yours in (
        (a.footprint.line_ids, b.footprint.line_ids),
        (a.footprint.street_ids, b.footprint.street_ids),
    ):
        if mine or yours:
            return bool(set(mine) & set(yours))
    return bool(a.footprint.area_ids) and set(a.footprint.area_ids) == set(b.footprint.area_ids)


def _official_first(one: Evidence, other: Evidence, city: City) -> tuple[Evidence, Evidence]:
    return (other, one) if _rank(other, city) > _rank(one, city) else (one, other)


def _rank(evidence: Evidence, city: City) -> int:
    """Return how far a source is believed: first of all the one whose matter it is."""
    event = evidence.hit.event.event
    source = city.source_by_id.get(event.source)
    if source is None:
        return 0
    return source.trust.rank + (_ITS_MATTER if event.type.value in source.types else 0)


def _ends_differ(one: Evidence, other: Evidence) -> bool:
    mine, yours = one.hit.event.event.ends_at, other.hit.event.event.ends_at
    return mine is not None and yours is not None and abs(mine - yours) >= _SAME_TIME


def _ended_since(over: Evidence, still: Evidence) -> bool:
    ended_at = over.hit.standing.ended_at
    return ended_at is not None and ended_at > begun_at(still)
