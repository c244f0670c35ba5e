"""Be one city: everything that is said in it, stretch after stretch, and what is really so.

A world has no state that time moves: each stretch is planned whole, and what is said in it is asked
for by instant. Two worlds of one pack, scenario, seed and beginning are the same.
"""

import heapq
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, cast

from core import topics
from core.city import City, Source
from core.event import TYPES_OF
from core.topics import Family
from producers.city.encoding import FAMILY_OF, TELEMETRY
from producers.city.fleet import Fleet
from producers.city.happening import Happening, Spoken, TruthInterval
from producers.city.plan import Plan, plan_stretch, speakers
from producers.city.residents.clusters import clusters, officials
from producers.city.scenario import Scenario
from producers.city.stretches import Stretch, Stretches
from producers.city.telling.counts import call_rate, outage_growth
from producers.city.telling.tellings import Telling
from producers.city.truth import Line, Said
from producers.records import EVENT_TOPIC

_AHEAD: Final = timedelta(hours=2)
"""So long before a stretch ends, the next is begun to be worked out."""
_STEP: Final = timedelta(seconds=200)


class World:
    """Say what a city says, from `begins` on and without end.

    Args:
        city: the pack.
        pack: its folder, with the static GTFS.
        scenario: what happens; when it is over, calm days follow.
        seed: the same tells the same.
        begins: when the first stretch begins.
        fleet: how many vehicles report.
    """

    def __init__(
        self,
        city: City,
        pack: Path,
        scenario: Scenario,
        seed: int,
        begins: datetime,
        fleet: Fleet | None = None,
    ) -> None:
        self._city = city
        self._stretches = Stretches(
            plan_stretch(city, scenario, seed, begins), pack, fleet or Fleet()
        )

    @property
    def plan(self) -> Plan:
        """Return the plan of the first stretch."""
        return self._stretches.first.plan

    def states(self, topics: Collection[str], at: datetime) -> Iterator[Spoken]:
        """Yield the newest message of each event told before `at`, ended ones too.

        With `feed_status` among the topics, also the newest heartbeat of each source.
        """
        around = self._stretches.at(at)
        for stretch in around:
            for telling in stretch.tellings.newest(at):
                if telling.spoken.topic in topics:
                    yield telling.spoken
        for source in self._heard(topics):
            beat = around[-1].newest_heartbeat(source, at)
            if beat is not None:
                yield beat

    def spoken(self, topics: Collection[str], since: datetime, until: datetime) -> Iterator[Spoken]:
        """Yield what is said on these topics within `[since, until)`, ordered by time."""
        at = max(since, self.plan.begins)
        while at < until:
            around = self._stretches.at(at)
            ends = min(until, around[-1].plan.ends)
            if ends < until:
                ends = self._prepare(topics, at, ends)
            yield from heapq.merge(
                *(stretch.told(topics, at, ends) for stretch in around),
                *(around[-1].heartbeats(s, at, ends) for s in self._heard(topics)),
                *self._seen(around[-1], topics, at, ends),
                key=_order,
            )
            at = ends

    def truth(self) -> Iterator[TruthInterval]:
        """Yield what is really so in the first stretch: of happenings, reports and readings.

        The subject of a happening is its own id; whatever else is named as detectors name it.
        """
        stretch = self._stretches.first
        messages = [telling.spoken for telling in stretch.messages]
        yield from (_so(it) for it in stretch.plan.happenings if _is_told_of(it))
        yield from clusters(self._city, stretch.sightings, officials(messages, self._city))
        yield from outage_growth(messages)
        yield from call_rate(messages, self._city)
        yield from stretch.motion.truth()

    def account(self) -> Iterator[Line]:
        """Yield the truth of the first stretch, what each source said of it, and its failures."""
        yield from self.truth()
        yield from (_said(telling) for telling in self._stretches.first.messages)
        yield from self.plan.failures

    def _prepare(self, wanted: Collection[str], at: datetime, ends: datetime) -> datetime:
        """Work a little ahead where the stretch of `at` is about to end; return how far to go."""
        if at < ends - _AHEAD:
            return ends - _AHEAD
        self._stretches.prepare_after(at, any(topic in TELEMETRY for topic in wanted))
        return min(ends, at + _STEP)

    def _heard(self, wanted: Collection[str]) -> Sequence[Source]:
        """Return whose heartbeats go with these topics: of all sources, where no events do."""
        if topics.FEED_STATUS not in wanted:
            return ()
        events = [topic for topic in wanted if topic in FAMILY_OF] or list(FAMILY_OF)
        return [s for s in speakers(self._city) if EVENT_TOPIC[s.family] in events]

    def _seen(
        self, stretch: Stretch, wanted: Collection[str], since: datetime, until: datetime
    ) -> Iterator[Iterator[Spoken]]:
        """Yield what residents report and what sensors measure, each in order."""
        if topics.CITIZEN_REPORTS in wanted:
            yield (s.spoken for s in stretch.sightings if since <= s.spoken.at < until)
        measured = [topic for topic in wanted if topic in TELEMETRY]
        if measured:
            yield stretch.motion.spoken(measured, since, until)


def _order(spoken: Spoken) -> tuple[datetime, str, str]:
    return spoken.at, spoken.topic, spoken.key


def _is_told_of(happening: Happening) -> bool:
    """Say whether it is really so, and more than what sensors show of one vehicle."""
    return happening.real and happening.type not in TYPES_OF[Family.ANOMALY]


def _so(happening: Happening) -> TruthInterval:
    most = max((s.customers for s in happening.steps if s.customers is not None), default=None)
    detail: list[tuple[str, float | str]] = [
        ("source", happening.source), ("cause", happening.cause), ("because", happening.because),
    ]  # fmt: skip
    if most is not None:
        detail.append(("customers", float(most)))
    return TruthInterval(
        type=happening.type,
        subject=happening.id,
        span=happening.span,
        where=happening.where,
        happening=happening.id,
        detail=tuple((name, value) for name, value in detail if value != ""),
    )


def _said(telling: Telling) -> Said:
    told = cast(dict[str, Any], telling.spoken.value)
    return Said(
        source=str(told.get("source", "")),
        event_id=telling.spoken.key,
        at=telling.spoken.at,
        type=str(told["type"]),
        status=str(told.get("status", "")),
        truth=telling.happening_id,
    )
