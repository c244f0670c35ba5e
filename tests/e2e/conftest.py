"""Systems that the tests of this folder share, each started once and stopped cleanly."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.feeding import Feed
from tests.e2e.gridham import write_pack
from tests.e2e.measured import Measured, measured_city
from tests.e2e.running import System


@pytest.fixture(scope="session")
def gridham(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pack(tmp_path_factory.mktemp("pack") / "gridham")


@pytest.fixture(scope="session")
def system(gridham: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with System(tmp_path_factory.mktemp("system"), city=gridham) as system:
        yield system


@pytest.fixture(scope="session")
def producer(system: System) -> Feed:
    return Feed(system)


@pytest.fixture
def feed(producer: Feed) -> Iterator[Feed]:
    """A feed into a city where every source is live; what a test tells is withdrawn after it."""
    producer.beat_all()
    yield producer
    producer.forget_all()


@pytest.fixture(scope="session")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Measured]:
    """Give a city whose sensors told a story of hours, once all of it is read."""
    with measured_city(tmp_path_factory.mktemp("measured")) as measured:
        yield measured
