"""Embed texts with a model exported to ONNX: no torch, two threads, bounded memory.

`load_model` is what callers ask now and then until there is a model; it is made beside the
running system (`make model`), and until then words and structure answer.
"""

import json
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from core.errors import Misconfigured, Transient

_onnxruntime: Final[Any] = onnxruntime  # untyped
_FILES: Final = ("model.onnx", "tokenizer.json", "model.json")
_THREADS: Final = 2
_MAX_TOKENS_AT_ONCE: Final = 2048
"""Padded tokens in one run: what a run needs besides the weights stays below 30 MB."""
_REMEMBERED: Final = 1024
"""Texts whose vectors are kept, 1.5 kB each: people ask the same things."""

_Vectors = NDArray[np.float32]


def find_model(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder of the model to use; None while there is none. Cheap enough to poll.

    `EMBEDDING_MODEL` names a folder; else it is the newest whole one in the user's cache.

    Raises:
        Misconfigured: `EMBEDDING_MODEL` names no folder with a model.
    """
    named = environ.get("EMBEDDING_MODEL")
    if named:
        folder = Path(named).expanduser()
        if not _is_whole(folder):
            raise Misconfigured(f"EMBEDDING_MODEL={named} is no folder with {', '.join(_FILES)}")
        return folder
    cache = environ.get("XDG_CACHE_HOME")
    models = (Path(cache) if cache else Path.home() / ".cache") / "civicsense" / "models"
    whole = [path for path in models.glob("[!.]*") if _is_whole(path)]
    return max(whole, key=_made_at, default=None)


def load_model(environ: Mapping[str, str] = os.environ) -> "OnnxEmbedder | None":
    """Load the model to use; None while there is none.

    Raises:
        Misconfigured: there is one, and it cannot be used.
    """
    folder = find_model(environ)
    return None if folder is None else OnnxEmbedder(folder)


class OnnxEmbedder:
    """Embed with one exported model. Calls from several threads wait for one another."""

    def __init__(self, folder: Path) -> None:
        """Load the model from its folder, in about a third of a second.

        Raises:
            Misconfigured: a file is missing or cannot be used.
        """
        try:
            facts = cast(dict[str, Any], json.loads((folder / "model.json").read_text("utf-8")))
            self._name = f"{facts['name']}@{facts['digest'][:12]}"
            self._dimension = int(facts["dim"])
            self._output = str(facts["output"])
            self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._tokenizer.no_padding()
            self._tokenizer.enable_truncation(int(facts["max_tokens"]))
            self._session = _open_session(folder / "model.onnx")
        except Exception as error:  # the libraries raise what they like
            raise Misconfigured(f"{folder}: no usable embedding model: {error}") from error
        self._run_options = _onnxruntime.RunOptions()
        self._run_options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        self._lock = threading.Lock()
        self._remembered: OrderedDict[str, _Vectors] = OrderedDict()

    @property
    def name(self) -> str:
        """Return the model's name and the beginning of its weights' digest."""
        return self._name

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        return self._dimension

    def embed(self, texts: Sequence[str]) -> _Vectors:
        """Return vectors of unit length, float32, shape (len(texts), dimension).

        A text's vector does not depend on the others, but for the last digits.

        Raises:
            Transient: the model could not be run.
        """
        with self._lock:
            new = [text for text in dict.fromkeys(texts) if text not in self._remembered]
            fresh = dict(zip(new, self._embed(new), strict=True)) if new else {}
            rows = [fresh[t] if t in fresh else self._remembered[t] for t in texts]
            self._remember(fresh)
        return np.stack(rows) if rows else np.empty((0, self._dimension), np.float32)

    def _remember(self, fresh: Mapping[str, _Vectors]) -> None:
        for text, vector in fresh.items():
            self._remembered[text] = vector.copy()  # a view would hold the whole batch
        while len(self._remembered) > _REMEMBERED:
            self._remembered.popitem(last=False)

    def _embed(self, texts: Sequence[str]) -> _Vectors:
        vectors = np.empty((len(texts), self._dimension), np.float32)
        try:
            tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
            for places in _batches([len(row) for row in tokens]):
                vectors[places] = self._run([tokens[place] for place in places])
        except Exception as error:  # the libraries raise what they like
            raise Transient(f"the embedding model failed: {error}") from error
        return vectors

    def _run(self, tokens: Sequence[Sequence[int]]) -> _Vectors:
        """Run the model on rows of about one length, padded to the longest."""
        ids = np.zeros((len(tokens), max(map(len, tokens))), np.int64)
        mask = np.zeros_like(ids)
        for place, row in enumerate(tokens):
            ids[place, : len(row)] = row
            mask[place, : len(row)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask}
        (vectors,) = self._session.run([self._output], inputs, self._run_options)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _open_session(path: Path) -> Any:
    options = _onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.inter_op_num_threads = 1
    # Threads that spin for work take the other core from those that have some.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return _onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the places of texts, those of like length together, few enough for one run."""
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and lengths[place] * (len(batch) + 1) > _MAX_TOKENS_AT_ONCE:
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _is_whole(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _FILES)


def _made_at(folder: Path) -> float:
    return (folder / "model.json").stat().st_mtime
