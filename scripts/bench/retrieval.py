"""Measure the view: finding, against an exact search by plain loop; loading; following; memory."""

import asyncio
import math
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.city import City, load_city
from core.event import TYPES_OF
from core.lifecycle import MAX_AGES, Phase, standing
from core.store import Batch, Hit, IndexedEvent, Put, Query, TextVector
from core.timespan import ManualClock
from core.topics import EVENT_TOPICS, FEED_STATUS, Family
from indexer.store.embedded_redis import EmbeddedRedis
from indexer.store.follower import Follower
from indexer.store.redis_connection import connect
from indexer.store.redis_events import RedisEvents
from indexer.store.redis_reader import RedisReader, connect_reader
from indexer.store.view import View
from scripts.bench.city_events import MODEL, NOON, city_events, vectors_of
from scripts.bench.figures import quantiles, report, resident_bytes, times_ms

_SIZES = (10_000, 100_000)
_QUERIES = 400
_CHECKED = 40
_HITS = 10
_NEAR_COSINE = 0.3
"""Meanings less alike than this count as having nothing to do with each other."""
_CHANGES = 5_000
_Vectors = dict[str, NDArray[np.float32]]


def run() -> None:
    """Print all figures of the view."""
    city = load_city(Path(__file__).parents[2] / "cities" / "rivermouth")
    for size in _SIZES:
        with EmbeddedRedis() as server:
            writer = _Writer(server.url, city)
            events = list(city_events(city, size))
            vectors = vectors_of({event.meaning_key for event in events})
            writer.put(events)
            writer.put_vectors(vectors)
            asyncio.run(_with_view(city, server.url, writer, events, vectors))


async def _with_view(
    city: City, url: str, writer: "_Writer", events: Sequence[IndexedEvent], vectors: _Vectors
) -> None:
    before, view = resident_bytes(), View(city)
    client = connect_reader(url)
    follower = Follower(view, RedisReader(client, city.id), ManualClock(NOON))
    began = time.perf_counter()
    following = asyncio.create_task(follower.run())
    await _until(lambda: view.ready)
    loaded_s = time.perf_counter() - began
    await _until(lambda: view.search(Query(text="crews"), NOON)[0].score > 0)
    complete_s = time.perf_counter() - began
    await asyncio.sleep(0.5)
    report("view.load", events=len(view), loaded_s=loaded_s, with_words_s=complete_s)
    held = resident_bytes() - before
    report("view.memory", events=len(view), bytes_an_event=held / len(view), held_mb=held / 1e6)
    _find(city, view, events, vectors)
    await _follow(view, writer, events)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)
    await client.aclose()


async def _until(happened: Callable[[], bool]) -> None:
    while not happened():  # noqa: ASYNC110 - the reader has no event for being ready
        await asyncio.sleep(0.005)


def _find(city: City, view: View, events: Sequence[IndexedEvent], vectors: _Vectors) -> None:
    """Find by place, type and phase; then also by meaning; then also by words."""
    dice = random.Random(11)
    meanings = sorted(vectors)
    exact = _Exact(events, vectors)

    def query(text: str) -> Query:
        family = dice.choice((Family.EMERGENCY, Family.TRANSIT, Family.INFRASTRUCTURE))
        kind, area = dice.choice(TYPES_OF[family]), dice.choice(city.areas).id
        return Query(types=[kind], area_ids=[area], text=text, limit=_HITS)

    for name, text, with_vector in (
        ("structure", "", False),
        ("structure_meaning", "", True),
        ("structure_meaning_words", "no service after a burst pipe", True),
    ):
        asked: list[tuple[Query, TextVector | None]] = []
        for _ in range(_QUERIES):
            vector = TextVector(MODEL, vectors[dice.choice(meanings)]) if with_vector else None
            asked.append((query(text), vector))
        calls = [_call(view, *one) for one in asked]
        times_ms(calls[:100])
        taken = times_ms(calls)
        figures: dict[str, Any] = {"events": len(events), "hits": _HITS, **quantiles(taken)}
        if not text:  # words are tantivy's; the exact search knows only structure and meaning
            shares = [
                exact.recall(one, view.search(one, NOON, vector=v)[:], v)
                for one, v in asked[:_CHECKED]
            ]
            figures["recall"] = sum(shares) / len(shares)
        report(f"retrieval.{name}", **figures)


def _call(view: View, query: Query, vector: TextVector | None) -> Callable[[], object]:
    return lambda: view.search(query, NOON, vector=vector)


class _Exact:
    """Find by a plain loop over all events, and every vector in full."""

    def __init__(self, events: Sequence[IndexedEvent], vectors: _Vectors) -> None:
        self._in_force = [event for event in events if _phase(event) in Query().phases]
        self._vectors = vectors

    def recall(self, query: Query, hits: Sequence[Hit], vector: TextVector | None) -> float:
        """Return the share of the exact first hits that are among `hits`."""
        matching = [
            event
            for event in self._in_force
            if event.event.type in query.types
            and set(query.area_ids) & set(event.footprint.area_ids)
        ]
        cosines: dict[str, float] = {}
        if vector is not None:
            for key in {event.meaning_key for event in matching}:
                cosines[key] = float(np.dot(self._vectors[key], vector.values))
        alike = (key for key, cosine in cosines.items() if cosine >= _NEAR_COSINE)
        nearest = sorted(alike, key=lambda key: -cosines[key])[:64]
        ranks = {key: rank for rank, key in enumerate(nearest, start=1)}

        def order(event: IndexedEvent) -> tuple[float, int, float, str]:
            told = event.event
            age_h = (NOON - told.issued_at).total_seconds() / 3600
            weight = 1 + 0.08 * told.severity.rank / 4 + 0.04 * math.exp2(-age_h / 6)
            rank = ranks.get(event.meaning_key)
            score = weight / (60 + rank) if rank else 0.0
            return (-round(score, 12), -told.severity.rank, -told.issued_at.timestamp(), "")

        wanted = {event.key for event in sorted(matching, key=order)[: query.limit]}
        found = {hit.event.key for hit in hits}
        return len(wanted & found) / len(wanted) if wanted else float(not found)


def _phase(indexed: IndexedEvent) -> Phase:
    max_age = MAX_AGES.get(indexed.event.type)
    return standing(indexed.event, NOON, max_age=max_age).phase


async def _follow(view: View, writer: "_Writer", events: Sequence[IndexedEvent]) -> None:
    """Change events while the loop is being watched for how long it is held."""
    dice = random.Random(3)
    changed = [dice.choice(events) for _ in range(_CHANGES)]
    began, from_seq, held_ms = time.perf_counter(), view.seq, list[float]()
    writing = asyncio.create_task(asyncio.to_thread(writer.put, changed, 20))
    while not writing.done() or view.seq < writing.result():
        before = time.perf_counter()
        await asyncio.sleep(0)
        held_ms.append(1000 * (time.perf_counter() - before))
        await asyncio.sleep(0.0005)
    took_s = time.perf_counter() - began
    report(
        "view.follow",
        events=len(view),
        changes_a_second=(view.seq - from_seq) / took_s,
        loop_held_p99_ms=float(np.quantile(held_ms, 0.99)),
        loop_held_most_ms=max(held_ms),
    )


class _Writer:
    """Write events as the indexer does, through one partition a topic."""

    def __init__(self, url: str, city: City) -> None:
        self._truth = RedisEvents(connect(url), city.id)
        topics = [topic.name for topic in EVENT_TOPICS]
        self._next = dict.fromkeys((f"{name}/0" for name in (*topics, FEED_STATUS)), 0)
        self._truth.begin("bench", self._next)

    def put(self, events: Sequence[IndexedEvent], at_once: int = 500) -> int:
        """Write events, `at_once` in a batch; return the number of the last change."""
        seq = 0
        by_topic: dict[str, list[IndexedEvent]] = {}
        for event in events:
            by_topic.setdefault(event.topic, []).append(event)
        for topic, mine in by_topic.items():
            partition = f"{topic}/0"
            for start in range(0, len(mine), at_once):
                batch = {event.key: event for event in mine[start : start + at_once]}
                revs = [known.rev for known in self._truth.known(list(batch))]
                puts = [
                    Put(key=key, state=event, expected_rev=rev)
                    for (key, event), rev in zip(batch.items(), revs, strict=True)
                ]
                base = self._next[partition]
                seq = self._truth.apply(
                    Batch(partition=partition, base=base, next=base + 1, puts=puts)
                )
                self._next[partition] = base + 1
        return seq

    def put_vectors(self, vectors: _Vectors) -> None:
        """Write a vector for each meaning."""
        self._truth.put_vectors(
            MODEL, {key: row.astype("<f2").tobytes() for key, row in vectors.items()}
        )
