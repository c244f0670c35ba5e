"""Every sample feed becomes events and readings, or rejections that say why; none crashes."""

import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from google.protobuf import json_format, text_format
from google.transit import gtfs_realtime_pb2 as pb

from core.lifecycle import Phase, standing
from core.static_gtfs import read_static_gtfs
from core.wire import encode_event
from producers.naming import same_content
from producers.records import event_record, reading_record
from producers.sources.gtfs_rt import GtfsRtSource
from producers.sources.gtfs_schedule import Schedule, read_schedule
from tests.producers.stage import ZONE, Stage
from tests.producers.transit_feed import over_the_wire

SAMPLES = os.environ.get("CIVIC_SAMPLES", "")
FEEDS = Path(SAMPLES) / "feeds" / "gtfs-rt"
needs_samples = pytest.mark.skipif(not SAMPLES, reason="CIVIC_SAMPLES is unset: no sample feeds")
STATIC = {
    "google-transit": "google-transit/sample-feed-1.zip",
    "onebusaway/nyct": "onebusaway/nyct/MTASBWY_cut.zip",
    "onebusaway/sound-transit": "onebusaway/sound-transit/st.zip",
    "onebusaway/wmata": "onebusaway/wmata/wmata_service_day_cut.zip",
    "opentripplanner": "opentripplanner/kcm_gtfs.zip",
}


def sample_names() -> list[str]:
    if not SAMPLES:
        return []
    files = (p for p in FEEDS.rglob("*") if p.is_file() and p.suffix != ".zip")
    return sorted(str(path.relative_to(FEEDS)) for path in files)


def binary(name: str) -> bytes:
    """Return a sample in the binary format, whatever it is written in."""
    body = (FEEDS / name).read_bytes()
    if name.endswith(".json"):
        return json_format.Parse(
            body, pb.FeedMessage(), ignore_unknown_fields=True
        ).SerializeToString()
    if name.endswith(".asciipb"):
        return text_format.Parse(body.decode(), pb.FeedMessage()).SerializeToString()
    return body


def made_at(body: bytes) -> datetime:
    message = pb.FeedMessage()
    message.ParseFromString(body)
    return datetime.fromtimestamp(message.header.timestamp, UTC)


@pytest.fixture(scope="module")
def timetables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Schedule]:
    """Return the static feed that belongs to each folder of samples."""
    read: dict[str, Schedule] = {}
    for folder, name in STATIC.items():
        pack = tmp_path_factory.mktemp("pack")
        (pack / "gtfs.zip").symlink_to(FEEDS / name)
        read[folder] = read_schedule(pack, read_static_gtfs(pack))
    return read


def source_for(name: str, timetables: dict[str, Schedule]) -> GtfsRtSource:
    schedule = next((s for folder, s in timetables.items() if name.startswith(folder)), None)
    return GtfsRtSource("sample", publisher="Sample", schedule=schedule)


@needs_samples
@pytest.mark.parametrize("name", sample_names())
async def test_every_sample_is_told_or_counted(name: str, timetables: dict[str, Schedule]):
    body = binary(name)
    now = made_at(body) + timedelta(seconds=5)
    source = source_for(name, timetables)
    parsed = source.parse(body, now)
    poll = source.settle(parsed, {})
    for event in poll.events:
        event_record(event, ZONE, now)
        again = over_the_wire(event, now)
        assert same_content(again, event)
        assert again.begins_at == event.begins_at
    for reading in poll.readings:
        reading_record(reading, ZONE, now)
    assert all(r.reason and r.detail for r in poll.rejections)
    vehicles = len(poll.readings) + sum(
        r.reason in ("no_position", "bad_geo") for r in poll.rejections
    )
    unknown = {"no_route", "delay_unknown", "absurd_delay", "not_yet"}
    trips = sum(line.trips + line.cancelled for line in parsed.lines) + sum(
        r.reason in unknown for r in poll.rejections
    )
    alerts = len(parsed.events) + sum(r.reason in ("duplicate", "no_text") for r in poll.rejections)
    assert vehicles + trips + alerts == poll.size


@needs_samples
@pytest.mark.parametrize("name", sample_names())
async def test_every_sample_looked_at_twice_is_told_once(
    name: str, timetables: dict[str, Schedule]
):
    body = binary(name)
    stage = Stage(source_for(name, timetables))
    started = (made_at(body) - datetime(2025, 12, 25, 15, tzinfo=UTC)).total_seconds() + 5
    first = await stage.poll(started, body)
    told = len(stage.events())
    assert first.error is None
    second = await stage.poll(started + 20, body)
    assert second.error is None
    assert len(stage.events()) == told
    assert not any(r.reason in ("schema", "too_large", "bad_time") for r in first.rejections)
    after = Stage(source_for(name, timetables), streams=stage.streams)
    after.clock.set(made_at(body) + timedelta(seconds=40))
    await after.runner.recall()
    await after.poll(started + 40, body)
    assert len(after.events()) == told, "a restart tells nothing anew"


@needs_samples
def test_of_the_subways_302_alerts_68_are_in_force_as_the_feed_is_made():
    body = binary("gtfs-station-stop/alerts.dat")
    now = made_at(body)
    poll = GtfsRtSource("mta").parse(body, now)
    phases = Counter(standing(event, now).phase for event in poll.events)
    assert len(poll.events) == 302
    assert phases[Phase.ACTIVE] == 68
    many = next(e for e in poll.events if e.event_id.endswith("planned_work:12701"))
    assert len(encode_event(many)) < 64 * 1024
    assert poll.notes == ("lmm:planned_work:12701: 264 of 964 active periods are told",)
    assert not any("<p>" in e.headline + e.message for e in poll.events)
    assert all(e.language == "en" and not e.translations for e in poll.events)


@needs_samples
def test_delays_and_positions_of_a_real_feed_carry_names(timetables: dict[str, Schedule]):
    name = "onebusaway/sound-transit/trip_update_1683746223_bad.json"
    body = binary(name)
    source = source_for(name, timetables)
    (event,) = source.settle(source.parse(body, made_at(body)), {}).events
    assert (event.delay_minutes, event.direction) == (8, "toward Angle Lake")
    name = "opentripplanner/king-county-metro-1.pbf"
    body = binary(name)
    poll = source_for(name, timetables).parse(body, made_at(body))
    assert len(poll.readings) == 627
