"""Quote what a source said: in the answer's language where it has that itself, else as it wrote.

Words in another language are quoted with their language named. This is the one place that knows.
"""

from collections.abc import Sequence
from typing import Final

from assistant.language_tag import primary
from assistant.saying import Saying
from assistant.suspect import plain_words
from assistant.suspect.withheld import note_withheld
from assistant.wording import clip, first_sentence, is_quotable
from core.event import Event, Translation

_NONE: Final = Translation()
_MARKS: Final = str.maketrans({'"': "'", "“": "'", "”": "'", "«": "'", "»": "'"})
"""Quotation marks within a quotation, which ours would end."""


class Quoting:
    """Quote sources in one language."""

    def __init__(self, saying: Saying) -> None:
        self._saying = saying
        self._say = saying.phrases.say

    def gist(self, event: Event, length: int) -> str:
        """Quote what an alert says, in a line; empty where there is nothing to be quoted."""
        note_withheld(event)
        own = self._translated(event)
        for words in (plain_words(own.headline), first_sentence(plain_words(own.message))):
            if words and is_quotable(words):
                return self._quoted([words], length, event, translated=True)
        words = plain_words(event.headline)
        words = words or first_sentence(plain_words(event.message))
        words = words or first_sentence(plain_words(event.description))
        if not words or not is_quotable(words):
            return ""
        return self._quoted([words], length, event)

    def instructions(self, event: Event, limit: int, length: int) -> str:
        """Quote what a source says is to be done; empty where it says nothing."""
        own = [w for w in self._translated(event).instructions if is_quotable(w)][:limit]
        if own:
            return self._quoted(own, length, event, translated=True)
        return self.several(
            [w for w in event.instructions if is_quotable(w)][:limit], length, event
        )

    def one(self, words: str, length: int, event: Event) -> str:
        """Quote the words of one field of an event."""
        return self._quoted([words], length, event)

    def several(self, words: Sequence[str], length: int, event: Event) -> str:
        """Quote several words of an event, joined; empty for none."""
        return self._quoted(words, length, event) if words else ""

    def plainly(self, words: str, length: int, event: Event) -> str:
        """Say a source's words without quotation marks, unless they are in another language."""
        if self._is_foreign(event):
            return self._quoted([words], length, event)
        return clip(words, length)

    def _quoted(
        self, words: Sequence[str], length: int, event: Event, *, translated: bool = False
    ) -> str:
        """Quote words, each no longer than `length`, with their language where it is another."""
        each = [
            self._say("quote.own", words=clip(w.rstrip(".。"), length).translate(_MARKS))
            for w in words
        ]  # fmt: skip
        quoted = self._saying.phrases.join(each)
        if translated or not self._is_foreign(event):
            return quoted
        language = self._saying.phrases.language_name(self._language(event))
        return self._say("quote.foreign", quoted=quoted, language=language)

    def _translated(self, event: Event) -> Translation:
        """Return the source's own words in the answer's language, if it gives any."""
        if not self._is_foreign(event):
            return _NONE
        for tag, translation in event.translations.items():
            if primary(tag) == self._saying.phrases.language:
                return translation
        return _NONE

    def _is_foreign(self, event: Event) -> bool:
        return self._language(event) != self._saying.phrases.language

    def _language(self, event: Event) -> str:
        """Return the language of a source's words; the city's first where it does not say."""
        return primary(event.language or self._saying.city.languages[0])
