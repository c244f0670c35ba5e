"""Where a question is about, and where events are (contract, 2.1, the readings of place)."""

from typing import Any

import pytest

from tests.e2e.feeding import Feed, ago, message, power_outage
from tests.e2e.gridham import area_box, box, square_at, within
from tests.e2e.running import Json

HERE = "is the power out here?"


def _spot(name: str, dx_km: float = 1.0, dy_km: float = 1.0, accuracy_m: float = 0.0) -> Json:
    lon, lat = within(name, dx_km, dy_km)
    return {"lat": lat, "lon": lon} | ({"accuracy_m": accuracy_m} if accuracy_m else {})


def _pin(name: str) -> Json:
    lon, lat = within(name)
    return {"coordinates": {"lat": lat, "lon": lon}}


def _asked(feed: Feed, question: str, **more: Any) -> tuple[str, str | None, list[str]]:
    answer = feed.system.ask(question, **more)
    precision = answer["place"] and answer["place"]["precision"]
    return answer["status"], precision, [c["event_id"] for c in answer["citations"]]


def test_geometry_wins_over_the_name_of_an_area(feed: Feed):
    body = power_outage(area="Pelham", geometry=square_at("Ivybury", 0.3))
    id_ = feed.tell("infrastructure", body)["event_id"]
    assert _asked(feed, "is the power out in Pelham?")[0] == "nothing_reported"
    assert _asked(feed, HERE, location=_spot("Pelham"))[0] == "nothing_reported"
    assert _asked(feed, HERE, location=_spot("Ivybury")) == ("reported", "inside_area", [id_])


def test_an_event_in_part_of_the_area_asked_for_is_reported_and_the_part_is_said(feed: Feed):
    feed.tell("infrastructure", power_outage(geometry=square_at("Ivybury", 0.3)))
    answer = feed.system.ask("is the power out in Ivybury?")
    assert answer["status"] == "reported"
    assert "part of Ivybury" in answer["answer"]


def test_an_area_covered_whole_is_inside(feed: Feed):
    feed.tell("infrastructure", power_outage(geometry=area_box("Ivybury")))
    answer = feed.system.ask("is the power out in Ivybury?")
    assert (answer["status"], answer["place"]["precision"]) == ("reported", "inside_area")
    assert "part of" not in answer["answer"]


def test_only_the_name_is_the_same_area_and_says_nothing_for_the_street(feed: Feed):
    id_ = feed.tell("infrastructure", power_outage(area="Pelham"))["event_id"]
    answer = feed.system.ask("is the power out in Pelham?")
    assert (answer["status"], answer["place"]["precision"]) == ("reported", "same_area")
    assert "cannot tell for" in answer["answer"]
    assert _asked(feed, HERE, location=_spot("Pelham", 0.1, 1.9)) == (
        "reported",
        "same_area",
        [id_],
    )
    assert _asked(feed, HERE, location=_spot("Oxcombe"))[0] == "nothing_reported"


PINNED: list[tuple[str, str, str, str, str, str]] = [
    ("outage", "gh-power", "power_outage", "power out", "reported", "same_area"),
    ("water", "gh-water", "water_advisory", "water unsafe", "reported", "same_area"),
    ("road", "gh-roads", "road_closure", "road closed", "nothing_reported", "unknown"),
]


@pytest.mark.parametrize(
    ("source", "type_", "words", "status", "precision"), [c[1:] for c in PINNED],
    ids=[c[0] for c in PINNED],
)  # fmt: skip
@pytest.mark.parametrize("corner", [(0.1, 0.1), (1.9, 1.9), (0.1, 1.0)])
def test_a_lone_point_with_a_name_is_its_area_for_outages_and_itself_for_roads(
    feed: Feed, source: str, type_: str, words: str, status: str, precision: str,
    corner: tuple[float, float],
):  # fmt: skip
    feed.tell("infrastructure", message(source, type_, area="Pelham", **_pin("Pelham")))
    asked = _asked(feed, f"is the {words} here?", location=_spot("Pelham", *corner))
    if type_ == "road_closure" and corner == (0.1, 1.0):
        assert asked[:2] == ("nothing_reported", "nearby")  # 900 m away
    else:
        assert asked[:2] == (status, precision)


def test_a_road_closed_at_the_very_spot_is_reported(feed: Feed):
    id_ = feed.tell("infrastructure", message("gh-roads", "road_closure", road="Kestrel Street",
                                              **_pin("Pelham")))["event_id"]  # fmt: skip
    told = _asked(feed, "is the road closed here?", location=_spot("Pelham"))
    assert told == ("reported", "inside_area", [id_])


NEAR: list[tuple[str, Json, str, str]] = [
    ("same bank", _spot("Ivybury", 1.7, 1.0), "400 m", "across"),
    ("same bank, further", _spot("Ivybury", 1.0, 1.95), "650 m", "across"),
]


@pytest.mark.parametrize(("spot", "distance", "absent"), [c[1:] for c in NEAR],
                         ids=[c[0] for c in NEAR])  # fmt: skip
def test_within_a_kilometre_on_the_same_bank_is_nearby_at_its_distance(
    feed: Feed, spot: Json, distance: str, absent: str
):
    id_ = feed.tell("infrastructure", power_outage(geometry=square_at("Ivybury", 0.3)))["event_id"]
    answer = feed.system.ask(HERE, location=spot)
    assert (answer["status"], answer["place"]["precision"]) == ("nothing_reported", "nearby")
    assert [c["event_id"] for c in answer["citations"]] == [id_]
    assert distance in answer["answer"]
    assert absent not in answer["answer"]


def test_beyond_a_kilometre_is_not_near(feed: Feed):
    feed.tell("infrastructure", power_outage(geometry=square_at("Ivybury", 0.3)))
    assert _asked(feed, HERE, location=_spot("Jesmond", 0.9, 1.0))[2] == []


def test_on_the_other_bank_the_distance_says_so_by_name(feed: Feed):
    # 600 m apart, the river between them
    feed.tell("infrastructure", power_outage(geometry=square_at("Elstow", 0.1, 0.1, 1.0)))
    answer = feed.system.ask(HERE, location=_spot("Dunmere", 1.8, 1.0))
    assert (answer["status"], answer["place"]["precision"]) == ("nothing_reported", "nearby")
    assert "across the" in answer["answer"]
    assert "Elstow" in answer["answer"]


ACCURACY: list[tuple[str, Json, bool]] = [
    ("well inside", _spot("Ivybury", 1.0, 1.0, accuracy_m=100), True),
    ("partly inside", _spot("Ivybury", 1.25, 1.0, accuracy_m=200), False),
    ("just outside", _spot("Ivybury", 1.35, 1.0, accuracy_m=100), False),
]


@pytest.mark.parametrize(("spot", "inside"), [c[1:] for c in ACCURACY],
                         ids=[c[0] for c in ACCURACY])  # fmt: skip
def test_inside_only_if_the_whole_circle_is(feed: Feed, spot: Json, inside: bool):
    feed.tell("infrastructure", power_outage(geometry=square_at("Ivybury", 0.3)))
    answer = feed.system.ask(HERE, location=spot)
    assert (answer["place"]["precision"] == "inside_area") is inside
    assert ("may be inside" in answer["answer"]) is not inside
    assert answer["answer"].startswith("Yes") is inside


def test_an_event_outside_the_city_is_listed_and_never_an_answer(feed: Feed):
    far = feed.tell("infrastructure", power_outage(area="Far Town", geometry=box(15, 0, 16, 1)))
    edge = feed.tell("infrastructure", power_outage(geometry=box(12, 0, 12.5, 1)))
    listed = {e["event_id"]: e["in_city"] for e in feed.system.get("/api/events")["events"]}
    assert (listed[far["event_id"]], listed[edge["event_id"]]) == (False, True)
    for question in ("is the power out?", "are there any outages?", "is the power out in Pelham?"):
        assert far["event_id"] not in _asked(feed, question)[2]


@pytest.mark.parametrize("question", ["is the power out in Pelham?", "power outages in Zennor?"])
def test_what_cannot_be_placed_prevents_an_all_clear(feed: Feed, question: str):
    id_ = feed.tell("infrastructure", power_outage(area="Xyzzyville"))["event_id"]
    answer = feed.system.ask(question)
    assert (answer["status"], answer["place"]["precision"]) == ("reported", "unknown")
    assert [c["event_id"] for c in answer["citations"]] == [id_]
    assert "Xyzzyville" in answer["answer"]
    assert "cannot place" in answer["answer"]
    assert feed.system.ask("is the water out in Pelham?")["status"] == "nothing_reported"


def test_what_cannot_be_placed_from_a_stranger_prevents_nothing(feed: Feed):
    feed.tell("infrastructure", message("somebody-else", "power_outage", area="Xyzzyville"))
    assert feed.system.ask("is the power out in Pelham?")["status"] == "nothing_reported"


NEEDS_PLACE: list[tuple[str, Json]] = [
    ("is the power out in Atlantis?", {}),
    ("is the power out?", {"area": "Atlantis"}),
    (HERE, {"location": {"lat": 51.0, "lon": 12.0}}),
    ("is the power out at Clock Hall?", {}),
]


@pytest.mark.parametrize(("question", "more"), NEEDS_PLACE)
def test_an_unknown_place_is_asked_for_and_never_answered_for_another(
    feed: Feed, question: str, more: Json
):
    feed.tell("infrastructure", power_outage(area="Pelham"))
    answer = feed.system.ask(question, **more)
    assert answer["status"] == "needs_place"
    assert not answer["citations"]
    if "Clock Hall" in question:
        assert answer["suggestions"] == ["Old Clock Hall", "New Clock Hall"]


@pytest.mark.parametrize(
    ("words", "source", "type_"),
    [
        ("is the power out?", "gh-power", "power_outage"),
        ("is the water safe to drink?", "gh-water", "water_advisory"),
        ("is the water off?", "gh-water", "water_outage"),
        ("is there a gas leak?", "gh-gas", "gas_leak"),
    ],
)
def test_utilities_without_a_place_ask_for_it_and_name_where(
    feed: Feed, words: str, source: str, type_: str
):
    nothing = feed.system.ask(words)
    assert (nothing["status"], nothing["place"]["precision"]) == ("nothing_reported", "citywide")
    id_ = feed.tell("infrastructure", message(source, type_, area="Pelham"))["event_id"]
    answer = feed.system.ask(words)
    assert answer["status"] == "needs_place"
    assert [c["event_id"] for c in answer["citations"]] == [id_]
    assert "Pelham" in answer["answer"]
    assert "Pelham" in answer["suggestions"]


@pytest.mark.parametrize(
    ("question", "family", "source", "type_"),
    [
        ("are there any emergencies right now?", "emergency", "gh-civil", "fire"),
        ("are any roads closed?", "infrastructure", "gh-roads", "road_closure"),
        ("any transit delays?", "transit", "gh-transit", "delay"),
        ("any weather warnings?", "emergency", "gh-weather", "weather_alert"),
    ],
)
def test_emergencies_roads_transit_and_weather_without_a_place_are_citywide(
    feed: Feed, question: str, family: str, source: str, type_: str
):
    nothing = feed.system.ask(question)
    assert (nothing["status"], nothing["place"]["precision"]) == ("nothing_reported", "citywide")
    id_ = feed.tell(family, message(source, type_, area="Pelham"))["event_id"]
    answer = feed.system.ask(question)
    assert (answer["status"], answer["place"]["precision"]) == ("reported", "citywide")
    assert [c["event_id"] for c in answer["citations"]] == [id_]


@pytest.mark.parametrize("where", [{"geometry": box(-9, -1, 9, 11)}, {"area": "Gridham"}])
def test_one_advisory_for_the_whole_city_answers_without_a_place(feed: Feed, where: Json):
    id_ = feed.tell("infrastructure", message("gh-water", "water_advisory", **where))["event_id"]
    status, _, cited = _asked(feed, "Is the water safe?")
    assert (status, cited) == ("reported", [id_])
    assert feed.system.ask("Is the water safe?")["answer"].startswith("No")


def test_a_bank_is_the_areas_on_it(feed: Feed):
    feed.tell("infrastructure", message("gh-water", "water_advisory", area="West Bank"))
    asked = {
        name: _asked(feed, f"is the water safe in {name}?")[0] for name in ("Alderton", "Pelham")
    }
    assert asked == {"Alderton": "reported", "Pelham": "nothing_reported"}


LINES: list[tuple[str, Json, str, str]] = [
    ("its line", {"line": "Crimson"}, "is the Crimson Line running?", "reported"),
    ("another line", {"line": "Crimson"}, "is the Violet Line running?", "nothing_reported"),
    ("a stop of its line", {"line": "Crimson"}, "any problems at Elstow Quay?", "reported"),
    ("no stop of its line", {"line": "Crimson"}, "any delays at Zennor Cross?", "nothing_reported"),
    ("its stop", {"line": "Crimson", "stops": ["Elstow Quay"]}, "any delays at Elstow Quay?",
     "reported"),
    ("another stop of its line", {"line": "Crimson", "stops": ["Elstow Quay"]},
     "any delays at Alderton Depot?", "nothing_reported"),
    ("an area it stops in", {"line": "Crimson"}, "any delays in Carnwood?", "reported"),
    ("an area it does not stop in", {"line": "Violet"}, "any delays in Carnwood?",
     "nothing_reported"),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "question", "status"), [c[1:] for c in LINES],
                         ids=[c[0] for c in LINES])  # fmt: skip
def test_transit_lies_at_its_stops_else_at_every_stop_of_its_line(
    feed: Feed, fields: Json, question: str, status: str
):
    feed.tell("transit", message("gh-transit", "delay", timestamp=ago(minutes=3), **fields))
    assert _asked(feed, question)[0] == status
