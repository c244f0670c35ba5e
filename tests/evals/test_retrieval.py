"""Retrieval is measured on the same events for every run, and ours is ahead."""

from datetime import timedelta
from pathlib import Path

import pytest

from evals.recorded_city import Take
from evals.retrieval import Scored, behind, markdown, mean, measured, write_report
from evals.retrieval_asked import Single, singles
from evals.retrieval_runs import LANGCHAIN, OURS, RUNS
from indexer.embedder import find_model

_CITY = Path(__file__).parents[2] / "cities" / "rivermouth"


def scored(id_: str, language: str, ours: float, theirs: float) -> Scored:
    def figures(value: float) -> dict[str, float]:
        return {"nDCG@10": value, "R@10": value, "RR": value}

    measures = {run: figures(0.1) for run in RUNS}
    measures |= {OURS: figures(ours), LANGCHAIN: figures(theirs)}
    slices = {"language": language, "particular": "any", "topic": "power", "place": "area"}
    return Scored(id_, "?", slices, measures, {}, {})


@pytest.mark.slow
def test_a_small_recording_is_measured_and_ours_is_ahead(tmp_path: Path):
    if find_model() is None:
        pytest.skip("no embedding model: `make model`")
    found = measured(Take(_CITY, "burst", 3), 30, timedelta(minutes=50))
    assert found is not None
    assert len(found) >= 15
    for run in RUNS[2:]:
        for name in ("nDCG@10", "RR"):
            assert mean(found, OURS, name) > mean(found, run, name), (run, name)
            assert mean(found, run, name) > 0
    for one in found:
        assert 2 in one.grades.values()
        assert all(len(ids) <= 10 for ids in one.ranked.values())
    write_report(found, tmp_path)
    assert OURS in (tmp_path / "retrieval.md").read_text("utf-8")
    assert (tmp_path / "retrieval.json").stat().st_size > 100


def test_where_a_baseline_is_ahead_it_is_named():
    even = [scored(f"a/{n}", "en", 0.9, 0.8) for n in range(60)]
    assert behind(even) == []
    lost = behind([*even, *(scored(f"b/{n}", "fr", 0.5, 0.7) for n in range(60))])
    assert any(line.startswith("language: fr (n 60)") for line in lost)
    assert not any(line.startswith("language: en") for line in lost)


def test_the_table_has_a_row_for_every_run():
    lines = list(markdown([scored("a/1", "en", 0.9, 0.8)]))
    assert lines[0] == "| n = 1 | nDCG@10 | R@10 | RR |"
    for run in RUNS:
        assert any(line.startswith(f"| {run} |") for line in lines)


@pytest.mark.parametrize("single", singles(), ids=[one.cause.pattern for one in singles()])
def test_a_way_to_single_something_out_names_at_most_an_area(single: Single):
    assert set(single.ways) <= {"en", "es", "fr", "zh"}
    assert next(iter(single.ways)) == "en"
    for ways in single.ways.values():
        assert ways
        assert all(way.replace("{area}", "").find("{") < 0 for way in ways)
