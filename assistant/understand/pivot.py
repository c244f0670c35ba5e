"""Put messages about one city into English words, and leave the names of the city alone."""

from dataclasses import replace
from typing import Final

from assistant.question import Question
from assistant.understand.glossary import ENGLISH, glossaries, glossary, to_english
from assistant.understand.glossary.notation import tokens_of
from assistant.understand.words import plain, words_of
from core.city import City
from core.gazetteer import Gazetteer
from core.place import Mention, PlaceKind

_WATERS: Final = frozenset({"river", "the river", "bay", "the bay"})
"""Have no name of their own there: which side of them is meant is read in English."""

_PREPOSITIONS: Final = frozenset({"in", "at", "near", "of", "to", "on", "for", "around"})


class Pivot:
    """Know which stretches and words of a message are names of the city."""

    def __init__(self, city: City, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        for language in set(city.languages).intersection(glossaries()):
            glossary(language)  # read at start, so that nobody waits for it
        named = (*city.areas, *city.streets, *city.landmarks, *city.stops)
        self._names = frozenset(token.key for place in named for token in tokens_of(place.name))

    def read(self, question: Question, language: str) -> Question:
        """Return the question with its text in English words.

        Args:
            question: the question as it was asked.
            language: the language that its text is written in.
        """
        if language == ENGLISH:
            return replace(question, foreign=frozenset())
        # Full names only: a name with a slip may be a word of the language.
        found = self._gazetteer.find(question.text, strict=True)
        names = [(m.start, m.end) for m in found if _is_name(m, question.text, language)]
        text = to_english(question.text, language, names, self._names)
        spoken = [m for m in found if to_english(m.text, language) != m.text]
        if spoken and not any(_is_line(m) for m in found):
            others = [(m.start, m.end) for m in found if m not in spoken]
            other = to_english(question.text, language, others, self._names)
            if any(_is_line(m) for m in self._gazetteer.find(other, strict=True)):
                text = other  # "el tren del aeropuerto": a line, by words that name a place too
        return replace(question, text=text, foreign=_left(question.text, text))


def _left(asked: str, english: str) -> frozenset[str]:
    """Return the words that a glossary left as they were: "torneo" is no misspelt "tornado".

    A message of which it knows no word is not in its language: those may well be misspelt.
    """
    typed, read = words_of(plain(asked)), words_of(plain(english))
    return frozenset(typed).intersection(read) if typed != read else frozenset()


def _is_name(mention: Mention, text: str, language: str) -> bool:
    """Say whether a name stays: "le quartier est calme" does not call the Quartier Est."""
    if _is_water(mention, language):
        return False
    last = mention.text.split()[-1]
    if not mention.text.islower() or to_english(last, language) != "is":
        return True
    before = " ".join(text[: mention.start].split()[-2:])
    led = not _PREPOSITIONS.isdisjoint(to_english(before, language).split())
    return led or not text[mention.end :].strip(" ?!.,")


def _is_water(mention: Mention, language: str) -> bool:
    """Say whether a name is but the language's word for a water: "al oeste del río"."""
    return to_english(mention.text, language) in _WATERS


def _is_line(mention: Mention) -> bool:
    return any(place.kind is PlaceKind.LINE for place in mention.places)
