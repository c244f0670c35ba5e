"""Take a statement apart into clauses, in which its words belong together."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.verify.figures.text import lowered

QUOTED: Final = re.compile(
    r"\"[^\"\s]+\s[^\"]+\"|“[^”\s]+\s[^”]+”|«\s*[^»\s]+\s[^»]+»|“[^”]{4,}”|「[^」]{4,}」|『[^』]{4,}』"
)
_BREAK: Final = re.compile(
    r"[.!?;,](?=\s|$)|[。！？；，、（）()—–]|\s-\s"
    r"|\s(?:but|although|though|while|whereas|yet(?= it| the)|pero|aunque|mientras|sino|mais"
    r"|tandis|alors)\s|但是?|不过|然而|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """Hold one clause in lower case, and where it begins in the statement."""

    text: str
    start: int


@lru_cache(maxsize=4096)
def unquoted(text: str) -> str:
    """Return a statement in lower case, with blanks for what it quotes; of the same length."""
    return QUOTED.sub(_blank, lowered(text))


@lru_cache(maxsize=4096)
def clauses(text: str) -> tuple[Clause, ...]:
    """Return the clauses of a statement."""
    return tuple(_clauses(unquoted(text)))


def _clauses(plain: str) -> Iterator[Clause]:
    last = 0
    for mark in _BREAK.finditer(plain):
        if plain[last : mark.start()].strip():
            yield Clause(plain[last : mark.start()], last)
        last = mark.end()
    if plain[last:].strip():
        yield Clause(plain[last:], last)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
