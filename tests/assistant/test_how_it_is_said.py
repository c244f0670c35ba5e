"""What an answer says is said as a kind person of that language would say it."""

from datetime import timedelta

import pytest

from assistant.answer import Status
from tests.assistant.stories import BOIL, OUTAGE, PLANNED
from tests.assistant.town import NOW, Town, ago, event

EVACUATION = event("emergency", "V-1", "evacuation", source="emergency-management", area="Harbor",
                   severity="critical", timestamp=ago(10))  # fmt: skip
GAS_LEAK = event("infrastructure", "G-1", "gas_leak", source="city-gas", area="Harbor",
                 severity="critical", timestamp=ago(10))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("is the power out in harbor?", "was heard from a moment ago, so"),
        ("¿hay un corte de luz en Harbor?", "llegó hace un momento, así que"),
        ("y a-t-il une panne de courant à Harbor ?", "a donné de ses nouvelles à l'instant"),
        ("Harbor停电了吗？", "刚刚收到过City Power & Light的消息"),
    ],
)
def test_what_was_heard_this_instant_was_heard_a_moment_ago(text: str, said: str):
    town = Town(silent=["city-power"], since=NOW - timedelta(milliseconds=300))
    assert said in town.ask(text).text


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("Eastside有电吗？", "没有。"),
        ("Eastside停电结束了吗？", "还没有。"),
        ("Harbor的水安全吗？", "不安全。"),
        ("Harbor的水可以喝吗？", "不安全。"),
        ("Harbor的水正常吗？", "不太好。"),
        ("Eastside停电了吗？", "是的。"),
    ],
)
def test_a_chinese_no_is_the_one_that_fits_the_question(text: str, lead: str):
    assert Town(OUTAGE, BOIL).ask(text).lead == lead


def test_of_two_grave_things_only_one_comes_before_all_else():
    told = Town(EVACUATION, GAS_LEAK).ask("is the power on in harbor?").text
    assert told.count("Before all else: ") == 1
    assert " Also: " in told


def test_what_is_announced_is_no_answer_about_yesterday():
    assert "announced" not in Town(PLANNED).ask("was there an outage yesterday?").text


def test_that_nobody_can_tell_is_said_once():
    town = Town(silent=["weather-service"], since=ago(44))
    told = town.ask("how hot is it?")
    assert told.status is Status.CANNOT_TELL
    assert told.text.count("I can't tell") == 1
    assert "National Weather Service (last heard at 10:21 am)" in told.text


def test_when_a_source_was_heard_is_told_once():
    town = Town(OUTAGE, silent=["city-power"], since=ago(44))
    told = town.ask("when did you last hear from the power company about eastside?").text
    assert told.startswith("I last heard from City Power & Light 44 minutes ago, at 10:21 am.")
    assert "A power outage is reported in Eastside" in told
    assert "I am not hearing" not in told
    assert "My record" not in told


def test_when_a_source_was_last_heard_is_no_question_about_the_record():
    told = Town(OUTAGE, silent=["city-power"], since=ago(44))
    said = told.ask("when did you last hear from the power company?").text
    assert said.startswith("I last heard from City Power & Light 44 minutes ago, at 10:21 am.")
    assert "A power outage is reported in Eastside since 10:32 am" in said
    assert "My record" not in said
