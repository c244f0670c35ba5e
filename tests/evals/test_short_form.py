"""The short form of the evaluation: four recorded cities in four languages reach every threshold.

`make eval` asks more of all scenarios, and the hand-written suites, which `test_suites` asks here.
"""

from datetime import timedelta

import pytest

from evals.gate import Thresholds, judge, load_thresholds
from evals.interview import Interview, interview
from evals.outcome import Outcome, gravest
from evals.recorded_city import Take
from evals.running import in_full
from tests.evals.published import PACK

TAKES = {"false-alarm": 120, "blind-in-storm": 150, "boil-water": 200, "transit-meltdown": 120}
"""How many minutes of each scenario are played."""
EACH = 300


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return [
        outcome
        for scenario, minutes in TAKES.items()
        for outcome in interview(
            Interview(Take(PACK, scenario, 1), EACH, timedelta(minutes=minutes))
        ).outcomes
    ]


def test_enough_is_asked_in_every_language(outcomes: list[Outcome]):
    assert len(outcomes) >= EACH * len(TAKES)
    for language in ("en", "es", "fr", "zh"):
        assert sum(o.slices["language"] == language for o in outcomes) >= 120


def test_recorded_cities_are_answered_as_well_as_the_thresholds_say(outcomes: list[Outcome]):
    wanted = load_thresholds()
    over_all = Thresholds.model_validate(wanted.model_dump(exclude={"suites"}))
    missed = [str(told) for told in judge(outcomes, over_all) if not told.met]
    worst = "".join(in_full(outcome) for outcome in gravest(outcomes)[:10])
    assert missed == [], worst
