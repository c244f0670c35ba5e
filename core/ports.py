"""Name the seams, beside the store, at which the folders meet."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """Turn texts into unit vectors that are near where meanings are near."""

    @property
    def name(self) -> str:
        """Return the model's name and digest; vectors of different names never mix."""
        ...

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors of unit length, float32, shape (len(texts), dimension)."""
        ...


class SessionStore(Protocol):
    """Keep what a conversation needs to be understood, for a while and for its session alone."""

    async def load(self, session_id: str) -> bytes | None:
        """Return what was kept; None where nothing is, or no longer."""
        ...

    async def save(self, session_id: str, memory: bytes) -> None:
        """Keep `memory`, in place of what was kept, for the store's set time from now."""
        ...

    async def delete(self, session_id: str) -> None:
        """Forget the session."""
        ...
