"""The commands of the demo city: up, ask, replay, doctor, and how they end (contract, 4)."""

import json
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from google.transit import gtfs_realtime_pb2

from tests.e2e.feeding import Feed, headers_of, now, power_outage
from tests.e2e.gridham import write_pack
from tests.e2e.running import Json, System, clean_environment, command, expect

LONG_AGO: Final = datetime(2024, 5, 6, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    system = System(tmp_path_factory.mktemp("demo-city"))
    with system:
        yield system
        pids = {system.pid, *system.children()}
        assert system.stop(signal.SIGINT) == 0
    assert not [pid for pid in pids if _runs(pid)], "processes left behind"
    assert not system.endpoints_file.exists()
    assert not (system.state / "endpoints.json").exists()


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _cli(system: System, *arguments: str) -> str:
    done = command(*arguments, environment=system.environment)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def _ask(system: System, text: str) -> Json:
    return json.loads(_cli(system, "ask", text, "--json"))


def test_the_endpoints_are_written_to_both_files(demo_city: System):
    own = json.loads((demo_city.state / "endpoints.json").read_text("utf-8"))
    assert own == demo_city.endpoints
    assert own.keys() == {"api", "kafka", "redis", "pid"}
    assert own["pid"] == demo_city.pid
    assert own["api"].startswith("http://127.0.0.1:")
    assert own["redis"].startswith("redis://127.0.0.1:")
    host, _, port = own["kafka"].rpartition(":")
    with socket.create_connection((host, int(port)), timeout=5):
        pass


CAP: Final = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>{identifier}</identifier><sender>duty@weather.example</sender>
  <sent>{sent}</sent><status>{status}</status><msgType>{kind}</msgType><scope>Public</scope>
  {references}
  <info>
    <language>en-US</language><category>Met</category><event>Flood Warning</event>
    <urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty>
    <onset>{sent}</onset><expires>{expires}</expires>
    <senderName>Weather Desk</senderName>
    <headline>{headline}</headline><description>The river is over its banks.</description>
    <instruction>Move away from the river path.</instruction>
    <area><areaDesc>{area}</areaDesc><polygon>{polygon}</polygon></area>
  </info>
</alert>
"""
DOWNTOWN: Final = "40.709,-74.015 40.709,-73.995 40.719,-73.995 40.719,-74.015 40.709,-74.015"
HARBOR: Final = "40.678,-74.018 40.678,-74.005 40.684,-74.005 40.684,-74.018 40.678,-74.018"


def _cap(folder: Path, name: str, **fields: str) -> Path:
    usual = {
        "identifier": f"{name}@weather.example", "sent": LONG_AGO.isoformat(), "status": "Actual",
        "expires": (LONG_AGO + timedelta(hours=6)).isoformat(), "kind": "Alert",
        "references": "", "headline": f"Flood Warning {name}", "area": "Downtown",
        "polygon": DOWNTOWN,
    }  # fmt: skip
    path = folder / f"{name}.cap"
    path.write_text(CAP.format(**(usual | fields)), "utf-8")
    return path


def _gtfs_rt(folder: Path) -> Path:
    """Write a feed with one alert: the Red Line of the demo city is suspended."""
    feed = gtfs_realtime_pb2.FeedMessage()
    feed.header.gtfs_realtime_version = "2.0"
    feed.header.timestamp = int(LONG_AGO.timestamp())
    entity = feed.entity.add(id="alert-1")
    period = entity.alert.active_period.add()
    period.start = int((LONG_AGO - timedelta(minutes=30)).timestamp())
    entity.alert.informed_entity.add(route_id=_red_line())
    entity.alert.effect = gtfs_realtime_pb2.Alert.NO_SERVICE
    entity.alert.cause = gtfs_realtime_pb2.Alert.TECHNICAL_PROBLEM
    entity.alert.header_text.translation.add(text="No trains on the Red Line", language="en")
    path = folder / "alerts.pb"
    path.write_bytes(feed.SerializeToString())
    return path


def _red_line() -> str:
    routes = Path(__file__).parents[2] / "cities" / "rivermouth" / "gtfs" / "routes.txt"
    lines = routes.read_text("utf-8").splitlines()
    header = lines[0].split(",")
    rows = [dict(zip(header, line.split(","), strict=False)) for line in lines[1:]]
    return next(row["route_id"] for row in rows if "Red" in row.values())


@pytest.fixture(scope="module")
def replayed(demo_city: System, tmp_path_factory: pytest.TempPathFactory) -> System:
    """Replay CAP alerts and a GTFS-Realtime feed of the demo city, moved to now."""
    folder = tmp_path_factory.mktemp("feeds")
    first = _cap(folder, "first")
    gone = _cap(folder, "gone", area="Harbor", polygon=HARBOR)
    reference = f"duty@weather.example,gone@weather.example,{LONG_AGO.isoformat()}"
    cancel = _cap(
        folder, "gone-cancel", kind="Cancel", area="Harbor", polygon=HARBOR,
        sent=(LONG_AGO + timedelta(minutes=5)).isoformat(),
        references=f"<references>{reference}</references>",
    )  # fmt: skip
    drill = _cap(folder, "drill", status="Exercise", area="Harbor", polygon=HARBOR)
    files = [str(path) for path in (first, gone, cancel, drill)]
    _cli(demo_city, "replay", *files, "--as", "cap", "--source", "weather-service", "--move-times")
    _cli(demo_city, "replay", str(_gtfs_rt(folder)), "--as", "gtfs_rt", "--source",
         "metro-transit", "--move-times")  # fmt: skip
    expect(lambda: len(demo_city.get("/api/events")["events"]) >= 2, "the replayed events")
    return demo_city


def test_the_right_alert_is_cited(replayed: System):
    answer = _ask(replayed, "is there a flood warning in Downtown?")
    assert answer["status"] == "reported"
    assert [c["headline"] for c in answer["citations"]] == ["Flood Warning first"]
    assert (answer["citations"][0]["source"], answer["citations"][0]["phase"]) == (
        "weather-service", "active",
    )  # fmt: skip
    issued = datetime.fromisoformat(answer["citations"][0]["issued_at"])
    assert abs(now() - issued) < timedelta(hours=1)


def test_a_transit_alert_answers_for_its_line(replayed: System):
    answer = _ask(replayed, "is the Red Line running?")
    assert answer["status"] == "reported"
    assert answer["answer"].startswith("No")
    assert [c["headline"] for c in answer["citations"]] == ["No trains on the Red Line"]


def test_a_cancelled_alert_and_a_drill_do_not_answer(replayed: System):
    answer = _ask(replayed, "is there a flood warning in Harbor?")
    assert answer["status"] != "reported"
    assert not [c for c in answer["citations"] if c["phase"] == "active"]
    assert "drill" not in json.dumps(answer)


def test_without_heartbeats_something_else_cannot_be_told(replayed: System):
    for question in ("is there a flood warning in Harbor?", "is the power out in Downtown?"):
        answer = _ask(replayed, question)
        assert answer["status"] == "cannot_tell"
        assert answer["coverage"][0]["state"] == "silent"


def test_a_real_alert_from_elsewhere_is_outside_the_city(replayed: System):
    folder = os.environ.get("CIVIC_SAMPLES")
    if not folder:
        pytest.skip("CIVIC_SAMPLES is not set: no real alert to replay")
    sample = Path(folder) / "feeds" / "cap" / "google-cap-library" / "australia.cap"
    before = {e["event_id"] for e in replayed.get("/api/events")["events"]}
    _cli(replayed, "replay", str(sample), "--as", "cap", "--source", "weather-service",
         "--move-times")  # fmt: skip

    def fresh() -> list[Json] | None:
        phases = "active,overdue,upcoming,ended"
        events = replayed.get("/api/events", phase=phases, limit=1000)["events"]
        return [e for e in events if e["event_id"] not in before and e["in_city"] is False] or None

    [alien] = expect(fresh, "the alert from elsewhere")
    for question in ("are there any weather alerts?", "any emergencies right now?",
                     "anything going on in Downtown?"):  # fmt: skip
        cited = [c["event_id"] for c in _ask(replayed, question)["citations"]]
        assert alien["event_id"] not in cited


def test_lines_of_json_are_replayed_under_their_own_ids(replayed: System, tmp_path: Path):
    lines = [
        power_outage(event_id="line-1", source="city-power", area="Westside",
                     timestamp=(LONG_AGO + timedelta(minutes=n)).isoformat(),
                     affected_customers=100 + n)
        for n in range(3)
    ]  # fmt: skip
    path = tmp_path / "lines.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines) + "not json\n", "utf-8")
    said = _cli(replayed, "replay", str(path), "--as", "jsonl", "--move-times")
    assert "3" in said
    event = expect(
        lambda: (e := replayed.event("line-1")) and e["affected_customers"] == 102 and e, "line-1"
    )
    assert abs(now() - datetime.fromisoformat(event["issued_at"])) < timedelta(minutes=5)
    assert _ask(replayed, "is the power out in Westside?")["status"] == "reported"


def test_ask_prints_the_answer_and_its_evidence(replayed: System):
    said = _cli(replayed, "ask", "is there a flood warning in Downtown?")
    assert "Flood Warning first" in said
    assert "[1]" in said
    said = _cli(replayed, "ask", "hello", "--api", replayed.endpoints["api"])
    assert said.strip()


def test_doctor_says_what_is_reachable(demo_city: System):
    said = _cli(demo_city, "doctor").lower()
    assert "kafka" in said
    assert "redis" in said


def test_the_embedded_broker_serves_any_client(demo_city: System):
    feed = Feed(demo_city)
    feed.tell("infrastructure", power_outage(event_id="any-client", source="city-power"))
    feed.send("infrastructure_events", "x", b"{")
    expect(
        lambda: any(
            headers_of(m)["error.reason"] == "not_json"
            for m in feed.read("infrastructure_events.dlq")
        ),
        "the dead letter",
    )


def _broken(folder: Path, name: str, text: str) -> Path:
    pack = write_pack(folder / name)
    (pack / "city.toml").write_text(text, "utf-8")
    return pack


BAD_PACKS: Final[dict[str, str | None]] = {
    "no such folder": None,
    "not toml": "id = [",
    "no id": 'name = "X"\ntimezone = "Europe/Berlin"\nlanguages = ["en"]\n',
    "unknown zone": 'id = "x"\nname = "X"\ntimezone = "Europe/Gridham"\nlanguages = ["en"]\n'
                    'emergency_number = "112"\nhelp_line = "115"\ncenter = [10, 50]\n',
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_PACKS)
def test_a_pack_that_cannot_be_used_is_refused_in_one_clear_line(tmp_path: Path, name: str):
    text = BAD_PACKS[name]
    pack = tmp_path / "nowhere" if text is None else _broken(tmp_path, "pack", text)
    done = _up(tmp_path, "--api-port", "0", "--city", str(pack))
    assert done[0] != 0
    _assert_one_line(done[1])
    assert not (tmp_path / "endpoints.json").exists()


def test_a_taken_port_is_refused_in_one_clear_line(tmp_path: Path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        code, said = _up(tmp_path, "--api-port", port)
    assert code != 0
    _assert_one_line(said)
    assert port in said


@pytest.mark.parametrize(
    "arguments",
    [("ask", "hello"), ("ask", "hello", "--api", "http://127.0.0.1:1"),
     ("replay", "no-such-file.cap", "--as", "cap"), ("replay", __file__, "--as", "tea_leaves")],
    ids=str,
)  # fmt: skip
def test_a_command_without_a_system_says_so_in_one_line(tmp_path: Path, arguments: Any):
    environment = clean_environment(CIVIC_STATE_DIR=str(tmp_path), API_PORT="1")
    done = command(*arguments, environment=environment)
    assert done.returncode != 0
    _assert_one_line(done.stderr)


def test_a_replay_without_a_kafka_says_so_in_one_line(tmp_path: Path):
    with suppress(OSError), socket.create_connection(("localhost", 9092), timeout=1):
        pytest.skip("something listens where Kafka usually does")
    alert = _cap(tmp_path, "alone")
    environment = clean_environment(CIVIC_STATE_DIR=str(tmp_path))
    done = command("replay", str(alert), "--as", "cap", environment=environment)
    assert done.returncode != 0
    _assert_one_line(done.stderr)
    assert "localhost:9092" in done.stderr


def _up(folder: Path, *arguments: str) -> tuple[int, str]:
    done = command(
        "up", "--without-producers", "--endpoints", str(folder / "endpoints.json"), *arguments,
        environment=clean_environment(CIVIC_STATE_DIR=str(folder / "state")),
    )  # fmt: skip
    return done.returncode, done.stderr


def _assert_one_line(said: str) -> None:
    assert "Traceback" not in said
    lines = [line for line in said.splitlines() if line.strip() and not line.startswith("Starting")]
    assert len(lines) == 1, said
    assert lines[0].startswith("civicsense: ")
