"""Export all-MiniLM-L6-v2 to ONNX and prove it against sentence-transformers' own vectors.

    python scripts/export_model.py FOLDER

Writes `model.onnx` (mean pooling and scaling to length one are inside), its weights beside it,
where a process reads only the rows that it needs, `tokenizer.json` (no padding, cut at 256
tokens) and, last, `model.json`. Needs the groups `export` and `weights`; the
reference vectors were recorded by `reference_vectors.py`.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import numpy as np
import onnx
import safetensors.numpy
from tokenizers import Tokenizer

from scripts import bert_graph
from scripts.export_settings import (
    GRAPH_VERSION,
    LOWEST_COSINE,
    MAX_TOKENS,
    NAME,
    PACKAGE,
    WEIGHTS_FILE,
    WEIGHTS_SHA256,
)
from scripts.onnx_vectors import Vectors, embed
from scripts.reference_vectors import read_reference


def main(folder: Path) -> None:
    """Write the model's files into the folder and print what was proved."""
    source = Path(str(importlib.resources.files(PACKAGE))) / "model"
    check_digest(source / "model.safetensors")
    folder.mkdir(parents=True)
    shape = read_shape(source / "config.json")
    library: Any = safetensors.numpy
    model = bert_graph.build(library.load_file(source / "model.safetensors"), shape)
    save(model, folder)
    write_tokenizer(source / "tokenizer.json", folder / "tokenizer.json")
    reference = read_reference()
    lowest = lowest_cosine(embed(folder, reference.texts), reference.vectors)
    if not lowest > LOWEST_COSINE:
        sys.exit(f"the export is not the model: cosine {lowest:.6f} to sentence-transformers")
    facts = {
        "name": NAME,
        "digest": WEIGHTS_SHA256,
        "dim": shape.width,
        "max_tokens": MAX_TOKENS,
        "pooling": "mean",
        "pooled_in_graph": True,
        "normalised": True,
        "inputs": ["input_ids", "attention_mask"],
        "output": "embedding",
        "graph": GRAPH_VERSION,
        "reference": reference.made_by,
        "lowest_cosine": round(lowest, 7),
    }
    (folder / "model.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    print(f"{len(reference.texts)} texts as {reference.made_by} embeds them, cosine ≥ {lowest:.6f}")


def save(model: onnx.ModelProto, folder: Path) -> None:
    """Write the graph, and its weights beside it, readable for all as the graph is."""
    library: Any = onnx
    path = folder / "model.onnx"
    library.save_model(model, path, save_as_external_data=True, location=WEIGHTS_FILE)
    (folder / WEIGHTS_FILE).chmod(path.stat().st_mode)


def check_digest(weights: Path) -> None:
    """Stop unless these are the published weights."""
    with weights.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != WEIGHTS_SHA256:
        sys.exit(f"{weights.name} is not the published one: SHA-256 {found}")


def read_shape(config: Path) -> bert_graph.Shape:
    """Read the numbers that decide the graph, and refuse a BERT of another make."""
    told = json.loads(config.read_text(encoding="utf-8"))
    if (told["hidden_act"], told["position_embedding_type"]) != ("gelu", "absolute"):
        sys.exit("this BERT is not of the make that the graph is built for")
    return bert_graph.Shape(
        layers=told["num_hidden_layers"],
        heads=told["num_attention_heads"],
        width=told["hidden_size"],
        norm_epsilon=told["layer_norm_eps"],
    )


def write_tokenizer(source: Path, target: Path) -> None:
    """Copy the tokenizer without its padding of every text to 128 tokens."""
    tokenizer: Any = Tokenizer.from_file(str(source))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.save(str(target))


def lowest_cosine(ours: Vectors, theirs: Vectors) -> float:
    """Return the worst agreement, text by text, of two lists of vectors of length one."""
    return float(np.min(np.sum(ours * theirs, axis=1)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
