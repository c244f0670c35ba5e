"""`python -m producers` fetches the pack's sources into a real log, and stops when told."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import orjson
import pytest

from core.city import City, load_city
from core.errors import Misconfigured, Transient
from core.timespan import from_millis
from producers import __main__ as process
from producers.__main__ import choose_sources, pause_between
from producers.adapters import make_source
from producers.sources.cap import CapFeed
from producers.sources.gtfs_rt import GtfsRtSource
from streams.embedded import EmbeddedBroker
from streams.kafka import KafkaStreams
from streams.record import Record
from streams.settings import KafkaSettings
from tests.producers.transit_feed import RIVERMOUTH, alert, feed

ROOT = Path(__file__).parents[2]


def pack(folder: Path, added: str) -> Path:
    """Make a pack that is the demo city's, with more said of its transit source."""
    folder.mkdir()
    for file in RIVERMOUTH.iterdir():
        if file.suffix == ".geojson" or file.name == "gtfs":
            (folder / file.name).symlink_to(file)
    charter = (RIVERMOUTH / "city.toml").read_text()
    wanted = re.sub(r'(id = "metro-transit"\n)', rf"\1{added}\n", charter)
    assert wanted != charter
    (folder / "city.toml").write_text(wanted)
    return folder


@pytest.fixture
def bootstrap() -> Iterator[str]:
    broker = EmbeddedBroker()
    yield broker.start()
    broker.stop()


class Feed(BaseHTTPRequestHandler):
    """Serve one alert, made now."""

    def do_GET(self) -> None:
        body = feed(
            alert("a1", "Blue Line delays", {"route_id": "Blue"}),
            header=from_millis(time.time() * 1000),
        )
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/alerts.pb"
    server.shutdown()
    server.server_close()
    thread.join()


def wait_for(found: Callable[[], list[Record]], process: subprocess.Popen[str]) -> list[Record]:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        try:
            if records := found():
                return records
        except Transient:
            pass
        time.sleep(0.1)
    process.kill()
    raise AssertionError(process.communicate())


def test_the_process_tells_the_feed_and_stops_when_told(
    tmp_path: Path, bootstrap: str, address: str
):
    said = f'adapter = "gtfs_rt"\\nurl = "{address}"\\ninterval_s = 1'
    environ = os.environ | {
        "KAFKA_BOOTSTRAP_SERVERS": bootstrap,
        "CIVIC_CITY": str(pack(tmp_path / "city", said)),
        "LOG_FORMAT": "json",
    }
    log = KafkaStreams(KafkaSettings(bootstrap_servers=bootstrap)).log()
    with subprocess.Popen(
        [sys.executable, "-m", "producers", "--source", "metro-transit"],
        cwd=ROOT, env=environ, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as running:  # fmt: skip
        beats = wait_for(lambda: list(log.read_all(["feed_status"])), running)
        events = list(log.read_all(["transit_events"]))
        log.close()
        running.send_signal(signal.SIGTERM)
        _, errors = running.communicate(timeout=10)
    assert running.returncode == 0, errors
    assert orjson.loads(beats[0].value or b"")["state"] == "ok"
    assert [record.key for record in events] == [b"metro-transit:a1"]
    assert orjson.loads(events[0].value or b"")["lines"] == ["Blue Line"]
    told = [orjson.loads(line)["event"] for line in errors.splitlines()]
    assert told[0] == "source.recalled"
    assert told[-1] == "producers.stopped"


def test_a_process_with_nothing_to_fetch_stops_at_once_with_one_line():
    done = subprocess.run(
        [sys.executable, "-m", "producers"],
        cwd=ROOT, env=os.environ | {"CIVIC_CITY": str(RIVERMOUTH)}, text=True, capture_output=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == (
        "producers: no source of the city pack has an adapter and a url: nothing to fetch\n"
    )


def test_ctrl_c_while_the_broker_is_waited_for_ends_it_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def interrupted(_kafka: KafkaSettings) -> None:
        raise KeyboardInterrupt

    added = 'adapter = "cap"\\nurl = "https://feeds.example/x"'
    monkeypatch.setenv("CIVIC_CITY", str(pack(tmp_path / "city", added)))
    monkeypatch.setenv("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1")
    monkeypatch.setattr(process, "ensure_topics", interrupted)
    monkeypatch.setattr(process, "set_up_logging_from", dict)  # it is the whole process's
    assert process.main([]) == 130
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("wanted", "line"),
    [
        ("nobody", "the city pack has no source 'nobody'"),
        ("city-power", "gives it no adapter and url"),
    ],
)
def test_a_source_that_cannot_be_fetched_is_named(wanted: str, line: str):
    with pytest.raises(Misconfigured, match=line):
        choose_sources(load_city(RIVERMOUTH), [wanted])


def city_with(folder: Path, added: str) -> City:
    return load_city(pack(folder, added))


@pytest.mark.parametrize(("adapter", "kind"), [("cap", CapFeed), ("gtfs_rt", GtfsRtSource)])
def test_an_adapter_is_made_as_the_pack_describes_its_source(
    tmp_path: Path, adapter: str, kind: type[object]
):
    added = f'adapter = "{adapter}"\\nurl = "https://feeds.example/x"\\ninterval_s = 20'
    city = city_with(tmp_path / "city", added)
    (chosen,) = choose_sources(city, [])
    source = make_source(chosen, city, RIVERMOUTH)
    assert isinstance(source, kind)
    assert (source.id, source.publisher) == ("metro-transit", "Metro Transit")
    assert (source.types, source.max_silence) == (chosen.types, chosen.max_silence)
    assert pause_between(chosen).total_seconds() == 20


def test_a_source_without_an_interval_is_looked_at_three_times_a_silence(tmp_path: Path):
    city = city_with(tmp_path / "city", 'adapter = "cap"\\nurl = "https://feeds.example/x"')
    (chosen,) = choose_sources(city, ["metro-transit", "metro-transit"])
    assert pause_between(chosen) * 3 == chosen.max_silence


def test_an_adapter_that_does_not_exist_is_named(tmp_path: Path):
    city = city_with(tmp_path / "city", 'adapter = "fax"\\nurl = "https://feeds.example/x"')
    with pytest.raises(Misconfigured, match="adapter 'fax' is none of cap, gtfs_rt"):
        make_source(choose_sources(city, [])[0], city, RIVERMOUTH)
