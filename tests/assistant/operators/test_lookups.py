"""For an operator a model may look things up; citizens' answers never rest on it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.brief import Draft
from assistant.model.port import MOST_CALLS, Fault, ModelFailed, Tool, ToolCall
from assistant.operators.lookups import Lookups
from assistant.operators.tools import TOOLS, wish_of
from assistant.verify.verifier import Verifier
from assistant.writer import Writer
from tests.assistant import town
from tests.assistant.town import Town, ago, event
from tests.assistant.writing import Scripted

OUTAGE = event(
    "infrastructure", "P-1", "power_outage", source="city-power", area="Eastside",
    timestamp=ago(15), affected_customers=4300,
)  # fmt: skip
HARBOR = event(
    "infrastructure", "P-2", "power_outage", source="city-power", area="Harbor",
    timestamp=ago(20), affected_customers=900,
)  # fmt: skip
LEAK = event(
    "infrastructure", "W-1", "water_outage", source="city-water", area="Harbor", timestamp=ago(8)
)
DRILL = event(
    "emergency", "D-1", "fire", source="emergency-management", area="Harbor", timestamp=ago(5),
    handling="exercise",
)  # fmt: skip
OVER = event(
    "infrastructure", "P-9", "power_outage", source="city-power", area="Harbor",
    timestamp=ago(40), status="resolved",
)  # fmt: skip
ASKED = "is the power out in Eastside?"
GOOD = Draft("4,300 customers are without power in Eastside.", ("P-1",))
MORE = Draft("900 customers are without power in Harbor.", ("P-2",))


class Wishing:
    """Wish what a test says, and keep what was offered."""

    def __init__(
        self, *wishes: tuple[str, Mapping[str, Any]], fails: Exception | None = None
    ) -> None:
        self.calls = [ToolCall(str(n), name, given) for n, (name, given) in enumerate(wishes)]
        self.fails = fails
        self.offered: list[Sequence[Tool]] = []

    async def lookups(self, question: str, tools: Sequence[Tool]) -> Sequence[ToolCall]:
        self.offered.append(tools)
        if self.fails is not None:
            raise self.fails
        return self.calls


class OperatedTown(Town):
    """Ask in the demo city, where a model may look things up for operators."""

    def __init__(self, wishing: Wishing, *drafts: Draft) -> None:
        super().__init__(OUTAGE, HARBOR, LEAK, DRILL, OVER)
        self.scripted = Scripted(*drafts)
        self.assistant = Assistant(
            town.city(), town.gazetteer(), self.view, self.sessions, self.clock,
            writer=Writer(self.scripted, Verifier(town.city(), town.gazetteer())),
            lookups=Lookups(wishing, town.city(), town.gazetteer(), self.view),
        )  # fmt: skip

    def seen(self) -> set[str]:
        """Return the events that the model was given last."""
        return {hit.event.event.event_id for hit in self.scripted.briefs[-1].hits}


def cited(answer: Answer) -> set[str]:
    return {hit.event.event.event_id for hit in answer.cited}


def test_what_was_looked_up_may_be_told_and_is_cited():
    of_town = OperatedTown(Wishing(("search_events", {"area": "Harbor"})), GOOD, MORE)
    answer = of_town.ask(ASKED, operator=True)
    assert answer.mode == "llm"
    assert cited(answer) == {"P-1", "P-2"}


def test_it_answers_nothing_by_itself():
    of_town = OperatedTown(Wishing(("search_events", {"area": "Harbor"})), MORE)
    answer = of_town.ask(ASKED, operator=True)
    assert answer.mode == "grounded"
    assert cited(answer) == {"P-1"}


def test_what_it_says_of_it_is_held_like_everything():
    lie = replace(MORE, text="9,900 customers are without power in Harbor.")
    answer = OperatedTown(Wishing(("area_status", {"area": "Harbor"})), GOOD, lie).ask(
        ASKED, operator=True
    )
    assert "9,900" not in answer.text
    assert cited(answer) == {"P-1"}


def test_a_citizens_model_is_offered_no_tools():
    wishing = Wishing(("search_events", {"area": "Harbor"}))
    of_town = OperatedTown(wishing, GOOD, MORE)
    answer = of_town.ask(ASKED)
    assert wishing.offered == []
    assert of_town.seen() == cited(answer) == {"P-1"}


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (("search_events", {"types": ["water_outage"]}), {"W-1"}),
        (("search_events", {"area": "Harbor", "types": ["power_outage"]}), {"P-2"}),
        (("area_status", {"area": "harbor"}), {"P-2", "W-1"}),
        (("history", {"area": "Harbor"}), {"P-9"}),
        (("history", {"area": "Harbor", "types": ["water_outage"]}), set[str]()),
    ],
)
def test_each_tool_finds_what_it_is_for_and_no_exercise(
    wish: tuple[str, Mapping[str, Any]], found: set[str]
):
    of_town = OperatedTown(Wishing(wish), GOOD)
    of_town.ask(ASKED, operator=True)
    assert of_town.seen() == {"P-1"} | found


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("delete_event", {"event_id": "P-1"}),
        ("search_events", {"phases": ["ended"]}),
        ("search_events", {"actual_only": False}),
        ("search_events", {"city": "elsewhere"}),
        ("search_events", {"types": ["unheard_of"]}),
        ("search_events", {"text": "x" * 201}),
        ("area_status", {}),
        ("area_status", {"area": 7}),
        ("area_status", {"area": "Atlantis"}),
        ("line_status", {"line": "no such line"}),
        ("history", {"hours": 10_000}),
        ("history", {"hours": "6"}),
    ],
)
def test_a_wish_that_no_tool_takes_finds_nothing(name: str, arguments: Mapping[str, Any]):
    of_town = OperatedTown(Wishing((name, arguments)), GOOD)
    answer = of_town.ask(ASKED, operator=True)
    assert of_town.seen() == {"P-1"}
    assert answer.mode == "llm"


def test_only_so_many_calls_are_made():
    empty = ("area_status", {"area": "Atlantis"})
    wishes = [empty] * MOST_CALLS + [("area_status", {"area": "Harbor"})]
    of_town = OperatedTown(Wishing(*wishes), GOOD)
    of_town.ask(ASKED, operator=True)
    assert of_town.seen() == {"P-1"}


@pytest.mark.parametrize("error", [ModelFailed(Fault.TIMEOUT), RuntimeError("broken")])
def test_where_looking_up_fails_the_evidence_is_what_it_was(error: Exception):
    of_town = OperatedTown(Wishing(fails=error), GOOD)
    assert of_town.ask(ASKED, operator=True).mode == "llm"
    assert of_town.seen() == {"P-1"}


def test_every_tool_says_what_it_is_for_and_takes_nothing_else():
    for tool in TOOLS:
        assert tool.description.endswith(".")
        assert tool.parameters["additionalProperties"] is False
        assert wish_of(ToolCall("1", tool.name, {"scope": "everything"})) is None
