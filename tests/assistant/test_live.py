"""What readings show: where vehicles are, how roads move, how the air is, and when nobody knows."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from assistant.answer import Kind, Status
from assistant.question import Channel
from core.observation import Observation
from indexer.store.view import View
from tests.assistant.readings import measured, road, station, vehicle
from tests.assistant.stories import BLUE_LATE, MAIN_CLOSED
from tests.assistant.town import NOW, Town, ago, city, event

LATE = vehicle("bus-1", "12", "Oak Street", kind="bus", delay_s=245, next_stop="central-station")
ON_TIME = vehicle("bus-2", "Bus 12", "Harbor", kind="bus", delay_s=10, timestamp=ago(1))
EARLY = vehicle("bus-3", "12", "University", kind="bus", delay_s=-100, timestamp=ago(2))
OLD = vehicle("bus-4", "12", "Pine Hill", kind="bus", timestamp=ago(30))
PARKED = vehicle("bus-5", "12", "Pine Hill", kind="bus", status="out_of_service")
OTHER = vehicle("bus-9", "7", "University", kind="bus", timestamp=ago(0.1))
BLUE = vehicle("t-1", "Blue", "Midtown", kind="train", delay_s=0, next_stop="harbor")
CAR = vehicle("taxi-1", "", "Oak Street", kind="car", timestamp=ago(0.1))
FLEET = (LATE, ON_TIME, EARLY, OLD, PARKED, OTHER, BLUE, CAR)
RIVERSIDE = station(
    "st-1", "Riverside", pm25_ugm3=9.2, aqi=42, temperature_c=31, wind_kmh=22, rain_mm_h=0
)  # fmt: skip
HARBOR = station("st-2", "Harbor", pm25_ugm3=60, aqi=155.4, temperature_c=21)


def first(town: Town, text: str, **more: Any) -> tuple[str, str, list[str]]:
    """Return the status, the first sentence and what it cites, last parts only."""
    answer = town.ask(text, **more)
    for statement in answer.statements:
        assert (statement.kind is Kind.FACT) == bool(statement.events), statement.text
    told = answer.statements[0]
    cited = [hit.event.event.event_id.split(":")[-1] for hit in told.events]
    return answer.status.value, told.text, cited


@pytest.mark.parametrize(
    ("text", "seen", "status", "sentence", "cited"),
    [
        (
            "where is bus 12 right now?", FLEET, "reported",
            "A bus on line 12 was at the Oak Street stop 20 seconds ago, heading for Central "
            "Station, 4 minutes late.", ["bus-1"],
        ),
        (
            "wheres the 12", (ON_TIME,), "reported",
            "A bus on line 12 was at the Harbor stop 1 minute ago, on time.", ["bus-2"],
        ),
        (
            "when is the next bus 12?", (EARLY,), "reported",
            "A bus on line 12 was at the University stop 2 minutes ago, 2 minutes early.",
            ["bus-3"],
        ),
        (
            "how many buses are on line 12?", FLEET, "reported",
            "3 buses on line 12 reported a position in the last 2 minutes, the latest of them 4 "
            "minutes late.",
            ["bus-1", "bus-2", "bus-3"],
        ),
        (
            "is the blue line train coming?", FLEET, "reported",
            "A train on the Blue Line was at the Midtown stop 20 seconds ago, heading for the "
            "Harbor stop, on time.", ["t-1"],
        ),
        (
            "where is the bus 12, I am at University station", FLEET, "reported",
            "The nearest bus on line 12 was at the University stop 2 minutes ago, "
            "2 minutes early.", ["bus-3"],
        ),
        (
            "where is bus 12?", (OLD, PARKED), "cannot_tell",
            "I can't tell where a bus on line 12 is now: the last position came 30 minutes ago, "
            "at the Pine Hill stop.", ["bus-4"],
        ),
        (
            "where is bus 55 now?", FLEET, "cannot_tell",
            "I can't tell: no bus on line 55 reports a position now.", [],
        ),
        (
            "is the train coming at Midtown station?", FLEET, "reported",
            "The nearest train on the Blue Line was at the Midtown stop 20 seconds ago, heading "
            "for the Harbor stop, on time.", ["t-1"],
        ),
        (
            "how is traffic on Main Street?", (road("main-street", 31.4),), "reported",
            "Traffic on Main Street is moving at 31 km/h; free flow is 50 km/h (measured 20 "
            "seconds ago).", ["main-street"],
        ),
        (
            "is main street slow", (road("main-street", 12, free_flow_kmh=None),), "reported",
            "Traffic on Main Street is moving at 12 km/h (measured 20 seconds ago).",
            ["main-street"],
        ),
        (
            "how is traffic on Main Street?", (road("main-street", 31, 40),), "cannot_tell",
            "I can't tell how traffic is moving on Main Street now: the last measurement came 40 "
            "minutes ago, at 31 km/h.", ["main-street"],
        ),
        (
            "traffic on elm street?", (road("main-street", 31),), "cannot_tell",
            "I can't tell how traffic is moving on Elm Street: nothing measures it there now.", [],
        ),
        (
            "is the air ok in Riverside?", (RIVERSIDE, HARBOR), "reported",
            "Air quality in Riverside is good: index 42 (EPA, from the last hours), measured at "
            "11:04 am.", ["st-1"],
        ),
        (
            "is it smoky in Harbor?", (RIVERSIDE, HARBOR), "reported",
            "Air quality in Harbor is unhealthy: index 155 (EPA, from the last hours), measured "
            "at 11:04 am.", ["st-2"],
        ),
        (
            "what is the aqi in Westside?", (HARBOR,), "reported",
            "Air quality at the nearest station, 3.4 km from Westside, is unhealthy: index 155 "
            "(EPA, from the last hours), measured at 11:04 am.", ["st-2"],
        ),
        (
            "is the air ok in Riverside?", (station("st-1", "Riverside", pm25_ugm3=9.2),),
            "reported",
            "The air station in Riverside measured 9.2 µg/m³ of fine dust (PM2.5) at 11:04 am; it "
            "is too early for an air quality index, which needs several hours.", ["st-1"],
        ),
        (
            "what's the aqi in riverside?",
            (station("st-1", "Riverside", minutes=100, pm25_ugm3=9, aqi=30),), "cannot_tell",
            "I can't tell how the air is in Riverside: the last measurement came 100 minutes ago.",
            ["st-1"],
        ),
        (
            "what's the aqi in riverside?", (), "cannot_tell",
            "I can't tell: no air station in or near Riverside measures it now.", [],
        ),
        (
            "is the air ok in Riverside?", (), "nothing_reported",
            "No air quality problem is reported for Riverside as of 11:05 am.", [],
        ),
        (
            "how hot is it in riverside?", (RIVERSIDE, HARBOR), "reported",
            "Measured in Riverside 1 minute ago: 31 °C.", ["st-1"],
        ),
        (
            "is it raining in riverside", (RIVERSIDE,), "reported",
            "Measured in Riverside 1 minute ago: no rain.", ["st-1"],
        ),
        (
            "what's the weather like in riverside", (RIVERSIDE,), "reported",
            "Measured in Riverside 1 minute ago: 31 °C, wind of 22 km/h and no rain.", ["st-1"],
        ),
        (
            "what's the temperature in riverside", (), "cannot_tell",
            "I can't tell: no weather station in or near Riverside measures it now.", [],
        ),
    ],
)  # fmt: skip
def test_what_is_so_just_now_is_told_from_readings(
    text: str, seen: tuple[Observation, ...], status: str, sentence: str, cited: list[str]
):
    assert first(Town(seen=seen), text) == (status, sentence, cited)


def test_one_line_by_two_names_is_one_line():
    text = Town(seen=FLEET).ask("where is bus 12?").text
    assert text.count("on line 12") == 1
    assert "Another was at the Harbor stop 1 minute ago, on time [2]." in text


def test_a_reading_is_cited_as_the_contract_has_it():
    answer = Town(seen=FLEET).ask("where is bus 12?")
    event = answer.cited[0].event.event
    assert event.event_id == "obs:vehicle_positions:bus-1"
    assert (event.family.value, event.type_text) == ("telemetry", "vehicle_positions")
    assert event.issued_at == LATE.taken_at
    assert answer.cited[0].standing.phase.in_force


def test_a_stale_reading_is_cited_as_no_longer_in_force():
    hit = Town(seen=(OLD,)).ask("where is bus 12?").cited[0]
    assert not hit.standing.phase.in_force
    assert hit.confirmed_at == OLD.taken_at


@pytest.mark.parametrize("text", ["where is bus 12", "is bus 12 running?", "how many 12 buses"])
def test_no_other_lines_vehicle_is_told(text: str):
    cited = {hit.event.event.event_id for hit in Town(seen=(OTHER, BLUE, CAR)).ask(text).cited}
    assert not cited


def test_trains_that_were_heard_from_are_no_yes():
    answer = Town(seen=FLEET).ask("is the blue line running?")
    assert (answer.status, answer.lead) == (Status.NOTHING_REPORTED, "")
    assert answer.text == (
        "No problem is reported on the Blue Line as of 11:05 am. Metro Transit was heard from 20 "
        "seconds ago, so I would expect to know. 1 train on the Blue Line reported a position in "
        "the last minute, on time [1]."
    )


def test_trains_that_were_heard_from_do_not_make_up_for_a_silent_operator():
    answer = Town(seen=FLEET, silent=["metro-transit"], since=ago(40)).ask("blue line running?")
    assert answer.status is Status.CANNOT_TELL
    assert "1 train on the Blue Line reported a position" in answer.text


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        ((LATE, ON_TIME), "The latest of 2 buses on line 12 is 4 minutes late"),
        ((ON_TIME, EARLY), "reported a position in the last 2 minutes, none of them late [1][2]."),
        ((ON_TIME, OTHER), "1 bus on line 12 reported a position in the last minute, on time [1]."),
    ],
)
def test_how_late_a_line_runs_is_told_beside_the_word_that_nothing_is_reported(
    seen: tuple[Observation, ...], told: str
):
    answer = Town(seen=seen).ask("is bus 12 late?")
    assert (answer.status, answer.lead) == (Status.NOTHING_REPORTED, "")
    assert told in answer.text


def test_where_a_bus_is_comes_before_what_is_reported_of_its_line():
    detour = event("transit", "B-1", "route_change", source="metro-transit", line="12")
    answer = Town(detour, seen=FLEET).ask("where is bus 12?")
    assert answer.statements[0].text.startswith("A bus on line 12 was at")
    assert "Bus 12 has been running on a changed route" in answer.text


def test_a_line_that_is_suspended_has_no_vehicle_to_wait_for():
    off = event("transit", "B-1", "suspension", source="metro-transit", line="12")
    answer = Town(off, seen=(OLD,)).ask("where is bus 12?")
    assert answer.status is Status.REPORTED
    assert "Bus 12 has been suspended" in answer.text


def test_a_delay_tells_nobody_where_the_bus_is():
    answer = Town(BLUE_LATE).ask("where is the blue line train?")
    assert answer.status is Status.CANNOT_TELL
    assert "The Blue Line has been delayed by 15 minutes" in answer.text


def test_a_closure_is_told_before_how_the_road_moves():
    answer = Town(MAIN_CLOSED, seen=[road("main-street", 31)]).ask("how is traffic on main street")
    assert answer.statements[0].text.startswith("Main Street has been closed")
    assert "moving at 31 km/h" in answer.text


def test_of_a_neighbourhood_the_slowest_road_is_told():
    middle = next(a.geometry for a in city().areas if a.name == "Downtown").representative_point()
    spot = {"lat": middle.y, "lon": middle.x}
    roads = [road("main-street", 40, **spot), road("pine-street", 10, **spot)]
    elsewhere = road("oak-street", 1, lat=40.75, lon=-73.97)
    answer = Town(seen=[*roads, elsewhere]).ask("how is traffic in Downtown?")
    assert answer.statements[0].text == (
        "Of the 2 roads measured in Downtown, Pine Street is the slowest: 10 km/h; free flow is "
        "50 km/h (measured 20 seconds ago)."
    )


def test_who_asks_how_hot_it_is_hears_that_first_and_the_alert_then():
    bad = event("emergency", "E-5", "weather_alert", source="weather-service", area="Riverside",
                headline="Heat warning")  # fmt: skip
    answer = Town(bad, seen=[RIVERSIDE]).ask("how hot is it in riverside?")
    assert answer.statements[0].text == "Measured in Riverside 1 minute ago: 31 °C."
    assert answer.statements[1].text.startswith("A weather alert is in force in Riverside")
    brief = Town(bad, seen=[RIVERSIDE]).ask("how hot is it in riverside?", channel=Channel.SMS)
    assert "31 °C" in brief.text
    assert "weather alert" in brief.text.lower()


def test_a_raw_value_is_never_judged():
    text = Town(seen=[station("st-1", "Riverside", pm25_ugm3=400)]).ask("is the air ok?").text
    assert not any(word in text for word in ("good", "unhealthy", "hazardous", "safe"))


NORTH = station("st-3", "Westside", pm25_ugm3=8, aqi=30)
RAW = [
    station("st-4", "Riverside", pm25_ugm3=7),
    station("st-5", "Harbor", pm25_ugm3=500),
    station("st-6", "Westside", pm25_ugm3=9),
]


@pytest.mark.parametrize(
    ("text", "seen", "begins", "says", "cited"),
    [
        (
            "is the air ok in the city?", [RIVERSIDE, HARBOR],
            "Of the 2 air stations heard, the one near",
            "has the highest index: 155, which is unhealthy (EPA, from the last hours), measured "
            "at 11:04 am; the other is good", ["st-2", "st-1"],
        ),
        (
            "how is the air quality?", [RIVERSIDE, HARBOR, NORTH],
            "Of the 3 air stations heard, the one near", "; the other 2 are good",
            ["st-2", "st-3", "st-1"],
        ),
        (
            "how is the air quality?",
            [RIVERSIDE, HARBOR, station("st-3", "Westside", pm25_ugm3=30, aqi=90)],
            "Of the 3 air stations heard, the one near", "; the other 2 are good to moderate",
            ["st-2", "st-3", "st-1"],
        ),
        (
            "how is the air quality?", RAW, "Of the 3 air stations heard, the one near",
            "measured the most: 500 µg/m³ of fine dust (PM2.5) at 11:04 am; it is too early",
            ["st-5", "st-6", "st-4"],
        ),
        (
            "how is the air quality?", [HARBOR, *RAW[:1]],
            "Of the 2 air stations heard, only the one near",
            "has an index yet: 155, which is unhealthy", ["st-2", "st-4"],
        ),
        (
            "how is the air in Riverside?",
            [RIVERSIDE, HARBOR, station("st-7", "Riverside", pm25_ugm3=40, aqi=112)],
            "Of the 2 air stations heard in Riverside, the one near",
            "has the highest index: 112", ["st-7", "st-1"],
        ),
        (
            "how is the air quality?", [HARBOR], "Air quality near", "is unhealthy: index 155",
            ["st-2"],
        ),
    ],
)  # fmt: skip
def test_of_several_stations_the_worst_is_told_and_how_the_others_are(
    text: str, seen: list[Observation], begins: str, says: str, cited: list[str]
):
    status, told, named = first(Town(seen=seen), text)
    assert (status, sorted(named)) == ("reported", sorted(cited))
    assert told.startswith(begins)
    assert says in told


def test_beside_bad_air_that_was_found_the_other_stations_are_told():
    bad = measured("A-7", "air_quality", "st-2", observed=155, baseline=100, unit="AQI",
                   area="Harbor")  # fmt: skip
    town = Town(bad, seen=[RIVERSIDE, HARBOR, NORTH])
    text = town.ask("how is the air quality?").text
    assert text.startswith("The air in Harbor is unhealthy: index 155, above 100 since 10:50 am")
    assert "The other 2 air stations heard are good [2][3]." in text
    assert "other" not in Town(bad, seen=[RIVERSIDE, HARBOR]).ask("is the air ok in harbor?").text


@pytest.mark.parametrize(
    ("text", "seen", "sentence"),
    [
        (
            "is the air ok in Westside?", station("st-2", "Harbor", pm25_ugm3=8),
            "The nearest air station, 3.4 km from Westside, measured 8 µg/m³ of fine dust (PM2.5) "
            "at 11:04 am; it is too early for an air quality index, which needs several hours.",
        ),
        (
            "is the air ok in Westside?", station("st-2", "Harbor", minutes=40, pm25_ugm3=8),
            "I can't tell how the air is in Westside: the nearest air station, 3.4 km away, last "
                "measured 40 minutes ago.",
        ),
        (
            "what is the aqi in Westside?", station("st-2", "Harbor", minutes=40, pm25_ugm3=8),
            "I can't tell how the air is in Westside: the nearest air station, 3.4 km away, last "
            "measured 40 minutes ago.",
        ),
        (
            "how hot is it in Westside?",
            station("st-2", "Harbor", minutes=40, temperature_c=8),
            "I can't tell: the last measurement at the nearest station, 3.4 km from Westside, came "
            "40 minutes ago.",
        ),
    ],
)  # fmt: skip
def test_a_distant_station_is_called_the_nearest(text: str, seen: Observation, sentence: str):
    assert sentence in [s.text for s in Town(seen=[seen]).ask(text).statements]


def test_a_text_message_tells_the_one_thing():
    answer = Town(seen=FLEET).ask("where is bus 12?", channel=Channel.SMS)
    assert answer.text == (
        "Line 12: at the Oak Street stop 20 seconds ago, 4 minutes late. Line 12: at the Harbor "
        "stop 1 minute ago, on time. Live measurements, as of 11:05 am."
    )


@pytest.mark.parametrize("room", [160, 200, 320])
@pytest.mark.parametrize("text", ["where is bus 12", "is the air ok in riverside", "blue line ok?"])
def test_a_live_answer_never_outgrows_its_room(text: str, room: int):
    town = Town(seen=(*FLEET, RIVERSIDE))
    assert len(town.ask(text, max_chars=room).text) <= room


def test_a_voice_hears_no_marks():
    assert "[" not in Town(seen=FLEET).ask("where is bus 12?", channel=Channel.VOICE).text


def test_a_message_that_only_names_a_line_goes_on_asking_where_it_is():
    town = Town(seen=FLEET)
    town.ask("where is bus 12?")
    assert town.ask("and the 7?").statements[0].text.startswith("A bus on line 7 was at")


def test_which_bus_is_asked_and_the_answer_taken_up():
    town = Town(seen=FLEET)
    asked = town.ask("where is my bus?")
    assert asked.status is Status.NEEDS_PLACE
    assert asked.text.startswith("Which line do you mean?")
    assert town.ask("12").statements[0].text.startswith("A bus on line 12 was at")


def test_a_train_spoken_of_before_is_nobodys_bus():
    town = Town(seen=FLEET)
    town.ask("where is the blue line train?")
    assert town.ask("where is my bus?").status is Status.NEEDS_PLACE


def test_a_question_about_another_time_is_none_for_readings():
    answer = Town(seen=FLEET).ask("where was bus 12 yesterday?")
    assert not any(h.event.event.event_id.startswith("obs:") for h in answer.cited)


@pytest.mark.parametrize(
    "text", ["I smell gas in my kitchen", "there is a fire in my hallway", "my bus is on fire"]
)
def test_a_danger_is_answered_before_anything_is_looked_up(
    text: str, monkeypatch: pytest.MonkeyPatch
):
    def gone(*_: object, **__: object) -> None:
        raise AssertionError("looked up")

    town = Town(seen=FLEET)
    for name in ("search", "get", "observation", "observations", "membership", "members"):
        monkeypatch.setattr(View, name, gone)
    assert town.ask(text).status is Status.EMERGENCY


def test_readings_are_sorted_once_for_an_answer_about_several_lines(
    monkeypatch: pytest.MonkeyPatch,
):
    looked: list[str] = []
    observations = View.observations

    def counted(view: View, topic: str) -> Sequence[Observation]:
        looked.append(topic)
        return observations(view, topic)

    monkeypatch.setattr(View, "observations", counted)
    Town(seen=FLEET).ask("are the blue line, the red line and the green line running?")
    assert looked == ["vehicle_positions"]


def test_a_question_that_no_reading_answers_looks_at_none(monkeypatch: pytest.MonkeyPatch):
    def gone(*_: object, **__: object) -> None:
        raise AssertionError("looked up")

    monkeypatch.setattr(View, "observations", gone)
    assert Town(seen=FLEET).ask("is the power out in harbor?").status is Status.NOTHING_REPORTED


def test_reading_ages_are_counted_from_now():
    town = Town(seen=[LATE])
    town.clock.set(NOW + timedelta(minutes=7))
    assert town.ask("where is bus 12?").status is Status.CANNOT_TELL
