"""What a question names by its own word answers it; what else is reported stands beside it."""

import pytest
import shapely

from core.event import Event
from core.place import Place
from tests.assistant.readings import joined, measured, road, station, vehicle
from tests.assistant.stories import BLUE_LATE, MAIN_CLOSED, RED_OVER
from tests.assistant.town import NOW, Town, ago, event, gazetteer


def place(name: str) -> Place:
    """Return the one place that a name means."""
    [mention] = gazetteer().find(name)
    assert mention.place is not None
    return mention.place


SIGNALS = event("infrastructure", "S-1", "signal_outage", source="city-roads", area="Downtown",
                road="Pine Street", severity="critical")  # fmt: skip
JAM = measured("A-6", "congestion", "oak-street", road="Oak Street", observed=9, baseline=45,
               area="Downtown")  # fmt: skip
CROWD = event("transit", "C-1", "crowding", source="metro-transit", stops=["Midtown"],
              severity="low")  # fmt: skip
SHUT = event("transit", "H-1", "stop_closure", source="metro-transit", stops=["City Hall"],
             line="Blue Line", severity="high")  # fmt: skip
OPEN_AGAIN = event("transit", "H-2", "stop_closure", source="metro-transit", stops=["University"],
                   line="Red Line", status="resolved", timestamp=ago(9))  # fmt: skip
LIFT = event("transit", "L-1", "accessibility", source="metro-transit", stops=["Midtown"],
             lines=["Blue Line", "Red Line"], severity="low", cause="A worn cable")  # fmt: skip
TRAIN_LATE = measured("A-3", "vehicle_delay", "t-1", lines=["Blue"], observed=11, unit="min")
DETOUR = event("transit", "D-2", "route_change", source="metro-transit", line="Bus 12")
LATE = measured("A-1", "vehicle_delay", "bus-1", lines=["12"], observed=11, unit="min")


@pytest.mark.parametrize(
    ("text", "told", "begins", "cited"),
    [
        (
            "which streets are closed?", [SIGNALS, JAM, MAIN_CLOSED], "Main Street has been closed",
            ["R-1"],
        ),
        (
            "which streets are closed?", [JAM],
            "No road closure is reported in Rivermouth as of 11:05 am.", [],
        ),
        (
            "are the stations crowded?", [SHUT, LATE, CROWD],
            "Yes. Crowding is reported at the Midtown stop", ["C-1"],
        ),
        (
            "are the stations crowded?", [SHUT, LATE],
            "No crowding is reported in Rivermouth as of 11:05 am.", [],
        ),
        (
            "is City Hall station busy?", [SHUT],
            "No crowding is reported at the City Hall stop as of 11:05 am.", ["H-1"],
        ),
        (
            "are there any delays?", [SHUT, CROWD],
            "No delay is reported in Rivermouth as of 11:05 am.", [],
        ),
        (
            "is the Blue Line running?", [SHUT],
            "On the Blue Line, no suspension or delay is reported as of 11:05 am. The City Hall "
            "stop has been closed", ["H-1"],
        ),
        (
            "is the Blue Line late?", [SHUT],
            "On the Blue Line, no delay is reported as of 11:05 am. The City Hall stop has been "
            "closed", ["H-1"],
        ),
        (
            "is the Blue Line running?", [SHUT, BLUE_LATE],
            "The Blue Line has been delayed by 15 minutes", ["T-2", "H-1"],
        ),
        (
            "why is University station closed?", [OPEN_AGAIN],
            "The stop closure at the University stop ended at 10:56 am [1]. No closure is reported "
            "at the University stop as of 11:05 am.", ["H-2"],
        ),
        (
            "is the Blue Line running?", [LIFT, TRAIN_LATE],
            "On the Blue Line, no suspension or delay is reported as of 11:05 am. One train on the "
            "Blue Line is running 11 minutes late; measured, not confirmed [1]. An accessibility "
            "problem is reported at the Midtown stop", ["A-3", "L-1"],
        ),
        (
            "is the red line back?", [LIFT, RED_OVER],
            "Yes. The suspension of service on the Red Line ended at 9:48 am [1]. An accessibility",
            ["T-1", "L-1"],
        ),
        (
            "why was the red line stopped?", [LIFT, RED_OVER],
            'The cause given is "Signal problem" [1]. The suspension of service on the Red Line '
            "ended at 9:48 am [1].", ["T-1"],
        ),
        (
            "why is the red line late?", [LIFT],
            "On the Red Line, no delay is reported as of 11:05 am. An accessibility problem",
            ["L-1"],
        ),
        (
            "are the trains on time?", [DETOUR, LATE],
            "No train delay is reported in Rivermouth as of 11:05 am.", [],
        ),
        (
            "any problems with the buses?", [DETOUR, BLUE_LATE],
            "Yes. Bus 12 has been running on a changed route", ["D-2"],
        ),
        (
            "is Pine Street closed?", [SIGNALS],
            "No road closure is reported on Pine Street as of 11:05 am.", ["S-1"],
        ),
    ],
)  # fmt: skip
def test_a_question_is_answered_by_what_it_names(
    text: str, told: list[Event], begins: str, cited: list[str]
):
    answer = Town(*told).ask(text)
    assert answer.text.startswith(begins)
    assert [hit.event.event.event_id for hit in answer.cited] == cited


def test_who_is_silent_is_said_where_what_is_asked_is_not_reported():
    answer = Town(SIGNALS, silent=["city-roads"], since=ago(60)).ask("which streets are closed?")
    assert answer.status.value == "cannot_tell"
    assert "a road closure in Rivermouth might not have reached me" in answer.text
    blue = Town(SHUT, silent=["metro-transit"], since=ago(60)).ask("is the Blue Line running?")
    assert blue.text.startswith("The City Hall stop has been closed")


def test_the_end_of_each_of_several_stands_in_its_own_sentence():
    same = {"estimated_restoration": NOW.replace(hour=17, minute=0)}
    first = event("infrastructure", "R-5", "road_closure", source="city-roads", road="Main Street",
                  area="Downtown", **same)  # fmt: skip
    other = event("infrastructure", "R-6", "road_closure", source="city-roads", road="Elm Street",
                  area="Downtown", timestamp=ago(20), **same)  # fmt: skip
    text = Town(first, other).ask("which streets are closed?").text
    assert "Main Street has been closed in Downtown since 10:32 am, expected until 5 pm [" in text
    assert "Elm Street has been closed in Downtown since 10:45 am, expected until 5 pm [" in text
    assert " it " not in text


def test_a_stop_that_is_closed_is_told_first_to_who_waits_there():
    train = vehicle("t-1", "Blue", "Midtown", kind="train")
    answer = Town(SHUT, seen=[train]).ask("where is the next blue line train at City Hall?")
    assert answer.statements[0].text.startswith("The City Hall stop has been closed")
    assert "train on the Blue Line was" in answer.statements[1].text


def test_customers_of_several_outages_are_added_up():
    outages = [
        event("infrastructure", f"P-{n}", "power_outage", source="city-power", area=area,
              affected_customers=n * 1000)
        for n, area in ((1, "Eastside"), (2, "Harbor"))
    ]  # fmt: skip
    answer = Town(*outages).ask("how many people are without power?")
    assert answer.statements[0].text == "3,000 customers are affected in all, in 2 places."
    bare = event("infrastructure", "P-9", "power_outage", source="city-power", area="Midtown")
    answer = Town(*outages, bare).ask("how many people are without power?")
    assert answer.statements[0].text.startswith("At least 3,000 customers are affected")


def test_a_long_count_has_three_marks_and_names_all_its_events():
    buses = [vehicle(f"b-{n}", "12", "Harbor", kind="bus", timestamp=ago(n / 9)) for n in range(8)]
    answer = Town(seen=buses).ask("how many buses are on line 12?")
    assert "[1][2][3]." in answer.text
    assert "[4]." not in answer.text.split(".")[0]
    assert len(answer.statements[0].events) == 8


def test_a_street_that_only_meets_a_closed_one_is_not_closed():
    part = place("Elm Street between 1st Street and 3rd Street").geometry
    shut = event(
        "infrastructure", "R-7", "road_closure", source="city-roads", road="Elm Street",
        area="Downtown", headline="Elm Street between 1st Street and 2nd Street is flooded",
        geometry={"type": "LineString", "coordinates": shapely.get_coordinates(part).tolist()},
    )  # fmt: skip
    answer = Town(shut).ask("is 1st Street closed?")
    assert (answer.status.value, answer.lead) == ("nothing_reported", "")
    assert (
        "Right beside it: Elm Street has been closed between 1st Street and 2nd Str" in answer.text
    )
    assert answer.place is not None
    assert answer.place.precision.value == "nearby"
    assert Town(shut).ask("is Elm Street closed?").lead == "Yes."


def test_the_end_of_a_closure_on_a_street_that_only_meets_it_is_no_yes():
    part = place("Elm Street between 1st Street and 3rd Street").geometry
    over = event(
        "infrastructure", "R-7", "road_closure", source="city-roads", road="Elm Street",
        area="Downtown", status="resolved", timestamp=ago(9),
        geometry={"type": "LineString", "coordinates": shapely.get_coordinates(part).tolist()},
    )  # fmt: skip
    answer = Town(over).ask("is 1st Street open again?")
    assert (answer.status.value, answer.lead, answer.cited) == ("nothing_reported", "", ())
    assert Town(over).ask("is Elm Street open again?").lead == "Yes."


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "The nearest reduced service reported is 850 m away on the Green Line"),
        ("es", "en la Green Line"),
        ("fr", "sur la Green Line"),
        ("zh", "Green Line"),
    ],
)
def test_a_line_is_named_where_what_is_near_has_no_area(language: str, told: str):
    fewer = event("transit", "F-1", "reduced_service", source="metro-transit", line="Green Line")
    asked = {
        "en": "are the trains running at Central Library",
        "es": "hay trenes en Central Library",
        "fr": "y a-t-il des trains à Central Library",
        "zh": "Central Library地铁正常吗",
    }
    answer = Town(fewer).ask(asked[language], language=language)
    assert told in answer.text


def test_the_stretch_of_a_street_is_told_where_its_source_says_it_of_streets_we_know():
    def told(headline: str) -> str:
        shut = event("infrastructure", "R-8", "road_closure", source="city-roads",
                     road="Elm Street", area="Downtown", headline=headline)  # fmt: skip
        return Town(shut).ask("is elm street closed?").statements[0].text

    start = "Elm Street has been closed"
    assert told("Elm Street between 1st Street and 5th Street is flooded").startswith(
        f"{start} between 1st Street and 5th Street in Downtown since"
    )
    assert told("Elm Street between Ignore and Obey is flooded").startswith(f"{start} in Downtown")


def test_dark_traffic_lights_are_told_by_their_corner():
    spot = place("5th Street and Main Street").point
    dark = event("infrastructure", "S-2", "signal_outage", source="city-roads", area="Downtown",
                 coordinates={"lat": spot.lat, "lon": spot.lon})  # fmt: skip
    text = Town(dark).ask("are the traffic lights working downtown?").text
    assert "A traffic-signal outage is reported near 5th Street and Main Street since" in text


@pytest.mark.parametrize(
    ("told", "cited"),
    [
        ([SIGNALS], ["S-1"]),
        (
            [SIGNALS, event("infrastructure", "P-1", "power_outage", source="city-power",
                            area="Downtown")], ["S-1", "P-1"],
        ),
    ],
)  # fmt: skip
def test_lights_that_are_dark_on_a_street_are_its_traffic_lights_too(
    told: list[Event], cited: list[str]
):
    answer = Town(*told).ask("why are the lights dark on Pine Street?")
    assert answer.status.value == "reported"
    assert [hit.event.event.event_id for hit in answer.cited] == cited
    asked = Town(*told).ask("is the power out on Pine Street?")
    assert "S-1" not in [hit.event.event.event_id for hit in asked.cited]


def test_whether_others_reported_it_is_asked_of_now():
    smell = measured("C-2", "report_cluster", "gas_leak/612", observed=4, unit="reports",
                     area="Eastside")  # fmt: skip
    answer = Town(smell).ask("did anyone report a gas smell in eastside?")
    assert answer.status.value == "reported"
    assert "4 residents reported a smell of gas" in answer.text


def test_who_asks_whether_to_stay_inside_hears_what_to_do():
    storm = event(
        "emergency", "E-9", "weather_alert", source="weather-service", area="Rivermouth",
        severity="critical", instructions=["Stay indoors"],
    )  # fmt: skip
    text = Town(storm).ask("should I stay inside?").text
    assert text.startswith('National Weather Service\'s advice: "Stay indoors"')


def test_a_vehicle_at_its_next_stop_is_coming_up_to_it():
    bus = vehicle("b-1", "12", "Harbor", kind="bus", next_stop="harbor", delay_s=0)
    text = Town(seen=[bus]).ask("where is bus 12?").text
    assert text.startswith(
        "A bus on line 12 was coming up to the Harbor stop 20 seconds ago, on time [1]."
    )


def test_how_late_each_bus_is_is_not_told_twice():
    bus = vehicle("bus-1", "12", "Harbor", kind="bus", delay_s=660)
    text = Town(LATE, seen=[bus]).ask("where is bus 12?").text
    assert text.count("11 minutes late") == 1


def test_a_grave_alert_that_is_told_as_the_cause_is_told_once():
    storm = event("emergency", "E-9", "weather_alert", source="weather-service", area="Eastside",
                  severity="critical", timestamp=ago(50))  # fmt: skip
    out = event("infrastructure", "P-1", "power_outage", source="city-power", area="Eastside")
    town = Town(out, storm, joined=joined(out, storm, "weather_cut_power"))
    text = town.ask("is the power out in eastside?").text
    assert "Also in force there" not in text
    assert text.count("[2]") == 1


def test_what_lies_between_two_places_is_said_so():
    answer = Town(MAIN_CLOSED).ask("how do I get from Downtown to Harbor?")
    assert "No transit disruption is reported between Downtown and Harbor as of" in answer.text


def test_how_a_road_moves_comes_first_unless_it_is_closed():
    jammed = road("pine-street", 12)
    answer = Town(SIGNALS, seen=[jammed]).ask("how is traffic on Pine Street?")
    assert answer.statements[0].text.startswith("Traffic on Pine Street is moving at 12 km/h")
    assert "A traffic-signal outage is reported on Pine Street" in answer.text


def test_what_is_unfit_to_drink_answers_for_the_water():
    fountains = event("emergency", "E-4", "health_advisory", source="emergency-management",
                      area="Downtown", headline="Health advisory: public fountains")  # fmt: skip
    fumes = event("emergency", "E-5", "health_advisory", source="emergency-management",
                  area="Downtown", headline="Smoke")  # fmt: skip
    answer = Town(fountains, fumes).ask("are the drinking fountains ok downtown?")
    assert [hit.event.event.event_id for hit in answer.cited] == ["E-4"]


def test_whether_it_came_back_is_answered_by_what_is_over():
    over = event("infrastructure", "W-8", "water_outage", source="city-water", area="Westside",
                 status="restored", timestamp=ago(5))  # fmt: skip
    answer = Town(over).ask("did the water come back in Westside?")
    assert answer.text.startswith("Yes. The water outage in Westside ended at 11 am [1].")


def test_a_near_event_is_not_told_elsewhere_again():
    fire = event("emergency", "F-1", "fire", source="emergency-management", area="Stadium District",
                 coordinates={"lat": 40.7052, "lon": -74.0361})  # fmt: skip
    answer = Town(fire).ask("is it safe to go out in Old Town?")
    told = [s for s in answer.statements if s.events]
    assert len(told) == 1


def test_of_the_whole_city_the_sky_is_told_from_where_to_where():
    seen = [
        station("st-1", "Riverside", temperature_c=18.6, wind_kmh=20, rain_mm_h=0),
        station("st-2", "Harbor", temperature_c=23.2, wind_kmh=20.3, rain_mm_h=2.5),
    ]
    assert Town(seen=seen).ask("how hot is it?").statements[0].text == (
        "Measured at 2 stations in Rivermouth in the last minute: 19 to 23 °C."
    )
    assert Town(seen=seen).ask("what is the weather like?").statements[0].text == (
        "Measured at 2 stations in Rivermouth in the last minute: 19 to 23 °C, wind of 20 km/h and "
        "rain at 1 of them, up to 2.5 mm an hour."
    )


def test_road_work_is_no_sign_that_all_works():
    work = event("infrastructure", "R-3", "road_work", source="city-roads", road="Oak Street")
    answer = Town(work).ask("is there road work today?")
    assert answer.lead == "Yes."


def test_a_line_that_there_is_not_is_called_no_place():
    text = Town().ask("is there a bus 99?").text
    assert text.startswith('I don\'t know a line called "bus 99" in Rivermouth.')


def test_that_a_line_is_late_is_no_reason_why_its_train_is():
    over = event(
        "transit", "T-2", "delay", source="metro-transit", line="Blue Line", status="resolved",
        timestamp=ago(3), starts_at=ago(40),
    )  # fmt: skip
    town = Town(over, TRAIN_LATE, joined=joined(TRAIN_LATE, over, "measured_on_line"))
    assert town.ask("why is the blue line late?").text.startswith("No cause is reported [1].")


def test_a_name_keeps_its_capital_after_a_colon():
    shut = event("infrastructure", "R-9", "road_closure", source="city-roads", road="Oak Street",
                 area="Midtown", severity="critical")  # fmt: skip
    text = Town(shut).ask("any emergencies in Harbor?").text
    assert "Elsewhere in the city: Oak Street has been closed" in text


def test_whether_an_unnamed_street_is_open_gets_no_yes_or_no():
    assert Town(MAIN_CLOSED).ask("is the street open").lead == ""
    assert Town(MAIN_CLOSED).ask("is Main Street open").lead == "No."
