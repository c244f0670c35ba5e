"""`cli rules` says what is wrong with rules, and what they would have told of a recording."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from typer.testing import CliRunner

from cli.rules import rules_app
from core.timespan import format_rfc3339

T0 = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DEMO = Path(__file__).parents[2] / "cities" / "rivermouth"
RULES = """
- id: loud
  on: environment_readings
  field: noise_db
  above: 75
  for: 1m
  severity: low
  says: Loud
- id: no-trucks
  on: vehicle_positions
  geofence: {polygon: [[-74.1, 40.6], [-74.1, 40.8], [-74.0, 40.8], [-74.0, 40.6]]}
  kinds: [truck]
  severity: low
  says: A truck
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "rules.yaml").write_text(RULES, encoding="utf-8")
    lines: list[dict[str, Any]] = []
    for number in range(20):
        at = format_rfc3339(T0 + timedelta(seconds=30 * number))
        station = {"station_id": "s1", "lat": 40.7, "lon": -74.05, "timestamp": at}
        noise = 80 + number if number >= 10 else 50
        truck = {"vehicle_id": "t-1", "kind": "truck", "lat": 40.7, "timestamp": at}
        lon = -74.05 if 3 <= number < 8 else -73.9
        lines += [
            {"at": at, "topic": "environment_readings", "key": "s1",
             "value": station | {"noise_db": noise}},
            {"at": at, "topic": "vehicle_positions", "key": "t-1", "value": truck | {"lon": lon}},
            {"at": at, "topic": "vehicle_positions", "key": "t-1", "value": {"broken": True}},
            {"at": at, "topic": "feed_status", "key": "x", "value": {}},
        ]  # fmt: skip
    (tmp_path / "day.jsonl").write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
    return tmp_path


def run(*arguments: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(rules_app, [*map(str, arguments), "--city", str(DEMO)])
    return done.exit_code, done.stdout, done.stderr


def test_it_says_what_would_have_fired_since_when_until_when_and_the_worst(folder: Path):
    code, told, _ = run("test", "--rules", folder / "rules.yaml", "--on", folder / "day.jsonl")
    assert code == 0
    assert told.splitlines() == [
        "no-trucks  t-1  2026-11-20 07:01 to 07:04",
        "loud  s1  2026-11-20 07:05 to the end  worst 99 dB",
    ]


def test_machines_get_one_object_a_line(folder: Path):
    where = ("--rules", folder / "rules.yaml", "--on", folder / "day.jsonl", "--json")
    _, told, _ = run("test", *where)
    fence, loud = [orjson.loads(line) for line in told.splitlines()]
    assert fence == {
        "rule": "no-trucks", "subject": "t-1", "since": "2026-11-20T12:01:30Z",
        "until": "2026-11-20T12:04:00Z", "worst": None, "unit": "",
    }  # fmt: skip
    assert (loud["until"], loud["worst"], loud["unit"]) == (None, 99.0, "dB")


def test_nothing_fires_on_a_quiet_day(folder: Path):
    (folder / "rules.yaml").write_text("[]")
    code, told, _ = run("test", "--rules", folder / "rules.yaml", "--on", folder / "day.jsonl")
    assert (code, told) == (0, "nothing would have fired\n")


def test_rules_that_can_be_used_are_counted(folder: Path):
    assert run("check", "--rules", folder / "rules.yaml")[1].endswith("2 rules, all usable\n")
    assert run("check")[0] == 0


@pytest.mark.parametrize(
    ("rules", "recording", "said"),
    [
        ("- id: loud", None, "rule 'loud': on: Field required"),
        (None, b"{}\n", "day.jsonl:1: no record of a city"),
        (None, b"not json\n", "day.jsonl:1: no record of a city"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(
    folder: Path, rules: str | None, recording: bytes | None, said: str
):
    if rules is not None:
        (folder / "rules.yaml").write_text(rules, encoding="utf-8")
    if recording is not None:
        (folder / "day.jsonl").write_bytes(recording)
    code, told, wrong = run("test", "--rules", folder / "rules.yaml", "--on", folder / "day.jsonl")
    assert (code, told, wrong.count("\n")) == (1, "", 1)
    assert said in wrong


def test_rules_that_are_not_there_are_missed(folder: Path):
    code, _, wrong = run("check", "--rules", folder / "other.yaml")
    assert (code, "there is no such file" in wrong) == (1, True)
