"""What a question says of a thing is read word by word, and left open where it is not sure."""

import pytest

from assistant.understand.aspects import Aspect, aspect_of
from assistant.understand.polarity import Polarity, polarity_of, said_of, settled_aspect
from assistant.understand.predicate import predicate_of

TROUBLE = (
    "is the heating off in", "has our street lost electricity", "there is no hot water in",
    "are the ferries not running", "have the ferries stopped running over in",
    "did the trams quit working", "is the number nine cancelled", "is service suspended on",
    "is a flood watch in effect over in", "is the evacuation order still on in",
    "is the boil notice not lifted yet", "are crews tearing up", "is everything dark over in",
    "is there smoke over by", "has a tornado warning been put out for",
    "is the tram stop closed", "my aunt lives in is her gas shut off",
    "was there police activity this morning", "they still have not fixed the escalator",
    "do we have to shelter in place",
)  # fmt: skip
WELL = (
    "is there electricity in", "does she have hot water", "do they have internet over in",
    "are the trams running", "is the lift at the stop working", "is it safe from flooding in",
    "can i drive down", "are we clear of storm warnings", "so there is no outage in",
    "are the stoplights on in", "nothing wrong with the water", "is the wifi up in",
)  # fmt: skip
ENDS = (
    "is the flood watch over in", "has the public safety alert been cancelled",
    "did they call off the evacuation", "is the blaze in contained", "the fire in is out by now",
    "did they stop the gas leak", "is the spill cleaned up", "are the trams running again",
    "is the water back", "have they reopened the bridge", "the heat advisory got lifted",
    "it was due back by noon so it is on again",
)  # fmt: skip
OPEN = (
    "is the power on or off", "is it fixed or still out", "was it fixed but now it is out again",
    "is the leak clered up qzwx", "have trams stoped running", "is the notice liftd",
    "is the evacuation suspended", "is grault the road work in", "will it be fixed",
    "trams", "any problem or is it running fine",
)  # fmt: skip


def reading(line: str) -> str:
    said = said_of(line)
    if said.well is None:
        return "open"
    return "ends" if said.ends else "well" if said.well else "trouble"


@pytest.mark.parametrize("line", TROUBLE)
def test_what_asks_for_trouble_is_read_so(line: str):
    assert reading(line) == "trouble"


@pytest.mark.parametrize("line", WELL)
def test_what_asks_if_all_is_well_is_read_so(line: str):
    assert reading(line) == "well"


@pytest.mark.parametrize("line", ENDS)
def test_what_asks_if_trouble_is_over_is_read_so(line: str):
    assert reading(line) == "ends"


@pytest.mark.parametrize("line", OPEN)
def test_what_is_not_sure_is_left_open(line: str):
    assert reading(line) == "open"


def test_a_state_that_is_only_guessed_from_a_misspelling_is_not_sure():
    assert predicate_of("is the delay dead", guessed={"dead"}).well is None
    assert predicate_of("is the power out", guessed={"power"}).well is False


def test_a_yes_or_no_needs_both_readings_to_agree():
    line = "any problem or is it running fine"
    assert polarity_of(line, Aspect.STATUS, said_of(line)) is Polarity.OPEN
    line = "is the power out"
    assert polarity_of(line, Aspect.STATUS, said_of(line)) is Polarity.TROUBLE


@pytest.mark.parametrize(
    ("line", "aspect"),
    [
        ("is the tram cancelled", Aspect.STATUS),
        ("has the heat alert been cancelled in", Aspect.OVER),
        ("is the outage over in", Aspect.OVER),
        ("is there an outage over in", Aspect.STATUS),
        ("is the flood warning still on over in", Aspect.STATUS),
        ("it was due back by noon so it is on again right", Aspect.OVER),
        ("when will it be fixed", Aspect.END),
    ],
)
def test_an_end_is_told_from_a_state(line: str, aspect: Aspect):
    assert settled_aspect(line, aspect_of(line), said_of(line)) is aspect
