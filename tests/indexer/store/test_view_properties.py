"""The view finds what a plain loop over the same events finds, whatever happened before."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from core.coverage import Heartbeat
from core.event import EndCertainty, EventType, Handling, MessageType
from core.footprint import Basis, Footprint
from core.geo import LonLat, distance_m
from core.identity import EventKey
from core.lifecycle import MAX_AGES, Phase, standing
from core.severity import Severity
from core.store import IndexedEvent, Query
from core.topics import Family
from indexer.store.view import View
from tests.indexer.store.events import NOON, in_area, indexed, minutes, rivermouth

AREAS = ("eastside", "downtown", "harbor")
LINES = tuple(line.id for line in rivermouth().lines[:3])
SPOTS = ("a-stop", "a-street")
KINDS = (EventType.POWER_OUTAGE, EventType.GAS_LEAK, EventType.ROAD_WORK)
SOURCES = ("city-power", "city-gas")
WEST, SOUTH, EAST, NORTH = rivermouth().outline.bounds

points = st.builds(LonLat, st.floats(WEST - 0.1, EAST + 0.1), st.floats(SOUTH, NORTH))
instants = st.integers(-300, 6000).map(lambda count: NOON + minutes(count))


@st.composite
def footprints(draw: st.DrawFn) -> Footprint:
    lines = tuple(draw(st.sets(st.sampled_from(LINES), max_size=2)))
    basis = draw(st.sampled_from((Basis.AREA_NAME, Basis.POINT, Basis.CITYWIDE, Basis.UNPLACED)))
    if basis is Basis.AREA_NAME:
        return in_area(*draw(st.sets(st.sampled_from(AREAS), min_size=1)))
    if basis is Basis.POINT:
        point = draw(points)
        cells = rivermouth().grid.cells_of(point)
        return Footprint(basis=basis, points=(point,), cells=cells, line_ids=lines)
    named = tuple(draw(st.sets(st.sampled_from(SPOTS))))
    return Footprint(
        basis=basis, everywhere=basis is Basis.CITYWIDE, line_ids=lines,
        stop_ids=named[:1], street_ids=named[1:],
    )  # fmt: skip


@st.composite
def events(draw: st.DrawFn) -> IndexedEvent:
    ends_at = draw(st.none() | instants)
    issued_at = draw(instants)
    return indexed(
        draw(st.sampled_from("abcdefgh")),
        footprint=draw(footprints()),
        superseded_by=draw(st.sampled_from(("", "", "z"))),
        indexed_at=issued_at + minutes(draw(st.integers(0, 10))),
        type=draw(st.sampled_from(KINDS)),
        severity=draw(st.sampled_from(Severity)),
        issued_at=issued_at,
        source=draw(st.sampled_from(SOURCES)),
        message_type=draw(st.sampled_from((*[MessageType.ALERT] * 4, MessageType.CANCEL))),
        handling=draw(st.sampled_from((*[Handling.ACTUAL] * 4, Handling.TEST))),
        status=draw(st.sampled_from(("", "", "", "resolved", "vanished"))),
        starts_at=draw(st.none() | instants),
        ends_at=ends_at,
        end_certainty=draw(st.sampled_from(EndCertainty)) if ends_at else EndCertainty.UNKNOWN,
        expires_at=draw(st.none() | instants),
    )


def beat(source: str, at: datetime, full_state: bool) -> Heartbeat:
    return Heartbeat(source=source, observed_at=at, last_ok_at=at, full_state=full_state)


beats = st.builds(beat, st.sampled_from(SOURCES), instants, st.booleans())
removals = st.sampled_from("abcdefgh").map(lambda name: EventKey("infrastructure_events", name))
queries = st.builds(
    Query,
    families=st.sampled_from(((), (), (Family.INFRASTRUCTURE,), (Family.TRANSIT,))),
    types=st.sets(st.sampled_from(KINDS), max_size=2),
    severities=st.sets(st.sampled_from(Severity), max_size=3),
    phases=st.sets(st.sampled_from(Phase), max_size=4),
    area_ids=st.sets(st.sampled_from(AREAS), max_size=2),
    line_ids=st.sets(st.sampled_from(LINES), max_size=2),
    spot_ids=st.sampled_from(((), (), SPOTS[:1], SPOTS)),
    near=st.none() | points,
    radius_m=st.sampled_from((50.0, 800.0, 2500.0, 20_000.0)),
    since=st.none() | instants,
    actual_only=st.booleans(),
    limit=st.just(1000),
)


class Naive:
    """The same by a plain loop."""

    def __init__(self) -> None:
        self.events: dict[EventKey, IndexedEvent] = {}
        self.beats: dict[str, Heartbeat] = {}

    def search(self, query: Query, now: datetime) -> list[EventKey]:
        found = [event for event in self.events.values() if self._fits(event, query, now)]
        found.sort(key=lambda e: e.key)
        found.sort(key=lambda e: e.event.issued_at, reverse=True)
        found.sort(key=lambda e: e.event.severity.rank, reverse=True)
        return [event.key for event in found]

    def phase(self, indexed: IndexedEvent, now: datetime) -> Phase:
        beat = self.beats.get(indexed.event.source)
        return standing(
            indexed.event,
            now,
            confirmed_at=beat.last_ok_at if beat and beat.full_state else None,
            max_age=MAX_AGES.get(indexed.event.type),
            superseded=bool(indexed.superseded_by),
        ).phase

    def _fits(self, indexed: IndexedEvent, query: Query, now: datetime) -> bool:
        event, footprint = indexed.event, indexed.footprint
        changed_at = max(event.issued_at, indexed.indexed_at)
        spots = {*footprint.stop_ids, *footprint.street_ids}
        in_area = footprint.everywhere or set(query.area_ids) & set(footprint.area_ids)
        return bool(
            (not query.families or event.family in query.families)
            and (not query.types or event.type in query.types)
            and (not query.severities or event.severity in query.severities)
            and (not query.phases or self.phase(indexed, now) in query.phases)
            and (not query.area_ids or in_area)
            and (not query.line_ids or set(query.line_ids) & set(footprint.line_ids))
            and (not query.spot_ids or set(query.spot_ids) & spots)
            and (query.near is None or self._near(footprint, query.near, query.radius_m))
            and (query.since is None or changed_at >= query.since)
            and (not query.actual_only or event.handling is Handling.ACTUAL)
        )

    def _near(self, footprint: Footprint, point: LonLat, radius_m: float) -> bool:
        city = rivermouth()
        if footprint.everywhere:
            return distance_m(point, city.outline) <= radius_m
        areas = [city.area_by_id[name].geometry for name in footprint.area_ids]
        return any(distance_m(point, spot) <= radius_m for spot in (*footprint.points, *areas))


@settings(max_examples=250, deadline=timedelta(seconds=5))
@given(
    st.lists(events() | events() | beats | removals, max_size=25),
    st.lists(st.tuples(queries, instants), min_size=1, max_size=5),
)
def test_the_view_finds_what_a_plain_loop_finds(
    history: Sequence[IndexedEvent | Heartbeat | EventKey],
    asked: Sequence[tuple[Query, datetime]],
) -> None:
    view, naive = View.of(rivermouth()), Naive()
    for step, happened in enumerate(history):
        if isinstance(happened, IndexedEvent):
            stored = msgspec.json.encode(happened)
            view.apply(step, happened.key, stored, NOON + minutes(step))
            naive.events[happened.key] = happened
        elif isinstance(happened, Heartbeat):
            view.hear(happened)
            naive.beats[happened.source] = happened
        else:
            view.apply(step, happened, None, NOON)
            naive.events.pop(happened, None)
    for query, now in asked:
        hits = view.search(query, now)
        assert [hit.event.key for hit in hits] == naive.search(query, now)
        assert all(hit.standing.phase is naive.phase(hit.event, now) for hit in hits)
