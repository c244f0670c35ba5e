"""Write one run as a page that needs nothing else: no script, no network, light and dark."""

import html
from collections.abc import Iterator, Mapping, Sequence
from math import floor
from typing import Final

from evals.gate import Judgement
from evals.outcome import Outcome, Share, accuracy, by_slice, gravest, harm_counts
from evals.reports.markdown import LISTED
from evals.reports.run_told import SLICES, RunTold

_STYLE: Final = """
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#59636e;--paper:#fff;--card:#f5f7f9;
--rule:#d8dee4;--good:#1a7f37;--bad:#c0291f;--band:#7fb2e5;--dot:#0b4f94}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#9da7b1;--paper:#12161b;
--card:#1b2129;--rule:#343c46;--good:#4cc46a;--bad:#ff7b70;--band:#2f5f94;--dot:#a8d0ff}}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);
max-width:66rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.15rem;margin:2rem 0 .5rem}
p{margin:.4rem 0}.soft{color:var(--soft)}.good{color:var(--good)}.bad{color:var(--bad)}
code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}
.totals{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.75rem;
margin:1rem 0}
.totals div{background:var(--card);border-radius:.5rem;padding:.75rem 1rem}
.totals b{display:block;font-size:1.6rem;line-height:1.2}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.3rem .6rem .3rem 0;border-bottom:1px solid var(--rule);
vertical-align:top}th{font-weight:600;color:var(--soft);font-size:.85rem}
.n{text-align:right}.bar{width:40%;min-width:7rem;vertical-align:middle}
.bar svg{display:block;width:100%;height:.9rem}
details{border:1px solid var(--rule);border-radius:.5rem;padding:.5rem .9rem;margin:.5rem 0}
summary{cursor:pointer;font-weight:600;padding:.3rem 0;overflow-wrap:anywhere}
.said{border-left:3px solid var(--rule);padding-left:.75rem;margin:.5rem 0;overflow-wrap:anywhere}
"""


def page(run: RunTold) -> str:
    """Return the whole page."""
    body = "\n".join(_body(run))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Does it tell the truth?</title><style>{_STYLE}</style></head>\n"
        f"<body><main>{body}</main></body></html>\n"
    )


def _body(run: RunTold) -> Iterator[str]:
    right, missed = accuracy(run.outcomes), len(run.missed)
    low, high = right.interval
    verdict = f"{missed} thresholds missed" if missed else "Every threshold is met"
    yield "<h1>Does it tell the truth?</h1>"
    yield f'<p class="{"bad" if missed else "good"}"><b>{verdict}.</b></p>'
    yield '<div class="totals">'
    yield f"<div><b>{right.share:.2%}</b>right, 95 % between {low:.2%} and {high:.2%}</div>"
    yield f"<div><b>{right.asked:,}</b>questions asked</div>"
    yield f"<div><b>{right.asked - right.right:,}</b>answered wrongly</div></div>"
    yield f'<p class="soft">Version {_text(run.version or "unknown")}, begun '
    yield f"{run.begun_at:%Y-%m-%d %H:%M %Z}, seed {run.seed}, took {run.took_s:.0f} s. "
    yield f"Again: <code>{_text(run.command)}</code></p>"
    yield from _thresholds(run)
    yield from _harms(run)
    for kind in SLICES:
        shares = by_slice(run.outcomes, kind)
        if shares:
            yield from _slices(kind, shares)
    yield from _behind(run)
    yield from _wrong(run)


def _thresholds(run: RunTold) -> Iterator[str]:
    """Show what is missed, and what is met on demand."""
    met = [told for told in run.judgements if told.met]
    yield "<h2>Thresholds</h2>"
    if run.missed:
        yield from _judged(run.missed)
    yield f"<details><summary>{len(met)} met</summary>"
    yield from _judged(met)
    yield "</details>"


def _judged(judgements: Sequence[Judgement]) -> Iterator[str]:
    yield '<table><tr><th>of<th>measure<th class="n">reached'
    for told in judgements:
        name = "good" if told.met else "bad"
        yield f'<tr><td>{_text(told.of)}<td>{_text(told.measure)}<td class="n">'
        yield f'<b class="{name}">{_text(told.reached)}</b> <span class="soft">'
        yield f"{_text(told.bound)}</span>"
    yield "</table>"


def _harms(run: RunTold) -> Iterator[str]:
    counts = harm_counts(run.outcomes)
    yield "<h2>Harms</h2>"
    if not counts:
        yield "<p>None was found.</p>"
        return
    yield '<table><tr><th>harm<th class="n">answers<th class="n">of all'
    for name, count in counts.items():
        share = count / len(run.outcomes)
        yield f'<tr><td>{_text(name)}<td class="n">{count}<td class="n">{share:.2%}'
    yield "</table>"


def _slices(kind: str, shares: Mapping[str, Share]) -> Iterator[str]:
    least = min(share.interval[0] for share in shares.values())
    zero = min(0.9, floor(least * 10) / 10)
    yield f"<h2>By {_text(kind)}</h2>"
    yield f'<table><tr><th>{_text(kind)}<th class="n">n<th class="n">right'
    yield f'<th class="bar">95 % interval, {zero:.0%} to 100 %'
    for name, share in shares.items():
        yield f'<tr><td>{_text(name)}<td class="n">{share.asked}<td class="n">{share.share:.1%}'
        yield f'<td class="bar">{_bar(share, zero)}'
    yield "</table>"


def _bar(share: Share, zero: float) -> str:
    """Draw the interval as a band and the share as a mark, from `zero` to 1."""
    low, high, at = (
        max(0.0, (value - zero) / (1 - zero) * 100) for value in (*share.interval, share.share)
    )
    said = "{:.1%} to {:.1%}".format(*share.interval)
    return (
        f'<svg viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{said}">'
        '<rect y="4.4" width="100" height="1.2" fill="var(--rule)"/>'
        f'<rect x="{low:.1f}" y="2" width="{max(0.5, high - low):.1f}" height="6" '
        'fill="var(--band)"/>'
        f'<rect x="{min(99.0, at):.1f}" width="1" height="10" fill="var(--dot)"/></svg>'
    )


def _behind(run: RunTold) -> Iterator[str]:
    if not run.behind:
        return
    yield "<h2>How far sources were behind what was so</h2>"
    yield '<div class="wide"><table><tr><th>source<th class="n">told<th class="n">never told'
    yield '<th class="n">median s<th class="n">95 % within s'
    for lag in run.behind:
        yield f'<tr><td>{_text(lag.source)}<td class="n">{lag.told}<td class="n">{lag.untold}'
        yield f'<td class="n">{lag.median_s:.0f}<td class="n">{lag.p95_s:.0f}'
    yield "</table></div>"


def _wrong(run: RunTold) -> Iterator[str]:
    wrong = gravest(run.outcomes)
    if wrong:
        yield f"<h2>Wrong answers, the gravest first ({len(wrong)})</h2>"
    if len(wrong) > LISTED:
        yield f'<p class="soft">The first {LISTED}; all are in report.json.</p>'
    for outcome in wrong[:LISTED]:
        yield from _answer(outcome)


def _answer(outcome: Outcome) -> Iterator[str]:
    first = outcome.harms[0].name
    yield f'<details><summary><span class="bad">{_text(first)}</span> {_text(outcome.question)}'
    yield "</summary>"
    yield f'<p class="soft">{_text(outcome.asked_of)}, {outcome.at:%A %H:%M:%S}</p>'
    if outcome.before:
        yield f"<p>Asked before: {_text(outcome.before)}</p>"
    yield f'<p class="said"><b>{_text(outcome.status)}</b> {_text(outcome.answer)}</p>'
    yield f"<p>Right: {_text(outcome.expected)}</p>"
    for harm in outcome.harms:
        yield f"<p><b>{_text(harm.name)}</b>: {_text(harm.why)}</p>"
    yield "</details>"


def _text(said: str) -> str:
    return html.escape(said)
