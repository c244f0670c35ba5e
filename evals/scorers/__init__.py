"""Score answers: each scorer is named for the harm that it looks for, and says why it found it."""

from collections.abc import Callable, Iterator
from typing import Final

from evals.scorers.harm import Harm, HarmName
from evals.scorers.judging import Judged
from evals.scorers.of_facts import invented_fact, missing_fact, wrong_place
from evals.scorers.of_form import wrong_form, wrong_language
from evals.scorers.of_status import (
    contradiction,
    false_all_clear,
    missed_severe,
    stale_advice,
    wrong_status,
)
from evals.scorers.of_suites import score

__all__ = ["SCORERS", "Harm", "HarmName", "Judged", "harms", "score"]

SCORERS: Final[tuple[Callable[[Judged], Iterator[Harm]], ...]] = (
    false_all_clear, stale_advice, wrong_place, invented_fact, missed_severe, contradiction,
    wrong_status, missing_fact, wrong_language, wrong_form,
)  # fmt: skip


def harms(judged: Judged) -> list[Harm]:
    """Return everything that is wrong with an answer to a question made from a recording."""
    return [harm for scorer in SCORERS for harm in scorer(judged)]
