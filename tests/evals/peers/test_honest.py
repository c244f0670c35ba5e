"""An honest model says what the evidence says, in its own words, in every language."""

import re
from random import Random

import pytest

from evals.peers.honest import honest
from evals.peers.reading import read_prompt
from evals.peers.speaker import Speaker, patterns_of
from evals.peers.telling import spoken
from evals.verifying.claims import unfounded
from tests.evals.peers.sights import NAMES, NOW, delay, outage, sight

LANGUAGES = ("en", "es", "fr", "zh")
KNOWN = frozenset(
    [
        "area",
        "where",
        "road",
        "crossing",
        "line",
        "stop",
        "first_stop",
        "last_stop",
        "begins",
        "begins_at",
        "lasting",
        "end",
        "end_at",
        "in_end",
        "customers",
        "minutes",
        "source",
        "a_noun",
        "the_noun",
        "headline",
        "cause",
        "cause_plain",
        "cause_noun",
        "cause_translated",
        "message",
        "message_translated",
        "advice",
        "advice_translated",
        "alternative",
        "detour",
    ]
)
PACK = tuple(sorted({*NAMES.areas, *NAMES.lines, *NAMES.roads, *NAMES.stops}, key=len)[::-1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pattern_has_known_slots_and_each_noun_its_two_forms(language: str):
    patterns = patterns_of(language)
    texts = [t for many in (*patterns.what.values(), *patterns.over.values()) for t in many]
    texts += [*patterns.end_restore, *patterns.customers, *patterns.cause, *patterns.upcoming]
    for text in texts:
        assert {slot.lower() for slot in re.findall(r"\{(\w+)\}", text)} <= KNOWN, text
    assert {"default", "power_outage", "delay"} <= set(patterns.what)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_it_says_stands_in_the_events_that_it_cites(language: str):
    seen = sight(outage(), delay(), language=language)
    told: set[str] = set()
    for seed in range(60):
        for line in honest(seen, Random(seed)):
            assert not line.harm
            assert set(line.event_ids) <= {"power:1", "transit:2"}
            assert "{" not in line.text
            assert unfounded(line.text, line.event_ids, seen, PACK) == [], line.text
            told.add(line.text)
    assert len(told) > 60, "it always says the same"


def test_the_same_chance_says_the_same():
    seen = sight(outage(), delay())
    assert honest(seen, Random(7)) == honest(seen, Random(7))


def test_each_event_of_the_facts_is_told():
    for seed in range(30):
        lines = honest(sight(outage(), delay()), Random(seed))
        assert {one for line in lines for one in line.event_ids} == {"power:1", "transit:2"}


@pytest.mark.parametrize(
    ("phase", "wanted"),
    [("ended", r"came back|fixed|ended|is over|was over"), ("upcoming", r"plan|scheduled")],
)
def test_what_is_over_or_to_come_is_told_so(phase: str, wanted: str):
    event = outage(phase=phase, end_certainty="known", ends_at="2026-03-04T10:50:00-05:00")
    for seed in range(20):
        for line in honest(sight(event), Random(seed)):
            if line.kind != "echo":
                assert re.search(wanted, line.text), line.text


def test_an_event_that_cannot_fill_a_pattern_says_nothing_of_it():
    speaker = Speaker("en", NOW)
    event = outage(affected_customers=None, cause="")
    assert speaker.say("customers", event, Random(1)) is None
    assert speaker.say("cause", event, Random(1)) is None


def test_a_prompt_is_read_as_it_is_written():
    data = (
        'BEGIN EVIDENCE x\n{"event_id":"power:1","type":"power_outage"}\nEND EVIDENCE x\n'
        'BEGIN FACTS x\n{"text":"It is out.","event_ids":["power:1"]}\nEND FACTS x\n'
        'BEGIN QUESTION x\n{"question":"¿hay luz?"}\nEND QUESTION x'
    )
    seen = read_prompt('Write in Spanish. The answer already begins with "Sí.".', data, NOW)
    assert [event["event_id"] for event in seen.events] == ["power:1"]
    assert seen.facts[0].text == "It is out."
    assert (seen.question, seen.language, seen.lead) == ("¿hay luz?", "es", "Sí.")


def test_lines_are_sent_as_the_object_that_was_asked_for():
    lines = honest(sight(outage()), Random(1))
    speech = spoken(lines)
    assert speech.lines == tuple(lines)
    assert speech.text.startswith('{"statements": [{"text": ')
