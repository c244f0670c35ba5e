"""The form of an answer, of a stream and of a refusal (contract, 2 and 2.1)."""

import json
from datetime import datetime
from typing import Any, Final

import pytest

from tests.e2e.feeding import Feed, ago, ahead, now, power_outage
from tests.e2e.running import Json, System

KEYS: Final[dict[str, type | tuple[type, ...]]] = {
    "answer_id": str, "session_id": str, "language": str, "status": str, "answer": str,
    "statements": list, "citations": list, "place": (dict, type(None)), "coverage": list,
    "as_of": (str, type(None)), "mode": str, "model": (str, type(None)),
    "fallback_reason": (str, type(None)), "suggestions": list, "timing_ms": dict,
}  # fmt: skip
CITATION_KEYS: Final = {
    "n", "event_id", "family", "type", "headline", "source", "publisher", "issued_at",
    "last_confirmed_at", "ends_at", "end_certainty", "expires_at", "phase", "end_reason", "url",
}  # fmt: skip
STATUSES: Final = {
    "reported": "is the power out in Pelham?",
    "nothing_reported": "is the power out in Quarrow?",
    "cannot_tell": "is the internet down in Pelham?",
    "needs_place": "is the power out?",
    "out_of_scope": "how do I renew my passport?",
    "emergency": "there is a fire in my kitchen",
}


def _outage() -> Json:
    return power_outage(
        area="Pelham", timestamp=ago(minutes=20), estimated_restoration=ahead(hours=2),
        expires_at=ahead(hours=3), url="https://power.example/1", affected_customers=4300,
    )  # fmt: skip


@pytest.mark.parametrize(("status", "question"), STATUSES.items(), ids=STATUSES)
def test_every_status_has_the_whole_form(feed: Feed, status: str, question: str):
    body = feed.tell("infrastructure", _outage())
    answer = feed.system.ask(question)
    assert answer["status"] == status, answer["answer"]
    assert_form(answer)
    if status == "reported":
        facts = [s for s in answer["statements"] if s["kind"] == "fact"]
        assert facts
        assert all(s["event_ids"] == [body["event_id"]] for s in facts)


def test_a_citation_says_what_the_event_says(feed: Feed):
    body = feed.tell("infrastructure", _outage())
    [citation] = feed.system.ask("is the power out in Pelham?")["citations"]
    event = feed.system.event(body["event_id"])
    assert event is not None
    assert {k: v for k, v in citation.items() if k != "n"} == {
        k: event[k] for k in CITATION_KEYS if k != "n"
    }
    assert citation["publisher"] == "Gridham Electric"
    assert citation["url"] == "https://power.example/1"
    for name in ("issued_at", "last_confirmed_at", "ends_at", "expires_at"):
        assert datetime.fromisoformat(citation[name]).utcoffset() is not None


def test_coverage_names_the_sources_that_would_know_and_no_other(feed: Feed):
    one = feed.system.ask("is the power out in Pelham?")["coverage"]
    assert [(c["source"], c["family"], c["state"], c["reason"]) for c in one] == [
        ("gh-power", "infrastructure", "live", None)
    ]
    assert datetime.fromisoformat(one[0]["last_heard_at"]).utcoffset() is not None
    every = {c["source"] for c in feed.system.ask("anything going on in Pelham?")["coverage"]}
    assert {"gh-power", "gh-water", "gh-gas", "gh-roads", "gh-transit", "gh-weather",
            "gh-civil"} <= every  # fmt: skip


def test_as_of_keeps_up_with_the_present(feed: Feed):
    answer = feed.system.ask("is the power out in Pelham?")
    assert abs((datetime.fromisoformat(answer["as_of"]) - now()).total_seconds()) < 10


@pytest.mark.parametrize("question", STATUSES.values(), ids=STATUSES)
def test_a_stream_tells_the_same_answer_in_order(feed: Feed, question: str):
    feed.tell("infrastructure", _outage())
    events = _stream(feed.system, question)
    names = [name for name, _ in events]
    assert names[0] == "meta"
    assert names[-1] == "done"
    assert set(names[1:-1]) <= {"statement"}
    meta, done = events[0][1], events[-1][1]
    assert_form(done)
    assert meta == {k: v for k, v in done.items() if k not in ("answer", "statements")}
    assert [told for name, told in events if name == "statement"] == done["statements"]
    plain = feed.system.ask(question)
    for name in ("status", "citations", "place", "suggestions"):
        assert plain[name] == done[name]
    assert _timeless(plain["statements"]) == _timeless(done["statements"])
    assert plain["session_id"] != done["session_id"]


REFUSED: list[tuple[str, Any]] = [
    ("no message", {}),
    ("empty", {"message": ""}),
    ("too long", {"message": "x" * 2001}),
    ("a number", {"message": 5}),
    ("unknown field", {"message": "hi", "colour": "red"}),
    ("unknown field inside", {"message": "hi", "location": {"lat": 50, "lon": 10, "alt": 3}}),
    ("unknown channel", {"message": "hi", "channel": "fax"}),
    ("max_chars of 159", {"message": "hi", "max_chars": 159}),
    ("half a location", {"message": "hi", "location": {"lat": 50}}),
    ("latitude 91", {"message": "hi", "location": {"lat": 91, "lon": 10}}),
    ("accuracy below 0", {"message": "hi", "location": {"lat": 50, "lon": 10, "accuracy_m": -1}}),
    ("a list", [1]),
]


@pytest.mark.parametrize("body", [body for _, body in REFUSED], ids=[name for name, _ in REFUSED])
@pytest.mark.parametrize("accept", ["application/json", "text/event-stream"])
def test_a_bad_request_is_refused_as_a_problem(system: System, body: Any, accept: str):
    response = system.http.post("/api/chat", json=body, headers={"accept": accept})
    assert response.status_code == 422
    assert response.headers["content-type"].startswith("application/problem+json")
    assert response.json()["status"] == 422


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"message": NaN}'])
def test_a_body_that_is_no_json_is_refused_as_a_problem(system: System, content: bytes):
    response = system.http.post(
        "/api/chat", content=content, headers={"content-type": "application/json"}
    )
    assert response.status_code in (400, 422)
    assert response.headers["content-type"].startswith("application/problem+json")


def test_the_longest_message_is_taken(system: System):
    assert system.ask("is the power out in Pelham?".ljust(2000))["place"]["name"] == "Pelham"
    assert system.ask("\N{GRINNING FACE}" * 2000)["status"] == "out_of_scope"


LENGTHS: list[tuple[str, Json]] = [
    ("sms", {"channel": "sms"}),
    ("max_chars", {"max_chars": 160}),
    ("sms and more", {"channel": "sms", "max_chars": 500}),
]


@pytest.mark.parametrize("bounds", [b for _, b in LENGTHS], ids=[name for name, _ in LENGTHS])
def test_no_answer_is_longer_than_asked_for(feed: Feed, bounds: Json):
    feed.tell("infrastructure", _outage())
    feed.tell("infrastructure", _outage() | {"event_id": "long-1", "cause": "x" * 150,
                                             "area": "Selwick"})  # fmt: skip
    questions = [*STATUSES.values(), "anything going on in Pelham?", "is the power out in Selwick?",
                 "when will it be back in Pelham?", "I smell gas and fell down, help"]  # fmt: skip
    for question in questions:
        answer = feed.system.ask(question, **bounds)["answer"]
        assert 0 < len(answer) <= 160, (question, len(answer), answer)


def test_the_short_emergency_text_still_names_the_number(system: System):
    answer = system.ask("my house is on fire", channel="sms")
    assert (answer["status"], "112" in answer["answer"]) == ("emergency", True)


def assert_form(answer: Json) -> None:
    """Compare an answer with the form that the contract prints."""
    assert answer.keys() == KEYS.keys()
    for name, kind in KEYS.items():
        assert isinstance(answer[name], kind), name
    assert (answer["mode"], answer["model"], answer["fallback_reason"]) == ("grounded", None, None)
    assert answer["language"] == "en"
    assert answer["answer"]
    assert answer["timing_ms"]["total"] > 0
    assert all(isinstance(text, str) for text in answer["suggestions"])
    cited = [citation["event_id"] for citation in answer["citations"]]
    assert [citation["n"] for citation in answer["citations"]] == list(range(1, len(cited) + 1))
    assert all(citation.keys() == CITATION_KEYS for citation in answer["citations"])
    for statement in answer["statements"]:
        assert statement.keys() == {"text", "event_ids", "kind"}
        assert statement["kind"] in {"fact", "coverage", "safety", "courtesy"}
        assert set(statement["event_ids"]) <= set(cited)
        assert statement["event_ids"] or statement["kind"] != "fact", statement
    for source in answer["coverage"]:
        assert source.keys() == {"source", "family", "state", "reason", "last_heard_at"}
        assert source["state"] in {"live", "stale", "silent"}
    if answer["place"] is not None:
        assert answer["place"].keys() == {"name", "kind", "lat", "lon", "precision"}
        assert answer["place"]["precision"] in {
            "inside_area", "nearby", "same_area", "citywide", "unknown",
        }  # fmt: skip


def _stream(system: System, question: str) -> list[tuple[str, Json]]:
    response = system.http.post(
        "/api/chat", json={"message": question}, headers={"accept": "text/event-stream"}
    )
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    events: list[tuple[str, Json]] = []
    for block in response.text.replace("\r\n", "\n").strip().split("\n\n"):
        lines = [line.partition(":") for line in block.splitlines() if not line.startswith(":")]
        fields = {name: value.strip() for name, _, value in lines}
        if fields:
            events.append((fields["event"], json.loads(fields["data"])))
    return events


def _timeless(statements: list[Json]) -> list[Json]:
    """Drop sentences that say how long ago somebody was heard."""
    return [said for said in statements if "as of" not in said["text"].lower()]
