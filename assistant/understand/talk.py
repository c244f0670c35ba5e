"""Read what asks nothing about the city: small talk, what this is, and what is wished of it."""

import re
from collections.abc import Collection
from enum import StrEnum
from functools import lru_cache
from typing import Final, cast

from assistant.understand.lexicon import any_of, lexicon


class SmallTalk(StrEnum):
    """What a message is that asks nothing about the city."""

    CAN = "can"
    MAKER = "maker"
    SOURCES = "sources"
    KEEPS = "keeps"
    LANGUAGES = "languages"
    ABOUT = "about"
    GREETING = "greeting"
    THANKS = "thanks"


class Wish(StrEnum):
    """What a message wants done, beside what it may ask."""

    REPORT = "report"
    TELL_LATER = "tell_later"


def small_talk_of(line: str) -> SmallTalk | None:
    """Return what small talk the words are; None for none."""
    return next((kind for kind, pattern in _small_talk().items() if pattern.search(line)), None)


def wish_of(line: str) -> Wish | None:
    """Return what the words wish for; None for nothing."""
    return next((wish for wish, pattern in _wishes().items() if pattern.search(line)), None)


def compares(line: str) -> bool:
    """Say whether the words hold two against each other."""
    return _comparison().search(line) is not None


def strange_words(text: str, singular: Collection[str], known: Collection[str]) -> frozenset[str]:
    """Return the words that are neither filler nor known; what was not put into English counts.

    Args:
        text: the message in lower case, without place names.
        singular: its words in the singular.
        known: words that the city may know of.
    """
    left = frozenset(
        word for word in singular
        if word not in filler() and word not in known and not word.isdigit()
    )  # fmt: skip
    unread = _UNREAD.findall(text)
    return left | frozenset(unread) if len(unread) > _PARTICLES else left


@lru_cache
def filler() -> frozenset[str]:
    """Return the words that say nothing of what is asked about."""
    return frozenset(" ".join(lexicon(_FILE)["filler"]["words"]).split())


@lru_cache
def _small_talk() -> dict[SmallTalk, re.Pattern[str]]:
    file = lexicon(_FILE)
    listed = {**cast(dict[str, list[str]], file["self"]), **file["small_talk"]}
    return {SmallTalk(name): _loose(patterns) for name, patterns in listed.items()}


@lru_cache
def _wishes() -> dict[Wish, re.Pattern[str]]:
    listed = cast(dict[str, list[str]], lexicon(_FILE)["wish"])
    return {Wish(name): any_of(patterns) for name, patterns in listed.items()}


@lru_cache
def _comparison() -> re.Pattern[str]:
    return _loose(lexicon(_FILE)["compare"]["words"])


def _loose(patterns: list[str]) -> re.Pattern[str]:
    """Compile patterns that may be bound to the message's beginning or end."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


_FILE: Final = "talk"
_UNREAD: Final = re.compile(r"[\u4e00-\u9fff]")
_PARTICLES: Final = 2
"""So many signs of another script may be left of a question that was understood."""
