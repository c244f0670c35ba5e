"""Judge whether a message is about the city now at all; where it is not, of which kind it is."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, cast

from assistant.understand.lexicon import any_of, lexicon


class Scope(StrEnum):
    """Of which kind a message is that this answers no question of."""

    MEDICINE = "medicine"
    CRIME = "crime"
    LAW = "law"
    MONEY = "money"
    SERVICES = "services"
    POLITICS = "politics"
    OPINION = "opinion"
    ELSEWHERE = "elsewhere"
    PERSON = "person"
    PLAY = "play"
    KNOWLEDGE = "knowledge"


@dataclass(frozen=True, slots=True)
class _Patterns:
    always: re.Pattern[str]
    usually: re.Pattern[str]


class Outside(StrEnum):
    """How surely a message is out of scope by its words."""

    SURELY = "surely"
    PERHAPS = "perhaps"
    """It also names something that the city may know of."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold of which kind a message out of scope is, and how surely."""

    kind: Scope
    outside: Outside


def scope_of(line: str, *, names_topic: bool) -> Verdict | None:
    """Return why a message is out of scope; None where it is about the city now.

    Args:
        line: its words in lower case, without place names.
        names_topic: whether it names something that the city may know of.
    """
    city_now = names_topic and _now().search(line) is not None
    for kind, patterns in _kinds().items():
        if patterns.always.search(line):
            return Verdict(kind, Outside.SURELY)
        if not city_now and patterns.usually.search(line):
            return Verdict(kind, Outside.PERHAPS if names_topic else Outside.SURELY)
    return None


@lru_cache
def _kinds() -> dict[Scope, _Patterns]:
    listed = cast(dict[str, Any], lexicon(_FILE)["kinds"])
    return {
        Scope(name): _Patterns(any_of(entry["always"]), any_of(entry["usually"]))
        for name, entry in listed.items()
    }


@lru_cache
def _now() -> re.Pattern[str]:
    return any_of(lexicon(_FILE)["now"]["words"])


_FILE: Final = "scope"
