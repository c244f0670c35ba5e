"""Write and read what lies in Redis as JSON, events and observations with `<rev> ` before it."""

from datetime import timedelta
from typing import Any, Final, Generic, TypeVar

import msgspec

from core import topics
from core.coverage import Heartbeat
from core.incident import Membership
from core.observation import Observation
from core.store import Forgotten, IndexedEvent, Reference
from core.telemetry import (
    EnvironmentReading,
    Reading,
    RiderTaps,
    TrafficCondition,
    Trip,
    VehiclePosition,
)

_R = TypeVar("_R", bound=Reading)


class _Observed(msgspec.Struct, Generic[_R], frozen=True, kw_only=True, omit_defaults=True):
    reading: _R
    usual_interval_s: float | None = None
    derived: dict[str, float | str] = {}


def _observed(kind: type[_R]) -> "msgspec.json.Decoder[_Observed[_R]]":
    return msgspec.json.Decoder(_Observed[kind])


_observed_decoders: Final[dict[str, Any]] = {
    topics.VEHICLE_POSITIONS: _observed(VehiclePosition),
    topics.RIDER_TAPS: _observed(RiderTaps),
    topics.TRAFFIC_CONDITIONS: _observed(TrafficCondition),
    topics.ENVIRONMENT_READINGS: _observed(EnvironmentReading),
    topics.TRIPS: _observed(Trip),
}
_encoder: Final = msgspec.json.Encoder()
_event_decoder: Final = msgspec.json.Decoder(IndexedEvent)
_forgotten_decoder: Final = msgspec.json.Decoder(Forgotten)
_beat_decoder: Final = msgspec.json.Decoder(Heartbeat)
_reference_decoder: Final = msgspec.json.Decoder(Reference)
_membership_decoder: Final = msgspec.json.Decoder(Membership)
FORGOTTEN_BEGINS: Final = b'{"last_issued_at"'


def encode(state: IndexedEvent | Forgotten | Heartbeat | Reference | Membership) -> bytes:
    """Return the JSON of a state; Redis' script puts the revision before it."""
    return _encoder.encode(state)


def decode_state(stored: bytes) -> tuple[int, IndexedEvent | Forgotten]:
    """Read a value of `events:<topic>` into its revision and the state."""
    rev, _, body = stored.partition(b" ")
    if body.startswith(FORGOTTEN_BEGINS):
        return int(rev), _forgotten_decoder.decode(body)
    return int(rev), _event_decoder.decode(body)


def event_body(stored: bytes) -> bytes:
    """Return the JSON of an event out of a value of `events:<topic>`; empty for a forgotten one."""
    body = stored.partition(b" ")[2]
    return b"" if body.startswith(FORGOTTEN_BEGINS) else body


def decode_reference(stored: bytes) -> tuple[int, Reference]:
    """Read a value of `references:<topic>` into its revision and the reference."""
    rev, _order, body = stored.split(b" ", 2)
    return int(rev), _reference_decoder.decode(body)


def decode_beat(stored: bytes) -> Heartbeat:
    """Read a value of `beats`."""
    return _beat_decoder.decode(stored)


def encode_observation(observation: Observation) -> bytes:
    """Return the JSON of an observation; Redis' script puts the revision before it."""
    usual = observation.usual_interval
    return _encoder.encode(
        _Observed(
            reading=observation.reading,
            usual_interval_s=None if usual is None else usual.total_seconds(),
            derived=dict(observation.derived),
        )
    )


def decode_observation(topic: str, stored: bytes) -> Observation:
    """Read a value of `observations:<topic>`.

    Raises:
        msgspec.MsgspecError: it is none of ours.
    """
    kept: _Observed[Reading] = _observed_decoders[topic].decode(stored.partition(b" ")[2])
    usual_s = kept.usual_interval_s
    return Observation(
        reading=kept.reading,
        usual_interval=None if usual_s is None else timedelta(seconds=usual_s),
        derived=kept.derived,
    )


def decode_membership(stored: bytes) -> Membership:
    """Read a value of `incidents`."""
    return _membership_decoder.decode(stored)
