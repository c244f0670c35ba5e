"""Keep one state for each subject of a detector, made when first asked for."""

from collections.abc import Mapping
from typing import Generic, TypeVar

import msgspec

S = TypeVar("S", bound=msgspec.Struct)


class SubjectStates(Generic[S]):
    """Hold the states of one detector; it is the `States` that detectors are given."""

    def __init__(self, kind: type[S], held: Mapping[str, S] | None = None) -> None:
        """Go on from `held`: by subject, as a snapshot had them."""
        self._kind = kind
        self.held: dict[str, S] = dict(held or {})

    def of(self, subject: str) -> S:
        """Return the subject's state."""
        state = self.held.get(subject)
        if state is None:
            state = self.held[subject] = self._kind()
        return state

    def subjects(self) -> list[str]:
        """Return every subject that has one, in order."""
        return sorted(self.held)

    def drop(self, subject: str) -> None:
        """Forget a subject."""
        self.held.pop(subject, None)
