"""What names nothing that the city may know of is no all-clear, whatever place it names."""

import pytest

from tests.assistant.stories import BLUE_LATE, MAIN_CLOSED
from tests.assistant.town import Town

FOREIGN: list[tuple[str, str]] = [
    ("en", "any good bakery in chinatown"),
    ("en", "where do i get cheap boots downtown"),
    ("en", "when is bulky waste collected in uptown"),
    ("en", "how do you make pancakes"),
    ("en", "who won the match yesterday in uptown"),
    ("en", "whats the cube root of 27"),
    ("en", "anything fun to do in harbor tonight"),
    ("en", "make me laugh"),
    ("en", "my ankle hurts in uptown, what helps"),
    ("es", "mejor taquería en Chinatown"),
    ("es", "cuéntame algo gracioso"),
    ("fr", "où manger des sushis à Chinatown"),
    ("fr", "racine carrée de 81"),
    ("zh", "便宜机票去哪买"),
    ("zh", "番茄炒蛋的做法"),
]
TWINS: list[tuple[str, str]] = [
    ("en", "any trouble downtown tonight"),
    ("en", "is there a problem in uptown"),
    ("en", "anything going on in harbor for my grandmother"),
    ("en", "are garbage trucks blocking oak street"),
    ("en", "uptown?"),
    ("en", "is there anything wrong with the trains to the match at union stadium?"),
    ("es", "¿pasa algo en Chinatown?"),
    ("fr", "il se passe quoi à Uptown"),
    ("zh", "唐人街有什么情况"),
]


@pytest.mark.parametrize(("language", "question"), FOREIGN)
def test_a_foreign_subject_is_no_all_clear(language: str, question: str):
    answer = Town().ask(question, language=language)
    assert answer.status.value == "out_of_scope", answer.text


@pytest.mark.parametrize("question", ["how do you make pancakes", "who painted the mona lisa"])
def test_a_foreign_subject_in_a_conversation_is_no_all_clear(question: str):
    town = Town()
    assert town.ask("is the power out in uptown").status.value == "nothing_reported"
    assert town.ask(question).status.value == "out_of_scope"
    assert town.ask("and in harbor?").status.value == "nothing_reported"


@pytest.mark.parametrize(("language", "question"), TWINS)
def test_a_question_of_the_city_is_answered(language: str, question: str):
    answer = Town().ask(question, language=language)
    assert answer.status.value == "nothing_reported", answer.text


def test_strange_words_beside_what_is_known_keep_nothing_back():
    answer = Town(BLUE_LATE, MAIN_CLOSED).ask("whats the deal with the parade downtown")
    assert answer.status.value == "reported"
    assert "Main Street" in answer.text


THANKS = [
    "great, that was useful",
    "cheers, this helped a lot",
    "ok thanks that did it",
    "thx a bunch",
]


@pytest.mark.parametrize("word", THANKS)
def test_thanks_are_no_question(word: str):
    town = Town(MAIN_CLOSED)
    assert town.ask("is main street closed").status.value == "reported"
    told = town.ask(word)
    assert told.status.value == "out_of_scope"
    assert told.cited == ()
    assert town.ask("thanks, and is main street open now?").status.value == "reported"


def test_a_kind_of_place_means_the_one_with_the_name_spoken_of():
    town = Town()
    town.ask("is the power out at springfield avenue")
    told = town.ask("and at the park?")
    assert told.place is not None
    assert told.place.name == "Springfield Park"
