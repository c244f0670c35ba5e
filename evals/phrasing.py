"""Put questions into words: paraphrases with their slots filled, typing slips, follow-ups."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

import yaml

from core.errors import Misconfigured
from evals.geography import Spot

PARAPHRASES: Final = Path(__file__).with_name("paraphrases")
HELD_OUT: Final = PARAPHRASES / "held_out"
"""Ways to ask on which nothing is tuned."""
_SLOT: Final = re.compile(r"\{(\w+)\}")
_KINDS: Final = {
    "area": ("area", "zip", "bank"),
    "street": ("street",),
    "landmark": ("landmark",),
    "line": ("line",),
    "stop": ("stop",),
    "corner": ("corner",),
}
"""The places that a slot takes, by the last word of its name."""
_STOP: Final = re.compile(r"stop|station|parada|estación|arrêt|gare|站", re.IGNORECASE)
_HERE: Final = {
    "en": ("here", "near me", "in my area", "where i am"),
    "es": ("aquí", "cerca de mí", "en mi zona", "donde estoy"),
    "fr": ("ici", "près de moi", "dans mon quartier", "là où je suis"),
    "zh": ("我这里", "我附近", "我这边"),
}
_WHAT_ABOUT: Final = {
    "en": ("what about {name}?", "and {name}?", "how about {name}"),
    "es": ("¿y {name}?", "¿y qué tal en {name}?"),
    "fr": ("et {name} ?", "et à {name} ?"),
    "zh": ("{name}呢？", "那{name}呢"),
}
_AND_TOPIC: Final = {
    "en": {"power": "and the power?", "water": "and water?", "internet": "what about the internet",
           "roads": "and the roads?", "gas": "any gas leaks?", "transit": "and public transit?"},
    "es": {"power": "¿y la luz?", "water": "¿y el agua?", "internet": "¿y el internet?",
           "roads": "¿y las calles?"},
    "fr": {"power": "et l'électricité ?", "water": "et l'eau ?", "internet": "et internet ?",
           "roads": "et les rues ?"},
    "zh": {"power": "那电呢？", "water": "水呢？", "internet": "那网络呢？", "roads": "道路呢？"},
}  # fmt: skip
_ROWS: Final = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Hold one way to ask.

    Attributes:
        text: with at most one slot.
        slot: the slot's name; empty for none.
    """

    text: str
    slot: str

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of place that it can name."""
        return _KINDS.get(self.slot.rpartition("_")[2], ()) if self.slot else ()


@dataclass(frozen=True, slots=True)
class Paraphrases:
    """Hold one language's ways to ask."""

    language: str
    slots: Mapping[str, Sequence[str]]
    lines: Mapping[str, Sequence[str]]
    corner: str
    patterns: Mapping[str, Mapping[str, Sequence[Pattern]]]

    def choose(self, topic: str, spot: Spot | None, chance: Random) -> tuple[str, Pattern] | None:
        """Choose an aspect and a pattern that can name the place; None where there is none."""
        fitting: list[tuple[str, Pattern]] = []
        for aspect in self.patterns.get(topic, {}):
            pattern = self.choose_of(topic, aspect, spot, chance)
            if pattern is not None:
                weight = 3 if aspect.startswith("status") else 2 if aspect == "over" else 1
                fitting += [(aspect, pattern)] * weight
        return chance.choice(fitting) if fitting else None

    def choose_of(
        self, topic: str, aspect: str, spot: Spot | None, chance: Random
    ) -> Pattern | None:
        """Choose a pattern of one aspect that can name the place; None where there is none."""
        patterns = self.patterns.get(topic, {}).get(aspect, ())
        if spot is None:
            able = [p for p in patterns if not p.slot]
        elif spot.kind == "here":
            able = [p for p in patterns if p.slot.startswith(("in_", "near_"))]
        else:
            able = [p for p in patterns if spot.kind in p.kinds]
        return chance.choice(able) if able else None

    def fill(self, pattern: Pattern, spot: Spot | None, chance: Random) -> str:
        """Return the question with its place named."""
        if spot is None or not pattern.slot:
            return pattern.text
        if spot.kind == "here":
            named = chance.choice(_HERE[self.language])
        else:
            forms = self.slots[pattern.slot]
            if spot.shared:  # only its kind tells it from an area of the same name
                forms = [form for form in forms if _STOP.search(form)] or forms
            named = chance.choice(forms).replace("{name}", self.name(spot, chance))
        return pattern.text.replace("{" + pattern.slot + "}", named)

    def name(self, spot: Spot, chance: Random) -> str:
        """Return what a place is called in this language."""
        if spot.kind == "corner":
            one, other = spot.streets
            return self.corner.format(a=one, b=other)
        if spot.kind == "line":
            known = self.lines.get(spot.id) or self.lines.get(spot.name)
            if known is None and spot.id.isdigit():
                known = self.lines.get("bus")
            if known:
                return chance.choice(known).replace("{number}", spot.id)
        return spot.name

    def what_about(self, spot: Spot, chance: Random) -> str:
        """Return a follow-up that only names another place."""
        return chance.choice(_WHAT_ABOUT[self.language]).format(name=self.name(spot, chance))

    def and_topic(self, topic: str) -> str | None:
        """Return a follow-up that only names another topic; None where there is none."""
        return _AND_TOPIC[self.language].get(topic)


def load_paraphrases(folder: Path = PARAPHRASES) -> dict[str, Paraphrases]:
    """Read what there is, by language.

    Raises:
        Misconfigured: a file cannot be read as paraphrases.
    """
    return {path.stem: _read(path) for path in sorted(folder.glob("*.yaml"))}


def _read(path: Path) -> Paraphrases:
    try:
        given: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
        patterns = {
            topic: {aspect: [_pattern(text) for text in texts] for aspect, texts in asked.items()}
            for topic, asked in given.items()
            if topic not in ("slots", "lines", "corner")
        }
        slots: dict[str, list[str]] = given.get("slots", {})
        unknown = {
            pattern.slot
            for asked in patterns.values()
            for texts in asked.values()
            for pattern in texts
            if pattern.slot and pattern.slot not in slots
        }
    except (OSError, AttributeError, TypeError, yaml.YAMLError) as error:
        raise Misconfigured(f"{path.name} holds no paraphrases: {error}") from error
    if unknown:
        raise Misconfigured(f"{path.name} does not say what {sorted(unknown)} are")
    lines = {str(name): forms for name, forms in given.get("lines", {}).items()}
    corner = given.get("corner", "{a} & {b}")
    return Paraphrases(path.stem, slots, lines, corner, patterns)


def _pattern(text: str) -> Pattern:
    slot = _SLOT.search(text)
    return Pattern(text, slot.group(1) if slot else "")


def mistyped(text: str, names: Sequence[str], chance: Random) -> str:
    """Return the text with one slip of the finger: seldom in a name, never in a short one."""
    kept = {word.lower() for name in names for word in name.split()}
    words = text.split(" ")
    able = [
        n for n, word in enumerate(words)
        if word.isascii() and word.isalpha() and len(word) >= 5
        and (word.lower() not in kept or (len(word) >= 6 and chance.random() < 0.25))
    ]  # fmt: skip
    if able:
        place = chance.choice(able)
        words[place] = _slip(words[place], chance)
    return " ".join(words)


def _slip(word: str, chance: Random) -> str:
    """Leave out, turn round, or strike beside a letter, not the first one."""
    at = chance.randrange(1, len(word) - 1)
    match chance.randrange(3):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case _:
            row = next((row for row in _ROWS if word[at].lower() in row), _ROWS[0])
            key = max(0, row.find(word[at].lower()))
            beside = row[key + 1] if key + 1 < len(row) else row[key - 1]
            return word[:at] + beside + word[at + 1 :]
