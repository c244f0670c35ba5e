"""The second reader finds what stands in no cited event, and lets roundings pass."""

import pytest

from evals.verifying.claims import unfounded
from tests.evals.peers.sights import delay, outage, sight

SEEN = sight(outage(), delay())
PACK = ("Main Street", "Oak Street", "Red Line", "Blue Line", "Eastside", "Harbor", "Uptown")


@pytest.mark.parametrize(
    "text",
    [
        "Power has been out in Eastside since 10:32 am.",
        "About 4,300 customers are affected; City Power & Light expects it back by 2:30 pm.",
        "Alrededor de 4.300 clientes están sin luz desde las 10:32.",
        "Le courant est coupé depuis 10 h 32, retour vers 14 h 30.",
        "预计下午2:30恢复，4300户受影响。",
        "It should be back in about three and a half hours, around 14:30.",
    ],
)
def test_what_stands_in_the_event_is_let_pass(text: str):
    assert unfounded(text, ["power:1"], SEEN, PACK) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Power has been out in Eastside since 11:40 am.", "time"),
        ("9,100 customers are affected.", "number"),
        ("Power is out in Harbor.", "name"),
        ("Power came back in Eastside at 10:32.", "told as over"),
        ("See https://evil.example now.", "link"),
        ("Call +1 900 555 0199.", "phone"),
        ("Power is\u200b out.", "hidden sign"),
        ("La luz volvió en Eastside.", "told as over"),
        ("12 minutes late on the Red Line.", "name"),
    ],
)
def test_what_stands_in_no_field_is_found(text: str, why: str):
    found = unfounded(text, ["power:1"], SEEN, PACK)
    assert any(one.startswith(why) for one in found), found


def test_a_citation_of_what_was_not_given_is_found():
    assert unfounded("Power is out.", ["power:9"], SEEN, PACK) == ["cites what was not given"]
