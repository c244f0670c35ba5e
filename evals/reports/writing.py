"""Write one run as Markdown, self-contained HTML, JSON and JUnit XML."""

import re
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import orjson

from evals.outcome import accuracy
from evals.reports.markdown import markdown
from evals.reports.page import page
from evals.reports.run_told import RunTold, figures

_UNFIT: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold, however it is escaped."""


def write_reports(run: RunTold, folder: Path) -> None:
    """Write `report.md`, `report.html`, `report.json` and `junit.xml` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.md").write_text("\n".join(markdown(run)) + "\n", "utf-8")
    (folder / "report.html").write_text(page(run), "utf-8")
    (folder / "report.json").write_bytes(orjson.dumps(figures(run), option=orjson.OPT_INDENT_2))
    ElementTree.ElementTree(_junit(run)).write(folder / "junit.xml", "utf-8", True)


def _junit(run: RunTold) -> ElementTree.Element:
    """Return a case for each question, failed where the answer is wrong, and one a threshold."""
    right, missed = accuracy(run.outcomes), run.missed
    suites = ElementTree.Element("testsuites")
    suite = ElementTree.SubElement(
        suites, "testsuite", name="evals", tests=str(right.asked + len(run.judgements)),
        failures=str(right.asked - right.right + len(missed)), time=f"{run.took_s:.1f}",
        timestamp=run.begun_at.isoformat(timespec="seconds"),
    )  # fmt: skip
    for outcome in run.outcomes:
        group = f"{outcome.asked_of}.{outcome.slices.get('topic', '')}"
        case = _case(suite, group.strip("."), outcome.question, outcome.took_ms / 1000)
        if outcome.harms:
            kinds = " ".join(dict.fromkeys(str(harm.name) for harm in outcome.harms))
            whys = "\n".join(f"{harm.name}: {harm.why}" for harm in outcome.harms)
            failed = ElementTree.SubElement(case, "failure", type=kinds, message=_fit(whys))
            failed.text = _fit(f"{outcome.at.isoformat()}\n{outcome.status}: {outcome.answer}")
    for told in run.judgements:
        case = _case(suite, f"thresholds.{told.of}", told.measure, 0.0)
        if not told.met:
            ElementTree.SubElement(case, "failure", type="threshold", message=str(told))
    return suites


def _case(suite: ElementTree.Element, group: str, name: str, time_s: float) -> ElementTree.Element:
    return ElementTree.SubElement(
        suite, "testcase", classname=_fit(group), name=_fit(name), time=f"{time_s:.4f}"
    )


def _fit(text: str) -> str:
    return _UNFIT.sub("?", text)
