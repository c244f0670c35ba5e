"""An indexer killed amid readings ends with the same anomalies as an undisturbed one (issue)."""

import json
import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from typing import Any

import pytest
import redis as redis_client

from tests.e2e.feeding import Feed, headers_of, now
from tests.e2e.measured import all_read, beat, last_states, warm_up
from tests.e2e.running import Json, System, expect
from tests.e2e.sensed_pack import write_sensed_pack
from tests.e2e.story import publish, told

PIECES = 3
"""The indexer dies before the last reading of each but the last."""


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Feed, Feed]]:
    """Two cities that were told the same: one whose indexer was killed, and one in peace."""
    with ExitStack() as stack:
        feeds: list[Feed] = []
        for name in ("killed", "peaceful"):
            folder = tmp_path_factory.mktemp(name)
            system = System(folder, city=write_sensed_pack(folder / "pack"))
            feeds.append(Feed(stack.enter_context(system)))
            beat(feeds[-1])
            warm_up(feeds[-1])
        killed, peaceful = feeds
        story = told(now())
        publish(peaceful, story)
        size = -(-len(story) // PIECES)
        for start in range(0, len(story), size):
            publish(killed, story[start : start + size])
            if start + size < len(story):
                _kill(killed.system)
        for feed in feeds:
            expect(lambda f=feed: all_read(f.system, story), "every reading")
        expect(lambda: _settled(killed, peaceful), "what both found")
        yield killed, peaceful


def _kill(system: System) -> None:
    old = system.child("-m indexer")
    os.kill(old, signal.SIGKILL)
    expect(lambda: [p for p in system.children("-m indexer") if p != old] or None, "another")


def _settled(*feeds: Feed) -> bool:
    """Say whether the joiner of each city has told of the late line."""
    return all("line_delay" in {b["type"] for b in last_states(f).values()} for f in feeds)


def _found(feed: Feed) -> dict[str, Json]:
    """Return the last state of each anomaly; silence goes by the wall clock."""
    names = ("type", "status", "severity", "timestamp", "starts_at", "ends_at", "message")
    return {
        id_: {name: body.get(name) for name in names}
        for id_, body in last_states(feed).items()
        if body["type"] != "sensor_silent"
    }


@pytest.fixture(scope="module")
def found(pair: tuple[Feed, Feed]) -> tuple[dict[str, Json], dict[str, Json]]:
    return _found(pair[0]), _found(pair[1])


def test_the_same_anomalies_are_found(found: tuple[dict[str, Json], dict[str, Json]]):
    killed, peaceful = found
    assert len(peaceful) > 12
    assert set(killed) == set(peaceful)


def test_they_end_in_the_same_state(found: tuple[dict[str, Json], dict[str, Json]]):
    killed, peaceful = found
    for id_ in set(killed) & set(peaceful):
        assert killed[id_] == peaceful[id_], id_


def test_no_message_of_an_anomaly_is_told_in_two_ways(pair: tuple[Feed, Feed]):
    """A repeated message is the same byte for byte: id and timestamp name it."""
    seen: dict[tuple[str, str], bytes] = {}
    for record in pair[0].read("anomalies"):
        if "civic.repair" in headers_of(record):
            continue
        value = record.value() or b""
        body = json.loads(value)
        name = (body["event_id"], body["timestamp"])
        assert seen.setdefault(name, value) == value


def test_all_readings_are_there(pair: tuple[Feed, Feed]):
    killed, peaceful = pair
    for key in ("bus-calm", "crimson-3"):
        both = [f.system.event(f"obs:vehicle_positions:{key}") for f in (killed, peaceful)]
        assert both[0] is not None
        assert both[1] is not None
        assert both[0]["reading"] == both[1]["reading"]
        assert datetime.fromisoformat(both[0]["issued_at"]) <= now()


def test_a_store_that_is_lost_brings_no_anomaly_twice(
    pair: tuple[Feed, Feed], found: tuple[dict[str, Json], dict[str, Json]]
):
    """The last test here: Redis forgets all, and the log is read again."""
    peaceful = pair[1]
    before = len(peaceful.read("anomalies"))
    store: Any = redis_client.Redis.from_url(peaceful.system.endpoints["redis"])  # pyright: ignore[reportUnknownMemberType]
    store.flushall()
    enough = before * 2 - 2 * len(found[1])
    expect(lambda: len(peaceful.read("anomalies")) >= enough, "what is told again")
    expect(lambda: _settled(peaceful) and _found(peaceful) == found[1], "the same as before")
