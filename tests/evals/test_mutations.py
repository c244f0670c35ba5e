"""Planted faults turn the evaluation red; what was so before proves nothing."""

from datetime import UTC, datetime
from pkgutil import resolve_name

import pytest

from assistant import searching
from evals.fault_list import FAULTS
from evals.faults import planted
from evals.mutations import main, proof
from evals.outcome import Outcome
from evals.scorers.harm import Harm, HarmName
from evals.task import SUITES
from producers.city.scenario import names
from tests.evals.published import PACK

STALE = next(fault for fault in FAULTS if fault.harm is HarmName.STALE_ADVICE)


def test_there_are_as_many_faults_as_were_promised():
    assert len(FAULTS) >= 12
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert sum(fault.short for fault in FAULTS) in (3, 4)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_fault_is_planted_where_there_is_something_and_taken_out_again(fault: object):
    known = next(one for one in FAULTS if one is fault)
    before = {seam: resolve_name(seam) for seam in known.seams}
    with planted(known):
        assert all(resolve_name(seam) is not thing for seam, thing in before.items())
    assert all(resolve_name(seam) is thing for seam, thing in before.items())
    assert known.scenario in ("", *names())
    assert all((SUITES / f"{name}.yaml").exists() for name in known.suites)
    assert known.scenario or known.suites


def test_a_function_is_replaced_wherever_it_is_known():
    copies = next(fault for fault in FAULTS if "copies" in fault.name)
    real = vars(searching)["told_once"]
    with planted(copies):
        assert vars(searching)["told_once"] is not real
    assert vars(searching)["told_once"] is real


def outcome(question: str, *harms: HarmName) -> Outcome:
    return Outcome(
        question=question, answer="Yes.", status="reported", expected="nothing_reported",
        at=datetime(2026, 3, 4, 12, tzinfo=UTC), slices={},
        harms=tuple(Harm(name, "as told") for name in harms),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "harmed"),
    [
        ([], [HarmName.STALE_ADVICE], 1),
        ([HarmName.STALE_ADVICE], [HarmName.STALE_ADVICE], 0),
        ([], [HarmName.WRONG_STATUS], 0),
        ([HarmName.WRONG_STATUS], [HarmName.WRONG_STATUS, HarmName.STALE_ADVICE], 1),
    ],
)
def test_only_a_harm_that_the_fault_brought_proves_anything(
    before: list[HarmName], after: list[HarmName], harmed: int
):
    found = proof(STALE, [outcome("is it out", *after)], [outcome("is it out", *before)])
    assert (found.harmed, found.seen) == (harmed, harmed > 0)


def test_faults_turn_the_evaluation_red(capsys: pytest.CaptureFixture[str]):
    assert main(["--short", "--jobs", "1"], PACK) == 0, capsys.readouterr().out
    assert "NOT SEEN" not in capsys.readouterr().out
