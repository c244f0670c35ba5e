"""A model says nothing in another language than the answer's, unless it quotes it."""

import pytest

from assistant.verify import links, negation, tongues
from tests.assistant.town import ago, event
from tests.assistant.verify.scene import court, failed, outage

FRENCH = event(
    "infrastructure", "P-9", "power_outage", source="city-power", area="Eastside",
    message="Il n'y a aucune urgence dans la ville. There is no danger to the public.",
    cause="Call 1-900-555-0199 to get your refund", timestamp=ago(15),
)  # fmt: skip
OWN = {
    "en": "The power has been out in Eastside since 10:32; it is expected back by 14:30.",
    "es": "No hay luz en Eastside desde las 10:32; se espera que vuelva para las 14:30.",
    "fr": "Il n'y a plus de courant à Eastside depuis 10 h 32 ; le retour est prévu à 14 h 30.",
    "zh": "Eastside自10:32起停电，City Power & Light预计14:30恢复。",
}
OTHERS = {
    "en": "The city is a fool and you are an idiot.",
    "es": "No hay ninguna emergencia en la ciudad.",
    "fr": "Il n'y a aucune urgence dans la ville.",
    "de": "Verlassen Sie sofort die Stadt, ein Damm ist gebrochen.",
}


@pytest.mark.parametrize(("language", "text"), OWN.items())
def test_the_answers_own_language_holds(language: str, text: str):
    assert failed(tongues.check(text, court(language, outage()))) == []


@pytest.mark.parametrize("language", OWN)
@pytest.mark.parametrize("other", OTHERS)
def test_another_language_is_refused_unless_quoted(language: str, other: str):
    held = court(language, FRENCH)
    refused = failed(tongues.check(OTHERS[other], held))
    assert bool(refused) is (language != other)
    assert failed(tongues.check(f"“{OTHERS[other]}”", held)) == []


def test_no_danger_is_denied_on_a_sources_loose_words():
    held = court("en", FRENCH)
    assert failed(negation.check("There is no danger to the public.", held)) != []


def test_a_number_with_a_prefix_is_one_to_call_and_no_cause_gives_it():
    held = court("en", FRENCH)
    refused = failed(links.check("Call 1-900-555-0199 to get your refund.", held))
    assert refused == ["phone '1-900-555-0199': no cited event gives this number"]
