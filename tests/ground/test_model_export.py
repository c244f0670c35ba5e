"""The exported model is whole, is the published one, and agrees with sentence-transformers."""

import json
import os
from pathlib import Path

import numpy as np
import pytest

from scripts.export_settings import GRAPH_VERSION, LOWEST_COSINE, WEIGHTS_FILE, WEIGHTS_SHA256
from scripts.onnx_vectors import embed
from scripts.prepare_model import is_complete
from scripts.reference_vectors import read_reference
from scripts.steps import cache_folder


@pytest.fixture
def model() -> Path:
    """The exported model; without one, skip, but not in CI."""
    folder = cache_folder() / "models" / WEIGHTS_SHA256
    if not is_complete(folder) and not os.environ.get("CI"):
        pytest.skip("no embedding model; `make model` makes it")
    return folder


def write_model(folder: Path, **facts: object) -> None:
    folder.mkdir()
    (folder / "model.onnx").write_bytes(b"graph")
    (folder / WEIGHTS_FILE).write_bytes(b"numbers")
    (folder / "tokenizer.json").write_text("{}")
    (folder / "model.json").write_text(json.dumps({"graph": GRAPH_VERSION, **facts}))


def test_a_whole_model_is_complete(tmp_path: Path):
    write_model(tmp_path / "m")
    assert is_complete(tmp_path / "m")


@pytest.mark.parametrize("missing", ["model.onnx", WEIGHTS_FILE, "tokenizer.json", "model.json"])
def test_a_model_that_lacks_a_file_is_not_complete(tmp_path: Path, missing: str):
    write_model(tmp_path / "m")
    (tmp_path / "m" / missing).unlink()
    assert not is_complete(tmp_path / "m")


def test_a_model_of_an_older_graph_is_made_anew(tmp_path: Path):
    write_model(tmp_path / "m", graph=GRAPH_VERSION - 1)
    assert not is_complete(tmp_path / "m")


def test_the_reference_holds_vectors_of_length_one_for_many_languages():
    reference = read_reference()
    assert reference.made_by.startswith("sentence-transformers ")
    assert reference.vectors.shape == (len(reference.texts), 384)
    assert np.allclose(np.linalg.norm(reference.vectors, axis=1), 1, atol=1e-5)
    assert "" in reference.texts
    assert max(map(len, reference.texts)) > 3_000  # longer than the model reads


def test_the_model_in_the_cache_agrees_with_sentence_transformers(model: Path):
    reference = read_reference()
    cosines = np.sum(embed(model, reference.texts) * reference.vectors, axis=1)
    assert cosines.min() > LOWEST_COSINE
    facts = json.loads((model / "model.json").read_text(encoding="utf-8"))
    assert (facts["dim"], facts["max_tokens"], facts["pooling"]) == (384, 256, "mean")


def test_the_exported_tokenizer_pads_nothing(model: Path):
    tokenizer = json.loads((model / "tokenizer.json").read_text(encoding="utf-8"))
    assert tokenizer["padding"] is None
    assert tokenizer["truncation"]["max_length"] == 256
