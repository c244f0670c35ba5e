"""What a message calls places stays; a line that is called by a place's word is the line."""

import pytest

from assistant.question import Question
from assistant.understand.pivot import Pivot
from core.place import PlaceKind
from tests.assistant.town import city, gazetteer


@pytest.mark.parametrize(
    ("text", "language", "named"),
    [
        ("¿sigue parado el tren del aeropuerto?", "es", "Airport Line"),
        ("ya se reanudó el servicio en la línea del aeropuerto", "es", "Airport Line"),
        ("le service est normal sur la ligne de l'aéroport ?", "fr", "Airport Line"),
        ("机场线还停着吗", "zh", "Airport Line"),
        ("¿hay luz en el aeropuerto?", "es", "Rivermouth International Airport"),
        ("机场停电了吗", "zh", "Rivermouth International Airport"),
        ("hay cortes en el Distrito del Aeropuerto", "es", "Airport District"),
    ],
)
def test_a_line_is_told_from_the_place_that_it_is_called_by(text: str, language: str, named: str):
    english = Pivot(city(), gazetteer()).read(Question(text=text), language).text
    found = [place for mention in gazetteer().find(english) for place in mention.places]
    assert [place.name for place in found] == [named]
    assert (found[0].kind is PlaceKind.LINE) is named.endswith("Line")
