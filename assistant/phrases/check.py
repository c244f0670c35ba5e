"""Compare a catalogue with the English one: nothing missing, nothing more, every form there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from babel import Locale

from assistant.phrases.entries import GENDERS, PLURALS, Choice, Entry, Phrase, WordForms
from core.place import PlaceKind

_WORDS: Final = {
    "noun": ("noun.",), "problem": ("problem.", "problem_of_mode."), "vehicle": ("vehicle.",),
    "mode": ("vehicle.",), "time": ("moment.",), "since": ("moment.",), "as_of": ("moment.",),
    "start": ("moment.",), "end": ("moment.",), "told": ("moment.",),
}  # fmt: skip
"""By slot, the sections of the words that may fill it."""
_GENDERED: Final = frozenset({"noun", "problem", "vehicle", "mode", "what", "who"})
_GENDERS: Final = "language.genders"
_GENDERED_WORDS: Final = ("noun.", "problem.", "problem_of_mode.", "vehicle.")
_FREE_LISTS: Final = frozenset({_GENDERS, "count.words", "where.line_endings", "where.stop_words"})
_KINDS: Final = frozenset({kind.value for kind in PlaceKind} | {"other"})
_OPTIONAL: Final = "optional."
_COUNTED: Final = frozenset({"count", "number"})
"""Slots that a form for one number need not repeat: "in the last minute"."""

Entries = Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class _Slots:
    """Hold the slots that a phrase must use, and those that it may use."""

    must: frozenset[str]
    may: frozenset[str]


def faults(english: Entries, other: Entries, language: str) -> Iterator[str]:
    """Yield what is wrong with a catalogue, one line each, the key first.

    Args:
        english: the entries that every catalogue has.
        other: the catalogue's own; the English one is compared with itself.
        language: its BCP 47 tag.
    """
    wanted = {key for key in english if not key.startswith(_OPTIONAL)}
    given = {key for key in other if not key.startswith(_OPTIONAL)}
    for key in sorted(wanted - given):
        yield f"{key}: is missing"
    for key in sorted(given - wanted):
        yield f"{key}: is not in the English catalogue"
    checked = _Checked(other, language)
    for key in sorted(wanted & given):
        for fault in checked.entry(key, english[key], _slots(english, key)):
            yield f"{key}: {fault}"


class _Checked:
    """Check single entries of one catalogue."""

    def __init__(self, entries: Entries, language: str) -> None:
        self._entries = entries
        self._plurals = frozenset(Locale.parse(language).plural_form.tags) | {"other"}
        genders = entries.get(_GENDERS)
        self._genders = frozenset(genders) if isinstance(genders, tuple) else frozenset[str]()

    def entry(self, key: str, english: Entry, slots: _Slots) -> Iterator[str]:
        entry = self._entries[key]
        if isinstance(english, tuple) or isinstance(entry, tuple):
            yield from self._list(key, english, entry)
        elif isinstance(english, bool) or isinstance(entry, bool):
            if type(english) is not type(entry):
                yield "must be true or false" if isinstance(english, bool) else "must be text"
        elif isinstance(english, WordForms) or isinstance(entry, WordForms):
            yield from self._word(key, english, entry, slots)
        else:
            yield from self._phrase(entry, slots)

    def _list(self, key: str, english: Entry, entry: Entry) -> Iterator[str]:
        if not isinstance(entry, tuple) or not isinstance(english, tuple):
            yield f"must be {'a list' if isinstance(english, tuple) else 'text'}"
        elif key not in _FREE_LISTS and len(entry) != len(english):
            yield f"has {len(entry)} words instead of {len(english)}"
        elif key == _GENDERS:
            yield from (f"knows no gender {name!r}" for name in sorted(set(entry) - GENDERS))

    def _word(self, key: str, english: Entry, entry: Entry, slots: _Slots) -> Iterator[str]:
        if not isinstance(entry, WordForms) or not isinstance(english, WordForms):
            yield "must be a word with `plain`" if isinstance(english, WordForms) else "has forms"
            return
        used = frozenset[str]().union(*map(_used, entry.forms.values()))
        yield from _compared(used, _Slots(slots.must, slots.may))
        for name, form in entry.forms.items():
            if isinstance(form, Choice):
                yield from (f"form {name}: {fault}" for fault in self._choice(form))
            yield from self._forms_of(form)
        if key.startswith(_GENDERED_WORDS) and self._genders and entry.gender not in self._genders:
            yield f"has no gender of {_listed(self._genders)}"
        elif entry.gender and entry.gender not in self._genders:
            yield f"has a gender that is not in {_GENDERS}"

    def _phrase(self, entry: Phrase | Choice, slots: _Slots) -> Iterator[str]:
        yield from _compared(_used(entry), slots)
        if isinstance(entry, Choice):
            yield from self._choice(entry)
            free = {entry.by} | _COUNTED
            for name, form in entry.forms.items():
                for slot in sorted(slots.must - form.slots - free):
                    if slot in _used(entry):
                        yield f"form {name}: the slot {{{slot}}} is missing"
        yield from self._forms_of(entry)

    def _choice(self, choice: Choice) -> Iterator[str]:
        """Say which forms are missing or more, by what chooses between them."""
        names = choice.forms.keys()
        if choice.by_number:
            wanted = self._plurals
        elif names & GENDERS and names <= GENDERS:
            wanted = self._genders
            if choice.by not in _GENDERED:
                yield f"{{{choice.by}}} has no gender"
        else:
            wanted = (names & _KINDS) | {"other"}
        if not names & (PLURALS | GENDERS | _KINDS):
            yield "has no forms by number, gender or kind of place"
            return
        for name in sorted(wanted - names):
            yield f"the form {name} is missing"
        for name in sorted(names - wanted):
            yield f"the form {name} is none of {_listed(wanted)}"

    def _forms_of(self, entry: Phrase | Choice) -> Iterator[str]:
        """Say which words lack a form that is asked of them: `{noun.a}`."""
        phrases = entry.forms.values() if isinstance(entry, Choice) else (entry,)
        for slot, form in sorted({(s, f) for p in phrases for _, s, f in p.pieces if f}):
            sections = _WORDS.get(slot)
            if sections is None:
                yield f"{{{slot}}} has no forms, and so no {{{slot}.{form}}}"
                continue
            for key, word in self._entries.items():
                if (
                    isinstance(word, WordForms) and key.startswith(sections)
                    and form not in word.forms
                ):  # fmt: skip
                    yield f"{{{slot}.{form}}} is wanted, which {key} has not"


def _slots(english: Entries, key: str) -> _Slots:
    entry, section = english[key], key.rpartition(".")[0]
    named = (english.get(f"{_OPTIONAL}{name}") for name in (key, f"{section}.*"))
    free = frozenset(slot for slots in named if isinstance(slots, tuple) for slot in slots)
    if isinstance(entry, WordForms):
        used = frozenset[str]().union(*map(_used, entry.forms.values()))
    else:
        used = _used(entry) if isinstance(entry, Phrase | Choice) else frozenset[str]()
    return _Slots(used - free, used | free)


def _used(entry: Phrase | Choice) -> frozenset[str]:
    """Return the slots of a phrase, with that by which a form is chosen."""
    if isinstance(entry, Phrase):
        return entry.slots
    return frozenset({entry.by}).union(*(form.slots for form in entry.forms.values()))


def _compared(used: frozenset[str], slots: _Slots) -> Iterator[str]:
    for slot in sorted(slots.must - used):
        yield f"the slot {{{slot}}} is missing"
    for slot in sorted(used - slots.may):
        yield f"there is no slot {{{slot}}}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none (language.genders is empty)"
