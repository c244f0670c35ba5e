"""Say back which time a question is about, in the answer's language."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from babel.dates import format_date, format_skeleton

from assistant.understand.times import When

if TYPE_CHECKING:
    from assistant.saying import Saying

_NEAR_DAYS: Final = 6
"""Days so near are known by their weekday; others by their date."""


def when_said(when: When, saying: "Saying") -> str:
    """Say a time as it goes within a sentence: "tonight", "on Friday", "since 5 pm".

    A question about now names no time: that gives an empty text.
    """
    if not when.key:
        return ""
    times = [saying.moment(instant) for instant in when.told]
    slots: dict[str, object] = {}
    if when.key == "between" and len(times) > 1:
        slots = {"start": times[0], "end": times[1]}
    elif when.key == "day" and when.told:
        slots = {"day": _day(when.told[0], saying)}
    elif times:
        slots = {"time": times[0]}
    if when.length is not None:
        slots["span"] = saying.span(when.length)
    return saying.phrases.say(f"when.{when.key}", **slots)


def _day(instant: datetime, saying: "Saying") -> str:
    """Name a day without its time: by its weekday where it is near, else by its date."""
    day = instant.astimezone(saying.city.timezone).date()
    today = saying.now.astimezone(saying.city.timezone).date()
    if abs((day - today).days) <= _NEAR_DAYS:
        return format_date(day, "EEEE", locale=saying.phrases.language)
    return format_skeleton("MMMMd", day, locale=saying.phrases.language)
