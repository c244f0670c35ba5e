"""The page of conversations says what the assistant does, and shows every kind of answer."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from evals.conversations import PAGE, SCRIPT, Conversation, load_script, main
from tests.evals.published import PACK


def test_the_page_is_what_the_assistant_says_today(capsys: pytest.CaptureFixture[str]):
    assert main(["--check"], PACK) == 0, capsys.readouterr().err


def test_a_page_that_says_something_else_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    told = (
        "[{title: Hi, so: nothing is wrong., now: 2026-03-04T11:05:00-05:00, turns: [{ask: hi}]}]"
    )
    (tmp_path / "script.yaml").write_text(told, "utf-8")
    monkeypatch.setattr("evals.conversations.SCRIPT", tmp_path / "script.yaml")
    page = ["--page", str(tmp_path / "page.md")]
    assert main(["--check", *page], PACK) == 1
    assert main(page, PACK) == 0
    assert main(["--check", *page], PACK) == 0
    (tmp_path / "page.md").write_text("# Conversations\n\n> Hello, fellow citizen.\n", "utf-8")
    assert main(["--check", *page], PACK) == 1
    assert "-> Hello, fellow citizen." in capsys.readouterr().err


def test_thirty_conversations_show_every_kind_of_answer():
    script, page = load_script(SCRIPT), PAGE.read_text("utf-8")
    assert len(script) == len(re.findall(r"^## \d+\. ", page, re.MULTILINE)) == 30
    assert all(2 <= len(talk.turns) <= 5 for talk in script)
    assert all(talk.so.endswith(".") for talk in script)
    statuses = set(re.findall(r"<sub>(\w+)</sub>", page))
    assert len(statuses) == 6, statuses
    assert {put.channel for talk in script for put in talk.turns} == {"widget", "sms", "voice"}
    assert any(put.after for talk in script for put in talk.turns)


def test_a_conversation_is_held_in_one_city():
    given = {"title": "Two", "so": "both.", "turns": [{"ask": "hi"}]}
    with pytest.raises(ValidationError, match="either"):
        Conversation.model_validate(given | {"city": "calm", "now": "2026-03-04T11:05:00-05:00"})
