"""Who was heard, and what may be said for it (contract, 1.2 and 2.1).

Gridham with four sources more: one soon silent, one that speaks for a full state, and two that
never say that all is well.
"""

import json
import os
import signal
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from tests.e2e.feeding import Feed, ago, ahead, headers_of, message, now, power_outage
from tests.e2e.gridham import SOURCES, Source, square_at, within, write_pack
from tests.e2e.running import Json, System, expect

QUICK_S = 5
MORE = (
    Source("gh-net", "infrastructure", ("internet_disruption",), "Gridham Net",
           max_silence_s=QUICK_S),
    Source("gh-full", "infrastructure", ("signal_outage",), "Gridham Signals"),
    Source("gh-mute", "emergency", ("earthquake",), "Gridham Seismic"),
    Source("gh-broken", "environment", ("air_quality",), "Gridham Air"),
)  # fmt: skip
NET = "is the internet down in Pelham?"
POWER = "is the power out in Pelham?"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("heartbeats")
    city = write_pack(folder / "pack", sources=[*SOURCES, *MORE])
    with System(folder, city=city) as system:
        yield system


@pytest.fixture(scope="module")
def voice(town: System) -> Feed:
    return Feed(town)


@pytest.fixture
def feed(voice: Feed) -> Iterator[Feed]:
    voice.beat("gh-power", "infrastructure")
    voice.beat("gh-water", "infrastructure")
    _wait(voice, "gh-power", "live")
    _wait(voice, "gh-water", "live")
    yield voice
    voice.forget_all()


def _state(feed: Feed, source: str) -> Json:
    coverage = feed.system.get("/api/health")["coverage"]
    return next(c for c in coverage if c["source"] == source)


def _wait(feed: Feed, source: str, state: str) -> Json:
    return expect(
        lambda: (s := _state(feed, source))["state"] == state and s, f"{source} {state}",
    )  # fmt: skip


def test_a_source_never_heard_is_silent_and_nothing_can_be_told(feed: Feed):
    answer = feed.system.ask("was there an earthquake just now?")
    assert answer["status"] == "cannot_tell"
    answer = feed.system.ask("is there an earthquake?")
    assert answer["status"] == "cannot_tell"
    assert answer["coverage"] == [{"source": "gh-mute", "family": "emergency", "state": "silent",
                                   "reason": None, "last_heard_at": None}]  # fmt: skip
    assert "Gridham Seismic" in answer["answer"]


def test_a_source_goes_stale_after_the_packs_silence_and_comes_back(feed: Feed):
    feed.beat("gh-net", "infrastructure", max_silence_s=600)
    heard = now()
    _wait(feed, "gh-net", "live")
    assert feed.system.ask(NET)["status"] == "nothing_reported"
    _wait(feed, "gh-net", "stale")
    assert now() - heard > timedelta(seconds=QUICK_S - 0.5)
    answer = feed.system.ask(NET)
    assert answer["status"] == "cannot_tell"
    assert "Gridham Net" in answer["answer"]
    [coverage] = answer["coverage"]
    assert (coverage["state"], coverage["reason"]) == ("stale", None)
    last = datetime.fromisoformat(coverage["last_heard_at"])
    assert abs(last - heard) < timedelta(seconds=QUICK_S)
    feed.beat("gh-net", "infrastructure")
    _wait(feed, "gh-net", "live")
    assert feed.system.ask(NET)["status"] == "nothing_reported"


BLINDING: list[tuple[str, str, Callable[[], Json]]] = [
    ("gh-roads", "its own shorter silence", lambda: {"max_silence_s": 1}),
    ("gh-gas", "an old observation",
     lambda: {"observed_at": ago(minutes=30), "last_ok_at": ago(minutes=30)}),
    ("gh-weather", "an observation far ahead",
     lambda: {"observed_at": ahead(hours=1), "last_ok_at": ahead(hours=1), "max_silence_s": 2}),
    ("gh-civil", "an error, the last success long ago",
     lambda: {"state": "error", "error": "unreachable", "last_ok_at": ago(minutes=30)}),
]  # fmt: skip


@pytest.mark.parametrize(("source", "more"), [(s, m) for s, _, m in BLINDING],
                         ids=[name for _, name, _ in BLINDING])  # fmt: skip
def test_what_leaves_a_source_blind(voice: Feed, source: str, more: Callable[[], Json]):
    family = next(s.family for s in SOURCES if s.id == source)
    voice.beat(source, family, **more())
    state = _wait(voice, source, "stale")
    assert state["last_heard_at"] is not None
    assert datetime.fromisoformat(state["last_heard_at"]) <= now() + timedelta(seconds=1)


def test_errors_do_not_keep_a_source_alive(feed: Feed):
    feed.beat("gh-net", "infrastructure")
    _wait(feed, "gh-net", "live")
    last_ok = now()

    def stale_meanwhile() -> bool:
        feed.beat("gh-net", "infrastructure", state="error", error="stale_content",
                  last_ok_at=last_ok.isoformat())  # fmt: skip
        return _state(feed, "gh-net")["state"] == "stale"

    expect(stale_meanwhile, "stale in spite of errors")
    assert now() - last_ok > timedelta(seconds=QUICK_S - 1)


def test_older_news_of_a_source_does_not_blind_it(feed: Feed):
    feed.beat("gh-power", "infrastructure", observed_at=ago(hours=1), last_ok_at=ago(hours=1))
    feed.tell("infrastructure", power_outage(area="Quarrow"))
    assert _state(feed, "gh-power")["state"] == "live"


def test_a_source_outside_the_pack_does_not_count(feed: Feed):
    feed.beat("somebody-else", "infrastructure", types=["power_outage"])
    feed.beat("gh-power", "infrastructure")
    answer = feed.system.ask(POWER)
    assert [c["source"] for c in answer["coverage"]] == ["gh-power"]


def test_bad_heartbeats_are_dead_letters(feed: Feed):
    bad = {"words": b"not json", "no source": json.dumps({"state": "ok"}).encode(),
           "state": json.dumps({"source": "gh-net", "family": "infrastructure", "types": [],
                                "observed_at": ago(), "state": "fine"}).encode()}  # fmt: skip
    places = {feed.send("feed_status", "gh-net", value) for value in bad.values()}

    def all_there() -> bool:
        told = [headers_of(letter) for letter in feed.read("feed_status.dlq")]
        found = {(int(t["original.partition"]), int(t["original.offset"])) for t in told}
        return places <= found and all(t["error.reason"] for t in told)

    expect(all_there, "the dead letters")


def test_an_event_of_a_blind_source_is_told_with_when_it_was_last_heard(feed: Feed):
    feed.tell("infrastructure", message("gh-net", "internet_disruption", area="Pelham"))
    feed.beat("gh-net", "infrastructure")
    _wait(feed, "gh-net", "live")
    _wait(feed, "gh-net", "stale")
    answer = feed.system.ask(NET)
    assert answer["status"] == "reported"
    assert answer["coverage"][0]["state"] == "stale"
    assert "Gridham Net" in answer["answer"]
    assert any(s["kind"] == "coverage" for s in answer["statements"])


def test_a_blind_source_cannot_tell_even_beside_a_near_event(feed: Feed):
    id_ = feed.tell(
        "infrastructure",
        message("gh-net", "internet_disruption", geometry=square_at("Ivybury", 0.3)),
    )["event_id"]
    _wait(feed, "gh-net", "stale")
    lon, lat = within("Ivybury", 1.7, 1.0)
    answer = feed.system.ask("is the internet down here?", location={"lat": lat, "lon": lon})
    assert answer["status"] == "cannot_tell"
    assert [c["event_id"] for c in answer["citations"]] == [id_]


def test_a_general_question_needs_every_source(feed: Feed):
    answer = feed.system.ask("anything going on in Pelham?")
    assert answer["status"] == "cannot_tell"
    assert {c["source"] for c in answer["coverage"]} >= {"gh-mute", "gh-power", "gh-full"}
    feed.tell("infrastructure", power_outage(area="Pelham"))
    assert feed.system.ask("anything going on in Pelham?")["status"] == "reported"


def test_no_other_problem_is_said_only_with_every_source_live(feed: Feed):
    body = message("gh-net", "internet_disruption", area="Pelham", status="resolved")
    feed.tell("infrastructure", body)
    feed.beat("gh-net", "infrastructure")
    _wait(feed, "gh-net", "live")
    over = "is the internet problem in Pelham over?"
    assert "No other" in feed.system.ask(over)["answer"]
    _wait(feed, "gh-net", "stale")
    answer = feed.system.ask(over)
    assert answer["answer"].startswith("Yes")
    assert "No other" not in answer["answer"]


def test_a_full_state_poll_confirms_what_it_held(feed: Feed):
    old = message("gh-full", "signal_outage", area="Pelham", timestamp=ago(hours=80))
    other = message("gh-power", "power_outage", area="Pelham", timestamp=ago(hours=2))
    for body in (old, other):
        feed.tell("infrastructure", body)
    event = feed.system.event(old["event_id"])
    assert event is not None
    assert event["end_reason"] == "unconfirmed"
    instant = now()
    feed.beat("gh-full", "infrastructure", full_state=True, observed_at=instant.isoformat(),
              last_ok_at=instant.isoformat())  # fmt: skip

    def confirmed() -> bool:
        told = feed.system.event(old["event_id"])
        assert told is not None
        at = datetime.fromisoformat(told["last_confirmed_at"])
        return told["phase"] == "active" and abs(at - instant) < timedelta(seconds=1)

    expect(confirmed, "confirmed by the poll")
    told = feed.system.event(other["event_id"])
    assert told is not None
    assert told["last_confirmed_at"] == told["issued_at"]


def test_a_lag_of_ours_is_told_as_ours(feed: Feed):
    """Stop the indexer: what we have caught up to ages, whatever the source says."""
    feed.tell("infrastructure", power_outage(area="Zennor", timestamp=ago(hours=1)))
    feed.beat("gh-net", "infrastructure")
    _wait(feed, "gh-net", "live")
    indexer = feed.system.child("-m indexer")
    os.kill(indexer, signal.SIGSTOP)
    try:
        for _ in range(2):
            feed.beat("gh-net", "infrastructure")
        coverage = expect(
            lambda: (c := _state(feed, "gh-net"))["state"] != "live" and c, "gh-net not live",
        )  # fmt: skip
        assert coverage["reason"] == "our_side"
        answer = feed.system.ask(NET)
        assert (answer["status"], answer["coverage"][0]["reason"]) == ("cannot_tell", "our_side")
        assert "silent" not in answer["answer"]
        known = feed.system.ask("is the power out in Zennor?")
        assert known["status"] == "reported"
    finally:
        os.kill(indexer, signal.SIGCONT)
    feed.beat("gh-net", "infrastructure")
    assert _wait(feed, "gh-net", "live")["reason"] is None
