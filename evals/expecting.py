"""Work out from the ledger what a right answer may be: statuses, events, facts, first word.

Where the contract leaves two readings open, both are right; what is certain is demanded.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from evals.geography import Geography, Spot, Stands
from evals.ledger import Ledger, Published, State
from evals.subjects import EVERYTHING, OWN_PLACE, answers, knowing, means

REPORTED, NOTHING, CANNOT, PLACE = (
    "reported", "nothing_reported", "cannot_tell", "needs_place",
)  # fmt: skip
_EDGE: Final = timedelta(seconds=4)
"""So near to the end of its patience a source may count as live or not."""
_TODAY: Final = re.compile(
    r"earlier today|this week|this morning|hoy|esta semana|aujourd|cette semaine|ce matin|今天"
    r"|本周|这周",
    re.IGNORECASE,
)
_MORNING: Final = re.compile(r"this morning|esta mañana|ce matin|今早|今天早上", re.IGNORECASE)
_LATE: Final = re.compile(r"\blate\b|on time|tarde|retard|heure|晚点|准时|误点", re.IGNORECASE)
_WAS: Final = re.compile(r"\b(?:did|has been|was|were|hubo|a été|y a-t-il eu)\b", re.IGNORECASE)
"""Words by which a question asks of the past too: then what is over may be affirmed."""
_FACTS: Final = frozenset({"end", "cause", "extent", "advice"})


@dataclass(frozen=True, slots=True)
class Ask:
    """Hold what a question means, apart from its words.

    Attributes:
        topic: what it is about.
        aspect: what is wanted of it.
        spot: where; None where no place is named and none is known.
        words: the question as it was worded, for what narrows it.
    """

    topic: str
    aspect: str
    spot: Spot | None
    words: str


@dataclass(frozen=True, slots=True)
class Expectation:
    """Hold what a right answer may be.

    Attributes:
        statuses: any of these.
        events: all that were told by then, by id.
        stands: of each event, how it stands to the place.
        there: in force, at the place, of the kind asked: what the answer is about.
        ended: over, at the place, of the kind.
        blind: sources that would know and are not live.
        all_of: of the events that must be cited, all; else any one.
        must: events to cite where the status is `reported`.
        severe: critical events in force at the place.
        leads: first words allowed: `yes`, `no`, or empty.
        fact: the aspect whose fact is wanted of the events to cite; empty for none.
    """

    statuses: frozenset[str]
    events: dict[str, Published]
    stands: dict[str, Stands]
    there: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    blind: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    all_of: bool = False
    severe: tuple[str, ...] = ()
    leads: frozenset[str] = frozenset({"", "yes", "no"})
    fact: str = ""


@dataclass(slots=True)
class Expecting:
    """Work out expectations for one city."""

    geography: Geography
    ledger: Ledger
    _now: datetime | None = None
    _events: list[Published] = field(default_factory=list[Published])

    def expect(self, ask: Ask, now: datetime) -> Expectation:
        """Return what a right answer to a question may be at an instant."""
        if now != self._now:
            self._now, self._events = now, list(self.ledger.events(now))
        spot = ask.spot or self.geography.whole
        told = self._events
        stands = {event.id: self.geography.stands(event, spot) for event in told}
        official = [event for event in told if event.topic != "anomalies"]
        kind = [event for event in official if answers(ask.topic, event)]
        meant = [event for event in kind if means(ask.topic, ask.words, event)]
        there = _in(meant, stands, Stands.THERE, State.IN_FORCE)
        maybe = [
            *_in(kind, stands, Stands.UNSURE, State.IN_FORCE),
            *(e for e in _in(kind, stands, Stands.THERE, State.IN_FORCE) if e not in there),
            *_measured(told, stands),
        ]
        ahead = [e for e in kind if e.state is State.UPCOMING and _touches(stands[e.id])]
        over = [e for e in meant if e.state is State.OVER and stands[e.id] is Stands.THERE]
        gone = [
            e for e in kind
            if e.state in (State.OVER, State.LAPSED, State.WITHDRAWN) and _touches(stands[e.id])
        ]  # fmt: skip
        clear, blind = self._clear(ask.topic, now)
        if not official or _asks_to_measure(ask):
            clear = clear | {CANNOT}  # an empty record tells nothing; nothing is measured here
        severe = [e for e in _in(official, stands, Stands.THERE, State.IN_FORCE) if e.critical]
        statuses, leads = self._statuses(ask, there, maybe, ahead, over, gone, clear)
        if _MORNING.search(ask.words):
            statuses |= {CANNOT}  # it may be evening, and the record begin after noon
        must = there
        if not must and ask.aspect == "over" and statuses == {REPORTED}:
            must = over
        certain = statuses == {REPORTED}
        return Expectation(
            statuses=frozenset(statuses),
            events={event.id: event for event in told},
            stands=stands,
            there=_ids(there),
            ended=_ids(gone),
            blind=blind,
            must=_ids(must) if certain else (),
            all_of=len(must) <= 3 and ask.aspect.startswith("status") and ask.spot is not None,
            severe=_ids(severe) if ask.spot is not None and ask.spot.kind in _HOME else (),
            leads=leads,
            fact=ask.aspect if certain and ask.aspect in _FACTS else "",
        )

    def _statuses(
        self,
        ask: Ask,
        there: Sequence[Published],
        maybe: Sequence[Published],
        ahead: Sequence[Published],
        over: Sequence[Published],
        gone: Sequence[Published],
        clear: set[str],
    ) -> tuple[set[str], frozenset[str]]:
        """Return the statuses that are right, and the first words that are."""
        if ask.aspect == "past":
            return self._past(ask, there, maybe, over, gone, clear)
        if ask.aspect == "ahead":
            some = {REPORTED} if there or maybe or ahead else set[str]()
            return clear | some, frozenset({"", "yes", "no"})
        if ask.spot is None and ask.topic in OWN_PLACE and (there or maybe):
            citywide = any(self._everywhere(event) for event in (*there, *maybe))
            both = {REPORTED, PLACE} if citywide or ask.aspect in ("extent", "cause") else {PLACE}
            return both, frozenset({""})
        if ask.aspect == "advice" and ask.topic in ("roads", "transit") and not there:
            clear = clear | {PLACE}  # who wants a way round is asked from where to where
        if there:
            lead = {"status_trouble": "yes", "status_well": "no", "over": "no"}.get(ask.aspect)
            leads = {"", "yes", "no"} if lead is None else {"", lead}
            return {REPORTED}, frozenset(leads)
        if ask.topic == EVERYTHING and ahead:
            return {REPORTED, *(clear if maybe else ())}, frozenset({"", "yes", "no"})
        if maybe:
            return clear | {REPORTED}, frozenset({"", "yes", "no"})
        if ask.aspect == "over" and over:
            return {REPORTED}, frozenset({"", "yes"})
        if gone:
            was = ask.aspect in ("over", "status_well") or _WAS.search(ask.words)
            return clear | {REPORTED, CANNOT}, frozenset({"", "no", "yes" if was else ""})
        quiet = frozenset({"", "no"}) if ask.aspect == "status_trouble" else frozenset({""})
        return clear, quiet if ask.aspect.startswith("status") else frozenset({"", "no"})

    def _past(
        self,
        ask: Ask,
        there: Sequence[Published],
        maybe: Sequence[Published],
        over: Sequence[Published],
        gone: Sequence[Published],
        clear: set[str],
    ) -> tuple[set[str], frozenset[str]]:
        free = frozenset({"", "yes", "no"})
        today = _TODAY.search(ask.words) is not None
        if today and over and ask.topic != EVERYTHING:
            return {REPORTED}, free
        some = {REPORTED} if there or maybe or over or gone else set[str]()
        return {NOTHING, CANNOT} | some, free

    def _clear(self, topic: str, now: datetime) -> tuple[set[str], tuple[str, ...]]:
        """Return what may be said where no event answers, and which sources are blind."""
        city = self.geography.city
        blind: list[str] = []
        unsure = False
        for source_id in knowing(topic, city):
            limit = city.source_by_id[source_id].max_silence
            own, heard = self.ledger.silence(source_id), self.ledger.last_ok(source_id)
            limit = min(limit, own) if own is not None else limit
            if heard is None or now - heard >= limit + _EDGE:
                blind.append(source_id)
            elif now - heard >= limit - _EDGE:
                unsure = True
        if blind:
            return {CANNOT}, tuple(blind)
        if not knowing(topic, city):
            return {CANNOT}, ()
        return ({NOTHING, CANNOT} if unsure else {NOTHING}), ()

    def _everywhere(self, event: Published) -> bool:
        return event.said.get("area") == self.geography.city.name


_HOME: Final = frozenset({"area", "zip", "here", "stop", "corner", "landmark"})


def _in(
    events: Iterable[Published], stands: dict[str, Stands], how: Stands, state: State
) -> list[Published]:
    return [e for e in events if e.state is state and stands[e.id] is how]


def _measured(events: Iterable[Published], stands: dict[str, Stands]) -> list[Published]:
    """Return anomalies that may bear on the place: what they answer is left to the assistant."""
    return [
        e for e in events
        if e.topic == "anomalies" and e.state is State.IN_FORCE and _touches(stands[e.id])
    ]  # fmt: skip


def _asks_to_measure(ask: Ask) -> bool:
    """Say whether a question may be answered from positions, which recordings leave out."""
    on_line = ask.topic == "transit" and ask.spot is not None and ask.spot.kind == "line"
    return on_line and (ask.aspect == "extent" or _LATE.search(ask.words) is not None)


def _touches(stands: Stands) -> bool:
    return stands in (Stands.THERE, Stands.UNSURE)


def _ids(events: Iterable[Published]) -> tuple[str, ...]:
    return tuple(event.id for event in events)
