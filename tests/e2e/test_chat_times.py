"""When: ends, the past, what is planned, and what several things come to (contract, 2.1)."""

from datetime import datetime

import pytest

from tests.e2e.feeding import Feed, ago, ahead, message, now, power_outage
from tests.e2e.gridham import ZONE
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


@pytest.mark.parametrize(
    "question", ["anything going on in Pelham?", "what's happening in Pelham?"]
)
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
    # Said just now: minutes ago may have been yesterday.
    body = power_outage(area="Pelham", timestamp=now().isoformat(), status="restored")
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


def test_a_new_message_changes_the_answer_within_seconds(feed: Feed):
    body = feed.tell("infrastructure", power_outage(area="Pelham", timestamp=ago(minutes=9)))
    assert feed.system.ask(PELHAM)["status"] == "reported"
    feed.tell("infrastructure", body | {"status": "restored", "timestamp": now().isoformat()})
    assert feed.system.ask(PELHAM)["status"] == "nothing_reported"


def _clock(instant: str) -> str:
    local = datetime.fromisoformat(instant).astimezone(ZONE)
    half = "am" if local.hour < 12 else "pm"
    hour = local.hour % 12 or 12
    if local.minute:
        return f"{hour}:{local.minute:02} {half}"
    return f"{hour} {half}" if hour != 12 else f"12 {'noon' if half == 'pm' else 'midnight'}"
