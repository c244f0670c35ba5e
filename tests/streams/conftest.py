"""Brokers for the tests of streams: one of each kind a session, started on first use."""

from collections.abc import Iterator

import pytest

from streams.embedded import EmbeddedBroker
from tests.streams.brokers import EmbeddedBench, MemoryBench, RealBench, open_or_skip


@pytest.fixture(scope="session")
def embedded() -> Iterator[EmbeddedBench]:
    with EmbeddedBroker() as broker:
        yield EmbeddedBench(broker, broker.start())


@pytest.fixture(scope="session")
def real() -> Iterator[RealBench]:
    with open_or_skip() as broker:
        yield RealBench(broker)


@pytest.fixture
def memory() -> MemoryBench:
    return MemoryBench()
