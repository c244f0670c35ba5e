"""Read the entries of a catalogue: phrases with slots, choices between forms, formed words.

A string is a phrase. A table with only plural categories, or with `by`, is a choice. A table with
`plain` is a word that has forms. Any other table is a section.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Final, cast

from assistant.phrases.words import Agreeing, Formed

PLURALS: Final = frozenset({"zero", "one", "two", "few", "many", "other"})
"""Categories of CLDR."""
GENDERS: Final = frozenset({"m", "f", "n", "mp", "fp", "np"})
_BY: Final = "by"
_COUNT: Final = "count"

Slots = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Hold one phrase: pieces of text, each with the slot and its form that follow it."""

    pieces: tuple[tuple[str, str, str], ...]

    @property
    def slots(self) -> frozenset[str]:
        """Return the slots' names."""
        return frozenset(slot for _, slot, _ in self.pieces if slot)

    def fill(self, slots: Slots, number: Callable[[float], str]) -> str:
        """Return the phrase with its slots filled in."""
        said: list[str] = []
        for text, slot, form in self.pieces:
            value = slots[slot] if slot else ""
            if form and isinstance(value, Formed):
                value = value.form(form)
            elif isinstance(value, int | float) and not form:
                value = number(value)
            said += text, str(value)
        return "".join(said)


@dataclass(frozen=True, slots=True)
class Choice:
    """Hold forms of a phrase, of which what fills a slot chooses one."""

    by: str
    forms: Mapping[str, Phrase]

    def choose(self, slots: Slots, plural: Callable[[float], str]) -> Phrase:
        """Return the form that goes with what fills the slot: by number, gender or kind."""
        value = cast("Agreeing | float", slots[self.by])
        if self.by_number:
            number = value if isinstance(value, int | float) else getattr(value, "number", 1)
            return self.forms[plural(number)]
        if self.by_gender:
            return self.forms[getattr(value, "gender", "") or next(iter(self.forms))]
        return self.forms.get(getattr(value, "kind", ""), self.forms["other"])

    @property
    def by_number(self) -> bool:
        """Say whether the forms are plural categories."""
        return self.forms.keys() <= PLURALS

    @property
    def by_gender(self) -> bool:
        """Say whether the forms are genders."""
        return self.forms.keys() <= GENDERS


@dataclass(frozen=True, slots=True)
class WordForms:
    """Hold a word's forms and its gender."""

    gender: str
    forms: Mapping[str, Phrase | Choice]


Entry = Phrase | Choice | WordForms | tuple[str, ...] | bool


def read_entries(raw: Mapping[str, object], prefix: str = "") -> dict[str, Entry]:
    """Return a catalogue's entries by their keys, such as `event.since`."""
    found: dict[str, Entry] = {}
    for name, value in raw.items():
        key = f"{prefix}{name}"
        if isinstance(value, str):
            found[key] = read_phrase(value)
        elif isinstance(value, bool):
            found[key] = value
        elif isinstance(value, list):
            found[key] = tuple(map(str, cast(list[object], value)))
        elif isinstance(value, dict):
            table = cast(dict[str, object], value)
            if "plain" in table:
                found[key] = _word(table)
            elif _is_choice(table):
                found[key] = _choice(table)
            else:
                found |= read_entries(table, f"{key}.")
    return found


def read_phrase(text: str) -> Phrase:
    """Return a phrase, taken apart once."""
    pieces: list[tuple[str, str, str]] = []
    for literal, field, _, _ in Formatter().parse(text):
        slot, _, form = (field or "").partition(".")
        pieces.append((literal, slot, form))
    return Phrase(tuple(pieces))


def _is_choice(table: Mapping[str, object]) -> bool:
    return _BY in table or (bool(table) and table.keys() <= PLURALS)


def _choice(table: Mapping[str, object]) -> Choice:
    forms = {name: read_phrase(str(text)) for name, text in table.items() if name != _BY}
    return Choice(str(table.get(_BY, _COUNT)), forms)


def _word(table: Mapping[str, object]) -> WordForms:
    forms: dict[str, Phrase | Choice] = {}
    for name, value in table.items():
        if name == "gender":
            continue
        forms[name] = (
            _choice(cast(dict[str, object], value)) if isinstance(value, dict)
            else read_phrase(str(value))
        )  # fmt: skip
    return WordForms(str(table.get("gender", "")), forms)
