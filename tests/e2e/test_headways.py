"""What is usual for a line is its timetable: few vehicles do not make it (issue)."""

from collections.abc import Iterator

import pytest

from tests.e2e.feeding import Feed, now
from tests.e2e.measured import anomalies, beat
from tests.e2e.running import Json, System, expect
from tests.e2e.sensed_pack import write_sensed_pack
from tests.e2e.story import publish, readings, run


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feed]:
    """Three trams of a line that runs each ten minutes: two close together, one far behind."""
    folder = tmp_path_factory.mktemp("headways")
    with System(folder, city=write_sensed_pack(folder / "pack")) as system:
        feed = Feed(system)
        beat(feed)
        end = now()
        story = [
            sensed
            for key, start in (("t-1", 0), ("t-2", -35), ("t-3", 1260))
            for sensed in readings(end, "vehicle_positions", key, run("indigo", start, kind="tram"),
                                   minutes=28, every_s=15)
        ]  # fmt: skip
        publish(feed, sorted(story, key=lambda sensed: sensed.at))
        expect(lambda: _of(feed, "bunching") or _of(feed, "gap") or None, "something")
        yield feed


def _of(feed: Feed, kind: str) -> list[Json]:
    return [e for e in anomalies(feed.system) if e["type"] == kind]


def test_two_that_run_close_are_bunched_by_the_timetable(town: Feed):
    [event] = expect(lambda: _of(town, "bunching") or None, "bunching")
    assert "10 minutes" in event["message"]


def test_a_gap_is_told_by_the_timetable(town: Feed):
    for event in _of(town, "gap"):
        assert "10 minutes" in event["message"], event["message"]
    answer = town.system.ask("is the Indigo Line running?")
    assert " 0 minutes is usual" not in answer["answer"]
