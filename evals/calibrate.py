"""Fit how sure a likeness to the exemplars is: `python -m evals calibrate [--write]`.

Every exemplar is read as if it were a question, by all the others. How near the nearest one is, and
how far it leads over the nearest of another label, tells by a logistic curve how often it is right.
"""

import argparse
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from assistant.understand.likeness import Exemplar, exemplars, nearest
from core.errors import Misconfigured
from core.ports import Embedder
from indexer.embedder import load_model

_FILE: Final = (
    Path(__file__).parents[1] / "assistant" / "understand" / "lexicon" / "calibration.toml"
)
_TAKE: Final = 0.7
"""A reading is taken where it is right at least twice as often as wrong."""
_ASK: Final = 0.4
_FOLDS: Final = 10
_STEPS: Final = 50
_BINS: Final = (0.0, 0.2, 0.4, 0.55, 0.7, 0.8, 0.9, 1.0)

_Floats = NDArray[np.float64]


def main(arguments: Sequence[str], city: Path) -> int:
    """Fit the curve, and print how reliable it is.

    Raises:
        Misconfigured: there is no model.
    """
    parser = argparse.ArgumentParser(prog="python -m evals calibrate", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"write {_FILE.name}")
    wanted = parser.parse_args(arguments)
    model = load_model()
    if model is None:
        raise Misconfigured(f"no embedding model for {city.name}: `make model`")
    features, right = left_one_out(model, exemplars())
    weights = fitted(features, right)
    print(table(cross_validated(features, right), right))
    print(constants(weights))
    if wanted.write:
        _FILE.write_text(f"# Made by `python -m evals calibrate --write`.\n{constants(weights)}")
    return 0


def left_one_out(model: Embedder, known: Sequence[Exemplar]) -> tuple[_Floats, NDArray[np.bool_]]:
    """Return nearness and margin of every exemplar among the others, and whether it is read right.

    Returns:
        Features of shape (n, 3), the first of them 1; and n truths.
    """
    vectors = model.embed([exemplar.text for exemplar in known])
    similar = vectors @ vectors.T
    np.fill_diagonal(similar, -1)
    features, right = np.ones((len(known), 3)), np.zeros(len(known), bool)
    for place, exemplar in enumerate(known):
        first, other = nearest(similar[place], known)
        features[place, 1] = similar[place, first]
        features[place, 2] = similar[place, first] - similar[place, other]
        right[place] = known[first].label == exemplar.label
    return features, right


def fitted(features: _Floats, right: NDArray[np.bool_]) -> _Floats:
    """Return the weights of a logistic curve, by Newton's steps with a slight pull to zero."""
    weights, pull = np.zeros(features.shape[1]), 1e-2 * np.eye(features.shape[1])
    for _ in range(_STEPS):
        sure = _curve(features, weights)
        gradient = features.T @ (right - sure) - pull @ weights
        bend = (features * (sure * (1 - sure))[:, None]).T @ features + pull
        weights = weights + np.linalg.solve(bend, gradient)
    return weights


def cross_validated(features: _Floats, right: NDArray[np.bool_]) -> _Floats:
    """Return each exemplar's confidence by a curve that was fitted without its fold."""
    fold = np.random.default_rng(4).permutation(len(right)) % _FOLDS
    sure = np.zeros(len(right))
    for number in range(_FOLDS):
        out = fold == number
        sure[out] = _curve(features[out], fitted(features[~out], right[~out]))
    return sure


def table(sure: _Floats, right: NDArray[np.bool_]) -> str:
    """Write how often readings of a confidence are right."""
    lines = ["confidence      n   said  right"]
    gap = 0.0
    for low, high in pairwise(_BINS):
        inside = (sure >= low) & (sure < high)
        if inside.any():
            said, was = float(sure[inside].mean()), float(right[inside].mean())
            gap += float(inside.mean()) * abs(said - was)
            lines.append(f"{low:.2f}-{high:.2f}  {inside.sum():5d}  {said:5.2f}  {was:5.2f}")
    lines.append(f"all        {len(right):5d}  {sure.mean():5.2f}  {right.mean():5.2f}")
    lines.append(f"mean gap between said and right: {gap:.3f}")
    return "\n".join(lines)


def constants(weights: _Floats) -> str:
    """Write the constants as the reader of questions loads them."""
    names = dict(zip(("bias", "nearness", "margin"), weights, strict=True))
    fit = "".join(f"{name} = {value:.4f}\n" for name, value in names.items())
    return f"[fitted]\n{fit}take = {_TAKE}\nask = {_ASK}\n"


def _curve(features: _Floats, weights: _Floats) -> _Floats:
    return 1 / (1 + np.exp(-features @ weights))
