"""What a house number means, where a pack says how they count and where it says nothing."""

import pytest

from core.gazetteer import Gazetteer
from core.place import PlaceKind
from tests.assistant.settling import told, where
from tests.assistant.town import gazetteer

BLOCKS: list[tuple[str, str]] = [
    ("power out at 412 Pine St", "Pine Street between 4th Street and 5th Street"),
    ("412 pine", "Pine Street between 4th Street and 5th Street"),
    ("400 pine st", "Pine Street between 4th Street and 5th Street"),
    ("the 400 block of pine st", "Pine Street between 4th Street and 5th Street"),
    ("1310 main street", "Main Street between 12th Street and 14th Street"),
]


@pytest.mark.parametrize(("text", "name"), BLOCKS)
def test_a_house_number_is_a_block_where_the_pack_says_how_they_count(text: str, name: str):
    found = where(text, gazetteer())
    assert (found.number, [place.name for place in found.places]) == ("", [name])


@pytest.mark.parametrize("text", ["12 Pine St", "9900 Pine St", "412 3rd street", "7 bay road"])
def test_a_house_number_that_no_map_places_is_kept_and_never_made_a_point(text: str):
    found = where(text, gazetteer())
    assert found.number == text.split()[0]
    assert [place.kind for place in found.places] == [PlaceKind.STREET]
    assert not found.places[0].member_ids


def test_where_the_pack_says_nothing_of_house_numbers_the_street_is_meant(montclair: Gazetteer):
    found = where("12 rue de la paix", montclair)
    assert (found.number, told(found)) == ("12", "rue-de-la-paix")
