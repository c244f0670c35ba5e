"""A source's own translation is used where it has one; else its words with their language named."""

import pytest

from assistant.phrases import Phrases, phrases
from assistant.quoting import Quoting
from assistant.saying import Saying
from tests.assistant.pseudo import LANGUAGE, pseudo
from tests.assistant.town import NOW, Town, city, event

FLOOD = event(
    "emergency", "E-1", "weather_alert", source="weather-service", area="Downtown",
    headline="Flood warning until 6 pm", instructions=["Move away from the river path"],
)  # fmt: skip
TOLD_IN_BOTH = event(
    "emergency", "E-1", "weather_alert", source="weather-service", area="Downtown",
    headline="Flood warning until 6 pm", instructions=["Move away from the river path"],
    translations={"el-GR": {"headline": "Πλημμύρα", "instructions": ["Φύγετε"]}},
)  # fmt: skip
HEADLINE_ONLY = event(
    "emergency", "E-1", "weather_alert", source="weather-service", area="Downtown",
    headline="Flood warning", instructions=["Move away"],
    translations={"el": {"headline": "Πλημμύρα"}},
)  # fmt: skip
SPANISH = event(
    "emergency", "E-1", "weather_alert", source="weather-service", area="Downtown",
    headline="Aviso de inundación", instructions=["Aléjese del río"], language="es-MX",
)  # fmt: skip


def quoting(spoken: Phrases) -> Quoting:
    return Quoting(Saying(spoken, city(), NOW))


def test_the_sources_own_translation_is_quoted_as_it_is():
    quoted = quoting(pseudo())
    assert quoted.gist(TOLD_IN_BOTH, 100) == "«Πλημμύρα»"
    assert quoted.instructions(TOLD_IN_BOTH, 3, 100) == "«Φύγετε»"


def test_what_is_not_translated_is_quoted_with_its_language():
    quoted = quoting(pseudo())
    assert quoted.gist(FLOOD, 100) == "⟦αγγλικά: «Flood warning until 6 pm»⟧".replace(
        "αγγλικά", pseudo().language_name("en")
    )
    assert quoted.gist(HEADLINE_ONLY, 100) == "«Πλημμύρα»"
    assert "«Move away»" in quoted.instructions(HEADLINE_ONLY, 3, 100)
    assert pseudo().language_name("en") in quoted.instructions(HEADLINE_ONLY, 3, 100)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("whats going on in downtown", 'Weather Service: "Aviso de inundación" (in Spanish) [1].'),
        (
            "what should I do about the weather in downtown?",
            'advice: "Aléjese del río" (in Spanish) [1].',
        ),
    ],
)
def test_words_in_another_language_than_the_citys_are_named_in_english_too(text: str, said: str):
    assert said in Town(SPANISH).ask(text).text


def test_a_city_whose_language_it_is_needs_no_name_of_it():
    quoted = quoting(phrases("en"))
    assert quoted.gist(FLOOD, 100) == '"Flood warning until 6 pm"'
    assert quoted.plainly("Use Pine Street", 100, FLOOD) == "Use Pine Street"
    assert quoting(pseudo()).plainly("Use Pine Street", 100, FLOOD) != "Use Pine Street"


def test_a_quotation_never_ends_within_itself():
    loud = event("emergency", "E-2", "weather_alert", source="weather-service", area="Downtown",
                 headline='He said "go" and «run»')  # fmt: skip
    assert quoting(phrases("en")).gist(loud, 100) == "\"He said 'go' and 'run'\""


def test_a_language_without_a_name_is_told_by_its_tag():
    assert phrases("en").language_name("xq") == "xq"
    assert pseudo().language == LANGUAGE
