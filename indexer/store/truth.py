"""Add to the store contract what only the indexer itself asks of its store.

Two fill it: `RedisEvents` for service, `MemoryEvents` for tests; one contract suite checks both.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from core.coverage import Heartbeat
from core.store import EventKey, EventWriter
from core.topics import Family


class Truth(EventWriter, Protocol):
    """Keep the truth of now, and let it be swept. Writes may raise `Fenced`."""

    @property
    def epoch(self) -> str:
        """Return the life of the store that this writer works in; empty before `begin`."""
        ...

    def lose(self, family: Family, at: datetime) -> None:
        """Note that a family's log began after our offset: its sources are blind until heard."""
        ...

    def beats(self) -> Mapping[str, Heartbeat]:
        """Return the newest heartbeat of each source."""
        ...

    def touch(self, key: EventKey, rev: int, due_at: datetime | None) -> bool:
        """Tell readers that the event stands otherwise now; False where it changed since."""
        ...

    def prune(self, key: EventKey, rev: int) -> bool:
        """Let go for good of a forgotten event; False where it changed since."""
        ...

    def lacking_vectors(self, model: str, keys: Collection[str]) -> frozenset[str]:
        """Return those of the meaning keys that have no vector of that model."""
        ...

    def put_vectors(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """Keep float16 vectors by meaning key; those of another model are dropped."""
        ...

    def drop_vectors(self, used: Collection[str]) -> int:
        """Drop the vectors of meanings that nothing has any more; return how many."""
        ...

    def meanings(self, topics: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield meaning key and meaning of every event kept, in no order."""
        ...
