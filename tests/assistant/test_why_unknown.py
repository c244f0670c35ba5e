"""Whoever asks why it cannot be told hears which source is silent, and what it waits for."""

from datetime import timedelta

import pytest

from assistant.answer import Status
from core.coverage import CaughtUp
from tests.assistant.town import NOW, Town, ago

WHY = (
    ("why cant you tell", "feed has been silent since 10:21 am", "as soon as City Power"),
    ("why don't you know?", "feed has been silent since 10:21 am", "as soon as City Power"),
    ("wen will you know", "feed has been silent since 10:21 am", "as soon as City Power"),
    ("when will you be able to tell?", "silent since 10:21 am", "as soon as City Power"),
    ("¿por qué no lo sabe?", "desde las 10:21 am", "en cuanto vuelvan a llegar datos"),
    ("¿cuándo lo sabrá?", "desde las 10:21 am", "en cuanto vuelvan a llegar datos"),
    ("pourquoi vous ne savez pas ?", "depuis 10\u00a0h\u00a021", "dès que City Power & Light"),
    ("quand le saurez-vous ?", "depuis 10\u00a0h\u00a021", "dès que City Power & Light"),
    ("你为什么不知道？", "自10:21起没有消息", "只要重新收到City Power & Light的消息"),
    ("什么时候能知道？", "自10:21起没有消息", "只要重新收到City Power & Light的消息"),
)  # fmt: skip


@pytest.mark.parametrize(("text", "why", "until"), WHY)
def test_why_it_cannot_be_told_and_when_it_can(text: str, why: str, until: str):
    town = Town(silent=["city-power"], since=ago(44))
    town.ask("is the power out in westside?")
    told = town.ask(text)
    assert told.status is Status.CANNOT_TELL
    assert why in told.text
    assert until in told.text
    assert "Westside" in told.text


def test_the_measured_cannot_be_told_for_the_same_reason_as_before():
    town = Town(silent=["metro-transit"], since=ago(44))
    first = town.ask("where is bus 12?")
    again = town.ask("why cant you tell")
    assert first.status is again.status is Status.CANNOT_TELL
    assert again.text.startswith(first.text)
    assert "as soon as Metro Transit is heard from again" in again.text


def test_what_can_be_told_by_now_is_told():
    town = Town(silent=["city-power"], since=ago(44))
    assert town.ask("is the power out in westside?").status is Status.CANNOT_TELL
    town.look_at(Town().view)
    told = town.ask("why can't you tell?")
    assert told.status is Status.NOTHING_REPORTED
    assert told.text.startswith("Now I can tell. No power outage is reported for Westside")


def test_where_nothing_was_asked_before_it_is_asked_what_is_meant():
    assert Town().ask("why can't you tell?").status is Status.OUT_OF_SCOPE


def test_our_own_delay_ends_once_we_have_caught_up():
    town = Town(caught_up=CaughtUp(NOW - timedelta(minutes=30)))
    town.ask("is the power out in westside?")
    assert "as soon as I have caught up" in town.ask("when will you know?").text
