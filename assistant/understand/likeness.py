"""Read what a question means by the exemplars that it is nearest to, where its words are not known.

Exemplars are short questions with a label: what they are about, or why they are out of scope.
The confidence is a probability, fitted on the exemplars themselves (`python -m evals calibrate`).
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import Final, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from assistant.understand.aspects import Aspect
from assistant.understand.lexicon import lexicon
from assistant.understand.scope import Scope
from core.store import TextVector

PATIENCE_S: Final = 0.15
"""How long an answer waits for a vector; after it the word lists decide alone."""
_LOOK_AGAIN_S: Final = 5.0


@dataclass(frozen=True, slots=True)
class Exemplar:
    """Hold a question whose meaning is known.

    Attributes:
        text: the question, without places and numbers.
        label: the name of a topic, or a kind out of scope.
        aspect: what about the topic.
    """

    text: str
    label: str
    aspect: Aspect = Aspect.STATUS

    @property
    def scope(self) -> Scope | None:
        """Return why it is out of scope; None where it is about the city."""
        return Scope(self.label) if self.label in tuple(Scope) else None


@dataclass(frozen=True, slots=True)
class Likely:
    """Hold what a question probably means.

    Attributes:
        nearest: the exemplar that it is nearest to.
        second: the nearest one of another label.
        confidence: how probably the first one's label is right, 0 to 1.
    """

    nearest: Exemplar
    second: Exemplar
    confidence: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Hold how likeness becomes confidence, and what confidence is enough.

    Attributes:
        bias: of the logistic curve.
        nearness: weight of the cosine to the nearest exemplar.
        margin: weight of its lead over the nearest one of another label.
        take: from which confidence a reading is taken.
        ask: from which it is asked back.
    """

    bias: float
    nearness: float
    margin: float
    take: float
    ask: float

    def confidence(self, nearness: float, margin: float) -> float:
        """Return the probability that the nearest label is right."""
        return 1 / (1 + exp(-(self.bias + self.nearness * nearness + self.margin * margin)))


@lru_cache
def calibration() -> Calibration:
    """Return the fitted constants."""
    return Calibration(**lexicon("calibration")["fitted"])


@lru_cache
def exemplars() -> tuple[Exemplar, ...]:
    """Return all exemplars, in the order of their file."""
    listed = cast(dict[str, dict[str, list[str]]], lexicon("exemplars"))
    return tuple(
        Exemplar(text, name) if section == "scope" else Exemplar(text, section, Aspect(name))
        for section, kinds in listed.items() for name, texts in kinds.items() for text in texts
    )  # fmt: skip


def nearest(similar: NDArray[np.float32], known: Sequence[Exemplar]) -> tuple[int, int]:
    """Return the places of the nearest exemplar, and of the nearest one of another label."""
    order = [int(place) for place in np.argsort(-similar)]
    first = order[0]
    return first, next(p for p in order if known[p].label != known[first].label)


class Meanings(Protocol):
    """Turn a text into a vector, where a model is at hand."""

    async def vector(self, text: str) -> TextVector | None:
        """Return what the text means; None while there is no model. Never holds up the loop."""
        ...


class Likeness:
    """Compare questions with the exemplars, once there is a model and their vectors are made."""

    def __init__(self, meanings: Meanings) -> None:
        self._meanings = meanings
        self._model = ""
        self._vectors: NDArray[np.float32] | None = None

    async def prepare(self) -> None:
        """Make the exemplars' vectors, as soon as there is a model; nobody waits for it."""
        while self._vectors is None:
            rows: list[NDArray[np.float32]] = []
            for exemplar in exemplars():
                made = await self._meanings.vector(exemplar.text)
                if made is None:
                    await asyncio.sleep(_LOOK_AGAIN_S)
                    break
                self._model = made.model
                rows.append(made.values)
            if len(rows) == len(exemplars()):
                self._vectors = np.stack(rows)

    async def vector(self, text: str) -> TextVector | None:
        """Return what a text means; None where no model tells in time."""
        try:
            return await asyncio.wait_for(self._meanings.vector(text), PATIENCE_S)
        except TimeoutError:
            return None

    async def meant(self, text: str) -> Likely | None:
        """Return what a question probably means; None where nothing can tell in time.

        Args:
            text: the question in English, in lower case, without places and numbers.
        """
        if self._vectors is None:
            return None
        asked = await self.vector(text)
        if asked is None or asked.model != self._model:
            return None
        similar = self._vectors @ asked.values
        first, other = nearest(similar, exemplars())
        near, margin = float(similar[first]), float(similar[first] - similar[other])
        return Likely(
            exemplars()[first], exemplars()[other], calibration().confidence(near, margin)
        )
