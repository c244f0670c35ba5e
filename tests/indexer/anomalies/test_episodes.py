"""An anomaly's life, as time scripts: one letter a look, `!` beyond, `-` between, `.` clear."""

from datetime import UTC, datetime, timedelta

import pytest

from core.severity import Severity
from indexer.anomalies.detector import Level, Look
from indexer.anomalies.episodes import Episodes, Step

T0 = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
LEVELS = {"!": Level.BEYOND, "-": Level.BETWEEN, ".": Level.CLEAR}


def look(
    second: float,
    level: Level = Level.BEYOND,
    observed: float = 20,
    severity: Severity = Severity.LOW,
) -> Look:
    at = T0 + timedelta(seconds=second)
    return Look(at=at, level=level, observed=observed, baseline=10, severity=severity)


def steps(script: str, opens_s: float, closes_s: float, every_s: float = 30) -> str:
    """Play a look every so many seconds; return what each did: `o` opened, `u`, `c`, or a space."""
    episodes = Episodes(timedelta(seconds=opens_s), timedelta(seconds=closes_s))
    told = ""
    for number, sign in enumerate(script):
        turn = episodes.look("x", look(number * every_s, LEVELS[sign]))
        told += " " if turn is None else turn.step.value[0]
    return told


@pytest.mark.parametrize(
    ("script", "opens_s", "closes_s", "told"),
    [
        ("!!!!!", 120, 60, "    o"),
        ("!!!.!!!!!", 120, 60, "        o"),
        ("!!-!!", 120, 60, "    o"),
        ("!!!!-", 120, 60, "     "),
        ("!!!!-!", 120, 60, "     o"),
        ("!", 0, 0, "o"),
        ("!.", 0, 0, "oc"),
        ("!..", 0, 30, "o c"),
        ("!.-..", 0, 30, "o   c"),
        ("!.!..", 0, 30, "o   c"),
        ("---...", 0, 0, "      "),
        ("!!!!!!!!!!", 0, 0, "o       u "),
        ("!.!.!", 0, 0, "ococo"),
    ],
)
def test_looks_open_and_close_by_how_long_they_last(
    script: str, opens_s: float, closes_s: float, told: str
):
    assert steps(script, opens_s, closes_s) == told


def test_it_holds_since_when_what_was_worst_and_until_when():
    episodes = Episodes(timedelta(seconds=30), timedelta(seconds=30))
    for second, observed in ((0, 20), (30, 50), (60, 25)):
        episodes.look("x", look(second, observed=observed))
    episodes.look("x", look(90, Level.CLEAR, 9))
    turn = episodes.look("x", look(120, Level.CLEAR, 8))
    assert turn is not None
    assert turn.step is Step.CLOSED
    episode = turn.episode
    assert (episode.since, episode.until) == (T0, T0 + timedelta(seconds=90))
    assert (episode.worst.observed, episode.last.observed) == (50, 25)
    assert turn.at == T0 + timedelta(seconds=120)
    assert episodes.held == {}


@pytest.mark.parametrize(
    ("second", "observed", "severity", "told"),
    [
        (59, 40, Severity.LOW, False),
        (60, 21.9, Severity.LOW, False),
        (60, 22, Severity.LOW, True),
        (60, 18, Severity.LOW, True),
        (59, 20, Severity.HIGH, False),
        (60, 20, Severity.HIGH, True),
        (239, 20, Severity.LOW, False),
        (240, 20, Severity.LOW, True),
    ],
)
def test_an_open_one_is_told_again_for_a_change_that_matters_or_to_renew_it(
    second: float, observed: float, severity: Severity, told: bool
):
    episodes = Episodes(timedelta(), timedelta())
    episodes.look("x", look(0, severity=Severity.LOW))
    turn = episodes.look("x", look(second, observed=observed, severity=severity))
    assert (turn is not None) is told


def test_less_can_be_worse():
    episodes = Episodes(timedelta(), timedelta())
    for second, observed in ((0, 9), (10, 3), (20, 5)):
        episodes.look("x", look(second, observed=observed))
    assert episodes.held["x"].worst.observed == 3


def test_what_nobody_looks_at_is_dropped_without_a_word():
    episodes = Episodes(timedelta(), timedelta())
    episodes.look("x", look(0))
    episodes.forget(T0 + timedelta(minutes=14, seconds=59))
    assert list(episodes.held) == ["x"]
    episodes.forget(T0 + timedelta(minutes=15))
    assert episodes.held == {}


def test_subjects_live_by_themselves():
    episodes = Episodes(timedelta(seconds=60), timedelta())
    episodes.look("x", look(0))
    episodes.look("y", look(30))
    assert episodes.look("y", look(60)) is None
    opened = episodes.look("x", look(60))
    assert opened is not None
    assert opened.episode.subject == "x"
