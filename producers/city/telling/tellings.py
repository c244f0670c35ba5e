"""Hold what a city's sources say over a stretch, and when: events, and that they are there at all.

`Tellings(plan)` puts the messages of all happenings into the mouths of sources that may fail; what
could not be said is said on recovery, the newest state only. What goes on beyond the end of the
stretch the next one tells further: it holds the same happening.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, cast

import orjson

from core import topics
from core.city import Source
from core.event import ENDING_STATUSES, MessageType
from core.timespan import format_rfc3339
from producers.city.chance import chance, share
from producers.city.happening import Spoken
from producers.city.plan import Plan, speakers
from producers.city.scenario import How
from producers.city.telling.hearing import Hearing
from producers.city.telling.story import Message, Teller
from producers.heartbeat import encode_heartbeat
from producers.records import EVENT_TOPIC

STALE_EVERY: Final = timedelta(seconds=90)
"""How often a stuck source shows each of its old messages again."""


@dataclass(frozen=True, slots=True)
class Telling:
    """Hold one record of a source, and which happening it tells of; empty for a heartbeat."""

    spoken: Spoken
    happening_id: str = ""


class Tellings:
    """Know what is said in one plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._sources = speakers(plan.city)
        self._hearing = {s.id: Hearing(s, plan.failures) for s in self._sources}
        teller = Teller(plan.city, self._sources, plan.seed, plan.happenings)
        said = [
            telling
            for happening in plan.happenings
            if happening.source in self._hearing
            for telling in self._said(happening.id, happening.source, teller.tell(happening))
        ]
        said = sorted((telling for telling in said if telling.spoken.at < plan.ends), key=_order)
        said = sorted([*said, *self._repeated_when_stale(said), *self._burst(said)], key=_order)
        self._said_all = tuple(said)
        self._times = [telling.spoken.at for telling in said]
        self._open_counts = self._count_open()

    def messages(self, since: datetime, until: datetime) -> Iterator[Telling]:
        """Yield the messages about events within `[since, until)`, in order."""
        place = bisect_left(self._times, since)
        while place < len(self._times) and self._times[place] < until:
            yield self._said_all[place]
            place += 1

    def heartbeats(self, source: Source, since: datetime, until: datetime) -> Iterator[Telling]:
        """Yield the heartbeats of a source within `[since, until)`."""
        hearing = self._hearing[source.id]
        for at in hearing.beats(since, until):
            failure = hearing.failure_at(at)
            if failure is None or failure.how is not How.SILENCE:
                yield Telling(self._beat(source, hearing, at))

    def newest(self, at: datetime) -> tuple[Telling, ...]:
        """Return the newest message of each event told before an instant, ended ones too."""
        found: dict[str, Telling] = {}
        for telling in self._said_all[: bisect_left(self._times, at)]:
            found.pop(telling.spoken.key, None)
            found[telling.spoken.key] = telling
        return tuple(found.values())

    def _said(
        self, happening_id: str, source_id: str, messages: Iterable[Message]
    ) -> Iterator[Telling]:
        """Yield what of some messages is really heard: all, or the newest after a failure."""
        hearing, source = self._hearing[source_id], self._plan.city.source_by_id[source_id]
        topic = EVENT_TOPIC[source.family]
        told, waiting = False, list(messages)
        for place, message in enumerate(waiting):
            at = hearing.heard_from(message.at)
            following = waiting[place + 1].at if place + 1 < len(waiting) else None
            if at > message.at:
                if following is not None and following <= at:
                    continue  # a newer state waits behind it
                if message.ends and not told:
                    return  # begun and over unheard: nobody ever speaks of it
                late = timedelta(seconds=round(share(self._plan.seed, "late", happening_id) * 4, 1))
                at += late if following is None else min(late, (following - at) / 2)
            told = True
            yield Telling(
                Spoken(at, topic, str(message.value["event_id"]), message.value), happening_id
            )

    def _repeated_when_stale(self, said: list[Telling]) -> Iterator[Telling]:
        """Yield old messages again, as they were, while a source is stuck."""
        for source_id, hearing in self._hearing.items():
            for failure in hearing.failures:
                if failure.how is not How.STALE or failure.span.end is None:
                    continue
                open_then: dict[str, Telling] = {}
                for telling in said:
                    if telling.spoken.at >= failure.span.start:
                        break
                    if _source(telling) == source_id:
                        open_then[telling.spoken.key] = telling
                        if ends(telling.spoken.value):
                            del open_then[telling.spoken.key]
                at = failure.span.start + STALE_EVERY
                while at < failure.span.end:
                    for telling in open_then.values():
                        old = telling.spoken
                        yield Telling(
                            Spoken(at, old.topic, old.key, old.value), telling.happening_id
                        )
                    at += STALE_EVERY

    def _burst(self, said: list[Telling]) -> Iterator[Telling]:
        """Yield confirmations of open events, until a burst is as dense as the scenario says."""
        burst = self._plan.scenario.burst
        if burst is None or not said:
            return
        begins = self._plan.begins + timedelta(minutes=burst.at_min)
        length = timedelta(seconds=burst.seconds)
        within = [t for t in said if begins <= t.spoken.at < begins + length]
        calm = [t for t in said if self._plan.begins <= t.spoken.at < begins]
        usual = max(1, len(calm)) / max(1.0, (begins - self._plan.begins).total_seconds())
        missing = round(usual * burst.factor * burst.seconds) - len(within)
        luck = chance(self._plan.seed, "burst", begins.isoformat())
        states: dict[str, Telling] = {}
        place = 0
        for number in range(max(0, missing)):
            at = begins + length * ((number + luck.random()) / missing)
            at = at.replace(microsecond=max(1, at.microsecond // 1000) * 1000)
            while place < len(said) and said[place].spoken.at < at:
                states[said[place].spoken.key] = said[place]
                place += 1
            known = [t for t in states.values() if not ends(t.spoken.value)]
            if known:
                again = self._confirmed(known[luck.randrange(len(known))], at)
                if again is not None:
                    states[again.spoken.key] = again
                    yield again

    def _confirmed(self, telling: Telling, at: datetime) -> Telling | None:
        old = telling.spoken
        if at <= old.at or self._hearing[_source(telling)].heard_from(at) != at:
            return None
        value = dict(_value(old))
        value |= {"timestamp": format_rfc3339(at), "message_type": MessageType.UPDATE.value}
        return Telling(Spoken(at, old.topic, old.key, value), telling.happening_id)

    def _beat(self, source: Source, hearing: Hearing, at: datetime) -> Spoken:
        error = hearing.error_at(at)
        told, change = self._open_counts.get(source.id, ([], []))
        place = bisect_right(told, at)
        body = encode_heartbeat(
            source,
            at,
            full_state=True,
            error=error,
            last_ok_at=at if error is None else hearing.last_ok(at),
            entities=change[place - 1] if place else 0,
        )
        return Spoken(at, topics.FEED_STATUS, source.id, orjson.loads(body))

    def _count_open(self) -> dict[str, tuple[list[datetime], list[int]]]:
        """Return by source how many events it has open, from each instant on."""
        counts: dict[str, tuple[list[datetime], list[int]]] = defaultdict(lambda: ([], []))
        open_now: dict[str, set[str]] = defaultdict(set)
        for telling in self._said_all:
            source = _source(telling)
            if ends(telling.spoken.value):
                open_now[source].discard(telling.spoken.key)
            else:
                open_now[source].add(telling.spoken.key)
            counts[source][0].append(telling.spoken.at)
            counts[source][1].append(len(open_now[source]))
        return dict(counts)


def ends(value: object) -> bool:
    """Say whether a message ends its event."""
    if not isinstance(value, dict):
        return False
    fields = cast(Mapping[str, Any], value)
    return (
        fields.get("message_type") == MessageType.CANCEL.value
        or fields.get("status") in ENDING_STATUSES
    )


def _order(telling: Telling) -> tuple[datetime, str, str]:
    return telling.spoken.at, telling.spoken.topic, telling.spoken.key


def _value(spoken: Spoken) -> dict[str, Any]:
    assert isinstance(spoken.value, dict)
    return spoken.value


def _source(telling: Telling) -> str:
    return str(_value(telling.spoken)["source"])
