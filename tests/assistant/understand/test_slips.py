"""Slips of short words are put right, and of words that look like forms of others."""

import pytest

from assistant.answer import Status
from assistant.understand.glossary import to_english
from core.naming.ordinary_words import is_ordinary
from tests.assistant.stories import BLUE_LATE, MAIN_CLOSED
from tests.assistant.town import Town


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("whch buses are lat", "No bus delay is reported"),
        ("wich trains are lte", "The Blue Line has been delayed"),
        ("is the blue line lat?", "The Blue Line has been delayed"),
        ("is main street ope?", "Main Street has been closed"),
        ("is main street shu", "Main Street has been closed"),
        ("wat streets are clsd", "Main Street has been closed"),
    ],
)
def test_a_slip_of_a_short_word_asks_what_the_word_does(text: str, said: str):
    assert Town(BLUE_LATE, MAIN_CLOSED).ask(text).text.startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("is main street closd", "Main Street has been closed"),
        ("is main street ckosed", "Main Street has been closed"),
        ("is main street pssable", "Main Street has been closed"),
        ("was the midtown stayion closed yesterday", "I can't tell"),
        ("any isses along main street", "Main Street has been closed"),
    ],
)
def test_a_slip_that_ends_like_a_form_of_another_word_is_put_right(text: str, said: str):
    assert Town(BLUE_LATE, MAIN_CLOSED).ask(text).text.startswith(said)


def test_a_form_is_ordinary_only_as_it_is_written():
    assert all(map(is_ordinary, ("closed", "closing", "running", "action", "roads", "stopped")))
    assert not any(map(is_ordinary, ("closd", "stayion", "isses")))


@pytest.mark.parametrize("text", ["hay trren en la linea azul?", "hay treen en la linea azul?"])
def test_a_letter_hit_twice_asks_what_the_word_does(text: str):
    assert "Blue Line" in Town(BLUE_LATE).ask(text, language="es").text.split(".")[0]


def test_a_doubled_letter_that_belongs_to_a_word_stays():
    assert to_english("un carro", "es") == "car"
    assert to_english("hay trren", "es") == "is there train"


def test_a_place_is_remembered_where_the_rest_was_not_understood():
    town = Town(MAIN_CLOSED)
    assert town.ask("glorb blimp Eastside?").status is Status.OUT_OF_SCOPE
    answer = town.ask("is the power out")
    assert answer.place is not None
    assert answer.place.name == "Eastside"


def test_a_misspelt_name_goes_on_after_a_word_that_is_a_name_by_itself():
    answer = Town().ask("por qué cerraron la parada Orchard Hegihts", language="es")
    assert answer.place is not None
    assert answer.place.name == "Orchard Heights"


@pytest.mark.parametrize(
    "text",
    ["jusqu'à quand dure l'interruption sur la 12 ?", "est-ce que la 12 va être interrompue ?"],
)
def test_a_line_called_by_its_bare_number_is_read_in_french(text: str):
    answer = Town().ask(text, language="fr")
    assert answer.place is not None
    assert answer.place.name == "Bus 12"


@pytest.mark.parametrize(
    ("language", "text", "english"),
    [
        ("fr", "qu'est-ce qui se pase en vile", "what is going on in city"),
        ("es", "pasa algo en la clale Oak", "is anything going on in the Oak street"),
        ("fr", "des travaux en fin de semaine ?", "of the road work this weekend?"),
        ("es", "caso visa pera", "caso visa pera"),
        ("es", "puedo circular en Oak Street", "can i drive on Oak Street"),
        ("es", "ya prendieron de nuevo los semáforos", "is the traffic light back on"),
        ("zh", "周末有计划封路吗", "are there planned road closures this weekend"),
        ("zh", "有没有计划修路", "is there planned road work"),
    ],
)
def test_a_message_of_another_language_becomes_these_english_words(
    language: str, text: str, english: str
):
    assert to_english(text, language) == english
