"""Whoever says that a line or a street is shut, and asks for the way, hears both."""

import pytest

from assistant.answer import Status
from tests.assistant.stories import MAIN_CLOSED
from tests.assistant.town import Town, ago, event

BUSES = event("transit", "T-9", "suspension", source="metro-transit", line="Red Line",
              timestamp=ago(20), alternatives=["Take bus 12", "Shuttle buses run"])  # fmt: skip
NO_OTHER = event("transit", "T-9", "suspension", source="metro-transit", line="Red Line",
                 timestamp=ago(20))  # fmt: skip
ASKED = (
    "since the red line is suspended, how do I get to Harbor?",
    "the red line is suspended, so how can I get from Downtown to Harbor?",
    "because the Red Line is not running. how should we travel to Harbor",
    "como está suspendida la Línea Roja, ¿cómo llego a Harbor?",
    "ya que está suspendida la Línea Roja, ¿cómo llego a Harbor?",
    "puisque la ligne rouge est suspendue, comment aller à Harbor ?",
    "comme la ligne rouge est suspendue, comment aller à Harbor ?",
    "既然红线停运了，我怎么去Harbor？",
)


@pytest.mark.parametrize("text", ASKED)
def test_the_premise_is_confirmed_and_the_way_round_told(text: str):
    told = Town(BUSES).ask(text)
    assert told.status is Status.REPORTED
    assert [hit.event.event.event_id for hit in told.cited] == ["T-9"]
    assert "Take bus 12" in told.text
    assert "Red Line" in told.text


def test_where_no_way_round_is_known_that_is_said():
    told = Town(NO_OTHER).ask(ASKED[0])
    assert "Metro Transit names no other way" in told.text
    assert "The Red Line has been suspended since 10:45 am" in told.text


def test_a_premise_that_is_not_so_is_put_right():
    told = Town(NO_OTHER).ask("since the blue line is suspended, how do I get to Harbor?")
    assert told.text.startswith("No problem is reported on the Blue Line")


def test_a_closed_street_has_its_detour():
    told = Town(MAIN_CLOSED).ask("since main street is closed how can i get to harbor")
    assert "Use Pine Street" in told.text
    assert "Main Street has been closed" in told.text
