"""Which ids are safe to keep, and how ours are made."""

import pytest

from core.errors import Rejected
from core.identity import MAX_ID_LENGTH, check_id, event_id


@pytest.mark.parametrize(
    "text",
    [
        "INF-1",
        "city-power:118",
        "a/b",
        "x:y:z",
        "50%",
        "städtisch-1",
        "evt 1",
        "a?b#c",
        "lmm:alert:9",
    ],
)
def test_an_id_that_feeds_really_use_is_taken_as_it_is(text: str):
    assert check_id(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "*", "a*", "../../etc/passwd", "a..b", "EMG-1\r\nFLUSHALL\r\n", "a\tb", "a ", " a",
        "<b>", 'a"b', "a\\b", "[1]", "{a}", "-a", "_a", "a" * (MAX_ID_LENGTH + 1), None, 7,
    ],
)  # fmt: skip
def test_an_id_that_could_harm_is_refused(text: object):
    with pytest.raises(Rejected):
        check_id(text)


@pytest.mark.parametrize("native", ["1", "a b\n", "../x", "*", "ü" * 300, 'q"', "[x]{y}"])
def test_an_id_of_ours_is_always_usable(native: str):
    assert check_id(event_id("metro-transit", native)).startswith("metro-transit:")


def test_long_native_ids_stay_apart():
    assert event_id("s", "x" * 300 + "1") != event_id("s", "x" * 300 + "2")
