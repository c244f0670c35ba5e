"""What an answer says is said as a kind person of that language would say it."""

from datetime import timedelta

import pytest

from tests.assistant.stories import BOIL, OUTAGE
from tests.assistant.town import NOW, Town


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
