"""Rates that events show: an outage that grows, and more calls than usual (CITY 3)."""

from collections.abc import Iterator

import pytest

from tests.e2e.feeding import Feed, ago, message, power_outage
from tests.e2e.gridham import square_at, within
from tests.e2e.measured import anomalies, beat
from tests.e2e.running import Json, System, expect
from tests.e2e.sensed_pack import write_sensed_pack


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feed]:
    folder = tmp_path_factory.mktemp("rates")
    with System(folder, city=write_sensed_pack(folder / "pack")) as system:
        feed = Feed(system)
        beat(feed)
        grown = power_outage(
            event_id="GROW", geometry=square_at("Alderton", 0.5), timestamp=ago(minutes=20),
            affected_customers=600,
        )  # fmt: skip
        steady = power_outage(area="Selwick", timestamp=ago(minutes=20), affected_customers=9000)
        for body in (grown, steady):
            feed.tell("infrastructure", body)
        feed.tell(
            "infrastructure", grown | {"timestamp": ago(minutes=5), "affected_customers": 2600}
        )
        feed.tell(
            "infrastructure", steady | {"timestamp": ago(minutes=5), "affected_customers": 9300}
        )
        for number in range(6):
            lon, lat = within("Osmaston", 0.3 + 0.2 * number, 0.5 + 0.2 * number)
            feed.tell("emergency", message(
                "gh-civil", "fire", event_id=f"F{number}", area="Osmaston",
                coordinates={"lat": lat, "lon": lon}, timestamp=ago(minutes=40 - 6 * number),
            ))  # fmt: skip
        yield feed


def _of(feed: Feed, kind: str) -> list[Json]:
    return [e for e in anomalies(feed.system) if e["type"] == kind]


def test_an_outage_that_grows_is_an_anomaly(town: Feed):
    [event] = expect(lambda: _of(town, "outage_growth") or None, "outage_growth")
    assert (event["family"], event["status"], event["phase"]) == ("anomaly", "measured", "active")
    assert "2,600" in event["message"]
    assert "600" in event["message"]
    assert event["event_id"].startswith("anomaly:outage_growth:GROW:")


def test_many_calls_in_an_area_are_for_operators(town: Feed):
    [event] = expect(lambda: _of(town, "call_rate") or None, "call_rate")
    assert "Osmaston" in event["message"]
    for question in ("anything going on in Osmaston?", "any fires in Osmaston?"):
        answer = town.system.ask(question)
        assert "call_rate" not in {c["type"] for c in answer["citations"]}
