"""A vehicle asked about by its own number: found, not found, and never mistaken for a line."""

import pytest

from core.observation import Observation
from tests.assistant.readings import vehicle
from tests.assistant.town import Town, ago, event

NUMBERED = vehicle("bus-1207", "12", "Oak Street", kind="bus", delay_s=245)
LONE = vehicle("88", "", "Harbor", kind="bus")
TRAM = vehicle("tram-0088", "", "Midtown", kind="tram", status="breakdown")
HYPHENED = vehicle("veh-12-3", "12", "University", kind="bus", delay_s=0)
ALIKE = vehicle("veh-7-3", "7", "Harbor", kind="bus")
OLD = vehicle("bus-71", "", "Pine Hill", kind="bus", timestamp=ago(30))
TAXI = vehicle("taxi-66", "", "Oak Street", kind="car")
IDLE = vehicle("bus-1244", "12", "Pine Hill", kind="bus", status="out_of_service")
ALL = (NUMBERED, LONE, TRAM, HYPHENED, ALIKE, OLD, TAXI, IDLE)


@pytest.mark.parametrize(
    ("text", "status", "sentence", "cited"),
    [
        (
            "where is bus 1207 right now?", "reported",
            "Bus 1207 on line 12 was at the Oak Street stop 20 seconds ago, 4 minutes late.",
            "bus-1207",
        ),
        (
            "wheres bus #1207", "reported",
            "Bus 1207 on line 12 was at the Oak Street stop 20 seconds ago, 4 minutes late.",
            "bus-1207",
        ),
        (
            "is bus-1207 late?", "reported",
            "Bus 1207 on line 12 was at the Oak Street stop 20 seconds ago, 4 minutes late.",
            "bus-1207",
        ),
        (
            "where is bus 88?", "reported", "Bus 88 was at the Harbor stop 20 seconds ago.", "88",
        ),
        (
            "where is tram 88", "reported",
            "Tram 0088 was at the Midtown stop 20 seconds ago, reporting a breakdown.",
            "tram-0088",
        ),
        (
            "where is vehicle 12-3?", "reported",
            "Bus 12-3 on line 12 was at the University stop 20 seconds ago, on time.", "veh-12-3",
        ),
        (
            "where is bus 1244?", "reported",
            "Bus 1244 on line 12 was at the Pine Hill stop 20 seconds ago, out of service.",
            "bus-1244",
        ),
        (
            "where is bus 71?", "cannot_tell",
            "I can't tell where bus 71 is now: the last position came 30 minutes ago, at the Pine "
            "Hill stop.", "bus-71",
        ),
        (
            "where is bus 99 right now?", "cannot_tell",
            "I can't tell: I know no line 99, and no bus of that number reports a position now.",
            "",
        ),
        (
            "where is bus 66?", "cannot_tell",
            "I can't tell: I know no line 66, and no bus of that number reports a position now.",
            "",
        ),
        (
            "where is vehicle 3?", "cannot_tell",
            "I can't tell: I know no line 3, and no vehicle of that number reports a position now.",
            "",
        ),
    ],
)  # fmt: skip
def test_a_vehicle_is_told_by_its_own_number(text: str, status: str, sentence: str, cited: str):
    answer = Town(seen=ALL).ask(text)
    assert (answer.status.value, answer.statements[0].text) == (status, sentence)
    told = [hit.event.event.event_id.split(":")[-1] for hit in answer.cited]
    assert told == ([cited] if cited else [])


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("where is bus 12?", NUMBERED),
        ("where is bus 12?", vehicle("bus-12", "7", "Harbor", kind="bus")),
    ],
)
def test_a_number_that_is_a_line_means_the_line(text: str, seen: Observation):
    line = vehicle("bus-1", "12", "Midtown", kind="bus", timestamp=ago(0.1))
    assert "on line 12 was at the Midtown stop" in Town(seen=[line, seen]).ask(text).text


def test_what_is_reported_of_its_line_follows():
    detour = event("transit", "B-1", "route_change", source="metro-transit", line="12")
    answer = Town(detour, seen=ALL).ask("where is bus 1207?")
    assert answer.text.startswith("Bus 1207 on line 12 was at the Oak Street stop")
    assert "Bus 12 has been running on a changed route" in answer.text


def test_a_number_that_nothing_has_is_no_place_of_its_own():
    answer = Town(seen=ALL).ask("is bus 99 running?")
    assert answer.status.value == "needs_place"
    assert "bus 99" in answer.text


def test_its_line_is_remembered():
    town = Town(seen=ALL)
    town.ask("where is bus 1207?")
    assert "the Blue Line" not in town.ask("any delays?").text
    assert "bus 12" in town.ask("any delays?").text


@pytest.mark.parametrize(
    "text",
    [
        "are there delays on the 12?",
        "delays on 12?",
        "anything wrong with the 12",
        "is the 12 late?",
        "any delay on the 12 this morning?",
        "the 12 is not coming, why",
    ],
)
def test_a_line_is_known_by_its_bare_number(text: str):
    delay = event("transit", "D-9", "delay", source="metro-transit", line="12", delay_minutes=9)
    other = event("transit", "D-7", "delay", source="metro-transit", line="7", delay_minutes=9)
    answer = Town(delay, other).ask(text)
    assert [hit.event.event.event_id for hit in answer.cited] == ["D-9"]
    assert answer.place is not None
    assert answer.place.name == "Bus 12"


@pytest.mark.parametrize("text", ["delays for the 12 people hurt?", "is the 7 st closed"])
def test_a_number_of_something_else_is_no_line(text: str):
    answer = Town().ask(text)
    assert answer.place is None or answer.place.kind != "line"
