"""The ONNX graph is the encoder of the paper: compared with the formulas written out in numpy."""

import math

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from scripts.bert_graph import Shape, build

SHAPE = Shape(layers=2, heads=2, width=8, norm_epsilon=1e-12)
INNER = 16
Floats = NDArray[np.float32]


def random_weights(seed: int) -> dict[str, Floats]:
    """Make a tiny encoder's weights under the checkpoint's names."""
    draw = np.random.default_rng(seed)
    width = SHAPE.width
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (50, width),
        "embeddings.position_embeddings.weight": (12, width),
        "embeddings.token_type_embeddings.weight": (2, width),
        "embeddings.LayerNorm.weight": (width,),
        "embeddings.LayerNorm.bias": (width,),
    }
    for layer in range(SHAPE.layers):
        name = f"encoder.layer.{layer}"
        for part in ("query", "key", "value"):
            shapes[f"{name}.attention.self.{part}.weight"] = (width, width)
            shapes[f"{name}.attention.self.{part}.bias"] = (width,)
        shapes[f"{name}.attention.output.dense.weight"] = (width, width)
        shapes[f"{name}.intermediate.dense.weight"] = (INNER, width)
        shapes[f"{name}.intermediate.dense.bias"] = (INNER,)
        shapes[f"{name}.output.dense.weight"] = (width, INNER)
        for part in ("attention.output.dense.bias", "output.dense.bias"):
            shapes[f"{name}.{part}"] = (width,)
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            shapes[f"{name}.{part}.weight"] = (width,)
            shapes[f"{name}.{part}.bias"] = (width,)
    return {name: draw.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def encode_plainly(weights: dict[str, Floats], ids: list[int]) -> Floats:
    """Encode one sentence by the formulas, one head and one word at a time."""

    def dense(name: str, rows: Floats) -> Floats:
        return rows @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def norm(name: str, rows: Floats) -> Floats:
        centred = rows - rows.mean(axis=1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=1, keepdims=True) + SHAPE.norm_epsilon)
        return centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]

    words = np.stack(
        [
            weights["embeddings.word_embeddings.weight"][word]
            + weights["embeddings.position_embeddings.weight"][place]
            + weights["embeddings.token_type_embeddings.weight"][0]
            for place, word in enumerate(ids)
        ]
    )
    words = norm("embeddings.LayerNorm", words)
    size = SHAPE.width // SHAPE.heads
    for layer in range(SHAPE.layers):
        name = f"encoder.layer.{layer}"
        mixed: list[Floats] = []
        for head in range(SHAPE.heads):
            part = slice(head * size, (head + 1) * size)
            query, key, value = (
                dense(f"{name}.attention.self.{kind}", words)[:, part]
                for kind in ("query", "key", "value")
            )
            scores = np.exp(query @ key.T / math.sqrt(size))
            mixed.append(scores / scores.sum(axis=1, keepdims=True) @ value)
        seen = dense(f"{name}.attention.output.dense", np.concatenate(mixed, axis=1))
        words = norm(f"{name}.attention.output.LayerNorm", seen + words)
        inner = dense(f"{name}.intermediate.dense", words)
        inner = inner * 0.5 * (1 + np.vectorize(math.erf)(inner / math.sqrt(2)))
        words = norm(f"{name}.output.LayerNorm", dense(f"{name}.output.dense", inner) + words)
    mean = words.mean(axis=0)
    return (mean / np.linalg.norm(mean)).astype(np.float32)


@pytest.fixture(scope="module")
def weights() -> dict[str, Floats]:
    return random_weights(seed=7)


@pytest.fixture(scope="module")
def session(weights: dict[str, Floats]) -> onnxruntime.InferenceSession:
    model = build(weights, SHAPE).SerializeToString()
    return onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])


def encode(session: onnxruntime.InferenceSession, rows: list[list[int]]) -> Floats:
    longest = max(map(len, rows))
    ids = np.array([row + [0] * (longest - len(row)) for row in rows], np.int64)
    mask = np.array([[1] * len(row) + [0] * (longest - len(row)) for row in rows], np.int64)
    fed = {"input_ids": ids, "attention_mask": mask}
    return np.asarray(session.run(["embedding"], fed)[0])  # pyright: ignore[reportUnknownMemberType]


SENTENCES = [[3], [3, 4], [9, 8, 7, 6, 5], list(range(12)), [49, 49, 49]]


def test_the_graph_computes_what_the_formulas_say(
    session: onnxruntime.InferenceSession, weights: dict[str, Floats]
):
    expected = np.stack([encode_plainly(weights, ids) for ids in SENTENCES])
    assert np.abs(encode(session, SENTENCES) - expected).max() < 2e-5


def test_padding_changes_no_vector(session: onnxruntime.InferenceSession):
    alone = np.concatenate([encode(session, [ids]) for ids in SENTENCES])
    together = encode(session, SENTENCES)
    assert np.abs(alone - together).max() < 2e-6


def test_every_vector_has_length_one(session: onnxruntime.InferenceSession):
    assert np.allclose(np.linalg.norm(encode(session, SENTENCES), axis=1), 1, atol=1e-6)


def test_the_order_of_words_matters(session: onnxruntime.InferenceSession):
    one, other = encode(session, [[1, 2, 3], [3, 2, 1]])
    assert np.abs(one - other).max() > 1e-3
