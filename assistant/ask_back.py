"""Answer what is no question about an event: ask which place, greet, say what this is for."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.answer import Kind, Statement
from assistant.phrases import languages
from assistant.saying import Saying
from assistant.understand.places import PlaceState, Where
from assistant.understand.scope import Scope
from assistant.understand.take_up import Reply
from assistant.understand.talk import SmallTalk, Wish
from assistant.understand.topics import BROAD, Topic
from core.place import Place

MAX_CHOICES: Final = 4
_MAY_BE_IN_NEED: Final = frozenset({SmallTalk.ABOUT, SmallTalk.CAN})
_URGENT: Final = frozenset({Scope.MEDICINE, Scope.CRIME})
_A_LINE: Final = re.compile(r"(?:bus|tram|train|line|route)\b|.* line$", re.IGNORECASE)


class AskBack:
    """Ask back and keep company, in one language."""

    def __init__(self, saying: Saying) -> None:
        self._saying = saying
        self._say = saying.phrases.say

    def place(self, where: Where) -> Statement:
        """Ask which place is meant."""
        city = self._saying.city.name
        choices = self._saying.phrases.join(self.choices(where.choices), "place.or")
        if where.state is PlaceState.AMBIGUOUS and not where.words:
            return _said(self._say("place.which_side", choices=choices))
        if where.state is PlaceState.AMBIGUOUS:
            return _said(self._say("place.which", words=where.words, choices=choices))
        if where.state is PlaceState.UNKNOWN:
            if choices:
                return _said(self._say("place.did_you_mean", words=where.words, choices=choices))
            a_line = _A_LINE.match(where.words) is not None
            key = "place.unknown_line" if a_line else "place.unknown"
            return _said(self._say(key, words=where.words, city=city))
        if where.state is PlaceState.OUTSIDE and where.words:
            return _said(self._say("place.outside_named", words=where.words, city=city))
        if where.state is PlaceState.OUTSIDE:
            return _said(self._say("place.outside", city=city))
        return _said(self._say("place.which_part"))

    def whole_street(self, where: Where) -> Statement:
        """Say that a house number tells nothing here, so that the answer is the street's."""
        street = next(place.name for place in where.places)
        text = self._say("place.whole_street", number=where.number, street=street)
        return Statement(self._saying.sentence(text), kind=Kind.COURTESY, worth=2)

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
        said = _said(self._small_talk(kind))
        if kind is SmallTalk.SOURCES:
            number = len({source.publisher for source in self._saying.city.sources})
            said = replace(said, short=self._saying.phrases.count("sms.sources", number))
        if kind not in _MAY_BE_IN_NEED:
            return [said]
        text = self._say("scope.in_danger", number=self._saying.city.emergency_number)
        return [Statement(text, kind=Kind.SAFETY, worth=0), said]

    def reply(self, kind: Reply) -> Statement:
        """Say that what was spoken of is forgotten, or take a no."""
        forgotten = kind is Reply.FORGET
        return _said(self._say("scope.forgotten" if forgotten else "scope.declined"))

    def out_of_scope(self, kind: Scope) -> list[Statement]:
        """Say what this can do, and who helps with the rest; first that, where it matters more."""
        city = self._saying.city
        can = replace(_said(self._say("scope.can")), worth=3)
        text = self._say(
            f"scope_for.{kind.value}", city=city.name, help_line=city.help_line,
            number=city.emergency_number,
        )  # fmt: skip
        return [_said(text), can] if kind in _URGENT else [can, _said(text)]

    def wish(self, wish: Wish, topics: Sequence[Topic]) -> list[Statement]:
        """Say what can be done about a wish that cannot be granted here."""
        if wish is Wish.TELL_LATER:
            return [_said(self._say("wish.tell_later"))]
        kinds = {kind.value for topic in topics if topic not in BROAD for kind in topic.types}
        contacts = [
            source for source in self._saying.city.sources
            if source.contact and not kinds.isdisjoint(source.types)
        ]  # fmt: skip
        told = [
            self._say("wish.report_to", publisher=source.publisher, contact=source.contact)
            for source in contacts[:2]
        ] or [self._say("wish.report_help_line", help_line=self._saying.city.help_line)]
        return [_said(self._say("wish.report")), *map(_said, told)]

    def which_topic(self, topics: Sequence[Topic]) -> tuple[Statement, tuple[str, ...]]:
        """Ask which of a few things is meant, and offer a question for each."""
        names = [self._say(f"meant.{topic.name}") for topic in topics]
        choices = self._saying.phrases.join(names, "place.or")
        offered = tuple(self._say(f"ask.{topic.name}") for topic in topics)
        return _said(self._say("meant.ask", choices=choices)), offered

    def not_understood(self) -> list[Statement]:
        """Say that nothing was understood, what this can do, and who helps with the rest."""
        refusal = self._say("scope.refusal", help_line=self._saying.city.help_line)
        return [_said(self._say("scope.nothing_understood")), _said(refusal)]

    def unclear(self) -> Statement:
        """Ask what it is about."""
        return _said(self._say("scope.unclear"))

    def _small_talk(self, kind: SmallTalk) -> str:
        saying, city = self._saying, self._saying.city
        if kind in (SmallTalk.GREETING, SmallTalk.THANKS, SmallTalk.ABOUT):
            return self._say(f"scope.{kind.value}", city=city.name)
        names = [saying.phrases.language_name(tag) for tag in city.languages if tag in languages()]
        return self._say(
            f"about.{kind.value}", city=city.name, languages=saying.phrases.join(names),
            publishers=saying.phrases.join(list(dict.fromkeys(s.publisher for s in city.sources))),
        )  # fmt: skip


def _said(text: str) -> Statement:
    return Statement(text, kind=Kind.COURTESY, worth=0)
