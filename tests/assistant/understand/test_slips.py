"""Slips of short words are put right, too short for the speller to be near anything."""

import pytest

from tests.assistant.stories import BLUE_LATE, MAIN_CLOSED
from tests.assistant.town import Town


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("whch buses are lat", "No bus delay is reported"),
        ("wich trains are lte", "The Blue Line has been delayed"),
        ("is the blue line lat?", "The Blue Line has been delayed"),
        ("is main street ope?", "Main Street has been closed"),
        ("is main street shu", "Main Street has been closed"),
        ("wat streets are clsd", "Main Street has been closed"),
    ],
)
def test_a_slip_of_a_short_word_asks_what_the_word_does(text: str, said: str):
    assert Town(BLUE_LATE, MAIN_CLOSED).ask(text).text.startswith(said)
