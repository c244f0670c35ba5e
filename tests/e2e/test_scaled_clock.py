"""One clock for all, set by CIVIC_CLOCK: times on the wire are city time (contract, 4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from tests.e2e.feeding import Feed, headers_of, now, power_outage
from tests.e2e.measured import anomalies
from tests.e2e.running import Json, System, expect
from tests.e2e.sensed_pack import SOURCES, write_sensed_pack
from tests.e2e.story import publish, readings, told

PELHAM: Final = "is the power out in Pelham?"
BEGINNINGS: Final = {
    "long ago, ten times as fast": (datetime(2019, 5, 6, 9, 30, tzinfo=UTC), 10),
    "years ahead, twice as fast": (datetime(2033, 2, 3, 17, 5, tzinfo=UTC), 2),
}


@dataclass(frozen=True)
class Town:
    """A running city with a clock of its own."""

    feed: Feed
    begins: datetime
    begun: datetime
    rate: float

    @property
    def now(self) -> datetime:
        """The present instant in the city."""
        return self.begins + (now() - self.begun) * self.rate

    def beat(self, source: str, family: str, *, max_silence_s: int = 600) -> None:
        """Let a source say, in city time, that all is well."""
        instant = self.now.isoformat()
        self.feed.beat(source, family, observed_at=instant, last_ok_at=instant,
                       max_silence_s=max_silence_s)  # fmt: skip

    def ask(self, question: str) -> Json:
        """Ask one question."""
        return self.feed.system.ask(question)


@pytest.fixture(scope="module", params=BEGINNINGS)
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    begins, rate = BEGINNINGS[request.param]
    folder = tmp_path_factory.mktemp("clock")
    begun = now()
    clock = f"{begins.isoformat()}@{begun.isoformat()}@{rate}"
    with System(folder, city=write_sensed_pack(folder / "pack"), CIVIC_CLOCK=clock) as system:
        town = Town(Feed(system), begins, begun, rate)
        for source in SOURCES:
            town.beat(source.id, source.family)
        expect(
            lambda: all(s["state"] == "live" for s in system.get("/api/health")["coverage"]),
            "all sources live",
        )
        yield town


def test_nothing_reported_holds_while_the_sources_are_live_in_city_time(town: Town):
    answer = town.ask(PELHAM)
    assert answer["status"] == "nothing_reported", answer["answer"]
    gap = town.now - datetime.fromisoformat(answer["as_of"])
    assert timedelta() <= gap < timedelta(seconds=12) * town.rate
    heard = datetime.fromisoformat(answer["coverage"][0]["last_heard_at"])
    assert timedelta() <= town.now - heard < timedelta(seconds=60) * town.rate


def test_an_event_of_city_time_is_in_force(town: Town):
    body = power_outage(area="Selwick", timestamp=town.now.isoformat())
    ended = power_outage(area="Quarrow", timestamp=(town.now - timedelta(hours=3)).isoformat(),
                         ends_at=(town.now - timedelta(hours=1)).isoformat())  # fmt: skip
    coming = power_outage(area="Thornby", planned=True, timestamp=town.now.isoformat(),
                          starts_at=(town.now + timedelta(hours=9)).isoformat())  # fmt: skip
    for told_body, phase in ((body, "active"), (ended, "ended"), (coming, "upcoming")):
        town.feed.say("infrastructure", told_body)
        event = expect(lambda b=told_body: town.feed.system.event(b["event_id"]), "the event")
        assert event["phase"] == phase
    assert town.ask("is the power out in Selwick?")["status"] == "reported"
    assert town.ask("is the power out in Quarrow?")["status"] == "nothing_reported"


@pytest.mark.parametrize(("ahead_min", "taken"), [(4, True), (9, False)])
def test_what_lies_ahead_is_measured_by_the_city_s_clock(town: Town, ahead_min: int, taken: bool):
    instant = town.now + timedelta(minutes=ahead_min)
    body = power_outage(area="Zennor", timestamp=instant.isoformat())
    town.feed.say("infrastructure", body)
    if taken:
        expect(lambda: town.feed.system.event(body["event_id"]), "the event")
        return

    def refused() -> bool:
        letters = town.feed.read("infrastructure_events.dlq")
        return any(headers_of(m)["error.reason"] == "bad_time" for m in letters)

    expect(refused, "the dead letter")
    assert town.feed.system.event(body["event_id"]) is None


def test_readings_of_city_time_are_live(town: Town):
    end = town.now
    story = [s for s in told(end) if s.key in ("bus-calm", "bus-hot", "street-3")]
    publish(town.feed, story)
    for topic, key in (("vehicle_positions", "bus-calm"), ("traffic_conditions", "street-3")):
        newest = max(s.at for s in story if s.key == key)
        expect(
            lambda t=topic, k=key, n=newest: _read_as_of(town, f"obs:{t}:{k}", n),
            f"the newest of {key}",
        )
    answer = town.ask("where is the 77 bus right now?")
    assert answer["status"] == "reported", answer["answer"]
    wanted = {"engine_warning", "slowdown"}
    expect(lambda: {e["type"] for e in anomalies(town.feed.system)} >= wanted, "the anomalies")
    assert "sensor_silent" not in {e["type"] for e in anomalies(town.feed.system)}
    for event in anomalies(town.feed.system):
        assert abs(datetime.fromisoformat(event["issued_at"]) - end) < timedelta(minutes=5)
    assert town.ask("how is the traffic on Plover Street?")["status"] == "reported"


def _read_as_of(town: Town, id_: str, instant: datetime) -> bool:
    event = town.feed.system.event(id_)
    return event is not None and datetime.fromisoformat(event["issued_at"]) == instant


def test_a_reading_grows_old_by_the_city_s_clock(town: Town):
    end = town.now - timedelta(minutes=9)
    publish(town.feed, list(readings(end, "vehicle_positions", "old", _violet, minutes=5,
                                     every_s=15)))  # fmt: skip
    expect(lambda: town.feed.system.event("obs:vehicle_positions:old"), "the reading")
    answer = town.ask("where is the Violet Line train right now?")
    assert answer["status"] == "cannot_tell", answer["answer"]


def _violet(_: float) -> Json:
    return {"kind": "train", "line": "Violet", "lat": 50.06, "lon": 10.07, "speed_kmh": 30}


def test_a_source_grows_stale_by_the_city_s_clock(town: Town):
    silence_s = 50 if town.rate > 2 else 10
    town.beat("gh-water", "infrastructure", max_silence_s=silence_s)
    sent = now()
    water = "is the water out in Pelham?"
    expect(lambda: town.ask(water)["status"] == "nothing_reported", "live")
    answer = expect(lambda: (a := town.ask(water))["status"] == "cannot_tell" and a, "stale")
    assert answer["coverage"][0]["state"] == "stale"
    assert answer["coverage"][0]["reason"] is None
    assert -1 < (now() - sent).total_seconds() - silence_s / town.rate < 12
    assert town.ask(PELHAM)["status"] == "nothing_reported"


def test_dead_letters_and_lists_are_of_city_time(town: Town):
    town.feed.send("infrastructure_events", "x", b"{")
    letters = expect(lambda: town.feed.read("infrastructure_events.dlq") or None, "the dead letter")
    at = datetime.fromisoformat(headers_of(letters[-1])["error.at"])
    assert abs(at - town.now) < timedelta(minutes=2) * town.rate
    as_of = datetime.fromisoformat(town.feed.system.get("/api/events")["as_of"])
    assert abs(as_of - town.now) < timedelta(seconds=12) * town.rate
