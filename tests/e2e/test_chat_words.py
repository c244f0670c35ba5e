"""How a question is answered: Yes and No, scope, danger, several things (contract, 2.1)."""

import pytest

from tests.e2e.feeding import Feed, ago, message, power_outage

PELHAM = "is the power out in Pelham?"
OVER = "is the power outage in Pelham over?"


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
    ("is the power back in Pelham?", "No"), ("do we have power in Pelham?", "No"),
    ("there is no power in Pelham, right?", "Yes"),
    ("the power is back in Pelham, right?", "No"),
]  # fmt: skip


POLARITY: list[tuple[str, str, str, str]] = [
    ("suspension", "is the Crimson Line running?", "No", "Yes"),
    ("suspension", "are there problems on the Crimson Line?", "Yes", "No"),
    ("stop_closure", "are there problems on the Crimson Line?", "", "No"),
    ("stop_closure", "is the Crimson Line running?", "", "No"),
    ("delay", "is the Crimson Line running?", "", "No"),
    ("delay", "is the Crimson Line delayed?", "Yes", "No"),
]
"""A type, a question, the word that has to open the answer (or none), the word that must not."""


@pytest.mark.parametrize(("type_", "question", "word", "wrong"), POLARITY)
def test_a_problem_is_no_denial_of_problems(
    feed: Feed, type_: str, question: str, word: str, wrong: str
):
    stops = {"stops": ["s3"]} if type_ == "stop_closure" else {}
    feed.tell("transit", message("gh-transit", type_, line="Crimson", **stops))
    answer = feed.system.ask(question)
    assert answer["status"] == "reported"
    assert answer["answer"].startswith(word)
    assert not answer["answer"].startswith(wrong)


def test_an_advisory_does_not_turn_the_water_off(feed: Feed):
    feed.tell("infrastructure", message("gh-water", "water_advisory", area="Pelham"))
    assert not feed.system.ask("is the water off in Pelham?")["answer"].startswith("Yes")


def test_a_stop_is_told_by_its_name(feed: Feed):
    feed.tell("transit", message("gh-transit", "stop_closure", stops=["s3"]))
    assert "Elstow Quay" in feed.system.ask("any transit problems?")["answer"]


def test_no_other_problem_is_not_said_beside_another(feed: Feed):
    feed.tell("infrastructure", power_outage(area="Pelham", status="resolved"))
    feed.tell("infrastructure", message("gh-water", "water_outage", area="Pelham"))
    answer = feed.system.ask(OVER)["answer"]
    assert answer.startswith("Yes")
    assert "No other problem" not in answer


@pytest.mark.parametrize(("question", "word"), YES_NO)
def test_yes_and_no_answer_the_question_as_it_was_asked(feed: Feed, question: str, word: str):
    feed.tell("infrastructure", power_outage(area="Pelham"))
    answer = feed.system.ask(question)
    assert (answer["status"], answer["answer"].partition(".")[0]) == ("reported", word)


@pytest.mark.parametrize(
    "question",
    [
        "is there a gas leak in Pelham?",
        "is there a fire in Pelham?",
        "any gas leak on Foss Street?",
    ],
)
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
