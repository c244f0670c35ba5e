"""Write and read what lies in Redis as `<rev> <json>`: events, and the memory of forgotten ones."""

from typing import Final

import msgspec

from core.coverage import Heartbeat
from core.store import Forgotten, IndexedEvent, Reference

_encoder: Final = msgspec.json.Encoder()
_event_decoder: Final = msgspec.json.Decoder(IndexedEvent)
_forgotten_decoder: Final = msgspec.json.Decoder(Forgotten)
_beat_decoder: Final = msgspec.json.Decoder(Heartbeat)
_reference_decoder: Final = msgspec.json.Decoder(Reference)
_FORGOTTEN_BEGINS: Final = b'{"last_issued_at"'


def encode(state: IndexedEvent | Forgotten | Heartbeat | Reference) -> bytes:
    """Return the JSON of a state; Redis' script puts the revision before it."""
    return _encoder.encode(state)


def decode_state(stored: bytes) -> tuple[int, IndexedEvent | Forgotten]:
    """Read a value of `events:<topic>` into its revision and the state."""
    rev, _, body = stored.partition(b" ")
    if body.startswith(_FORGOTTEN_BEGINS):
        return int(rev), _forgotten_decoder.decode(body)
    return int(rev), _event_decoder.decode(body)


def event_body(stored: bytes) -> bytes:
    """Return the JSON of an event out of a value of `events:<topic>`; empty for a forgotten one."""
    body = stored.partition(b" ")[2]
    return b"" if body.startswith(_FORGOTTEN_BEGINS) else body


def decode_reference(stored: bytes) -> tuple[int, Reference]:
    """Read a value of `references:<topic>` into its revision and the reference."""
    rev, _order, body = stored.split(b" ", 2)
    return int(rev), _reference_decoder.decode(body)


def decode_beat(stored: bytes) -> Heartbeat:
    """Read a value of `beats`."""
    return _beat_decoder.decode(stored)
