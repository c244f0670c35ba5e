"""An honest model writes a suite's answers: most are shown, and they are about as often right."""

from dataclasses import replace

from evals.answers import ask_suites
from evals.honestly import WRITTEN, beside, newly_wrong, no_worse
from evals.outcome import accuracy
from evals.scorers import Harm, HarmName
from tests.evals.published import PACK


def test_a_suite_is_asked_of_both_and_told_side_by_side():
    plain = ask_suites(PACK, "contradictions")
    llm = ask_suites(PACK, "contradictions", llm=True)
    written = [one for one in llm if one.slices[WRITTEN] == "shown"]
    assert len(written) >= 5
    assert all(one.slices[WRITTEN] == "no model asked" for one in plain)
    assert accuracy(llm).share >= accuracy(plain).share - 0.03
    told = "\n".join(beside(plain, llm))
    assert f"shown {len(written) / len(llm):.3f}" in told


def test_one_wrong_answer_more_is_worse_and_is_named():
    plain = ask_suites(PACK, "scope")
    wrong = replace(plain[0], harms=(Harm(HarmName.MISSING_FACT, "planted"),))
    worse = [wrong, *plain[1:]]
    assert no_worse(plain, plain)
    assert not no_worse(plain, worse)
    assert newly_wrong(plain, worse) == [wrong]
