"""Hold what CivicSense says, one catalogue a language, for translators to edit."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any, cast

from core.errors import Misconfigured


class Phrases:
    """Say phrases of one language.

    A key is `section.name`. A phrase that is missing, or a slot that is, is a fault of the
    catalogue and raises `KeyError`: a test walks every phrase.
    """

    def __init__(self, language: str, catalogue: Mapping[str, Any]) -> None:
        self.language = language
        self._catalogue = catalogue

    def say(self, key: str, **slots: object) -> str:
        """Return the phrase with its slots filled in."""
        return str(self._entry(key)).format(**slots)

    def has(self, key: str) -> bool:
        """Say whether there is a phrase of this key."""
        section, _, name = key.rpartition(".")
        entry = self._entry(section)
        return isinstance(cast(Mapping[str, object], entry).get(name), str)

    def count(self, key: str, number: float, **slots: object) -> str:
        """Return the phrase in the form that goes with the number, which fills `{count}`."""
        forms = cast(Mapping[str, str], self._entry(key))
        form = forms["one"] if number == 1 else forms["other"]
        return form.format(count=self.number(number), **slots)

    def number(self, number: float) -> str:
        """Write a number as people of the language do."""
        whole = int(number) if number == int(number) else number
        return f"{whole:,}"

    def listed(self, key: str) -> tuple[str, ...]:
        """Return a list of words, such as the days of the week."""
        return tuple(cast(list[str], self._entry(key)))

    def noun(self, name: str, form: str = "a") -> str:
        """Return a type's noun: `a` with its article to begin a sentence, or `plain`."""
        return cast(Mapping[str, str], self._entry(f"noun.{name}"))[form]

    def join(self, parts: "list[str] | tuple[str, ...]") -> str:
        """Join names as in a sentence: one, two and three."""
        if len(parts) < 2:
            return "".join(parts)
        first = self.say("time.comma").join(parts[:-1])
        return self.say("time.and", first=first, last=parts[-1])

    def slots(self) -> dict[str, frozenset[str]]:
        """Return the slots of every phrase by its key, to compare catalogues with."""
        found: dict[str, frozenset[str]] = {}
        _walk("", self._catalogue, found)
        return found

    def _entry(self, key: str) -> object:
        entry: Any = self._catalogue
        for name in key.split("."):
            entry = entry[name]
        return entry


def _walk(prefix: str, entry: object, found: dict[str, frozenset[str]]) -> None:
    if isinstance(entry, dict):
        for name, inside in cast(dict[str, object], entry).items():
            _walk(f"{prefix}.{name}" if prefix else name, inside, found)
    elif isinstance(entry, str):
        names = {name for _, name, _, _ in Formatter().parse(entry) if name}
        found[prefix] = frozenset(names)


@lru_cache
def phrases(language: str) -> Phrases:
    """Return the catalogue of a language.

    Raises:
        Misconfigured: there is none.
    """
    path = Path(__file__).with_name(f"{language}.toml")
    if not path.is_file():
        raise Misconfigured(f"no phrases for the language {language!r}")
    return Phrases(language, tomllib.loads(path.read_text(encoding="utf-8")))


@lru_cache
def languages() -> tuple[str, ...]:
    """Return the languages that have a catalogue."""
    return tuple(sorted(path.stem for path in Path(__file__).parent.glob("*.toml")))
