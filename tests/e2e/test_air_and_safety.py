"""Bad air is told to who asks whether it is safe outside (contract 2.1: no all-clear beside it)."""

from collections.abc import Iterator

import pytest

from tests.e2e.feeding import Feed, message, now
from tests.e2e.measured import beat
from tests.e2e.running import System
from tests.e2e.sensed_pack import write_sensed_pack


@pytest.fixture(scope="module")
def smoky(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Feed, str]]:
    """A city in which the air office tells everybody to stay indoors."""
    folder = tmp_path_factory.mktemp("smoky")
    with System(folder, city=write_sensed_pack(folder / "pack")) as system:
        feed = Feed(system)
        beat(feed)
        body = message("gh-air", "air_quality", area="Gridham", severity="high",
                       instructions=["Stay indoors and keep windows closed"])  # fmt: skip
        feed.tell("emergency", body)
        yield feed, body["event_id"]


@pytest.mark.parametrize(
    "question",
    ["should I stay inside?", "is it safe to go outside?", "is it safe outside in Pelham?",
     "is it safe in Pelham?", "any emergencies?", "any warnings?", "is there smoke?",
     "is it safe to breathe in Pelham?", "is the air ok?"],
)  # fmt: skip
def test_bad_air_is_told(smoky: tuple[Feed, str], question: str):
    feed, id_ = smoky
    answer = feed.system.ask(question)
    assert answer["status"] == "reported", answer["answer"]
    assert id_ in {c["event_id"] for c in answer["citations"]}


@pytest.mark.parametrize("type_", ["gas_leak", "hazmat", "evacuation", "fire"])
@pytest.mark.parametrize(
    "question",
    ["is it safe in Selwick?", "any emergencies in Selwick?", "any warnings in Selwick?"],
)  # fmt: skip
def test_a_danger_is_told(smoky: tuple[Feed, str], type_: str, question: str):
    feed, _ = smoky
    source = ("gh-gas", "infrastructure") if type_ == "gas_leak" else ("gh-civil", "emergency")
    body = message(source[0], type_, area="Selwick", severity="high")
    feed.tell(source[1], body)
    answer = feed.system.ask(question)
    feed.say(source[1], body | {"status": "resolved", "timestamp": now().isoformat()})
    assert answer["status"] == "reported", answer["answer"]
    assert body["event_id"] in {c["event_id"] for c in answer["citations"]}
