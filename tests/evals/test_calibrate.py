"""Confidence is fitted on the exemplars, and what is committed is what the fit gives."""

import numpy as np
import pytest

from assistant.understand.likeness import calibration, exemplars
from evals.calibrate import constants, cross_validated, fitted, left_one_out, table
from indexer.embedder import find_model, load_model

needs_model = pytest.mark.skipif(find_model() is None, reason="no embedding model: `make model`")


def drawn(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return readings of which a known curve says how often they are right."""
    random = np.random.default_rng(1)
    features = np.ones((count, 3))
    features[:, 1:] = random.random((count, 2))
    sure = 1 / (1 + np.exp(-(features @ np.array([-2.0, 1.0, 5.0]))))
    return features, random.random(count) < sure


def test_the_curve_behind_the_readings_is_found_again():
    assert fitted(*drawn(20_000)) == pytest.approx([-2.0, 1.0, 5.0], abs=0.2)


def test_what_is_said_to_be_sure_is_right_as_often():
    features, right = drawn(4_000)
    sure = cross_validated(features, right)
    high = sure > 0.8
    assert right[high].mean() == pytest.approx(sure[high].mean(), abs=0.05)
    assert table(sure, right).splitlines()[-1].startswith("mean gap")


@needs_model
def test_the_committed_constants_are_those_of_the_exemplars():
    model = load_model()
    assert model is not None
    features, right = left_one_out(model, exemplars())
    weights = fitted(features, right)
    kept = calibration()
    assert [kept.bias, kept.nearness, kept.margin] == pytest.approx(list(weights), abs=0.05)
    assert f"take = {kept.take}" in constants(weights)
    sure = cross_validated(features, right)
    taken = sure >= kept.take
    assert right[taken].mean() >= 0.8
