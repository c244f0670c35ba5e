"""Brokers for the tests of streams: one of each kind a session, started on first use."""

from collections.abc import Iterator

import pytest

from streams.embedded import EmbeddedBroker
from streams.kraft import KraftSettings, LocalKafka
from streams.kraft_settings import Keeping
from tests.streams.brokers import EmbeddedBench, MemoryBench, RealBench, open_or_skip


@pytest.fixture(scope="session")
def embedded() -> Iterator[EmbeddedBench]:
    with EmbeddedBroker() as broker:
        yield EmbeddedBench(broker, broker.start())


@pytest.fixture(scope="session")
def kafka() -> Iterator[LocalKafka]:
    """Start the one real broker, and see that it leaves neither process nor data behind."""
    settings = KraftSettings(partitions=3, keeping=Keeping.EAGER)
    with open_or_skip(settings) as broker:
        assert broker.folder.is_dir()
        yield broker
    assert not broker.alive
    assert not broker.folder.exists()


@pytest.fixture(scope="session")
def real(kafka: LocalKafka) -> RealBench:
    return RealBench(kafka)


@pytest.fixture
def memory() -> MemoryBench:
    return MemoryBench()
