"""What an alert is about is told by its own words, whatever language they are in."""

from typing import Any

import pytest

from assistant.answer import Status
from assistant.source_words import source_words, tells_to_boil
from tests.assistant.town import Town, event


def alert(headline: str, **fields: Any):
    return event("emergency", "W-1", "weather_alert", source="weather-service", area="Downtown",
                 severity="moderate", headline=headline, **fields)  # fmt: skip


def advisory(headline: str, **fields: Any):
    return event("infrastructure", "B-1", "water_advisory", source="city-water", area="Harbor",
                 headline=headline, **fields)  # fmt: skip


NAMED: list[tuple[str, dict[str, Any]]] = [
    ("Flood warning until 6 pm", {}),
    ("Aviso de inundación para el centro", {"language": "es"}),
    ("Aviso de inundación para el centro hasta las 6", {}),
    ("Alerte : inondations près de la rivière", {"language": "fr-CA"}),
    ("洪水警报：请远离河流", {"language": "zh-Hans"}),
    ("洪水警报", {}),
    ("Cảnh báo lũ lụt", {"language": "vi", "translations": {"en": {"headline": "Flood watch"}}}),
    ("Cảnh báo", {"language": "vi", "translations": {"es": {"message": "Habrá inundaciones."}}}),
]


@pytest.mark.parametrize(("headline", "fields"), NAMED)
def test_a_flood_is_found_by_the_words_of_any_language(headline: str, fields: dict[str, Any]):
    answer = Town(alert(headline, **fields)).ask("is there a flood alert in downtown?")
    assert (answer.status, answer.lead) == (Status.REPORTED, "Yes.")


@pytest.mark.parametrize(
    ("headline", "fields"),
    [
        ("Cảnh báo lũ lụt", {"language": "vi"}),
        ("Hazardous weather outlook", {}),
        ("Alerta meteorológica", {"language": "es"}),
        ("Heavy rain this evening", {}),
        ("No flooding is expected; rain tonight", {}),
        ("", {}),
    ],
)
def test_an_alert_that_may_be_a_flood_is_told_without_a_yes(headline: str, fields: dict[str, Any]):
    for asked in ("is there a flood alert in downtown?", "is downtown free of floods?"):
        answer = Town(alert(headline, **fields)).ask(asked)
        assert [hit.event.event.event_id for hit in answer.cited] == ["W-1"], asked
        assert answer.lead == ""
    over = Town(alert(headline, **fields)).ask("is the flood alert in downtown over?")
    assert over.lead == ""


@pytest.mark.parametrize(
    ("headline", "asked"),
    [
        ("Dense fog until noon, says the National Weather Service", "flood"),
        ("Heat advisory near the Rainbow Hotel", "tornado"),
        ("Flood warning: notice of the weather service", "ice"),
        ("Aviso de inundación para el centro", "tornado"),
        ("Avis de vent fort", "snow"),
    ],
)
def test_an_alert_of_another_hazard_is_no_alert_of_this(headline: str, asked: str):
    answer = Town(alert(headline)).ask(f"is there a {asked} warning in downtown?")
    assert answer.status is Status.NOTHING_REPORTED


def test_what_names_the_hazard_is_told_before_what_only_may_mean_it():
    vague = event("emergency", "W-2", "weather_alert", source="weather-service", area="Downtown",
                  severity="high", headline="Hazardous weather outlook")  # fmt: skip
    answer = Town(vague, alert("Flood warning")).ask("is there a flood warning in downtown?")
    assert answer.lead == "Yes."
    assert [hit.event.event.event_id for hit in answer.cited] == ["W-1", "W-2"]


@pytest.mark.parametrize(
    ("headline", "fields"),
    [
        ("Boil water before drinking", {}),
        ("Hervir el agua antes de beber", {"language": "es"}),
        ("Faire bouillir l'eau avant de la boire", {"language": "fr"}),
        ("饮用水需煮沸", {"language": "zh"}),
        ("Qualité de l'eau", {"language": "fr", "instructions": ["Faites bouillir l'eau"]}),
        ("Chất lượng nước", {"language": "vi", "translations": {"en": {"message": "Boil it."}}}),
    ],
)
def test_a_boil_notice_is_one_in_any_language(headline: str, fields: dict[str, Any]):
    told = advisory(headline, **fields)
    assert tells_to_boil(told)
    assert "boil-water notice" in Town(told).ask("is the water safe in harbor?").text


def test_an_advisory_that_does_not_say_so_is_no_boil_notice():
    assert not tells_to_boil(advisory("Do not drink the water"))
    assert not tells_to_boil(advisory("No beba el agua", language="es"))


@pytest.mark.parametrize(
    ("headline", "language", "told", "lead"),
    [
        ("Lead found in school drinking fountains", "en", True, ""),
        ("No beba el agua de la llave", "es", True, ""),
        ("Không uống nước", "vi", True, ""),
        ("Measles at the market", "en", False, ""),
        ("Casos de gripe en la escuela", "es", False, ""),
    ],
)
def test_a_health_advisory_about_what_people_drink_answers_for_water(
    headline: str, language: str, told: bool, lead: str
):
    health = event("emergency", "H-1", "health_advisory", source="public-health", area="Harbor",
                   headline=headline, language=language)  # fmt: skip
    answer = Town(health).ask("is the water safe to drink in harbor?")
    assert ("H-1" in [hit.event.event.event_id for hit in answer.cited]) is told
    assert answer.lead == lead


def test_a_language_that_is_not_read_is_known_as_such():
    assert not source_words(alert("Cảnh báo lũ lụt", language="vi")).understood
    assert source_words(alert("Cảnh báo", language="vi", translations={"fr": {"headline": "Crue"}}))
    assert len(source_words(alert("x " * 20_000)).text) < 5000
