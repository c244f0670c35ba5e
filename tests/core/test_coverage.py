"""Which sources are live, and whose delay it is when they are not."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.coverage import CaughtUp, Heartbeat, SourceState, judge, would_know
from core.topics import Family
from tests.core.events import T0, at


@dataclass(frozen=True)
class Listed:
    id: str = "city-power"
    family: Family = Family.INFRASTRUCTURE
    types: tuple[str, ...] = ("power_outage",)
    max_silence: timedelta = field(default=timedelta(seconds=120))


def beat(ok_at: datetime | None = T0, **fields: Any) -> Heartbeat:
    told: dict[str, Any] = {"source": "city-power", "observed_at": ok_at or T0, "last_ok_at": ok_at}
    return Heartbeat(**(told | fields))


def seconds(count: float) -> datetime:
    return at(count / 60)


@pytest.mark.parametrize(
    ("heard", "caught", "now", "state", "reason"),
    [
        (beat(), CaughtUp(seconds(10)), seconds(10), SourceState.LIVE, None),
        (beat(), CaughtUp(seconds(119)), seconds(119), SourceState.LIVE, None),
        (beat(), CaughtUp(seconds(120)), seconds(120), SourceState.STALE, None),
        (None, CaughtUp(seconds(1)), seconds(1), SourceState.SILENT, None),
        (None, CaughtUp(None), seconds(1), SourceState.SILENT, "our_side"),
        (beat(), CaughtUp(None), seconds(1), SourceState.STALE, "our_side"),
        (beat(), CaughtUp(T0, rebuilding=True), seconds(1), SourceState.STALE, "our_side"),
        (beat(seconds(60)), CaughtUp(T0), seconds(60), SourceState.STALE, "our_side"),
        (
            beat(None, state="error", error="unreachable"),
            CaughtUp(seconds(1)),
            seconds(1),
            SourceState.SILENT,
            "unreachable",
        ),
        (
            beat(state="error", error="unreachable", observed_at=seconds(130)),
            CaughtUp(seconds(130)),
            seconds(130),
            SourceState.STALE,
            "unreachable",
        ),
        (beat(max_silence_s=30), CaughtUp(seconds(29)), seconds(31), SourceState.STALE, None),
        (beat(max_silence_s=900), CaughtUp(seconds(125)), seconds(125), SourceState.STALE, None),
        (
            beat(seconds(5)),
            CaughtUp(seconds(10), lost={Family.INFRASTRUCTURE: seconds(6)}),
            seconds(10),
            SourceState.STALE,
            "our_side",
        ),
        (
            beat(seconds(7)),
            CaughtUp(seconds(10), lost={Family.INFRASTRUCTURE: seconds(6)}),
            seconds(10),
            SourceState.LIVE,
            None,
        ),
    ],
)
def test_a_source_is_live_only_as_far_as_it_and_we_have_got(
    heard: Heartbeat | None,
    caught: CaughtUp,
    now: datetime,
    state: SourceState,
    reason: str | None,
):
    found = judge(Listed(), heard, caught, now)
    assert (found.state, found.reason) == (state, reason)


def test_a_source_would_know_of_its_own_types_only():
    assert would_know(Listed(), ["power_outage", "fire"])
    assert not would_know(Listed(), ["fire"])
