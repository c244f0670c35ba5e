"""Rank the same live events for the same question in several ways: ours, and four plain ones."""

import asyncio
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace as _replace
from datetime import datetime
from typing import Any, Final, cast

import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from assistant.evidence import Evidence, Finding
from assistant.focus import focused
from assistant.question import Question
from assistant.retrieve import Retriever
from assistant.tongue import tongue_of
from assistant.understand.dialogue import Memory
from assistant.understand.fusion import doubtful, fused, masked
from assistant.understand.likeness import Likeness
from assistant.understand.message import MessageReader
from assistant.understand.reading import Reading
from core.city import City
from core.gazetteer import Gazetteer
from core.ports import Embedder
from core.store import EventReader, Hit, Query, TextVector
from evals.ledger import Published
from indexer.store.text_index import slots_of
from indexer.store.view import View

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", r".langchain-community. is being sunset", DeprecationWarning)
    from langchain_community.vectorstores import FAISS

OURS: Final = "CivicSense"
OURS_STRUCTURE: Final = "CivicSense, structure only"
LEXICAL: Final = "words only (BM25)"
VECTORS: Final = "vectors only"
LANGCHAIN: Final = "LangChain FAISS retriever"
RUNS: Final = (OURS, OURS_STRUCTURE, LEXICAL, VECTORS, LANGCHAIN)
MOST: Final = 10
_READ: Final = 1000
_TOLD: Final = (
    "type",
    "severity",
    "headline",
    "message",
    "area",
    "road",
    "line",
    "cause",
    "status",
)

Ranked = list[str]
"""Event ids, the best first."""


class Remembered(Embeddings):
    """Embed with the serving model, each text once: LangChain's face of it."""

    def __init__(self, model: Embedder) -> None:
        self.model = model
        self._known: dict[str, NDArray[np.float32]] = {}

    def vectors(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """Return unit vectors of texts, in their order."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            self._known |= zip(new, self.model.embed(new), strict=True)
        return [self._known[text] for text in texts]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return vectors of documents."""
        return [vector.tolist() for vector in self.vectors(texts)]

    def embed_query(self, text: str) -> list[float]:
        """Return the vector of a question."""
        return self.vectors([text])[0].tolist()

    async def vector(self, text: str) -> TextVector | None:
        """Return what a text means, as the assistant asks for it."""
        return TextVector(self.model.name, self.vectors([text])[0])


class Rankers:
    """Rank events of one recorded city; its view is given its vectors as it moves on."""

    def __init__(self, city: City, gazetteer: Gazetteer, view: View, meanings: Remembered) -> None:
        self._city = city
        self._view = view
        self._meanings = meanings
        self._messages = MessageReader(city, gazetteer)
        self._retriever = Retriever(city, view)
        self._structure = Retriever(city, cast(EventReader, _Wordless(view)))
        self._likeness = Likeness(meanings)
        asyncio.run(self._likeness.prepare())
        self._live: dict[str, Published] = {}
        self._store: Any = None

    def look(self, live: Sequence[Published]) -> None:
        """Go on to an instant at which these events are live."""
        self._live = {event.id: event for event in live}
        self._embed_meanings()
        documents = [Document(_told(event), id=event.id) for event in live]
        store = FAISS.from_documents(documents, self._meanings) if documents else None
        self._store = store.as_retriever(search_kwargs={"k": MOST}) if store is not None else None

    def ranked(self, text: str, now: datetime) -> Mapping[str, Ranked]:
        """Return the ranking of every run for a question, at most ten each."""
        readings = asyncio.run(self._read(text, now))
        found = {
            OURS: self._found(self._retriever, readings, now),
            OURS_STRUCTURE: self._found(self._structure, readings, now),
            LEXICAL: self._by_words(text),
            VECTORS: self._by_meaning(text, now),
            LANGCHAIN: self._by_langchain(text),
        }
        return {name: self._kept(ids) for name, ids in found.items()}

    async def _read(self, text: str, now: datetime) -> list[Reading]:
        """Understand a question as `assistant.assistant` does."""
        question, memory = Question(text=text), Memory()
        language = tongue_of(question, memory, self._city).read
        taken = self._messages.take_up(question, memory, language)
        readings = list(self._messages.read(taken.question, memory, now))
        for place, reading in enumerate(readings):
            likely = await self._likeness.meant(masked(reading)) if doubtful(reading) else None
            new = reading if likely is None else fused(reading, likely, memory)
            if new.particular:
                meaning = await self._likeness.vector(new.particular)
                new = _replace(new, meaning=meaning)
            readings[place] = new
        return readings

    def _found(self, retriever: Retriever, readings: Iterable[Reading], now: datetime) -> Ranked:
        """Return events in the order in which the assistant's findings carry them."""
        findings = [
            focused(finding, reading.intent.words.line, self._city)
            for reading in readings for finding in retriever.find(reading, now)
        ]  # fmt: skip
        return [*_ids(findings, ("answers",)), *_ids(findings, _BESIDES)]

    def _by_words(self, text: str) -> Ranked:
        present = self._view.present
        documents, _ = present.text.best(text, [], _READ)
        current = [
            slot for slot, number in zip(slots_of(documents), documents, strict=True)
            if slot < present.columns.top and present.columns.document[slot] == number
        ]  # fmt: skip
        return [present.key_at(int(slot)).event_id for slot in current]

    def _by_meaning(self, text: str, now: datetime) -> Ranked:
        """Return the live events whose meaning, as the index keeps it, is nearest; exactly."""
        hits = [hit for id_ in self._live for hit in self._view.get(id_, now)[:1]]
        if not hits:
            return []
        kept = np.stack(self._meanings.vectors([hit.event.meaning for hit in hits]))
        order = np.argsort(-(kept @ self._meanings.vectors([text])[0]), kind="stable")
        return [hits[int(place)].event.event.event_id for place in order]

    def _by_langchain(self, text: str) -> Ranked:
        return [] if self._store is None else [str(d.id) for d in self._store.invoke(text)]

    def _kept(self, ids: Iterable[str]) -> Ranked:
        return [id_ for id_ in dict.fromkeys(ids) if id_ in self._live][:MOST]

    def _embed_meanings(self) -> None:
        """Give the view the vectors that it wants, as the indexer's worker does."""
        present = self._view.present
        wanted = set(present.vectors.take_wanted(_READ * _READ))
        if not wanted:
            return
        events = filter(None, map(present.event, present.held()))
        texts = {e.meaning_key: e.meaning for e in events if e.meaning_key in wanted}
        made = self._meanings.vectors(list(texts.values()))
        for key, vector in zip(texts, made, strict=True):
            present.vectors.put(key, vector, self._meanings.model.name)


_BESIDES: Final = ("in_force", "near", "ahead", "unplaced", "aside", "elsewhere", "severe")


def _ids(findings: Iterable[Finding], parts: Iterable[str]) -> Ranked:
    kept = list(findings)
    return [
        hit.event.event.event_id
        for part in parts for finding in kept
        for evidence in cast(Sequence[Evidence], getattr(finding, part)) for hit in evidence.hits
    ]  # fmt: skip


class _Wordless:
    """Be a view in which no words are looked for: what structure alone finds, in its order."""

    def __init__(self, view: View) -> None:
        self._view = view

    def search(
        self, query: Query, now: datetime, *, vector: TextVector | None = None
    ) -> Sequence[Hit]:
        """Return hits of a query by structure; none of one by words."""
        return [] if query.text else self._view.search(query, now, vector=vector)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._view, name)


def _told(event: Published) -> str:
    """Write an event as a tutorial would: its fields, a line each."""
    said = event.said
    lines = [f"{name}: {said[name]}" for name in _TOLD if said.get(name)]
    return "\n".join([*lines, f"starts: {event.starts_at:%Y-%m-%d %H:%M}"])
