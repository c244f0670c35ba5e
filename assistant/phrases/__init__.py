"""Hold what CivicSense says, one catalogue a language, for translators to edit.

`Phrases.say` is the main path. Plural categories, numbers and the names of days, months and
languages are CLDR's, by Babel; all of a catalogue is read before anybody asks.
"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import get_day_names, get_month_names
from babel.numbers import format_decimal

from assistant.language_tag import primary
from assistant.phrases.entries import Choice, Entry, Phrase, WordForms, read_entries
from assistant.phrases.words import Formed, Words, Writing
from core.errors import Misconfigured

FOLDER: Final = Path(__file__).parent
_KEPT_NUMBERS: Final = 4096

__all__ = ["Formed", "Phrases", "Words", "Writing", "languages", "phrases"]


class Phrases:
    """Say phrases of one language.

    A key is `section.name`. A phrase that is missing, or a slot that is, is a fault of the
    catalogue and raises `KeyError`; `python -m assistant.phrases` finds it before.
    """

    def __init__(self, language: str, catalogue: Mapping[str, object]) -> None:
        self.language = language
        self.entries: Mapping[str, Entry] = read_entries(catalogue)
        self._locale = Locale.parse(language)
        self._plural = self._locale.plural_form
        self._days: Mapping[int, str] = dict(get_day_names(locale=self._locale))
        self._months: Mapping[int, str] = dict(get_month_names(locale=self._locale))
        self._names = _languages_named(self._locale)
        self.number = lru_cache(_KEPT_NUMBERS)(self._write_number)
        numbers = "writing.numbers"
        self._numbers = Locale.parse(self.say(numbers)) if numbers in self.entries else self._locale
        self.number(1234.5)  # Babel reads its patterns at the first use
        self.writing = Writing(
            stop=self.say("writing.stop"), between=self.say("writing.between"),
            before_mark=self.say("writing.before_mark"), stops=self.say("writing.stops"),
            capital=self.entries["writing.capital"] is True,
        )  # fmt: skip

    def say(self, key: str, /, **slots: object) -> str:
        """Return the phrase with its slots filled in."""
        return self._fill(self.entries[key], slots)

    def has(self, key: str) -> bool:
        """Say whether there is an entry of this key."""
        return key in self.entries

    def slots(self, key: str) -> frozenset[str]:
        """Return the names of the slots that a phrase without forms uses."""
        entry = self.entries[key]
        return entry.slots if isinstance(entry, Phrase) else frozenset()

    def count(self, key: str, number: float, /, **slots: object) -> str:
        """Return the phrase in the form that goes with the number, which fills `{count}`."""
        return self._fill(self.entries[key], {"count": number, **slots})

    def noun(self, key: str, /, **slots: object) -> Formed:
        """Return a word that has forms, of which each phrase chooses one: `noun.power_outage`.

        Args:
            key: of the word.
            slots: what its forms need; `count` is how many it names.
        """
        entry = self.entries[key]
        if not isinstance(entry, WordForms):
            raise KeyError(key)
        number = slots.get("count", 1)
        return Formed(
            lambda form: self._fill(entry.forms[form], slots), entry.gender,
            number if isinstance(number, int | float) else 1,
        )  # fmt: skip

    def listed(self, key: str) -> tuple[str, ...]:
        """Return a list of words."""
        entry = self.entries[key]
        if not isinstance(entry, tuple):
            raise KeyError(key)
        return entry

    def join(self, parts: Sequence[str], last: str = "time.and") -> Words:
        """Join names as in a sentence: one, two and three; what they are joined of agrees."""
        if len(parts) == 1:
            return Words(parts[0], kind=getattr(parts[0], "kind", ""))
        if not parts:
            return Words("", number=0)
        first = self.say("time.comma").join(parts[:-1])
        return Words(self.say(last, first=first, last=parts[-1]), number=len(parts))

    def sentence(self, text: str) -> str:
        """Return the text as a sentence of the language."""
        return self.writing.sentence(text)

    def weekday(self, day: datetime) -> str:
        """Name the day of the week."""
        return self._days[day.weekday()]

    def month(self, day: datetime) -> str:
        """Name the month, as it stands beside a day."""
        return self._months[day.month]

    def language_name(self, tag: str) -> str:
        """Name a language; its tag where CLDR has no name for it."""
        return self._names.get(primary(tag), tag)

    def _fill(self, entry: Entry, slots: Mapping[str, object]) -> str:
        if not isinstance(entry, Phrase):
            if not isinstance(entry, Choice):
                raise KeyError("a section, where a phrase is wanted")
            entry = entry.choose(slots, self._plural)
        return entry.fill(slots, self.number)

    def _write_number(self, number: float) -> str:
        return format_decimal(number, locale=self._numbers)


def _languages_named(locale: Locale) -> Mapping[str, str]:
    """Return the names of languages in a language, by tag."""
    names: Mapping[str, str] = locale.languages
    return dict(names)


@lru_cache
def phrases(language: str) -> Phrases:
    """Return the catalogue of a language.

    Raises:
        Misconfigured: there is none, or CLDR does not know the language.
    """
    path = FOLDER / f"{language}.toml"
    if not path.is_file():
        raise Misconfigured(f"no phrases for the language {language!r}")
    try:
        return Phrases(language, tomllib.loads(path.read_text(encoding="utf-8")))
    except UnknownLocaleError:
        raise Misconfigured(f"no language is called {language!r}") from None


@lru_cache
def languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))
