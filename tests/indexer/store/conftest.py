"""Lend every contract test of the store both stores, one after the other."""

from collections.abc import Iterator

import pytest

from indexer.store.embedded_redis import EmbeddedRedis
from tests.indexer.store.shops import Shop, memory_shop, redis_shop


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedRedis]:
    with EmbeddedRedis() as running:
        yield running


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def shop(request: pytest.FixtureRequest) -> Shop:
    if request.param == "memory":
        return memory_shop()
    return redis_shop(request.getfixturevalue("server").url)
