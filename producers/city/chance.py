"""Give each thing in the simulated city its own chance, the same in every process."""

import hashlib
import random
from typing import Final

_BYTES: Final = 16
_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that people take for one another."""


def chance(seed: int, *names: object) -> random.Random:
    """Return the random numbers of one named thing.

    Two things never share a sequence, so that adding one thing changes no other. The sequence
    depends on the seed and the names' texts alone (BLAKE2b), never on the process.
    """
    return random.Random(_number(seed, names))


def share(seed: int, *names: object) -> float:
    """Return one number in [0, 1) of one named thing, far cheaper than a sequence."""
    return (_number(seed, names) >> 75) / (1 << 53)


def tag(length: int, seed: int, *names: object) -> str:
    """Return a short word of letters and digits for one named thing."""
    number = _number(seed, names)
    word = ""
    for _ in range(length):
        number, place = divmod(number, len(_LETTERS))
        word += _LETTERS[place]
    return word


def _number(seed: int, names: tuple[object, ...]) -> int:
    words = "\x1f".join((str(seed), *map(str, names)))
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=_BYTES).digest(), "big")
