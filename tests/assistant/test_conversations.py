"""The seeds' three questions, and what a conversation carries from one message to the next."""

from datetime import timedelta

from assistant.answer import Status
from core.coverage import CaughtUp
from tests.assistant.stories import BLUE_LATE, BOIL, FLOOD, MAIN_CLOSED, OUTAGE
from tests.assistant.town import NOW, Town, event


def test_are_there_any_emergencies_right_now():
    answer = Town(FLOOD, BLUE_LATE).ask("Are there any emergencies right now?")
    assert answer.status is Status.REPORTED
    assert answer.text.startswith("Yes. A weather alert is in force in Downtown")
    assert "Move away from the river path" in answer.text
    assert "Blue Line" not in answer.text


def test_how_do_i_get_to_work_asks_from_where_then_names_what_is_disturbed_on_the_way():
    town = Town(BLUE_LATE, MAIN_CLOSED, BOIL)
    asked = town.ask("How do I get to work?")
    assert asked.status is Status.NEEDS_PLACE
    assert asked.text.startswith("Where would you start, and where are you going?")
    told = town.ask("from oak street to harbor")
    assert told.status is Status.REPORTED
    assert "The Blue Line has been delayed by 15 minutes" in told.text
    assert "Main Street has been closed" in told.text
    assert "water" not in told.text.lower()


def test_is_the_power_out_in_my_area_asks_where_and_names_the_areas_affected():
    town = Town(OUTAGE)
    asked = town.ask("Is the power out in my area?")
    assert asked.status is Status.NEEDS_PLACE
    assert asked.text.startswith("Which part of the city?")
    assert town.ask("eastside").status is Status.REPORTED


def test_with_a_shared_location_my_area_is_where_the_person_is():
    answer = Town(OUTAGE).ask("Is the power out in my area?", at=(40.7199, -73.9849))
    assert answer.status in (Status.REPORTED, Status.NOTHING_REPORTED)
    assert answer.place is not None
    assert answer.place.kind == "point"


def test_power_out_without_a_place_and_nowhere_reported_is_answered_for_the_city():
    answer = Town().ask("Is the power out?")
    assert answer.status is Status.NOTHING_REPORTED
    assert answer.text.startswith("No power outage is reported in Rivermouth")


def test_power_out_without_a_place_names_and_cites_the_areas_affected():
    answer = Town(OUTAGE).ask("Is the power out?")
    assert answer.status is Status.NEEDS_PLACE
    assert answer.suggestions == ("Eastside",)
    assert [hit.event.event.event_id for hit in answer.cited] == ["INF-1"]


def test_water_without_a_place_is_reported_when_one_advisory_covers_the_city():
    citywide = event("infrastructure", "W-9", "water_advisory", source="city-water",
                     area="Rivermouth", headline="Boil-water notice")  # fmt: skip
    answer = Town(citywide).ask("Is the water safe to drink?")
    assert (answer.status, answer.lead) == (Status.REPORTED, "No.")


def test_a_follow_up_keeps_the_place_and_changes_the_topic():
    town = Town(OUTAGE, BOIL)
    town.ask("is the water safe in harbor?")
    answer = town.ask("and power?")
    assert answer.status is Status.NOTHING_REPORTED
    assert "for Harbor" in answer.text


def test_a_follow_up_keeps_the_topic_and_changes_the_place():
    town = Town(OUTAGE)
    town.ask("is the power out in harbor?")
    answer = town.ask("what about eastside?")
    assert [hit.event.event.event_id for hit in answer.cited] == ["INF-1"]


def test_a_follow_up_may_ask_when_it_ends():
    town = Town(OUTAGE)
    town.ask("is the power out in eastside?")
    assert town.ask("when will it be back?").statements[0].text.startswith("City Power & Light")


def test_a_broad_question_after_a_place_means_the_whole_city_again():
    town = Town(FLOOD)
    town.ask("is the power out in harbor?")
    answer = town.ask("Are there any emergencies right now?")
    assert answer.status is Status.REPORTED


def test_a_choice_between_two_places_is_asked_and_the_answer_taken_up():
    town = Town(OUTAGE)
    asked = town.ask("is the power out in springfield?")
    assert asked.text == "Which springfield do you mean: Springfield Park or Springfield Avenue?"
    assert asked.suggestions == ("Springfield Park", "Springfield Avenue")
    assert town.ask("Springfield Park").text.startswith("No power outage is reported for Springf")


def test_an_unknown_session_starts_a_new_conversation():
    town = Town()
    town.session_id = "made-up"
    assert town.ask("hello").session_id != "made-up"


def test_today_moves_on_at_midnight_in_the_middle_of_a_conversation():
    before = NOW.replace(hour=23, minute=50)
    over = event("infrastructure", "INF-8", "power_outage", source="city-power", area="Eastside",
                 status="restored", timestamp=NOW.replace(hour=11, minute=0))  # fmt: skip
    town = Town(over, caught_up=CaughtUp(before))
    town.clock.set(before)
    assert "ended at 11 am" in town.ask("is the power back in eastside?").text
    town.clock.set(before + timedelta(minutes=40))
    assert "ended yesterday at 11 am" in town.ask("is the power back in eastside?").text
