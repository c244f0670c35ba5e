"""Play a simulated stretch of a city to the whole engine, and keep what it told and what was so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from typing import Final

from core import topics
from core.city import load_city
from core.event import TYPES_OF, Event
from core.incident import Membership
from core.timespan import Span
from core.topics import Family
from evals.alarms import Alarm, Truth
from indexer.anomalies.anomaly_events import CLEARED
from indexer.anomalies.joint_side import JointEngine
from indexer.anomalies.rehearsal import LocalEngine
from indexer.anomalies.rule_detectors import detectors_of
from indexer.anomalies.rules import read_rules
from producers.city.fleet import Fleet
from producers.city.residents.clusters import BRIEF
from producers.city.scenario import load
from producers.city.truth import Said
from producers.city.world import World

DAY: Final = date(2026, 3, 4)
"""The day on which scenarios are played: a Wednesday without a change of the clock."""
_TOPICS: Final = (
    *(topic.name for topic in topics.EVENT_TOPICS if topic.name != topics.ANOMALIES),
    *(topic.name for topic in topics.TELEMETRY_TOPICS),
    topics.CITIZEN_REPORTS,
)

Pair = tuple[str, str]
"""Two happenings, by their ids in order."""


@dataclass(frozen=True, slots=True)
class Run:
    """Name one rehearsal: which city, what happens in it, from which seed, with which vehicles."""

    pack: Path
    scenario: str
    seed: int
    fleet: Fleet


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Hold what came of one run.

    Attributes:
        run: which one.
        length: how much city time it took.
        records: how many records were played.
        truths: what was so and can be measured.
        alarms: what the detectors told.
        paired: official events that the engine joined, as pairs of happenings.
        belonging: pairs of happenings told that have one origin.
    """

    run: Run
    length: timedelta
    records: int
    truths: tuple[Truth, ...]
    alarms: tuple[Alarm, ...]
    paired: frozenset[Pair]
    belonging: frozenset[Pair]


def rehearse(run: Run) -> Rehearsal:
    """Play one run through; the same run gives the same."""
    city = load_city(run.pack)
    scenario = load(run.scenario)
    world = World(
        city, run.pack, scenario, run.seed, scenario.begins_on(DAY, city.timezone),
        run.fleet.for_scenario(scenario.fleet),
    )  # fmt: skip
    joint = JointEngine(city, run.pack)
    rules = read_rules(run.pack / "rules.yaml", city)
    engine = LocalEngine(city, rules=detectors_of(rules, city), joint=joint)
    told: dict[str, list[Event]] = {}
    records = 0
    for spoken in world.spoken(_TOPICS, world.plan.begins, world.plan.ends):
        records += 1
        _note(engine.take(spoken.topic, spoken.key, spoken.value, spoken.at), told)
    _note(engine.finish(), told)
    said = {line.event_id: line.truth for line in world.account() if isinstance(line, Said)}
    return Rehearsal(
        run=run,
        length=world.plan.ends - world.plan.begins,
        records=records,
        truths=tuple(
            Truth(so.type, so.subject, so.span, BRIEF in dict(so.detail))
            for so in world.truth()
            if so.type in TYPES_OF[Family.ANOMALY]
        ),
        alarms=tuple(_alarm(messages) for messages in told.values()),
        paired=_paired(joint.memberships(), said),
        belonging=_belonging(world, set(said.values())),
    )


def _note(events: Iterable[Event], told: dict[str, list[Event]]) -> None:
    for event in events:
        told.setdefault(event.event_id, []).append(event)


def _alarm(messages: list[Event]) -> Alarm:
    first, last = messages[0], messages[-1]
    end = last.ends_at if last.status == CLEARED else last.expires_at
    return Alarm(
        type=first.type,
        subject=str(first.extra["subject"]),
        span=Span(first.starts_at or first.issued_at, end),
        told_at=first.issued_at,
    )


def _paired(memberships: Iterable[Membership], said: Mapping[str, str]) -> frozenset[Pair]:
    """Return the happenings that the engine put into one incident, two by two."""
    together: dict[str, set[str]] = {}
    for member in memberships:
        happening = said.get(member.event_id)
        if happening:
            together.setdefault(member.incident_id, set()).add(happening)
    return _pairs(together.values())


def _belonging(world: World, told: set[str]) -> frozenset[Pair]:
    """Return the happenings told that led to each other, or have one told origin, two by two."""
    by_id = world.plan.by_id
    together: dict[str, set[str]] = {}
    for happening_id in told & by_id.keys():
        origin = at = happening_id
        while (cause := by_id[at].cause) in by_id:
            at = cause
            origin = at if at in told else origin
        together.setdefault(origin, set()).add(happening_id)
    return _pairs(together.values())


def _pairs(groups: Iterable[set[str]]) -> frozenset[Pair]:
    return frozenset(pair for group in groups for pair in combinations(sorted(group), 2))
