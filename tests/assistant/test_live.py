"""What readings show: where vehicles are, how roads move, how the air is, and when nobody knows."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from assistant.answer import Status
from assistant.question import Channel
from core.observation import Observation
from indexer.store.view import View
from tests.assistant.fleet import (
    BLUE,
    CAR,
    EARLY,
    FLEET,
    HARBOR,
    LATE,
    OLD,
    ON_TIME,
    OTHER,
    PARKED,
    RIVERSIDE,
    first,
)
from tests.assistant.readings import road, station
from tests.assistant.stories import BLUE_LATE, MAIN_CLOSED
from tests.assistant.town import NOW, Town, ago, city, event


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
