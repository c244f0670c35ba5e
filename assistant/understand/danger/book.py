"""Read how danger is described in one language, from the file that its editor keeps."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.understand.danger.kinds import DangerKind
from assistant.understand.danger.typed import SignSpeller, Speller, Typed
from core.errors import Misconfigured

_NEVER: Final = r"(?!)"
_OPEN_WITHIN: Final = "\n"
"""Stands where something harmless was taken out: no pattern reaches over it."""
_SMALL_WORD: Final = 5
"""What a small word of a language weighs, in characters of a description."""
_LONG: Final = 400
"""Characters from which a text in a language has some of its small words."""
_FEWEST_SMALL: Final = 0.05
"""Share of small words below which a long text is in another language."""
_TELLING: Final = 6
"""Words from which a sentence in a language has one of its small words at least."""
_HAS_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_HAS_LATIN: Final = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True)
class Found:
    """Hold what was found in a sentence.

    Attributes:
        kind: the danger.
        weight: how much speaks for it and for the language: characters, and small words.
    """

    kind: DangerKind
    weight: int


@dataclass(frozen=True, slots=True)
class Guards:
    """Hold what makes a sentence no description.

    Attributes:
        asks: asks about an event, unless the sentence is about the person.
        mine: is about the person.
        begs: asks for help, or what to do now: a description all the same.
        not_now: supposed, past, over, or a question how an event stands.
        harmless: sayings that are taken out first.
        but: turns from what was to what is.
    """

    asks: re.Pattern[str]
    mine: re.Pattern[str]
    begs: re.Pattern[str]
    not_now: re.Pattern[str]
    harmless: re.Pattern[str]
    but: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Book:
    """Recognise danger in sentences of one language.

    Attributes:
        language: its tag.
        script: what a text in it has at least one of.
        speller: brings a sentence into the form of the patterns.
        guards: what is no description.
        common: small words that tell the language from its neighbours.
        says: what describes a danger by itself.
        both: what does where the one and the other are said, in either order.
    """

    language: str
    script: re.Pattern[str]
    speller: Speller | SignSpeller
    guards: Guards
    common: frozenset[str]
    says: Sequence[tuple[DangerKind, re.Pattern[str]]]
    both: Sequence[tuple[DangerKind, re.Pattern[str], re.Pattern[str]]]

    def find(self, typed: Typed) -> Found | None:
        """Find the first danger that a sentence describes; None where it describes none."""
        if not self.script.search(typed.text):
            return None
        spelt = self.speller.spell(typed.text)
        line = self.guards.harmless.sub(_OPEN_WITHIN, spelt)
        if len(line) > _LONG and self._is_of_another_language(line):
            return None
        if self.guards.not_now.search(line):
            line = self.guards.but.split(line)[-1] if self.guards.but.search(line) else ""
            if not line or self.guards.not_now.search(line):
                return None
        asks = typed.asks or self.guards.asks.search(line) is not None
        if asks and self.guards.begs.search(spelt):
            asks = False  # who asks for help or what to do asks about no event
        if asks and not self.guards.mine.search(line):
            return None
        for kind, pattern in self.says:
            match = pattern.search(line)
            if match is not None:
                return Found(kind, len(match.group()) + self._small_words(line))
        if asks:
            return None  # two things far apart say too little where something is asked
        if self._lacks_small_words(line):
            return None  # words of another language that look like this one's
        for kind, one, other in self.both:
            first = one.search(line)
            second = other.search(line) if first is not None else None
            if first is not None and second is not None:
                told = len(first.group()) + len(second.group())
                return Found(kind, told + self._small_words(line))
        return None

    def small_words(self, typed: Typed) -> int:
        """Count the small words of a sentence that are this language's."""
        return sum(word in self.common for word in typed.text.split())

    def _is_of_another_language(self, line: str) -> bool:
        words = line.split()
        small = sum(word in self.common for word in words)
        return bool(self.common) and small < _FEWEST_SMALL * len(words)

    def _lacks_small_words(self, line: str) -> bool:
        words = line.split()
        return bool(self.common) and len(words) >= _TELLING and self.common.isdisjoint(words)

    def _small_words(self, line: str) -> int:
        return _SMALL_WORD * sum(word in self.common for word in line.split())


def load_book(path: Path) -> Book:
    """Read a language's file; its name is the language.

    Raises:
        Misconfigured: the file cannot be used; one line says what is wrong.
    """
    try:
        written: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return _book(path.stem, written)
    except (OSError, ValueError, KeyError, re.error) as error:
        raise Misconfigured(f"{path.name}: {error}") from error


def _book(language: str, written: Mapping[str, Any]) -> Book:
    spaced: bool = written.get("spaces", True)
    spelling: dict[str, str] = written["spelling"]
    lists: dict[str, list[str]] = written["lists"]
    guards: dict[str, list[str]] = written["guards"]

    def compiled(patterns: Sequence[str], *, whole_words: bool) -> re.Pattern[str]:
        parts = [_expanded(p, lists, spaced=spaced) for p in patterns]
        joined = "|".join(f"(?:{part})" for part in parts) or _NEVER
        return re.compile(rf"\b(?:{joined})(?:\b|$)" if whole_words and spaced else joined)

    near: dict[str, list[str]] = written.get("near", {})
    return Book(
        language=language,
        script=_HAS_LATIN if spaced else _HAS_HAN,
        speller=Speller(
            written["apostrophe"], spelling, tuple(near["words"]), frozenset(near["never"])
        )
        if spaced
        else SignSpeller(spelling),
        guards=Guards(
            asks=compiled(guards["asks"], whole_words=False),
            mine=compiled(guards["mine"], whole_words=False),
            begs=compiled(guards["begs"], whole_words=False),
            not_now=compiled(
                guards["supposed"] + guards["past"] + guards["over"] + guards["of_event"],
                whole_words=False,
            ),
            harmless=compiled(guards["harmless"], whole_words=False),
            but=compiled(guards["but"], whole_words=False),
        ),
        common=frozenset(written.get("common", "").split()),
        says=tuple(
            (DangerKind(group["kind"]), compiled([says], whole_words=True))
            for group in written["danger"]
            for says in group.get("says", [])
        ),
        both=tuple(
            (
                DangerKind(group["kind"]),
                compiled([one], whole_words=True),
                compiled([other], whole_words=True),
            )
            for group in written["danger"]
            for one, other in group.get("both", [])
        ),
    )


def _expanded(pattern: str, lists: Mapping[str, Sequence[str]], *, spaced: bool) -> str:
    """Write a pattern out: its lists, and `..` as a few words or signs between."""
    pattern = pattern.replace("})*", "}){0,6}")  # as many as people say; and no quadratic search
    for name, entries in lists.items():
        pattern = pattern.replace(f"{{{name}}}", f"(?:{'|'.join(entries)})")
    if not spaced:
        return pattern.replace("..", ".{0,8}")
    pattern = pattern.removesuffix(" ..")
    return pattern.replace(" .. ", r"(?: \w+){0,6} ").replace(".. ", r"(?:\w+ ){0,6}")
