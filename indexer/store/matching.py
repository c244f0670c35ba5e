"""Find the slots that match every condition of a query, exactly: cheap comparisons first."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, cast

import h3.api.basic_int
import numpy as np
from numpy.typing import NDArray

from core.geo import EARTH_RADIUS_M, LonLat
from core.grid import RESOLUTION
from core.lifecycle import Phase
from core.store import IndexedEvent, Query
from indexer.store import columns as codes
from indexer.store.columns import Mask, Slots, micros
from indexer.store.outlines import meets, parts_of, within
from indexer.store.present import NOWHERE, Present
from indexer.store.text_index import EVERYWHERE

_H3: Final[Any] = h3.api.basic_int  # untyped
_STEP_M: Final = 600.0
_CELL_REACH_M: Final = 700.0
"""Cells of this resolution lie at least 600 m apart a step, and reach at most 700 m."""
_MAX_STEPS: Final = 6
_SLACK: Final = 1.02
"""Distances to boxes are off by less than this; what lies between is measured exactly."""


def matching(present: Present, query: Query, now: datetime, *, to_score: bool = False) -> Slots:
    """Return the slots of the events that match, in no order.

    All of them, where they are still to be scored or follow a page; else at least the first
    `query.limit`, the gravest and newest first.
    """
    whole = to_score or bool(query.text) or query.after is not None
    narrowed = _narrowed(present, query)
    if narrowed is not None and not len(narrowed):
        return narrowed
    slots = _by_columns(present, query, narrowed)
    if query.unplaced_only and query.area_ids:
        slots = slots[_marked(present, slots, _under(present, "areas", query.area_ids))]
    if query.line_ids and (query.unplaced_only or query.area_ids):
        slots = slots[_marked(present, slots, _under(present, "lines", query.line_ids))]
    if query.spot_ids:
        slots = slots[_marked(present, slots, _under(present, "spots", query.spot_ids))]
    if len(slots) and query.phases and len(set(query.phases)) < len(Phase):
        slots = slots[_table(query.phases, codes.PHASE_CODES)[_phases_at(present, slots, now)]]
    if len(slots) and query.near is not None:
        slots = _near(present, slots, query, whole=whole or query.bbox is not None)
    if len(slots) and query.bbox is not None:
        slots = _in_box(present, slots, query, whole=whole)
    return slots


def _narrowed(present: Present, query: Query) -> Slots | None:
    """Return the slots filed under the places or lines asked for; None where that says nothing."""
    if query.unplaced_only:
        return _under(present, "areas", [NOWHERE])
    if query.area_ids:
        return _under(present, "areas", [*query.area_ids, EVERYWHERE])
    if query.line_ids:
        return _under(present, "lines", query.line_ids)
    if query.near is not None:
        cells = _cells_around(present, query.near, query.radius_m)
        if cells is not None:
            return _under(present, "cells", [*cells, EVERYWHERE])
    return None


def _under(present: Present, filed: str, names: Iterable[object]) -> Slots:
    postings = getattr(present, filed)
    lists = [slots for name in names if len(slots := postings.at(name))]
    if len(lists) == 1:
        return lists[0]
    if not lists:
        return np.empty(0, np.int32)
    mark = np.zeros(present.columns.top, np.bool_)
    for slots in lists:
        mark[slots] = True
    return np.flatnonzero(mark).astype(np.int32)


def _marked(present: Present, slots: Slots, wanted: Slots) -> Mask:
    mark = np.zeros(present.columns.top, np.bool_)
    mark[wanted] = True
    return mark[slots]


def _by_columns(present: Present, query: Query, slots: Slots | None) -> Slots:
    """Compare the columns, of all slots or of those given."""
    columns = present.columns

    def of(column: NDArray[Any]) -> NDArray[Any]:
        return column[: columns.top] if slots is None else column[slots]

    conditions: list[Mask] = []
    if query.types:
        conditions.append(_among(of(columns.type_code), query.types, codes.TYPE_CODES))
    if query.families:
        conditions.append(_among(of(columns.family_code), query.families, codes.FAMILY_CODES))
    if query.severities:
        conditions.append(_among(of(columns.severity_code), query.severities, codes.SEVERITY_CODES))
    if query.actual_only:
        conditions.append(of(columns.actual))
    if query.in_city_only:
        conditions.append(of(columns.in_city))
    if query.since is not None:
        conditions.append(of(columns.changed_us) >= micros(query.since))
    if slots is None:
        conditions.append(of(columns.used))
    if not conditions:
        return cast(Slots, slots)
    mask = conditions[0]
    for condition in conditions[1:]:
        mask = mask & condition
    return np.flatnonzero(mask).astype(np.int32) if slots is None else slots[mask]


def _among(column: NDArray[Any], wanted: Collection[StrEnum], known: Mapping[Any, int]) -> Mask:
    if len(wanted) == 1:
        return column == known[next(iter(wanted))]
    return _table(wanted, known)[column]


def _table(wanted: Collection[StrEnum], known: Mapping[Any, int]) -> Mask:
    table = np.zeros(len(known), np.bool_)
    table[[known[value] for value in wanted]] = True
    return table


def _phases_at(present: Present, slots: Slots, now: datetime) -> NDArray[np.uint8]:
    """Return the phases' codes at `now`; computed anew only where what is kept does not reach."""
    columns, now_us = present.columns, micros(now)
    phases = columns.phase_code[slots]
    stale = (columns.phase_from_us[slots] > now_us) | (columns.phase_until_us[slots] <= now_us)
    for place in np.flatnonzero(stale):
        phases[place] = present.refresh_phase(int(slots[place]), now)
    return phases


def _cells_around(present: Present, point: LonLat, radius_m: float) -> list[int] | None:
    """Return cells that hold all within the radius; None where they are not all the city's."""
    steps = int((radius_m * _SLACK + 2 * _CELL_REACH_M) / _STEP_M) + 1
    if steps > _MAX_STEPS:
        return None
    middle = _H3.latlng_to_cell(point.lat, point.lon, RESOLUTION)
    cells: list[int] = _H3.grid_disk(middle, steps)
    return cells if present.known_cells.issuperset(cells) else None


def _near(present: Present, slots: Slots, query: Query, *, whole: bool) -> Slots:
    """Keep what comes within the radius: points by formula, shapes by box, then exactly."""
    point, radius_m = query.near, query.radius_m
    assert point is not None
    bounds = present.columns.bounds[slots]
    west, south, east, north = bounds.T
    nearest = _metres(point, np.clip(point.lon, west, east), np.clip(point.lat, south, north))
    is_point = (west == east) & (south == north)
    maybe = nearest <= radius_m * _SLACK + 1  # false for NaN: no place
    sure = is_point & (nearest <= radius_m)
    return _settled(
        present, slots, sure, maybe & ~is_point, None if whole else query.limit,
        lambda indexed: within(parts_of(indexed, present.city), point, radius_m),
    )  # fmt: skip


def _metres(
    point: LonLat, lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return great-circle distances in metres, by the formula of `core.geo.haversine_m`."""
    lat_a, lat_b = np.radians(point.lat), np.radians(lat)
    half_lat, half_lon = (lat_b - lat_a) / 2, np.radians(lon - point.lon) / 2
    chord = np.sin(half_lat) ** 2 + np.cos(lat_a) * np.cos(lat_b) * np.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(chord)))


def _in_box(present: Present, slots: Slots, query: Query, *, whole: bool) -> Slots:
    """Keep what touches the box: what lies wholly in it by its bounds, the rest exactly."""
    box = query.bbox
    assert box is not None
    west, south, east, north = present.columns.bounds[slots].T
    touching = (west <= box[2]) & (east >= box[0]) & (south <= box[3]) & (north >= box[1])
    inside = (west >= box[0]) & (east <= box[2]) & (south >= box[1]) & (north <= box[3])
    return _settled(
        present, slots, touching & inside, touching & ~inside, None if whole else query.limit,
        lambda indexed: meets(parts_of(indexed, present.city), box),
    )  # fmt: skip


def _settled(
    present: Present,
    slots: Slots,
    sure: Mask,
    doubtful: Mask,
    enough: int | None,
    holds: Callable[[IndexedEvent], bool],
) -> Slots:
    """Keep what is sure, and of what is doubtful that for which `holds` says so.

    Exact geometry is slow: where the order is known beforehand, it is asked only for as many as
    fill the page. The rest is left out, and nobody sees it.
    """
    if enough is None:
        for place in np.flatnonzero(doubtful):
            sure[place] = holds(present.event_at(int(slots[place])))
        return slots[sure]
    places = np.flatnonzero(sure | doubtful)
    orders = present.columns.order[slots[places]]
    kept: list[int] = []
    last = 0
    for nth in np.argsort(orders, kind="stable"):
        if len(kept) >= enough and orders[nth] > last:
            break  # among equals the keys decide, so all of them stay
        place = places[nth]
        if sure[place] or holds(present.event_at(int(slots[place]))):
            kept.append(int(place))
            last = orders[nth]
    return slots[kept]
