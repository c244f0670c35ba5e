"""Give memory that is free back to the machine, now and then.

The C library keeps what was freed for later. Loading a city's events and their words frees some
fifty megabytes that are hardly needed again.
"""

import asyncio
import ctypes
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Final

EVERY: Final = timedelta(seconds=10)


async def give_back_memory(every: timedelta = EVERY) -> None:
    """Give it back until cancelled, in a thread: a millisecond, seldom ten; only glibc can."""
    trim = _trim()
    while trim is not None:
        await asyncio.sleep(every.total_seconds())
        await asyncio.to_thread(trim, 0)


def _trim() -> Callable[[int], int] | None:
    """Return glibc's `malloc_trim`; None where the C library is another."""
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
