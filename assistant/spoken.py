"""Write an answer so that it can be read aloud: signs become words of the answer's language.

Names and quotations are a city's and a source's own, so signs come with them: "8th St & Pine St".
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from assistant.answer import Statement
from assistant.phrases import Phrases

_NUMBER: Final = r"(?P<number>[-−]?\d(?:[\d.,  ]*\d)?)"
_OF_NUMBERS: Final = (
    ("kmh", re.compile(rf"{_NUMBER}\s*(?:km/h|kmh|kph)\b", re.IGNORECASE)),
    ("mph", re.compile(rf"{_NUMBER}\s*mph\b", re.IGNORECASE)),
    ("micrograms", re.compile(rf"{_NUMBER}\s*[µμ]g/m(?:³|3)")),
    ("celsius", re.compile(rf"{_NUMBER}\s*°\s*C\b")),
    ("fahrenheit", re.compile(rf"{_NUMBER}\s*°\s*F\b")),
    ("degrees", re.compile(rf"{_NUMBER}\s*°")),
    ("percent", re.compile(rf"{_NUMBER}\s*%")),
    ("about", re.compile(rf"[~≈]\s*{_NUMBER}")),
    ("number", re.compile(rf"#\s*{_NUMBER}")),
    ("kilometres", re.compile(rf"{_NUMBER}\s?km\b")),
    ("metres", re.compile(rf"{_NUMBER}\s?m\b")),
)
"""By phrase, a sign that belongs to a number."""
_FROM_TO: Final = re.compile(r"(?<=\d)\s?[–—→]\s?(?=\d)")
_APART: Final = re.compile(r"\s+[–—→]\s+|(?<=[^\W\d])\s*/\s*(?=[^\W\d])")
_IN_NAME: Final = re.compile(r"(?<=[^\W\d_])\s*[&+]\s*(?=[A-Z\u00c0-\u00de])")
_JOINED: Final = re.compile(r"(?<=\w)\s*[&+]\s*(?=\w)")
_UNSPOKEN: Final = re.compile(r"[\[\]{}*_|\\^~≈#<>…•°&+/→=]+")
_GAPS: Final = re.compile(r"[ \t]{2,}")
_BEFORE_POINT: Final = re.compile(r" +(?=[.,;!?])")


def spoken(statements: Sequence[Statement], phrases: Phrases) -> tuple[Statement, ...]:
    """Return statements without signs that a voice would stumble over."""
    return tuple(
        replace(s, text=in_words(s.text, phrases), short=in_words(s.short, phrases))
        for s in statements
    )


def in_words(text: str, phrases: Phrases) -> str:
    """Return a text with its signs in words of the language."""
    if not _MAY_HAVE.search(text):
        return text
    for key, pattern in _OF_NUMBERS:
        text = pattern.sub(_said(f"spoken.{key}", phrases), text)
    text = _FROM_TO.sub(f" {phrases.say('spoken.to')} ", text)
    text = _IN_NAME.sub(f" {phrases.say('spoken.and_in_name')} ", text)
    text = _JOINED.sub(f" {phrases.say('spoken.and')} ", text)
    text = _UNSPOKEN.sub(" ", _APART.sub(", ", text))
    return _BEFORE_POINT.sub("", _GAPS.sub(" ", text)).strip()


_MAY_HAVE: Final = re.compile(r"[^\w\s.,;:!?'\"“”«»‘’()，。；：！？、（）-]|km|mph|\d\s?m\b|_")
"""What no text without it needs to be looked at for."""


def _said(key: str, phrases: Phrases) -> Callable[[re.Match[str]], str]:
    return lambda found: phrases.say(key, number=found["number"])
