"""The NowCast against published examples and ones worked out by hand."""

import pytest

from indexer.anomalies.detectors.nowcast import nowcast, ozone_mean

DECLINING = [13, 16, 10, 21, 74, 64, 53, 82, 90, 75, 80, 50]
"""EPA's own example, the newest hour first; it gives 17.4."""


@pytest.mark.parametrize(
    ("name", "hours", "expected"),
    [
        ("EPA's example", DECLINING, 17.4),
        ("twelve equal hours are their mean", [20.0] * 12, 20.0),
        ("one hour of 71 among clean ones, at its end", [71.0] + [0.0] * 11, 35.5),
        ("the same an hour later", [0.0, 71.0] + [0.0] * 10, 17.8),
        ("the same two hours later", [0.0, 0.0, 71.0] + [0.0] * 9, 8.9),
        ("clean air", [0.0] * 12, 0.0),
        # The weight is 40 / 50 = 0.8: (50 + 0.8 * 40) / 1.8.
        ("two hours that differ little", [50.0, 40.0], 45.6),
        # The weight is 0.5: (60 + 0.25 * 20) / 1.25.
        ("a missing hour keeps the ages of the others", [60.0, None, 20.0], 52.0),
        # The weight is 0.5: (0.5 * 30 + 0.25 * 60) / 0.75.
        ("the newest hour missing", [None, 30.0, 60.0], 40.0),
        ("hours before the last twelve do not count", [10.0] * 12 + [900.0], 10.0),
    ],
)
def test_particles(name: str, hours: list[float | None], expected: float):
    found = nowcast(hours)
    assert found is not None
    assert found == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize(
    "hours",
    [
        [],
        [50.0],
        [50.0, None, None, 50.0, 50.0, 50.0],
        [None, None, 50.0, 50.0],
        [None] * 12,
    ],
)
def test_two_of_the_last_three_hours_are_needed(hours: list[float | None]):
    assert nowcast(hours) is None


def test_ozone_is_the_mean_of_eight_hours_six_of_which_are_needed():
    assert ozone_mean([80.0] * 4 + [60.0] * 4 + [500.0] * 4) == 70.0
    assert ozone_mean([80.0, None, 80.0, None, 80.0, 60.0, 60.0, 60.0]) == 70.0
    assert ozone_mean([80.0] * 5 + [None] * 3 + [80.0]) is None
