"""A recorded city is asked: the same seed asks the same, and a planted fault turns it red."""

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from core.errors import Misconfigured
from evals.interview import Interview, interview
from evals.outcome import Outcome, accuracy, harm_counts, lags
from evals.phrasing import load_paraphrases, mistyped
from evals.recorded_city import RecordedCity, Take
from evals.scorers.harm import HarmName
from evals.subjects import TOPICS
from tests.evals.published import PACK, spot

SHORT = Interview(Take(PACK, "false-alarm", 3), 120, timedelta(minutes=70))


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    return list(interview(SHORT).outcomes)


def test_the_same_seed_asks_the_same_and_is_answered_the_same(outcomes: list[Outcome]):
    again = interview(SHORT).outcomes
    assert [(o.question, o.status, o.cited) for o in again] == [
        (o.question, o.status, o.cited) for o in outcomes
    ]


def test_questions_are_of_many_kinds(outcomes: list[Outcome]):
    assert len(outcomes) >= 120
    for kind, least in (("topic", 6), ("aspect", 6), ("place", 5), ("instant", 4), ("language", 4)):
        assert len({o.slices[kind] for o in outcomes}) >= least, kind


def test_questions_in_english_are_answered_rightly(outcomes: list[Outcome]):
    english = [o for o in outcomes if o.slices["language"] == "en"]
    assert accuracy(english).share >= 0.85
    assert harm_counts(english).get(HarmName.INVENTED_FACT, 0) == 0


def test_silent_sources_treated_as_live_are_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("core.coverage.Coverage.live", True)
    short = Interview(Take(PACK, "blind-in-storm", 3), 150, timedelta(minutes=110))
    counts = harm_counts(interview(short).outcomes)
    assert counts.get(HarmName.FALSE_ALL_CLEAR, 0) >= 3


def test_what_was_published_two_seconds_ago_is_in_the_view_and_younger_is_not():
    city = RecordedCity(Take(PACK, "burst", 1))
    first = city.story()[0]
    city.play(first.at + timedelta(seconds=1))
    assert len(city.view) == 0
    city.play(first.at + timedelta(seconds=2))
    assert [hit.event.event.event_id for hit in city.view.get(first.key, city.clock.now())] == [
        first.key
    ]


def test_sources_are_behind_the_truth():
    found = lags(RecordedCity(Take(PACK, "calm", 1)).delays())
    assert found
    assert all(0 <= lag.median_s <= lag.p95_s for lag in found)


def test_every_paraphrase_names_a_known_topic():
    for words in load_paraphrases().values():
        assert set(words.patterns) <= set(TOPICS)


def test_a_paraphrase_with_an_unknown_slot_is_refused(tmp_path: Path):
    (tmp_path / "en.yaml").write_text("power: {end: ['when is it back {in_town}']}\n")
    with pytest.raises(Misconfigured, match="in_town"):
        load_paraphrases(tmp_path)


def test_a_place_is_named_as_its_kind_asks():
    words, chance = load_paraphrases()["en"], Random(1)
    chosen = words.choose("transit", spot("line", "Bus 12"), chance)
    assert chosen is not None
    assert "12" in words.fill(chosen[1], spot("line", "Bus 12"), chance)


def test_short_names_are_never_mistyped():
    text = "is the power out along Oak Street"
    for seed in range(50):
        assert "Oak" in mistyped(text, ["Oak Street"], Random(seed))
    assert any(mistyped(text, ["Oak Street"], Random(seed)) != text for seed in range(5))
