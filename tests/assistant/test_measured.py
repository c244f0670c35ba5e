"""What is measured or reported by residents, never as if it were confirmed."""

from typing import Any

import pytest

from assistant.answer import Status
from assistant.question import Channel
from core.event import Event
from tests.assistant.anomalies import (
    BAD_AIR,
    BLUE_SLOW,
    BUNCHED,
    BUS_DELAY,
    BUS_LATE,
    BUS_LATE_TOO,
    BUS_STOPPED,
    BUSY,
    DARK,
    GAP,
    GAS_SMELT,
    HOT,
    JAM,
    OPERATORS,
    at,
    ids,
    of_line,
)
from tests.assistant.readings import joined, measured, station, vehicle
from tests.assistant.stories import BLUE_LATE, MAIN_CLOSED, OUTAGE
from tests.assistant.town import Town, ago, event


@pytest.mark.parametrize(
    ("text", "told", "sentence", "cited"),
    [
        (
            "is the blue line running?", [BLUE_SLOW],
            "Trains on the Blue Line are running about 8 minutes late, and have been late since "
            "10:50 am; measured, not confirmed.", ["A-BLUE"],
        ),
        (
            "is bus 12 late?", [BUS_LATE, BUS_LATE_TOO],
            "2 buses on line 12 are running late, the worst by 11 minutes; measured, not "
            "confirmed.", ["A-1", "A-2"],
        ),
        (
            "is bus 12 late?", [BUS_LATE_TOO],
            "One bus on line 12 is running 6 minutes late; measured, not confirmed.", ["A-2"],
        ),
        (
            "is bus 12 running?", [BUS_STOPPED],
            "A bus on line 12 has been standing still at the University stop since 10:40 am; "
            "measured, not confirmed.", ["A-3"],
        ),
        (
            "is bus 12 ok?", [BUNCHED],
            "Two buses on line 12 have been running close behind each other since 10:50 am; "
            "measured, not confirmed.", ["A-4"],
        ),
        (
            "is bus 12 ok?", [GAP],
            "There has been a gap of 25 minutes between buses on line 12, where 10 minutes is "
            "usual; measured, not confirmed.", ["A-5"],
        ),
        (
            "is main street slow?", [JAM],
            "Traffic on Main Street is moving at 9 km/h instead of about 45 since 8:20 am; "
            "measured, not confirmed.", ["A-6"],
        ),
        (
            "is the air ok in riverside", [BAD_AIR],
            "The air in Riverside is unhealthy for sensitive groups: index 122, above 100 since "
            "10:50 am; measured, not confirmed.", ["A-7"],
        ),
        (
            "is there a heat alert in riverside?", [HOT],
            "It is 36 °C in Riverside, 35 °C or more since 10:50 am; measured, not confirmed.",
            ["A-8"],
        ),
        (
            "is central station crowded?", [BUSY],
            "At Central Station, 80 riders a minute are tapping in instead of about 30 since "
            "10:50 am; measured, not confirmed.", ["A-9"],
        ),
        (
            "is the power out in eastside?", [DARK],
            "Not confirmed by City Power & Light, but 3 residents reported a power problem near "
            "the Eastside stop in the last 2 minutes.", ["C-1"],
        ),
        (
            "anything going on in eastside?", [DARK],
            "3 residents reported a power problem near the Eastside stop in the last 2 minutes; "
            "City Power & Light has not confirmed it.", ["C-1"],
        ),
        (
            "is there a gas leak in eastside?", [GAS_SMELT],
            "Not confirmed by City Gas, but 4 residents reported a smell of gas near the Eastside "
            "stop in the last 2 minutes.", ["C-2"],
        ),
    ],
)  # fmt: skip
def test_what_only_is_measured_says_so_and_is_no_yes(
    text: str, told: list[Event], sentence: str, cited: list[str]
):
    answer = Town(*told).ask(text)
    assert (answer.status, answer.lead) == (Status.REPORTED, "")
    assert answer.statements[0].text == sentence
    assert ids(answer) == cited


@pytest.mark.parametrize(
    ("text", "told", "cited"),
    [
        ("is the blue line late?", [BLUE_SLOW, BLUE_LATE], ["T-2"]),
        ("is bus 12 late?", [BUS_DELAY, BUS_LATE, BUS_STOPPED, BUNCHED], ["D-9"]),
        ("is main street slow?", [JAM, MAIN_CLOSED], ["R-1"]),
        ("is the power out in eastside?", [DARK, OUTAGE], ["INF-1"]),
        ("is bus 7 late?", [BUS_LATE, BUS_STOPPED, GAP], []),
        ("is bus 12 late?", [of_line("L", "line_delay", "12", observed=7), BUS_LATE], ["L"]),
        ("is the water ok in eastside?", [DARK], []),
        ("is the power out in westside?", [DARK], []),
        ("what's going on in harbor?", [BUS_LATE, BUS_LATE_TOO], []),
    ],
)
def test_nothing_is_told_twice_nor_of_something_else(
    text: str, told: list[Event], cited: list[str]
):
    assert ids(Town(*told).ask(text)) == cited


@pytest.mark.parametrize(
    "text",
    [
        "is bus 12 running?",
        "what's going on in eastside?",
        "are there any emergencies right now?",
        "any problems?",
        "why is bus 12 late?",
        "where is bus 12?",
        "is it safe in eastside?",
        "any transit problems in eastside?",
    ],
)
def test_what_only_operators_need_never_reaches_a_citizen(text: str):
    answer = Town(*OPERATORS, seen=[vehicle("bus-1", "12", "Eastside")]).ask(text)
    assert not [i for i in ids(answer) if i.startswith("O-")]
    assert "Headline" not in answer.text


def test_a_category_is_never_told_since_the_limit_was_passed():
    worse = measured("A-7", "air_quality", "st-1", observed=221, baseline=100, unit="AQI",
                     area="Riverside")  # fmt: skip
    text = Town(worse).ask("is the air ok in riverside?").text
    assert text.startswith(
        "The air in Riverside is very unhealthy: index 221, above 100 since 10:50 am; measured"
    )
    bare = measured("A-7", "air_quality", "st-1", observed=221, unit="AQI", area="Riverside")
    assert "since" not in Town(bare).ask("is the air ok in riverside?").statements[0].text


def test_a_crowd_that_the_operator_tells_of_is_told_once():
    crowd = event("transit", "X-2", "crowding", source="metro-transit", stops=["Central Station"])
    assert ids(Town(crowd, BUSY).ask("is central station crowded?")) == ["X-2"]


def test_an_unrelated_elevator_hides_no_delay():
    lift = event("transit", "X-1", "accessibility", source="metro-transit", line="Blue",
                 stops=["midtown"])  # fmt: skip
    assert "A-BLUE" in ids(Town(lift, BLUE_SLOW).ask("is the blue line late?"))


def test_what_an_incident_joins_is_told_by_its_source_alone():
    storm = event("infrastructure", "P-1", "power_outage", source="city-power", area="Downtown")
    town = Town(storm, JAM, joined=joined(JAM, storm, "traffic_at_closure"))
    assert ids(town.ask("what's going on downtown?")) == ["P-1"]


def test_who_would_know_and_has_said_nothing_is_named():
    text = Town(BLUE_SLOW).ask("is the blue line running?").text
    assert "Metro Transit has reported no problem on the Blue Line as of 11:05 am." in text
    assert text.endswith("As of 11:05 am, from live measurements.")


def test_a_silent_utility_is_said_beside_what_residents_report():
    answer = Town(DARK, silent=["city-power"], since=ago(44)).ask("is the power out in eastside?")
    assert answer.status is Status.REPORTED
    assert "I am not hearing from City Power & Light (last heard at 10:21 am)" in answer.text
    assert "has reported no" not in answer.text


def test_a_smell_of_gas_comes_with_what_to_do():
    text = Town(GAS_SMELT).ask("is there a gas leak in eastside?").text
    assert "If you smell gas, leave and call 911." in text


def test_residents_words_are_never_told():
    loud = measured("C-9", "report_cluster", "power_outage/6", observed=3, area="Eastside",
                    headline="everything is dark, evacuate now", message="evacuate now",
                    coordinates=at("Eastside"))  # fmt: skip
    assert "evacuate" not in Town(loud).ask("is the power out in eastside?").text.lower()


def test_residents_fit_a_text_message():
    answer = Town(DARK).ask("is the power out in eastside?", channel=Channel.SMS)
    assert len(answer.text) <= 160
    assert "Not confirmed by City Power & Light, but 3 residents" in answer.text


def test_power_without_a_place_names_where_residents_report():
    answer = Town(DARK).ask("is the power out?")
    assert (answer.status, ids(answer)) == (Status.NEEDS_PLACE, ["C-1"])


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "cleared", "ends_at": ago(3)}, Status.REPORTED),
        ({"expires_at": ago(3)}, Status.CANNOT_TELL),
    ],
)
def test_what_is_no_longer_measured_is_no_yes_either(fields: dict[str, Any], status: Status):
    over = of_line("A-B", "line_delay", "Blue", observed=8, **fields)
    answer = Town(over).ask("is the blue line delay over?")
    assert (answer.status, answer.lead) == (status, "")
    assert "no longer been measured" in answer.text or "no confirmation" in answer.text


def test_an_anomaly_that_nobody_renews_is_not_in_force():
    stale = of_line("A-B", "line_delay", "Blue", observed=8, expires_at=ago(1))
    assert Town(stale).ask("is the blue line running?").status is Status.NOTHING_REPORTED


def test_official_news_comes_first_whatever_its_severity():
    work = event("infrastructure", "R-3", "road_work", source="city-roads", road="Pine Street",
                 area="Downtown", severity="low")  # fmt: skip
    loud = measured("A-6", "congestion", "main-street", road="Main Street", observed=9,
                    baseline=45, area="Downtown", coordinates=at("City Hall"),
                    severity="high")  # fmt: skip
    assert ids(Town(loud, work).ask("what's going on downtown?")) == ["R-3", "A-6"]


def test_a_measured_hazard_speaks_for_the_station_too():
    answer = Town(BAD_AIR, seen=[station("st-1", "Riverside", aqi=122, pm25_ugm3=40)]).ask(
        "is the air ok in riverside?"
    )
    assert ids(answer) == ["A-7"]


def test_an_end_that_nobody_has_said_is_not_made_up():
    answer = Town(BLUE_SLOW).ask("when will the blue line be on time again?")
    assert answer.statements[0].text == "Nobody has said when it ends."


def test_what_is_measured_now_says_nothing_of_tomorrow():
    answer = Town(BLUE_SLOW, HOT).ask("is anything going on in riverside tomorrow?")
    assert answer.status is Status.NOTHING_REPORTED
