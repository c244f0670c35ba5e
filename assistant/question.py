"""Hold what a person asks, and all that came with it (contract, 2.1)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core.geo import LonLat

SMS_CHARS: Final = 160
MIN_CHARS: Final = 160


class Channel(StrEnum):
    """Where the answer will be read or heard."""

    WIDGET = "widget"
    SMS = "sms"
    VOICE = "voice"
    SLACK = "slack"


@dataclass(frozen=True, slots=True)
class Location:
    """Hold where the person's device says that it is.

    Attributes:
        point: the position.
        accuracy_m: the radius in which the device trusts it, in metres.
    """

    point: LonLat
    accuracy_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Hold one message of a person.

    Attributes:
        text: 1 to 2000 characters.
        session_id: the conversation that it belongs to; None for a new one.
        location: the device's position, where the person gave it.
        area: the name of a place chosen beside the text.
        language: a BCP 47 tag chosen beside the text.
        channel: where the answer goes.
        max_chars: the answer's greatest length in code points, at least 160.
        operator: whether one of the city's operators asks; told by the door, never by the text.
        foreign: words of the text that are of another language than it, and are not respelt.
    """

    text: str
    session_id: str | None = None
    location: Location | None = None
    area: str | None = None
    language: str | None = None
    channel: Channel = Channel.WIDGET
    max_chars: int | None = None
    operator: bool = False
    foreign: frozenset[str] = frozenset()

    @property
    def room(self) -> int | None:
        """Return how many characters the answer may have; None for no limit."""
        limits = [self.max_chars] if self.max_chars is not None else []
        if self.channel is Channel.SMS:
            limits.append(SMS_CHARS)
        return max(MIN_CHARS, min(limits)) if limits else None
