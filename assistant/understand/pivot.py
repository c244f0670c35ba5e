"""Put messages about one city into English words, and leave the names of the city alone."""

from dataclasses import replace

from assistant.question import Question
from assistant.understand.glossary import ENGLISH, glossaries, glossary, to_english
from assistant.understand.glossary.notation import tokens_of
from core.city import City
from core.gazetteer import Gazetteer


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
        names = [(m.start, m.end) for m in self._gazetteer.find(question.text, strict=True)]
        return replace(question, text=to_english(question.text, language, names, self._names))
