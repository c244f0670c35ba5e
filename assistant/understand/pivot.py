"""Put messages about one city into English words, and leave the names of the city alone."""

from dataclasses import replace

from assistant.question import Question
from assistant.understand.glossary import ENGLISH, glossaries, glossary, to_english
from assistant.understand.glossary.notation import tokens_of
from core.city import City
from core.gazetteer import Gazetteer
from core.place import Mention, PlaceKind


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
            return question
        # Full names only: a name with a slip may be a word of the language.
        found = self._gazetteer.find(question.text, strict=True)
        names = [(m.start, m.end) for m in found if not self._is_common(m, language)]
        text = to_english(question.text, language, names, self._names)
        spoken = [m for m in found if to_english(m.text, language) != m.text]
        if spoken and not any(_is_line(m) for m in found):
            others = [(m.start, m.end) for m in found if m not in spoken]
            other = to_english(question.text, language, others, self._names)
            if any(_is_line(m) for m in self._gazetteer.find(other, strict=True)):
                text = other  # "el tren del aeropuerto": a line, by words that name a place too
        return replace(question, text=text)

    def _is_common(self, mention: Mention, language: str) -> bool:
        """Say whether a water is called by a word that has an English one: "al oeste del río"."""
        english = to_english(mention.text, language)
        if english == mention.text:
            return False
        known = self._gazetteer.find(f"the {english}", strict=True)
        return any(m.places == mention.places for m in known)


def _is_line(mention: Mention) -> bool:
    return any(place.kind is PlaceKind.LINE for place in mention.places)
