"""Write log lines as JSON or for a person, without secrets."""

import io
import json
import logging
from collections.abc import Generator

import pytest
import structlog

from core.logging import HIDDEN, LogFormat, set_up_logging


@pytest.fixture(autouse=True)
def put_back() -> Generator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], level = before
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


def written(level: str = "INFO", form: LogFormat | None = LogFormat.JSON) -> io.StringIO:
    stream = io.StringIO()
    set_up_logging(level, form, stream)
    return stream


def test_a_line_is_one_json_object_with_what_is_bound():
    stream = written()
    structlog.contextvars.bind_contextvars(request_id="r1")
    structlog.stdlib.get_logger("part").info("event.indexed", event_id="a:1", took_ms=2.5)
    (line,) = [json.loads(text) for text in stream.getvalue().splitlines()]
    assert line["event"] == "event.indexed"
    assert (line["event_id"], line["request_id"], line["took_ms"]) == ("a:1", "r1", 2.5)
    assert (line["level"], line["logger"]) == ("info", "part")
    assert line["timestamp"].endswith("Z")


def test_the_standard_librarys_lines_look_alike():
    stream = written()
    logging.getLogger("uvicorn.error").warning("closing %s", "now")
    line = json.loads(stream.getvalue())
    assert (line["event"], line["level"]) == ("closing now", "warning")


def test_what_is_below_the_level_is_not_written():
    stream = written("WARNING")
    structlog.stdlib.get_logger("part").info("event.indexed")
    logging.getLogger("other").info("nothing")
    assert stream.getvalue() == ""


@pytest.mark.parametrize("form", [LogFormat.JSON, LogFormat.CONSOLE, None])
def test_no_secret_is_written(form: LogFormat | None):
    stream = written(form=form)
    log = structlog.stdlib.get_logger("part")
    log.info("store.lost", url="redis://:canary-1@cache:6379", api_key="canary-2", token="canary-3")
    try:
        raise ConnectionError("cannot reach redis://user:canary-4@cache/0")
    except ConnectionError:
        log.exception("store.failed")
    logging.getLogger("other").error("see https://me:canary-5@host/path")
    assert "canary" not in stream.getvalue()
    assert stream.getvalue().count(HIDDEN) >= 5
    assert "ConnectionError" in stream.getvalue()


def test_setting_up_twice_writes_once():
    written()
    stream = written()
    structlog.stdlib.get_logger("part").info("event.indexed")
    assert len(stream.getvalue().splitlines()) == 1
