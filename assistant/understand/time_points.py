"""Read times of day and days: "at 5", "between 5 and 7", "since yesterday", "on friday"."""

import re
from datetime import date, datetime, timedelta
from typing import Final

from assistant.understand.calendar import DAY, MINUTE, LocalTime, PartOfDay
from assistant.understand.clock_words import CalendarDay, ClockTime, calendar_days, clock_times
from assistant.understand.when import Asked, Tense, When
from core.timespan import Span

_LEAD_OF_DAY: Final = re.compile(
    r"\b(since|until|till|by|before|after)\s(?:the )?"
    r"(?:yesterday|tomorrow|last night|this \w+|\w+day)\b"
)


def read_clock(asked: Asked) -> When | None:
    """Read times of day: "at 5", "between 5 and 7 pm", "by 6", "tomorrow at noon"."""
    times = list(clock_times(asked.text))
    if not times:
        return None
    first, at = times[0], asked.at
    if first.lead in ("between", "from") and len(times) > 1:
        start, end = first, times[1]
        if end.sure and not start.sure and start.hour < 12:
            later = start.hour + 12 if start.hour + 12 <= end.hour else start.hour
            start = ClockTime(later, start.minute, True, start.lead, start.start, start.end)
        begin = _instant(start, asked)
        finish = at.at(begin.astimezone(at.zone).date(), end.hour, end.minute)
        while finish <= begin:
            finish += timedelta(hours=24 if end.sure else 12)
        return asked.when("between", Span(begin, finish), begin, finish)
    instant = _instant(first, asked)
    of_day = _LEAD_OF_DAY.search(asked.text) if first.lead in ("at", "") else None
    lead = of_day[1] if of_day else first.lead
    return led(asked, lead, instant, instant, Span(instant, instant + MINUTE), "at")


def _instant(clock: ClockTime, asked: Asked) -> datetime:
    """Return the instant of a time of day: on the day named, else the next that fits the tense."""
    at = asked.at
    named = named_day(asked)
    if named is not None:
        day, part = named
        hour = clock.hour
        if part is PartOfDay.NIGHT and hour < 6:
            return at.at(day, hour + 24, clock.minute)
        early = part is PartOfDay.MORNING or (part is None and clock.hour >= 7)
        if not clock.sure and clock.hour < 12 and not early:
            hour += 12
        return at.at(day, hour, clock.minute)
    hours = (clock.hour,) if clock.sure else (clock.hour % 12, clock.hour % 12 + 12)
    choices = sorted(
        at.at(at.today + timedelta(days=n), hour, clock.minute)
        for n in (-1, 0, 1)
        for hour in hours
    )
    before = [instant for instant in choices if instant <= at.now]
    if asked.looks_back or clock.lead in ("since", "from"):
        return before[-1]
    return next(instant for instant in choices if instant > at.now)


def named_day(asked: Asked) -> tuple[date, PartOfDay | None] | None:
    """Return the day, and its part, that a question names in words; None where it names none."""
    at, text = asked.at, asked.text
    found = re.search(rf"\b(?:this |in the )?({'|'.join(PartOfDay)})\b", text)
    part = PartOfDay(found[1]) if found else None
    if re.search(r"\byesterday\b", text):
        return at.today - DAY, part
    if re.search(r"\btomorrow\b", text):
        return at.today + DAY, part
    if re.search(r"\blast night\b", text):
        return at.today - DAY, PartOfDay.NIGHT
    if re.search(r"\btonight\b", text):
        return at.tonight().start.astimezone(at.zone).date(), PartOfDay.NIGHT
    days = [d for d in calendar_days(text, month_first=_month_first(at)) if d.dates(at.today)]
    if days:
        return _chosen(days[0], asked), part
    if part is not None or re.search(r"\btoday\b", text):
        return at.today, part
    return None


def _chosen(said: CalendarDay, asked: Asked) -> date:
    """Return the day meant: the next that fits the tense, or the last."""
    today, dates = asked.at.today, said.dates(asked.at.today)
    back = said.lead in ("since", "last") or (asked.looks_back and said.lead != "next")
    if back:
        past = [day for day in dates if day < today or (day == today and said.month is not None)]
        return past[-1] if past else dates[0]
    ahead = [day for day in dates if day > today or (day == today and said.lead != "next")]
    if said.month is not None and said.year is None and not asked.looks_ahead:
        return min(dates, key=lambda day: abs(day - today))
    return ahead[0] if ahead else dates[-1]


def led(asked: Asked, lead: str, instant: datetime, end: datetime, span: Span, key: str) -> When:
    """Apply the word before a time: since it, until it, before it, after it.

    Args:
        asked: the question.
        lead: the word before the time; empty for none.
        instant: when it begins.
        end: when it is over, for what comes after it.
        span: the time itself.
        key: how the time itself is said back.
    """
    now, back = asked.at.now, asked.looks_back or instant <= asked.at.now
    start = asked.at.at(instant.astimezone(asked.at.zone).date())
    if lead == "since" or (lead == "from" and instant <= now):
        return When(Tense.PAST, Span(min(instant, now), now), "since", (instant,), said=True)
    if lead in ("until", "till", "til", "through", "by"):
        upto = end if lead == "through" else instant
        if instant > now:
            return When(Tense.AHEAD, Span(now, upto), "until", (instant,), said=True)
        return When(Tense.PAST, Span(start, upto), "until", (instant,), said=True)
    if lead == "before":
        if instant > now and not asked.looks_back:
            return When(Tense.AHEAD, Span(now, instant), "before", (instant,), said=True)
        return When(Tense.PAST, Span(start, min(instant, now)), "before", (instant,), said=True)
    if lead in ("after", "from"):
        if end <= now and back:
            return When(Tense.PAST, Span(end, now), "after", (instant,), said=True)
        return When(Tense.AHEAD, Span(end), "after", (instant,), said=True)
    if lead in ("around", "about"):
        half = timedelta(minutes=30)
        return asked.when("around", Span(instant - half, instant + half), instant)
    told = (instant,) if key in ("at", "day") else ()
    return asked.when(key, span, *told)


def read_days(asked: Asked) -> When | None:
    """Read days by name and by date, and their parts: "on friday", "since yesterday morning"."""
    at, text = asked.at, asked.text
    found = re.search(
        rf"(?:\b(since|until|till|through|by|before|after|from)\s)?\b(yesterday|tomorrow)\b"
        rf"(?:\s({'|'.join(PartOfDay)}))?", text,
    )  # fmt: skip
    if found is not None:
        lead, word, named = found[1] or "", found[2], found[3]
        day = at.today + (DAY if word == "tomorrow" else -DAY)
        part = PartOfDay(named) if named else None
        if part is PartOfDay.NIGHT and word == "yesterday":
            key = "last_night"
        else:
            key = f"{word}_{named}" if named else word
        span = at.part(day, part) if part else at.day(day)
        return led(asked, lead, span.start, span.end or span.start, span, key)
    for said in calendar_days(text, month_first=_month_first(at)):
        if not said.dates(at.today):
            continue
        day = _chosen(said, asked)
        after = re.match(rf"\s(?:in the )?({'|'.join(PartOfDay)})\b", text[said.end :])
        span = at.part(day, PartOfDay(after[1])) if after else at.day(day)
        lead = "" if said.lead in ("on", "for", "this", "next", "last") else said.lead
        found_day = led(asked, lead, span.start, span.end or span.start, span, "day")
        return _today_in_force(asked, found_day, day)
    return None


def _today_in_force(asked: Asked, when: When, day: date) -> When:
    """Take a day that is today as what is left of it, where it is not asked what was."""
    if day != asked.at.today or when.key != "day" or when.span is None:
        return when
    return When(when.tense, when.span, "today", said=True)


def _month_first(at: LocalTime) -> bool:
    """Say whether 5/3 is the third of May where the city is, by its zone."""
    return at.zone.key.startswith(("America/", "US/", "Pacific/Honolulu"))
