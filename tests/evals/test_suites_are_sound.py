"""Suites and paraphrases can be read, and ask what they say that they ask."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.city import load_city
from evals.phrasing import HELD_OUT, load_paraphrases
from evals.task import (
    DANGERS,
    HELD_OUT_DANGERS,
    SUITES,
    Case,
    Cry,
    Suite,
    load_dangers,
    load_suite,
)

ROOT = Path(__file__).parents[2]
PARAPHRASES = sorted((ROOT / "evals" / "paraphrases").glob("*.yaml"))
LANGUAGES = ("en", "es", "fr", "zh")
TABLES = ("slots", "lines", "corner")
ASPECTS = {
    "status_trouble", "status_well", "over", "end", "cause", "extent", "advice", "past", "ahead",
}  # fmt: skip
BIG = ("power", "water", "roads", "transit", "weather", "fire", "everything")
STATUSES = {
    "reported", "nothing_reported", "cannot_tell", "needs_place", "out_of_scope", "emergency",
}  # fmt: skip
LEAST_HELD_OUT = {"en": 200, "es": 130, "fr": 130, "zh": 130}
LEAST_CASES = {
    "threads": 24, "premises": 40, "scope": 120, "places": 60, "times": 40, "dialogues": 40,
    "languages": 60, "channels": 20, "history": 20, "severe": 20, "contradictions": 15,
    "planned": 15,
}  # fmt: skip


def read(language: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / "evals" / "paraphrases" / f"{language}.yaml").read_text("utf-8"))


def read_held_out(language: str) -> dict[str, Any]:
    return yaml.safe_load((HELD_OUT / f"{language}.yaml").read_text("utf-8"))


def cells(language: str) -> dict[tuple[str, str], list[str]]:
    return _cells(read(language))


def held_out_cells(language: str) -> dict[tuple[str, str], list[str]]:
    return _cells(read_held_out(language))


def _cells(given: dict[str, Any]) -> dict[tuple[str, str], list[str]]:
    return {
        (topic, aspect): patterns
        for topic, aspects in given.items()
        if topic not in TABLES
        for aspect, patterns in aspects.items()
    }


def suites() -> list[Suite]:
    paths = (SUITES / f"{name}.yaml" for name in ("live", *LEAST_CASES))
    return [load_suite(path) for path in paths]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pattern_has_at_most_one_place_of_a_known_kind(language: str):
    slots = set(read(language)["slots"])
    for patterns in cells(language).values():
        for pattern in patterns:
            used = re.findall(r"\{([^}]*)\}", pattern)
            assert len(used) <= 1, pattern
            assert set(used) <= slots, pattern
            assert "{" not in re.sub(r"\{\w+\}", "", pattern), pattern


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_pattern_stands_in_two_cells(language: str):
    told = Counter(
        pattern.casefold() for patterns in cells(language).values() for pattern in patterns
    )
    assert [pattern for pattern, times in told.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_asks_of_the_same_things(language: str):
    assert set(cells(language)) == set(cells("en"))
    assert {aspect for _, aspect in cells(language)} <= ASPECTS


@pytest.mark.parametrize(
    ("language", "least", "each", "big"),
    [("en", 600, 5, 12), ("es", 350, 4, 4), ("fr", 350, 4, 4), ("zh", 350, 4, 4)],
)
def test_there_are_enough_ways_to_ask(language: str, least: int, each: int, big: int):
    found = cells(language)
    few = [cell for cell, patterns in found.items() if len(patterns) < each]
    assert sum(map(len, found.values())) >= least
    assert few == []
    assert all(len(found[topic, "status_trouble"]) >= big for topic in BIG)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slot_is_put_into_words_and_used(language: str):
    given = read(language)
    used = {
        slot
        for patterns in cells(language).values()
        for pattern in patterns
        for slot in re.findall(r"\{(\w+)\}", pattern)
    }
    assert all(form.count("{name}") == 1 for forms in given["slots"].values() for form in forms)
    assert used == set(given["slots"])
    assert "{a}" in given["corner"]
    assert "{b}" in given["corner"]
    assert all("{number}" in form for form in given["lines"]["bus"])


def test_the_evaluation_reads_the_paraphrases():
    assert set(load_paraphrases()) == {path.stem for path in PARAPHRASES} == set(LANGUAGES)


@pytest.mark.parametrize(("language", "least"), LEAST_HELD_OUT.items())
def test_what_is_held_out_asks_of_known_things_in_words_of_its_own(language: str, least: int):
    told = [words for texts in held_out_cells(language).values() for words in texts]
    known = {_bare(words) for texts in cells(language).values() for words in texts}
    assert len(told) >= least
    assert set(held_out_cells(language)) <= set(cells(language))
    assert [words for words in told if _bare(words) in known] == []
    assert [bare for bare, times in Counter(map(_bare, told)).items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pattern_held_out_has_at_most_one_place_of_a_known_kind(language: str):
    given = read_held_out(language)
    told = [words for texts in held_out_cells(language).values() for words in texts]
    used = [re.findall(r"\{([^}]*)\}", words) for words in told]
    assert all(len(slots) <= 1 for slots in used)
    assert {slot for slots in used for slot in slots} == set(given["slots"])
    assert {name: given[name] for name in TABLES} == {name: read(language)[name] for name in TABLES}


def test_the_evaluation_reads_what_is_held_out():
    assert set(load_paraphrases(HELD_OUT)) == set(LANGUAGES)


@pytest.mark.parametrize(("path", "each"), list(zip(HELD_OUT_DANGERS, (30, 20), strict=True)))
def test_dangers_held_out_are_as_many_in_every_language_and_told_nowhere_else(
    path: Path, each: int
):
    others = [DANGERS, *(other for other in HELD_OUT_DANGERS if other != path)]
    told = load_dangers(path)
    known = {_bare(cry.text) for other in others for cry in load_dangers(other)}
    assert Counter((cry.language, cry.danger) for cry in told) == {
        (language, danger): each for language in LANGUAGES for danger in (True, False)
    }
    assert len({_bare(cry.text) for cry in told}) == len(told)
    assert [cry.text for cry in told if _bare(cry.text) in known] == []
    assert all(len(_kinds(told, language)) >= 12 for language in LANGUAGES)


def _kinds(cries: list[Cry], language: str) -> set[str]:
    """Return the kinds of danger that are told in a language."""
    return {cry.kind for cry in cries if cry.danger and cry.language == language}


def _bare(text: str) -> str:
    """Leave out what two wordings may differ in and still be one: case, signs and spaces."""
    return re.sub(r"[^\w{}]", "", text.casefold())


@pytest.mark.parametrize(("name", "least"), LEAST_CASES.items())
def test_a_suite_has_as_many_cases_as_it_should(name: str, least: int):
    suite = load_suite(SUITES / f"{name}.yaml")
    names = [case.name for case in suite.cases]
    assert suite.name == name
    assert len(names) >= least
    assert len(set(names)) == len(names)


def test_dialogues_have_two_to_five_turns():
    suite = load_suite(SUITES / "dialogues.yaml")
    assert {len(case.turns) for case in suite.cases} <= {2, 3, 4, 5}


def test_expectations_are_of_what_there_is():
    sources = {source.id for source in load_city(ROOT / "cities" / "rivermouth").sources}
    for suite in suites():
        for case in suite.cases:
            where = f"{suite.name} / {case.name}"
            assert set(case.silent) <= sources, where
            assert _unknown(case) == set(), where


def _unknown(case: Case) -> set[str]:
    """Return statuses and events that a case expects, and that nothing can bring."""
    told = {str(message.event["event_id"]) for message in case.told}
    wrong: set[str] = set()
    for turn in case.turns:
        expected = turn.expect
        named = {*expected.cites, *expected.cites_any, *expected.never_cites, expected.first or ""}
        wrong |= {name for name in named - told if name and not name.startswith("obs:")}
        wrong |= set(expected.statuses) - STATUSES
    return wrong


def test_events_are_told_by_sources_of_the_pack_that_would_know():
    known = {source.id: source for source in load_city(ROOT / "cities" / "rivermouth").sources}
    for suite in suites():
        for case in suite.cases:
            for message in case.told:
                source = known.get(message.event.get("source", ""))
                if source is not None:
                    where = f"{suite.name} / {case.name}"
                    assert message.event["type"] in {str(t) for t in source.types}, where
