"""What `/api/events` and its neighbours tell (contract, 2.2)."""

from typing import Any, Final
from urllib.parse import quote

import pytest

from tests.e2e.feeding import Feed, ago, ahead, event_id, message, now, power_outage
from tests.e2e.gridham import area_box, at, box, square_at, within
from tests.e2e.running import Json, System, expect

_KEYS: Final = """
event_id family type severity phase headline message instructions areas geometry coordinates lines
stops source publisher issued_at starts_at ends_at end_certainty expires_at last_confirmed_at
planned affected_customers cause status incident_id in_city end_reason active_periods url
"""
EVENT_KEYS: Final = set(_KEYS.split())
_FILTERS: Final = "family type severity area line bbox near radius_m phase since q limit cursor"
EMPTY_LISTS: Final = {"instructions", "areas", "lines", "stops", "active_periods"}


def _ids(system: System, path: str = "/api/events", **query: Any) -> set[str]:
    return {event["event_id"] for event in system.get(path, **query)["events"]}


def test_an_event_has_exactly_the_keys_and_absent_values_are_null_or_empty(feed: Feed):
    body = {"event_id": event_id(), "type": "power_outage", "severity": "low",
            "timestamp": now().isoformat()}  # fmt: skip
    feed.tell("infrastructure", body)
    [event] = feed.system.get("/api/events")["events"]
    assert event.keys() == EVENT_KEYS
    for name in EMPTY_LISTS:
        assert event[name] == [], name
    for name in ("headline", "geometry", "coordinates", "ends_at", "expires_at", "cause", "url",
                 "affected_customers", "status", "incident_id", "end_reason"):  # fmt: skip
        assert event[name] in (None, ""), name
    assert (event["planned"], event["phase"]) == (False, "active")
    one = feed.system.event(body["event_id"])
    assert one is not None
    assert one.keys() == EVENT_KEYS | {"versions"}


def test_an_event_tells_all_that_was_said(feed: Feed):
    lon, lat = within("Pelham")
    body = message(
        "gh-roads", "road_closure", severity="high", headline="Closed", message="A burst main.",
        instructions=["Take Heron Street"], areas=["Pelham", "Oxcombe"], status="investigating",
        coordinates={"lat": lat, "lon": lon}, geometry=square_at("Pelham", 0.2), planned=False,
        cause="burst main", affected_customers=12, url="https://roads.example/1",
        starts_at=ago(hours=1), ends_at=ahead(hours=2), expires_at=ahead(hours=1),
    )  # fmt: skip
    event = feed.expect_told(feed.say("infrastructure", body))
    told_back = set(body) - {
        "timestamp", "starts_at", "ends_at", "expires_at", "geometry",
    }  # fmt: skip
    assert {name: event[name] for name in told_back} == {name: body[name] for name in told_back}
    assert event["geometry"]["type"] == "Polygon"
    assert event["publisher"] == "Gridham Roads"
    assert (event["in_city"], event["end_certainty"]) == (True, "known")


def test_an_event_tells_its_versions(feed: Feed):
    id_ = event_id()
    for minutes, customers in ((9, 4300), (5, 900), (1, 20)):
        feed.tell("infrastructure", power_outage(event_id=id_, timestamp=ago(minutes=minutes),
                                                 affected_customers=customers))  # fmt: skip
    event = feed.system.event(id_)
    assert event is not None
    assert event["affected_customers"] == 20
    assert len(event["versions"]) in (2, 3)  # whether the present one is among them is open


@pytest.fixture
def mixed(feed: Feed) -> dict[str, Json]:
    """One event of each kind that a filter can tell from the others."""
    lon, lat = within("Pelham")
    bodies: dict[str, tuple[str, Json]] = {
        "power": ("infrastructure", power_outage(
            area="Pelham", severity="high", headline="Substation trouble",
            coordinates={"lat": lat, "lon": lon})),
        "water": ("infrastructure", message("gh-water", "water_outage", severity="low",
                                            area="Zennor", timestamp=ago(hours=3))),
        "delay": ("transit", message("gh-transit", "delay", line="Crimson")),
        "fire": ("emergency", message("gh-civil", "fire", geometry=area_box("Ivybury"),
                                      severity="critical")),
        "later": ("infrastructure", power_outage(area="Zennor", starts_at=ahead(hours=2))),
        "overdue": ("infrastructure", power_outage(area="Zennor", timestamp=ago(hours=3),
                                                   estimated_restoration=ago(hours=1))),
        "ended": ("infrastructure", power_outage(area="Zennor", status="resolved")),
        "cancelled": ("emergency", message("gh-civil", "fire", message_type="cancel")),
        "far": ("infrastructure", power_outage(geometry=box(20, 0, 21, 1))),
    }  # fmt: skip
    for family, body in bodies.values():
        feed.say(family, body)
    for _, body in bodies.values():
        feed.expect_told(body)
    return {name: body for name, (_, body) in bodies.items()}


_LON, _LAT = within("Pelham")
_BOX = ",".join(str(value) for value in (*at(6.2, 2), *at(8.2, 4)))
CURRENT: Final = {"power", "water", "delay", "fire", "later", "overdue", "far"}
FILTERS: list[tuple[Json, set[str]]] = [
    ({}, CURRENT),
    ({"family": "transit"}, {"delay"}),
    ({"family": "emergency"}, {"fire"}),
    ({"family": "transit,emergency"}, {"delay", "fire"}),
    ({"type": "power_outage"}, {"power", "later", "overdue", "far"}),
    ({"type": "water_outage,fire"}, {"water", "fire"}),
    ({"severity": "high"}, {"power"}),
    ({"severity": "critical,high"}, {"power", "fire"}),
    ({"area": "Pelham"}, {"power"}),
    ({"area": "Zennor"}, {"water", "later", "overdue"}),
    ({"area": "Ivybury"}, {"fire"}),
    ({"line": "Crimson"}, {"delay"}),
    ({"line": "Violet"}, set()),
    ({"bbox": _BOX}, {"power"}),
    ({"near": f"{_LAT},{_LON}", "radius_m": 500}, {"power"}),
    ({"near": f"{_LAT},{_LON}", "radius_m": 500, "type": "fire"}, set()),
    ({"phase": "active"}, {"power", "water", "delay", "fire", "far"}),
    ({"phase": "upcoming"}, {"later"}),
    ({"phase": "overdue"}, {"overdue"}),
    ({"phase": "ended"}, {"ended"}),
    ({"phase": "cancelled"}, {"cancelled"}),
    ({"phase": "ended,cancelled"}, {"ended", "cancelled"}),
    ({"family": "infrastructure", "severity": "low"}, {"water"}),
]


def test_each_filter_keeps_what_it_names(feed: Feed, mixed: dict[str, Json]):
    names = {body["event_id"]: name for name, body in mixed.items()}
    wrong: list[tuple[Json, set[str], set[str]]] = []
    for query, expected in FILTERS:
        found = {names[id_] for id_ in _ids(feed.system, **query)}
        if "delay" not in expected and ("area" in query or "bbox" in query or "near" in query):
            found.discard("delay")  # its line passes through; that is another test's matter
        if found != expected:
            wrong.append((query, found, expected))
    assert not wrong


def test_since_keeps_what_is_new(feed: Feed):
    feed.tell("infrastructure", power_outage(area="Pelham", timestamp=ago(hours=2)))
    instant = now().isoformat()
    new = feed.tell("infrastructure", power_outage(area="Quarrow"))
    assert _ids(feed.system, since=instant) == {new["event_id"]}
    assert _ids(feed.system, since=ahead(hours=1)) == set()


def test_the_best_match_of_words_is_first(feed: Feed, mixed: dict[str, Json]):
    def best() -> bool:  # words are found as soon as they are in the text index
        events = feed.system.get("/api/events", q="substation")["events"]
        return bool(events) and events[0]["event_id"] == mixed["power"]["event_id"]

    expect(best, "the event that says it")


REFUSED: list[Json] = [
    {"limit": 0}, {"limit": 1001}, {"limit": "many"}, {"phase": "lost"}, {"severity": "bad"},
    {"family": "fish"}, {"bbox": "1,2,3"}, {"near": "here"}, {"since": "yesterday"},
    {"near": "50,10", "radius_m": -1}, {"cursor": "not-ours"},
]  # fmt: skip


@pytest.mark.parametrize("query", REFUSED, ids=str)
def test_a_filter_that_makes_no_sense_is_refused_as_a_problem(system: System, query: Json):
    for path in ("/api/events", "/api/events.geojson"):
        response = system.http.get(path, params=query)
        assert response.status_code in (400, 422)
        assert response.headers["content-type"].startswith("application/problem+json")


def test_250_events_are_paged_to_the_end_without_loss_or_repetition(feed: Feed):
    bodies = [
        power_outage(event_id=f"page-{n:03}", area="Pelham", timestamp=ago(minutes=n % 7))
        for n in range(250)
    ]
    for body in bodies:
        feed.post("infrastructure", body)
    feed.flush()
    expect(lambda: len(_ids(feed.system, limit=1000)) == 250, "250 events")
    first = feed.system.get("/api/events")
    assert (len(first["events"]), first["next_cursor"] is None) == (100, False)
    for limit in (7, 100, 125, 250, 1000):
        seen: list[str] = []
        cursor: str | None = None
        while True:
            query = {"limit": limit} | ({"cursor": cursor} if cursor else {})
            page = feed.system.get("/api/events", **query)
            assert page.keys() == {"as_of", "events", "next_cursor"}
            assert len(page["events"]) <= limit
            seen += [event["event_id"] for event in page["events"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert (len(seen), set(seen)) == (250, {body["event_id"] for body in bodies}), limit


def test_geojson_has_the_same_events_with_lon_before_lat(feed: Feed, mixed: dict[str, Json]):
    response = feed.system.http.get("/api/events.geojson")
    assert response.headers["content-type"].startswith("application/geo+json")
    collection = response.json()
    assert collection["type"] == "FeatureCollection"
    features = {f["properties"]["event_id"]: f for f in collection["features"]}
    assert features.keys() == _ids(feed.system)
    assert all(f["type"] == "Feature" for f in features.values())
    fire = features[mixed["fire"]["event_id"]]
    assert fire["geometry"]["type"] == "Polygon"
    assert 9.8 < fire["geometry"]["coordinates"][0][0][0] < 10.2
    power = features[mixed["power"]["event_id"]]
    assert power["geometry"]["type"] == "Point"
    assert power["geometry"]["coordinates"] == pytest.approx([_LON, _LAT])


def test_active_emergencies_are_those_in_force(feed: Feed, mixed: dict[str, Json]):
    late = message("gh-civil", "evacuation", timestamp=ago(hours=2),
                   estimated_resolution=ago(hours=1))  # fmt: skip
    later = message("gh-civil", "evacuation", starts_at=ahead(hours=2))
    for body in (late, later):
        feed.tell("emergency", body)
    active = feed.system.get("/api/emergencies/active")
    assert {e["event_id"] for e in active["events"]} == {
        mixed["fire"]["event_id"], late["event_id"]
    }  # fmt: skip
    assert active.keys() == {"as_of", "events", "next_cursor"}
    assert active["events"][0].keys() == EVENT_KEYS


def test_an_unknown_event_is_not_found(system: System):
    response = system.http.get("/api/events/never-heard-of")
    assert response.status_code == 404
    assert response.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize("id_", ["a/b", "städtisch-1", "x:y:z", "50%", "a b", "a?b#c"])
def test_an_event_is_found_by_whatever_id_its_source_gives(feed: Feed, id_: str):
    feed.say("infrastructure", power_outage(event_id=id_, area="Pelham"))
    path = f"/api/events/{quote(id_, safe='')}"

    def found() -> Json | None:
        response = feed.system.http.get(path)
        return response.json() if response.status_code == 200 else None

    assert expect(found, f"{id_!r} found")["event_id"] == id_


def test_the_probes_and_documents_are_there(system: System):
    for path, kind in (
        ("/livez", "application/json"), ("/readyz", "application/json"),
        ("/metrics", "text/plain"), ("/api/health", "application/json"),
        ("/openapi.json", "application/json"), ("/docs", "text/html"), ("/", "text/html"),
    ):  # fmt: skip
        response = system.http.get(path)
        assert response.status_code == 200, path
        assert response.headers["content-type"].startswith(kind), path


def test_the_openapi_document_names_what_is_served(system: System):
    document = system.get("/openapi.json")
    assert document["openapi"].startswith("3.")
    assert {"/api/chat", "/api/events", "/api/events.geojson", "/api/emergencies/active",
            "/livez", "/readyz", "/api/health"} <= document["paths"].keys()  # fmt: skip
    assert any(path.startswith("/api/events/{") for path in document["paths"])
    listing = document["paths"]["/api/events"]["get"]["parameters"]
    assert {parameter["name"] for parameter in listing} >= set(_FILTERS.split())


def test_health_tells_coverage_and_how_far_the_view_is(system: System):
    health = system.get("/api/health")
    assert health["as_of"]
    assert {c["source"] for c in health["coverage"]} >= {"gh-power", "gh-water", "gh-civil"}
