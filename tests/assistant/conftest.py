"""Make what several tests of the assistant need only once."""

import pytest

from core.city import load_city
from core.gazetteer import Gazetteer
from tests.assistant.montclair import write_montclair


@pytest.fixture(scope="session")
def montclair(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    return Gazetteer(load_city(write_montclair(tmp_path_factory.mktemp("packs") / "montclair")))
