"""Who describes a danger to life, and who asks about an event, in four languages.

The table of messages is `evals/suites/danger.yaml`; those marked `held` were not looked at while
the patterns were written.
"""

import time
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

from assistant.understand.danger import LANGUAGES, DangerKind, describes_danger

SUITE = Path(__file__).parents[2] / "evals" / "suites" / "danger.yaml"


@dataclass(frozen=True)
class Said:
    """Hold one message of the table, and whether it describes a danger."""

    text: str
    language: str
    danger: bool
    kind: str
    held: bool = False


@cache
def said() -> tuple[Said, ...]:
    return tuple(Said(**row) for row in yaml.safe_load(SUITE.read_text(encoding="utf-8")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_danger_of_the_table_is_recognised(language: str):
    dangers = [one for one in said() if one.danger and one.language == language]
    assert len(dangers) >= 30
    assert [one.text for one in dangers if describes_danger(one.text) is None] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_only_sounds_like_danger_is_an_ordinary_message(language: str):
    ordinary = [one for one in said() if not one.danger and one.language == language]
    assert len(ordinary) >= 60
    wrong = [one.text for one in ordinary if describes_danger(one.text) is not None]
    assert len(wrong) <= len(ordinary) // 100, wrong


def test_the_table_has_many_kinds_of_danger_and_no_message_twice():
    kinds = {one.kind for one in said() if one.danger}
    assert len(kinds) >= 12
    assert kinds <= {kind.value for kind in DangerKind}
    assert [text for text, n in Counter(one.text for one in said()).items() if n > 1] == []


def test_a_danger_is_answered_in_the_language_in_which_it_is_described():
    found = [(one, describes_danger(one.text)) for one in said() if one.danger]
    other = [one.text for one, danger in found if danger and danger.language != one.language]
    assert len(other) <= len(found) // 50, other


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("THERES SMOKE IN MY HALLWAY", DangerKind.SMOKE),
        ("fireeeee in my kitchen!!!", DangerKind.FIRE),
        ("i’m traped in the basment", DangerKind.TRAPPED),
        ("carbon monoxde detecter going off", DangerKind.CARBON_MONOXIDE),
        ("is the power out? also my dad is not breathing", DangerKind.MEDICAL),
        ("hay HUMO en mi pasillo", DangerKind.SMOKE),
        ("ÇA SENT LE GAZ CHEZ MOI", DangerKind.GAS),
        ("我家 着火 了", DangerKind.FIRE),
        ("我家著火了", DangerKind.FIRE),
        ("I want to report a gas leak", DangerKind.GAS),
        ("how do i report a gas leak", DangerKind.GAS),
    ],
)
def test_capitals_accents_slips_and_spaces_hide_no_danger(text: str, kind: DangerKind):
    danger = describes_danger(text)
    assert danger is not None
    assert danger.kind is kind


@pytest.mark.parametrize("text", ["", " ", "?", "...", "\n", "\x00", "🔥", "é", "'", "''''", "？"])
def test_what_says_nothing_is_no_danger(text: str):
    assert describes_danger(text) is None


@pytest.mark.parametrize(
    "words", ["my house is ", "is ", "the gas ", "on fire? ", "sous l eau ", "我家的", "a", "，"]
)
def test_the_longest_message_is_read_without_searching_again_and_again(words: str):
    # A pattern that searches quadratically takes many seconds here; 0.03 s are usual.
    text = (words * 2000)[:2000]
    describes_danger(text)
    begun = time.process_time()
    describes_danger(text)
    assert time.process_time() - begun < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "smoke in my hallway",
        "there is smoke coming from the apartment next door, it's in our hallway",
        "wires down on the car",
        "power lines are down on my car and I'm inside",
        "I smell gas in my kitchen",
        "we smell something burning",
        "my house is on fire",
        "house on fire!!",
        "what do i do my kitchen is on fire",
        "we need an ambulance",
        "my 3 year old is missing",
        "power went out and my dads oxygen machine stopped",
        "my basement is flooding",
        "water is pouring into our basement",
        "I'm trapped in the elevator",
        "help me please",
        "my dad is not breathing",
        "someone is shot",
        "I can't breathe",
        "carbon monoxide alarm is going off",
        "there's a live wire on the sidewalk",
        "a man has a gun",
        "i want to kill myself",
        "we are trapped",
        "the building is collapsing",
        "is my house on fire?",
        "there is a gas leak in my house",
        "person fell in the river",
    ],
)
def test_a_danger_that_is_described_is_an_emergency(text: str):
    assert describes_danger(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "is the fire still burning by the mall",
        "is there a gas leak on Elm?",
        "is there a gas leak on Elm Street",
        "injection clinic",
        "are wires down on Oak Street?",
        "is there a fire near the stadium",
        "was there a shooting downtown",
        "any fires right now?",
        "fire downtown?",
        "power out in eastside",
        "is the smoke from the wildfire bad today",
        "what should I do if I smell gas?",
        "is the water safe to drink",
        "the bus is late",
        "road closed because of fire?",
        "my power is out",
        "no water in my apartment",
        "wifi down at the library or just me",
        "is the elevator at Central Station working",
        "how many people are affected by the flood",
        "I heard there was an explosion downtown",
        "how do i report a pothole",
        "my bus is not moving",
        "help",
        "internet line is down on my street",
        "est-ce que la fuite de gaz est terminée ici",
        "ya está reparada la fuga de gas en mi zona",
        "我这里的大火熄灭了没有",
        "gas leak in my area, what is the advice",
    ],
)
def test_a_question_about_an_event_is_an_ordinary_question(text: str):
    assert describes_danger(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "they said the leak was fixed but i smell gas again",
        "gas leak in my kitchen, what is the advice",
        "ya apagaron el fuego pero mi abuela sigue atrapada",
        "on a dit que la fuite est réparée mais ça sent le gaz chez moi",
        "火灭了没有我妈还困在里面",
    ],
)
def test_a_danger_told_beside_how_an_event_stands_is_an_emergency(text: str):
    assert describes_danger(text) is not None


@pytest.mark.parametrize(
    ("text", "language"),
    [("inconsciente aidez moi", "fr"), ("kidnapping happening in front of me", "en")],
)
def test_a_word_of_several_languages_takes_that_of_the_words_about_it(text: str, language: str):
    danger = describes_danger(text)
    assert danger is not None
    assert danger.language == language
