"""Read times that are told as lengths: "in the last two hours", "30 minutes ago", "in an hour"."""

import re
from datetime import timedelta
from typing import Final

from assistant.understand.calendar import DAY, MINUTE
from assistant.understand.clock_words import NUMBERS
from assistant.understand.when import Asked, Tense, When
from core.timespan import Span

_UNIT: Final = r"(?P<unit>minutes?|mins?|hours?|hrs?|days?|weeks?|months?|h)"
_COUNT: Final = (
    rf"(?P<count>\d{{1,3}}|{'|'.join(NUMBERS)})?(?P<half> ?and a half)?\s?(?:of )?(?:the )?"
)
_LENGTHS: Final = {
    "m": MINUTE, "h": timedelta(hours=1), "d": DAY, "w": 7 * DAY, "mo": 30 * DAY,
}  # fmt: skip
_IN_LAST: Final = re.compile(
    rf"\b(?:in|over|during|within|for)?\s?(?:the |these )?(?:last|past|previous)\s{_COUNT}{_UNIT}\b"
)
_IN_NEXT: Final = re.compile(
    rf"\b(?:(?:in|over|during|within|for)\s)?(?:the )?(?:next|coming)\s{_COUNT}{_UNIT}\b"
    rf"|\bwithin\s{_COUNT.replace('count', 'count2').replace('half', 'half2')}"
    rf"{_UNIT.replace('unit', 'unit2')}\b"
)
_AGO: Final = re.compile(rf"\b{_COUNT}{_UNIT}\s(?:ago|back|earlier)\b")
_IN: Final = re.compile(
    rf"\bin\s{_COUNT}{_UNIT}\b"
    rf"|\b{_COUNT.replace('count', 'count2').replace('half', 'half2')}"
    rf"{_UNIT.replace('unit', 'unit2')} from now\b"
)
_HALF_HOUR: Final = re.compile(r"\b(?:a )?half (?:an )?hour\b")


def read_length(asked: Asked) -> When | None:
    """Read "in the last two hours", "30 minutes ago", "in an hour", "within the next hour"."""
    text, now = _HALF_HOUR.sub("30 minutes", asked.text), asked.at.now
    if found := _IN_LAST.search(text):
        calendar = found["count"] is None and found["unit"] in ("week", "month")
        if calendar and not re.search(r"\b(?:in|over|during|within) the|\bpast", found[0]):
            return None  # "last week" is one of the calendar
        length = _length(found["count"], found["unit"], found["half"])
        return When(Tense.PAST, Span(now - length, now), "in_last", length=length, said=True)
    if found := _IN_NEXT.search(text):
        calendar = found["count"] is None and found["unit"] in ("week", "month")
        if calendar and not re.search(r"\b(?:in|over|during|within) the|\bcoming", found[0]):
            return None
        length = _length(
            found["count"] or found["count2"], found["unit"] or found["unit2"],
            found["half"] or found["half2"],
        )  # fmt: skip
        return When(Tense.AHEAD, Span(now, now + length), "in_next", length=length, said=True)
    if found := _AGO.search(text):
        length = _length(found["count"], found["unit"], found["half"])
        if length >= DAY:
            day = asked.at.today - timedelta(days=length.days)
            return asked.when("day", asked.at.day(day), asked.at.at(day, 12))
        instant, width = now - length, max(length / 8, MINUTE)
        span = Span(instant - width, min(instant + width, now))
        return When(Tense.PAST, span, "around", (instant,), said=True)
    if found := _IN.search(text):
        length = _length(
            found["count"] or found["count2"], found["unit"] or found["unit2"],
            found["half"] or found["half2"],
        )  # fmt: skip
        instant = now + length
        if length >= DAY:
            day = asked.at.today + timedelta(days=length.days)
            return asked.when("day", asked.at.day(day), asked.at.at(day, 12))
        return When(
            Tense.AHEAD, Span(instant, instant + MINUTE), "in_span", length=length, said=True
        )
    return None


def _length(count: str | None, unit: str, half: str | None) -> timedelta:
    number = NUMBERS.get(count or "one") or int(count or 1)
    one = _LENGTHS["mo" if unit.startswith("mo") else unit[0]]
    return min(number, 400) * one + (one / 2 if half else timedelta())
