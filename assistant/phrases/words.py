"""Hold what fills the slots of phrases: words that know their number, gender and kind."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Words(str):
    """Hold words with what other words must agree with.

    Attributes:
        gender: of the catalogue's `language.genders`; empty where there is none.
        number: how many things the words name.
        kind: what kind of place they name, as `PlaceKind` writes it; empty for none.
    """

    gender: str
    number: float
    kind: str

    def __new__(cls, text: str, *, gender: str = "", number: float = 1, kind: str = "") -> "Words":
        """Make the words."""
        made = super().__new__(cls, text)
        made.gender, made.number, made.kind = gender, number, kind
        return made


class Formed:
    """Hold an entry that a phrase may say in several forms: `{noun.a}`, `{time.at}`.

    Attributes:
        gender: of the catalogue's `language.genders`; empty where there is none.
        number: how many things it names.
    """

    kind = ""

    def __init__(self, say: Callable[[str], str], gender: str = "", number: float = 1) -> None:
        self._say = say
        self.gender = gender
        self.number = number

    def form(self, name: str) -> str:
        """Return one form, by its name in the catalogue."""
        return self._say(name)

    def __str__(self) -> str:
        return self._say("plain")


class Agreeing(Protocol):
    """What a phrase's forms may be chosen by."""

    gender: str
    number: float
    kind: str


@dataclass(frozen=True, slots=True)
class Writing:
    """Hold how a language sets sentences.

    Attributes:
        stop: what ends a sentence that has no end yet.
        between: what stands between two sentences.
        before_mark: what stands before a citation mark, which stands before the full stop.
        capital: whether a sentence begins with a capital.
        stops: all that may end a sentence.
    """

    stop: str = "."
    between: str = " "
    before_mark: str = " "
    capital: bool = True
    stops: str = ".?!"

    def sentence(self, text: str) -> str:
        """Return the text as a sentence: a capital to begin with, a full stop to end."""
        text = text.strip()
        if not text:
            return text
        if self.capital:
            text = f"{text[0].upper()}{text[1:]}"
        return text if text[-1] in self.stops else f"{text}{self.stop}"

    def marked(self, text: str, marks: str) -> str:
        """Put citation marks before the full stop, as people set them."""
        if not marks:
            return text
        if text and text[-1] in self.stops:
            return f"{text[:-1]}{self.before_mark}{marks}{text[-1]}"
        return f"{text}{self.before_mark}{marks}"
