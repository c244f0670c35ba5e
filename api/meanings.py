"""Turn words that people search for into vectors, off the event loop, once a model is there."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

import structlog

from core.errors import CivicError
from core.ports import Embedder
from core.store import TextVector
from core.timespan import monotonic_s

LOOK_AGAIN: Final = timedelta(seconds=5)

_log = structlog.stdlib.get_logger(__name__)


class ModelMeanings:
    """Hold the embedding model, or look for it now and then while it is being made.

    One thread of its own: it is there for one short text at a time, and loading the model takes a
    third of a second, during which words alone find events.
    """

    def __init__(
        self,
        find_model: Callable[[], Embedder | None],
        monotonic: Callable[[], float] = monotonic_s,
    ) -> None:
        self._find_model = find_model
        self._monotonic = monotonic
        self._model: Embedder | None = None
        self._look_at = float("-inf")
        self._thread = ThreadPoolExecutor(1, "meanings")

    @property
    def model(self) -> str | None:
        """Return the model's name; None while there is none."""
        return self._model.name if self._model is not None else None

    async def vector(self, text: str) -> TextVector | None:
        """Return what the text means; None while there is no model, or where it fails."""
        loop = asyncio.get_running_loop()
        if self._model is None:
            self.look()
            return None
        try:
            return await loop.run_in_executor(self._thread, self._embed, self._model, text)
        except CivicError as error:
            _log.warning("meaning.failed", detail=str(error))
            return None

    def look(self) -> None:
        """Look for the model in the thread, unless that was done a moment ago."""
        now = self._monotonic()
        if self._model is None and now >= self._look_at:
            self._look_at = now + LOOK_AGAIN.total_seconds()
            self._thread.submit(self._load)

    def close(self) -> None:
        """End the thread after what it does now."""
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _load(self) -> None:
        try:
            self._model = self._find_model()
        except CivicError as error:
            _log.warning("model.failed", detail=str(error))

    def _embed(self, model: Embedder, text: str) -> TextVector:
        return TextVector(model.name, model.embed([text])[0])
