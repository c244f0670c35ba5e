"""What a message leaves out is what was told last, and what corrects it replaces what was said."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from core.event import Event
from tests.assistant.town import NOW, Town, ago, event


@dataclass(frozen=True)
class Turn:
    """Hold a question, how its answer begins, and what it says or does not."""

    ask: str
    first: str
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


LEAVE = event("emergency", "E-1", "evacuation", source="emergency-management", area="Uptown",
              severity="critical", timestamp=ago(8), headline="Leave the north of Uptown",
              instructions=["Walk to the school on Elm Street"])  # fmt: skip
WAREHOUSE = event("emergency", "E-2", "fire", source="emergency-management", area="Harbor",
                  timestamp=ago(20), headline="Warehouse fire in Harbor")  # fmt: skip
BOIL = event("infrastructure", "E-4", "water_advisory", source="city-water", area="Chinatown",
             timestamp=ago(30), headline="Boil-water notice", affected_customers=3000,
             instructions=["Boil water for one minute"])  # fmt: skip
DRY = event("infrastructure", "E-5", "water_outage", source="city-water", area="Chinatown",
            timestamp=ago(50), affected_customers=500,
            estimated_restoration=NOW + timedelta(minutes=25))  # fmt: skip
STOPPED = event("transit", "E-6", "suspension", source="metro-transit", line="Green Line",
                timestamp=ago(20), alternatives=["Tram 9 every ten minutes"])  # fmt: skip
UPTOWN = event("infrastructure", "E-8", "water_advisory", source="city-water", area="Uptown",
               timestamp=ago(12))  # fmt: skip
DIG = event("infrastructure", "E-9", "road_work", source="city-streets", road="5th Street",
            area="Midtown", planned=True, timestamp=ago(120),
            starts_at=NOW + timedelta(hours=2), ends_at=NOW + timedelta(hours=4))  # fmt: skip
LATE = event("transit", "E-7", "delay", source="metro-transit", line="Red Line",
             delay_minutes=9, timestamp=ago(20))  # fmt: skip

TALKS: dict[str, tuple[tuple[Event, ...], tuple[Turn, ...]]] = {
    "who is told to leave asks where to": (
        (LEAVE,),
        (
            Turn("is the power out in uptown", "Before all else: an evacuation"),
            Turn("where do we go", "Office of Emergency Management's advice: \"Walk to the school",
                 never=("power outage",)),
            Turn("must i leave", "Office of Emergency Management's advice"),
            Turn("is that over", "No. An evacuation notice"),
        ),
    ),
    "what is grave and was told is it": (
        (LEAVE,),
        (
            Turn("any internet trouble in uptown", "Before all else: an evacuation"),
            Turn("is it over yet", "No. An evacuation notice"),
        ),
    ),
    "a fire is out, a road is not": (
        (WAREHOUSE,),
        (
            Turn("what is burning in harbor", "A fire is reported in Harbor"),
            Turn("are streets closed there", "No road closure is reported in Harbor"),
            Turn("is it out yet", "No. A fire is reported in Harbor"),
        ),
    ),
    "a notice, for somebody": (
        (BOIL, DRY),
        (
            Turn("can i drink the tap water in chinatown", "No. A boil-water notice"),
            Turn("and for my little daughter?", "No. A boil-water notice",
                 ("Boil water for one minute",)),
        ),
    ),
    "a line by its colour": (
        (STOPPED, LATE),
        (
            Turn("is the green line running", "No. The Green Line has been suspended"),
            Turn("is red any better then?", "The Red Line has been delayed"),
            Turn("and blue", "No problem is reported on the Blue Line"),
        ),
    ),
    "the bridge that was named": (
        (),
        (
            Turn("is walnut street bridge open", "No road closure is reported on Walnut Street Br"),
            Turn("is the bridge jammed", "I can't tell how traffic is moving on Walnut Street Br"),
        ),
    ),
    "no other than what was told": (
        (BOIL,),
        (
            Turn("is there a boil notice in chinatown", "Yes. A boil-water notice"),
            Turn("are there any other notices", "No other water problem is reported in River"),
        ),
    ),
    "another than what was told": (
        (BOIL, UPTOWN),
        (
            Turn("is there a boil notice in chinatown", "Yes. A boil-water notice"),
            Turn("is there any other notice?", "Yes. A", ("Uptown",), ("Chinatown",)),
        ),
    ),
    "when announced work starts": (
        (DIG,),
        (
            Turn("is there road work in midtown", "No road work is reported"),
            Turn("when will the work begin", "Road work is announced"),
        ),
    ),
    "a street lamp is the streets' matter": (
        (LEAVE,),
        (
            Turn("is the power out in midtown", "No power outage"),
            Turn("how do i report a street lamp that is dark",
                 "I can't take reports here. To report it, call City Streets Department",
                 never=("Power", "outage is reported")),
        ),
    ),
    "the way that the source names": (
        (STOPPED,),
        (
            Turn("does the green line run", "No. The Green Line"),
            Turn("how can i get to harbor then",
                 "Alternatives, in the source's words: \"Tram 9 every ten minutes\""),
        ),
    ),
    "a slip put right": (
        (LEAVE,),
        (
            Turn("any power cuts in midtown, oops, i meant seaview",
                 "No power outage is reported for Seaview", never=("Midtown",)),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TALKS)
def test_the_conversation_says_what_is_meant(name: str):
    known, turns = TALKS[name]
    town = Town(*known)
    for turn in turns:
        text = town.ask(turn.ask).text
        assert text.startswith(turn.first), f"{turn.ask}: {text}"
        for words in turn.says:
            assert words in text, f"{turn.ask}: {text}"
        for words in turn.never:
            assert words not in text, f"{turn.ask}: {text}"
