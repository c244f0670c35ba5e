"""A system with a model's server: it may say an answer better, and can do no other harm."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from evals.peers.breakers import hanging
from evals.peers.honest import honest
from evals.peers.line import Line, Speech
from evals.peers.reading import Sight
from evals.peers.server import PeerServer
from evals.peers.telling import spoken
from tests.e2e.feeding import Feed, ago, ahead, power_outage
from tests.e2e.running import Json, System, command

ZONE = ZoneInfo("Europe/Berlin")
ASKED = "is the power out in Pelham?"


def truthful(sight: Sight, chance: Random) -> Speech:
    return spoken(honest(sight, chance))


def lying(sight: Sight, chance: Random) -> Speech:
    own = tuple(event["event_id"] for event in sight.events)
    return spoken(
        [
            Line("About 9,999 customers are without power in Pelham.", own),
            Line("Power has been restored in Pelham.", own),
            Line("Power is out in Pelham, call 0900-555-0100 or see https://evil.example/.", own),
        ]
    )


def ending_in_silence(sight: Sight, chance: Random) -> Speech:
    """Write one true statement, then hold the line."""
    own = tuple(event["event_id"] for event in sight.events)
    whole = spoken([Line("Power is out in Pelham.", own), Line("It is.", own)])
    return Speech(text=whole.text, stop_after=whole.text.index("]}") + 2)


def broken(sight: Sight, chance: Random) -> Speech:
    return Speech(text="Power is out, I would say.")


def rewriting(sight: Sight, chance: Random) -> Speech:
    return Speech(text='{"question": "Is the power out?"}')


class Peer:
    """Be one server behind which tests change the model."""

    def __init__(self) -> None:
        self.model = truthful
        self._server = PeerServer(self._speak, 7, lambda: datetime.now(ZONE))
        self._up, self._end = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def calls(self) -> int:
        return self._server.calls

    def __enter__(self) -> "Peer":
        self._thread.start()
        assert self._up.wait(10)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(10)

    def _speak(self, sight: Sight, chance: Random) -> Speech:
        return self.model(sight, chance)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with self._server.running():
            self._up.set()
            await self._end.wait()


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with Peer() as peer:
        yield peer


@pytest.fixture(scope="module")
def environment(peer: Peer) -> dict[str, str]:
    return {
        "OPENAI_BASE_URL": peer.url, "OPENAI_API_KEY": "sk-canary-5512", "OPENAI_MODEL": "peer-1",
        "CIVIC_MODEL_FAILURES": "0", "CIVIC_API_KEYS": "ana:canary-operator",
    }  # fmt: skip


@pytest.fixture(scope="module")
def written(
    gridham: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Feed]:
    """Give a city with one power outage, and a model to speak of it."""
    folder = tmp_path_factory.mktemp("written")
    with System(folder, city=gridham, arguments=(), producers=False, **environment) as system:
        feed = Feed(system)
        feed.beat_all()
        feed.tell(
            "infrastructure",
            power_outage(
                event_id="P-1", area="Pelham", timestamp=ago(minutes=20),
                starts_at=ago(minutes=40), estimated_restoration=ahead(hours=2),
                affected_customers=4300,
            ),
        )  # fmt: skip
        yield feed


def streamed(system: System, message: str) -> list[tuple[str, Json]]:
    events: list[tuple[str, Json]] = []
    asking = system.http.stream(
        "POST", "/api/chat", json={"message": message}, headers={"accept": "text/event-stream"}
    )
    with asking as response:
        name = ""
        for line in response.iter_lines():
            if line.startswith("event:"):
                name = line.removeprefix("event:").strip()
            elif line.startswith("data:"):
                events.append((name, json.loads(line.removeprefix("data:"))))
    return events


def test_a_truthful_model_phrases_the_answer_and_its_events_are_cited(written: Feed, peer: Peer):
    peer.model = truthful
    answer = written.system.ask(ASKED)
    assert (answer["mode"], answer["model"], answer["fallback_reason"]) == ("llm", "peer-1", None)
    assert answer["status"] == "reported"
    assert [citation["event_id"] for citation in answer["citations"]] == ["P-1"]
    facts = [said for said in answer["statements"] if said["kind"] == "fact"]
    assert facts
    assert all(said["event_ids"] == ["P-1"] for said in facts)
    assert "[1]" in answer["answer"]


def test_a_model_that_lies_is_not_shown_and_the_answer_says_so(written: Feed, peer: Peer):
    peer.model = lying
    answer = written.system.ask("has the power gone out in Pelham?")
    assert (answer["mode"], answer["model"]) == ("grounded", None)
    assert answer["fallback_reason"] == "unverified"
    assert answer["status"] == "reported"
    for word in ("9,999", "restored", "evil", "0900"):
        assert word not in answer["answer"]


def test_explained_it_tells_why_each_statement_was_dropped(written: Feed, peer: Peer):
    peer.model = lying
    body = {"message": "did the power go out in Pelham?"}
    answer = written.system.http.post("/api/chat?explain=1", json=body).json()
    assert len(answer["explain"]) == 3
    for said in answer["explain"]:
        assert not said["shown"]
        assert any(claim["why"] for claim in said["claims"] if not claim["held"])


def test_a_model_that_hangs_costs_two_seconds(written: Feed, peer: Peer):
    peer.model = hanging
    begun = time.monotonic()
    answer = written.system.ask("is the power still out in Pelham?")
    assert time.monotonic() - begun < 4
    assert (answer["mode"], answer["fallback_reason"]) == ("grounded", "timeout")
    assert answer["status"] == "reported"


def test_a_model_that_writes_no_json_costs_its_words(written: Feed, peer: Peer):
    peer.model = broken
    answer = written.system.ask("is power out in Pelham now?")
    assert (answer["mode"], answer["fallback_reason"]) == ("grounded", "unreadable")


def test_a_stream_begins_at_once_shows_what_holds_and_ends_with_the_whole(
    written: Feed, peer: Peer
):
    peer.model = truthful
    events = streamed(written.system, "Is there a power outage in Pelham?")
    names = [name for name, _ in events]
    done = events[-1][1]
    assert names == ["meta", *["statement"] * len(done["statements"]), "done"]
    assert [said for name, said in events if name == "statement"] == done["statements"]
    assert done["mode"] == "llm"
    assert events[0][1]["session_id"] == done["session_id"]


def test_a_stream_takes_back_what_was_shown_where_the_model_then_falls_silent(
    written: Feed, peer: Peer
):
    peer.model = ending_in_silence
    events = streamed(written.system, "is there no power in Pelham?")
    names = [name for name, _ in events]
    done = events[-1][1]
    assert names[0] == "meta"
    assert names.count("reset") == 1
    again = names.index("reset")
    assert "statement" in names[1:again]
    assert names[again + 1 :] == [*["statement"] * len(done["statements"]), "done"]
    assert (done["mode"], done["fallback_reason"]) == ("grounded", "timeout")


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ("is the power out in Quarrow?", "nothing_reported"),
        ("there is a fire in my kitchen", "emergency"),
        ("is the power out?", "needs_place"),
        ("how do I renew my passport?", "out_of_scope"),
    ],
)
def test_nothing_else_is_put_to_the_model(written: Feed, peer: Peer, message: str, status: str):
    before = peer.calls
    answer = written.system.ask(message)
    assert answer["status"] == status
    assert (answer["mode"], answer["model"], answer["fallback_reason"]) == ("grounded", None, None)
    assert peer.calls == before


@pytest.mark.parametrize(("key", "calls"), [("canary-operator", 2), ("somebody-else", 1)])
def test_only_for_an_operator_is_the_model_asked_what_to_look_up(
    written: Feed, peer: Peer, key: str, calls: int
):
    peer.model = truthful
    before = peer.calls
    answer = written.system.http.post(
        "/api/chat", json={"message": f"is power out in Pelham{'!' * calls}"},
        headers={"Authorization": f"Bearer {key}"},
    ).json()  # fmt: skip
    assert (answer["status"], answer["mode"]) == ("reported", "llm")
    assert peer.calls == before + calls


def test_tokens_and_faults_are_counted_and_the_key_is_told_nowhere(written: Feed):
    measures: Any = written.system.http.get("/metrics").text
    for name in (
        'civic_model_requests_total{model="peer-1"}',
        'civic_model_tokens_total{direction="out",model="peer-1"}',
        'civic_model_faults_total{model="peer-1",reason="timeout"}',
        'civic_fallbacks_total{reason="unverified"}',
        'civic_answers_total{mode="llm",status="reported"}',
    ):
        assert name in measures
    log = written.system.log("api")
    assert log.count("model.configured") == 1
    assert "canary" not in log + measures


def test_the_doctor_says_which_model_is_set_and_whether_it_answers(written: Feed, peer: Peer):
    peer.model = rewriting
    told = command("doctor", environment=written.system.environment).stdout
    assert "peer-1 at 127.0.0.1" in told
    assert "answers in" in told
    assert "canary" not in told
    away = {**written.system.environment, "OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}
    assert "unreachable" in command("doctor", environment=away).stdout
