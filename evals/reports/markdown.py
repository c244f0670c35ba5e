"""Write one run as Markdown."""

from collections.abc import Iterator
from typing import Final

from evals.outcome import accuracy, by_slice, gravest, harm_counts
from evals.reports.run_told import SLICES, RunTold

LISTED: Final = 200
"""Of so many wrong answers everything is written out; all of them are in `report.json`."""


def markdown(run: RunTold) -> Iterator[str]:
    """Yield the lines of the report."""
    right = accuracy(run.outcomes)
    low, high = right.interval
    yield "# Does it tell the truth?\n"
    yield f"{right.right:,} of {right.asked:,} answers right: **{right.share:.4f}** "
    yield f"(95 % interval {low:.4f} to {high:.4f}). {_verdict(run)}\n"
    yield f"Version {run.version or 'unknown'}, begun {run.begun_at:%Y-%m-%d %H:%M %Z}, seed "
    yield f"{run.seed}, {run.took_s:.0f} s. Again: `{run.command}`\n"
    yield "\n| of | threshold | bound | reached | |\n|---|---|---|---|---|"
    for told in run.judgements:
        met = "met" if told.met else "**MISSED**"
        yield f"| {told.of} | {told.measure} | {told.bound} | {told.reached} | {met} |"
    yield "\n| harm | answers | share |\n|---|---|---|"
    for name, count in harm_counts(run.outcomes).items():
        yield f"| {name} | {count} | {count / right.asked:.4f} |"
    for kind in SLICES:
        shares = by_slice(run.outcomes, kind)
        if shares:
            yield f"\n| {kind} | n | right | 95 % |\n|---|---|---|---|"
        for name, share in shares.items():
            low, high = share.interval
            yield f"| {name} | {share.asked} | {share.share:.3f} | {low:.3f} to {high:.3f} |"
    if run.behind:
        yield "\nHow far sources were behind what was so:\n"
        yield "| source | told | never told | median s | 95 % within s |\n|---|---|---|---|---|"
    for lag in run.behind:
        yield f"| {lag.source} | {lag.told} | {lag.untold} | {lag.median_s:.0f} | {lag.p95_s:.0f} |"
    yield from _wrong(run)


def _verdict(run: RunTold) -> str:
    missed = len(run.missed)
    return f"{missed} thresholds missed." if missed else "Every threshold is met."


def _wrong(run: RunTold) -> Iterator[str]:
    wrong = gravest(run.outcomes)
    if wrong:
        yield f"\n## Wrong answers, the gravest first ({len(wrong)})\n"
    for outcome in wrong[:LISTED]:
        asked = f"{outcome.before} >> {outcome.question}" if outcome.before else outcome.question
        yield f"- **{asked}** ({outcome.asked_of}, {outcome.at:%a %H:%M})  "
        yield f"  {outcome.status}: {outcome.answer}  "
        yield f"  right: {outcome.expected}  "
        yield from (f"  *{harm.name}*: {harm.why}  " for harm in outcome.harms)
