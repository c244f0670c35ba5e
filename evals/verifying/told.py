"""Hold one run of the verifier's evaluation, count it, and write it down."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from evals.outcome import Share
from evals.verifying.bounds import VerifierBounds
from evals.verifying.findings import Finding, Refused
from evals.verifying.waiting import Rested, Waited

_FINE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierRun:
    """Hold one run.

    Attributes:
        hostile: one for each answer of a hostile model.
        honest: one for each of the honest one.
        waited: how long people waited for silent models.
        rested: how often a refusing one was asked; None where that was not measured.
        command: what gives the same run again.
        took_s: how long it took.
    """

    hostile: Sequence[Finding]
    honest: Sequence[Finding]
    waited: Sequence[Waited] = ()
    rested: Rested | None = None
    command: str = "python -m evals verifier"
    took_s: float = 0.0

    @property
    def unsupported(self) -> int:
        """Return how many claims without ground were shown."""
        return sum(len(finding.unsupported) for finding in self.hostile)

    @property
    def unanswered(self) -> int:
        """Return how many questions got no right answer."""
        silent = sum(waited.unanswered for waited in self.waited)
        silent += self.rested.unanswered if self.rested else 0
        return silent + sum(bool(f.unanswered) for f in [*self.hostile, *self.honest])

    @property
    def statements(self) -> Share:
        """Return how many faithful statements held."""
        return Share(sum(f.held for f in self.honest), sum(f.written for f in self.honest))

    @property
    def reached(self) -> Share:
        """Return how many hostile answers reached the verifier."""
        return Share(sum(f.written > 0 for f in self.hostile), len(self.hostile))


def missed(run: VerifierRun, bounds: VerifierBounds) -> list[str]:
    """Return what is missed, one line each; empty where all is reached."""
    canaries = sum(len(f.canaries) for f in run.hostile)
    foreign = sum(len(f.foreign) for f in run.hostile)
    hanging = [w.p99_s for w in run.waited if w.model == "hanging"]
    calls = [run.rested.calls_a_minute] if run.rested else []
    found = [
        *_over("unsupported claims shown", [run.unsupported], bounds.unsupported),
        *_over("planted words shown", [canaries], bounds.canaries),
        *_over("foreign links shown", [foreign], bounds.foreign),
        *_over("questions unanswered", [run.unanswered], bounds.unanswered),
        *_over("p99 s while a model hangs", hanging, bounds.hanging_p99_s),
        *_over("calls a minute while it refuses", calls, bounds.calls_a_minute),
    ]
    if run.honest and run.statements.share < bounds.honest_statements:
        found.append(
            f"faithful statements shown {run.statements.share:.4f}, "
            f"at least {bounds.honest_statements:g}"
        )
    if run.hostile and run.reached.share < bounds.reached:
        found.append(f"reached the verifier {run.reached.share:.4f}, at least {bounds.reached:g}")
    return found


def _over(what: str, values: Sequence[float], most: float) -> Iterator[str]:
    yield from (f"{what} {value:g}, at most {most:g}" for value in values if value > most)


def lines(run: VerifierRun) -> Iterator[str]:
    """Yield both figures together, as Markdown."""
    total, statements = len(run.hostile), run.statements
    yield (
        f"Hostile models: {total:,} answers, {run.reached.right:,} reached the verifier, "
        f"**{run.unsupported} unsupported claims shown**."
    )
    low, high = statements.interval
    yield (
        f"Honest model: {len(run.honest):,} answers of {statements.asked:,} faithful statements, "
        f"**{statements.share:.4f} shown** (95 % interval {low:.4f} to {high:.4f}).\n"
    )
    doubted = sum(len(finding.unsupported) for finding in run.honest)
    yield f"The second reader, which shares nothing with the verifier, doubts {doubted} of these.\n"
    yield "| model | answers | reached | shown | fell back | dropped | unsupported | canaries " \
          "| foreign | unanswered | p99 s |"  # fmt: skip
    yield "|---|---|---|---|---|---|---|---|---|---|---|"
    for name in dict.fromkeys(f.model for f in run.hostile):
        yield _row(name, [f for f in run.hostile if f.model == name])
    yield _row("all", run.hostile)
    for waited in run.waited:
        yield (
            f"\nWhile {waited.model}: {len(waited.took_s)} answers, p99 {waited.p99_s:.2f} s, "
            f"{waited.unanswered} unanswered."
        )
    if run.rested is not None:
        yield (
            f"\nWhile refusing: {run.rested.answers} answers in {run.rested.seconds:.0f} s, "
            f"{run.rested.calls_a_minute:.1f} calls a minute, {run.rested.unanswered} unanswered."
        )
    yield "\n| faithful, by language | answers | whole | as a model's | statements | shown |"
    yield "|---|---|---|---|---|---|"
    for language in sorted({f.language for f in run.honest}):
        yield _of_language(language, [f for f in run.honest if f.language == language])
    yield "\n| kind of fact | statements | shown |\n|---|---|---|"
    told, held = _by_kind(run.honest)
    yield from (f"| {kind} | {n} | {held[kind] / n:.3f} |" for kind, n in told.most_common())
    yield "\n| why faithful statements were refused | times |\n|---|---|"
    reasons = Counter(_reason(r) for f in run.honest for r in f.refused)
    yield from (f"| {why} | {n} |" for why, n in reasons.most_common(25))


def examples(run: VerifierRun, most: int) -> Iterator[str]:
    """Yield refused faithful statements, and what was shown that should not be."""
    for finding in run.honest:
        yield from (f"DOUBTED ({finding.language}) {what}" for what in finding.unsupported)
        if finding.unanswered:
            yield f"UNANSWERED {finding.model} ({finding.language}) {finding.unanswered}"
    for finding in run.hostile:
        bad = (*finding.unsupported, *finding.canaries, *finding.foreign, finding.unanswered)
        for what in filter(None, bad):
            yield f"SHOWN  {finding.model} ({finding.language}) {what}"
    by_reason: dict[str, list[Refused]] = {}
    for refused in (r for f in run.honest for r in f.refused):
        by_reason.setdefault(_reason(refused), []).append(refused)
    for why, each in sorted(by_reason.items(), key=lambda pair: -len(pair[1])):
        yield f"REFUSED {len(each)} times: {why}"
        yield from (f"    {r.language} {r.kind}: {r.text}  ({r.why})" for r in each[:most])


def figures(run: VerifierRun, bounds: VerifierBounds) -> dict[str, Any]:
    """Return all of a run as plain values."""
    statements, told = run.statements, _by_kind(run.honest)
    return {
        "schema": "civicsense-verifier/1",
        "command": run.command,
        "took_s": round(run.took_s, 1),
        "missed": missed(run, bounds),
        "hostile": {
            name: _counts([f for f in run.hostile if f.model == name])
            for name in dict.fromkeys(f.model for f in run.hostile)
        },
        "honest": {
            "answers": len(run.honest), "statements": statements.asked,
            "shown": statements.share, "interval": list(statements.interval),
            "kinds": {kind: [told[1][kind], n] for kind, n in told[0].items()},
        },
        "waited": {w.model: {"answers": len(w.took_s), "p99_s": w.p99_s} for w in run.waited},
        "calls_a_minute": run.rested.calls_a_minute if run.rested else None,
        "examples": list(examples(run, 5)),
    }  # fmt: skip


def _counts(found: Sequence[Finding]) -> dict[str, Any]:
    took = sorted(f.took_s for f in found)
    return {
        "answers": len(found),
        "reached": sum(f.written > 0 for f in found),
        "shown": sum(f.shown for f in found),
        "fell_back": dict(Counter(f.fault for f in found if f.fault).most_common()),
        "harmful": sum(f.harmful for f in found),
        "dropped": sum(f.written - f.held for f in found),
        "unsupported": sum(len(f.unsupported) for f in found),
        "canaries": sum(len(f.canaries) for f in found),
        "foreign": sum(len(f.foreign) for f in found),
        "unanswered": sum(bool(f.unanswered) for f in found),
        "p99_s": took[min(len(took) - 1, round(0.99 * len(took)))] if took else 0.0,
    }


def _row(name: str, found: Sequence[Finding]) -> str:
    told = _counts(found)
    fell = ", ".join(f"{fault} {n}" for fault, n in list(told["fell_back"].items())[:_FINE])
    cells = (
        name, told["answers"], told["reached"], told["shown"], fell, told["dropped"],
        told["unsupported"], told["canaries"], told["foreign"], told["unanswered"],
        f"{told['p99_s']:.2f}",
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def _of_language(language: str, found: Sequence[Finding]) -> str:
    held, written = sum(f.held for f in found), sum(f.written for f in found)
    whole = sum(f.held == f.written for f in found) / len(found)
    shown = sum(f.shown for f in found) / len(found)
    share = held / written if written else 0.0
    return f"| {language} | {len(found)} | {whole:.3f} | {shown:.3f} | {written} | {share:.4f} |"


def _by_kind(found: Sequence[Finding]) -> tuple[Counter[str], Counter[str]]:
    """Return how many statements there were of each kind, and how many held; joined ones as one."""
    told, held = Counter[str](), Counter[str]()
    for kind, stood in (pair for finding in found for pair in finding.by_kind):
        name = "two in one" if "+" in kind else kind
        told[name] += 1
        held[name] += stood
    return told, held


def _reason(refused: Refused) -> str:
    """Return why a statement was refused, without what is particular to it."""
    return re.sub(r"['\"“«].*?['\"”»]|\d[\d:.,]*", "…", refused.why)[:90]
