"""Recordings: one record a line, the same again, at any time; and the truth beside them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
import pytest
from shapely import Point

from core import topics
from core.city import load_city
from core.errors import Misconfigured
from core.event import EventType
from core.geo import LonLat, to_shape
from core.timespan import Span
from producers.city.encoding import outgoing
from producers.city.happening import Spoken, TruthInterval, Where
from producers.city.plan_parts import SourceFailure
from producers.city.recording import Recording, read_recording, write_recording
from producers.city.scenario import How
from producers.city.truth import Said, write_truth
from producers.replay_lines import read_lines
from tests.producers.city.scripted import ALL, T0, at, beat, outage, reading

RIVERMOUTH = Path(__file__).parents[3] / "cities" / "rivermouth"
ZONE = ZoneInfo("America/New_York")
LATER = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
RECORDS = [
    outage(0, estimated_restoration="2026-11-20T16:00:00Z"),
    beat(0.2),
    reading(0.5),
    reading(1),
    outage(2, "restored"),
]


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    path = tmp_path / "city.jsonl"
    assert write_recording(RECORDS, path) == 5
    return path


def _written(records: list[Spoken]) -> list[tuple[datetime, str, object, object]]:
    return [(s.at, s.topic, (r := outgoing(s)).key, orjson.loads(r.value or b"")) for s in records]


def test_what_is_read_says_what_was_written(recorded: Path):
    assert _written(list(read_recording(recorded))) == _written(RECORDS)


def test_the_same_records_make_the_same_bytes(recorded: Path, tmp_path: Path):
    again = tmp_path / "again.jsonl"
    write_recording(read_recording(recorded), again)
    assert again.read_bytes() == recorded.read_bytes()


def test_a_line_is_an_object_with_four_keys(recorded: Path):
    first = orjson.loads(recorded.read_bytes().splitlines()[0])
    assert list(first) == ["at", "topic", "key", "value"]
    assert first["at"] == "2026-11-20T14:00:00Z"


def test_it_is_played_as_far_apart_as_it_was(recorded: Path):
    played = Recording(recorded, LATER, ZONE, move_times=False)
    told = list(played.spoken(ALL, LATER, LATER + timedelta(hours=1)))
    assert [s.at - LATER for s in told] == [s.at - T0 for s in RECORDS]
    assert [s.value for s in told] == [s.value for s in read_recording(recorded)]
    part = played.spoken([topics.TRAFFIC_CONDITIONS], LATER, LATER + timedelta(minutes=1))
    assert [s.at - LATER for s in part] == [timedelta(seconds=30)]


def test_moved_to_now_every_time_in_it_moves_by_one_step(recorded: Path):
    step = LATER - T0
    played = Recording(recorded, LATER, ZONE, move_times=True)
    told = [s.value for s in played.spoken(ALL, LATER, LATER + timedelta(hours=1))]
    assert isinstance(told[0], dict)
    assert told[0]["timestamp"] == "2027-03-01T09:30:00Z"
    assert told[0]["estimated_restoration"] == "2027-03-01T11:30:00Z"
    assert isinstance(told[1], dict)
    assert told[1]["observed_at"] == told[1]["last_ok_at"] == "2027-03-01T09:30:12Z"
    assert isinstance(told[2], dict)
    assert datetime.fromisoformat(told[2]["timestamp"]) == at(0.5) + step


def test_nothing_stands_before_a_recording_begins(recorded: Path):
    assert list(Recording(recorded, LATER, ZONE, move_times=True).states(ALL, LATER)) == []


def test_replay_reads_the_same_lines_without_the_heartbeats(recorded: Path):
    messages, rejections = read_lines(recorded, load_city(RIVERMOUTH), "")
    assert [m.topic for m in messages] == [s.topic for s in RECORDS if s.topic != ALL[2]]
    assert [r.reason for r in rejections] == ["no_topic"]
    assert messages[0].at == T0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the recording is empty"),
        ("{]\n", "city.jsonl:1: no record of a city"),
        ('{"at": "2026-11-20T14:00:00Z", "topic": "trips", "key": "x"}\n', "city.jsonl:1: "),
        ('{"at": "soon", "topic": "trips", "key": "x", "value": {}}\n', "city.jsonl:1: "),
        ('{"at": "2026-11-20T14:00:00Z", "topic": "trips", "key": "x", "value": 3}\n', "no object"),
    ],
)
def test_a_file_that_is_no_recording_is_refused_by_its_line(
    tmp_path: Path, content: str, said: str
):
    path = tmp_path / "city.jsonl"
    path.write_text(content)
    with pytest.raises(Misconfigured, match=said):
        Recording(path, LATER, ZONE, move_times=True)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path):
    with pytest.raises(Misconfigured, match=r"gone\.jsonl: No such file"):
        Recording(tmp_path / "gone.jsonl", LATER, ZONE, move_times=True)
    with pytest.raises(Misconfigured, match="nowhere"):
        write_recording(RECORDS, tmp_path / "nowhere" / "x.jsonl")


def test_truth_is_written_a_line_each_with_its_place_its_time_and_what_is_behind_it(tmp_path: Path):
    area = Point(-74.0, 40.7).buffer(0.01)
    interval = TruthInterval(
        type=EventType.POWER_OUTAGE,
        subject="outage-3",
        span=Span(at(0), at(90)),
        where=Where(areas=("eastside",), point=LonLat(-74.0, 40.7), shape=area, lines=("12",)),
        happening="outage-3",
        detail=(("customers", 4300.0), ("cause", "storm-1")),
    )
    bare = TruthInterval(
        type=EventType.SURGE, subject="central", span=Span(at(1)), where=Where(road="main")
    )
    said = Said(source="city-power", event_id="city-power:1", at=at(3), type="power_outage",
                status="investigating", truth="outage-3")  # fmt: skip
    blind = SourceFailure(source="city-power", span=Span(at(5), at(9)), how=How.STALE)
    path = tmp_path / "truth.jsonl"
    assert write_truth([interval, said, blind, bare], path) == 4
    first, second, third, last = (orjson.loads(line) for line in path.read_bytes().splitlines())
    assert to_shape(first["where"].pop("shape")).equals(area)
    assert first == {
        "kind": "truth", "type": "power_outage", "subject": "outage-3",
        "from": "2026-11-20T14:00:00Z", "until": "2026-11-20T15:30:00Z",
        "where": {"areas": ["eastside"], "point": [-74.0, 40.7], "lines": ["12"]},
        "happening": "outage-3", "detail": {"customers": 4300.0, "cause": "storm-1"},
    }  # fmt: skip
    assert second == {
        "kind": "said", "source": "city-power", "event_id": "city-power:1",
        "at": "2026-11-20T14:03:00Z", "type": "power_outage", "status": "investigating",
        "truth": "outage-3",
    }  # fmt: skip
    assert third == {
        "kind": "blind", "source": "city-power", "from": "2026-11-20T14:05:00Z",
        "until": "2026-11-20T14:09:00Z", "how": "stale",
    }  # fmt: skip
    assert (last["where"], last["until"]) == ({"road": "main"}, None)
