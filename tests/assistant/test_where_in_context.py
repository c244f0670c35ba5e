"""Where people mean in a conversation: what was spoken of, and where the device is."""

import pytest

from assistant.understand.dialogue import Memory, recall_places, remember_place
from assistant.understand.places import PlaceState
from core.geo import LonLat
from core.place import PlaceKind
from tests.assistant.settling import told, where
from tests.assistant.town import gazetteer

EASTSIDE = LonLat(-73.960, 40.719)
DOWNTOWN = LonLat(-74.002, 40.716)

CONTEXT: list[tuple[str, str | None, LonLat | None, str]] = [
    # text, what was spoken of, where the device is, what is meant
    ("power on the other side of the river", "eastside", None, "west-bank"),
    ("what about the other side", "downtown", None, "east-bank"),
    ("across the bridge", "harbor", None, "east-bank"),
    ("and this side?", "harbor", None, "west-bank"),
    ("other side of the river", "downtown", EASTSIDE, "west-bank"),
    ("other side of the river", None, DOWNTOWN, "east-bank"),
    ("power on this side", None, EASTSIDE, "east-bank"),
    ("and the rest of the city?", "eastside", None, "rest|area|eastside"),
    ("anywhere else?", "harbor", None, "rest|area|harbor"),
    ("and water?", "harbor", None, "harbor"),
    ("is it out here", "harbor", None, "harbor"),
    ("what about eastside", "harbor", None, "eastside"),
    ("power in eastside", None, DOWNTOWN, "eastside"),
    ("in narnia", "harbor", None, "unknown narnia"),
    ("in narnia", None, DOWNTOWN, "unknown narnia"),
    ("is it out in boston", "harbor", DOWNTOWN, "unknown boston"),
]


@pytest.mark.parametrize(("text", "before", "device", "expected"), CONTEXT)
def test_what_was_said_and_where_the_device_is_count(
    text: str, before: str | None, device: LonLat | None, expected: str
):
    spoken = gazetteer().place(PlaceKind.AREA, before) if before else None
    found = where(text, gazetteer(), (spoken,) if spoken else (), device)
    assert told(found) == expected


def test_the_avenue_is_the_namesake_of_the_park_that_was_spoken_of():
    park = gazetteer().place(PlaceKind.LANDMARK, "springfield-park")
    assert park is not None
    assert told(where("and on the avenue?", gazetteer(), (park,))) == "springfield-avenue"
    assert told(where("and the power?", gazetteer(), (park,))) == "springfield-park"


def test_here_is_the_device_even_beside_what_was_spoken_of():
    harbor = gazetteer().place(PlaceKind.AREA, "harbor")
    assert harbor is not None
    found = where("power near me", gazetteer(), (harbor,), EASTSIDE)
    assert found.state is PlaceState.SHARED
    assert "eastside" in found.places[0].area_ids
    assert found.places[0].accuracy_m == 30.0


def test_a_device_outside_of_the_city_is_said():
    assert where("power here", gazetteer(), device=LonLat(-71.06, 42.36)).state is (
        PlaceState.OUTSIDE
    )


def test_an_area_chosen_beside_the_text_counts_and_a_named_one_wins():
    assert told(where("power?", gazetteer(), area="Harbor")) == "harbor"
    assert told(where("power in eastside?", gazetteer(), area="Harbor")) == "eastside"
    assert told(where("power?", gazetteer(), area="Narnia")) == "unknown Narnia"


REMEMBERED = [
    "24th and valencia", "main between 3rd and 5th", "north of downtown", "outside eastside",
    "between downtown and harbor", "other side of the river from eastside", "10001", "bus 12",
]  # fmt: skip


@pytest.mark.parametrize("text", REMEMBERED)
def test_a_place_made_of_others_is_the_same_one_message_later(text: str):
    place = where(text, gazetteer()).places[0]
    memory = Memory(places=(remember_place(place),))
    again = recall_places(memory, gazetteer())[0]
    assert again == place
    assert again.geometry.equals(place.geometry)


def test_a_block_is_not_the_whole_street():
    block = where("main between 3rd and 5th", gazetteer()).places[0]
    street = where("main street", gazetteer()).places[0]
    assert block.key != street.key
    assert block.geometry.length < street.geometry.length / 10


@pytest.mark.parametrize("said", ["bus 12", "12", "route 12", "#12", "line 12", "number 12 bus"])
def test_a_line_is_one_subject_however_it_is_called(said: str):
    found = where(said, gazetteer())
    assert [(p.kind, p.id) for p in found.places] == [(PlaceKind.LINE, "12")]
