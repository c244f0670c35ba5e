"""Which looks are worth saying."""

from datetime import timedelta

from indexer.anomalies.detector import Level
from indexer.anomalies.detectors.attention import Attention
from tests.indexer.anomalies.detectors.script import at

OPENS, CLOSES = timedelta(minutes=5), timedelta(minutes=1)


def heard(levels: str, step: float = 1.0) -> str:
    """Return `x` for each look that is worth saying; levels are `c` clear, `m` between, `b`."""
    attention = Attention()
    kinds = {"c": Level.CLEAR, "m": Level.BETWEEN, "b": Level.BEYOND}
    return "".join(
        "x" if attention.heed(kinds[sign], at(n * step), OPENS, CLOSES) else "."
        for n, sign in enumerate(levels)
    )


def test_nothing_is_said_before_a_look_beyond():
    assert heard("ccmmcm") == "......"


def test_what_was_too_short_to_open_is_forgotten_by_one_clear_look():
    assert heard("cbbcccm") == ".xxx..."


def test_what_may_be_open_is_followed_until_it_is_closed_for_sure():
    assert heard("bbbbbbbcccccc") == "xxxxxxxxxxxx."


def test_between_goes_on_once_it_began():
    assert heard("bmmmmmmb") == "xxxxxxxx"


def test_sureness_grows_with_looks_that_agree_and_falls_with_others():
    attention = Attention()
    for n in range(20):
        attention.heed(Level.BEYOND, at(n), OPENS, CLOSES)
    agreed = attention.sureness
    for n in range(20):
        attention.heed(Level.BETWEEN, at(20 + n), OPENS, CLOSES)
    assert agreed == 0.95
    assert attention.sureness == 0.5
