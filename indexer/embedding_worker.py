"""Give meanings their vectors, beside the facts and never before them."""

import os
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Final

import numpy as np
import structlog

from core.errors import CivicError
from core.ports import Embedder
from core.store import IndexedEvent
from core.timespan import monotonic_s
from core.topics import EVENT_TOPICS
from indexer.store.truth import Truth

BATCH: Final = 64
LOOK_FOR_MODEL: Final = timedelta(seconds=2)
LOOK_AROUND: Final = timedelta(hours=1)
"""How often all events are looked through for meanings that were missed, or are gone."""
MAX_WAITING: Final = 200_000
_NICENESS: Final = 10

_log = structlog.stdlib.get_logger(__name__)


class EmbeddingWorker:
    """Embed what has no vector yet, in a thread of its own.

    Meanings wait by key, so those that repeat cost nothing. Without a model they keep waiting;
    `find_model` is asked again until there is one.
    """

    def __init__(self, truth: Truth, find_model: Callable[[], Embedder | None]) -> None:
        self._truth = truth
        self._find_model = find_model
        self._model: Embedder | None = None
        self._waiting: dict[str, str] = {}
        self._done: set[str] = set()
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._looked_at = float("-inf")
        self._life = ""
        self._thread = threading.Thread(target=self._run, name="embedding", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the batch at hand, and end."""
        self._stopped.set()
        self._wake.set()
        self._thread.join(timeout=3)

    def offer(self, events: Iterable[IndexedEvent]) -> None:
        """Take note of the meanings of changed events; returns at once."""
        with self._lock:
            for event in events:
                key = event.meaning_key
                if key not in self._done and len(self._waiting) < MAX_WAITING:
                    self._waiting[key] = event.meaning
            if self._waiting:
                self._wake.set()

    def work(self) -> bool:
        """Do one batch; return whether there was anything to do.

        Raises:
            Transient: the store does not answer; nothing is lost.
        """
        model = self._model = self._model or self._find_model()
        if model is None or not self._truth.epoch:
            return False
        self._look_around(model)
        batch = self._next_batch()
        if not batch:
            return False
        try:
            lacking = sorted(self._truth.lacking_vectors(model.name, list(batch)))
            if lacking:
                self._embed(model, lacking, [batch[key] for key in lacking])
        except CivicError:
            self._put_back(batch)
            raise
        with self._lock:
            self._done.update(batch)
        return True

    def _run(self) -> None:
        _give_way()
        while not self._stopped.is_set():
            try:
                worked = self.work()
            except CivicError as error:
                _log.warning("vectors.delayed", detail=str(error))
                worked = False
            except Exception:  # a text the model cannot take must not end the thread
                _log.exception("vectors.failed")
                worked = False
            if not worked and not self._stopped.is_set():
                self._wake.wait(LOOK_FOR_MODEL.total_seconds())
                self._stopped.wait(0.02)  # what comes together is embedded together
                self._wake.clear()

    def _look_around(self, model: Embedder) -> None:
        """Go through all events after a start, in a new life of the store, and now and then."""
        begun_anew = self._truth.epoch != self._life
        if not begun_anew and monotonic_s() - self._looked_at < LOOK_AROUND.total_seconds():
            return
        with self._lock:
            self._done.clear()
            unheard = dict(self._waiting)
        used = dict(self._truth.meanings([topic.name for topic in EVENT_TOPICS]))
        if not begun_anew:
            self._truth.drop_vectors(used.keys() | unheard.keys())
        self._life, self._looked_at = self._truth.epoch, monotonic_s()
        keys = list(used)
        for start in range(0, len(keys), 1000):
            for key in self._truth.lacking_vectors(model.name, keys[start : start + 1000]):
                unheard.setdefault(key, used[key])
        with self._lock:
            self._waiting = unheard | self._waiting

    def _next_batch(self) -> dict[str, str]:
        with self._lock:
            keys = list(self._waiting)[:BATCH]
            return {key: self._waiting.pop(key) for key in keys}

    def _put_back(self, batch: dict[str, str]) -> None:
        with self._lock:
            self._waiting = batch | self._waiting

    def _embed(self, model: Embedder, keys: Sequence[str], texts: Sequence[str]) -> None:
        vectors = model.embed(texts)
        # A vector that points nowhere would be near to nothing, or poison every distance.
        usable = np.isfinite(vectors).all(axis=1) & (np.linalg.norm(vectors, axis=1) > 0.5)
        made = {
            key: vector.astype(np.float16).tobytes()
            for key, vector, good in zip(keys, vectors, usable, strict=True)
            if good
        }
        if made:
            self._truth.put_vectors(model.name, made)


def _give_way() -> None:
    """Let everything else go first, facts above all; the model's threads take after this one."""
    if sys.platform == "linux":  # elsewhere a thread has no priority of its own
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
