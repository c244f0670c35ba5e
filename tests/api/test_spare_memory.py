"""What is freed goes back to the machine."""

import asyncio
import ctypes
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from api.spare_memory import give_back_memory

_PIECES = 400_000
_PIECE_BYTES = 200


def _resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc gives memory back when told to")
def test_memory_that_was_freed_below_what_is_in_use_goes_back_to_the_machine():
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "malloc_trim"):
        pytest.skip("the C library is no glibc")
    libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, (ctypes.c_void_p,)
    pieces = [libc.malloc(_PIECE_BYTES) for _ in range(_PIECES)]
    for piece in pieces:
        ctypes.memset(piece, 1, _PIECE_BYTES)
    for piece in pieces[:-1]:
        libc.free(piece)
    before = _resident_bytes()

    async def for_a_moment() -> None:
        giving = asyncio.create_task(give_back_memory(timedelta(milliseconds=10)))
        await asyncio.sleep(0.5)
        assert not giving.done()
        giving.cancel()

    asyncio.run(for_a_moment())
    libc.free(pieces[-1])
    assert before - _resident_bytes() > _PIECES * _PIECE_BYTES // 2
