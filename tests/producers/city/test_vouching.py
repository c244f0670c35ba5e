"""Who speaks of sources alone calls none well whose events nobody has told."""

from collections.abc import Iterable
from typing import Any, cast
from zoneinfo import ZoneInfo

import orjson

from core.timespan import ManualClock
from producers.city.happening import Spoken
from producers.city.playing.vouching import LogVoucher
from streams.memory import MemoryStreams
from tests.producers.city.scripted import ALL, Told, at, beat, outage

ZONE = ZoneInfo("America/New_York")
OUTAGES = ALL[0]
STORY = [outage(1), outage(5, "in_progress"), outage(20, "restored")]


def vouched(minute: float, told: Iterable[Spoken], *beats: Spoken) -> list[dict[str, Any]]:
    clock = ManualClock(at(minute))
    streams = MemoryStreams(clock=clock)
    for spoken in told:
        streams.sink().publish(OUTAGES, spoken.key, orjson.dumps(spoken.value))
    voucher = LogVoucher(Told(STORY), streams.log(), str, ZONE, clock)
    return [cast(dict[str, Any], b.value) for b in voucher.vouched(beats or [beat(minute)])]


def test_a_source_whose_events_are_in_the_log_is_well():
    (value,) = vouched(9, STORY[:2])
    assert (value["state"], value["last_ok_at"]) == ("ok", "2026-11-20T14:09:00Z")


def test_one_that_nobody_tells_of_cannot_be_reached():
    for told in ([], STORY[:1]):
        (value,) = vouched(9, told)
        assert (value["state"], value["error"]) == ("error", "unreachable")
        assert value["last_ok_at"] is None


def test_what_is_just_being_told_is_waited_for_and_what_is_over_is_not_missed():
    (fresh,) = vouched(5.05, STORY[:1])
    (over,) = vouched(25, [])
    assert (fresh["state"], over["state"]) == ("ok", "ok")


def test_an_error_stays_an_error_and_the_last_good_look_is_remembered():
    clock = ManualClock(at(2))
    streams = MemoryStreams(clock=clock)
    streams.sink().publish(OUTAGES, STORY[0].key, orjson.dumps(STORY[0].value))
    voucher = LogVoucher(Told(STORY), streams.log(), str, ZONE, clock)
    assert [b.value for b in voucher.vouched([beat(2, "error")])] == [beat(2, "error").value]
    list(voucher.vouched([beat(2)]))
    clock.set(at(9))
    (unheard,) = voucher.vouched([beat(9)])
    assert cast(dict[str, Any], unheard.value)["last_ok_at"] == "2026-11-20T14:02:00Z"
