"""Ask in other languages, and go on in them."""

import pytest

from assistant.answer import Status
from assistant.phrases import languages
from tests.assistant.town import Town, ago, event

OUTAGE = event(
    "infrastructure", "INF-1", "power_outage", source="city-power", area="Eastside",
    headline="Power outage in Eastside", starts_at=ago(33),
)  # fmt: skip


def spoken(language: str) -> str:
    """Return the language, where there is a catalogue of it, else the city's own."""
    return language if language in languages() else "en"


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("¿Se fue la luz en Eastside?", "es"),
        ("Y a-t-il une panne de courant à Eastside ?", "fr"),
        ("Eastside停電了嗎？", "zh"),
        ("is the power out in Eastside?", "en"),
    ],
)
def test_a_question_of_any_language_is_answered_from_the_same_event(
    asked: str, language: str
) -> None:
    answer = Town(OUTAGE).ask(asked)
    assert answer.status is Status.REPORTED
    assert [hit.event.event.event_id for hit in answer.cited] == ["INF-1"]
    assert answer.language == spoken(language)


def test_a_conversation_goes_on_in_its_language_and_keeps_what_was_said() -> None:
    town = Town(OUTAGE)
    assert town.ask("¿hay luz en Westside?").status is Status.NOTHING_REPORTED
    answer = town.ask("¿y en Eastside?")
    assert (answer.status, answer.language) == (Status.REPORTED, spoken("es"))
    assert town.ask("Eastside?").language == spoken("es")


def test_a_person_who_goes_on_in_another_language_is_followed() -> None:
    town = Town(OUTAGE)
    assert town.ask("hola").language == spoken("es")
    assert town.ask("is the power out in Eastside?").language == "en"
    assert town.ask("停电什么时候恢复").language == spoken("zh")


def test_a_chosen_language_stays() -> None:
    town = Town(OUTAGE)
    assert town.ask("hola", language="en").language == "en"
    assert town.ask("¿se fue la luz en Eastside?").language == "en"


def test_a_place_that_there_is_not_is_asked_back_in_any_language() -> None:
    for asked in (
        "¿hay alguna fuga en el vecindario de Narnia?",
        "y a-t-il une fuite à Narnia ?",
        "Narnia停电了吗",
    ):
        answer = Town(OUTAGE).ask(asked)
        assert answer.status is Status.NEEDS_PLACE
        assert "Narnia" in answer.text


def test_a_language_that_we_do_not_speak_is_answered_in_our_own_and_said_so() -> None:
    answer = Town(OUTAGE).ask("is the power out in Eastside?", language="de")
    assert answer.language == "en"
    assert "only" in answer.statements[-1].text
