"""Put the slots that match into their order, and fuse words and meaning into it.

Without text: the worst first, then the newest, then by key. With text: reciprocal rank fusion
(Cormack et al., 2009, k = 60) of the best by words and the best by meaning among what matches;
severity and freshness weigh a little, and what neither list ranks follows in the order above.
"""

from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from core.severity import Severity
from core.store import Mark, Query, TextVector
from indexer.store.columns import NO_ROW, Mask, Slots, micros, order_of
from indexer.store.present import Present
from indexer.store.text_index import EVERYWHERE, slots_of, tag

_RRF_K: Final = 60.0
_DEPTH: Final = 64
"""How many of each list count: distinct meanings, and events by words."""
_MAX_WORDS_READ: Final = 4096
_SEVERITY_WEIGHT: Final = 0.08
_FRESHNESS_WEIGHT: Final = 0.04
_FRESH_US: Final = 6 * 3600 * 1e6

_SEVERITY_RANKS: Final = np.array([severity.rank for severity in Severity], np.float64)

Scores = NDArray[np.float64]
Ranked = list[tuple[int, float]]
"""Slots with their scores, the best first."""


def ranked(
    present: Present, slots: Slots, query: Query, now: datetime, vector: TextVector | None
) -> Ranked:
    """Return the best of the slots that match, at most `query.limit`, after `query.after`."""
    if not len(slots):
        return []
    scores = np.zeros(len(slots))
    if query.text or vector is not None:
        scores = _scores(present, slots, query, now, vector)
        if query.matching_only:
            slots, scores = slots[scores > 0], scores[scores > 0]
    return _page(present, slots, scores, query)


def _page(present: Present, slots: Slots, scores: Scores, query: Query) -> Ranked:
    orders = present.columns.order[slots]
    if query.after is not None:
        kept = _after(present, slots, scores, orders, query.after, by_score=bool(scores.any()))
        slots, scores, orders = slots[kept], scores[kept], orders[kept]
    if len(slots) > query.limit:
        kept = _first(scores, orders, query.limit)
        slots, scores, orders = slots[kept], scores[kept], orders[kept]
    columns = (scores.tolist(), orders.tolist(), slots.tolist())
    entries = sorted(
        (-score, order, present.key_at(slot), slot)
        for score, order, slot in zip(*columns, strict=True)
    )
    return [(slot, -negative) for negative, _, _, slot in entries[: query.limit]]


def _first(scores: Scores, orders: NDArray[np.int64], count: int) -> Mask:
    """Mark the first `count`, and all that share the last place: there the keys decide."""
    cut = -np.partition(-scores, count - 1)[count - 1]
    better, level = scores > cut, scores == cut
    left = count - int(np.count_nonzero(better))
    if np.count_nonzero(level) > left:
        level &= orders <= np.partition(orders[level], left - 1)[left - 1]
    return better | level


def _after(
    present: Present,
    slots: Slots,
    scores: Scores,
    orders: NDArray[np.int64],
    mark: Mark,
    *,
    by_score: bool,
) -> Mask:
    """Mark what follows a mark in the order.

    Scores move with the clock: a marked event that is still there marks the place it has now.
    """
    score, order = mark.score, order_of(mark.severity, micros(mark.issued_at))
    if by_score:
        slot = present.slot_of(mark.key)
        found = np.flatnonzero(slots == (-1 if slot is None else slot))
        if len(found):
            score, order = float(scores[found[0]]), int(orders[found[0]])
    level = scores == score
    after = (scores < score) | (level & (orders > order))
    for place in np.flatnonzero(level & (orders == order)):
        after[place] = present.key_at(int(slots[place])) > mark.key
    return after


def _scores(
    present: Present, slots: Slots, query: Query, now: datetime, vector: TextVector | None
) -> Scores:
    """Fuse the ranks by words and by meaning; 0 where neither has one."""
    fused = np.zeros(len(slots))
    if query.text:
        _add_words(present, slots, query, fused)
    if vector is not None and vector.model == present.vectors.model:
        _add_meaning(present, slots, vector, query.alike, fused)
    ranks = _SEVERITY_RANKS[present.columns.severity_code[slots]]
    age_us = np.maximum(0, micros(now) - present.columns.issued_us[slots])
    freshness = np.exp2(-age_us / _FRESH_US)
    return fused * (1 + _SEVERITY_WEIGHT * ranks / 4 + _FRESHNESS_WEIGHT * freshness)


def _add_meaning(
    present: Present, slots: Slots, vector: TextVector, alike: float, fused: Scores
) -> None:
    """Add the rank of each slot's meaning; events that mean the same share a rank."""
    rows = present.columns.meaning_row[slots]
    top = present.vectors.top
    asked = np.zeros(top + 1, np.bool_)  # one more, for those without a meaning
    asked[rows] = True
    asked[NO_ROW] = False
    nearest, cosines = present.vectors.nearest(vector.values, _DEPTH, np.flatnonzero(asked))
    nearest, cosines = nearest[cosines >= alike], cosines[cosines >= alike]
    if len(nearest):
        share = np.zeros(top + 1)
        share[nearest] = 1 / (_RRF_K + _dense_ranks(cosines))
        fused += share[rows]


def _add_words(present: Present, slots: Slots, query: Query, fused: Scores) -> None:
    """Add the rank of each slot's words among the slots that match.

    The index knows types, areas and lines, not the rest: where too few of its best match, more
    are read, four times as many each time.
    """
    tags = [
        [tag("type", kind) for kind in query.types],
        [tag("area", area) for area in (*query.area_ids, EVERYWHERE)] if query.area_ids else [],
        [tag("line", line) for line in query.line_ids],
    ]
    place_of = np.full(present.columns.top, -1, np.int32)
    place_of[slots] = np.arange(len(slots), dtype=np.int32)
    count = 2 * _DEPTH
    while True:
        documents, scores = present.text.best(query.text, tags, count)
        found = slots_of(documents)
        known = found < len(place_of)
        documents, found, matched = documents[known], found[known], scores[known]
        current = (present.columns.document[found] == documents) & (place_of[found] >= 0)
        if np.count_nonzero(current) >= _DEPTH or len(scores) < count or count >= _MAX_WORDS_READ:
            break
        count *= 4
    places = place_of[found[current][:_DEPTH]]
    if len(places):
        fused[places] += 1 / (_RRF_K + _dense_ranks(matched[current][:_DEPTH]))


def _dense_ranks(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return 1 for the best score, and one more for each lower one; scores are in order."""
    lower = np.concatenate([[True], scores[1:] < scores[:-1]])
    return np.cumsum(lower).astype(np.float64)
