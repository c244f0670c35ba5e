"""Turn arrays of figures into what records hold: rounded numbers, and milliseconds since 1970."""

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from producers.city.chance import share
from producers.city.course import Floats


def rounded(values: Floats, digits: int) -> list[float]:
    """Return numbers rounded to so many digits."""
    told: Any = np.round(values, digits)
    return cast("list[float]", told.tolist())


def millis(seconds: Floats) -> list[int]:
    """Return instants in whole milliseconds since 1970."""
    return cast("list[int]", np.floor(seconds * 1000).astype(np.int64).tolist())


def numbers(values: NDArray[np.int64]) -> list[int]:
    """Return whole numbers."""
    return cast("list[int]", values.tolist())


def luck_of(seed: int, *names: object) -> np.random.Generator:
    """Return the random numbers of one named thing, for whole arrays of them."""
    return np.random.Generator(np.random.PCG64(int(share(seed, *names) * 2**53)))
