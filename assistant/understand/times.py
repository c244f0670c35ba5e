"""Read when a question is about: now, a time ahead, or one that has passed.

`read_when` is the main path: the first of its readers that finds a time decides. Days and clocks
are the city's; every instant that comes out is aware UTC, so that spans compare rightly over
daylight-saving changes too.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from assistant.understand.calendar import DAY, LocalTime, PartOfDay
from assistant.understand.time_lengths import read_length
from assistant.understand.time_points import led, named_day, read_clock, read_days
from assistant.understand.time_spelling import spelt_times
from assistant.understand.when import Asked, Tense, When
from core.timespan import Span

__all__ = ["Tense", "When", "read_when"]


def read_when(text: str, now: datetime, timezone: ZoneInfo) -> When:
    """Read the time of a question.

    Args:
        text: the message in lower case.
        now: aware UTC.
        timezone: the city's zone, in which "tomorrow" is meant.
    """
    asked = Asked(spelt_times(text), LocalTime(now, timezone))
    for reader in _READERS:
        found = reader(asked)
        if found is not None:
            return found
    return When()


_EARLIER: Final = re.compile(
    r"\bwas there\b|\bwere there\b|^(?:and |so |but )?(was|were|did)\b"
    r"|\bwhy (was|were|did)\b|\bhow (many|much|often|long) .*\b(was|were|did)\b"
    r"|\bhow long (was|were|did)\b|\bwhat happened\b|\bwhen did\b"
)
_HAS_SAID: Final = re.compile(
    r"^did (anyone|any body|anybody|someone|somebody|people|others?|neighbou?rs?|residents?|they)"
    r" (else )?(report|call|complain|notice|tell|say)"
    r"|^(?:so |and |but )?did .{1,60}?\b(?:confirm|acknowledge|admit|announce|declare"
    r"|say (?:so|anything|something|that|there|it))\b"
)
"""Asks whether others told of it, or a source confirmed it, which is about now."""
_GOES_ON_NOW: Final = re.compile(
    r"\bwhat (?:has |have )?happened (?:to|with)\b|\bjust now\b|\bdid .{1,40}\bjust\b"
    r"|^(?:so |and |but |ok )?(?:was|were) (?:that|those)\b|\bjust (?:felt|heard|saw|had)\b"
    r"|\bwhy did\s(?:\s*\w+\s){0,4}\s*(?:shut|close|block|cut|turn|switch|stop|suspend|cancel"
    r"|evacuate|issue|order|go|reroute|divert)\b"
)
"""Asks by a verb of the past why something is as it is: "why did they shut the road?"."""
_LEAD_OF_PART: Final = re.compile(
    r"\b(since|until|till|through|by|before|after)\s(?:the )?(?:this |last |tonight)"
)
_NOW: Final = re.compile(
    r"\b(right now|just now|now|at the moment|at this moment|currently|at present|as we speak)\b"
)


def _parts_of_today(asked: Asked) -> When | None:
    """Read tonight, last night, overnight, and this morning, afternoon and evening."""
    at, now = asked.at, asked.at.now
    found = _LEAD_OF_PART.search(asked.text)
    lead = found[1] if found else ""
    if asked.has(r"\blast (night|evening)\b"):
        span = at.part(at.today - DAY, PartOfDay.NIGHT)
        return led(asked, lead, span.start, span.end or now, span, "last_night")
    if asked.has(r"\btonight\b|\bthis night\b"):
        span = at.tonight()
        return led(asked, lead, span.start, span.end or now, span, "tonight")
    if asked.has(r"\b(overnight|during the night|in the night)\b"):
        if asked.looks_back:
            return asked.when("overnight", at.part(at.today - DAY, PartOfDay.NIGHT))
        return asked.when("overnight", at.tonight())
    found = re.search(r"\bthis (morning|afternoon|evening)\b", asked.text)
    if found is None:
        return None
    span = at.part(at.today, PartOfDay(found[1]))
    key = f"this_{found[1]}"
    if lead:
        return led(asked, lead, span.start, span.end or now, span, key)
    if now in span and not asked.looks_back and not asked.looks_ahead:
        return When(said=True)
    return asked.when(key, span)


def _periods(asked: Asked) -> When | None:
    """Read weeks, weekends and months of the calendar."""
    at = asked.at
    found = re.search(
        r"(?:\b(since|until|before|after|by)\s)?(?:the )?(?:\b(?:in|on|over|for|during|so far) )?"
        r"\b(this|next|last|the|coming|past|all)\s(weekend|week|month|year)\b", asked.text,
    )  # fmt: skip
    if found is None:
        return None
    lead, which, unit = found[1] or "", found[2], found[3]
    weeks = {"next": 1, "coming": 0 if unit == "weekend" else 1, "last": -1, "past": -1}.get(
        which, 0
    )
    named = {1: "next", -1: "last"}.get(weeks, "this")
    if unit == "year":
        start = at.at(date(at.today.year + weeks, 1, 1))
        span = Span(start, at.at(date(at.today.year + weeks + 1, 1, 1)))
        return _this_far(asked, span, "this_year") if weeks == 0 else None
    if unit == "weekend":
        if which == "the" and asked.looks_back and not at.weekend().start <= at.now:
            weeks, named = -1, "last"
        span = at.weekend(weeks)
    else:
        span = at.week(weeks) if unit == "week" else at.month(weeks)
    if lead:
        return led(asked, lead, span.start, span.end or at.now, span, f"{named}_{unit}")
    return _this_far(asked, span, f"{named}_{unit}")


def _this_far(asked: Asked, span: Span, key: str) -> When:
    """Take of a period that goes on what has passed, or what is left, by the verb."""
    now = asked.at.now
    if now not in span:
        return asked.when(key, span)
    counted = asked.has(r"\bhow (many|often)\b|\bso far\b")
    if asked.looks_back or (counted and not asked.looks_ahead):
        return When(Tense.PAST, Span(span.start, now), key, said=True)
    return When(Tense.AHEAD, Span(now, span.end), key, said=True)


def _rush_hour(asked: Asked) -> When | None:
    """Read the rush hours of the day named, else the next that fits the tense."""
    found = re.search(r"\brush(?: |-)?hours?\b|\b(morning|evening|afternoon) (?:rush|commute)\b",
                      asked.text)  # fmt: skip
    if found is None:
        return None
    at, named = asked.at, named_day(asked)
    days = [named[0]] if named is not None else [at.today + n * DAY for n in (-1, 0, 1)]
    part = named[1] if named is not None else None
    spans = [
        Span(at.at(day, start), at.at(day, end))
        for day in days for start, end in ((7, 10), (16, 19))
        if part is None or (part is PartOfDay.MORNING) is (start == 7)
    ]  # fmt: skip
    begun = [span for span in spans if span.start <= at.now]
    coming = [span for span in spans if span.end is not None and span.end > at.now]
    chosen = (begun or spans)[-1] if asked.looks_back else (coming or spans)[0]
    return asked.when("between", chosen, chosen.start, chosen.end or chosen.start)


def _roughly(asked: Asked) -> When | None:
    """Read what names no time of its own: earlier, lately, later, planned; and the verb alone."""
    at, now = asked.at, asked.at.now
    end = at.at(at.today + DAY)
    if asked.has(r"\b(recently|lately|in recent days)\b"):
        return When(Tense.PAST, Span(now - DAY, now), "in_last", length=DAY, said=True)
    verb = _EARLIER.search(asked.text) and not _HAS_SAID.search(asked.text)
    verb = verb and not _GOES_ON_NOW.search(asked.text)
    if asked.has(r"\bearlier\b|\bbefore now\b") or (verb and not asked.looks_ahead):
        said = asked.has(r"\bearlier\b|\btoday\b")
        if at.local.hour < 6 and not said:
            return When(Tense.PAST, Span(now - DAY, now), "in_last", length=DAY)
        return When(Tense.PAST, Span(at.at(at.today), now), "earlier_today", said=said)
    if _NOW.search(asked.text):
        return When(said=True)
    if asked.has(r"\b(planned|scheduled|upcoming|announced)\b") and not asked.has(r"\btoday\b"):
        return When(Tense.AHEAD, Span(now), "ahead", said=True)
    if asked.has(r"\bwhen (?:does|do|will|is|are|would)\b.*\b(?:start|begin)(?:s|ing)?\b"):
        return When(Tense.AHEAD, Span(now), "ahead", said=True)
    if asked.has(r"\blater(?: on)?\b|\bsoon\b") or (asked.has(r"\btoday\b") and asked.looks_ahead):
        return When(Tense.AHEAD, Span(now, end), "later_today", said=True)
    if asked.has(r"\b(today|all day)\b"):
        if asked.looks_back:
            return When(Tense.PAST, Span(at.at(at.today), now), "earlier_today", said=True)
        return When(said=True)
    return None


_READERS: Final[tuple[Callable[[Asked], When | None], ...]] = (
    read_length, _rush_hour, read_clock, read_days, _parts_of_today, _periods, _roughly,
)  # fmt: skip
