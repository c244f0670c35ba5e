"""Keep what sentence-transformers itself makes of some texts: the measure of every export.

    python scripts/reference_vectors.py record    write the vectors anew
    python scripts/reference_vectors.py compare   the same texts now, against record and export

Both need the group `reference` (torch: several GB on Linux) and the group `weights`; `make
model-reference` brings them. Reading the record needs numpy only, so an export is proved in
seconds, on any machine, without torch.
"""

from __future__ import annotations

import base64
import importlib
import importlib.metadata
import importlib.resources
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import numpy as np

from scripts.export_settings import LOWEST_COSINE, PACKAGE, WEIGHTS_SHA256
from scripts.onnx_vectors import Vectors, embed
from scripts.steps import cache_folder

RECORD = Path(__file__).with_suffix(".json")


@dataclass(frozen=True)
class Reference:
    """Texts, and their vectors as the named version of sentence-transformers made them."""

    made_by: str
    texts: list[str]
    vectors: Vectors


def read_reference() -> Reference:
    """Read the record: vectors are base64 of little-endian float32."""
    told = json.loads(RECORD.read_text(encoding="utf-8"))
    rows = [np.frombuffer(base64.b64decode(text["vector"]), "<f4") for text in told["texts"]]
    texts = [text["text"] * text.get("times", 1) for text in told["texts"]]
    return Reference(told["made_by"], texts, np.stack(rows).astype(np.float32))


def embed_by_reference(texts: list[str]) -> Vectors:
    """Embed with sentence-transformers, from the packaged weights, without a network."""
    os.environ["HF_HUB_OFFLINE"] = os.environ["TQDM_DISABLE"] = "1"
    library: Any = importlib.import_module("sentence_transformers")
    model = library.SentenceTransformer(str(importlib.resources.files(PACKAGE) / "model"))
    return np.asarray(model.encode(texts, normalize_embeddings=True), np.float32)


def record() -> None:
    """Embed the texts of the record anew and write them back."""
    told = json.loads(RECORD.read_text(encoding="utf-8"))
    texts = [text["text"] * text.get("times", 1) for text in told["texts"]]
    for text, vector in zip(told["texts"], embed_by_reference(texts), strict=True):
        text["vector"] = base64.b64encode(vector.astype("<f4").tobytes()).decode()
    version = importlib.metadata.version("sentence-transformers")
    told = {"made_by": f"sentence-transformers {version}", "texts": told["texts"]}
    RECORD.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def compare() -> None:
    """Stop with an error when the record or the export is not what the reference makes today."""
    reference = read_reference()
    today = embed_by_reference(reference.texts)
    export = embed(cache_folder() / "models" / WEIGHTS_SHA256, reference.texts)
    worst = 1.0
    for name, vectors in (("record", reference.vectors), ("export", export)):
        lowest = float(np.min(np.sum(today * vectors, axis=1)))
        worst = min(worst, lowest)
        print(f"{name}: cosine to sentence-transformers, lowest of {len(today)}: {lowest:.7f}")
    sys.exit(0 if worst > LOWEST_COSINE else 1)


if __name__ == "__main__":
    {"record": record, "compare": compare}[sys.argv[1]]()
