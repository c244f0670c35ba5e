"""Check that an answer is about the place that was asked about, however it is typed."""

import pytest
import shapely
from shapely.geometry import mapping

from assistant.answer import Answer
from tests.assistant.town import Town, ago, city, event

CHINATOWN = next(area.geometry for area in city().areas if area.name == "Chinatown")

TYPED: list[tuple[str, str, str, str]] = [
    # A line that is named for a landmark, with a slip in the word for the train.
    ("en", "any delays on the airport train", "Airport Line", "line"),
    ("en", "any delays on the airport tran", "Airport Line", "line"),
    ("en", "is the airport trian delayed", "Airport Line", "line"),
    ("fr", "des retards sur le train de l'aéroport ?", "Airport Line", "line"),
    ("fr", "des retards sur le trin de l'aéroport ?", "Airport Line", "line"),
    ("fr", "des retards sur le tran de l'aéroport ?", "Airport Line", "line"),
    ("es", "hay retrasos en el tern del aeropuerto", "Airport Line", "line"),
    ("en", "is anything wrong at the airport", "Rivermouth International Airport", "landmark"),
    # A street's whole name, with a slip in it, behind the language's own word for a street.
    ("fr", "je peux rouler sur la rue Oak Sreet Bridge ?", "Oak Street Bridge", "street"),
    ("fr", "je peux rouler sur la rue Oak ?", "Oak Street", "street"),
    ("fr", "la rue Oak est fermée ?", "Oak Street", "street"),
    ("es", "esta cerrada la calle Oak Sreet Bridge", "Oak Street Bridge", "street"),
    ("fr", "le service est normal sur la vere ?", "Green Line", "line"),
    ("fr", "qu'est-ce que je peux prendre à la place de la bleue ?", "Blue Line", "line"),
    # The word for a kind of area before an area's name.
    ("fr", "des fermetures de routes dans le quarter Westside ?", "Westside", "area"),
    ("en", "road closures in the quarter Westside", "Westside", "area"),
    ("en", "road closures in the quarter", "Market Quarter", "area"),
    # A stop of the name of the area or street that it lies in.
    ("fr", "est-ce que la station Midtown est fermée", "Midtown", "stop"),
    ("fr", "j'attends à la station Chinatown, y a du retard ?", "Chinatown", "stop"),
    ("es", "sirve el elevador en la parada Chinatown", "Chinatown", "stop"),
    ("en", "is Midtown station closed", "Midtown", "stop"),
    ("en", "is Midtown closed", "Midtown", "area"),
    ("en", "is the fire station Midtown on fire", "Midtown", "area"),
    ("fr", "j'attends à la station Jeffersn Avenue, y a du retard ?", "Jefferson Avenue", "stop"),
    ("en", "i'm waiting at Jeffersn Avenue, any delays?", "Jefferson Avenue", "stop"),
    ("es", "está abierta la parada Valencia St & Greenfoeld Rd", "Valencia St & Greenfield Rd",
     "stop"),
    ("en", "is the stop Valencia St & Greenfield Rd open", "Valencia St & Greenfield Rd", "stop"),
    ("en", "are the lihts out in Ferry Point", "Ferry Point", "area"),
    ("en", "is Jeffersn Avenue closed to cars", "Jefferson Avenue", "street"),
]  # fmt: skip


def place_of(answer: Answer) -> tuple[str, str] | None:
    return None if answer.place is None else (answer.place.name, answer.place.kind)


@pytest.mark.parametrize(
    ("language", "question", "name", "kind"), TYPED, ids=[row[1] for row in TYPED]
)
def test_the_place_asked_about_is_answered_for(language: str, question: str, name: str, kind: str):
    answer = Town().ask(question, language=language)
    assert place_of(answer) == (name, kind), answer.text


def test_a_stop_gets_no_warning_of_what_touches_only_its_district():
    west, south, _, _ = CHINATOWN.bounds
    leak = event(
        "infrastructure", "G", "gas_leak", area="Market Quarter", source="city-gas",
        severity="critical", starts_at=ago(5),
        geometry=mapping(shapely.box(west, south + 0.004, west + 0.001, south + 0.009)),
    )  # fmt: skip
    town = Town(leak)
    assert "gas" in town.ask("is the elevator working in Chinatown").text
    assert (
        "gas" not in Town(leak).ask("sirve el elevador en la parada Chinatown", language="es").text
    )


@pytest.mark.parametrize("language", ["en", "es", "fr", "zh"])
def test_a_stop_that_serves_a_landmark_is_told_with_its_distance(language: str):
    detour = event(
        "transit", "D", "route_change", line="Bus 4", source="metro-transit", starts_at=ago(5),
        affected_stations=["Main St & 3rd St"],
    )  # fmt: skip
    answer = Town(detour).ask("is everything fine near Main Post Office", language=language)
    assert answer.place is not None
    assert answer.place.precision == "nearby"
    assert "200" in answer.text, answer.text
    assert "Main St & 3rd St" in answer.text, answer.text


def test_lights_with_a_slip_are_no_lifts():
    out = event("infrastructure", "P", "power_outage", area="Ferry Point", source="city-power")
    answer = Town(out).ask("are the lihts out in Ferry Point or is it just my building")
    assert [hit.event.event.event_id for s in answer.statements for hit in s.events][:1] == ["P"]


def test_near_me_is_not_the_city_that_does_something():
    answer = Town().ask("has the city put out a health warning near me")
    assert answer.status.value == "needs_place", answer.text


def test_a_slip_in_the_first_question_loses_no_place():
    town = Town()
    assert place_of(town.ask("have tains stopped running in Seaview")) == ("Seaview", "area")
    assert place_of(town.ask("and the roads?")) == ("Seaview", "area")
