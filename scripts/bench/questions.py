"""Write questions as people do: many things, many places, now and then misspelt."""

import random
from collections.abc import Iterator
from typing import Final

from core.city import City
from core.city_parts import AreaKind

_ABOUT_AREAS: Final = (
    "Is the power out in {}?", "Any outages in {}?", "power outage {}", "is there water in {}",
    "Is the internet down in {}?", "What's going on in {}?", "Is it safe in {} right now?",
    "When will the power be back in {}?", "Are there any road closures in {}?",
    "Is the water safe to drink in {}?", "is there a gas leak in {}", "Any fires near {}?",
    "what should I do about the outage in {}", "Is the power outage in {} over?",
    "Are the traffic lights working in {}?", "was there an outage in {} earlier today",
)  # fmt: skip
_ABOUT_LINES: Final = (
    "Is the {} line running?", "Are there delays on the {} line?", "is the {} line delayed",
    "When will the {} line be back to normal?",
)  # fmt: skip
_ABOUT_STOPS: Final = ("Is {} open?", "Any trouble at {}?", "is the elevator at {} working")
_ABOUT_STREETS: Final = ("Is {} closed?", "any road work on {}", "What happened on {}?")
_ABOUT_ALL: Final = (
    "Are there any emergencies right now?", "Any weather alerts?", "What's happening in the city?",
    "Are the trains running?", "Is the power out in my area?", "How do I get to work?",
)  # fmt: skip
_MISSPELT: Final = 0.2


def city_questions(city: City, count: int, seed: int = 5) -> Iterator[str]:
    """Make `count` questions, a fifth of them with a slip of the finger in a word."""
    dice = random.Random(seed)
    plain = {AreaKind.ZIP, AreaKind.BANK}
    areas = [area.name for area in city.areas if area.kind not in plain]
    lines = [colour for line in city.lines for colour in line.colour_words[:1]]
    forms = (
        (_ABOUT_AREAS, areas, 60),
        (_ABOUT_LINES, lines or [line.short_name for line in city.lines], 12),
        (_ABOUT_STOPS, [stop.name for stop in city.stops], 8),
        (_ABOUT_STREETS, [street.name for street in city.streets], 12),
        (_ABOUT_ALL, [""], 8),
    )
    for _ in range(count):
        said, names, _ = dice.choices(forms, [weight for _, _, weight in forms])[0]
        question = dice.choice(said).format(dice.choice(names))
        yield _slipped(question, dice) if dice.random() < _MISSPELT else question


def _slipped(text: str, dice: random.Random) -> str:
    """Swap two neighbouring letters, or leave one out, in one of the longer words."""
    words = text.split()
    long = [place for place, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    if not long:
        return text
    place = dice.choice(long)
    word, at = words[place], dice.randrange(1, len(words[place]) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    words[place] = swapped if dice.random() < 0.5 else word[:at] + word[at + 1 :]
    return " ".join(words)
