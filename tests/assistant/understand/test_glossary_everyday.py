"""Check that everyday words beside a question are neither places nor other words."""

from typing import Final

import pytest

from assistant.answer import Status
from assistant.question import Question
from assistant.understand.glossary import made
from assistant.understand.language import language_of
from assistant.understand.pivot import Pivot
from assistant.understand.words import Speller
from tests.assistant import stories
from tests.assistant.town import Town, city, gazetteer
from tests.assistant.understand.twins import understood

TWINS: Final = (
    ("es", "muéstreme todas las alertas de Eastside", "show me all alerts for Eastside"),
    ("fr", "affichez toutes les alertes pour Eastside", "show me all alerts for Eastside"),
    ("zh", "列出Eastside所有警报", "list all alerts in Eastside"),
    ("es", "a qué hora van a reabrir la calle junto a Elmwood Park",
     "when will the street near Elmwood Park be back open"),
    ("es", "¿ya volvieron a abrir Oak Street?", "is Oak Street open again?"),
    ("es", "ya dejan pasar por Main Street", "is Main Street open again"),
    ("es", "la calle Oak ya la reabrieron", "is Oak Street open again"),
    ("es", "mi tía vive en Midtown, ¿nos quedamos sin luz?", "is the power out in Midtown?"),
    ("es", "Riverside se quedó sin agua", "is the water out in Riverside"),
    ("es", "están pavimentando Elm Street", "is there road work on Elm Street"),
    ("es", "¿están rompiendo la calle Pine?", "is there road work on Pine Street?"),
    ("es", "qué uso en lugar del tren rojo", "what can i take instead of the red line"),
    ("es", "¿hay alguna alternativa para la línea azul?",
     "what is the alternative to the blue line?"),
    ("es", "ya pueden regresar los vecinos evacuados de Pine Hill",
     "is the evacuation over in Pine Hill"),
    ("es", "hay luz al este del río", "is the power on east of the river"),
    ("es", "hay apagones en ambas orillas", "are there power outages on both sides of the river"),
    ("es", "hay agua al sur de Downtown", "is the water on south of Downtown"),
    ("es", "ya volvieron las familias evacuadas de Mill Creek",
     "is the evacuation over in Mill Creek"),
    ("es", "Main Street ya no está cortada", "is Main Street open again"),
    ("fr", "Elm Street est-elle rouverte ?", "is Elm Street reopened?"),
    ("fr", "mon secteur est-il sécuritaire ?", "is my neighborhood safe?"),
    ("zh", "10002那边还好吗", "is everything ok in 10002"),
    ("zh", "去Midtown的巴士还开吗", "is the bus to Midtown still running"),
    ("es", "se acabó el incendio en la calle Oak Street", "is the fire on Oak Street over"),
    ("es", "¿qué pasa en la roja?", "what is going on on the red line?"),
    ("es", "cierres viales en Uptown", "road closure in Uptown"),
    ("fr", "la coupue de courant est finie à Southport", "is the power outage over in Southport"),
    ("fr", "y a-t-il une flambée de cas à Southport ?",
     "is there a disease outbreak in Southport?"),
    ("fr", "est-ce que le quartier est tranquille près de Union Stadium ?",
     "is it safe near Union Stadium?"),
    ("fr", "tout est paisible autour de Fish Market ?", "is everything ok near Fish Market?"),
    ("fr", "tout va bien à Elmwood", "is everything ok in Elmwood"),
    ("fr", "la ligne bleue roule de nouveau", "is the blue line running again"),
    ("fr", "les secours ont maîtrisé l'incendie près de Mill Creek",
     "is the fire out near Mill Creek"),
    ("fr", "c'était un séisme ?", "was that an earthquake?"),
    ("fr", "le lycée Jefferson High a de l'électricité ?",
     "is the power on at Jefferson High school?"),
    ("fr", "y a-t-il du courant à l'est de la rivière ?", "is the power on east of the river?"),
    ("fr", "des pannes de courant des deux côtés de la rivière",
     "are there power outages on both sides of the river"),
    ("zh", "Elmwood一切平安吗", "is everything ok in Elmwood"),
    ("zh", "Midtown没出什么事吧", "is everything ok in Midtown"),
    ("zh", "哪些社区的居民需要撤离", "which areas are affected by the evacuation"),
    ("zh", "Harbor的自来水有没有问题", "is there a problem with the water in Harbor"),
    ("zh", "从Midtown到Harbor的班车还开吗", "is the bus from Midtown to Harbor still running"),
    ("zh", "Main Street在3rd和5th之间封了吗", "is Main Street closed between 3rd and 5th"),
    ("zh", "河东停电了吗", "is the power out east of the river"),
    ("zh", "市中心以南停电了吗", "is the power out south of downtown"),
    ("zh", "两岸都停电了吗", "is the power out on both sides of the river"),
    ("zh", "南城区停电了吗", "is the power out in 南城区"),
    ("zh", "大学镇停电了吗", "is the power out in 大学镇"),
)  # fmt: skip


@pytest.mark.parametrize(("language", "asked", "twin"), TWINS)
def test_everyday_words_are_read_as_their_english_twins(
    language: str, asked: str, twin: str
) -> None:
    assert understood(asked, language) == understood(twin, "en")


@pytest.mark.parametrize("asked", ["哪家火锅最好吃", "附近有卖奶茶的吗", "哪里的早餐便宜"])
def test_where_to_eat_is_no_question_about_the_city_now(asked: str) -> None:
    assert not understood(asked, "zh")["in_scope"]


@pytest.mark.parametrize(
    ("asked", "language"), [("ya koi a Harbor", "fr"), ("kiero ver dnd hay agua", "es")]
)
def test_words_as_people_spell_them_tell_the_language(asked: str, language: str) -> None:
    assert language_of(asked, city().languages) == language


def test_a_word_that_no_place_is_called_by_fills_no_gap_for_a_name() -> None:
    phrases = made({"mere": "abren", "a": {"calle {w}": "{w} street", "calle": "street"}})
    assert phrases.rewrite("calle Oak") == "Oak street"
    assert phrases.rewrite("calle abren") == "street abren"


@pytest.mark.parametrize(
    ("asked", "language", "never"),
    [
        ("¿hay torneo en Elmwood?", "es", "tornado"),
        ("y a-t-il des cranes à Elmwood ?", "fr", "perturbation routière"),
        ("¿hase mucho en Elmwood?", "es", "reporta"),
    ],
)
def test_a_word_that_no_glossary_knows_is_not_answered_as_an_english_one(
    asked: str, language: str, never: str
) -> None:
    assert never not in Town().ask(asked, language=language).text


@pytest.mark.parametrize("asked", ["powr outtage?", "outagge"])
def test_english_with_slips_is_put_right_in_a_conversation_in_another_language(asked: str) -> None:
    town = Town(stories.OUTAGE)
    town.ask("¿hay luz en Eastside?", language="es")
    assert town.ask(asked).status is Status.REPORTED


def test_what_a_glossary_left_alone_is_not_respelt() -> None:
    asked = Question(text="hay humo y hase ploze en Elmwood")
    english = Pivot(city(), gazetteer()).read(asked, "es")
    speller = Speller(("haze", "smoke"))
    assert "hase" in english.foreign
    assert "smoke" not in english.foreign
    assert "hase" in speller.read(english.text, english.foreign).spelt
    assert "haze" in speller.read(english.text).spelt
