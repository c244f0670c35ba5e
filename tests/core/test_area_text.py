"""Long texts of areas and roads are read no further than a name goes, and hide nothing."""

import pytest

from core.gazetteer import Gazetteer
from core.naming.area_text import read_areas_text, read_road_text
from tests.assistant.town import gazetteer


@pytest.fixture
def names() -> Gazetteer:
    return gazetteer()


def test_a_street_said_a_thousand_times_is_no_name(names: Gazetteer):
    read = read_road_text("Main Street " * 4_000, names)
    assert read.places == ()
    assert len(read.unknown) == 1


def test_what_is_left_of_a_long_list_counts_as_unknown(names: Gazetteer):
    read = read_areas_text([f"Zone {n}" for n in range(400)] + ["Harbor"], names)
    assert read.places == ()
    assert "Harbor" in read.unknown


def test_the_same_name_many_times_is_one(names: Gazetteer):
    assert [p.name for p in read_areas_text(["Harbor"] * 3_500, names).places] == ["Harbor"]


def test_a_long_list_in_one_text_is_read_name_by_name(names: Gazetteer):
    read = read_areas_text([", ".join(["Harbor", "Eastside", "Old Town"] * 40)], names)
    assert {place.name for place in read.places} == {"Harbor", "Eastside", "Old Town"}
