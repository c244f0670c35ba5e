r"""Offer the city's events to LangChain programs, as documents.

Other people's programs use it; ours do not, and none of LangChain is imported unless this is:

    from langchain_core.output_parsers import StrOutputParser
    from langchain_core.prompts import ChatPromptTemplate
    from langchain_core.runnables import RunnablePassthrough
    from assistant.retriever import EventRetriever, written

    found = EventRetriever(reader=view, clock=clock, types=(EventType.POWER_OUTAGE,), k=4)
    prompt = ChatPromptTemplate.from_template("From these alone:\n{events}\nanswer: {question}")
    put = {"events": found | written, "question": RunnablePassthrough()}
    chain = put | prompt | model | StrOutputParser()
    chain.invoke("Is the power out in Eastside?")

`reader` is any `core.store.EventReader`, such as `indexer.store.view.View` kept fresh by
`indexer.store.follower.Follower`. A document that is found was reported by its source, in words
that nobody checked; none found is no all-clear: ask `reader.coverage(now)` who is heard from.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any, Final

from langchain_core.callbacks import (
    AsyncCallbackManagerForRetrieverRun,
    CallbackManagerForRetrieverRun,
)
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field, SkipValidation

from assistant.suspect import plain_words
from core.event import EventType
from core.geo import LonLat
from core.lifecycle import Phase
from core.store import EventReader, Hit, Query, TextVector
from core.text import clean
from core.timespan import Clock

_IN_FORCE_OR_TO_COME: Final = (Phase.ACTIVE, Phase.OVERDUE, Phase.UPCOMING)
Vector = Callable[[str], TextVector | None]


class EventRetriever(BaseRetriever):
    """Find events by words and meaning, within what the filters leave.

    Each document's `id` is the event's; its text is the headline, the message and the instructions
    without sentences that try to direct a model; `metadata` holds what is structured, instants in
    RFC 3339.
    """

    reader: Annotated[EventReader, SkipValidation]
    """The view of the city's events."""
    clock: Annotated[Clock, SkipValidation]
    """Tells at which instant events stand as they do."""
    types: tuple[EventType, ...] = ()
    """Only events of these types; all where empty."""
    phases: tuple[Phase, ...] = _IN_FORCE_OR_TO_COME
    """Only events that now are in one of these phases."""
    area_ids: tuple[str, ...] = ()
    """Only events that touch one of these areas of the pack, or concern the whole city."""
    line_ids: tuple[str, ...] = ()
    """Only events that concern one of these transit lines."""
    near: LonLat | None = None
    """Only events within `radius_m` of this point."""
    radius_m: float = Field(default=1000.0, gt=0)
    """Metres around `near`."""
    matching_only: bool = True
    """Leave out what neither its words nor its meaning bring near to the query."""
    vector: Vector | None = None
    """What a query means, where a model is at hand; words alone find events without."""
    k: int = Field(default=8, ge=1, le=100)
    """At most so many documents."""

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        return [_document(hit) for hit in self._found(query, k)]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun, k: int | None = None
    ) -> list[Document]:
        # The view lives on the event loop and answers in a millisecond: no thread is wanted.
        return [_document(hit) for hit in self._found(query, k)]

    def _found(self, query: str, k: int | None) -> Sequence[Hit]:
        text = clean(query)
        asked = Query(
            types=self.types,
            phases=self.phases,
            area_ids=self.area_ids,
            line_ids=self.line_ids,
            near=self.near,
            radius_m=self.radius_m,
            text=text,
            matching_only=self.matching_only and bool(text),
            in_city_only=True,
            limit=k or self.k,
        )
        vector = self.vector(text) if self.vector is not None and text else None
        return self.reader.search(asked, self.clock.now(), vector=vector)


def written(documents: Iterable[Document]) -> str:
    """Write documents for a prompt, each under its event's id."""
    return "\n\n".join(f"[{document.id}] {document.page_content}" for document in documents)


def _document(hit: Hit) -> Document:
    event, standing = hit.event.event, hit.standing
    texts = (event.headline, event.message or event.description, *event.instructions)
    metadata: dict[str, Any] = {
        "event_id": event.event_id,
        "family": event.family.value,
        "type": event.type.value,
        "severity": event.severity.value,
        "phase": standing.phase.value,
        "source": event.source,
        "publisher": event.publisher,
        "areas": list(event.areas),
        "lines": list(event.lines),
        "issued_at": _instant(event.issued_at),
        "starts_at": _instant(event.begins_at),
        "ends_at": _instant(event.ends_at),
        "end_certainty": event.end_certainty.value,
        "last_confirmed_at": _instant(hit.confirmed_at),
        "url": event.url,
        "score": hit.score,
    }
    return Document(
        id=event.event_id,
        page_content="\n".join(filter(None, map(plain_words, texts))),
        metadata={name: value for name, value in metadata.items() if value not in (None, "", [])},
    )


def _instant(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
