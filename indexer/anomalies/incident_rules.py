"""List what may come of what: by which reason, how near, how soon, and how sure that makes it.

Each rule is one line of a table. What the source itself says weighs most: a stated cause makes a
join sure, another one stated rules it out. A wrong join is worse than a missing one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, StrEnum
from typing import Final

from core.event import EventType as E
from indexer.anomalies.incident_words import WEATHER

STATED_WITHIN: Final = timedelta(hours=12)
"""How long after its cause an effect may begin whose source names that cause."""
AFTERWARDS: Final = timedelta(minutes=10)
"""How long after a cause is over its effects may still begin: words come late."""


class Reason(StrEnum):
    """Why an event belongs to an incident."""

    WEATHER_CUT_POWER = "weather_cut_power"
    WEATHER_DISRUPTED = "weather_disrupted"
    WEATHER_MEASURED = "weather_measured"
    SIGNALS_IN_OUTAGE = "signals_in_outage"
    STOPS_IN_OUTAGE = "stops_in_outage"
    NETWORK_IN_OUTAGE = "network_in_outage"
    WATER_WITHOUT_POWER = "water_without_power"
    CLOSED_AT_DARK_SIGNAL = "closed_at_dark_signal"
    DETOUR_ROUND_CLOSURE = "detour_round_closure"
    DELAYED_BY_CLOSURE = "delayed_by_closure"
    DELAYED_BY_DETOUR = "delayed_by_detour"
    STOP_AT_CLOSURE = "stop_at_closure"
    ROAD_OVER_MAIN = "road_over_main"
    ADVISORY_AFTER_BREAK = "advisory_after_break"
    CLOSED_BY_FIRE = "closed_by_fire"
    CLEARED_FOR_FIRE = "cleared_for_fire"
    SMOKE_OF_FIRE = "smoke_of_fire"
    SMOKE_ADVICE = "smoke_advice"
    CLOSED_BY_SPILL = "closed_by_spill"
    CLOSED_BY_GAS = "closed_by_gas"
    CLOSED_BY_POLICE = "closed_by_police"
    EARTHQUAKE_DAMAGE = "earthquake_damage"
    VEHICLE_BROKE_DOWN = "vehicle_broke_down"
    LINE_DISRUPTED = "line_disrupted"
    MEASURED_ON_LINE = "measured_on_line"
    CROWDED_BY_DISRUPTION = "crowded_by_disruption"
    CROWDED_BY_CLOSED_STOP = "crowded_by_closed_stop"
    TRAFFIC_AT_CLOSURE = "traffic_at_closure"
    SLOW_ROAD = "slow_road"
    OUTAGE_GROWS = "outage_grows"
    RESIDENTS_REPORTED = "residents_reported"
    SAME_THING = "same_thing"


class Space(Enum):
    """How a cause and its effect have to lie."""

    INSIDE = "inside"
    """The effect lies in the cause's area, or meets it."""
    BESIDE = "beside"
    """They come within `reach_m` of each other."""
    LINE = "line"
    """They concern the same line."""
    STOP = "stop"
    """The effect's stop is served by the cause's line."""
    COURSE = "course"
    """The effect's line runs along the cause's stretch of road."""
    SUBJECT = "subject"
    """The effect names the cause by its id."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Hold one way in which an event leads to another.

    Attributes:
        reason: the code that is kept.
        causes: types that lead to it.
        effects: types that come of it.
        space: how they have to lie.
        words: classes of stated causes that speak for it (`incident_words`).
        stated: how sure it is where the effect's source says so.
        silent: how sure where it says nothing; 0 where it has to be said.
        reach_m: metres, for `BESIDE`, and around points for `INSIDE`.
        within: how soon the effect begins, where nothing is said.
        early: how long before the cause it may seem to begin: whoever measures is often first.
        same: whether they are one thing told twice; then neither led to the other.
        named: whether the source has to name the cause's own stop or road.
    """

    reason: Reason
    causes: frozenset[E]
    effects: frozenset[E]
    space: Space
    words: frozenset[str] = frozenset()
    stated: float = 0.95
    silent: float = 0.0
    reach_m: float = 0.0
    within: timedelta = timedelta(minutes=45)
    early: timedelta = timedelta(minutes=5)
    same: bool = False
    named: bool = False


def _of(*types: E) -> frozenset[E]:
    return frozenset(types)


def _says(*classes: str) -> frozenset[str]:
    return frozenset(classes)


_MIN: Final = timedelta(minutes=1)
_MEASURED: Final = _of(E.LINE_DELAY, E.BUNCHING, E.GAP, E.VEHICLE_DELAY)
_DISRUPTED: Final = _of(E.DELAY, E.SUSPENSION, E.REDUCED_SERVICE)
_JAMS: Final = _of(E.CONGESTION, E.SLOWDOWN)

RULES: Final[tuple[Rule, ...]] = (
    # What the weather does is only taken from those who say so: much happens during a storm.
    Rule(Reason.WEATHER_CUT_POWER, _of(E.WEATHER_ALERT), _of(E.POWER_OUTAGE), Space.INSIDE,
         WEATHER, stated=0.85),
    Rule(Reason.WEATHER_DISRUPTED, _of(E.WEATHER_ALERT),
         _of(E.ROAD_CLOSURE, E.STOP_CLOSURE, E.SUSPENSION, E.DELAY, E.REDUCED_SERVICE,
             E.EVACUATION, E.HEALTH_ADVISORY, E.WATER_OUTAGE, E.INTERNET_DISRUPTION),
         Space.INSIDE, WEATHER, stated=0.85),
    Rule(Reason.WEATHER_MEASURED, _of(E.WEATHER_ALERT), _of(E.WIND, E.HEAT, E.AIR_QUALITY),
         Space.INSIDE, WEATHER, stated=0.8, early=60 * _MIN),
    # Power.
    Rule(Reason.SIGNALS_IN_OUTAGE, _of(E.POWER_OUTAGE), _of(E.SIGNAL_OUTAGE), Space.INSIDE,
         _says("power"), silent=0.85, reach_m=150, within=30 * _MIN),
    Rule(Reason.STOPS_IN_OUTAGE, _of(E.POWER_OUTAGE), _of(E.STOP_CLOSURE, E.ACCESSIBILITY),
         Space.INSIDE, _says("power"), silent=0.65, reach_m=100, within=20 * _MIN),
    Rule(Reason.STOPS_IN_OUTAGE, _of(E.POWER_OUTAGE), _of(E.SUSPENSION, E.DELAY, E.CROWDING),
         Space.INSIDE, _says("power"), reach_m=100),
    Rule(Reason.NETWORK_IN_OUTAGE, _of(E.POWER_OUTAGE), _of(E.INTERNET_DISRUPTION), Space.INSIDE,
         _says("power"), stated=0.9),
    Rule(Reason.WATER_WITHOUT_POWER, _of(E.POWER_OUTAGE), _of(E.WATER_OUTAGE, E.WATER_ADVISORY),
         Space.INSIDE, _says("power"), stated=0.9),
    Rule(Reason.OUTAGE_GROWS, _of(E.POWER_OUTAGE, E.WATER_OUTAGE, E.INTERNET_DISRUPTION),
         _of(E.OUTAGE_GROWTH), Space.SUBJECT, silent=0.99, within=STATED_WITHIN),
    # Roads.
    Rule(Reason.CLOSED_AT_DARK_SIGNAL, _of(E.SIGNAL_OUTAGE), _of(E.ROAD_CLOSURE, E.PUBLIC_SAFETY),
         Space.BESIDE, _says("signal"), stated=0.9, silent=0.55, reach_m=60),
    Rule(Reason.DETOUR_ROUND_CLOSURE, _of(E.ROAD_CLOSURE, E.ROAD_WORK), _of(E.ROUTE_CHANGE),
         Space.COURSE, _says("closure"), silent=0.7, within=120 * _MIN),
    Rule(Reason.DELAYED_BY_CLOSURE, _of(E.ROAD_CLOSURE, E.ROAD_WORK), _of(E.DELAY),
         Space.COURSE, _says("closure"), stated=0.9, silent=0.55),
    Rule(Reason.STOP_AT_CLOSURE, _of(E.ROAD_CLOSURE, E.ROAD_WORK), _of(E.STOP_CLOSURE),
         Space.BESIDE, _says("closure"), stated=0.9, silent=0.6, reach_m=100),
    Rule(Reason.TRAFFIC_AT_CLOSURE, _of(E.ROAD_CLOSURE, E.FIRE), _JAMS, Space.BESIDE,
         silent=0.7, reach_m=400, within=60 * _MIN, early=10 * _MIN),
    Rule(Reason.TRAFFIC_AT_CLOSURE, _of(E.SIGNAL_OUTAGE, E.ROAD_WORK), _JAMS, Space.BESIDE,
         silent=0.6, reach_m=200, within=60 * _MIN, early=10 * _MIN),
    Rule(Reason.SLOW_ROAD, _JAMS, _of(E.VEHICLE_DELAY), Space.BESIDE, silent=0.55, reach_m=150,
         within=30 * _MIN),
    # Water.
    Rule(Reason.ROAD_OVER_MAIN, _of(E.WATER_OUTAGE), _of(E.ROAD_CLOSURE, E.ROAD_WORK),
         Space.INSIDE, _says("main"), reach_m=100),
    Rule(Reason.ADVISORY_AFTER_BREAK, _of(E.WATER_OUTAGE), _of(E.WATER_ADVISORY), Space.INSIDE,
         _says("main"), silent=0.7, reach_m=100, within=360 * _MIN),
    # Danger to people.
    Rule(Reason.CLOSED_BY_FIRE, _of(E.FIRE), _of(E.ROAD_CLOSURE, E.STOP_CLOSURE, E.SUSPENSION),
         Space.BESIDE, _says("fire"), silent=0.6, reach_m=250),
    Rule(Reason.CLEARED_FOR_FIRE, _of(E.FIRE), _of(E.EVACUATION), Space.BESIDE, _says("fire"),
         silent=0.7, reach_m=400, within=90 * _MIN),
    Rule(Reason.SMOKE_OF_FIRE, _of(E.FIRE), _of(E.HEALTH_ADVISORY), Space.BESIDE,
         _says("fire", "smoke"), stated=0.9, reach_m=600),
    Rule(Reason.SMOKE_OF_FIRE, _of(E.FIRE), _of(E.AIR_QUALITY), Space.BESIDE, silent=0.6,
         reach_m=600, within=90 * _MIN),
    Rule(Reason.SMOKE_ADVICE, _of(E.AIR_QUALITY), _of(E.HEALTH_ADVISORY), Space.INSIDE,
         _says("smoke"), stated=0.9),
    Rule(Reason.CLOSED_BY_SPILL, _of(E.HAZMAT),
         _of(E.ROAD_CLOSURE, E.EVACUATION, E.HEALTH_ADVISORY), Space.BESIDE, _says("spill"),
         silent=0.6, reach_m=300),
    Rule(Reason.CLOSED_BY_GAS, _of(E.GAS_LEAK), _of(E.ROAD_CLOSURE, E.EVACUATION, E.STOP_CLOSURE),
         Space.BESIDE, _says("gas"), silent=0.6, reach_m=300),
    Rule(Reason.CLOSED_BY_POLICE, _of(E.PUBLIC_SAFETY, E.EVACUATION),
         _of(E.ROAD_CLOSURE, E.STOP_CLOSURE, E.ROUTE_CHANGE, E.SUSPENSION), Space.BESIDE,
         _says("police", "evacuation"), stated=0.9, reach_m=300),
    Rule(Reason.EARTHQUAKE_DAMAGE, _of(E.EARTHQUAKE),
         _of(E.GAS_LEAK, E.POWER_OUTAGE, E.WATER_OUTAGE, E.FIRE, E.ROAD_CLOSURE, E.SUSPENSION,
             E.EVACUATION), Space.INSIDE, _says("quake"), stated=0.9),
    # Transit. What is measured on a line is often seen before the operator tells of it.
    Rule(Reason.VEHICLE_BROKE_DOWN, _of(E.BREAKDOWN), _DISRUPTED, Space.LINE,
         _says("breakdown"), silent=0.65, within=30 * _MIN, early=10 * _MIN),
    Rule(Reason.VEHICLE_BROKE_DOWN, _of(E.BREAKDOWN), _MEASURED, Space.LINE,
         silent=0.6, within=40 * _MIN),
    Rule(Reason.LINE_DISRUPTED, _of(E.SUSPENSION), _of(E.DELAY, E.REDUCED_SERVICE, E.ROUTE_CHANGE),
         Space.LINE, _says("suspension"), stated=0.9, silent=0.65, within=90 * _MIN),
    Rule(Reason.DELAYED_BY_DETOUR, _of(E.ROUTE_CHANGE), _of(E.DELAY), Space.LINE,
         _says("closure"), stated=0.9, silent=0.6, within=60 * _MIN),
    Rule(Reason.MEASURED_ON_LINE, _DISRUPTED | _of(E.ROUTE_CHANGE), _MEASURED, Space.LINE,
         silent=0.75, within=90 * _MIN, early=20 * _MIN),
    Rule(Reason.CROWDED_BY_DISRUPTION, _of(E.SUSPENSION), _of(E.CROWDING, E.SURGE), Space.STOP,
         _says("suspension"), stated=0.9, silent=0.65, within=60 * _MIN),
    Rule(Reason.CROWDED_BY_DISRUPTION, _of(E.DELAY, E.REDUCED_SERVICE), _of(E.CROWDING, E.SURGE),
         Space.STOP, _says("delay"), stated=0.9, silent=0.55, within=60 * _MIN),
    Rule(Reason.CROWDED_BY_CLOSED_STOP, _of(E.STOP_CLOSURE), _of(E.CROWDING), Space.LINE,
         _says("closure"), stated=0.9, named=True),
    # One thing, told by two.
    Rule(Reason.RESIDENTS_REPORTED,
         _of(E.POWER_OUTAGE, E.WATER_OUTAGE, E.WATER_ADVISORY, E.GAS_LEAK, E.INTERNET_DISRUPTION,
             E.FIRE, E.HAZMAT, E.ROAD_CLOSURE, E.SIGNAL_OUTAGE),
         _of(E.REPORT_CLUSTER), Space.INSIDE, silent=0.85, reach_m=500, within=60 * _MIN,
         early=60 * _MIN, same=True),
    *(
        Rule(Reason.SAME_THING, _of(kind), _of(kind), Space.INSIDE, silent=0.8, reach_m=100,
             within=30 * _MIN, early=30 * _MIN, same=True)
        for kind in (
            E.FIRE, E.HAZMAT, E.GAS_LEAK, E.EVACUATION, E.PUBLIC_SAFETY, E.EARTHQUAKE,
            E.POWER_OUTAGE, E.WATER_OUTAGE, E.WATER_ADVISORY, E.ROAD_CLOSURE, E.SIGNAL_OUTAGE,
            E.WEATHER_ALERT, E.STOP_CLOSURE, E.AIR_QUALITY,
        )
    ),
)  # fmt: skip
"""Every way in which events join, most telling first."""


def _by(types_of: str) -> Mapping[E, tuple[Rule, ...]]:
    found: dict[E, tuple[Rule, ...]] = {}
    for rule in RULES:
        types: Iterable[E] = getattr(rule, types_of)
        for kind in types:
            found[kind] = (*found.get(kind, ()), rule)
    return found


BY_EFFECT: Final = _by("effects")
BY_CAUSE: Final = _by("causes")
