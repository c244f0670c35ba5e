"""What several partitions show is found though one is read long after the others (issue)."""

import json
import os
import signal
from collections.abc import Iterator

import pytest

from tests.e2e.feeding import Feed, ago, now
from tests.e2e.measured import anomalies, beat
from tests.e2e.running import System, expect
from tests.e2e.sensed_pack import write_sensed_pack
from tests.e2e.story import publish, told

CARS = 6_000
"""Readings that lie before those of most trains, in each partition but one."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feed]:
    """An indexer that finds all in the log when it wakes, most of it in one partition."""
    folder = tmp_path_factory.mktemp("apart")
    with System(folder, city=write_sensed_pack(folder / "pack")) as system:
        feed = Feed(system)
        beat(feed)
        indexer = system.child("-m indexer")
        os.kill(indexer, signal.SIGSTOP)
        try:
            trains = [s for s in told(now()) if s.key.startswith("crimson-")]
            first = trains[0]
            place, _ = feed.send(first.topic, first.key, json.dumps(first.body).encode())
            for partition in {0, 1, 2, 3} - {place}:
                _drive_cars(feed, partition)
            publish(feed, trains[1:])
        finally:
            os.kill(indexer, signal.SIGCONT)
        yield feed


def _drive_cars(feed: Feed, partition: int) -> None:
    at = ago(minutes=50)
    for number in range(CARS):
        body = {"vehicle_id": f"c{number % 900}", "lat": 50, "lon": 10, "timestamp": at}
        feed.post_to("vehicle_positions", f"c{number % 900}", json.dumps(body).encode(),
                     partition=partition)  # fmt: skip
    feed.flush()


def test_a_late_line_is_found_though_its_trains_are_read_apart(town: Feed):
    expect(
        lambda: [e for e in anomalies(town.system) if e["type"] == "line_delay"] or None,
        "the late line",
    )  # fmt: skip
