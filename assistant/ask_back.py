"""Answer what is no question about an event: ask which place, greet, say what this is for."""

import re
from collections.abc import Sequence
from typing import Final

from assistant.answer import Kind, Statement
from assistant.saying import Saying
from assistant.understand.talk import SmallTalk
from assistant.understand.places import PlaceState, Where
from core.place import Place

MAX_CHOICES: Final = 4
_A_LINE: Final = re.compile(r"(?:bus|tram|train|line|route)\b|.* line$", re.IGNORECASE)


class AskBack:
    """Ask back and keep company, in one language."""

    def __init__(self, saying: Saying) -> None:
        self._saying = saying
        self._say = saying.phrases.say

    def place(self, where: Where) -> Statement:
        """Ask which place is meant."""
        city = self._saying.city.name
        if where.state is PlaceState.AMBIGUOUS:
            *first, last = self.choices(where.choices)
            comma = self._say("time.comma")
            choices = self._say("place.or", first=comma.join(first), last=last) if first else last
            return _said(self._say("place.which", words=where.words, choices=choices))
        if where.state is PlaceState.UNKNOWN:
            a_line = _A_LINE.match(where.words) is not None
            key = "place.unknown_line" if a_line else "place.unknown"
            return _said(self._say(key, words=where.words, city=city))
        if where.state is PlaceState.OUTSIDE:
            return _said(self._say("place.outside", city=city))
        return _said(self._say("place.which_part"))

    def choices(self, places: Sequence[Place]) -> list[str]:
        """Name what an ambiguous name may mean."""
        return list(dict.fromkeys(place.name for place in places))[:MAX_CHOICES]

    def journey(self) -> Statement:
        """Ask from where to where."""
        return _said(self._say("place.journey"))

    def line(self) -> Statement:
        """Ask which line is meant."""
        return _said(self._say("place.line"))

    def small_talk(self, kind: SmallTalk) -> list[Statement]:
        """Greet, take thanks, or say what this is, and whom to call instead where it matters."""
        said = _said(self._say(f"scope.{kind.value}", city=self._saying.city.name))
        if kind is not SmallTalk.ABOUT:
            return [said]
        text = self._say("scope.in_danger", number=self._saying.city.emergency_number)
        return [Statement(text, kind=Kind.SAFETY, worth=0), said]

    def out_of_scope(self) -> Statement:
        """Say what this can do, and who helps with the rest."""
        return _said(self._say("scope.refusal", help_line=self._saying.city.help_line))

    def unclear(self) -> Statement:
        """Ask what it is about."""
        return _said(self._say("scope.unclear"))

    def emergency(self) -> Statement:
        """Say the fixed text for a danger to life."""
        text = self._say("emergency.text", number=self._saying.city.emergency_number)
        return Statement(text, kind=Kind.SAFETY, worth=0)


def _said(text: str) -> Statement:
    return Statement(text, kind=Kind.COURTESY, worth=0)
