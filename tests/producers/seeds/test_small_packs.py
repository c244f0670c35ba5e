"""What the seeds do in cities that have less than the demo city."""

from pathlib import Path

import orjson
import pytest

from core.city import City, load_city
from core.errors import Misconfigured
from core.event import Event
from core.timespan import ManualClock
from core.topics import Family
from producers.seeds.settings import SeedSettings
from producers.seeds.speaker import Speaker, Stage
from streams.memory import MemoryStreams
from tests.producers.seeds.scripts import T0, make_world, ticks

TOML = """
id = "tiny"
name = "Tiny"
timezone = "Europe/Paris"
languages = ["en"]
emergency_number = "112"
help_line = "3975"
center = [2.05, 48.05]

[[sources]]
id = "watts"
family = "infrastructure"
types = ["power_outage", "road_closure", "gas_leak"]
publisher = "Watts"
max_silence_s = 30
trust = "official"

[[sources]]
id = "storms"
family = "emergency"
types = ["weather_alert"]
publisher = "Storms"
max_silence_s = 600
trust = "official"
adapter = "cap"
url = "https://storms.example/feed"
"""
SQUARE = [[[2.0, 48.0], [2.1, 48.0], [2.1, 48.1], [2.0, 48.1], [2.0, 48.0]]]


@pytest.fixture
def tiny(tmp_path: Path) -> City:
    feature = {
        "type": "Feature",
        "properties": {"id": "all", "name": "Old Quarter", "kind": "zip"},
        "geometry": {"type": "Polygon", "coordinates": SQUARE},
    }
    (tmp_path / "city.toml").write_text(TOML)
    (tmp_path / "areas.geojson").write_bytes(
        orjson.dumps({"type": "FeatureCollection", "features": [feature]})
    )
    return load_city(tmp_path)


def _speaker(city: City, family: Family) -> Speaker:
    streams, clock = MemoryStreams(clock=ManualClock(T0)), ManualClock(T0)
    stage = Stage(city, streams.sink(), streams.log())
    return Speaker(family, stage, SeedSettings(seed=1), clock.now())


def test_without_streets_only_what_needs_none_is_told(tiny: City):
    world = make_world(Family.INFRASTRUCTURE, city=tiny)
    told: list[Event] = [e for _, say in ticks(Family.INFRASTRUCTURE, world, 500) for e in say]
    assert {event.type.value for event in told} == {"power_outage"}
    assert {event.areas for event in told} == {("Old Quarter",)}


def test_it_does_not_speak_for_a_source_that_is_fetched(tiny: City):
    with pytest.raises(Misconfigured, match="Tiny has no source of family emergency"):
        _speaker(tiny, Family.EMERGENCY)


def test_a_city_without_the_family_is_refused_in_one_line(tiny: City):
    with pytest.raises(Misconfigured, match="no source of family transit"):
        _speaker(tiny, Family.TRANSIT)
