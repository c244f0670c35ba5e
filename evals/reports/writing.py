"""Write one run as Markdown, self-contained HTML, JSON and JUnit XML."""

import html
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import orjson

from evals.outcome import Lag, Outcome, accuracy, by_slice, gravest, harm_counts

SLICES: Final = ("topic", "aspect", "place", "language", "channel", "instant", "scenario")
_LISTED: Final = 200


def write_reports(
    outcomes: Sequence[Outcome], lines: Sequence[str], behind: Sequence[Lag], folder: Path
) -> None:
    """Write `report.md`, `report.html`, `report.json` and `junit.xml` into a folder.

    Args:
        outcomes: what came of every question.
        lines: thresholds that were missed.
        behind: how far sources were behind the truth.
        folder: made where it is not there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = list(_markdown(outcomes, lines, behind))
    (folder / "report.md").write_text("\n".join(written) + "\n", "utf-8")
    (folder / "report.html").write_text(_html(written), "utf-8")
    (folder / "report.json").write_bytes(orjson.dumps(figures(outcomes, lines, behind)))
    ElementTree.ElementTree(_junit(outcomes)).write(folder / "junit.xml", "utf-8", True)


def figures(
    outcomes: Sequence[Outcome], lines: Sequence[str], behind: Sequence[Lag]
) -> dict[str, Any]:
    """Return all of a run as plain values."""
    right = accuracy(outcomes)
    return {
        "asked": right.asked,
        "right": right.right,
        "accuracy": right.share,
        "interval": list(right.interval),
        "harms": harm_counts(outcomes),
        "missed": list(lines),
        "behind": [asdict(lag) for lag in behind],
        "slices": {
            kind: {
                name: {"asked": s.asked, "share": s.share, "interval": list(s.interval)}
                for name, s in by_slice(outcomes, kind).items()
            }
            for kind in SLICES
        },
        "wrong": [_plain(outcome) for outcome in gravest(outcomes)],
    }


def _plain(outcome: Outcome) -> dict[str, Any]:
    return {
        "question": outcome.question, "before": outcome.before, "answer": outcome.answer,
        "status": outcome.status, "cited": list(outcome.cited), "expected": outcome.expected,
        "at": outcome.at.isoformat(), "slices": dict(outcome.slices), "slots": dict(outcome.slots),
        "harms": [{"name": str(harm.name), "why": harm.why} for harm in outcome.harms],
    }  # fmt: skip


def _markdown(
    outcomes: Sequence[Outcome], lines: Sequence[str], behind: Sequence[Lag]
) -> Iterator[str]:
    right = accuracy(outcomes)
    low, high = right.interval
    yield "# Does it tell the truth?\n"
    yield f"{right.right} of {right.asked} answers right: **{right.share:.4f}** "
    yield f"(95 % interval {low:.4f} to {high:.4f}).\n"
    yield from (f"- missed: {line}" for line in lines)
    yield "\n| harm | answers | share |\n|---|---|---|"
    for name, count in harm_counts(outcomes).items():
        yield f"| {name} | {count} | {count / right.asked:.4f} |"
    for kind in SLICES:
        yield f"\n| {kind} | n | right | 95 % |\n|---|---|---|---|"
        for name, share in by_slice(outcomes, kind).items():
            low, high = share.interval
            yield f"| {name} | {share.asked} | {share.share:.3f} | {low:.3f} to {high:.3f} |"
    yield "\n| source | told | never told | median s behind | 95 % |\n|---|---|---|---|---|"
    for lag in behind:
        yield f"| {lag.source} | {lag.told} | {lag.untold} | {lag.median_s:.0f} | {lag.p95_s:.0f} |"
    yield "\n## Wrong answers, the gravest first\n"
    for outcome in gravest(outcomes)[:_LISTED]:
        yield f"- **{outcome.question}** ({outcome.at:%a %H:%M}, {outcome.expected})  "
        yield f"  {outcome.status}: {outcome.answer}  "
        yield from (f"  *{harm.name}*: {harm.why}  " for harm in outcome.harms)


def _html(written: Sequence[str]) -> str:
    """Set the lines of the Markdown as HTML: headings, tables, paragraphs."""
    body: list[str] = []
    for line in "\n".join(written).split("\n"):
        text = html.escape(line.strip())
        if text.startswith("|---") or not text:
            continue
        if text.startswith("|"):
            cells = "".join(f"<td>{cell.strip()}</td>" for cell in text.strip("|").split("|"))
            last = body[-1] if body else ""
            opened = last.removesuffix("</table>") if last.endswith("</table>") else ""
            body[-1:] = [f"{opened or last + '<table>'}<tr>{cells}</tr></table>"]
        else:
            level = len(text) - len(text.lstrip("#"))
            tag = f"h{level}" if level else "p"
            body.append(f"<{tag}>{text.lstrip('# ')}</{tag}>")
    style = "body{font:15px sans-serif;max-width:70em;margin:2em auto}td{padding:0 1em 0 0}"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Evaluation</title>'
        f"<style>{style}</style><body>{''.join(body)}</body></html>"
    )


def _junit(outcomes: Sequence[Outcome]) -> ElementTree.Element:
    right = accuracy(outcomes)
    suite = ElementTree.Element(
        "testsuite", name="evals", tests=str(right.asked), failures=str(right.asked - right.right)
    )
    for outcome in outcomes:
        group = f"{outcome.slices.get('scenario', '')}.{outcome.slices.get('topic', '')}"
        case = ElementTree.SubElement(suite, "testcase", classname=group, name=outcome.question)
        for harm in outcome.harms:
            told = ElementTree.SubElement(case, "failure", type=str(harm.name), message=harm.why)
            told.text = outcome.answer
    return suite
