"""Write out the lines that people call by a bare number or a colour: "is the 12 late?"."""

import re
from collections.abc import Mapping
from typing import Final

from assistant.understand.dialogue import Memory
from assistant.understand.topics import TRANSIT
from core.city import City, Mode
from core.gazetteer import Gazetteer
from core.naming.ordinary_words import is_nearly, is_ordinary
from core.place import PlaceKind

_RUNS: Final = re.compile(
    r"\b(running|runs|late|delayed|on time|detour|route|next bus|how far|how close"
    r"|where(?:'s|s| is)? the \d{1,3}(?: right now| now| at)?\W*$)"
)
_BARE_NUMBER: Final = re.compile(
    r"\bthe (\d{1,3})\b(?!\s*(?:st|nd|rd|th|am|pm|people|customers|%))", re.IGNORECASE
)
_LINE_NUMBER: Final = re.compile(
    r"\b(?:the|on|next|route|#) ?(\d{1,3})\b(?=\W*$|[,;.!?]|\s+(?:is|was|are|late|delayed"
    r"|delays?|run\w*"
    r"|for|until|before|after|by|coming|stop\w*|now|right|today|tonight|this|at|to|from|going|back|still|not|detour\w*|and"
    r"|last\w*|end\w*|will|or|so|been|has|doing|faster|slower|later|worse|better|more|less|crowded|full|packed"
    r"|cancel\w*|suspended)\b)",
    re.IGNORECASE,
)
"""A number where a line's name stands: "delays on the 77?", "is anything wrong with the 12"."""
_AFTER_NUMBER: Final = re.compile(r"(\bthe )(\d{1,3}) ([a-z]{4,})\b", re.IGNORECASE)
_SAID_OF_LINES: Final = (
    "still", "late", "delayed", "delays", "running", "coming", "stopped", "suspended", "cancelled",
    "crowded", "packed", "today", "tonight", "right", "doing", "back", "detoured",
)  # fmt: skip
_BY_COLOUR: Final = re.compile(
    r"((?:\b(?:about|and|or|is|are|was|on|does|has|than|take|of) |^)(?:the )?)([a-z]{3,})\b"
    r"(?! (?:line|one|station|stop|street|bus|train|alert|light)\b)",
    re.IGNORECASE,
)
"""What may be a line's colour: "is blue any better?"."""
_THAT_ONE: Final = re.compile(r"\bthe (\w+) one\b", re.IGNORECASE)
"""A line by what tells it from the others: "what about the red one?"."""
_ONLY_NUMBER: Final = re.compile(r"\d{1,3}[.!?]?")


class LineNames:
    """Know what the lines of one city are called in full."""

    def __init__(self, city: City, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._numbered = _numbered(city)

    def named(self, text: str, memory: Memory) -> str:
        """Return a message, in English words, with its lines called by their full names.

        Args:
            text: the message.
            memory: what was spoken of before.
        """
        return self._by_number(self._by_colour(text, memory), memory)

    def _by_colour(self, text: str, memory: Memory) -> str:
        """Write out a line that is called by its colour alone, where lines are spoken of."""
        if TRANSIT.name not in memory.topics:
            return text

        def named(found: re.Match[str]) -> str:
            known = self._gazetteer.lookup(found[2])
            lines = [place for place in known if place.kind is PlaceKind.LINE]
            only = lines[0].name if len(lines) == len(known) == 1 else ""
            return f"{found[1]}{only}" if only else found[0]

        return _BY_COLOUR.sub(named, text)

    def _by_number(self, text: str, memory: Memory) -> str:
        """Write `bus` before a bare number where a line is spoken of: "is the 12 late?"."""
        spoken_of = TRANSIT.name in memory.topics
        if memory.asked_back and spoken_of and _ONLY_NUMBER.fullmatch(text.strip()):
            number = text.strip().strip(".!?")
            return self._numbered.get(number, f"bus {number}")

        def named(found: re.Match[str]) -> str:
            called = self._numbered.get(found[1], "")
            coming = found[0].lower().startswith("next ")
            return f"next {called}" if coming and called else called or found[0]

        text = _LINE_NUMBER.sub(named, _spelt_after(text, self._numbered))
        if spoken_of:
            text = _THAT_ONE.sub(lambda m: self._numbered.get(m[1].lower(), m[0]), text)
        if not spoken_of and not _RUNS.search(text.lower()):
            return text
        return _BARE_NUMBER.sub(r"bus \1", text)


def _spelt_after(text: str, numbered: Mapping[str, str]) -> str:
    """Put right what a line's bare number is followed by: "was the 7 delaued?"."""

    def spelt(found: re.Match[str]) -> str:
        word = found[3].lower()
        if found[2] not in numbered or is_ordinary(word):
            return found[0]
        meant = next((right for right in _SAID_OF_LINES if is_nearly(word, (right,))), None)
        return found[0] if meant is None else f"{found[1]}{found[2]} {meant}"

    return _AFTER_NUMBER.sub(spelt, text)


def _numbered(city: City) -> dict[str, str]:
    """Return what to call the lines whose name is a number, or ends so: `bus 12`, `Red Line`."""
    numbered = {
        line.short_name: f"{'bus' if line.mode is Mode.BUS else 'line'} {line.short_name}"
        for line in city.lines if line.short_name.isdigit()
    }  # fmt: skip
    named = [line.name for line in city.lines if line.name.lower().endswith(" line")]
    return {name[:-5].lower(): name for name in named} | numbered
