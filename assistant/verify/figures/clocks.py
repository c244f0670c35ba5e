"""Find times of day and days, and which instant of an event they are told as."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from assistant.verify.figures.numerals import numerals
from assistant.verify.figures.tongue import Role, Tongue

_MARKED: Final = re.compile(
    r"(?<![\d:.,/A-Za-z_-])(?P<hour>[01]?\d|2[0-4])\s?(?P<mark>[:：h.])\s?(?P<minute>[0-5]\d)(?!\d|:\d|%|\s?min)"
    r"(?:\s?(?:h(?:rs?)?|uhr)\b)?"
)
_BARE_H: Final = re.compile(
    r"(?<![\d:.,/A-Za-z_-])(?P<hour>[01]?\d|2[0-4])\s?h(?:rs)?(?![\w/])(?!\s?[0-5]?\d\s?min)"
)
_WHOLE: Final = re.compile(
    r"(?<![\d:.,/A-Za-z_-])(?P<hour>[01]?\d|2[0-4])(?!\s?[\d:/%°$])(?![.,]\d)"
)
_ISO: Final = re.compile(r"(?<!\d)(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?!\d)")
_ZH_DATE: Final = re.compile(r"(?<!\d)(?P<m>1[0-2]|0?[1-9])\s?月\s?(?P<d>[0-3]?\d)\s?[日号號]")
_ZH_CLOCK: Final = re.compile(
    r"(?P<hour>[01]?\d|2[0-4]|[一二两三四五六七八九十]{1,3})(?:[点點]|(?<!小)[时時](?!候|间|間))"
    r"(?:整|(?P<half>半)|(?P<quarter>一刻|三刻)"
    r"|(?P<minute>[0-5]?\d|[零〇一二三四五六七八九十]{1,3})分?)?(?!钟头)"
)
_AT: Final = re.compile(
    r"(?:\blas?|\bà|\bdepuis|\bvers|\bavant|\bdès|\bjusqu'à|\bpour|\baprès|\bd'ici)\s(?:environ\s)?$"
)
"""Stands before an hour of the day, where "trois heures" could be a length of time too."""
_REACH: Final = 28
"""A role's words stand this near before a time, in characters."""
_NEXT: Final = 12
"""Characters that may stand between such a word and its time ("by about", "since early")."""
_RANGE: Final = re.compile(r"\d\s?(?:[ap]\.?\s?m\.?|h)?\s?(?:to|a las?|à|–|-|—|至|到)\s$")
_CLAUSE: Final = re.compile(r"[.;!?,]\s|[。；！？，、]")


@dataclass(frozen=True, slots=True)
class Day:
    """Hold a day found: the dates that it may be."""

    start: int
    end: int
    dates: frozenset[date]


@dataclass(frozen=True, slots=True)
class Clock:
    """Hold a time of day found.

    Attributes:
        start: offset of its first character.
        end: offset behind its last.
        minutes: the minutes since midnight that it may mean.
        rough: whether it is told as about so.
        roles: which instant of an event it is told as; empty where the words do not say.
        day: the day told with it; None for none.
        sure: whether a word gives it its role.
    """

    start: int
    end: int
    minutes: frozenset[int]
    rough: bool = False
    roles: frozenset[Role] = frozenset()
    day: Day | None = None
    sure: bool = True


def days(text: str, tongue: Tongue, today: date) -> list[Day]:
    """Return the days named in a lower-case text, as dates near `today`."""
    found: list[Day] = []

    def note(start: int, end: int, dates: frozenset[date]) -> None:
        if all(end <= day.start or start >= day.end for day in found):
            found.append(Day(start, end, dates))

    for match in _ISO.finditer(text):
        on = _date(int(match["y"]), int(match["m"]), int(match["d"]))
        note(match.start(), match.end(), frozenset({on} if on else ()))
    for match in _ZH_DATE.finditer(text) if not tongue.spaced else ():
        note(match.start(), match.end(), _near(int(match["m"]), int(match["d"]), today))
    if tongue.spaced:
        for start, end, month, day in _month_days(text, tongue):
            note(start, end, _near(month, day, today))
    for name, number in tongue.weekdays.items():
        bounds = rf"(?<!\w){re.escape(name)}\.?(?!\w)" if tongue.spaced else re.escape(name)
        for match in re.finditer(bounds, text) if name in text else ():
            dates = {today + timedelta(n) for n in range(-7, 8)}
            note(
                match.start(), match.end(),
                frozenset(on for on in dates if on.weekday() == number),
            )  # fmt: skip
    for away, pattern in tongue.days:
        for match in pattern.finditer(text):
            if tongue.language == "es" and match[0] == "mañana" and _is_morning(text, match):
                continue
            dates = {today + timedelta(away)}
            dates |= {today} if match[0] in ("last night", "anoche", "昨晚") else set()
            note(match.start(), match.end(), frozenset(dates))
    return sorted(found, key=lambda day: day.start)


def clocks(text: str, tongue: Tongue, named: list[Day], *, guessing: bool = True) -> list[Clock]:
    """Return the times of day in a lower-case text, with roles and days.

    Args:
        text: the words.
        tongue: their language.
        named: the days in it.
        guessing: whether a time that no word gives a role has the one that it seems to have; what
            a statement claims is guessed at, what bears it out is not.
    """
    found: list[Clock] = []
    for clock in _clocks(text, tongue):
        if all(clock.end <= one.start or clock.start >= one.end for one in found):
            told = _told(clock, text, tongue, named)
            sure = guessing or told.sure
            found.append(told if sure else replace(told, roles=frozenset()))
    return sorted(found, key=lambda clock: clock.start)


def _clocks(text: str, tongue: Tongue) -> Iterator[Clock]:
    if not tongue.spaced:
        yield from _in_chinese(text, tongue)
    for match in _MARKED.finditer(text):
        half = _half(text, match.start(), match.end(), tongue)
        if match["mark"] == "." and half is None and tongue.language == "en":
            continue
        whole_day = match["mark"] == "h" or match["hour"].startswith("0")
        yield _clock(match, int(match["minute"]), half, twice=not whole_day)
    for match in _BARE_H.finditer(text) if tongue.language in ("es", "fr") else ():
        yield _clock(match, 0, _half(text, match.start(), match.end(), tongue), twice=False)
    for word, minute in (("noon", 720), ("midnight", 0)):
        for said in tongue.clock[word]:
            for match in re.finditer(rf"(?<![\w-]){re.escape(said)}(?!\w)", text):
                if tongue.language == "fr" and text[: match.start()].endswith("après-"):
                    continue
                yield Clock(match.start(), match.end(), frozenset({minute}))
    yield from _in_words(text, tongue)
    for match in _WHOLE.finditer(text):
        half = _half(text, match.start(), match.end(), tongue)
        if half is not None:
            yield _clock(match, 0, half, twice=False)


def _in_words(text: str, tongue: Tongue) -> Iterator[Clock]:
    """Find "half past two", "las dos y media de la tarde", "14 heures 30", "two o'clock"."""
    if not tongue.spaced:
        return
    hours = [n for n in numerals(text, tongue) if max(n.values) <= 24]
    hours += [_lonely(m) for m in re.finditer(r"(?<=\ba la )una\b|(?<=\bla )una\b", text)]
    for hour in hours:
        value, start, end = int(max(hour.values)), hour.start, hour.end
        half = re.compile(
            rf"\s(?:{re.escape(tongue.clock['half'])}|(?P<q>{re.escape(tongue.clock['quarter'])})"
            rf"|(?P<to>{re.escape(tongue.clock['quarter_to'])}))(?!\w)"
        )
        named = re.compile("|".join(re.escape(w) for w in tongue.clock["hour"]))
        unit = re.match(rf"\s?(?:{named.pattern})(?!\w)(?!\s?\d+\s?min)", text[end:])
        behind = end + (unit.end() if unit else 0)
        part = half.match(text, behind) if tongue.language != "en" else None
        before = text[:start]
        minute: int | None = None
        if part is not None and _AT.search(before):
            minute = 15 if part["q"] else -15 if part["to"] else 30
            behind = part.end()
        elif tongue.language == "en" and (said := _said_before(before, tongue)) is not None:
            minute, start = said
        elif unit is not None and tongue.language == "fr" and _AT.search(before):
            minutes = re.match(r"\s([0-5]?\d)(?!\w)(?!\s?(?:min|%))", text[behind:])
            minute = int(minutes[1]) if minutes else 0
            behind += minutes.end() if minutes else 0
        elif (unit is not None and tongue.language != "fr") or re.search(
            r"\b(?:a|desde|hasta) las?\s$", before
        ):
            minute = 0
        meridiem = _half(text, start, behind, tongue)
        if minute is None and meridiem is None:
            continue
        yield _made(start, behind, value, minute or 0, meridiem, twice=value <= 12)


def _lonely(match: re.Match[str]) -> "_Hour":
    return _Hour(match.start(), match.end(), frozenset({1.0}))


@dataclass(frozen=True, slots=True)
class _Hour:
    start: int
    end: int
    values: frozenset[float]


def _said_before(before: str, tongue: Tongue) -> tuple[int, int] | None:
    for key, minute in (("half", 30), ("quarter", 15), ("quarter_to", -15)):
        said = tongue.clock[key] + " "
        if before.endswith(said):
            return minute, len(before) - len(said)
    return None


def _in_chinese(text: str, tongue: Tongue) -> Iterator[Clock]:
    for match in _ZH_CLOCK.finditer(text):
        hour, minute = _number(match["hour"], tongue), 0
        if match["half"]:
            minute = 30
        elif match["quarter"]:
            minute = 45 if match["quarter"] == "三刻" else 15
        elif match["minute"]:
            minute = _number(match["minute"], tongue)
        half = _half(text, match.start(), match.end(), tongue)
        yield _made(match.start(), match.end(), hour, minute, half, twice=hour <= 12)


def _number(written: str, tongue: Tongue) -> int:
    if written.isdecimal():
        return int(written)
    found = numerals(written + "点", tongue)
    if found:
        return int(max(found[0].values))
    return tongue.numerals.get(written, 0)


def _half(text: str, start: int, end: int, tongue: Tongue) -> bool | None:
    """Say which half of the day is told with a time: True for the later one."""
    if not tongue.spaced:
        near = text[max(0, start - 3) : start]
        later, sooner = tongue.pm.search(near), tongue.am.search(near)
    else:
        near = text[end : end + 22]
        later, sooner = _begins(tongue.pm, near), _begins(tongue.am, near)
    return True if later else False if sooner else None


def _begins(pattern: re.Pattern[str], near: str) -> bool:
    match = pattern.search(near)
    return match is not None and not near[: match.start()].strip()


def _clock(match: re.Match[str], minute: int, half: bool | None, *, twice: bool) -> Clock:
    return _made(match.start(), match.end(), int(match["hour"]), minute, half, twice=twice)


def _made(start: int, end: int, hour: int, minute: int, half: bool | None, *, twice: bool) -> Clock:
    if half is True and hour < 12:
        hours = {hour + 12}
    elif half is False and hour == 12:
        hours = {0}
    elif half is None and twice and 1 <= hour <= 12:
        hours = {hour % 12, hour % 12 + 12}
    else:
        hours = {hour}
    return Clock(start, end, frozenset((h * 60 + minute) % 1440 for h in hours))


def _told(clock: Clock, text: str, tongue: Tongue, named: list[Day]) -> Clock:
    """Add to a time its role, whether it is rough, and its day, by the words beside it."""
    begin = max((m.end() for m in _CLAUSE.finditer(text, 0, clock.start)), default=0)
    before = text[max(begin, clock.start - _REACH) : clock.start]
    behind = text[clock.end : clock.end + 8]
    stop = _CLAUSE.search(text, clock.end)
    clause = text[begin : clock.start] + (
        "" if tongue.spaced else text[clock.end : stop.start() if stop else len(text)]
    )
    roles, sure = _roles(before, behind, clause, tongue)
    rough = tongue.rough.search(before) is not None
    rough = rough or (not tongue.spaced and _begins(tongue.rough_after, behind))
    beside = [
        day for day in named
        if 0 <= clock.start - day.end <= 14 or 0 <= day.start - clock.end <= 16
        or (day.start < clock.end and clock.start < day.end)
    ]  # fmt: skip
    day = min(beside, key=lambda d: abs(d.start - clock.end), default=None)
    return replace(clock, rough=rough, roles=roles, day=day, sure=sure)


def _roles(before: str, behind: str, clause: str, tongue: Tongue) -> tuple[frozenset[Role], bool]:
    """Tell as which instant a time is told, and whether a word says so or the clause's verb."""
    if _RANGE.search(before):
        return frozenset({Role.END}), True
    told: set[Role] = set()
    near = [
        (match.end(), match.end() - match.start(), role)
        for role, pattern in tongue.roles for match in pattern.finditer(before)
        if len(before) - match.end() <= _NEXT
    ]  # fmt: skip
    if near:
        told.add(max(near)[2])
    for role, pattern in tongue.roles_after:
        if (match := pattern.search(behind)) and not behind[: match.start()].strip():
            told = {role}
    earlier = tongue.verbs[Role.EARLIER].search(clause) is not None
    if told == {Role.END} and earlier:
        return frozenset({Role.EARLIER}), True
    if told:
        return frozenset(told), True
    ends, begins = (_last(tongue.verbs[role], clause) for role in (Role.END, Role.BEGIN))
    if ends > begins or (ends >= 0 and not tongue.spaced):
        guessed = {Role.EARLIER} if earlier else {Role.END, Role.OVER}
        guessed |= {Role.BEGIN} if begins >= 0 and not tongue.spaced else set()
        return frozenset(guessed), False
    if tongue.verbs[Role.ISSUED].search(clause):
        return frozenset({Role.BEGIN, Role.ISSUED, Role.CONFIRMED, Role.OVER}), False
    return frozenset({Role.BEGIN, Role.OVER}), False


def _last(pattern: re.Pattern[str], clause: str) -> int:
    """Return where the last match begins; -1 for none."""
    return max((match.start() for match in pattern.finditer(clause)), default=-1)


def _month_days(text: str, tongue: Tongue) -> Iterator[tuple[int, int, int, int]]:
    names = "|".join(re.escape(n) for n in sorted(tongue.months, key=len, reverse=True))
    if not any(name in text for name in tongue.months):
        return
    first = rf"(?<!\w)(?P<n>{names})\.?\s(?P<d>[0-3]?\d)(?:st|nd|rd|th)?(?!\d)"
    last = rf"(?<![\d:])(?P<d>[0-3]?\d)(?:st|nd|rd|th|er)?\s(?:of\s|de\s)?(?P<n>{names})(?!\w)"
    for pattern in (first, last):
        for match in re.finditer(pattern, text):
            yield match.start(), match.end(), tongue.months[match["n"]], int(match["d"])


def _near(month: int, day: int, today: date) -> frozenset[date]:
    years = (today.year - 1, today.year, today.year + 1)
    return frozenset(on for year in years if (on := _date(year, month, day)) is not None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _is_morning(text: str, match: re.Match[str]) -> bool:
    """Say whether Spanish "mañana" is the morning here, and not tomorrow."""
    return re.search(r"(?:la|esta|de la|por la)\s$", text[: match.start()]) is not None
