"""A conversation keeps its event: ended, announced or begun, until another is named."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from core.event import Event
from core.store import IndexedEvent
from tests.assistant.stories import OUTAGE
from tests.assistant.town import NOW, Town, ago, event, index


@dataclass(frozen=True)
class Turn:
    """Hold a question, and what its answer is and says."""

    ask: str
    status: str
    lead: str | None = None
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


HOUR = 60


def _over(first: Event, **end: object) -> IndexedEvent:
    """Index an event with the message that ended it."""
    fields = {
        "source": first.source, "area": first.areas[0], "headline": first.headline,
        "affected_customers": first.affected_customers, "cause": first.cause,
    } | end  # fmt: skip
    kept = {name: value for name, value in fields.items() if value not in (None, "")}
    return index(
        event(
            first.family.value, first.event_id, first.type.value, **{"status": "resolved"} | kept
        ),
        first,
    )


OUT = _over(
    event("infrastructure", "P-7", "power_outage", source="city-power", area="Midtown",
          timestamp=ago(500), affected_customers=77, cause="Squirrel"),
    timestamp=ago(300),
)  # fmt: skip
SHED = _over(
    event("emergency", "F-7", "fire", source="emergency-management", area="Harbor",
          timestamp=ago(900), headline="Boat shed fire in Harbor"),
    timestamp=ago(700),
)  # fmt: skip
GRASS = event("emergency", "F-8", "fire", source="emergency-management", area="Seaview",
              timestamp=ago(60 * HOUR), headline="Grass fire")  # fmt: skip
BOIL = event("infrastructure", "W-7", "water_advisory", source="city-water", area="Harbor",
             timestamp=ago(1015), headline="Boil-water notice")  # fmt: skip
MAIN = event("infrastructure", "W-8", "water_outage", source="city-water", area="Uptown",
             timestamp=ago(55), estimated_restoration=NOW + timedelta(hours=1))  # fmt: skip
SWAP = event("infrastructure", "P-8", "power_outage", source="city-power", area="Uptown",
             planned=True, severity="low", timestamp=ago(3000), cause="New cable",
             starts_at=NOW + timedelta(hours=22), ends_at=NOW + timedelta(hours=26))  # fmt: skip
BEGUN = event("infrastructure", "P-9", "power_outage", source="city-power", area="Seaview",
              planned=True, severity="low", timestamp=ago(3000), starts_at=ago(90),
              ends_at=NOW + timedelta(hours=2))  # fmt: skip
TRACKS = event("transit", "T-7", "suspension", source="metro-transit", line="Green Line",
               planned=True, timestamp=ago(300), starts_at=NOW + timedelta(hours=72),
               ends_at=NOW + timedelta(hours=99), alternatives=["Tram 9 runs every ten minutes"],
               )  # fmt: skip

PIPE = _over(
    event("infrastructure", "W-9", "water_outage", source="city-water", area="Lakeview",
          timestamp=ago(200)),
    timestamp=ago(50),
)  # fmt: skip
DRY = event("anomaly", "C-9", "report_cluster", source="civicsense", area="Lakeview",
            status="measured", subject="water_outage/612", observed=4, timestamp=ago(1),
            starts_at=ago(12), expires_at=NOW + timedelta(minutes=14))  # fmt: skip
FEW = event("infrastructure", "P-3", "power_outage", source="city-power", area="Uptown",
            message="Crews are there. Less than 10 homes have no electricity.")  # fmt: skip

TALKS: dict[str, tuple[tuple[Event | IndexedEvent, ...], tuple[Turn, ...]]] = {
    "a fire that is out": (
        (SHED,),
        (
            Turn("what burnt in harbor yesterday evening", "reported", says=("Boat shed",)),
            Turn("has it been put out?", "reported", "Yes."),
            Turn("when did it begin and when did it end", "reported", says=("8:05 pm", "11:25 pm")),
        ),
    ),
    "a fire of which nobody says more": (
        (GRASS,),
        (
            Turn("has the fire in seaview been put out", "cannot_tell", ""),
            Turn("is the fire in seaview contained?", "cannot_tell", "", ("no confirmation",)),
        ),
    ),
    "an outage that is over": (
        (OUT,),
        (
            Turn("is the power out in midtown?", "nothing_reported", says=("ended",)),
            Turn("since when?", "reported", says=("2:45 am", "6:05 am")),
            Turn("how many people were hit", "reported", says=("77 customers were affected",)),
            Turn("when was the latest blackout in midtown", "reported", says=("2:45 am",)),
            Turn("when did midtown last lose power", "reported", says=("2:45 am",)),
            Turn("did midtown lose electricity this morning", "reported", "Yes."),
        ),
    ),
    "a notice that goes on": (
        (BOIL,),
        (
            Turn("was there a water advisory in harbor yesterday evening", "reported", "Yes."),
            Turn("is it still on?", "reported", "Yes.", ("6:10 pm",)),
        ),
    ),
    "from when until when": (
        (MAIN,),
        (
            Turn("since when and till when is the water out in uptown", "reported",
                 says=("10:10 am", "12:05 pm")),
            Turn("is the water still on in uptown", "reported", "No."),
        ),
    ),
    "what is announced": (
        (SWAP,),
        (
            Turn("are any power cuts planned in uptown", "reported", "Yes."),
            Turn("how long is it going to be", "reported", says=("tomorrow at 1:05 pm",)),
            Turn("what is that for", "reported", says=("New cable",)),
            Turn("when is the scheduled outage in uptown", "reported", says=("9:05 am",)),
            Turn("is the power out in uptown", "nothing_reported"),
        ),
    ),
    "what was planned and has begun": (
        (BEGUN,),
        (Turn("is the power out in seaview", "reported", "Yes.", ("planned",)),),
    ),
    "restored, says the source; dry, say residents": (
        (PIPE, DRY),
        (
            Turn("is the water off in lakeview", "reported", "", ("Not confirmed",)),
            Turn("is it running again?", "reported", "", ("ended at 10:15 am", "Not confirmed")),
            Turn("did city water acknowledge an outage in lakeview?", "reported", "",
                 ("has not confirmed",)),
            Turn("did the water company confirm the outage in lakeview", "reported", ""),
        ),
    ),
    "a number that is told in words": (
        (FEW,),
        (Turn("how many homes are dark in uptown", "reported", says=("Less than 10",),
              never=("gives no number",)),),
    ),
    "another way round what is announced": (
        (TRACKS,),
        (
            Turn("is the green line suspended this weekend", "reported", "Yes."),
            Turn("what should i ride instead then", "reported", says=("Tram 9",)),
            Turn("what else can we take", "reported", says=("Tram 9",)),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TALKS)
def test_a_follow_up_is_about_what_was_spoken_of(name: str):
    known, turns = TALKS[name]
    town = Town(*known)
    for turn in turns:
        answer = town.ask(turn.ask)
        assert answer.status.value == turn.status, f"{turn.ask}: {answer.text}"
        assert turn.lead is None or answer.lead == turn.lead, f"{turn.ask}: {answer.text}"
        for words in turn.says:
            assert words in answer.text, f"{turn.ask}: {answer.text}"
        for words in turn.never:
            assert words not in answer.text, f"{turn.ask}: {answer.text}"


def test_what_the_conversation_knows_is_not_told_again():
    town = Town(OUTAGE)
    town.ask("is the power out in eastside?")
    told = town.ask("when will it be back?").text
    assert told.startswith("City Power & Light expects it")
    assert "customers" not in told
    assert "customers" in Town(OUTAGE).ask("when will the power be back in eastside?").text
