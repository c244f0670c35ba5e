"""What a citizen is told while parts of the system die and come back (contract 1.2, 4)."""

import os
import signal
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress

import httpx
import pytest

from tests.e2e.feeding import Feed, ago, event_id, now, power_outage
from tests.e2e.gridham import SOURCES as USUAL
from tests.e2e.gridham import Source, write_pack
from tests.e2e.running import Json, System, expect

ZENNOR = "is the power out in Zennor?"
PELHAM = "is the power out in Pelham?"
SOURCES = [
    Source(s.id, s.family, s.types, s.publisher, s.trust, 8 if s.id == "gh-water" else 600)
    for s in USUAL
]
"""Gridham Waterworks is believed for eight seconds."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    folder = tmp_path_factory.mktemp("failures")
    with System(folder, city=write_pack(folder / "pack", sources=SOURCES)) as system:
        yield system


@pytest.fixture
def feed(town: System) -> Iterator[Feed]:
    feed = Feed(town)
    feed.beat_all()
    feed.tell("infrastructure", power_outage(area="Zennor", timestamp=ago(hours=1)))
    yield feed
    feed.forget_all()


@contextmanager
def asking(system: System, *questions: str) -> Generator[list[Json]]:
    """Ask the questions all the time, and collect every answer."""
    answers: list[Json] = []
    over = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=system.endpoints["api"], timeout=15, trust_env=False) as http:
            while not over.wait(0.05):
                for question in questions:
                    response = http.post("/api/chat", json={"message": question})
                    answers.append({"question": question, "code": response.status_code}
                                   | response.json())  # fmt: skip

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield answers
    finally:
        over.set()
        thread.join(30)


def _beating(feed: Feed, look: Callable[[], object]) -> Callable[[], object]:
    def beat_and_look() -> object:
        with suppress(AssertionError):
            for source in SOURCES:
                feed.beat(source.id, source.family)
        return look()

    return beat_and_look


def _live(feed: Feed) -> bool:
    return all(c["state"] == "live" for c in feed.system.get("/api/health")["coverage"])


def test_an_indexer_killed_is_started_again_and_loses_nothing(feed: Feed):
    system = feed.system
    old = system.child("-m indexer")
    with asking(system, ZENNOR, "is the water out in Pelham?") as answers:
        os.kill(old, signal.SIGKILL)
        ids = [event_id() for _ in range(20)]
        for id_ in ids:
            feed.say("infrastructure", power_outage(event_id=id_, area="Selwick"))
        expect(lambda: [p for p in system.children("-m indexer") if p != old] or None, "another")
        for id_ in ids:
            expect(lambda id_=id_: system.event(id_), f"{id_} indexed")
        expect(_beating(feed, lambda: _live(feed)), "all sources live")
    assert {a["code"] for a in answers} == {200}
    assert {a["status"] for a in answers if a["question"] == ZENNOR} == {"reported"}
    assert system.ask("is the power out in Selwick?")["status"] == "reported"


def test_an_indexer_that_hangs_makes_it_our_side(feed: Feed):
    """The pack believes the source for eight seconds, so that is how long an all-clear lasts."""
    system = feed.system
    question = "is the water out in Pelham?"
    assert system.ask(question)["status"] == "nothing_reported"
    indexer = system.child("-m indexer")
    os.kill(indexer, signal.SIGSTOP)
    stopped = now()
    try:
        feed.say("infrastructure", power_outage(area="Pelham"))
        answer = expect(
            lambda: (a := system.ask(question))["status"] != "nothing_reported" and a,
            "no more all-clear",
        )  # fmt: skip
        assert (answer["status"], answer["coverage"][0]["reason"]) == ("cannot_tell", "our_side")
        assert (now() - stopped).total_seconds() < 16
        assert system.ask(ZENNOR)["status"] == "reported"
        assert system.http.get("/readyz").status_code == 200
    finally:
        os.kill(indexer, signal.SIGCONT)
    expect(_beating(feed, lambda: system.ask(question)["status"] == "nothing_reported"), "recovery")
    expect(lambda: system.ask(PELHAM)["status"] == "reported", "what was said meanwhile")


def test_redis_killed_leaves_answers_and_comes_back(feed: Feed):
    system = feed.system
    redis = system.child("redis-server 127.0.0.1")
    with asking(system, ZENNOR, PELHAM) as answers:
        os.kill(redis, signal.SIGKILL)
        body = feed.say("infrastructure", power_outage(area="Selwick"))
        expect(
            lambda: [p for p in system.children("redis-server 127.0.0.1") if p != redis] or None,
            "another",
        )
        expect(lambda: system.event(body["event_id"]), "what was said meanwhile")
        expect(_beating(feed, lambda: _live(feed)), "all sources live")
    assert {a["code"] for a in answers} == {200}
    assert {a["status"] for a in answers if a["question"] == ZENNOR} == {"reported"}
    assert {a["status"] for a in answers} <= {"reported", "nothing_reported", "cannot_tell"}
    feed.tell("infrastructure", power_outage(area="Thornby"))
    assert system.ask(ZENNOR)["status"] == "reported"
    assert system.ask(PELHAM)["status"] == "nothing_reported"


def test_an_api_killed_is_started_again_and_knows_all(feed: Feed):
    system = feed.system
    os.kill(system.child("-m api"), signal.SIGKILL)

    def answered() -> Json | None:
        with suppress(httpx.HTTPError):
            if system.http.get("/readyz").status_code == 200:
                return system.ask(ZENNOR)
        return None

    answer = expect(answered, "the API back")
    assert answer["status"] == "reported"
