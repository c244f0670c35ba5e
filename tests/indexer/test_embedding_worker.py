"""Vectors follow the facts: once a meaning, whenever a model is there, and never twice."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import Transient
from core.footprint import Basis, Footprint
from core.store import Batch, IndexedEvent, Put
from indexer.embedding_worker import EmbeddingWorker
from indexer.store.memory import Held, MemoryEvents
from tests.core.events import T0, make_event
from tests.indexer.line import TOPIC

PARTITION = f"{TOPIC}/0"


class CountingModel:
    """Embed a text as its length, and remember what was asked."""

    dimension = 2

    def __init__(self, name: str = "m1") -> None:
        self.name = name
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        lengths = np.array([[len(text), 0.0] for text in texts], np.float32)
        norms = np.linalg.norm(lengths, axis=1, keepdims=True)
        return np.divide(lengths, norms, out=np.zeros_like(lengths), where=norms > 0)


def indexed(event_id: str, meaning: str) -> IndexedEvent:
    return IndexedEvent(
        event=make_event(event_id=event_id),
        topic=TOPIC,
        offset=0,
        footprint=Footprint(basis=Basis.UNPLACED),
        first_issued_at=T0,
        meaning=meaning,
        meaning_key=f"key of {meaning}",
        indexed_at=T0,
    )


def store_with(*events: IndexedEvent) -> MemoryEvents:
    truth = MemoryEvents(Held())
    truth.begin("one", {PARTITION: 0})
    puts = [Put(key=event.key, state=event, expected_rev=0) for event in events]
    truth.apply(Batch(partition=PARTITION, base=0, next=1, puts=puts))
    return truth


def work_off(worker: EmbeddingWorker) -> None:
    while worker.work():
        pass


def test_a_meaning_is_embedded_once_however_many_events_have_it():
    truth, model = store_with(), CountingModel()
    worker = EmbeddingWorker(truth, lambda: model)
    worker.offer([indexed(f"p:{n}", "power outage") for n in range(50)])
    work_off(worker)
    worker.offer([indexed("p:99", "power outage")])
    work_off(worker)
    assert model.asked == ["power outage"]
    assert truth.held.vectors == {"key of power outage": np.array([1.0, 0.0], np.float16).tobytes()}
    assert ("vector", "key of power outage") in truth.held.changes


def test_meanings_wait_until_there_is_a_model():
    truth, model = store_with(), CountingModel()
    models = [None, None, model]
    worker = EmbeddingWorker(truth, lambda: models.pop(0) if len(models) > 1 else model)
    worker.offer([indexed("p:1", "gas leak")])
    assert [worker.work() for _ in range(3)] == [False, False, True]
    assert model.asked == ["gas leak"]


def test_what_an_earlier_process_left_without_vector_is_found():
    truth, model = store_with(indexed("p:1", "gas leak"), indexed("p:2", "fire")), CountingModel()
    truth.put_vectors("m1", {"key of fire": b"1234"})
    work_off(EmbeddingWorker(truth, lambda: model))
    assert model.asked == ["gas leak"]


def test_another_model_makes_all_vectors_anew():
    truth, model = store_with(indexed("p:1", "gas leak")), CountingModel("m2")
    truth.put_vectors("m1", {"key of gas leak": b"1234"})
    work_off(EmbeddingWorker(truth, lambda: model))
    assert model.asked == ["gas leak"]
    assert truth.held.vectors_model == "m2"


def test_a_new_life_of_the_store_gets_its_vectors_again():
    truth, model = store_with(), CountingModel()
    worker = EmbeddingWorker(truth, lambda: model)
    worker.offer([indexed("p:1", "gas leak")])
    work_off(worker)
    truth.held.empty()
    truth.begin("one", {PARTITION: 0})
    event = indexed("p:1", "gas leak")
    put = Put(key=event.key, state=event, expected_rev=0)
    truth.apply(Batch(partition=PARTITION, base=0, next=1, puts=[put]))
    worker.offer([event])
    work_off(worker)
    assert model.asked == ["gas leak", "gas leak"]
    assert "key of gas leak" in truth.held.vectors


def test_a_store_that_fails_loses_no_meaning(monkeypatch: pytest.MonkeyPatch):
    truth, model = store_with(), CountingModel()
    worker = EmbeddingWorker(truth, lambda: model)
    worker.offer([indexed("p:1", "gas leak")])

    def fail(*_: object) -> None:
        raise Transient("gone")

    with monkeypatch.context() as patched:
        patched.setattr(truth, "put_vectors", fail)
        with pytest.raises(Transient):
            worker.work()
    work_off(worker)
    assert "key of gas leak" in truth.held.vectors


def test_a_vector_that_points_nowhere_is_never_kept():
    truth, model = store_with(), CountingModel()
    worker = EmbeddingWorker(truth, lambda: model)
    worker.offer([indexed("p:1", ""), indexed("p:2", "fire")])
    work_off(worker)
    assert list(truth.held.vectors) == ["key of fire"]


def test_the_thread_works_by_itself_and_ends_when_told():
    truth, model = store_with(), CountingModel()
    worker = EmbeddingWorker(truth, lambda: model)
    worker.start()
    worker.offer([indexed("p:1", "gas leak")])
    worker.stop()
    assert model.asked in (["gas leak"], [])
