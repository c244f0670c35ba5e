"""Every suite reaches its thresholds, and a planted fault turns it red."""

from pathlib import Path

import pytest

from core.city import load_city
from core.event import Event
from core.footprint import Basis, Footprint
from core.lifecycle import Phase, Standing
from evals.answers import ask_suites, play
from evals.gate import Thresholds, judge, load_thresholds
from evals.stage import Stage
from evals.task import HELD_OUT_DANGERS, SUITES, Suite, load_suite

CITY = Path(__file__).parents[2] / "cities" / "rivermouth"
NAMES = sorted(path.stem for path in SUITES.glob("*.yaml") if path not in HELD_OUT_DANGERS)


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage(load_city(CITY))


@pytest.mark.parametrize("name", NAMES)
def test_a_suite_reaches_its_thresholds(name: str):
    own = Thresholds(suites={name: load_thresholds().suites[name]})
    judged = judge(ask_suites(CITY, name), own)
    assert judged
    assert [str(told) for told in judged if not told.met] == []


def threads() -> Suite:
    return load_suite(SUITES / "threads.yaml")


def test_cancelled_events_shown_as_active_would_be_found(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("core.lifecycle._ended_by_word", _still_active)
    harms = {harm.name for wrong in play(stage, threads()) for harm in wrong}
    assert "WrongStatus" in harms


def _still_active(_event: Event) -> Standing:
    return Standing(Phase.ACTIVE)


def test_silent_sources_treated_as_live_would_be_found(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("core.coverage.Coverage.live", True)
    suite = threads()
    heard = [case for case in suite.cases if None not in case.silent.values()]
    told = suite.model_copy(update={"cases": heard})
    harms = {harm.name for wrong in play(stage, told) for harm in wrong}
    assert "FalseAllClear" in harms


def test_everything_taken_to_cover_every_place_would_be_found(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("indexer.locate.Locator.locate", _everywhere)
    harms = {harm.name for wrong in play(stage, threads()) for harm in wrong}
    assert "WrongStatus" in harms


def _everywhere(*_asked: object) -> Footprint:
    return Footprint(basis=Basis.CITYWIDE, everywhere=True)
