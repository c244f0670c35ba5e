from pathlib import Path

import pytest

from core.city import City, load_city
from core.gazetteer import Gazetteer
from tests.core.squaretown import write_pack

DEMO = Path(__file__).parents[2] / "cities" / "rivermouth"


@pytest.fixture(scope="session")
def squaretown(tmp_path_factory: pytest.TempPathFactory) -> City:
    return load_city(write_pack(tmp_path_factory.mktemp("packs") / "squaretown"))


@pytest.fixture(scope="session")
def squares(squaretown: City) -> Gazetteer:
    return Gazetteer(squaretown)


@pytest.fixture(scope="session")
def rivermouth() -> City:
    return load_city(DEMO)


@pytest.fixture(scope="session")
def names(rivermouth: City) -> Gazetteer:
    return Gazetteer(rivermouth)
