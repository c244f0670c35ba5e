"""A run is written as Markdown, as a page that needs nothing else, as JSON and as JUnit."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

import jsonschema
import orjson
import pytest
from playwright.sync_api import Browser

from evals.gate import judge, load_thresholds
from evals.outcome import Lag, Outcome
from evals.reports.run_told import RunTold
from evals.reports.writing import write_reports
from evals.scorers.harm import Harm, HarmName
from tests.api.site import chromium

SCHEMA = Path(__file__).parents[2] / "evals" / "reports" / "schema.json"
ASKED = 'is the <b>power</b> out in "Eastside"\u0007?'


def outcome(number: int, *harms: Harm) -> Outcome:
    return Outcome(
        question=ASKED if harms else f"question {number}", before="and water?" if harms else "",
        answer="Yes. A power outage is reported & confirmed [1].", status="reported",
        cited=("P-1",), expected="nothing_reported", at=datetime(2026, 3, 4, 12, tzinfo=UTC),
        slices={"topic": "power", "suite": "times",
                "language": "en" if number % 3 else "zh"},
        harms=harms, took_ms=2.5,
    )  # fmt: skip


RUN = RunTold(
    outcomes=[outcome(0, Harm(HarmName.STALE_ADVICE, "P-1 is over")), *map(outcome, range(1, 40))],
    judgements=judge(
        [outcome(0, Harm(HarmName.STALE_ADVICE, "P-1 is over"))], load_thresholds()
    ),
    behind=[Lag("city-power", 12, 1, 90.0, 130.0)], command="python -m evals run --seed 7",
    seed=7, begun_at=datetime(2026, 3, 4, 12, tzinfo=UTC), version="0123456789ab", took_s=61.0,
)  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports") / "new"
    write_reports(RUN, folder)
    return folder


@pytest.mark.parametrize("name", ["report.md", "report.html"])
@pytest.mark.parametrize(
    "told",
    ["StaleAdvice", "P-1 is over", "0123456789ab", "python -m evals run --seed 7", "city-power",
     "and water?", "nothing_reported"],
)  # fmt: skip
def test_people_read_what_was_reached_and_what_was_wrong(written: Path, name: str, told: str):
    assert told in (written / name).read_text("utf-8")


def test_the_page_needs_nothing_else(written: Path):
    text = (written / "report.html").read_text("utf-8")
    seen: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.add(tag)
            assert not {name for name, _ in attrs} & {"src", "href", "onclick", "style"}

    Reader().feed(text)
    assert seen.isdisjoint({"script", "link", "img", "iframe"})
    assert "<b>power</b>" not in text
    assert not re.search(r"url\(|@import|https?://", text)


def test_the_json_is_of_the_form_that_is_stated(written: Path):
    told = orjson.loads((written / "report.json").read_bytes())
    jsonschema.validate(told, json.loads(SCHEMA.read_text("utf-8")))
    assert (told["asked"], told["right"]) == (40, 39)
    assert told["slices"]["language"]["zh"]["asked"] == 14
    assert told["wrong"][0]["harms"] == [{"name": "StaleAdvice", "why": "P-1 is over"}]


def test_junit_has_a_case_for_each_question_and_each_threshold(written: Path):
    suite = ElementTree.parse(written / "junit.xml").getroot()[0]
    failed = [case for case in suite if len(case)]
    assert len(suite) == int(suite.attrib["tests"]) == 40 + len(RUN.judgements)
    assert len(failed) == int(suite.attrib["failures"]) == 1 + len(RUN.missed)
    assert failed[0][0].attrib["type"] == "StaleAdvice"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(("scheme", "paper"), [("light", "255, 255, 255"), ("dark", "18, 22, 27")])
def test_the_page_fits_a_phone_and_a_desk(
    written: Path, browser: Browser, width: int, scheme: Literal["light", "dark"], paper: str
):
    page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    page.goto((written / "report.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("svg[role=img]").first.bounding_box() is not None
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == f"rgb({paper})"
    page.close()
