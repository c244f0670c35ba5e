"""Which events belong together, because of which other, and which only look as if they did."""

from typing import Any

import pytest

from core.event import Event, EventType, Handling
from core.geo import LonLat
from core.identity import EventKey
from core.topics import INFRASTRUCTURE_EVENTS, Family
from indexer.anomalies.incidents import IncidentBook, Reason
from tests.indexer.anomalies.incident_city import (
    Story,
    around,
    ended,
    event,
    indexed,
    middle_of,
    off,
    stretch_of,
)
from tests.indexer.store.events import rivermouth

E = EventType
HERE = middle_of("eastside")
OUTAGE = event("outage", E.POWER_OUTAGE, geometry=around(HERE, 500), areas=("Eastside",))
INSIDE, OUTSIDE = off(HERE, 200), off(HERE, 900)
STORM = event(
    "storm", E.WEATHER_ALERT, -10, geometry=around(HERE, 3000),
    headline="Severe thunderstorm warning", message="Lightning, heavy rain and gusts to 90 km/h.",
)  # fmt: skip


def dark(name: str = "signal", at: float = 1, spot: LonLat = INSIDE, **fields: Any) -> Event:
    return event(name, E.SIGNAL_OUTAGE, at, coordinates=spot, **fields)


def test_an_outage_its_dark_signals_the_crash_there_and_the_detour_are_one_incident():
    corner, course = stretch_of("3rd-street")
    outage = event("outage", E.POWER_OUTAGE, geometry=around(corner, 400), cause="a cable fault")
    signal = dark(spot=corner, cause="power outage")
    closed = event(
        "crash", E.ROAD_CLOSURE, 20, geometry=course, road="3rd Street",
        cause="a crash at dark traffic lights",
    )  # fmt: skip
    detour = event(
        "detour", E.ROUTE_CHANGE, 23, lines=("12",), cause="3rd Street is closed"
    )  # fmt: skip
    story = Story(outage, signal, closed, detour)
    assert story.because() == {
        "outage": ("", ""),
        "signal": ("outage", "signals_in_outage"),
        "crash": ("signal", "closed_at_dark_signal"),
        "detour": ("crash", "detour_round_closure"),
    }
    assert len(story.incidents()) == 1


_, COURSE = stretch_of("3rd-street")
STOP = rivermouth().stop_by_id["central-station"]
CASES: list[tuple[str, list[Event], str | None]] = [
    ("dark lights in an outage, cause not stated", [OUTAGE, dark()], "signals_in_outage"),
    ("dark lights beside an outage", [OUTAGE, dark(spot=OUTSIDE)], None),
    ("dark lights with a fault of their own", [OUTAGE, dark(cause="a blown fuse")], None),
    ("dark lights hours later, cause not stated", [OUTAGE, dark(at=200)], None),
    ("dark lights hours later, for want of power", [OUTAGE, dark(at=200, cause="power outage")],
     "signals_in_outage"),
    ("dark lights before the outage", [OUTAGE, dark(at=-30)], None),
    ("dark lights once the power is back", [ended(OUTAGE, 10), dark(at=40)], None),
    ("a storm cuts the power",
     [STORM, event("x", E.POWER_OUTAGE, 5, geometry=around(HERE, 400), cause="lightning strike")],
     "weather_cut_power"),
    ("a fault of its own in a storm",
     [STORM, event("x", E.POWER_OUTAGE, 5, geometry=around(HERE, 400), cause="a worn joint")],
     None),
    ("an outage in a storm, cause not known yet",
     [STORM, event("x", E.POWER_OUTAGE, 5, geometry=around(HERE, 400),
                   cause="under investigation")], None),
    ("heat is not what the storm warns of",
     [STORM, event("x", E.POWER_OUTAGE, 5, geometry=around(HERE, 400), cause="the heat")], None),
    ("a storm floods a street",
     [STORM, event("x", E.ROAD_CLOSURE, 20, coordinates=INSIDE, cause="flooding")],
     "weather_disrupted"),
    ("a gale that is measured under the warning",
     [STORM, event("x", E.WIND, -5, coordinates=INSIDE)], "weather_measured"),
    ("a network that lost its power",
     [OUTAGE, event("x", E.INTERNET_DISRUPTION, 40, areas=("Eastside",), cause="power outage")],
     "network_in_outage"),
    ("a network with a cut cable",
     [OUTAGE, event("x", E.INTERNET_DISRUPTION, 5, areas=("Eastside",),
                    cause="a cut fibre cable")], None),
    ("the street above a broken main",
     [event("main", E.WATER_OUTAGE, geometry=around(HERE, 400)),
      event("x", E.ROAD_CLOSURE, 1, coordinates=HERE, cause="a burst water main")],
     "road_over_main"),
    ("a notice after a broken main",
     [event("main", E.WATER_OUTAGE, geometry=around(HERE, 400)),
      event("x", E.WATER_ADVISORY, 60, geometry=around(HERE, 900),
            cause="low pressure after a burst water main")], "advisory_after_break"),
    ("a notice for a sample",
     [event("main", E.WATER_OUTAGE, geometry=around(HERE, 400)),
      event("x", E.WATER_ADVISORY, 60, geometry=around(HERE, 900),
            cause="a water sample above the limit")], None),
    ("a street closed for a fire",
     [event("fire", E.FIRE, coordinates=HERE),
      event("x", E.ROAD_CLOSURE, 4, coordinates=off(HERE, 100), cause="a fire")],
     "closed_by_fire"),
    ("people who have to leave because of a fire",
     [event("fire", E.FIRE, coordinates=HERE),
      event("x", E.EVACUATION, 15, geometry=around(HERE, 380))], "cleared_for_fire"),
    ("smoke of a fire",
     [event("fire", E.FIRE, coordinates=HERE),
      event("x", E.HEALTH_ADVISORY, 15, areas=("Eastside",), cause="smoke from the fire")],
     "smoke_of_fire"),
    ("a street closed for a spill",
     [event("spill", E.HAZMAT, coordinates=HERE),
      event("x", E.ROAD_CLOSURE, 4, coordinates=off(HERE, 100), cause="a fuel spill")],
     "closed_by_spill"),
    ("a street closed for gas",
     [event("gas", E.GAS_LEAK, coordinates=HERE),
      event("x", E.ROAD_CLOSURE, 4, coordinates=off(HERE, 100), cause="a gas leak")],
     "closed_by_gas"),
    ("a crash near a gas leak",
     [event("gas", E.GAS_LEAK, coordinates=HERE),
      event("x", E.ROAD_CLOSURE, 4, coordinates=off(HERE, 100), cause="a crash")], None),
    ("a suspended line and the crowd at its stop",
     [event("gone", E.SUSPENSION, lines=("Red",)),
      event("x", E.CROWDING, 8, stops=("central-station",), lines=("Red",))],
     "crowded_by_disruption"),
    ("a surge of taps where the line is suspended",
     [event("gone", E.SUSPENSION, lines=("Red",)),
      event("x", E.SURGE, 8, stops=("central-station",))], "crowded_by_disruption"),
    ("a crowd for a match",
     [event("gone", E.SUSPENSION, lines=("Red",)),
      event("x", E.CROWDING, 8, stops=("central-station",), cause="a match")], None),
    ("a broken-down vehicle delays its line",
     [event("stands", E.BREAKDOWN, lines=("12",), coordinates=HERE),
      event("x", E.DELAY, 6, lines=("12",), cause="a broken-down bus")], "vehicle_broke_down"),
    ("another line's delay",
     [event("stands", E.BREAKDOWN, lines=("12",), coordinates=HERE),
      event("x", E.DELAY, 6, lines=("15",), cause="a broken-down bus")], None),
    ("what is measured on a delayed line, seen before it was told",
     [event("late", E.DELAY, 10, lines=("12",)), event("x", E.LINE_DELAY, 0, lines=("12",))],
     "measured_on_line"),
    ("bunching on a delayed line",
     [event("late", E.DELAY, 0, lines=("12",)), event("x", E.BUNCHING, 12, lines=("12",))],
     "measured_on_line"),
    ("traffic that slows beside a closed street",
     [event("closed", E.ROAD_CLOSURE, coordinates=HERE),
      event("x", E.SLOWDOWN, 3, coordinates=off(HERE, 250))], "traffic_at_closure"),
    ("traffic that slowed long before",
     [event("closed", E.ROAD_CLOSURE, coordinates=HERE),
      event("x", E.SLOWDOWN, -60, coordinates=off(HERE, 250))], None),
    ("an outage that grows", [OUTAGE, event("x", E.OUTAGE_GROWTH, 20, coordinates=HERE,
                                            extra={"subject": "outage"})], "outage_grows"),
    ("another outage grows", [OUTAGE, event("x", E.OUTAGE_GROWTH, 20, coordinates=HERE,
                                            extra={"subject": "outage-2"})], None),
    ("residents told of it first",
     [OUTAGE, event("x", E.REPORT_CLUSTER, -9, coordinates=off(HERE, 600),
                    extra={"subject": "power_outage/88"})], "residents_reported"),
    ("residents tell of something else",
     [OUTAGE, event("x", E.REPORT_CLUSTER, 9, coordinates=HERE,
                    extra={"subject": "fire/88"})], None),
    ("smoke over the city, and advice",
     [event("air", E.AIR_QUALITY, areas=("Rivermouth",), headline="Smoke"),
      event("x", E.HEALTH_ADVISORY, 60, areas=("Rivermouth",), cause="smoke from wildfires")],
     "smoke_advice"),
    ("two sources tell of one fire",
     [event("one", E.FIRE, coordinates=HERE),
      event("x", E.FIRE, 4, coordinates=off(HERE, 60), source="fire-calls")], "same_thing"),
    ("one source tells of two fires",
     [event("one", E.FIRE, coordinates=HERE), event("x", E.FIRE, 4, coordinates=off(HERE, 60))],
     None),
    ("a bus that is late because its street is closed",
     [event("closed", E.ROAD_CLOSURE, geometry=COURSE, road="3rd Street"),
      event("x", E.DELAY, 9, lines=("12",), cause="a closed street")], "delayed_by_closure"),
    ("a bus that only crosses the closed street",
     [event("closed", E.ROAD_CLOSURE, geometry=COURSE, road="3rd Street"),
      event("x", E.DELAY, 9, lines=("30",), cause="a closed street")], None),
    ("a detour that is told at the closure, of a line whose course is elsewhere",
     [event("closed", E.ROAD_CLOSURE, coordinates=HERE, road="Kestrel Street"),
      event("x", E.ROUTE_CHANGE, 5, lines=("22",), coordinates=HERE, road="Kestrel Street",
            cause="road closure")], "detour_round_closure"),
    ("a detour that is told nearby and speaks of no closure",
     [event("closed", E.ROAD_CLOSURE, coordinates=HERE, road="Kestrel Street"),
      event("x", E.ROUTE_CHANGE, 5, lines=("22",), coordinates=HERE, road="Elm Street")], None),
    ("a train over the closed street",
     [event("closed", E.ROAD_CLOSURE, geometry=COURSE, road="3rd Street"),
      event("x", E.ROUTE_CHANGE, 9, lines=("Red", "Blue"))], None),
    ("a bus that is late because of its detour",
     [event("round", E.ROUTE_CHANGE, lines=("12",)),
      event("x", E.DELAY, 9, lines=("12",), cause="a detour")], "delayed_by_detour"),
    ("a stop beside a closed street",
     [event("closed", E.ROAD_CLOSURE, coordinates=STOP.point),
      event("x", E.STOP_CLOSURE, 9, stops=(STOP.id,), cause="road closed")], "stop_at_closure"),
    ("a stop without power",
     [event("outage", E.POWER_OUTAGE, geometry=around(STOP.point, 400)),
      event("x", E.STOP_CLOSURE, 1, stops=(STOP.id,))], "stops_in_outage"),
    ("a line that has no power at one of its stops, and says so",
     [event("outage", E.POWER_OUTAGE, geometry=around(STOP.point, 400)),
      event("x", E.SUSPENSION, 1, lines=("Red",), cause="power outage")], "stops_in_outage"),
    ("a line through an outage that does not say why it stands",
     [event("outage", E.POWER_OUTAGE, geometry=around(STOP.point, 400)),
      event("x", E.SUSPENSION, 1, lines=("Red",))], None),
    ("pumps without power",
     [OUTAGE, event("x", E.WATER_OUTAGE, 30, geometry=around(HERE, 600), cause="power outage")],
     "water_without_power"),
    ("a street that police have closed",
     [event("search", E.PUBLIC_SAFETY, geometry=around(HERE, 300)),
      event("x", E.ROAD_CLOSURE, 9, coordinates=INSIDE, cause="a police search")],
     "closed_by_police"),
    ("a line that is late because part of it is suspended",
     [event("gone", E.SUSPENSION, lines=("Red",)), event("x", E.DELAY, 9, lines=("Red",))],
     "line_disrupted"),
    ("a bus in slow traffic",
     [event("slow", E.CONGESTION, coordinates=HERE),
      event("x", E.VEHICLE_DELAY, 9, coordinates=off(HERE, 90), lines=("12",))], "slow_road"),
    ("a station to which the riders of a closed one go",
     [event("shut", E.STOP_CLOSURE, stops=(STOP.id,), lines=STOP.line_ids),
      event("x", E.CROWDING, 9, stops=("city-hall",), lines=STOP.line_ids,
            cause=f"{STOP.name} is closed")], "crowded_by_closed_stop"),
    ("a station to which the riders of another one go",
     [event("shut", E.STOP_CLOSURE, stops=(STOP.id,), lines=STOP.line_ids),
      event("x", E.CROWDING, 9, stops=("city-hall",), lines=STOP.line_ids,
            cause="Ferry Terminal is closed")], None),
    ("an earthquake and what it broke",
     [event("quake", E.EARTHQUAKE, areas=("Rivermouth",)),
      event("x", E.GAS_LEAK, 10, coordinates=HERE, cause="the earthquake")], "earthquake_damage"),
    ("a gas leak after an earthquake, of its own",
     [event("quake", E.EARTHQUAKE, areas=("Rivermouth",)),
      event("x", E.GAS_LEAK, 10, coordinates=HERE, cause="a pipe hit by digging")], None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("told", "reason"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
@pytest.mark.parametrize("backwards", [False, True])
def test_what_joins_and_what_does_not(told: list[Event], reason: str | None, backwards: bool):
    story = Story(*(told[::-1] if backwards else told))
    found = story.because().get(told[-1].event_id if told[-1].event_id == "x" else "signal")
    assert (found and found[1]) == reason
    assert len(story.incidents()) == (0 if reason is None else 1)


def test_every_reason_has_a_case():
    shown = {reason for _, _, reason in CASES if reason}
    in_the_story = {"closed_at_dark_signal", "detour_round_closure"}
    assert shown | in_the_story == {reason.value for reason in Reason}


def test_a_stated_cause_makes_it_surer_and_a_bare_name_of_an_area_less_sure():
    stated = Story(OUTAGE, dark(cause="power outage")).of("signal")
    silent = Story(OUTAGE, dark()).of("signal")
    by_name = event("outage", E.POWER_OUTAGE, areas=("Eastside",))
    rough = Story(by_name, dark(cause="power outage")).of("signal")
    assert stated is not None
    assert silent is not None
    assert rough is not None
    assert stated.sureness > silent.sureness > 0.5
    assert rough.sureness < stated.sureness


def test_one_led_to_by_two_belongs_to_the_surest():
    vague = event("vague", E.POWER_OUTAGE, areas=("Eastside",), source="other-grid")
    story = Story(vague, dark())
    assert story.because()["signal"] == ("vague", "signals_in_outage")
    story.tell(OUTAGE)
    assert story.because()["signal"] == ("outage", "signals_in_outage")


def test_exercises_things_outside_the_city_and_replaced_events_join_nothing():
    drill = event("outage", E.POWER_OUTAGE, geometry=around(HERE, 500), handling=Handling.EXERCISE)
    assert Story(drill, dark()).because() == {}
    far = LonLat(HERE.lon + 3, HERE.lat)
    away = event("outage", E.POWER_OUTAGE, geometry=around(far, 500))
    assert Story(away, dark(spot=far)).because() == {}


def test_a_source_of_any_name_may_tell_of_the_effect():
    story = Story(OUTAGE, dark(source="someone-else", family=Family.INFRASTRUCTURE))
    assert story.because()["signal"][0] == "outage"


def test_what_was_written_is_not_written_again_after_a_new_start():
    story = Story(OUTAGE, dark())
    book = IncidentBook(rivermouth(), story.members.values())
    for told in (dark(), OUTAGE):
        book.hear(indexed(told))
    assert not book.changes()


def test_members_that_are_known_no_longer_are_parted_at_a_new_start():
    story = Story(OUTAGE, dark())
    book = IncidentBook(rivermouth(), story.members.values())
    book.hear(indexed(OUTAGE))
    parted = [EventKey(INFRASTRUCTURE_EVENTS, name) for name in ("outage", "signal")]
    assert list(book.changes().parted) == parted
