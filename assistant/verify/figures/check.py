"""Hold every figure of a statement against the events that it cites."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import timedelta
from typing import Final

from assistant.verify.figures.amounts import Amount, Length, amounts, lengths
from assistant.verify.figures.clocks import Clock, Day, clocks, days
from assistant.verify.figures.known import NEAR, Figure, Instant, Known, Text, known, lasted, read
from assistant.verify.figures.text import lowered, without, without_names, without_quotes
from assistant.verify.figures.tongue import Against, Lasting, Role, Tongue, tongue
from assistant.verify.stems import stem
from assistant.verify.verdict import Checked, Claim, ClaimKind
from assistant.verify.witness import Court

_ROUGH_MINUTES: Final = 10
_ROUGH: Final = 0.1
_FAR: Final = 1.5
_SAME_WORDS: Final = 8
_COUNTED: Final = frozenset({"events", "streets", "areas", "stops", "vehicles", ""})
Proof = tuple[str, str]
"""The id of an event and a field of it."""


def check(text: str, court: Court) -> list[Checked]:
    """Find numbers, times, days, lengths of time and comparisons, and hold each.

    Args:
        text: one statement.
        court: the cited events.
    """
    words = tongue(court.language)
    zone = court.city.timezone
    today = court.now.astimezone(zone).date()
    witnesses = [known(w, court.now, zone, court.language) for w in court.witnesses]
    ours = [_ours(court)] if court.ours else []
    plain = without_quotes(lowered(text))
    named = days(plain, words, today)
    times = clocks(plain, words, named)
    rest = without(plain, [(one.start, one.end) for one in (*times, *named)])
    rest = without_names(rest)
    spans = lengths(rest, words)
    rest = without(rest, [(one.start, one.end) for one in spans])
    reader = _Reader(text, court, words, [*witnesses, *ours])
    found = [reader.clock(one) for one in times]
    found += [reader.day(one) for one in named]
    found += [checked for one in spans for checked in reader.length(one)]
    found += [checked for one in amounts(rest, words) for checked in reader.amount(one)]
    return found + list(reader.absolutes(rest))


def _ours(court: Court) -> Known:
    """Read what we say of the cited events together."""
    today = court.now.astimezone(court.city.timezone).date()
    texts = [read("composed", s.text, court.language, today) for s in court.ours]
    return Known("", (), (), None, tuple(texts), in_force=False)


class _Reader:
    """Hold the figures of one statement."""

    def __init__(self, text: str, court: Court, words: Tongue, known: Sequence[Known]) -> None:
        self._text = text
        self._court = court
        self._words = words
        self._known = known
        self._zone = court.city.timezone
        self._cited = frozenset(w.event_id for w in court.witnesses)

    def clock(self, told: Clock) -> Checked:
        """Hold a time of day, in the role and on the day that it is told with."""
        claim = self._claim(ClaimKind.TIME, told.start, told.end)
        return self._held(claim, self._clock_proofs(told), "no event has this time so")

    def day(self, told: Day) -> Checked:
        """Hold a day."""
        claim = self._claim(ClaimKind.DATE, told.start, told.end)
        return self._held(claim, self._day_proofs(told), "no event is of this day")

    def length(self, told: Length) -> Iterator[Checked]:
        """Hold a length of time."""
        claim = self._claim(ClaimKind.DURATION, told.start, told.end)
        yield self._held(claim, self._length_proofs(told), "no event lasts so long")

    def amount(self, told: Amount) -> Iterator[Checked]:
        """Hold a number of something."""
        compared = told.against is not None
        kind = ClaimKind.COMPARISON if compared else ClaimKind.NUMBER
        claim = self._claim(kind, told.start, told.end)
        yield self._held(claim, self._amount_proofs(told), "no event has this number of it")

    def absolutes(self, plain: str) -> Iterator[Checked]:
        """Hold words that measure without a number: all, most, twice, the worst."""
        for match in self._words.absolute.finditer(plain):
            if match[0] == "longer" and plain[: match.start()].endswith("no "):
                continue  # that something is no longer so is held as its status
            if match[0] == "all" and plain[: match.start()].endswith("in "):
                continue  # a sum
            claim = self._claim(ClaimKind.COMPARISON, match.start(), match.end())
            root = stem(match[0], self._words.language)
            proofs = [
                (one.event_id, text.field)
                for one in self._known for text in one.texts
                if _stands_in(root, text.lowered, self._words)
            ]  # fmt: skip
            yield self._held(claim, proofs, "no source measures it so")

    def _claim(self, kind: ClaimKind, start: int, end: int) -> Claim:
        return Claim(kind, self._text[start:end], start, end)

    def _held(self, claim: Claim, proofs: Iterable[Proof], why: str) -> Checked:
        """Return a claim with what bears it out; what we say of all bears out for all."""
        found = list(proofs)
        if not found:
            return Checked(claim, why=why)
        events = {event for event, _ in found if event}
        if any(not event for event, _ in found):
            events |= self._cited
        by = tuple(dict.fromkeys(f"{event or 'ours'}.{field}" for event, field in found))
        return Checked(claim, by, frozenset(events))

    def _clock_proofs(self, told: Clock) -> Iterator[Proof]:
        said = {role for one in self._known for instant in one.instants for role in instant.roles}
        for one in self._known:
            for instant in one.instants:
                if self._is_told_as(instant, told) and self._fits(instant, told):
                    yield one.event_id, instant.field
            for text in one.texts:
                for other in text.clocks:
                    same = _same_minutes(told, other.minutes) and _same_day(told.day, other.day)
                    if same and (
                        self._in_the_words(told, other, text) or _told_alike(told, other, said)
                    ):
                        yield one.event_id, text.field

    def _in_the_words(self, told: Clock, other: Clock, text: Text) -> bool:
        """Say whether a time stands behind the words of its source ("crews were sent at")."""
        before = lowered(self._text)[max(0, told.start - _SAME_WORDS) : told.start]
        theirs = text.lowered[max(0, other.start - _SAME_WORDS) : other.start]
        return len(before) == _SAME_WORDS and before == theirs

    def _is_told_as(self, instant: Instant, told: Clock) -> bool:
        return not told.roles or bool(told.roles & instant.roles)

    def _fits(self, instant: Instant, told: Clock) -> bool:
        local = instant.at.astimezone(self._zone)
        minute = local.hour * 60 + local.minute
        rounded = (local + timedelta(seconds=30)).hour * 60 + (local + timedelta(seconds=30)).minute
        if not (_same_minutes(told, {minute}) or _same_minutes(told, {rounded})):
            return False
        if told.day is not None:
            return local.date() in told.day.dates
        now = self._court.now
        today = now.astimezone(self._zone).date()
        return local.date() == today or abs(instant.at - now) <= NEAR

    def _day_proofs(self, told: Day) -> Iterator[Proof]:
        today = self._court.now.astimezone(self._zone).date()
        for one in self._known:
            if one.in_force and today in told.dates:
                yield one.event_id, "phase"
            for instant in one.instants:
                if instant.at.astimezone(self._zone).date() in told.dates:
                    yield one.event_id, instant.field
            for text in one.texts:
                if any(other.dates & told.dates for other in text.days):
                    yield one.event_id, text.field

    def _length_proofs(self, told: Length) -> Iterator[Proof]:
        kinds = {kind.value for kind in told.lasting}
        for one in self._known:
            for seconds, kind, field in lasted(one, self._court.now):
                if (not kinds or kind in kinds) and _same_length(told, seconds):
                    yield one.event_id, field
            for text in one.texts:
                for other in text.lengths:
                    agree = _agree(told.lasting, other.lasting)
                    if agree and any(_exactly(told, seconds) for seconds in other.seconds):
                        yield one.event_id, text.field

    def _amount_proofs(self, told: Amount) -> Iterator[Proof]:
        for one in self._known:
            for figure in one.figures:
                if _is_of(told, figure) and _same_amount(told, figure.value):
                    yield one.event_id, figure.field
            for text in one.texts:
                alike = text.language == self._court.language
                for other in text.amounts:
                    if _same_unit(told, other.unit, other.noun, alike=alike) and any(
                        _said_alike(told, other, value) for value in other.values
                    ):
                        yield one.event_id, text.field
        count = len(self._cited)
        if count > 1 and told.unit in _COUNTED and told.against is None and count in told.values:
            yield "", "count"


def _stands_in(root: str, text: str, words: Tongue) -> bool:
    """Say whether a word of a stem stands in a text, and not only inside another word."""
    return (
        re.search(rf"(?<!\w){re.escape(root)}" if words.spaced else re.escape(root), text)
        is not None
    )


def _same_minutes(told: Clock, minutes: Iterable[int]) -> bool:
    near = _ROUGH_MINUTES if told.rough else 0
    return any(min((a - b) % 1440, (b - a) % 1440) <= near for a in told.minutes for b in minutes)


def _told_alike(told: Clock, other: Clock, said: Set[Role]) -> bool:
    """Say whether a text's time is told as the same instant.

    A time without a role bears out a beginning or an end only where no field says another one.
    """
    if not told.roles or told.roles & other.roles:
        return True
    return not other.roles and not told.roles & said


def _same_day(told: Day | None, other: Day | None) -> bool:
    return told is None or other is None or bool(told.dates & other.dates)


def _agree(told: frozenset[Lasting], other: frozenset[Lasting]) -> bool:
    return not told or not other or bool(told & other)


def _exactly(told: Length, seconds: float) -> bool:
    return any(abs(value - seconds) < 1 for value in told.seconds)


def _same_length(told: Length, seconds: float) -> bool:
    near = max(told.step * 0.5, 60.0) if told.step > 1 else 2.0
    for value in told.seconds:
        if told.against is not None:
            if _compared(told.against, value, seconds):
                return True
        elif abs(value - seconds) <= max(near, 0.2 * seconds if told.rough else 0.0):
            return True
    return False


def _same_unit(told: Amount, unit: str, noun: str, *, alike: bool) -> bool:
    if told.unit and unit:
        return told.unit == unit
    if told.unit or unit:
        return not noun and not told.noun and told.against is None
    return not told.noun or not noun or told.noun == noun or not alike


def _is_of(told: Amount, figure: Figure) -> bool:
    """Say whether a number may be a field's; one that says no unit bears out only its own value."""
    if figure.unit:
        return told.unit == figure.unit or not (told.unit or told.noun)
    return not (told.unit or told.rough or told.against)


def _same_amount(told: Amount, true: float) -> bool:
    for value in told.values:
        if told.against is not None and _compared(told.against, value, true):
            return True
        if told.against is None and (value == true or (told.rough and _rounded(value, true))):
            return True
    return False


def _said_alike(told: Amount, other: Amount, value: float) -> bool:
    """Say whether a number of a text bears out the one told, with what it is set against."""
    if other.against is not None:
        return told.against is other.against and value in told.values
    return _same_amount(told, value)


def _rounded(value: float, true: float) -> bool:
    """Say whether a number is another one rounded: two digits that count, within a tenth."""
    digits = f"{value:.0f}".rstrip("0")
    return true != 0 and abs(value - true) <= _ROUGH * true and len(digits) <= 2


def _compared(against: Against, value: float, true: float) -> bool:
    if against is Against.MORE:
        return value < true <= value * _FAR
    if against is Against.LEAST:
        return value <= true <= value * _FAR
    if against is Against.LESS:
        return value / _FAR <= true < value
    if against is Against.MOST:
        return true == value
    return value * (1 - _ROUGH) <= true < value
