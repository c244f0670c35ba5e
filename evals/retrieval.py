"""Measure how well events are found: `python -m evals retrieval`.

Recorded cities are asked at many instants. Every run ranks the same events, those in force or
announced, for the same questions; grades come from the ledger of what sources had said alone.
nDCG@10 counts what answers twice and what may also be mentioned once; R@10 and RR count only what
answers the question as asked. The others are given no more and no less: nothing that is over.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final, cast

import ir_measures
import orjson
from ir_measures import RR, R, nDCG
from rich.console import Console
from rich.table import Table

from evals.asking import Asker
from evals.geography import Geography
from evals.instants import instants
from evals.ledger import Ledger
from evals.phrasing import load_paraphrases
from evals.recorded_city import RecordedCity, Take
from evals.retrieval_asked import LIVE, Grader, Query
from evals.retrieval_runs import OURS, RUNS, Rankers, Remembered
from indexer.embedder import load_model
from producers.city.scenario import names

QUESTIONS: Final = 1350
LONGEST: Final = timedelta(hours=3)
_PER_STOP: Final = 6
_MEASURES: Final = {"nDCG@10": nDCG @ 10, "R@10": R(rel=2) @ 10, "RR": RR(rel=2) @ 10}
_SLICES: Final = ("language", "particular", "topic", "place")
_measure: Final = cast(Any, ir_measures).iter_calc
_LEAST: Final = 10
"""A slice of fewer questions is not told."""
_ENOUGH: Final = 50
"""A slice of fewer is told, and decides nothing: one question is 2 % of it."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Hold one question, the slices that it is in, and each run's measures.

    Attributes:
        id: of the question.
        text: its words.
        slices: kind of slice to its name.
        measures: by run, by measure, 0 to 1.
        ranked: by run, event ids, the best first.
        grades: by event id.
    """

    id: str
    text: str
    slices: Mapping[str, str]
    measures: Mapping[str, Mapping[str, float]]
    ranked: Mapping[str, Sequence[str]]
    grades: Mapping[str, int]


def main(arguments: Sequence[str], city_folder: Path) -> int:
    """Ask, print the table, write the report, and return 1 where a baseline is ahead."""
    parser = argparse.ArgumentParser(prog="python -m evals retrieval", description=__doc__)
    parser.add_argument("--city", type=Path, default=city_folder, help="folder of the city pack")
    parser.add_argument("--scenario", action="append", choices=names(), help="only; may repeat")
    parser.add_argument("--limit", type=int, default=QUESTIONS, help=f"questions ({QUESTIONS})")
    parser.add_argument("--seed", type=int, default=1, help="of the city and the questions (1)")
    parser.add_argument("--jobs", type=int, default=2, help="processes side by side (2)")
    parser.add_argument("--out", type=Path, help="folder for retrieval.md and retrieval.json")
    parser.add_argument("--list-worst", type=int, default=0, help="print so many of our worst")
    given = parser.parse_args(arguments)
    takes = [Take(given.city, name, given.seed) for name in given.scenario or names()]
    each = -(-given.limit // len(takes))
    with ProcessPoolExecutor(given.jobs) as pool:
        told = list(pool.map(partial(measured, questions=each), takes))
    if any(one is None for one in told):
        print("evals: retrieval needs an embedding model: `make model`", file=sys.stderr)
        return 2
    scored = [one for found in told for one in found or ()]
    Console().print(_as_table(scored))
    for one in sorted(scored, key=lambda s: s.measures[OURS]["nDCG@10"])[: given.list_worst]:
        print(f"{one.measures[OURS]['nDCG@10']:.2f} {one.text!r} {dict(one.slices)}")
        print(f"   {dict(one.grades)}\n   {list(one.ranked[OURS])}")
    if given.out is not None:
        write_report(scored, given.out)
    lost = behind(scored)
    for line in lost:
        print(f"behind: {line}")
    return 1 if lost else 0


def measured(take: Take, questions: int, longest: timedelta = LONGEST) -> list[Scored] | None:
    """Play a take and measure every run on about so many questions; None without a model."""
    model = load_model()
    if model is None:
        return None
    city = RecordedCity(take, longest)
    chance = Random(f"retrieval/{take.scenario}/{take.seed}")
    geography, ledger = Geography(city.city), Ledger()
    grader = Grader(geography, Asker(geography, load_paraphrases(), chance), chance)
    rankers = Rankers(city.city, city.gazetteer, city.view, Remembered(model))
    stops = instants(city, max(1, questions // _PER_STOP), chance)
    queries: list[Query] = []
    ranked: dict[str, Mapping[str, Sequence[str]]] = {}
    written = 0
    for number, stop in enumerate(stops, start=1):
        city.play(stop.at)
        ledger.write(city.heard[written:])
        written = len(city.heard)
        told = list(ledger.events(stop.at))
        rankers.look([e for e in told if e.state in LIVE and e.topic != "anomalies"])
        due = questions * number // len(stops) - len(queries)
        for query in grader.queries(stop, told, due, take.scenario):
            queries.append(query)
            ranked[query.id] = rankers.ranked(query.asked.text, stop.at)
    return list(_scored(queries, ranked))


def _scored(
    queries: Sequence[Query], ranked: Mapping[str, Mapping[str, Sequence[str]]]
) -> Iterator[Scored]:
    qrels = {query.id: dict(query.grades) for query in queries}
    found: dict[str, dict[str, dict[str, float]]] = {
        query.id: {run: dict.fromkeys(_MEASURES, 0.0) for run in RUNS} for query in queries
    }
    named = {str(measure): name for name, measure in _MEASURES.items()}
    for run in RUNS:
        ranking = {
            id_: {event: float(-place) for place, event in enumerate(runs[run])}
            for id_, runs in ranked.items()
        }
        for metric in _measure(list(_MEASURES.values()), qrels, ranking):
            found[metric.query_id][run][named[str(metric.measure)]] = metric.value
    for query in queries:
        asked = query.asked
        slices = {
            "language": asked.language,
            "particular": "one singled out" if query.particular else "any of its kind",
            "topic": asked.ask.topic,
            "place": asked.ask.spot.kind if asked.ask.spot else "none",
        }
        yield Scored(query.id, asked.text, slices, found[query.id], ranked[query.id], query.grades)


def behind(scored: Sequence[Scored]) -> list[str]:
    """Say where a baseline is ahead of ours: in all, or in a slice of some size."""
    lost: list[str] = []
    for title, part in _parts(scored):
        if len(part) < _ENOUGH:
            continue
        for measure in _MEASURES:
            best = max(RUNS[2:], key=lambda run: mean(part, run, measure))
            ours, theirs = mean(part, OURS, measure), mean(part, best, measure)
            if theirs > ours:
                lost.append(f"{title} (n {len(part)}): {measure} {ours:.3f}, {best} {theirs:.3f}")
    return lost


def mean(scored: Sequence[Scored], run: str, measure: str) -> float:
    """Return a run's mean over questions."""
    return sum(one.measures[run][measure] for one in scored) / max(1, len(scored))


def write_report(scored: Sequence[Scored], folder: Path) -> None:
    """Write `retrieval.md` and `retrieval.json` into a folder, made where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "retrieval.md").write_text("\n".join(markdown(scored)) + "\n", "utf-8")
    figures = {
        title: {
            "n": len(part),
            **{run: {name: mean(part, run, name) for name in _MEASURES} for run in RUNS},
        }
        for title, part in _parts(scored)
    }
    (folder / "retrieval.json").write_bytes(orjson.dumps(figures, option=orjson.OPT_INDENT_2))


def markdown(scored: Sequence[Scored]) -> Iterator[str]:
    """Yield the side-by-side table, in all and by slice."""
    yield f"| n = {len(scored)} | " + " | ".join(_MEASURES) + " |"
    yield "|---|" + "---:|" * len(_MEASURES)
    for run in RUNS:
        yield f"| {run} | " + " | ".join(f"{mean(scored, run, m):.3f}" for m in _MEASURES) + " |"
    yield ""
    yield "| nDCG@10 | n | " + " | ".join(RUNS) + " |"
    yield "|---|---:|" + "---:|" * len(RUNS)
    for title, part in _parts(scored):
        figures = " | ".join(f"{mean(part, run, 'nDCG@10'):.3f}" for run in RUNS)
        yield f"| {title} | {len(part)} | {figures} |"


def _parts(scored: Sequence[Scored]) -> Iterator[tuple[str, Sequence[Scored]]]:
    yield "all", scored
    for kind in _SLICES:
        for name in sorted({one.slices[kind] for one in scored}):
            part = [one for one in scored if one.slices[kind] == name]
            if len(part) >= _LEAST:
                yield f"{kind}: {name}", part


def _as_table(scored: Sequence[Scored]) -> Table:
    table = Table(title=f"{len(scored)} questions: nDCG@10 / R@10 / RR")
    table.add_column("slice")
    table.add_column("n", justify="right")
    for run in RUNS:
        table.add_column(run, justify="right")
    for title, part in _parts(scored):
        cells = [" ".join(f"{mean(part, run, m):.3f}" for m in _MEASURES) for run in RUNS]
        table.add_row(title, str(len(part)), *cells)
    return table
