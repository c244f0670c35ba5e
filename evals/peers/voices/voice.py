"""Say what a voice of one language can write, and the arithmetic that all share."""

from abc import ABC, abstractmethod
from datetime import datetime
from random import Random


class Voice(ABC):
    """Write the slots of sentences in one language, each time in one of its usual ways."""

    @abstractmethod
    def clock(self, at: datetime, now: datetime, chance: Random) -> str:
        """Return a time as it stands after "since" or "until", with its day where not today.

        Args:
            at: the instant, in the city's time.
            now: the instant of the answer, in the city's time.
            chance: which of the usual ways.
        """

    @abstractmethod
    def at_clock(self, at: datetime, now: datetime, chance: Random) -> str:
        """Return the same as it stands for itself: "at 8:32 am", "yesterday at 8 pm"."""

    @abstractmethod
    def length(self, minutes: int, chance: Random) -> str:
        """Return a length of time as it is roughly said: "about two hours"."""

    @abstractmethod
    def minutes(self, number: int, chance: Random) -> str:
        """Return an exact number of minutes, in digits or words, from an hour on in hours too."""

    @abstractmethod
    def count(self, number: int, chance: Random) -> str:
        """Return a number of people: exact, or rounded and said to be."""

    @abstractmethod
    def line(self, name: str, chance: Random) -> str:
        """Return a line with its article, as named or as people say it."""

    @abstractmethod
    def stop(self, name: str) -> str:
        """Return where a stop is: "at Riverfront station"."""

    @abstractmethod
    def joined(self, names: list[str]) -> str:
        """Return names as a list."""


def rounded(number: int) -> int | None:
    """Return a number with two figures left, where that is no more than 3 % away; else None."""
    if number < 150:
        return None
    step = 10 ** (len(str(number)) - 2)
    found = round(number / step) * step
    return found if found != number and abs(found - number) <= number * 0.03 else None


def five(minutes: int) -> int:
    """Return minutes to the nearest five."""
    return 5 * round(minutes / 5)


def to_hours(minutes: int) -> float | None:
    """Return hours, whole or half, that minutes are within a tenth of; None where they are not."""
    hours = round(minutes / 30) / 2
    return hours if hours >= 1 and abs(hours * 60 - minutes) <= minutes * 0.1 else None


def days_between(at: datetime, now: datetime) -> int:
    """Return how many days on the calendar an instant lies after now."""
    return (at.date() - now.date()).days


def is_bus(name: str) -> str:
    """Return the number of a bus line; empty for any other line."""
    word, _, number = name.partition(" ")
    return number if word == "Bus" and number.isdigit() else ""
