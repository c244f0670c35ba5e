"""The model is found where it lies, and what it says depends on the text alone."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.errors import Misconfigured
from indexer.embedder import OnnxEmbedder, find_model, load_model

ROOT = Path(__file__).parents[2]
MODEL = find_model()
needs_model = pytest.mark.skipif(MODEL is None, reason="no embedding model here: `make model`")


def make_folder(path: Path, *names: str) -> Path:
    path.mkdir(parents=True)
    for name in names:
        (path / name).write_text("{}")
    return path


def test_the_newest_whole_model_of_the_cache_is_found(tmp_path: Path) -> None:
    environ = {"XDG_CACHE_HOME": str(tmp_path)}
    assert find_model(environ) is None
    models = tmp_path / "civicsense" / "models"
    whole = ("model.onnx", "tokenizer.json", "model.json")
    older, newer = make_folder(models / "b", *whole), make_folder(models / "a", *whole)
    make_folder(models / "half", "model.onnx", "tokenizer.json")
    make_folder(models / ".being-made", *whole)
    os.utime(older / "model.json", (1, 1))
    os.utime(newer / "model.json", (2, 2))
    assert find_model(environ) == newer
    os.utime(older / "model.json", (3, 3))
    assert find_model(environ) == older


def test_a_named_folder_comes_first_and_must_hold_a_model(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "mine", "model.onnx", "tokenizer.json", "model.json")
    assert find_model({"EMBEDDING_MODEL": str(folder)}) == folder
    (folder / "model.onnx").unlink()
    with pytest.raises(Misconfigured, match="EMBEDDING_MODEL"):
        find_model({"EMBEDDING_MODEL": str(folder)})


def test_a_model_that_cannot_be_used_is_refused_in_one_line(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "mine", "model.onnx", "tokenizer.json")
    (folder / "model.json").write_text(json.dumps({"name": "x"}))
    with pytest.raises(Misconfigured, match="no usable embedding model"):
        load_model({"EMBEDDING_MODEL": str(folder)})


@pytest.fixture(scope="module")
def model() -> OnnxEmbedder:
    found = load_model()
    assert found is not None
    return found


@needs_model
def test_vectors_have_unit_length_and_lie_near_where_meanings_are_near(model: OnnxEmbedder) -> None:
    texts = ["the power is out", "there is no electricity", "the bus is late"]
    vectors = model.embed(texts)
    assert vectors.dtype == np.float32
    assert vectors.shape == (3, model.dimension)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    near, far = vectors[0] @ vectors[1], vectors[0] @ vectors[2]
    assert near > far + 0.2
    assert model.embed([]).shape == (0, model.dimension)


@needs_model
def test_a_texts_vector_depends_neither_on_its_company_nor_on_its_place(
    model: OnnxEmbedder,
) -> None:
    assert MODEL is not None
    text, long = "a tree fell on Elm Street", " ".join(f"word{n}" for n in range(300))
    among = [f"{text} {n} " + "and more " * n for n in range(40)]
    alone = model.embed([text])[0]
    fresh = OnnxEmbedder(MODEL).embed([long, *among, text, text, ""])
    assert np.allclose(fresh[-2], alone, atol=1e-5)
    assert np.allclose(fresh[-3], alone, atol=1e-5)
    assert np.allclose(fresh[5], model.embed([among[4]])[0], atol=1e-5)
    assert np.isfinite(fresh).all()


@needs_model
@pytest.mark.skipif(sys.platform != "linux", reason="asks /proc for its memory")
def test_embedding_never_imports_torch_and_takes_bounded_memory() -> None:
    program = (
        "import sys\n"
        "from indexer.embedder import load_model\n"
        "model = load_model()\n"
        "model.embed([' '.join(['power outage'] * 200) + str(n) for n in range(64)])\n"
        "assert not [name for name in sys.modules if name.split('.')[0] == 'torch']\n"
        "print(open('/proc/self/status').read())\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    peak = next(line for line in ran.stdout.splitlines() if line.startswith("VmHWM"))
    assert int(peak.split()[1]) < 300 * 1024
