"""Tell operators by their keys; whoever brings none, or another's, is a citizen."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self

_BEARER: Final = "bearer"


@dataclass(frozen=True, slots=True)
class Operators:
    """Hold the keys of `CIVIC_API_KEYS`, by their holders' names."""

    keys: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read `name:key` with commas between.

        Raises:
            ValueError: a name or a key is missing, or stands twice.
        """
        found: dict[str, str] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            name, _, key = part.partition(":")
            if not name or not key or name in found or key in found.values():
                raise ValueError("write name:key with commas between, each once")
            found[name] = key
        return cls(found)

    def asks(self, headers: Mapping[str, str]) -> bool:
        """Say whether a request brings an operator's key (`Authorization: Bearer`)."""
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() != _BEARER or not self.keys:
            return False
        offered = given.strip().encode()
        # Every key is compared, so that the time tells nothing of any.
        return sum(hmac.compare_digest(offered, key.encode()) for key in self.keys.values()) > 0
