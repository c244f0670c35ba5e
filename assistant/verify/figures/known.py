"""Gather the figures that one event bears out: of its fields, its source's words, and of ours."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Final
from zoneinfo import ZoneInfo

from assistant.verify.figures.amounts import Amount, Length, amounts, lengths
from assistant.verify.figures.clocks import Clock, Day, clocks, days
from assistant.verify.figures.text import lowered, without, without_names
from assistant.verify.figures.tongue import Role, tongue
from assistant.verify.witness import Witness
from core.lifecycle import Phase
from core.store import IndexedEvent

_MOST: Final = 2048


@dataclass(frozen=True, slots=True)
class Instant:
    """Hold one instant of an event.

    Attributes:
        at: when, aware UTC.
        roles: as what it may be told.
        field: the field that holds it.
    """

    at: datetime
    roles: frozenset[Role]
    field: str


@dataclass(frozen=True, slots=True)
class Text:
    """Hold the figures of one text about an event."""

    field: str
    language: str
    lowered: str
    clocks: tuple[Clock, ...]
    days: tuple[Day, ...]
    lengths: tuple[Length, ...]
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold one number of a field, and its unit; empty where the field does not say one."""

    value: float
    unit: str
    field: str


@dataclass(frozen=True, slots=True)
class Known:
    """Hold all figures that one event bears out."""

    event_id: str
    instants: tuple[Instant, ...]
    figures: tuple[Figure, ...]
    delay_s: float | None
    texts: tuple[Text, ...]
    in_force: bool


_kept: "OrderedDict[object, tuple[IndexedEvent, Known]]" = OrderedDict()
_lock: Final = Lock()


def known(witness: Witness, now: datetime, timezone: ZoneInfo, language: str) -> Known:
    """Return what an event bears out; kept by its version, its standing and the local day."""
    hit = witness.hit
    key = (
        id(hit.event), hit.standing, hit.confirmed_at, witness.said,
        now.astimezone(timezone).date(), language,
    )  # fmt: skip
    with _lock:
        found = _kept.get(key)
        if found is not None:
            _kept.move_to_end(key)
            return found[1]
    made = _known(witness, now, timezone, language)
    with _lock:
        _kept[key] = (hit.event, made)  # held, so that no other event comes to have its id()
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return made


def _known(witness: Witness, now: datetime, timezone: ZoneInfo, language: str) -> Known:
    event = witness.hit.event.event
    figures = [
        Figure(float(value), "", f"extra.{name}")
        for name, value in event.extra.items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]
    if event.affected_customers is not None:
        figures.append(Figure(float(event.affected_customers), "customers", "affected_customers"))
    today = now.astimezone(timezone).date()
    texts = [read(s.field, s.text, s.language or language, today) for s in witness.said]
    return Known(
        event_id=witness.event_id,
        instants=tuple(_instants(witness)),
        figures=tuple(figures),
        delay_s=None if event.delay_minutes is None else event.delay_minutes * 60,
        texts=tuple(texts),
        in_force=witness.hit.standing.phase in (Phase.ACTIVE, Phase.OVERDUE),
    )


def read(field: str, text: str, language: str, today: date) -> Text:
    """Return the figures of one text.

    Args:
        field: where it stands.
        text: the words.
        language: theirs.
        today: the local day, by which weekdays are told.
    """
    words, plain = tongue(language), lowered(text)
    named = days(plain, words, today)
    times = clocks(plain, words, named, guessing=False)
    rest = without(plain, [(one.start, one.end) for one in (*times, *named)])
    spans = lengths(without_names(rest), words)
    rest = without(rest, [(one.start, one.end) for one in spans])
    found = amounts(rest, words)
    return Text(field, language, plain, tuple(times), tuple(named), tuple(spans), tuple(found))


def _instants(witness: Witness) -> Iterator[Instant]:
    indexed, standing = witness.hit.event, witness.hit.standing
    event = indexed.event

    def instant(at: datetime | None, field: str, *roles: Role) -> Iterator[Instant]:
        if at is not None:
            yield Instant(at, frozenset(roles), field)

    begins = event.starts_at or indexed.first_issued_at
    yield from instant(begins, "starts_at", Role.BEGIN)
    yield from instant(event.issued_at, "issued_at", Role.ISSUED, Role.CONFIRMED)
    yield from instant(indexed.first_issued_at, "first_issued_at", Role.ISSUED)
    yield from instant(witness.hit.confirmed_at, "last_confirmed_at", Role.CONFIRMED)
    passed = standing.phase is Phase.OVERDUE or not standing.phase.in_force
    yield from instant(event.ends_at, "ends_at", Role.END, *([Role.EARLIER] if passed else []))
    yield from instant(standing.ended_at, "ended_at", Role.OVER)
    for version in indexed.versions:
        if version.ends_at != event.ends_at:
            yield from instant(version.ends_at, "versions.ends_at", Role.EARLIER)
        yield from instant(version.issued_at, "versions.issued_at", Role.ISSUED)
    for period in event.active_periods:
        yield from instant(period.start, "active_periods", Role.BEGIN)
        yield from instant(period.end, "active_periods", Role.END)


def lasted(known: Known, now: datetime) -> Iterator[tuple[float, str, str]]:
    """Yield the lengths of time between an event's instants: seconds, which it is, and the field.

    The kinds are `ahead`, `length`, `ago` and `late`, as statements tell them.
    """
    begins = [i for i in known.instants if Role.BEGIN in i.roles]
    ends = [i for i in known.instants if Role.END in i.roles]
    for one in known.instants:
        if one.field == "last_confirmed_at":
            continue  # when a source was heard is ours to tell
        passed = (now - one.at).total_seconds()
        yield (passed, "ago", one.field) if passed >= 0 else (-passed, "ahead", one.field)
        if Role.BEGIN in one.roles and passed >= 0:
            yield passed, "length", one.field
    for begin in begins:
        for end in ends:
            if end.at > begin.at:
                yield (end.at - begin.at).total_seconds(), "length", end.field
    for one in known.instants:
        for end in ends:
            if Role.EARLIER in one.roles and end.at > one.at:
                yield (end.at - one.at).total_seconds(), "late", end.field
    if known.delay_s is not None:
        yield known.delay_s, "late", "delay_minutes"
    for end in ends:
        if end.at < now and known.in_force:
            yield (now - end.at).total_seconds(), "late", end.field


NEAR: Final = timedelta(hours=14)
"""A time told without its day is of today, or within half a day of now."""
