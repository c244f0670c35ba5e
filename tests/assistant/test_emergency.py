"""What is said first to a person in danger, in every language, and in how little room."""

import re
from typing import Any

import pytest

from assistant.answer import Answer, Kind, Status
from assistant.emergency import Emergencies, fixed_words
from assistant.question import Channel, Question
from assistant.understand.danger import LANGUAGES, DangerKind
from tests.assistant.town import Town, city

SAID = {
    "en": "smoke in my hallway",
    "es": "hay humo en mi pasillo",
    "fr": "il y a de la fumée dans mon couloir",
    "zh": "走廊里全是烟",
}
CALL = {
    "en": "If anyone is in danger, call 911 now.",
    "es": "Si alguien está en peligro, llame al 911 ahora.",
    "fr": "Si quelqu'un est en danger, appelez le 911 maintenant.",
    "zh": "如果有人有危险，请立即拨打911。",
}


def answered(text: str, **more: Any) -> Answer:
    answer = Emergencies(city()).answer(Question(text=text, **more))
    assert answer is not None
    assert answer.status is Status.EMERGENCY
    return answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_call_comes_first_in_the_language_of_the_description(language: str):
    answer = answered(SAID[language])
    assert answer.language == language
    assert answer.text.startswith(CALL[language])
    assert {statement.kind for statement in answer.statements} == {Kind.SAFETY}


def test_the_english_words_are_those_of_the_voice():
    assert answered("wires down on the car").statements[0].text == (
        "If anyone is in danger, call 911 now. Leave the building if you smell gas or smoke, "
        "and stay away from fallen wires."
    )


@pytest.mark.parametrize(
    ("chosen", "language"),
    [("fr", "fr"), ("es-MX", "es"), ("zh_TW", "zh"), ("de", "en"), ("", "en"), (None, "en")],
)
def test_a_language_chosen_beside_the_text_wins_where_it_is_spoken(
    chosen: str | None, language: str
):
    assert answered(SAID["en"], language=chosen).language == language


@pytest.mark.parametrize("kind", DangerKind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_names_the_number_and_fits_its_room(language: str, kind: DangerKind):
    words = fixed_words()[language]
    for brief in (True, False):
        said = words.statements(kind, "112 / 110", 160, brief=brief)
        text = words.writing.between.join(statement.text for statement in said)
        assert "112 / 110" in said[0].text
        assert len(text) <= 160
    full = words.statements(kind, "911", None, brief=False)
    assert "911" in full[0].text
    assert len(full) == 2 or kind in (DangerKind.OTHER, DangerKind.TRAPPED)


@pytest.mark.parametrize("kind", DangerKind)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_can_be_read_aloud(language: str, kind: DangerKind):
    for statement in fixed_words()[language].statements(kind, "911", None, brief=False):
        assert re.fullmatch(r"[\w\s.,'，。-]+", statement.text), statement.text
        assert statement.text.endswith((".", "。"))


def test_all_languages_say_the_same_things():
    kinds = [(set(words.person), set(words.advice)) for words in fixed_words().values()]
    assert all(one == kinds[0] for one in kinds)
    assert not kinds[0][0] & kinds[0][1]


def test_a_person_who_wants_to_die_hears_nothing_about_gas():
    answer = answered("i want to die")
    assert answer.text.startswith(CALL["en"])
    assert "gas" not in answer.text
    assert "someone can help you" in answer.text


@pytest.mark.parametrize(("channel", "room"), [("sms", 160), ("voice", None), ("slack", None)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_channel_gets_it_without_marks(channel: str, room: int | None, language: str):
    text = answered(SAID[language], channel=Channel(channel)).text
    assert "911" in text
    assert "[" not in text
    assert room is None or len(text) <= room


def test_an_emergency_leaves_the_conversation_where_it_was():
    town = Town()
    first = town.ask("is the power out in eastside?")
    again = town.ask("hay humo en mi pasillo")
    after = town.ask("and water?")
    assert again.status is Status.EMERGENCY
    assert (again.session_id, after.session_id) == (first.session_id, first.session_id)
    assert after.language == "en"
    assert after.place is not None
    assert after.place.name == "Eastside"
