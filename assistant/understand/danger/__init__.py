"""Recognise a person who describes a danger to life, apart from one who asks about an event.

Patterns only, of every language at once: this runs before anything that could fail, knows nothing
of the conversation, and takes well under two milliseconds. The rule is that of the contract:
*describing* a danger is an emergency, *asking about* one is an ordinary question. What people say
is kept in one file a language, beside this one.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from assistant.understand.danger.book import Book, load_book
from assistant.understand.danger.kinds import DangerKind
from assistant.understand.danger.typed import Typed, sentences

LANGUAGES: Final = ("en", "es", "fr", "zh")
"""Where as much of a message speaks for each of two languages, the earlier is taken."""


_CLEARLY: Final = 2


@dataclass(frozen=True, slots=True)
class Danger:
    """Hold a danger as a person described it.

    Attributes:
        kind: what threatens.
        language: the language in which it was described.
    """

    kind: DangerKind
    language: str


def describes_danger(text: str) -> Danger | None:
    """Find the danger to life that a person describes, here and now; None where there is none.

    Args:
        text: the message as typed.
    """
    most, danger = 0, None
    typed = sentences(text)
    for book in books():
        for sentence in typed:
            if speaks_rather(sentence, book):
                continue
            found = book.find(sentence)
            if found is not None and found.weight > most:
                most = found.weight
                danger = Danger(found.kind, language_of(sentence, book))
    return danger


def language_of(sentence: Typed, book: Book) -> str:
    """Name the language of a danger: the book's, unless only another's small words are there.

    Words like "kidnapping" stand in several books; the small words about them in one.
    """
    if not book.common or book.small_words(sentence):
        return book.language
    other = max(books(), key=lambda one: one.small_words(sentence))
    return other.language if other.small_words(sentence) >= _CLEARLY else book.language


def speaks_rather(sentence: Typed, book: Book) -> bool:
    """Say whether the small words of a sentence are clearly another language's."""
    here = book.small_words(sentence)
    return any(other.small_words(sentence) > here + _CLEARLY for other in books())


@lru_cache
def books() -> tuple[Book, ...]:
    """Read and compile what people say; call it at start, so that no person waits for it.

    Raises:
        Misconfigured: a language's file cannot be used.
    """
    return tuple(load_book(Path(__file__).with_name(f"{name}.toml")) for name in LANGUAGES)


__all__ = ["LANGUAGES", "Danger", "DangerKind", "books", "describes_danger"]
