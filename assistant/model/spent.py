"""Count what asking a model costs, and tell whoever keeps the counters."""

from dataclasses import dataclass
from typing import Final, Protocol

from assistant.model.port import Fault

_LETTERS_A_TOKEN: Final = 4
_MILLION: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Usage:
    """Hold how many tokens went in and came back.

    Attributes:
        tokens_in: of the prompt.
        tokens_out: of what was written.
    """

    tokens_in: int = 0
    tokens_out: int = 0

    @property
    def tokens(self) -> int:
        """Return all of them."""
        return self.tokens_in + self.tokens_out


@dataclass(frozen=True, slots=True)
class Prices:
    """Hold what a million tokens costs, in whatever currency the operator counts."""

    a_million_in: float = 0.0
    a_million_out: float = 0.0

    def cost(self, usage: Usage) -> float:
        """Return what a usage costs."""
        return (
            usage.tokens_in * self.a_million_in + usage.tokens_out * self.a_million_out
        ) / _MILLION


class Meter(Protocol):
    """Keep the counters of what models were asked; no method may raise."""

    def asked(self, model: str) -> None:
        """Count one request that went to the model's server."""
        ...

    def spent(self, model: str, usage: Usage, cost: float) -> None:
        """Count tokens, and what they cost."""
        ...

    def failed(self, model: str, fault: Fault) -> None:
        """Count one answer that the model was asked for, or spared, in vain."""
        ...


class NoMeter:
    """Keep no counters."""

    def asked(self, model: str) -> None:
        """Count nothing."""

    def spent(self, model: str, usage: Usage, cost: float) -> None:
        """Count nothing."""

    def failed(self, model: str, fault: Fault) -> None:
        """Count nothing."""


def tokens_of(text: str) -> int:
    """Estimate a text's tokens: four letters of ASCII make one, any other sign is one."""
    plain = sum(map(str.isascii, text))
    return -(-plain // _LETTERS_A_TOKEN) + len(text) - plain
