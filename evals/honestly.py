"""Have an honest model write the answers of a run, and compare that run with the plain one.

The model says each fact in other words that keep every figure, where it finds such; what it wrote
goes through the real verifier. There is no server between, so that a run takes minutes.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from assistant.answer import Answer
from assistant.brief import Brief, Draft
from assistant.verify.verifier import Verifier
from assistant.writer import Writer
from core.city import City
from core.gazetteer import Gazetteer
from evals.outcome import Outcome, accuracy, harm_counts
from evals.peers.honest import honest
from evals.peers.line import Line
from evals.peers.reading import Fact
from evals.scorers.figures import clocks, numbers
from evals.verifying.cast import Straight
from evals.verifying.sighting import sight_of

WRITTEN: Final = "written"
"""The slice that says by whom an answer is, or why it is composed."""
_NOT_ASKED: Final = "no model asked"
_SHOWN: Final = "shown"
_DRAWS: Final = 6
"""So often the model tries to say the facts, and keeps what says all of one."""


def honest_writer(city: City, gazetteer: Gazetteer, seed: str) -> Writer:
    """Return a writer for which an honest model writes; the same seed writes the same."""
    chance = Random(f"honest/{seed}")

    def write(brief: Brief) -> Sequence[Draft]:
        sight, luck = sight_of(brief, city), Random(chance.getrandbits(32))
        pool = [line for _ in range(_DRAWS) for line in honest(sight, luck)]
        drafts: list[Draft] = []
        for fact in sight.facts:
            drafts.append(_said_again(fact, [line for line in pool if _new(line, drafts)]))
        return drafts

    return Writer(Straight(write), Verifier(city, gazetteer))


def _said_again(fact: Fact, pool: Sequence[Line]) -> Draft:
    """Say a fact in other words that keep every figure of it; in the same ones where none do."""
    wanted = _figures(fact.text)
    if clocks(fact.text)[0]:
        for line in pool:
            if set(line.event_ids) == set(fact.event_ids) and wanted <= _figures(line.text):
                return Draft(line.text, line.event_ids)
    return Draft(fact.text, fact.event_ids)


def _new(line: Line, drafts: Sequence[Draft]) -> bool:
    return all(line.text != draft.text for draft in drafts)


def _figures(text: str) -> frozenset[object]:
    times, rest = clocks(text)
    return frozenset([clock.minutes for clock in times]) | {value for value, _ in numbers(rest)}


def written_by(answer: Answer) -> str:
    """Say by whom an answer is: shown as a model's, or composed, and why."""
    if answer.mode == "llm":
        return _SHOWN
    return answer.fallback_reason or _NOT_ASKED


def beside(plain: Sequence[Outcome], llm: Sequence[Outcome]) -> Iterator[str]:
    """Yield both runs side by side: rightness, harms, and what became of the model's answers."""
    one, two = accuracy(plain), accuracy(llm)
    yield f"{'':18} grounded      llm"
    yield f"{'right':18} {one.share:8.4f} {two.share:8.4f}  (of {one.asked} and {two.asked})"
    before, after = harm_counts(plain), harm_counts(llm)
    for name in sorted({*before, *after}):
        yield f"{name:18} {before.get(name, 0):8} {after.get(name, 0):8}"
    asked = Counter(o.slices.get(WRITTEN, _NOT_ASKED) for o in llm)
    told = ", ".join(
        f"{name} {count / len(llm):.3f} ({count})" for name, count in sorted(asked.items())
    )
    yield f"llm answers: {told}"


def no_worse(plain: Sequence[Outcome], llm: Sequence[Outcome]) -> bool:
    """Say whether the model's run is right at least as often as the plain one."""
    return accuracy(llm).share >= accuracy(plain).share


def newly_wrong(plain: Sequence[Outcome], llm: Sequence[Outcome]) -> list[Outcome]:
    """Return the outcomes that are wrong only where the model writes."""
    return [two for one, two in zip(plain, llm, strict=True) if two.harms and not one.harms]
