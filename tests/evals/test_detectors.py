"""The short form of `python -m evals detectors`: one storm, and what makes a score bad."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.event import EventType
from core.timespan import Span
from evals.alarms import Alarm, Truth
from evals.detectors import Score
from evals.rehearsals import Rehearsal, Run, rehearse
from producers.city.fleet import Fleet

CITY = Path(__file__).parents[2] / "cities" / "rivermouth"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
HOUR = Span(NOON, NOON + timedelta(hours=1))


def played(scenario: str = "calm") -> Rehearsal:
    return Rehearsal(
        run=Run(CITY, scenario, 1, Fleet()),
        length=timedelta(days=1),
        records=1,
        truths=(Truth(EventType.SURGE, "city-hall", HOUR),),
        alarms=(Alarm(EventType.SURGE, "city-hall", HOUR, NOON + timedelta(minutes=10)),),
        paired=frozenset({("fire-1", "closure-1")}),
        belonging=frozenset({("fire-1", "closure-1")}),
    )


def score(*rehearsals: Rehearsal) -> Score:
    found = Score()
    for rehearsal in rehearsals:
        found.add(rehearsal)
    return found


def test_all_found_and_nothing_invented_is_good():
    assert score(played()).good


@pytest.mark.parametrize(
    "wrong",
    [
        replace(played(), truths=()),
        replace(played(), alarms=()),
        replace(played(), paired=frozenset()),
        replace(played(), belonging=frozenset()),
        replace(played(), alarms=(*played().alarms, replace(played().alarms[0], subject="x"))),
    ],
    ids=["false alarm", "missed", "not joined", "joined wrongly", "a second, false"],
)
def test_what_is_missed_or_invented_turns_the_score_red(wrong: Rehearsal):
    assert not score(wrong).good


def test_three_false_alarms_on_a_calm_day_are_too_many():
    false = [
        Alarm(EventType.SURGE, f"stop-{number}", HOUR, NOON) for number in range(3)
    ]  # fmt: skip
    busy = [replace(played("boil-water"), length=timedelta(days=9)) for _ in range(99)]
    calm = replace(played(), alarms=(*played().alarms, *false))

    assert score(*busy, calm).false_a_day == 3
    assert not score(*busy, calm).good
    assert score(*busy, replace(calm, alarms=calm.alarms[:3])).good


@pytest.mark.slow
def test_a_storm_is_seen_for_what_it_is():
    storm = score(rehearse(Run(CITY, "thunderstorm", 1, Fleet(cars=40))))
    found = sum(len(tally.found) for tally in storm.tallies.values())
    missed = sum(len(tally.missed) for tally in storm.tallies.values())
    false = sum(len(tally.false) for tally in storm.tallies.values())
    precision, recall = storm.pair_shares

    assert found > 80
    assert missed <= 0.05 * found
    assert false <= 0.1 * found
    assert precision is not None
    assert precision >= 0.95
    assert recall is not None
    assert recall >= 0.8
