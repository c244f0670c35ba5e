"""Several questions, comparisons, wishes, other ways and what is out of scope are each answered."""

import pytest

from assistant.answer import Status
from tests.assistant.stories import BLUE_LATE, BOIL, MAIN_CLOSED, OUTAGE
from tests.assistant.town import Channel, Town, event

EVACUATE = event("emergency", "E-9", "evacuation", source="emergency-management", area="Harbor",
                 severity="critical", headline="Evacuate Harbor now")  # fmt: skip
EVERYWHERE = event("emergency", "E-8", "weather_alert", source="weather-service",
                   area="Rivermouth", severity="critical", headline="Hurricane")  # fmt: skip


def outage(event_id: str, area: str, customers: int):
    return event("infrastructure", event_id, "power_outage", source="city-power", area=area,
                 affected_customers=customers)  # fmt: skip


def late(event_id: str, line: str, minutes: int):
    return event("transit", event_id, "delay", source="metro-transit", line=line,
                 delay_minutes=minutes)  # fmt: skip


def cited(town: Town, text: str) -> list[str]:
    return [hit.event.event.event_id for hit in town.ask(text).cited]


def test_each_question_of_a_message_is_answered_and_the_sources_named_once():
    answer = Town(OUTAGE, BLUE_LATE).ask(
        "is the power out in eastside and is the blue line running?"
    )
    assert answer.status is Status.REPORTED
    assert [hit.event.event.event_id for hit in answer.cited] == ["INF-1", "T-2"]
    assert answer.text.count("As of ") == 1
    assert answer.text.endswith("from City Power & Light and Metro Transit.")


def test_a_part_that_is_not_reported_is_named_beside_one_that_is():
    answer = Town(OUTAGE).ask("is the power out in eastside and is the water safe in harbor?")
    assert answer.status is Status.REPORTED
    assert "No water problem is reported for Harbor" in answer.text


def test_what_is_out_of_scope_comes_after_what_is_not_and_leaves_its_yes():
    answer = Town(OUTAGE).ask("is the power out in eastside and how do i pay my tax")
    assert answer.text.startswith("Yes. A power outage is reported in Eastside")
    assert "For bills, taxes and fees, call 311." in answer.text


def test_the_last_question_is_what_a_follow_up_means():
    town = Town(OUTAGE, BLUE_LATE)
    town.ask("is the power out in eastside and is the blue line running?")
    assert town.ask("why").text.startswith('The cause given is "Signal problems"')


@pytest.mark.parametrize(
    ("told", "text", "begins"),
    [
        (
            [outage("A", "Eastside", 4300), outage("B", "Westside", 120)],
            "is the outage worse in westside or eastside",
            "More customers are affected in Eastside than in Westside: 4,300 against 120 [",
        ),
        (
            [late("A", "Red Line", 12), late("B", "Blue Line", 25)],
            "which is more delayed, the red line or the blue line",
            "The Blue Line is delayed more than the Red Line: 25 minutes against 12 minutes [",
        ),
        (
            [outage("A", "Eastside", 4300)],
            "is the power worse in westside or eastside",
            "Of the two, something is reported only for Eastside [1].",
        ),
        (
            [outage("A", "Eastside", 9), outage("B", "Westside", 9)],
            "is the outage worse in westside or eastside",
            "From what is reported I can't tell which of the two is worse.",
        ),
    ],
)
def test_two_are_compared_by_what_is_reported(told: list[object], text: str, begins: str):
    assert Town(*told).ask(text).text.startswith(begins)  # pyright: ignore[reportArgumentType]


def test_nothing_is_compared_with_a_source_that_is_silent():
    town = Town(outage("A", "Eastside", 4300), silent=["city-power"])
    assert "Of the two" not in town.ask("is the outage worse in westside or eastside").text


def test_who_wants_word_later_hears_what_is_known_now():
    answer = Town(OUTAGE).ask("tell me when the power is back in eastside")
    assert answer.text.startswith("I can't send you word later, so please ask me again.")
    assert "expects it back by 2:30 pm" in answer.text
    assert answer.lead == ""


@pytest.mark.parametrize(
    ("text", "says", "status"),
    [
        (
            "i want to report a pothole", "call City Streets Department at 555-0147.",
            Status.OUT_OF_SCOPE,
        ),
        ("how do i report a smell", "To report it, call 311.", Status.OUT_OF_SCOPE),
        (
            "i want to report my power is out in eastside",
            "call City Power & Light at 555-0142. A power outage is reported in Eastside",
            Status.REPORTED,
        ),
    ],
)  # fmt: skip
def test_who_wants_to_report_hears_whom_to_call_and_what_is_known(
    text: str, says: str, status: Status
):
    answer = Town(OUTAGE).ask(text)
    assert answer.text.startswith("I can't take reports here.")
    assert says in answer.text
    assert answer.status is status


def test_another_way_is_the_source_s_or_none_is_named():
    told = Town(MAIN_CLOSED, BLUE_LATE)
    assert told.ask("another way around main street?").text.startswith("Detour: Use Pine Street")
    assert told.ask("any alternatives to the blue line?").text.startswith("Alternatives, in the")
    alone = Town(late("A", "Red Line", 12)).ask("is there an alternative to the red line")
    assert alone.text.startswith("Metro Transit names no other way [1].")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("how do i pay my power bill", "For bills, taxes and fees, call 311."),
        ("what medicine should i take", "in an emergency call 911"),
        ("someone stole my bike", "To report one that is over, call 311."),
        ("can i sue the city", "I can't give legal advice."),
        ("who is the mayor", "For elections and city offices, call 311."),
        ("tell me a joke", "For anything else, call 311."),
        ("glorp fnord", "I did not understand"),
    ],
)
def test_who_is_turned_away_hears_what_this_does_and_whom_to_call(text: str, says: str):
    answer = Town().ask(text)
    assert answer.status is Status.OUT_OF_SCOPE
    assert "I only know what is happening in the city now" in answer.text
    assert says in answer.text
    assert "311" in answer.text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("who made you", "I am CivicSense"),
        ("where do you get this from", "City Power & Light"),
        ("do you keep my data", "You can delete it yourself."),
        ("what languages do you speak", "English"),
        ("what can you do", "ask what is going on"),
        ("are you a bot", "automated assistant"),
    ],
)
def test_it_answers_for_itself(text: str, says: str):
    assert says in Town().ask(text).text


@pytest.mark.parametrize(
    "text",
    [
        "is the water ok in harbor?",
        "is the power out in harbor?",
        "when will the water be ok in harbor",
        "why is there no water in harbor",
        "was the power out in harbor yesterday?",
        "any planned outages in harbor tomorrow",
        "how many people are without power in harbor",
        "what should i do about the water in harbor",
        "what is going on in harbor",
        "any emergencies in harbor",
    ],
)
def test_what_is_grave_at_the_place_is_told_first_whatever_is_asked(text: str):
    assert cited(Town(BOIL, EVACUATE), text)[0] == "E-9"


@pytest.mark.parametrize(
    "text",
    ["is the blue line running?", "is main street closed?", "is the power out?", "any delays"],
)
def test_what_is_grave_everywhere_is_told_first_without_a_place_too(text: str):
    assert cited(Town(OUTAGE, EVERYWHERE), text)[0] == "E-8"


def test_what_is_grave_elsewhere_is_not_told():
    assert cited(Town(EVACUATE), "is the power out in uptown?") == []


@pytest.mark.parametrize("text", ["is the water ok in harbor?", "is the power out in harbor?"])
def test_a_text_message_has_room_for_the_danger_and_the_answer(text: str):
    answer = Town(BOIL, EVACUATE).ask(text, channel=Channel.SMS)
    assert len(answer.text) <= 160
    assert answer.cited[0].event.event.event_id == "E-9"
    assert len(answer.statements) > 1
