"""A city whose sensors told one story, and what the system makes of it."""

import json
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from tests.e2e.feeding import Feed, ago, now
from tests.e2e.running import Json, System, expect
from tests.e2e.sensed_pack import SOURCES, write_sensed_pack
from tests.e2e.story import Sensed, publish, told

PARTITIONS: Final = 4
"""Of each topic of the embedded broker."""
EVERY_PHASE: Final = "upcoming,active,overdue,ended,cancelled,superseded"


@dataclass(frozen=True)
class Measured:
    """One running city, the story that its sensors told, and when that ended."""

    feed: Feed
    story: list[Sensed]
    end: datetime

    @property
    def system(self) -> System:
        """The system that was told."""
        return self.feed.system

    def anomalies(self) -> list[Json]:
        """Return every anomaly, in force or over."""
        return anomalies(self.system)

    def of(self, kind: str, subject: str) -> Json:
        """Return the only anomaly of this kind and subject."""
        start = f"anomaly:{kind}:{subject}:"
        found = [e for e in self.anomalies() if e["event_id"].startswith(start)]
        assert len(found) == 1, found
        return found[0]


def anomalies(system: System) -> list[Json]:
    """Return every anomaly that a system knows, in force or over."""
    return system.get("/api/events", family="anomaly", phase=EVERY_PHASE, limit=1000)["events"]


def last_states(feed: Feed) -> dict[str, Json]:
    """Return the last message about each anomaly on the topic."""
    return {
        body["event_id"]: body
        for message in feed.read("anomalies")
        if (body := json.loads(message.value() or b"{}"))
    }


@contextmanager
def measured_city(folder: Path) -> Generator[Measured]:
    """Start a city, let every source be live, and let its sensors tell the story."""
    with System(folder, city=write_sensed_pack(folder / "pack")) as system:
        feed = Feed(system)
        beat(feed)
        warm_up(feed)
        end = now()
        story = told(end)
        publish(feed, story)
        expect(lambda: all_read(system, story), "the newest reading of each subject")
        with suppress(AssertionError):  # each test then says what is missing
            expect(lambda: _has_joined(system), "what several partitions show")
        yield Measured(feed, story, end)


def warm_up(feed: Feed) -> None:
    """Let each partition of the vehicles be heard before the story, of long before it."""
    places: set[int] = set()
    keys: list[str] = []
    while len(places) < PARTITIONS:
        keys.append(f"parked-{len(keys)}")
        body = {"vehicle_id": keys[-1], "lat": 50.0, "lon": 10.0, "timestamp": ago(minutes=45)}
        places.add(feed.send("vehicle_positions", keys[-1], json.dumps(body).encode())[0])
    for key in keys:
        expect(lambda k=key: feed.system.event(f"obs:vehicle_positions:{k}"), key)


def beat(feed: Feed) -> None:
    """Let every source say that all is well."""
    for source in SOURCES:
        feed.beat(source.id, source.family)


def _has_joined(system: System) -> bool:
    """Say whether the newest look over all partitions is told; it comes last."""
    return any(e["event_id"].startswith("anomaly:line_delay:") for e in anomalies(system))


def all_read(system: System, story: list[Sensed]) -> bool:
    """Say whether the newest reading of each subject has come through."""
    newest = {(s.topic, s.key): s.at for s in story}
    for (topic, key), instant in newest.items():
        event = system.event(f"obs:{topic}:{key}")
        if event is None or datetime.fromisoformat(event["issued_at"]) != instant:
            return False
    return True
