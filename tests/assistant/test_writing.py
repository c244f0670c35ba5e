"""A model phrases an answer; what does not hold is never shown, and the answer always comes."""

from collections.abc import Sequence
from typing import Any

import pytest

from assistant.answer import Answer, Status
from assistant.brief import Draft
from assistant.model.port import Fault, ModelFailed
from assistant.phrasing import Begun, Dropped, Step
from assistant.question import Channel
from assistant.writer import Shown
from tests.assistant.town import Town, ago, event
from tests.assistant.writing import Scripted, WrittenTown, texts

OUTAGE = event(
    "infrastructure", "P-1", "power_outage", source="city-power", area="Eastside",
    severity="moderate", starts_at="2026-03-04T10:32:00-05:00", affected_customers=4300,
    estimated_restoration="2026-03-04T14:30:00-05:00", timestamp=ago(15),
)  # fmt: skip
HARBOR = event(
    "infrastructure", "P-2", "power_outage", source="city-power", area="Harbor",
    severity="critical", timestamp=ago(20), affected_customers=900,
)  # fmt: skip
ASKED = "is the power out in Eastside?"
GOOD = Draft(
    "Power has been out in Eastside since 10:32 am; 4,300 customers are affected.", ("P-1",)
)
ALSO = Draft("It is expected back by 2:30 pm.", ("P-1",))
LIE = Draft("9,900 customers are affected in Eastside.", ("P-1",))


def shown(steps: Sequence[Step]) -> list[str]:
    return [step.statement.text for step in steps if isinstance(step, Shown)]


def whole(steps: Sequence[Step]) -> Answer:
    last = steps[-1]
    assert isinstance(last, Answer)
    return last


def test_what_holds_is_shown_with_our_lead_and_our_coverage():
    answer = WrittenTown(Scripted(GOOD, ALSO), OUTAGE).ask(ASKED)
    assert (answer.mode, answer.model, answer.fallback_reason) == ("llm", "scripted", None)
    assert answer.status is Status.REPORTED
    assert texts(answer)[:2] == [GOOD.text, ALSO.text]
    assert answer.text.startswith("Yes. Power has been out in Eastside")
    assert "City Power & Light" in texts(answer)[-1]  # as of when and from whom is ours


def test_a_statement_that_fails_is_dropped_and_the_rest_is_shown():
    answer = WrittenTown(Scripted(GOOD, LIE), OUTAGE).ask(ASKED)
    assert answer.mode == "llm"
    assert LIE.text not in answer.text
    assert [verdict.held for verdict in answer.judged] == [True, False]


@pytest.mark.parametrize(
    ("drafts", "fault"),
    [
        ((LIE,), Fault.UNVERIFIED),
        ((), Fault.UNVERIFIED),
        ((Draft(GOOD.text, ("X-9",)),), Fault.UNVERIFIED),
        ((Draft(GOOD.text, ()),), Fault.UNVERIFIED),
        ((Draft("No, power is on in Eastside.", ("P-1",)),), Fault.UNVERIFIED),
    ],
)
def test_where_nothing_holds_the_composed_answer_comes(drafts: Sequence[Draft], fault: Fault):
    composed = Town(OUTAGE).ask(ASKED)
    answer = WrittenTown(Scripted(*drafts), OUTAGE).ask(ASKED)
    assert (answer.mode, answer.model, answer.fallback_reason) == ("grounded", None, fault)
    assert answer.text == composed.text


@pytest.mark.parametrize("fault", [Fault.TIMEOUT, Fault.REFUSED, Fault.RESTING, Fault.UNREADABLE])
def test_a_model_that_fails_costs_only_style(fault: Fault):
    town = WrittenTown(Scripted(GOOD, fails=ModelFailed(fault)), OUTAGE)
    steps = town.steps(ASKED)
    assert shown(steps) == [GOOD.text]
    assert any(isinstance(step, Dropped) for step in steps)
    assert whole(steps).fallback_reason == fault
    assert whole(steps).text == Town(OUTAGE).ask(ASKED).text


def test_statements_are_told_as_they_come_and_the_whole_last():
    steps = WrittenTown(Scripted(GOOD, LIE, ALSO), OUTAGE).steps(ASKED)
    assert isinstance(steps[0], Begun)
    assert shown(steps)[:2] == [GOOD.text, ALSO.text]
    assert shown(steps) == texts(whole(steps))
    assert not any(isinstance(step, Dropped) for step in steps)


def test_what_is_critical_may_not_be_left_out():
    town = WrittenTown(Scripted(GOOD), OUTAGE, HARBOR)
    answer = town.ask("where is the power out?")
    told = {hit.event.event.event_id for hit in answer.cited}
    assert {"P-1", "P-2"} <= told


def test_only_what_is_reported_is_put_to_a_model():
    scripted = Scripted(GOOD)
    town = WrittenTown(scripted, OUTAGE)
    for text in ("is the water safe in Eastside?", "hello", "my house is on fire", "any tax help?"):
        answer = town.ask(text)
        assert (answer.mode, answer.fallback_reason) == ("grounded", None)
    assert scripted.briefs == []


@pytest.mark.parametrize("more", [{"channel": Channel.SMS}, {"max_chars": 200}])
def test_where_room_is_short_the_composer_writes(more: dict[str, Any]):
    scripted = Scripted(GOOD)
    answer = WrittenTown(scripted, OUTAGE).ask(ASKED, **more)
    assert (answer.mode, scripted.briefs) == ("grounded", [])


def test_an_answer_longer_than_its_room_is_the_composed_one():
    long = [Draft(f"{GOOD.text} It is expected back by 2:30 pm.", ("P-1",)) for _ in range(9)]
    answer = WrittenTown(Scripted(*long), OUTAGE).ask(ASKED, max_chars=420)
    assert answer.fallback_reason == Fault.TOO_LONG
    assert len(answer.text) <= 420


def test_the_brief_holds_the_evidence_and_nothing_of_other_questions():
    scripted = Scripted(GOOD)
    WrittenTown(scripted, OUTAGE, HARBOR).ask(ASKED)
    brief = scripted.briefs[0]
    assert [hit.event.event.event_id for hit in brief.hits] == ["P-1"]
    assert (brief.lead, brief.affirms, brief.language) == ("Yes.", True, "en")
    assert all(hit.event.key in brief.answering[0] for hit in brief.hits)


def test_the_same_question_is_written_once_until_its_evidence_changes():
    scripted = Scripted(GOOD)
    town = WrittenTown(scripted, OUTAGE, keep=True)
    first, again = town.ask(ASKED), town.ask("Is the power out  in Eastside?")
    assert texts(first)[0] == texts(again)[0]
    assert len(scripted.briefs) == 1
    town.ask("is the power still out in Eastside?")
    assert len(scripted.briefs) == 2


def test_behind_a_yes_the_kind_of_thing_is_named_first():
    why = event(
        "infrastructure", "P-1", "power_outage", source="city-power", area="Eastside",
        severity="moderate", cause="Failed transformer", timestamp=ago(15),
    )  # fmt: skip
    cause = Draft('The cause given is "Failed transformer".', ("P-1",))
    what = Draft("A power outage is reported in Eastside.", ("P-1",))
    alone = WrittenTown(Scripted(cause), why).ask(ASKED)
    assert (alone.mode, alone.fallback_reason) == ("grounded", Fault.NO_ANSWER)
    both = WrittenTown(Scripted(cause, what), why).ask(ASKED)
    assert texts(both)[:2] == [what.text, cause.text]


def test_what_we_quote_ourselves_is_not_quoted_twice():
    advised = event(
        "infrastructure", "P-1", "power_outage", source="city-power", area="Eastside",
        severity="high", instructions=["Stay away from fallen wires"], timestamp=ago(15),
    )  # fmt: skip
    what = Draft("A power outage is reported in Eastside", ("P-1",))
    again = Draft('City Power & Light advises: "Stay away from fallen wires"', ("P-1",))
    answer = WrittenTown(Scripted(what, again), advised).ask(ASKED)
    assert answer.mode == "llm"
    assert answer.text.count("Stay away from fallen wires") == 1
    assert texts(answer)[0] == what.text + "."
    alone = WrittenTown(Scripted(again), advised).ask(ASKED)
    assert (alone.mode, alone.fallback_reason) == ("grounded", Fault.UNVERIFIED)
