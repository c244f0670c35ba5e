"""Read a source's own words in English, whatever language it wrote them in.

What an alert is about is told by its words only ("Aviso de inundación"). They and the source's own
translations are put into the English words of the glossaries, so that what looks for a word looks
once. A language that has no glossary stays unread, and says so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.language_tag import primary
from assistant.understand.glossary import ENGLISH, glossaries, to_english
from assistant.understand.language import guess_language
from assistant.understand.words import plain
from core.event import Event, EventType

_MOST_CHARS: Final = 400
"""Of each text; what an alert is about stands at its beginning."""
_MOST_TEXTS: Final = 8


@dataclass(frozen=True, slots=True)
class SourceWords:
    """Hold what a source says of an event, in plain English words.

    Attributes:
        text: all of it, in lower case.
        understood: whether any of it is in a language that is read here.
    """

    text: str
    understood: bool

    def say(self, pattern: re.Pattern[str]) -> bool:
        """Say whether the words hold what a pattern looks for."""
        return pattern.search(self.text) is not None


def source_words(event: Event) -> SourceWords:
    """Return what a source says of an event in its texts, its cause and its translations."""
    own = " . ".join((event.headline, event.message[:_MOST_CHARS], event.description, event.cause))
    told = [(primary(event.language), own), (primary(event.language), _done(event.instructions))]
    for tag, said in event.translations.items():
        told.append(
            (primary(tag), f"{said.headline} . {said.message} . {_done(said.instructions)}")
        )
    given = tuple((tag, text[: _MOST_CHARS * 2]) for tag, text in told if text.strip(" ."))
    return _read(given[:_MOST_TEXTS])


@lru_cache(maxsize=4096)
def _read(told: tuple[tuple[str, str], ...]) -> SourceWords:
    read = [_in_english(language, text) for language, text in told]
    return SourceWords(" . ".join(one.text for one in read), any(one.understood for one in read))


def _in_english(language: str, text: str) -> SourceWords:
    """Read one text; its own words stay beside the English ones, for what is spelt alike."""
    known = (ENGLISH, *glossaries())
    guess = guess_language(text, known)
    if language in ("", ENGLISH) and guess.tokens:
        language = guess.language or language  # many feeds say no language, or the wrong one
    lines = plain(text)
    if language in glossaries():
        lines = f"{lines} . {plain(to_english(text, language))}"
    return SourceWords(lines, language in known)


def _done(instructions: Sequence[str]) -> str:
    return " . ".join(instructions)


TO_DRINK: Final = re.compile(r"\b(?:water|fountains?|drink\w*|taps?)\b")
_BOIL: Final = re.compile(r"\bboil")


def tells_of_drinking(event: Event) -> bool:
    """Say whether a health advisory is, or may be, about what people drink."""
    words = source_words(event)
    return not words.understood or words.say(TO_DRINK)


def tells_to_boil(event: Event) -> bool:
    """Say whether an advisory says that water is to be boiled."""
    return "boil" in event.status.lower() or source_words(event).say(_BOIL)


@dataclass(frozen=True, slots=True)
class _Hazard:
    """Hold the words by which an alert names a hazard, and those by which it may mean it too."""

    names: re.Pattern[str]
    suggests: re.Pattern[str]


def _hazard(names: str, suggests: str = "") -> _Hazard:
    both = f"{names}|{suggests}" if suggests else names
    return _Hazard(re.compile(rf"(?<!\bno )(?<!\bnot )\b(?:{names})"), re.compile(rf"\b(?:{both})"))


HAZARDS: Final = {
    "tornado": _hazard(r"tornado|twister|funnel"),
    "hurricane": _hazard(r"hurricane|cyclone|typhoon", r"tropical"),
    "flood": _hazard(r"flood|inundat|high water|(?:storm|tidal) surge|tsunami", r"surge|rain"),
    "snow": _hazard(r"snow|blizzard", r"winter"),
    "ice": _hazard(r"ice\b|icy\b|freez|sleet|black ice", r"winter|frost"),
    "wind": _hazard(r"wind(?!ow)|gust|gale", r"storm|hurricane|tropical|tornado|cyclone"),
    "heat": _hazard(r"heat(?:wave)?\b|hot\b"),
    "storm": _hazard(r"storm|thunder|lightning|hail(?:storm)?\b|squall|hurricane|tropical|cyclone"),
    "rain": _hazard(r"rain|downpour", r"storm|flood|tropical|hurricane"),
}  # fmt: skip
"""Hazards of the weather, by the words with which an alert speaks of them."""
_OTHERS: Final = re.compile(
    r"\b(?:fog|avalanche|rip current|beach hazard|dust|pollen|red flag|fire weather|drought)"
)
"""What else an alert may be about, and then about none of the hazards above."""
_MEASURED: Final = {EventType.HEAT: ("heat",), EventType.WIND: ("wind", "storm")}


def may_mean(event: Event, hazard: str) -> bool:
    """Say whether an alert may be about a hazard; one that names none that is known may be."""
    if event.type in _MEASURED:
        return hazard in _MEASURED[event.type]
    words = source_words(event)
    if words.say(HAZARDS[hazard].suggests):
        return True
    return not words.say(_OTHERS) and not any(words.say(h.suggests) for h in HAZARDS.values())


def names(event: Event, hazard: str) -> bool:
    """Say whether an alert names a hazard, so that a Yes or No may rest on it."""
    if event.type in _MEASURED:
        return hazard in _MEASURED[event.type]
    return source_words(event).say(HAZARDS[hazard].names)
