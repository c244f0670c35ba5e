"""Find events by the words they say, in an index in memory (tantivy).

Writing is queued and committed by whoever keeps the view, in a thread of its own, so that neither
a change nor a reader waits for a commit (some 10 ms). An event's words are one numbered document;
a document that is no longer an event's is left out by its number from that moment on, long before
the index has let go of it.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
import numpy as np
import tantivy
from numpy.typing import NDArray

from core.city import City
from core.store import IndexedEvent

EVERYWHERE: Final = "*"
"""Stands among areas and cells for an event that covers the city; no area has this id."""
_DECODER: Final = msgspec.json.Decoder(IndexedEvent)
_SLOT_BITS: Final = 32
_SLOT_MASK: Final = (1 << _SLOT_BITS) - 1
_FIELDS: Final = {"headline": 2.0, "names": 2.0, "body": 1.0}
_ANALYZER: Final = "words"
_HEAP_BYTES: Final = 15_000_000
"""The least that tantivy takes for a writer of one thread."""
_BREATH: Final = 32
"""Documents written in one piece, some half a millisecond."""
_MAX_TERMS: Final = 32
_NOT_WORDS: Final = re.compile(r"[\W_]+")

Documents = NDArray[np.int64]
"""Numbers of documents: the event's slot in the lower 32 bits, a running number above."""


def tag(kind: str, value: str) -> str:
    """Return the mark for one value of one kind."""
    return f"{kind}:{value}"


def _digest(indexed: IndexedEvent) -> int:
    """Return a number that changes with whatever a document is made of."""
    event, footprint = indexed.event, indexed.footprint
    said = (event.headline, event.message, event.description, event.type, event.type_text)
    named = (event.cause, event.areas, event.road, event.lines, event.stops, event.utility_company)
    placed = (footprint.area_ids, footprint.named_area_ids, footprint.line_ids)
    return hash((said, named, placed, footprint.everywhere))


@dataclass(frozen=True, slots=True)
class Pending:
    """Hold what waits to be committed: documents to drop and documents to add."""

    dropped: Sequence[int]
    added: Sequence[tuple[int, bytes]]


class TextIndex:
    """Hold documents by number."""

    def __init__(self, city: City) -> None:
        self._city = city
        fields = tantivy.SchemaBuilder()
        fields.add_unsigned_field("document", indexed=True, fast=True)
        fields.add_text_field("tags", tokenizer_name="raw", index_option="basic")
        for name in _FIELDS:
            fields.add_text_field(name, tokenizer_name=_ANALYZER, index_option="freq")
        self._schema = fields.build()
        self._index = tantivy.Index(self._schema)
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        for step in (
            tantivy.Filter.remove_long(40),
            tantivy.Filter.lowercase(),
            tantivy.Filter.ascii_fold(),
            tantivy.Filter.stopword("english"),
            tantivy.Filter.stemmer("english"),
        ):
            analyzer = analyzer.filter(step)
        self._index.register_tokenizer(_ANALYZER, analyzer.build())
        self._writer: Any = None
        self._digests: dict[int, int] = {}
        self._dropped: list[int] = []
        self._added: dict[int, bytes] = {}
        self._next = 1

    def put(self, slot: int, document: int, indexed: IndexedEvent, stored: bytes) -> int:
        """Queue an event's words in place of its document; return the number of the new one.

        The same words keep their document. What waits is `stored`, the event's JSON: decoding it
        again when it is written costs less than holding its words until then.
        """
        digest = _digest(indexed)
        if document and self._digests.get(document) == digest:
            return document
        self.remove(document)
        fresh = self._next << _SLOT_BITS | slot
        self._next += 1
        self._digests[fresh] = digest
        self._added[fresh] = stored
        return fresh

    def remove(self, document: int) -> None:
        """Queue that a document goes; 0 stands for none."""
        if not document:
            return
        del self._digests[document]
        if self._added.pop(document, None) is None:
            self._dropped.append(document)

    def take_pending(self) -> Pending | None:
        """Hand over what waits, for `commit`; None where nothing does."""
        if not self._dropped and not self._added:
            return None
        pending = Pending(self._dropped, list(self._added.items()))
        self._dropped, self._added = [], {}
        return pending

    def commit(self, pending: Pending) -> None:
        """Write and commit; from any one thread at a time."""
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        for document in pending.dropped:
            self._writer.delete_documents_by_term("document", document)
        for count, (number, stored) in enumerate(pending.added):
            if count % _BREATH == 0:
                time.sleep(0)  # lets the loop have the interpreter now, not in five milliseconds
            self._writer.add_document(self._document(number, _DECODER.decode(stored)))
        self._writer.commit()
        self._index.reload()

    def best(
        self, text: str, tags: Sequence[Sequence[str]], count: int
    ) -> tuple[Documents, NDArray[np.float32]]:
        """Return the documents that say the most of these words, the best first (BM25).

        Args:
            text: words as a person wrote them; signs and operators mean nothing.
            tags: of each list, a document must carry at least one.
            count: at most so many.
        """
        plain = " ".join(_NOT_WORDS.sub(" ", text).lower().split()[:_MAX_TERMS])
        if not plain:
            return _NO_DOCUMENTS, _NO_SCORES
        said, _ = self._index.parse_query_lenient(plain, list(_FIELDS), _FIELDS)
        clauses = [(tantivy.Occur.Must, said)]
        clauses += [(tantivy.Occur.Must, self._any_of(wanted)) for wanted in tags if wanted]
        query = tantivy.Query.boolean_query(clauses) if len(clauses) > 1 else said
        searcher = self._index.searcher()
        hits = searcher.search(query, limit=count, count=False).hits
        if not hits:
            return _NO_DOCUMENTS, _NO_SCORES
        numbers = searcher.fast_field_values("document", [address for _, address in hits])
        return np.array(numbers, np.int64), np.array([score for score, _ in hits], np.float32)

    def _document(self, number: int, indexed: IndexedEvent) -> tantivy.Document:
        """Write an event's words, with the pack's own names for its places and lines."""
        event, footprint, city = indexed.event, indexed.footprint, self._city
        names = [event.type.value, event.type_text, event.cause, *event.areas, event.road]
        names += (city.area_by_id[i].name for i in footprint.named_area_ids if i in city.area_by_id)
        names += (city.line_by_id[i].name for i in footprint.line_ids if i in city.line_by_id)
        names += (*event.lines, *event.stops, event.utility_company)
        document = tantivy.Document()
        document.add_unsigned("document", number)
        document.add_text("headline", event.headline)
        document.add_text("names", _NOT_WORDS.sub(" ", " ".join(names)))
        document.add_text("body", f"{event.message} {event.description}")
        document.add_text("tags", tag("type", event.type))
        for area in (
            (*footprint.area_ids, EVERYWHERE) if footprint.everywhere else footprint.area_ids
        ):
            document.add_text("tags", tag("area", area))
        for line in footprint.line_ids:
            document.add_text("tags", tag("line", line))
        return document

    def _any_of(self, tags: Sequence[str]) -> tantivy.Query:
        terms = [
            tantivy.Query.term_query(self._schema, "tags", mark, index_option="basic")
            for mark in tags
        ]
        union = (
            terms[0]
            if len(terms) == 1
            else tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])
        )
        return tantivy.Query.const_score_query(union, 0.0)


def slots_of(documents: Documents) -> NDArray[np.int64]:
    """Return the slots that documents were written for."""
    return documents & _SLOT_MASK


_NO_DOCUMENTS: Final[Documents] = np.empty(0, np.int64)
_NO_SCORES: Final = np.empty(0, np.float32)
