"""When: ends, the past, what is planned, and what several things come to (contract, 2.1)."""

from datetime import datetime

import pytest

from tests.e2e.feeding import Feed, ago, ahead, message, now, power_outage
from tests.e2e.gridham import ZONE, within
from tests.e2e.running import Json

PELHAM = "is the power out in Pelham?"
OVER = "is the power outage in Pelham over?"

OVER_OR_NOT: list[tuple[str, Json, str, str]] = [
    ("in force", {}, "reported", "No"),
    ("overdue", {"timestamp": ago(hours=3), "estimated_restoration": ago(hours=1)},
     "reported", "No"),
    ("resolved", {"status": "resolved"}, "reported", "Yes"),
    ("cancelled", {"message_type": "cancel"}, "reported", "Yes"),
    ("ends_at", {"timestamp": ago(hours=3), "ends_at": ago(hours=1)}, "reported", "Yes"),
    ("expired", {"timestamp": ago(hours=3), "expires_at": ago(hours=1)}, "cannot_tell", ""),
    ("unconfirmed", {"timestamp": ago(hours=80)}, "cannot_tell", ""),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "status", "word"), [c[1:] for c in OVER_OR_NOT],
                         ids=[c[0] for c in OVER_OR_NOT])  # fmt: skip
def test_is_it_over(feed: Feed, fields: Json, status: str, word: str):
    body = feed.tell("infrastructure", power_outage(area="Pelham", **fields))
    answer = feed.system.ask(OVER)
    assert answer["status"] == status, answer["answer"]
    if status == "reported":
        assert answer["answer"].startswith(word)
        assert body["event_id"] in [c["event_id"] for c in answer["citations"]]
    else:
        assert not answer["answer"].startswith(("Yes", "No"))
        assert "confirmation" in answer["answer"]


NOW: list[tuple[str, Json, str]] = [
    ("in force", {}, "reported"),
    ("overdue", {"timestamp": ago(hours=3), "estimated_restoration": ago(hours=1)}, "reported"),
    ("resolved", {"status": "restored"}, "nothing_reported"),
    ("upcoming", {"starts_at": ahead(hours=3), "planned": True}, "nothing_reported"),
    ("planned and begun", {"starts_at": ago(minutes=3), "planned": True}, "reported"),
]


@pytest.mark.parametrize(("fields", "status"), [c[1:] for c in NOW], ids=[c[0] for c in NOW])
def test_is_it_out_now(feed: Feed, fields: Json, status: str):
    feed.tell("infrastructure", power_outage(area="Pelham", **fields))
    answer = feed.system.ask(PELHAM)
    assert answer["status"] == status, answer["answer"]
    assert answer["answer"].startswith("Yes") is (status == "reported")


def test_an_overdue_end_is_told_as_unconfirmed(feed: Feed):
    feed.tell("infrastructure", power_outage(area="Pelham", timestamp=ago(hours=3),
                                             estimated_restoration=ago(hours=1)))  # fmt: skip
    answer = feed.system.ask("when will the power be back in Pelham?")
    assert answer["citations"][0]["phase"] == "overdue"
    assert "no confirmation" in answer["answer"]


def test_an_estimate_is_told_as_an_estimate_and_a_known_end_is_not(feed: Feed):
    feed.tell("infrastructure", power_outage(area="Pelham", estimated_restoration=ahead(hours=1)))
    feed.tell("infrastructure", power_outage(area="Selwick", ends_at=ahead(hours=1)))
    assert "estimate" in feed.system.ask("when will the power be back in Pelham?")["answer"]
    assert "estimate" not in feed.system.ask("when will the power be back in Selwick?")["answer"]


def test_a_planned_event_is_mentioned_as_upcoming(feed: Feed):
    body = feed.tell("infrastructure", power_outage(area="Pelham", planned=True,
                                                    starts_at=ahead(hours=5)))  # fmt: skip
    answer = feed.system.ask(PELHAM)
    assert [(c["event_id"], c["phase"]) for c in answer["citations"]] == [
        (body["event_id"], "upcoming")
    ]


@pytest.mark.parametrize("question", ["anything going on in Pelham?", "what's happening in Pelham?"])
@pytest.mark.parametrize(
    "fields",
    [{"area": "Pelham"}, {"area": "Pelham", "starts_at": ahead(hours=5)}, {"area": "Gridham"}],
    ids=["there", "upcoming", "citywide"],
)
def test_a_general_question_is_answered_by_all_there_is(feed: Feed, question: str, fields: Json):
    assert feed.system.ask(question)["status"] == "nothing_reported"
    id_ = feed.tell("infrastructure", power_outage(**fields))["event_id"]
    answer = feed.system.ask(question)
    assert answer["status"] == "reported", answer["answer"]
    assert [c["event_id"] for c in answer["citations"]] == [id_]


@pytest.mark.parametrize("question", ["was the power out in Pelham today?",
                                      "was there a power outage in Pelham?"])  # fmt: skip
def test_a_past_event_answers_a_question_about_the_past(feed: Feed, question: str):
    body = power_outage(area="Pelham", timestamp=ago(minutes=4), status="restored")
    feed.tell("infrastructure", body)
    answer = feed.system.ask(question)
    assert answer["status"] == "reported", answer["answer"]
    assert [(c["event_id"], c["phase"]) for c in answer["citations"]] == [
        (body["event_id"], "ended")
    ]


def test_a_past_beyond_the_record_cannot_be_told(feed: Feed):
    feed.tell("infrastructure", power_outage(area="Quarrow"))
    answer = feed.system.ask("was the power out in Pelham last week?")
    assert answer["status"] == "cannot_tell", answer["answer"]
    assert "back" in answer["answer"]


def test_the_coming_period_is_told_not_the_one_that_is_over(feed: Feed):
    start, end = ahead(hours=2), ahead(hours=4)
    feed.tell("infrastructure", message(
        "gh-roads", "road_closure", road="Kestrel Street", timestamp=ago(hours=9),
        active_periods=[{"starts_at": ago(hours=6), "ends_at": ago(hours=5)},
                        {"starts_at": start, "ends_at": end}],
    ))  # fmt: skip
    answer = feed.system.ask("is Kestrel Street closed?")["answer"]
    assert _clock(start) in answer
    assert _clock(end) in answer
    assert _clock(ago(hours=5)) not in answer


def test_the_same_thing_under_two_ids_is_told_once(feed: Feed):
    twice = [power_outage(area="Pelham", timestamp=ago(minutes=5), affected_customers=50)] * 2
    ids = {feed.tell("infrastructure", body | {"event_id": f"twin-{n}"})["event_id"]
           for n, body in enumerate(twice)}  # fmt: skip
    for question in (PELHAM, "anything going on in Pelham?"):
        answer = feed.system.ask(question)
        cited = [c["event_id"] for c in answer["citations"]]
        assert len(cited) == 1
        assert set(cited) <= ids


def test_several_questions_are_each_answered(feed: Feed):
    id_ = feed.tell("infrastructure", power_outage(area="Pelham"))["event_id"]
    answer = feed.system.ask("is the power out in Pelham and is the internet down?")
    assert answer["status"] == "reported"
    assert [c["event_id"] for c in answer["citations"]] == [id_]
    assert "internet" in answer["answer"].lower()
    answer = feed.system.ask("is the power out in Pelham and Quarrow?")
    assert answer["status"] == "reported"
    assert "No power outage is reported for Quarrow" in answer["answer"]


def test_a_type_that_nobody_covers_cannot_be_told(feed: Feed):
    answer = feed.system.ask("is the internet down in Pelham?")
    assert (answer["status"], answer["coverage"]) == ("cannot_tell", [])
    assert "no source" in answer["answer"].lower()


@pytest.mark.parametrize("question", ["is it safe to drink the water in Pelham?",
                                      "is the Crimson Line running?",
                                      "is the power on in Pelham?",
                                      "is Kestrel Street open?"])  # fmt: skip
def test_nothing_reported_never_opens_with_yes(feed: Feed, question: str):
    answer = feed.system.ask(question)
    assert answer["status"] == "nothing_reported"
    assert not answer["answer"].lower().startswith("yes")


YES_NO: list[tuple[str, str]] = [
    ("is the power out in Pelham?", "Yes"), ("is the power on in Pelham?", "No"),
    ("is the power back in Pelham?", "No"),
    ("there is no power in Pelham, right?", "Yes"),
    ("the power is back in Pelham, right?", "No"),
]  # fmt: skip


@pytest.mark.parametrize(("question", "word"), YES_NO)
def test_yes_and_no_answer_the_question_as_it_was_asked(feed: Feed, question: str, word: str):
    feed.tell("infrastructure", power_outage(area="Pelham"))
    answer = feed.system.ask(question)
    assert (answer["status"], answer["answer"].partition(".")[0]) == ("reported", word)


@pytest.mark.parametrize("question", ["is there a gas leak in Pelham?", "is there a fire in Pelham?",
                                      "any gas leaks on Foss Street?"])  # fmt: skip
def test_asking_about_a_danger_is_an_ordinary_question(feed: Feed, question: str):
    assert feed.system.ask(question)["status"] == "nothing_reported"


@pytest.mark.parametrize("words", ["there is a fire in my kitchen", "I smell gas in my house",
                                   "someone is trapped in a burning car",
                                   "a power line fell on my car and it is sparking"])  # fmt: skip
def test_describing_a_danger_is_an_emergency_and_its_text_comes_first(feed: Feed, words: str):
    feed.tell("infrastructure", power_outage(area="Pelham"))
    answer = feed.system.ask(words)
    assert answer["status"] == "emergency"
    assert answer["answer"].startswith("If anyone is in danger, call 112 now.")
    assert "911" not in answer["answer"]


@pytest.mark.parametrize("words", ["hello", "thank you", "good morning"])
def test_greetings_are_not_refused(feed: Feed, words: str):
    answer = feed.system.ask(words)
    assert answer["status"] == "out_of_scope"
    assert "only know" not in answer["answer"]


@pytest.mark.parametrize("words", ["how do I renew my passport?", "who won the match yesterday?",
                                   "write a poem about spring"])  # fmt: skip
def test_out_of_scope_gives_the_help_line(feed: Feed, words: str):
    answer = feed.system.ask(words)
    assert answer["status"] == "out_of_scope"
    assert "115" in answer["answer"]


def test_when_a_source_was_last_heard_is_answered_from_coverage(feed: Feed):
    answer = feed.system.ask("when did you last hear from Gridham Electric?")
    assert "Gridham Electric" in answer["answer"]
    assert [c["source"] for c in answer["coverage"]] == ["gh-power"]
    assert not answer["citations"]


LANGUAGES: list[tuple[str, bool]] = [("en", True), ("en-GB", True), ("de", False), ("pt-BR", False)]


@pytest.mark.parametrize(("language", "spoken"), LANGUAGES)
def test_an_unsupported_language_is_answered_in_the_default_and_said(
    feed: Feed, language: str, spoken: bool
):
    plain = feed.system.ask(PELHAM)
    answer = feed.system.ask(PELHAM, language=language)
    assert (answer["language"], answer["status"]) == ("en", "nothing_reported")
    said = len(answer["statements"]) > len(plain["statements"])
    assert said is not spoken
    assert ("English" in answer["answer"]) is not spoken


def test_follow_ups_keep_the_place_and_the_topic(feed: Feed):
    id_ = feed.tell("infrastructure", power_outage(area="Pelham"))["event_id"]
    first = feed.system.ask(PELHAM)
    told = [feed.system.ask(words, session_id=first["session_id"]) for words in
            ("when will it be back?", "and in Quarrow?", "and the water?", "and in Pelham?")]  # fmt: skip
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


def test_a_new_message_changes_the_answer_within_seconds(feed: Feed):
    body = feed.tell("infrastructure", power_outage(area="Pelham", timestamp=ago(minutes=9)))
    assert feed.system.ask(PELHAM)["status"] == "reported"
    feed.tell("infrastructure", body | {"status": "restored", "timestamp": now().isoformat()})
    assert feed.system.ask(PELHAM)["status"] == "nothing_reported"


def _clock(instant: str) -> str:
    local = datetime.fromisoformat(instant).astimezone(ZONE)
    half = "am" if local.hour < 12 else "pm"
    hour = local.hour % 12 or 12
    return f"{hour}:{local.minute:02} {half}" if local.minute else f"{hour} {half}"
