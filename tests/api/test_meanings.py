"""Search by meaning once a model is there, and by words until then."""

import asyncio
import threading
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from api.meanings import LOOK_AGAIN, ModelMeanings
from core.errors import Misconfigured, Transient
from core.ports import Embedder


class Alphabet:
    """Embed a text as how often it has each letter."""

    name = "alphabet"
    dimension = 26

    def __init__(self) -> None:
        self.threads: set[str] = set()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.threads.add(threading.current_thread().name)
        if "fail" in texts[0]:
            raise Transient("no vector for this")
        counts = [[text.count(chr(97 + n)) for n in range(26)] for text in texts]
        found = np.asarray(counts, np.float32)
        return found / np.linalg.norm(found, axis=1, keepdims=True)


class Finding:
    """Find no model until one is put there, and count how often it was looked for."""

    def __init__(self) -> None:
        self.looked = 0
        self.found: Embedder | None = None

    def __call__(self) -> Embedder | None:
        self.looked += 1
        return self.found


async def test_a_text_becomes_a_vector_outside_of_the_loops_thread():
    model = Alphabet()
    meanings = ModelMeanings(lambda: model)
    meanings.look()
    while meanings.model is None:
        assert await meanings.vector("waiting") is None
    vector = await meanings.vector("power outage")
    assert vector is not None
    assert vector.model == "alphabet"
    assert vector.values.shape == (26,)
    assert model.threads == {"meanings_0"}
    meanings.close()


async def test_a_model_that_is_not_there_is_looked_for_now_and_then():
    seconds, finding = [0.0], Finding()
    meanings = ModelMeanings(finding, lambda: seconds[0])
    for _ in range(10):
        assert await meanings.vector("power") is None
    seconds[0] += LOOK_AGAIN.total_seconds()
    finding.found = Alphabet()
    assert await meanings.vector("power") is None
    for _ in range(500):
        if meanings.model is None:
            await asyncio.sleep(0.01)
    assert finding.looked == 2
    meanings.close()


@pytest.mark.parametrize("failing", [True, False])
async def test_a_model_that_fails_leaves_words(failing: bool):
    def broken() -> Embedder:
        raise Misconfigured("the model's file is damaged")

    find: Callable[[], Embedder] = broken if failing else Alphabet
    meanings = ModelMeanings(find)
    meanings.look()
    if not failing:
        while meanings.model is None:
            await meanings.vector("waiting")
    assert await meanings.vector("please fail") is None
    meanings.close()
