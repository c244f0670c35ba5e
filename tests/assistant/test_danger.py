"""Who describes a danger to life, and who asks about an event."""

import pytest

from assistant.understand.danger import describes_danger


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
    assert describes_danger(text)


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
    ],
)
def test_a_question_about_an_event_is_an_ordinary_question(text: str):
    assert not describes_danger(text)
