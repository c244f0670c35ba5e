"""What a conversation remembers, and for whom (contract, 2.1)."""

import pytest

from tests.e2e.feeding import Feed, power_outage
from tests.e2e.gridham import within

PELHAM = "is the power out in Pelham?"


def test_follow_ups_keep_the_place_and_the_topic(feed: Feed):
    id_ = feed.tell("infrastructure", power_outage(area="Pelham"))["event_id"]
    first = feed.system.ask(PELHAM)
    told = [
        feed.system.ask(words, session_id=first["session_id"])
        for words in (
            "when will it be back?",
            "and in Quarrow?",
            "and the water?",
            "and in Pelham?",
        )
    ]
    assert {answer["session_id"] for answer in told} == {first["session_id"]}
    assert [(a["status"], a["place"]["name"]) for a in told] == [
        ("reported", "Pelham"), ("nothing_reported", "Quarrow"), ("nothing_reported", "Quarrow"),
        ("nothing_reported", "Pelham"),
    ]  # fmt: skip
    assert told[0]["citations"][0]["event_id"] == id_
    assert [c["source"] for c in told[3]["coverage"]] == ["gh-water"]


def test_the_answer_to_which_place_is_understood(feed: Feed):
    id_ = feed.tell("infrastructure", power_outage(geometry={
        "type": "Point", "coordinates": list(within("Ivybury"))}))["event_id"]  # fmt: skip
    first = feed.system.ask("is the power out at Clock Hall?")
    assert first["status"] == "needs_place"
    second = feed.system.ask(first["suggestions"][1], session_id=first["session_id"])
    assert (second["status"], [c["event_id"] for c in second["citations"]]) == ("reported", [id_])


@pytest.mark.parametrize("unknown", ["never-given", "x" * 24, ""])
def test_an_unknown_session_gets_a_new_one(feed: Feed, unknown: str):
    answer = feed.system.ask("when will it be back?", session_id=unknown)
    assert answer["session_id"] not in ("", unknown)
    assert answer["status"] != "reported"


def test_sessions_do_not_know_of_each_other(feed: Feed):
    feed.tell("infrastructure", power_outage(area="Pelham"))
    feed.system.ask(PELHAM)
    other = feed.system.ask("when will it be back?")
    assert (other["place"], other["citations"]) == (None, [])
