"""How messages about one event become its state, in whatever order they come (contract, 1.1)."""

import json
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest

from tests.e2e.feeding import (
    Feed,
    ago,
    ahead,
    event_id,
    headers_of,
    message,
    now,
    power_outage,
)
from tests.e2e.running import Json, expect

TOPIC = "infrastructure_events"


def _event(feed: Feed, body: Json) -> Json:
    event = feed.system.event(body["event_id"])
    assert event is not None
    return event


def _marker(feed: Feed, body: Json) -> int:
    """Wait until one more record of this key has been read; return the key's partition."""
    partition, _ = feed.send(TOPIC, body["event_id"], b"a marker that is a dead letter")
    place = (body["event_id"].encode(), b"a marker that is a dead letter")
    expect(
        lambda: any((m.key(), m.value()) == place for m in feed.read(f"{TOPIC}.dlq")),
        "everything before the marker",
    )  # fmt: skip
    return partition


def _kept(feed: Feed, body: Json, partition: int) -> Json:
    """Return what compaction would keep of a key, in the partition where its producer writes it."""
    place = (body["event_id"].encode(), partition)
    values = [m.value() or b"" for m in feed.read(TOPIC) if (m.key(), m.partition()) == place]
    with suppress(ValueError):
        return json.loads(values[-1])
    return {}


def test_an_update_replaces_what_was_said_before(feed: Feed):
    body = power_outage(area="Pelham", timestamp=ago(minutes=9), affected_customers=4300)
    feed.tell("infrastructure", body)
    update = body | {"timestamp": now().isoformat(), "affected_customers": 120,
                     "message_type": "update"}  # fmt: skip
    feed.tell("infrastructure", update)
    event = _event(feed, body)
    assert (event["affected_customers"], event["phase"]) == (120, "active")
    assert len(event["versions"]) == 1


def test_late_older_news_never_wins_and_the_log_ends_with_the_winner(feed: Feed):
    feed.remember(TOPIC, f"{TOPIC}.dlq")
    newest = power_outage(area="Pelham", timestamp=now().isoformat(), affected_customers=7)
    feed.tell("infrastructure", newest)
    feed.say("infrastructure", newest | {"timestamp": ago(minutes=9), "affected_customers": 4300})
    partition = _marker(feed, newest)
    assert _event(feed, newest)["affected_customers"] == 7
    wanted = datetime.fromisoformat(newest["timestamp"])

    def is_last() -> bool:
        kept = _kept(feed, newest, partition)
        return bool(kept) and datetime.fromisoformat(kept["timestamp"]) == wanted

    expect(is_last, "the winner at the end of its key's log, after a rejected record too")


def test_at_the_same_instant_the_later_record_wins(feed: Feed):
    body = feed.tell("infrastructure", power_outage(area="Pelham", affected_customers=1))
    feed.say("infrastructure", body | {"affected_customers": 2})
    expect(lambda: _event(feed, body)["affected_customers"] == 2, "the higher offset wins")


def test_the_same_message_twice_is_one_version(feed: Feed):
    feed.remember(f"{TOPIC}.dlq")
    body = feed.tell("infrastructure", power_outage(area="Pelham"))
    feed.say("infrastructure", body)
    _marker(feed, body)
    assert _event(feed, body)["versions"] == []


ENDS: list[tuple[Json, str, str]] = [
    ({"message_type": "cancel"}, "cancelled", "cancelled"),
    ({"status": "resolved"}, "ended", "resolved"),
    ({"status": "restored"}, "ended", "resolved"),
    ({"status": "closed"}, "ended", "resolved"),
    ({"status": "Cleared"}, "ended", "resolved"),
]
"""What ends an event, the phase and the reason then."""


@pytest.mark.parametrize(("ending", "phase", "reason"), ENDS, ids=[str(e[0]) for e in ENDS])
def test_an_end_inherits_the_fields_that_it_leaves_out(
    feed: Feed, ending: Json, phase: str, reason: str
):
    body = power_outage(area="Pelham", timestamp=ago(minutes=9), affected_customers=4300,
                        cause="a fallen tree")  # fmt: skip
    feed.tell("infrastructure", body)
    end = {name: body[name] for name in ("event_id", "type", "severity", "source")}
    feed.tell("infrastructure", end | {"timestamp": now().isoformat()} | ending)
    event = _event(feed, body)
    told = {name: event[name] for name in ("phase", "end_reason", "areas", "cause", "headline")}
    assert told == {"phase": phase, "end_reason": reason, "areas": ["Pelham"],
                    "cause": "a fallen tree", "headline": "Power outage"}  # fmt: skip


@pytest.mark.parametrize(("ending", "phase", "reason"), ENDS, ids=[str(e[0]) for e in ENDS])
def test_an_end_before_its_event_is_remembered(feed: Feed, ending: Json, phase: str, reason: str):
    id_ = event_id()
    end = message("gh-power", "power_outage", event_id=id_, headline=None) | ending
    feed.tell("infrastructure", end)
    start = power_outage(event_id=id_, timestamp=ago(minutes=9), area="Pelham", cause="a tree")
    feed.say("infrastructure", start)
    expect(lambda: _event(feed, start)["cause"] == "a tree", "the fields of the late start")
    event = _event(feed, start)
    assert (event["phase"], event["end_reason"], event["areas"]) == (phase, reason, ["Pelham"])
    assert feed.system.ask("is the power out in Pelham?")["status"] == "nothing_reported"


def test_a_cancelled_event_may_come_back_by_newer_news(feed: Feed):
    body = power_outage(area="Pelham", timestamp=ago(minutes=9))
    feed.tell("infrastructure", body | {"message_type": "cancel", "timestamp": ago(minutes=5)})
    feed.tell("infrastructure", body | {"timestamp": now().isoformat()})
    assert _event(feed, body)["phase"] == "active"


def test_a_null_value_withdraws_and_forgets(feed: Feed):
    body = feed.tell("infrastructure", power_outage(area="Pelham"))
    feed.send(TOPIC, body["event_id"], None)
    expect(lambda: feed.system.event(body["event_id"]) is None, "withdrawn")
    listed = feed.system.get("/api/events", phase="active,ended,cancelled,superseded")["events"]
    assert body["event_id"] not in {event["event_id"] for event in listed}
    assert feed.system.ask("is the power out in Pelham?")["status"] == "nothing_reported"


def test_a_null_value_for_an_unknown_key_does_nothing(feed: Feed):
    unknown = event_id()
    place = feed.send(TOPIC, unknown, None)
    feed.tell("infrastructure", power_outage(event_id=unknown, area="Pelham"))  # behind it
    letters = [headers_of(letter) for letter in feed.read(f"{TOPIC}.dlq")]
    assert tuple(map(str, place)) not in {
        (told["original.partition"], told["original.offset"]) for told in letters
    }


def test_a_reference_supersedes_what_it_names_and_not_its_siblings(feed: Feed):
    old, sibling = (power_outage(area="Pelham", timestamp=ago(minutes=9)) for _ in range(2))
    for body in (old, sibling):
        feed.tell("infrastructure", body)
    fresh = power_outage(area="Pelham", message_type="update", references=[old["event_id"]])
    feed.tell("infrastructure", fresh)
    expect(lambda: _event(feed, old)["phase"] == "superseded", "superseded")
    assert (_event(feed, sibling)["phase"], _event(feed, fresh)["phase"]) == ("active", "active")
    cited = _cited(feed, "is the power out in Pelham?")
    assert old["event_id"] not in cited


def test_a_reference_that_comes_before_what_it_names_holds(feed: Feed):
    old = power_outage(area="Pelham", timestamp=ago(minutes=9))
    feed.tell("infrastructure", power_outage(area="Pelham", references=[old["event_id"]]))
    feed.tell("infrastructure", old)
    expect(lambda: _event(feed, old)["phase"] == "superseded", "superseded")


REFERRING: list[tuple[str, str, str]] = [
    ("gh-water", "gh-power", "active"),  # official on official
    ("gh-gas", "gh-power", "active"),  # partner on official
    ("somebody", "gh-gas", "active"),  # not in the pack on partner
    ("gh-civil", "gh-gas", "superseded"),  # official on a lower trust
]


@pytest.mark.parametrize(("writer", "owner", "phase"), REFERRING)
def test_a_reference_acts_within_a_source_or_from_official_on_a_lower_trust(
    feed: Feed, writer: str, owner: str, phase: str
):
    old = message(owner, "gas_leak", area="Pelham", timestamp=ago(minutes=9))
    feed.tell("infrastructure", old)
    feed.tell("infrastructure",
              message(writer, "gas_leak", area="Pelham", references=[old["event_id"]]))  # fmt: skip
    if phase == "superseded":
        expect(lambda: _event(feed, old)["phase"] == phase, phase)
    assert _event(feed, old)["phase"] == phase


PHASES: list[tuple[str, Json, str, str | None, str]] = [
    ("no end", {}, "active", None, "unknown"),
    ("begins later", {"starts_at": ahead(hours=1)}, "upcoming", None, "unknown"),
    ("known end to come", {"ends_at": ahead(hours=1)}, "active", None, "known"),
    ("known end passed", {"timestamp": ago(hours=2), "ends_at": ago(hours=1)},
     "ended", "ends_at", "known"),
    ("estimate to come", {"estimated_restoration": ahead(hours=1)}, "active", None, "estimated"),
    ("estimate passed", {"timestamp": ago(hours=2), "estimated_resolution": ago(hours=1)},
     "overdue", None, "estimated"),
    ("expires to come", {"expires_at": ahead(hours=1)}, "active", None, "unknown"),
    ("expired without end", {"timestamp": ago(hours=2), "expires_at": ago(hours=1)},
     "ended", "expired", "unknown"),
    ("expired, yet its end is to come",
     {"timestamp": ago(hours=2), "expires_at": ago(hours=1), "ends_at": ahead(hours=1)},
     "active", None, "known"),
    ("inside a period", {"timestamp": ago(hours=9), "active_periods": [
        {"starts_at": ago(hours=6), "ends_at": ago(hours=5)},
        {"starts_at": ago(hours=1), "ends_at": ahead(hours=1)}]}, "active", None, "known"),
    ("between periods", {"timestamp": ago(hours=9), "active_periods": [
        {"starts_at": ago(hours=6), "ends_at": ago(hours=5)},
        {"starts_at": ahead(hours=1), "ends_at": ahead(hours=2)}]}, "upcoming", None, "known"),
    ("after the last period", {"timestamp": ago(hours=9), "active_periods": [
        {"starts_at": ago(hours=6), "ends_at": ago(hours=5)}]}, "ended", "ends_at", "known"),
    ("unconfirmed for 71 h", {"timestamp": ago(hours=71)}, "active", None, "unknown"),
    ("unconfirmed for 73 h", {"timestamp": ago(hours=73)}, "ended", "unconfirmed", "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "phase", "reason", "certainty"), [case[1:] for case in PHASES],
    ids=[case[0] for case in PHASES],
)  # fmt: skip
def test_the_phase_follows_from_the_times(
    feed: Feed, fields: Json, phase: str, reason: str | None, certainty: str
):
    body = feed.tell("infrastructure", power_outage(area="Pelham", **fields))
    event = _event(feed, body)
    assert (event["phase"], event["end_reason"]) == (phase, reason)
    if "active_periods" not in fields:  # whether their end is `known` is not written
        assert event["end_certainty"] == certainty


AGES: list[tuple[str, str, str, float]] = [
    ("transit", "gh-transit", "delay", 6),
    ("transit", "gh-transit", "crowding", 6),
    *(("emergency", "gh-civil", type_, 48.0)
      for type_ in ("fire", "public_safety", "hazmat", "evacuation", "earthquake")),
    *(("infrastructure", "gh-power", type_, 72.0)
      for type_ in ("power_outage", "water_outage", "gas_leak", "signal_outage",
                    "internet_disruption")),
    ("infrastructure", "gh-water", "water_advisory", 14 * 24),
    ("emergency", "gh-civil", "health_advisory", 14 * 24),
]  # fmt: skip
AGELESS: list[tuple[str, str, str]] = [
    ("transit", "gh-transit", "suspension"), ("transit", "gh-transit", "stop_closure"),
    ("transit", "gh-transit", "route_change"), ("infrastructure", "gh-roads", "road_closure"),
    ("infrastructure", "gh-roads", "road_work"), ("emergency", "gh-weather", "weather_alert"),
]  # fmt: skip


def test_an_event_of_each_type_ends_unconfirmed_after_its_age(feed: Feed):
    told: dict[str, tuple[str, Json, Json]] = {}
    for family, source, type_, hours in AGES:
        young = message(source, type_, area="Pelham", timestamp=ago(hours=hours - 0.5))
        old = message(source, type_, area="Pelham", timestamp=ago(hours=hours + 0.5))
        told[type_] = (family, young, old)
    ageless = [
        (family, message(source, type_, area="Pelham", timestamp=ago(days=300)))
        for family, source, type_ in AGELESS
    ]
    for family, young, old in told.values():
        feed.say(family, young)
        feed.say(family, old)
    for family, body in ageless:
        feed.say(family, body)
    for type_, (_, young, old) in told.items():
        now_young, now_old = feed.expect_told(young), feed.expect_told(old)
        assert (type_, now_young["phase"]) == (type_, "active")
        assert (type_, now_old["phase"], now_old["end_reason"]) == (type_, "ended", "unconfirmed")
    for _, body in ageless:
        assert (body["type"], feed.expect_told(body)["phase"]) == (body["type"], "active")


def test_an_event_ends_by_itself_when_its_time_comes(feed: Feed):
    body = feed.tell("infrastructure", power_outage(area="Pelham", ends_at=ahead(seconds=6)))
    assert _event(feed, body)["phase"] == "active"
    expect(lambda: _event(feed, body)["phase"] == "ended", "its end")
    assert feed.system.ask("is the power out in Pelham?")["status"] == "nothing_reported"
    listed = feed.system.get("/api/events")["events"]
    assert body["event_id"] not in {event["event_id"] for event in listed}


def _cited(feed: Feed, question: str, **more: Any) -> list[str]:
    return [c["event_id"] for c in feed.system.ask(question, **more)["citations"]]
