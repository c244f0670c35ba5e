"""The seeds' commands into a running system, and rules that people write (contract, 4; issue)."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from tests.e2e.feeding import Feed, ago
from tests.e2e.gridham import within
from tests.e2e.measured import anomalies
from tests.e2e.running import ROOT, System, clean_environment, command, expect
from tests.e2e.sensed_pack import RULES, write_sensed_pack
from tests.e2e.story import told

EACH: Final = 20
COMMANDS: Final[dict[str, tuple[str, ...]]] = {
    "emergency_producer.py": ("emergency_events",),
    "infrastructure_producer.py": ("infrastructure_events",),
}
"""The command, its topic, and what else it is given; those that are slow to plan are left out."""


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    said: str
    complained: str


@pytest.fixture(scope="module")
def demo_city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Feed]:
    with System(tmp_path_factory.mktemp("commands")) as system:
        yield Feed(system)


@pytest.fixture(scope="module")
def ended(demo_city: Feed) -> dict[str, Ended]:
    """Run all commands side by side, as people would in so many terminals."""
    kafka = demo_city.system.endpoints["kafka"]
    environment = clean_environment(KAFKA_BOOTSTRAP_SERVERS=kafka)
    running = {
        name: subprocess.Popen(
            [sys.executable, f"producers/{name}", "--interval", "0.1", "--max", str(EACH), *more],
            cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for name, (_, *more) in COMMANDS.items()
    }  # fmt: skip
    found: dict[str, Ended] = {}
    for name, process in running.items():
        said, complained = process.communicate(timeout=120)
        found[name] = Ended(process.returncode, said, complained)
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_of_the_seeds_says_so_much_and_ends(
    demo_city: Feed, ended: dict[str, Ended], name: str
):
    topic = COMMANDS[name][0]
    assert ended[name].code == 0, ended[name].complained
    assert "Traceback" not in ended[name].complained
    assert f"{EACH} messages, all acknowledged" in ended[name].said
    records = demo_city.read(topic)
    assert len(records) >= EACH
    for record in records:
        key = record.key()
        assert isinstance(key, bytes)
        assert key.decode() in json.loads(record.value() or b"{}").values()


@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_command_says_is_taken(demo_city: Feed, ended: dict[str, Ended], name: str):
    topic = COMMANDS[name][0]
    assert ended[name].code == 0
    assert not demo_city.read(f"{topic}.dlq")
    key = demo_city.read(topic)[-1].key()
    assert isinstance(key, bytes)
    id_ = key.decode() if topic.endswith("_events") else f"obs:{topic}:{key.decode()}"
    expect(lambda: demo_city.system.event(id_), id_)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_sensed_pack(tmp_path_factory.mktemp("rules") / "pack")


def _recording(folder: Path) -> Path:
    path = folder / "recording.jsonl"
    lines = [
        {"topic": s.topic, "key": s.key, "at": s.at.isoformat(), "value": s.body}
        for s in told(datetime(2025, 3, 4, 12, 7, tzinfo=UTC))
        if s.topic in ("vehicle_positions", "environment_readings")
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def _rules_test(pack: Path, recording: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    return command("rules", "test", "--on", str(recording), "--city", str(pack), *more,
                   environment=clean_environment())  # fmt: skip


def test_rules_say_what_would_have_fired(pack: Path, tmp_path: Path):
    done = _rules_test(pack, _recording(tmp_path), "--json")
    assert done.returncode == 0, done.stderr
    fired = {(line["rule"], line["subject"]): line for line in map(json.loads, done.stdout.split())}
    assert set(fired) == {("loud", "air-loud"), ("pelham-trucks", "truck-in")}
    assert fired["loud", "air-loud"]["worst"] == 97.0
    since = datetime.fromisoformat(fired["pelham-trucks", "truck-in"]["since"])
    assert abs((datetime(2025, 3, 4, 12, 2, tzinfo=UTC) - since).total_seconds()) < 60


@pytest.mark.parametrize(
    "rules",
    ["- id: x", "- [1", "- id: a\n  on: nowhere\n  field: x\n  above: 1",
     "- id: a\n  on: environment_readings\n  field: no_such\n  above: 1\n  says: X",
     "- id: a\n  on: vehicle_positions\n  geofence: {area: atlantis}\n  says: X"],
)  # fmt: skip
def test_rules_that_cannot_be_used_are_refused_in_one_line(pack: Path, tmp_path: Path, rules: str):
    path = tmp_path / "rules.yaml"
    path.write_text(rules, "utf-8")
    done = _rules_test(pack, _recording(tmp_path), "--rules", str(path))
    assert done.returncode != 0
    [line] = done.stderr.strip().splitlines()
    assert line.startswith("civicsense: ")


NEW_RULE: Final = """
- id: cold
  on: environment_readings
  field: temperature_c
  below: 0
  clears_above: 2
  for: 1s
  type: frost
  severity: low
  says: It freezes
"""


def test_rules_are_read_again_while_all_runs(tmp_path: Path):
    pack = write_sensed_pack(tmp_path / "pack")
    with System(tmp_path, city=pack) as system:
        feed = Feed(system)
        lon, lat = within("Pelham")

        def freeze() -> bool:
            body = {"station_id": "ice", "lat": lat, "lon": lon, "temperature_c": -4.5,
                    "timestamp": ago()}  # fmt: skip
            feed.send("environment_readings", "ice", json.dumps(body).encode())
            return any(e["event_id"].startswith("anomaly:frost:cold/ice:")
                       for e in anomalies(system))  # fmt: skip

        assert not freeze()
        (pack / "rules.yaml").write_text(RULES + NEW_RULE, "utf-8")
        expect(freeze, "the new rule's anomaly")
        (pack / "rules.yaml").write_text("- broken: [", "utf-8")
        expect(lambda: freeze() and "rules.refused" in system.log("indexer"), "the refusal")
        assert freeze()
