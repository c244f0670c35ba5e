"""Run every contract test on each log that has what its capability marks ask for."""

import pytest

from tests.streams.brokers import ABILITIES, Bench


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "bench" not in metafunc.fixturenames:
        return
    every = frozenset[str]().union(*ABILITIES.values())
    needed = every & {mark.name for mark in metafunc.definition.iter_markers()}
    able = [name for name, abilities in ABILITIES.items() if needed <= abilities]
    marks = {"real": [pytest.mark.kafka]}
    metafunc.parametrize(
        "bench", [pytest.param(name, marks=marks.get(name, [])) for name in able], indirect=True
    )


@pytest.fixture
def bench(request: pytest.FixtureRequest) -> Bench:
    return request.getfixturevalue(request.param)
