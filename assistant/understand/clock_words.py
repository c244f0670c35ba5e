"""Find clock times and calendar days in a question: "5pm", "half past 6", "on friday"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

NUMBERS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "couple of": 2, "couple": 2,
    "few": 3, "several": 3,
}  # fmt: skip
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_MONTH: Final = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_LEADS: Final = (
    r"(?P<lead>since|until|till|til|through|by|before|after|from|between|and|to|around|about|at|on"
    r"|as of|past)"
)
_DAY_LEADS: Final = (
    r"(?P<lead>since|until|till|til|through|by|before|after|from|for|on|this|next|last)"
)
_NOT_A_CLOCK: Final = (
    r"(?!\s*(?:st|nd|rd|th|%|min|mins|minutes?|hours?|hrs?|h|days?|weeks?|months?|years?|people|customers"
    r"|percent|blocks?|stops?|miles?|km|more|other|street|avenue|road|events?|lines?|buses|bus"
    r"|train|trains|of|or more)\b)(?![\d/:.-]\d)"
)
_CLOCK: Final = re.compile(
    rf"(?:\b{_LEADS}\s+)?(?:(?<=between )the\s+|(?<=and )the\s+)?"
    r"(?:\b(?P<past>half past|quarter past|quarter to)\s+)?"
    r"\b(?P<hour>[01]?\d|2[0-4]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|noon|midday|midnight)"
    r"(?:\s?(?:[:.]|h)\s?(?P<minute>[0-5]\d)|(?P<oclock>\s?(?:o'?\s?clock|h\b)))?"
    r"\s?(?P<half>a\.?\s?m\b\.?|p\.?\s?m\b\.?)?(?<=[\w.])(?![a-z0-9])" + _NOT_A_CLOCK
)
_WEEKDAY: Final = re.compile(
    rf"(?:\b{_DAY_LEADS}\s+)?(?:the\s+)?\b(?P<weekday>{'|'.join(WEEKDAYS)})\b"
)
_NAMED_DATE: Final = (
    re.compile(rf"(?:\b{_DAY_LEADS}\s+)?(?:the\s+)?\b{_MONTH}\.?\s+(?:the\s+)?(?P<day>[0-3]?\d)"
               r"(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>20\d\d))?(?!\s*(?:am|pm|:))"),
    re.compile(rf"(?:\b{_DAY_LEADS}\s+)?(?:the\s+)?\b(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\s+"
               rf"(?:of\s+)?{_MONTH}\b(?:,?\s+(?P<year>20\d\d))?"),
)  # fmt: skip
_ISO_DATE: Final = re.compile(
    rf"(?:\b{_DAY_LEADS}\s+)?\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b"
)
_SLASHED: Final = re.compile(
    rf"\b{_DAY_LEADS}\s+(?P<first>[0-3]?\d)/(?P<second>[0-3]?\d)(?:/(?P<year>20\d\d))?\b"
)
_ORDINAL: Final = re.compile(
    rf"\b{_DAY_LEADS}\s+the\s+(?P<day>[0-3]?\d)(?:st|nd|rd|th)\b(?!\s+(?:street|st|avenue|ave|road))"
)


@dataclass(frozen=True, slots=True)
class ClockTime:
    """Hold a time of day as it was said.

    Attributes:
        hour: 0 to 23, or 1 to 12 where `sure` is False.
        minute: 0 to 59.
        sure: whether it says which half of the day is meant.
        lead: the word before it ("since", "by"); empty for none.
        start: where in the text it begins.
        end: where it ends.
    """

    hour: int
    minute: int
    sure: bool
    lead: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """Hold a day as it was said: of the week, of a month, or with its month and year.

    Attributes:
        lead: the word before it ("since", "next"); empty for none.
        weekday: 0 for Monday; None where a date is said.
        day: of the month.
        month: 1 to 12; None where only the day is said.
        year: None where it is not said.
        start: where in the text it begins.
        end: where it ends.
    """

    lead: str
    start: int
    end: int
    weekday: int | None = None
    day: int = 0
    month: int | None = None
    year: int | None = None

    def dates(self, today: date) -> list[date]:
        """Return the dates around today that it may be, in order."""
        if self.weekday is not None:
            near = (today + timedelta(days=n) for n in range(-7, 8))
            return [day for day in near if day.weekday() == self.weekday]
        if self.month is not None:
            years = (self.year,) if self.year else range(today.year - 1, today.year + 2)
            made = (_date(year, self.month, self.day) for year in years)
        else:
            months = (today.year * 12 + today.month - 1 + n for n in range(-2, 4))
            made = (_date(n // 12, n % 12 + 1, self.day) for n in months)
        return [day for day in made if day is not None]


def clock_times(text: str) -> Iterator[ClockTime]:
    """Find times of day; a bare number counts only where the word before it says so."""
    after_range = -1
    for found in _CLOCK.finditer(text):
        word, lead = found["hour"], found["lead"] or ""
        named = word in ("noon", "midday", "midnight")
        marked = bool(named or found["minute"] or found["half"] or found["oclock"] or found["past"])
        ranged = lead in ("and", "to") and after_range >= 0 and found.start() - after_range <= 2
        leads = lead in _TAKES_BARE or ranged
        if not marked and not leads:
            continue
        if lead in ("and", "to") and not ranged and not marked:
            continue
        hour, minute = _hour(word), int(found["minute"] or 0)
        shift = found["past"] or ""
        if shift == "half past":
            minute = 30
        elif shift == "quarter past":
            minute = 15
        elif shift == "quarter to":
            hour, minute = (hour - 1) % 24, 45
        half = (found["half"] or "")[:1]
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        sure = bool(half) or named or hour > 12 or hour == 0 or word.startswith("0")
        if lead in ("between", "from"):
            after_range = found.end()
        yield ClockTime(hour % 24, minute, sure, lead, found.start(), found.end())


def calendar_days(text: str, *, month_first: bool) -> Iterator[CalendarDay]:
    """Find days of the week and dates.

    Args:
        text: the question in lower case.
        month_first: whether 5/3 is the third of May in this city.
    """
    for found in _ISO_DATE.finditer(text):
        yield _dated(found, int(found["month"]))
    for pattern in _NAMED_DATE:
        for found in pattern.finditer(text):
            number = next(n for n, m in enumerate(MONTHS, 1) if m.startswith(found["month"][:3]))
            yield _dated(found, number)
    for found in _SLASHED.finditer(text):
        first, second = int(found["first"]), int(found["second"])
        month, day = (first, second) if month_first else (second, first)
        if month > 12:
            month, day = day, month
        if 1 <= month <= 12:
            year = int(found["year"]) if found["year"] else None
            yield CalendarDay(
                found["lead"], found.start(), found.end(), day=day, month=month, year=year
            )
    for found in _ORDINAL.finditer(text):
        yield CalendarDay(found["lead"], found.start(), found.end(), day=int(found["day"]))
    for found in _WEEKDAY.finditer(text):
        number = WEEKDAYS.index(found["weekday"])
        yield CalendarDay(found["lead"] or "", found.start(), found.end(), weekday=number)


_TAKES_BARE: Final = frozenset(
    {"since", "until", "till", "til", "by", "before", "after", "from", "between", "around",
     "at", "as of"}
)  # fmt: skip


def _hour(word: str) -> int:
    if word == "midnight":
        return 0
    return 12 if word in ("noon", "midday") else NUMBERS.get(word) or int(word)


def _dated(found: re.Match[str], month: int) -> CalendarDay:
    year = int(found["year"]) if found["year"] else None
    return CalendarDay(
        found["lead"] or "", found.start(), found.end(), day=int(found["day"]), month=month,
        year=year,
    )  # fmt: skip


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
