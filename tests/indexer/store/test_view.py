"""What a query asks for is what comes, in an order that pages can follow."""

from datetime import datetime
from typing import Any

import pytest

from core.coverage import CaughtUp, Heartbeat, SourceState
from core.event import EndCertainty, EventType, Handling, MessageType
from core.footprint import Basis, Footprint
from core.geo import LonLat, to_shape
from core.lifecycle import EndReason, Phase
from core.severity import Severity
from core.store import Change, IndexedEvent, Query
from core.topics import Family
from indexer.store.view import View
from tests.indexer.store.events import NOON, in_area, indexed, minutes, rivermouth

LATER = NOON + minutes(1)
CENTRAL = rivermouth().center
LINE = rivermouth().lines[0].id
OTHER_LINE = rivermouth().lines[1].id
STREET = rivermouth().streets[0].id
STOP = rivermouth().stops[0].id
EVERYWHERE = Footprint(basis=Basis.CITYWIDE, everywhere=True)
FAR_OUT = Footprint(basis=Basis.POINT, in_city=False, points=(LonLat(-80.0, 40.0),))


def at_point(lon: float, lat: float) -> Footprint:
    point = LonLat(lon, lat)
    city = rivermouth()
    return Footprint(
        basis=Basis.POINT,
        points=(point,),
        cells=city.grid.cells_of(point),
        area_ids=tuple(area.id for area in city.areas_at(point)),
    )


def square(lon: float, lat: float, half: float) -> IndexedEvent:
    ring = [[lon - half, lat - half], [lon + half, lat - half], [lon + half, lat + half],
            [lon - half, lat + half], [lon - half, lat - half]]  # fmt: skip
    event = indexed("square", geometry={"type": "Polygon", "coordinates": [ring]})
    shape = to_shape(event.event.geometry or {})
    return indexed(
        "square",
        geometry=event.event.geometry,
        footprint=Footprint(basis=Basis.GEOMETRY, cells=rivermouth().grid.cells_of(shape)),
    )


EVENTS = [
    indexed("outage"),
    indexed("leak", type=EventType.GAS_LEAK, severity=Severity.CRITICAL),
    indexed("flood", family=Family.EMERGENCY, type=EventType.WEATHER_ALERT, footprint=EVERYWHERE),
    indexed(
        "late", family=Family.TRANSIT, type=EventType.DELAY, severity=Severity.LOW,
        footprint=Footprint(basis=Basis.LINE, line_ids=(LINE,)),
    ),
    indexed("drill", handling=Handling.EXERCISE),
    indexed("over", status="resolved"),
    indexed("planned", starts_at=NOON + minutes(90)),
    indexed("elsewhere", footprint=FAR_OUT),
    indexed(
        "downtown", issued_at=NOON - minutes(5),
        footprint=Footprint(
            basis=Basis.STREET, area_ids=("downtown",), street_ids=(STREET,), stop_ids=(STOP,)
        ),
    ),
    indexed("gone", message_type=MessageType.CANCEL),
    indexed("replaced", superseded_by="outage"),
    indexed(
        "slow", ends_at=NOON - minutes(1), end_certainty=EndCertainty.ESTIMATED,
        issued_at=NOON - minutes(60),
    ),
]  # fmt: skip


def ids(view: View, query: Query, now: datetime = LATER) -> set[str]:
    return {hit.event.event.event_id for hit in view.search(query, now)}


IN_FORCE = {"outage", "leak", "flood", "late", "planned", "elsewhere", "downtown", "slow"}

NOTHING: set[str] = set()


@pytest.mark.parametrize("limit", [1, 2, 5, 7])
@pytest.mark.parametrize(
    "where",
    [
        {"near": CENTRAL, "radius_m": 2500.0},
        {"bbox": (CENTRAL.lon - 0.02, CENTRAL.lat - 0.02, CENTRAL.lon + 0.02, CENTRAL.lat + 0.02)},
    ],
)
def test_a_short_page_of_a_neighbourhood_is_the_beginning_of_the_long_one(
    where: dict[str, Any], limit: int
):
    grades = (Severity.LOW, Severity.CRITICAL, Severity.HIGH)
    areas = [area.id for area in rivermouth().areas]
    shaped = [
        indexed(f"named-{n}", footprint=in_area(area), severity=grades[n % 3])
        for n, area in enumerate(areas)
    ]
    dots = [
        indexed(f"dot-{n}", footprint=at_point(CENTRAL.lon + n / 200, CENTRAL.lat))
        for n in range(6)
    ]
    view = View.of(rivermouth(), [*shaped, *dots])
    whole = view.search(Query(limit=1000, **where), LATER)
    assert len(shaped) + len(dots) > len(whole) > limit
    assert view.search(Query(limit=limit, **where), LATER) == whole[:limit]


def test_what_nothing_can_place_is_found_by_itself_however_much_else_there_is():
    lost = Footprint(basis=Basis.UNPLACED, unknown_areas=("Nowhere",))
    on_line = Footprint(basis=Basis.UNPLACED, line_ids=(LINE,))
    placed = [indexed(f"placed-{n}", severity=Severity.CRITICAL) for n in range(20)]
    view = View.of(
        rivermouth(),
        [*placed, indexed("lost", footprint=lost), indexed("lost-line", footprint=on_line)],
    )
    assert ids(view, Query(unplaced_only=True, limit=2)) == {"lost", "lost-line"}
    assert ids(view, Query(unplaced_only=True, line_ids=[LINE])) == {"lost-line"}
    assert ids(view, Query(unplaced_only=True, area_ids=["eastside"])) == set()
    view.put(indexed("lost"))
    assert ids(view, Query(unplaced_only=True)) == {"lost-line"}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        (Query(), IN_FORCE),
        (Query(actual_only=False), IN_FORCE | {"drill"}),
        (Query(in_city_only=True), IN_FORCE - {"elsewhere"}),
        (Query(families=[Family.EMERGENCY]), {"flood"}),
        (Query(families=[Family.EMERGENCY, Family.TRANSIT]), {"flood", "late"}),
        (Query(types=[EventType.GAS_LEAK]), {"leak"}),
        (Query(types=[EventType.GAS_LEAK, EventType.DELAY]), {"leak", "late"}),
        (Query(types=[EventType.FIRE]), NOTHING),
        (Query(severities=[Severity.CRITICAL]), {"leak"}),
        (Query(severities=[Severity.CRITICAL, Severity.LOW]), {"leak", "late"}),
        (Query(phases=[Phase.ACTIVE]), IN_FORCE - {"planned", "slow"}),
        (Query(phases=[Phase.OVERDUE]), {"slow"}),
        (Query(phases=[Phase.UPCOMING]), {"planned"}),
        (Query(phases=[Phase.ENDED]), {"over"}),
        (Query(phases=[Phase.CANCELLED, Phase.SUPERSEDED]), {"gone", "replaced"}),
        (Query(phases=[]), IN_FORCE | {"over", "gone", "replaced"}),
        (Query(area_ids=["downtown"]), {"downtown", "flood"}),
        (Query(area_ids=["downtown", "eastside"]), IN_FORCE - {"late", "elsewhere"}),
        (Query(area_ids=["harbor"]), {"flood"}),
        (Query(area_ids=["no-such-area"]), {"flood"}),
        (Query(line_ids=[LINE]), {"late"}),
        (Query(line_ids=[LINE, OTHER_LINE]), {"late"}),
        (Query(line_ids=[OTHER_LINE]), NOTHING),
        (Query(line_ids=[LINE], area_ids=["downtown"]), NOTHING),
        (Query(spot_ids=[STREET]), {"downtown"}),
        (Query(spot_ids=[STOP, "no-such-stop"]), {"downtown"}),
        (Query(spot_ids=[STREET], area_ids=["harbor"]), NOTHING),
        (Query(area_ids=["eastside"], types=[EventType.GAS_LEAK]), {"leak"}),
        (Query(since=NOON), IN_FORCE - {"downtown", "slow"}),
        (Query(since=NOON + minutes(1)), NOTHING),
        (Query(bbox=(-80.1, 39.9, -79.9, 40.1)), {"elsewhere"}),
    ],
)  # fmt: skip
def test_a_filter_lets_through_exactly_what_matches(query: Query, wanted: set[str]) -> None:
    assert ids(View.of(rivermouth(), EVENTS), query) == wanted


METRE_EAST = 1 / 84_300  # degrees of longitude at the city's latitude, about


@pytest.mark.parametrize(
    ("metres", "radius_m", "found"),
    [(0, 1, True), (990, 1000, True), (1010, 1000, False), (3000, 3050, True), (9000, 9050, True)],
)
def test_a_point_is_near_up_to_the_radius(metres: float, radius_m: float, found: bool) -> None:
    event = indexed("point", footprint=at_point(CENTRAL.lon + metres * METRE_EAST, CENTRAL.lat))
    view = View.of(rivermouth(), [event])
    assert bool(ids(view, Query(near=CENTRAL, radius_m=radius_m))) is found


@pytest.mark.parametrize(
    ("metres", "radius_m", "found"),
    [(0, 0, True), (900, 1, False), (900, 500, True), (900, 400, False), (1800, 1400, True)],
)
def test_a_shape_is_near_by_its_nearest_border(metres: float, radius_m: float, found: bool) -> None:
    half = 450 * METRE_EAST
    view = View.of(rivermouth(), [square(CENTRAL.lon, CENTRAL.lat, half)])
    point = LonLat(CENTRAL.lon + metres * METRE_EAST, CENTRAL.lat)
    assert bool(ids(view, Query(near=point, radius_m=radius_m))) is found


def test_a_box_finds_a_shape_that_it_cuts_and_not_one_whose_box_alone_it_touches() -> None:
    lon, lat = CENTRAL.lon, CENTRAL.lat
    triangle = indexed(
        "triangle",
        geometry={
            "type": "Polygon",
            "coordinates": [[[lon, lat], [lon + 0.02, lat], [lon, lat + 0.02], [lon, lat]]],
        },
        footprint=Footprint(basis=Basis.GEOMETRY),
    )
    view = View.of(rivermouth(), [triangle])
    assert ids(view, Query(bbox=(lon - 0.01, lat - 0.01, lon + 0.005, lat + 0.005)))
    assert not ids(view, Query(bbox=(lon + 0.015, lat + 0.015, lon + 0.03, lat + 0.03)))
    assert ids(view, Query(bbox=(lon - 1, lat - 1, lon + 1, lat + 1)))


def test_the_phase_is_that_of_the_moment_asked_about_whichever_was_asked_about_before() -> None:
    event = indexed(
        starts_at=NOON + minutes(10), ends_at=NOON + minutes(20), end_certainty=EndCertainty.KNOWN
    )
    view = View.of(rivermouth(), [event])
    script = [(5, Phase.UPCOMING), (15, Phase.ACTIVE), (25, Phase.ENDED), (15, Phase.ACTIVE),
              (0, Phase.UPCOMING), (20, Phase.ENDED), (10, Phase.ACTIVE)]  # fmt: skip
    for after, phase in script:
        now = NOON + minutes(after)
        assert [hit.standing.phase for hit in view.search(Query(phases=[]), now)] == [phase]
        assert [p for p in Phase if ids(view, Query(phases=[p]), now)] == [phase]


def beat(last_ok: datetime, *, full_state: bool = True, source: str = "city-power") -> Heartbeat:
    return Heartbeat(
        source=source, family=Family.INFRASTRUCTURE, types=("power_outage",), observed_at=last_ok,
        last_ok_at=last_ok, full_state=full_state,
    )  # fmt: skip


def test_a_full_state_source_that_still_speaks_confirms_its_events() -> None:
    view = View.of(rivermouth(), [indexed()])
    much_later = NOON + minutes(60 * 80)
    lapsed = view.get("INF-1", much_later)[0]
    assert (lapsed.standing.end_reason, lapsed.confirmed_at) == (EndReason.UNCONFIRMED, NOON)
    assert not ids(view, Query(), much_later)
    view.hear(beat(much_later, full_state=False))
    assert not ids(view, Query(), much_later)
    view.hear(beat(much_later))
    assert ids(view, Query(), much_later) == {"INF-1"}
    assert view.get("INF-1", much_later)[0].confirmed_at == much_later
    view.hear(beat(much_later, full_state=False))
    assert not ids(view, Query(), much_later)


def test_an_event_that_is_over_was_last_confirmed_by_its_own_words() -> None:
    view = View.of(rivermouth(), [indexed(status="resolved")], beats=[beat(NOON + minutes(30))])
    assert view.get("INF-1", NOON + minutes(40))[0].confirmed_at == NOON


def test_the_worst_comes_first_then_the_newest_then_by_key() -> None:
    events = [
        indexed("b"), indexed("a"), indexed("newer", issued_at=NOON + minutes(1)),
        indexed("low", severity=Severity.LOW, issued_at=NOON + minutes(2)),
        indexed("worst", severity=Severity.CRITICAL, issued_at=NOON - minutes(2)),
        indexed("unknown", severity=Severity.UNKNOWN), indexed("mild", severity=Severity.MODERATE),
    ]  # fmt: skip
    found = View.of(rivermouth(), events).search(Query(), NOON + minutes(3))
    assert [hit.event.event.event_id for hit in found] == [
        "worst", "newer", "a", "b", "mild", "unknown", "low",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "tree", "outage in eastside"])
@pytest.mark.parametrize("limit", [1, 2, 3, 7, 100])
def test_pages_show_every_hit_once(text: str, limit: int) -> None:
    events = [
        indexed(f"e{n}", severity=tuple(Severity)[n % 3], issued_at=NOON + minutes(n // 4 % 2),
                headline="A tree fell" if n % 5 == 0 else "Dark")
        for n in range(23)
    ]  # fmt: skip
    view = View.of(rivermouth(), events)
    whole = [h.event.key for h in view.search(Query(text=text), NOON + minutes(5))]
    paged: list[object] = []
    after = None
    for page in range(30):
        hits = view.search(Query(text=text, limit=limit, after=after), NOON + minutes(6 + page))
        if not hits:
            break
        assert len(hits) <= limit
        paged += [hit.event.key for hit in hits]
        after = hits[-1].mark
    assert paged == whole
    assert len(whole) == len(events)


def test_a_page_goes_on_where_the_last_one_ended_though_its_last_event_is_gone() -> None:
    view = View.of(rivermouth(), [indexed(name) for name in "abcd"])
    first = view.search(Query(limit=2), NOON)
    view.apply(1, first[-1].event.key, None, NOON)
    rest = view.search(Query(limit=2, after=first[-1].mark), NOON)
    assert [hit.event.event.event_id for hit in rest] == ["c", "d"]


def test_an_id_is_found_in_every_topic_in_any_phase_and_handling() -> None:
    twins = [
        indexed("1", status="resolved"),
        indexed("1", family=Family.EMERGENCY, type=EventType.FIRE, handling=Handling.TEST),
    ]
    view = View.of(rivermouth(), twins)
    assert {hit.event.event.family for hit in view.get("1", NOON)} == {
        Family.INFRASTRUCTURE,
        Family.EMERGENCY,
    }
    assert not view.get("2", NOON)


def test_a_changed_event_leaves_the_places_that_it_left() -> None:
    view = View.of(rivermouth(), [indexed(footprint=in_area("eastside", "downtown"))])
    view.put(indexed(footprint=in_area("downtown", "harbor"), severity=Severity.LOW))
    assert not ids(view, Query(area_ids=["eastside"]))
    assert ids(view, Query(area_ids=["harbor"])) == {"INF-1"}
    assert ids(view, Query(severities=[Severity.LOW], area_ids=["downtown"])) == {"INF-1"}
    view.apply(9, indexed().key, None, NOON)
    assert not ids(view, Query(phases=[], actual_only=False))
    assert (len(view), view.seq) == (0, 9)


def test_coverage_judges_the_packs_sources_by_what_was_heard_and_our_own_age() -> None:
    now = NOON + minutes(1)
    view = View.of(rivermouth(), beats=[beat(NOON + minutes(0.8))], caught_up=CaughtUp(now))
    states = {entry.source: entry.state for entry in view.coverage(now)}
    assert list(states) == [source.id for source in rivermouth().sources]
    assert states["city-power"] is SourceState.LIVE
    assert set(states.values()) == {SourceState.LIVE, SourceState.SILENT}
    aged = {entry.source: entry for entry in view.coverage(now + minutes(1))}
    assert aged["city-power"].state is SourceState.STALE
    assert aged["city-power"].reason == "our_side"


async def test_a_follower_sees_changes_from_its_call_on() -> None:
    view = View.of(rivermouth(), [indexed("before")])
    changes = view.changes()
    view.put(indexed("new"))
    view.apply(7, indexed("before").key, None, NOON)
    seen = [await anext(changes), await anext(changes)]
    assert [(c.seq, c.key.event_id, c.event is None) for c in seen] == [
        (1, "new", False),
        (7, "before", True),
    ]
    assert all(isinstance(change, Change) for change in seen)
