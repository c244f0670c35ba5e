"""What residents report: counted where several agree, unverified, never their words (2.1)."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
import redis as redis_client

from tests.e2e.feeding import Feed, ago, event_id, message, now, power_outage
from tests.e2e.gridham import within
from tests.e2e.measured import anomalies, beat
from tests.e2e.running import Json, System, expect
from tests.e2e.sensed_pack import write_sensed_pack

CANARY: Final = "zebrafinch"
PHONE: Final = "5550177"
WORDS: Final = f"{CANARY} says it stinks of gas here, call me at {PHONE}"
EVERY_TOPIC: Final = (
    "emergency_events", "transit_events", "infrastructure_events", "anomalies", "feed_status",
    "vehicle_positions", "rider_taps", "traffic_conditions", "environment_readings", "trips",
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """Some reports of one kind in one area, so far apart, the last so long ago."""

    area: str
    kind: str
    number: int
    apart_km: float = 0.05
    last_min: float = 3
    every_min: float = 4
    by_one: bool = False


REPORTS: Final = (
    Said("Pelham", "gas_leak", 3),
    Said("Thornby", "power_outage", 4),
    Said("Quarrow", "gas_leak", 2),
    Said("Osmaston", "power_outage", 3, apart_km=0.9),
    Said("Zennor", "power_outage", 3),
    Said("Gorsey", "gas_leak", 3, every_min=40),
    Said("Juniper", "power_outage", 3, last_min=9),
    Said("Brackley", "gas_leak", 4, by_one=True),
)
CLUSTERS: Final = {
    "Pelham": ("gas_leak", "3 residents"),
    "Thornby": ("power_outage", "4 residents"),
}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feed]:
    """A city in which residents reported, and an official word stood for one place before."""
    folder = tmp_path_factory.mktemp("reports")
    with System(folder, city=write_sensed_pack(folder / "pack")) as system:
        feed = Feed(system)
        beat(feed)
        feed.tell("infrastructure", power_outage(area="Zennor", timestamp=ago(minutes=40)))
        feed.tell("infrastructure", power_outage(area="Juniper", timestamp=ago(minutes=4)))
        for _, body in sorted(_reports(), key=lambda report: -report[0]):
            _report(feed, body)
        _report(feed, _body("poison", "Pelham", "gas_leak", 1.0) | {"status": CANARY})
        _let_time_pass(feed)
        expect(lambda: len(_clusters(feed)) > len(CLUSTERS), "the clusters")
        yield feed


def _reports() -> Iterator[tuple[float, Json]]:
    for said in REPORTS:
        for number in range(said.number):
            minutes = said.last_min + said.every_min * (said.number - 1 - number)
            name = "same" if said.by_one else str(number)
            body = _body(name, said.area, said.kind, 1.0 + said.apart_km * number)
            yield minutes, body | {"timestamp": ago(minutes=minutes)}


def _body(name: str, area: str, kind: str, dx_km: float) -> Json:
    lon, lat = within(area, dx_km)
    return {"report_id": f"{area}-{name}", "type": kind, "description": f"{WORDS} ({name})",
            "area": f"{CANARY} corner",
            "coordinates": {"lat": lat, "lon": lon}, "timestamp": now().isoformat()}  # fmt: skip


def _report(feed: Feed, body: Json) -> None:
    """Send a report whose record is of the instant at which it was made."""
    at = datetime.fromisoformat(body["timestamp"])
    feed.send("citizen_reports", body["report_id"], json.dumps(body).encode(), at=at)


def _let_time_pass(feed: Feed) -> None:
    """Let somebody report something else in each partition, alone."""
    places: set[int] = set()
    while len(places) < 4:
        body: Json = {"report_id": event_id(), "type": "pothole", "description": "a hole",
                      "area": "Kirkstead", "timestamp": now().isoformat()}  # fmt: skip
        places.add(feed.send("citizen_reports", body["report_id"], json.dumps(body).encode())[0])


def _clusters(feed: Feed, *phases: str) -> list[Json]:
    return [
        e for e in anomalies(feed.system)
        if e["type"] == "report_cluster" and (not phases or e["phase"] in phases)
    ]  # fmt: skip


def test_only_what_several_report_in_one_place_is_a_cluster(town: Feed):
    found = {area for e in _clusters(town, "active") for area in e["areas"]}
    assert found == set(CLUSTERS)
    ever = {area for e in _clusters(town) for area in e["areas"]}
    assert not ever & {"Osmaston", "Brackley", "Gorsey", "Quarrow"}


@pytest.mark.parametrize("area", CLUSTERS)
def test_a_cluster_is_an_anomaly_that_counts(town: Feed, area: str):
    _, count = CLUSTERS[area]
    [event] = [e for e in _clusters(town) if e["areas"] == [area]]
    assert (event["family"], event["source"], event["status"], event["phase"]) == (
        "anomaly", "civicsense", "measured", "active",
    )  # fmt: skip
    assert count in event["message"]
    assert "not confirmed" in event["message"]
    assert event["expires_at"]
    assert not event["instructions"]
    said = next(said for said in REPORTS if said.area == area)
    age_min = said.last_min + said.every_min * (said.number - 1)
    began = now() - datetime.fromisoformat(event["starts_at"])
    assert abs(began.total_seconds() - age_min * 60) < 90


ASKED: Final[dict[str, str]] = {
    "is there a gas leak in Pelham?": "Gridham Gas",
    "is the power out in Thornby?": "Gridham Electric",
    "anything going on in Thornby?": "Gridham Electric",
}


@pytest.mark.parametrize("question", ASKED)
def test_a_cluster_is_told_as_counted_and_unverified(town: Feed, question: str):
    area = "Pelham" if "Pelham" in question else "Thornby"
    answer = town.system.ask(question)
    assert answer["status"] == "reported", answer["answer"]
    assert [c["type"] for c in answer["citations"]] == ["report_cluster"]
    assert not answer["answer"].startswith("Yes")
    text = answer["answer"].lower()
    assert CLUSTERS[area][1] in text
    assert "not confirmed" in text
    assert ASKED[question] in answer["answer"]


@pytest.mark.parametrize("question", ["is there a gas leak in Quarrow?",
                                      "is the power out in Osmaston?",
                                      "is there a gas leak in Gorsey?",
                                      "is there a gas leak in Brackley?"])  # fmt: skip
def test_fewer_or_scattered_reports_are_nothing(town: Feed, question: str):
    answer = town.system.ask(question)
    assert answer["status"] == "nothing_reported", answer["answer"]
    assert "resident" not in answer["answer"].lower()


def test_where_an_official_word_stands_it_is_told(town: Feed):
    answer = town.system.ask("is the power out in Zennor?")
    assert answer["status"] == "reported"
    assert {c["type"] for c in answer["citations"]} == {"power_outage"}


def test_a_report_is_no_event_and_cannot_be_cited(town: Feed):
    listed = town.system.get("/api/events", limit=1000)["events"]
    assert {e["family"] for e in listed} == {"infrastructure", "anomaly"}
    for id_ in ("Pelham-0", "obs:citizen_reports:Pelham-0"):
        assert town.system.event(id_) is None


QUESTIONS: Final = (
    *ASKED, "what did residents report in Pelham?", "what do the residents say, word for word?",
    f"who said {CANARY[:5]}?", "any reports in Quarrow?", "what is the reporter's phone number?",
)  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_their_words_are_in_no_answer(town: Feed, question: str):
    for channel in ("widget", "sms", "voice", "slack"):
        said = json.dumps(town.system.ask(question, channel=channel))
        assert CANARY not in said
        assert PHONE not in said


@pytest.mark.parametrize("path", ["/api/events?limit=1000", "/api/events.geojson?limit=1000",
                                  "/api/anomalies?limit=1000", "/api/events?q=zebrafinch",
                                  "/api/health", "/metrics"])  # fmt: skip
def test_their_words_are_on_no_page(town: Feed, path: str):
    assert CANARY not in town.system.http.get(path).text


def test_their_words_are_on_no_other_topic(town: Feed):
    for topic in EVERY_TOPIC:
        for letters in ("", ".dlq"):
            for record in town.read(topic + letters):
                assert CANARY.encode() not in (record.value() or b"")
                assert CANARY not in repr(record.headers())
    letters = [m.value() or b"" for m in town.read("citizen_reports.dlq")]
    assert any(CANARY.encode() in value for value in letters)


def test_their_words_are_not_in_redis(town: Feed):
    store: Any = redis_client.Redis.from_url(town.system.endpoints["redis"])  # pyright: ignore[reportUnknownMemberType]
    keys: list[bytes] = list(store.scan_iter(count=1000))
    assert keys
    for key in keys:
        for sign in (CANARY, PHONE, "Pelham-0"):
            assert sign.encode() not in key
            assert sign not in repr(_held(store, key)), key


def _held(store: Any, key: bytes) -> object:
    kind = store.type(key)
    if kind == b"hash":
        return store.hgetall(key)
    if kind == b"zset":
        return store.zrange(key, 0, -1, withscores=True)
    if kind == b"set":
        return store.smembers(key)
    if kind == b"list":
        return store.lrange(key, 0, -1)
    if kind == b"stream":
        return store.xrange(key)
    return store.get(key)


def test_their_words_are_in_no_file(town: Feed):
    found = subprocess.run(["grep", "-rlaE", f"{CANARY}|{PHONE}", str(town.system.folder)],
                           capture_output=True, text=True, check=False)  # fmt: skip
    assert found.stdout == ""


def test_an_official_word_ends_a_cluster(town: Feed):
    """In Juniper it came five minutes after the third report."""
    [event] = [e for e in _clusters(town) if e["areas"] == ["Juniper"]]
    assert (event["phase"], event["status"]) == ("ended", "cleared")
    answer = town.system.ask("is the power out in Juniper?")
    assert answer["answer"].startswith("Yes")
    assert {c["type"] for c in answer["citations"]} == {"power_outage"}
    assert "resident" not in answer["answer"].lower()


def test_an_official_word_is_told_instead_at_once(town: Feed):
    """The last test here: after it, Pelham has an official leak."""
    body = town.tell("infrastructure", message("gh-gas", "gas_leak", area="Pelham"))
    answer = town.system.ask("is there a gas leak in Pelham?")
    assert answer["answer"].startswith("Yes")
    assert answer["citations"][0]["event_id"] == body["event_id"]
    assert "resident" not in answer["answer"].lower()


@pytest.fixture(scope="module")
def just_now(town: Feed) -> Feed:
    """A record of tomorrow, as any client can send it, and then six residents; nobody after."""
    tomorrow = now() + timedelta(days=1)
    places: set[int] = set()
    while len(places) < 4:
        body = _body(event_id(), "Kirkstead", "pothole", 1.0)
        value = json.dumps(body).encode()
        places.add(town.send("citizen_reports", body["report_id"], value, at=tomorrow)[0])
    for number in range(3):
        _report(town, _body(str(number), "Wexcroft", "gas_leak", 1.0 + 0.05 * number))
        body = _body(str(number), "Rushden", "gas_leak", 1.0) | {"area": "Rushden"}
        del body["coordinates"]
        _report(town, body)
    return town


def test_the_third_report_is_told_within_seconds_and_so_is_its_end(just_now: Feed):
    """Neither waits for somebody else to report something, nor for the wrong clock's tomorrow."""
    event = expect(lambda: _of_area(just_now, "Wexcroft", "active"), "the cluster")
    assert now() - datetime.fromisoformat(event["starts_at"]) < timedelta(seconds=60)
    just_now.tell("infrastructure", message("gh-gas", "gas_leak", area="Wexcroft"))
    expect(lambda: _of_area(just_now, "Wexcroft", "ended"), "the cluster's end")


def test_reports_that_name_an_area_alone_are_counted_there(just_now: Feed):
    event = expect(lambda: _of_area(just_now, "Rushden", "active"), "the cluster")
    assert "3 residents have reported a smell of gas in Rushden" in event["message"]
    answer = just_now.system.ask("is there a gas leak in Rushden?")
    assert [c["event_id"] for c in answer["citations"]] == [event["event_id"]]


def _of_area(feed: Feed, area: str, phase: str) -> Json | None:
    return next((e for e in _clusters(feed, phase) if e["areas"] == [area]), None)
