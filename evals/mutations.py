"""Plant faults and ask again: `python -m evals mutations`. Each must turn the evaluation red.

For every fault the same questions are asked of the sound code and of the broken one. What counts is
an answer with the harm named for the fault to a question that the sound code answers without it: a
harm that was there before proves nothing.
"""

import argparse
import contextlib
import io
import multiprocessing
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Final

import orjson

from evals import answers
from evals.fault_list import FAULTS
from evals.faults import Fault, planted
from evals.interview import Interview, interview
from evals.outcome import Outcome
from evals.recorded_city import Take

QUESTIONS: Final = 240
_SHORT_QUESTIONS: Final = 72
_SHORT_MINUTES: Final = 45


@dataclass(frozen=True, slots=True)
class Trial:
    """Name one run: where, what is asked, how much of it, and with which fault.

    Attributes:
        fault: the place of the fault in the list; None for the sound code.
    """

    pack: Path
    scenario: str
    suites: Sequence[str]
    minutes: int
    questions: int
    seed: int
    fault: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """Hold what became of one fault.

    Attributes:
        name: the fault.
        harm: the harm that it should do.
        asked: how many questions were asked.
        harmed: how many answers have it that had it not before.
        before: how many answers of the sound code have it.
        others: the other harms that came with it.
        example: one harmed answer: the question, and why.
    """

    name: str
    harm: str
    asked: int
    harmed: int
    before: int
    others: dict[str, int]
    example: str

    @property
    def seen(self) -> bool:
        """Say whether the evaluation turned red for it."""
        return self.harmed > 0


def main(arguments: Sequence[str], city_folder: Path) -> int:
    """Check every fault, print a table, and return 1 where one is not seen."""
    given = _parser(city_folder).parse_args(arguments)
    proofs = prove(given.city, short=given.short, seed=given.seed, jobs=given.jobs)
    lines = list(table(proofs))
    print("\n".join(lines))
    if given.out is not None:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "mutations.md").write_text("# Planted faults\n\n" + "\n".join(lines) + "\n")
        (given.out / "mutations.json").write_bytes(orjson.dumps([asdict(p) for p in proofs]))
    missed = [proof.name for proof in proofs if not proof.seen]
    print(f"{len(proofs) - len(missed)} of {len(proofs)} faults seen")
    return 1 if missed else 0


def prove(pack: Path, *, short: bool, seed: int, jobs: int) -> list[Proof]:
    """Ask with each fault and without it, each run in a process of its own."""
    chosen = [n for n, fault in enumerate(FAULTS) if fault.short or not short]
    questions = _SHORT_QUESTIONS if short else QUESTIONS
    broken = [
        _trial(pack, _shortened(FAULTS[n]) if short else FAULTS[n], n, questions, seed)
        for n in chosen
    ]
    sound = list(dict.fromkeys(part for trial in broken for part in _parts(trial)))
    fresh = multiprocessing.get_context("forkserver")
    fresh.set_forkserver_preload([answers.__name__, interview.__module__])
    with ProcessPoolExecutor(jobs, mp_context=fresh, max_tasks_per_child=1) as pool:
        results = list(pool.map(ask, [*sound, *broken]))
    before = dict(zip(sound, results, strict=False))
    return [
        proof(FAULTS[n], found, [o for part in _parts(trial) for o in before[part]])
        for n, trial, found in zip(chosen, broken, results[len(sound) :], strict=True)
    ]


def ask(trial: Trial) -> list[Outcome]:
    """Return what came of one run."""
    with contextlib.ExitStack() as stack:
        if trial.fault is not None:
            stack.enter_context(planted(FAULTS[trial.fault]))
        stack.enter_context(contextlib.redirect_stdout(io.StringIO()))  # wrong ones are wanted
        found: list[Outcome] = []
        for suite in trial.suites:
            found += answers.ask_suites(trial.pack, suite)
        if trial.scenario:
            take = Take(trial.pack, trial.scenario, trial.seed)
            longest = timedelta(minutes=trial.minutes)
            found += interview(Interview(take, trial.questions, longest)).outcomes
    return found


def table(proofs: Iterable[Proof]) -> Iterable[str]:
    """Yield the lines of a table in Markdown."""
    yield "| fault | harm | asked | harmed | before | also | |"
    yield "|---|---|---|---|---|---|---|"
    for proof in proofs:
        also = ", ".join(f"{name} {count}" for name, count in proof.others.items())
        verdict = "red" if proof.seen else "**NOT SEEN**"
        yield (
            f"| {proof.name} | {proof.harm} | {proof.asked} | {proof.harmed} | {proof.before} "
            f"| {also} | {verdict} |"
        )


def _shortened(fault: Fault) -> Fault:
    """Return the fault with less to look at: its suites alone, or the beginning of its city."""
    scenario = "" if fault.suites else fault.scenario
    return replace(fault, scenario=scenario, minutes=_SHORT_MINUTES)


def _trial(pack: Path, fault: Fault, number: int, questions: int, seed: int) -> Trial:
    return Trial(pack, fault.scenario, tuple(fault.suites), fault.minutes, questions, seed, number)


def _parts(trial: Trial) -> list[Trial]:
    """Return the sound runs that a broken one is held against; many faults share them."""
    alone = [Trial(trial.pack, "", (suite,), 0, 0, trial.seed) for suite in trial.suites]
    if not trial.scenario:
        return alone
    recorded = Trial(trial.pack, trial.scenario, (), trial.minutes, trial.questions, trial.seed)
    return [*alone, recorded]


def proof(fault: Fault, found: Sequence[Outcome], before: Sequence[Outcome]) -> Proof:
    """Hold the answers of broken code against those of the sound one."""
    known = {_key(outcome): _names(outcome) for outcome in before}
    fresh = [(o, _names(o) - known.get(_key(o), set())) for o in found]
    harmed = [outcome for outcome, names in fresh if fault.harm in names]
    others = Counter(name for _, names in fresh for name in names if name != fault.harm)
    example = ""
    if harmed:
        why = next(harm.why for harm in harmed[0].harms if harm.name == fault.harm)
        example = f"{harmed[0].question} → {why}"
    return Proof(
        name=fault.name, harm=fault.harm.value, asked=len(found), harmed=len(harmed),
        before=sum(fault.harm in _names(o) for o in before), others=dict(others.most_common(3)),
        example=example,
    )  # fmt: skip


def _key(outcome: Outcome) -> tuple[str, ...]:
    parts = outcome.slices
    at = outcome.at.isoformat()
    slots = (outcome.asked_of, outcome.slots.get("case", ""), parts.get("channel", ""))
    return (*slots, at, outcome.before, outcome.question)


def _names(outcome: Outcome) -> set[str]:
    return {str(harm.name) for harm in outcome.harms}


def _parser(city_folder: Path) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m evals mutations", description=__doc__)
    parser.add_argument("--city", type=Path, default=city_folder, help="folder of the city pack")
    parser.add_argument("--short", action="store_true", help="only a few of the faults")
    parser.add_argument("--seed", type=int, default=3, help="of the city and the questions (3)")
    parser.add_argument("--jobs", type=int, default=2, help="processes side by side (2)")
    parser.add_argument("--out", type=Path, help="folder for the table")
    return parser
