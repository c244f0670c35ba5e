"""Answer a danger to life: fixed words, read at start, that need nothing else to work.

No catalogue, session, view or model is asked: the answer is made of what the person typed and of
the city's emergency number. Nothing follows the fixed words that could be wrong.
"""

import secrets
import time
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.answer import Answer, Kind, Statement, Status, write
from assistant.language_tag import primary
from assistant.phrases import Writing
from assistant.question import Channel, Question
from assistant.understand import danger as describing
from assistant.understand.danger import Danger, DangerKind, describes_danger
from core.city import City
from core.errors import Misconfigured

_TEXTS: Final = Path(describing.__file__).with_name("texts.toml")
_NEEDED: Final = frozenset({"call", "building", "short"})


@dataclass(frozen=True, slots=True)
class FixedWords:
    """Hold what is said in one language.

    Attributes:
        call: whom to call.
        building: what to do about gas, smoke and wires.
        short: both, in few characters.
        writing: how sentences follow each other.
        person: what is said in place of `building` where another thing helps.
        advice: what is said after it.
    """

    call: str
    building: str
    short: str
    writing: Writing
    person: Mapping[DangerKind, str]
    advice: Mapping[DangerKind, str]

    def statements(
        self, kind: DangerKind, number: str, room: int | None, *, brief: bool
    ) -> tuple[Statement, ...]:
        """Return what is said about a danger, the call first.

        Args:
            kind: the danger.
            number: the city's emergency number.
            room: characters (code points) in all; None for no limit.
            brief: whether the short form is wanted even where there is room.
        """
        call, own = self.call.format(number=number), self.person.get(kind)
        if own is not None:
            return self._first_that_fits(((call, own), (call,)), room)
        full = self.writing.between.join((call, self.building))
        short = self.short.format(number=number)
        more = tuple(text for text in (self.advice.get(kind),) if text)
        forms = ((full, *more), (short, *more), (full,), (short,))
        return self._first_that_fits(forms[1::2] if brief else forms, room)

    def _first_that_fits(
        self, forms: Sequence[Sequence[str]], room: int | None
    ) -> tuple[Statement, ...]:
        said = [tuple(_safety(text) for text in form) for form in forms]
        for statements in said:
            text = write("", statements, marked=False, writing=self.writing)
            if room is None or len(text) <= room:
                return statements
        return said[-1]


class Emergencies:
    """Recognise and answer dangers to life in one city.

    Raises:
        Misconfigured: at start, where the patterns or the fixed words cannot be used.
    """

    def __init__(self, city: City) -> None:
        self._city = city
        self._words = fixed_words()
        describing.books()

    def answer(self, question: Question) -> Answer | None:
        """Answer a danger that a message describes; None where it describes none."""
        started = time.perf_counter()
        danger = describes_danger(question.text)
        if danger is None:
            return None
        language = self._language(question, danger)
        words = self._words[language]
        said = words.statements(
            danger.kind,
            self._city.emergency_number,
            question.room,
            brief=question.channel is Channel.SMS,
        )
        return Answer(
            answer_id=secrets.token_urlsafe(12),
            # Whether the conversation still exists is not looked up: it is simply not left.
            session_id=question.session_id or secrets.token_urlsafe(18),
            language=language,
            status=Status.EMERGENCY,
            statements=said,
            marked=question.channel not in (Channel.SMS, Channel.VOICE),
            writing=words.writing,
            timing_ms={"total": round((time.perf_counter() - started) * 1000, 3)},
        )

    def _language(self, question: Question, danger: Danger) -> str:
        """Choose the language: the one chosen beside the text, else the one of the text."""
        chosen = primary(question.language or "")
        if chosen in self._city.languages and chosen in self._words:
            return chosen
        return danger.language


def fixed_words() -> dict[str, FixedWords]:
    """Read the fixed words of every language in which danger is recognised.

    Raises:
        Misconfigured: a language or a sentence is missing; one line says which.
    """
    try:
        written = tomllib.loads(_TEXTS.read_text(encoding="utf-8"))
        return {language: _words(written[language]) for language in describing.LANGUAGES}
    except (OSError, ValueError, KeyError) as error:
        raise Misconfigured(f"{_TEXTS.name}: {error}") from error


def _words(table: Mapping[str, str | Mapping[str, str]]) -> FixedWords:
    plain = {name: text for name, text in table.items() if isinstance(text, str)}
    kinds = {
        name: {DangerKind(kind): text for kind, text in by_kind.items()}
        for name, by_kind in table.items()
        if not isinstance(by_kind, str)
    }
    if missing := _NEEDED - plain.keys():
        raise KeyError(*sorted(missing))
    return FixedWords(
        call=plain["call"],
        building=plain["building"],
        short=plain["short"],
        writing=Writing(between=plain.get("between", " ")),
        person=kinds["person"],
        advice=kinds["advice"],
    )


def _safety(text: str) -> Statement:
    return Statement(text, kind=Kind.SAFETY, worth=0)
