"""Make detectors of rules: one looks at a number, one at where a vehicle is."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from operator import attrgetter
from typing import Final
from zoneinfo import ZoneInfo

import msgspec
import shapely

from core.city import City
from core.event import EventType
from core.geo import LonLat
from core.severity import Severity
from core.telemetry import (
    KEY_FIELDS,
    Reading,
    RiderTaps,
    TrafficCondition,
    VehiclePosition,
    taken_at,
)
from indexer.anomalies.detector import (
    AnyDetector,
    Detector,
    Level,
    Look,
    Names,
    Spot,
    Told,
    Wording,
)
from indexer.anomalies.rules import Rule, zone_of

USUAL_LASTING: Final = timedelta(seconds=60)
"""How long a threshold must be passed where the rule does not say."""
CLEARS_AFTER: Final = timedelta(seconds=60)
_UNITS: Final = {
    "kmh": "km/h",
    "c": "°C",
    "pct": "%",
    "ugm3": "µg/m³",
    "ppb": "ppb",
    "ppm": "ppm",
    "db": "dB",
    "h": "mm/h",
    "s": "s",
    "deg": "degrees",
    "min": "a minute",
}
_WORDS: Final = {
    "pm25_ugm3": "PM2.5",
    "pm10_ugm3": "PM10",
    "o3_ppb": "ozone",
    "no2_ppb": "nitrogen dioxide",
    "co_ppm": "carbon monoxide",
    "rain_mm_h": "rain",
    "noise_db": "noise",
    "temperature_c": "the temperature",
    "fuel_pct": "the fuel level",
    "engine_temp_c": "the engine's temperature",
    "vehicles_per_min": "traffic",
}


class RuleState(msgspec.Struct):
    """Remember nothing: a rule looks at each reading by itself."""


class RuleDetector(Detector[Reading, RuleState]):
    """Look at what one rule names."""

    state = RuleState

    def __init__(self, rule: Rule, city: City) -> None:
        """Make it of a checked rule; raises `Misconfigured` where the pack lacks its area."""
        fence = rule.geofence is not None
        self.kind: EventType = rule.kind
        self.kind_text: str = rule.kind_text
        self.topic: str = rule.on
        self.name: str = f"rule:{rule.id}"
        self.prefix: str = f"{rule.id}/"
        self.unit: str = "" if fence else _unit(rule.field)
        lasting = timedelta() if fence else USUAL_LASTING
        self.opens_after: timedelta = lasting if rule.lasts is None else rule.lasts
        self.closes_after: timedelta = CLEARS_AFTER
        self.rule = rule
        self._timezone: ZoneInfo = city.timezone
        self._kinds = frozenset(kind.casefold() for kind in rule.kinds)
        self._lines = frozenset(line.casefold() for line in rule.lines)
        self._keys = frozenset(rule.keys)
        self._zone = zone_of(rule, city)
        if self._zone is not None:
            shapely.prepare(self._zone)
        self._key_of: Callable[[Reading], str] = attrgetter(KEY_FIELDS[rule.on])
        self._value_of = None if fence else attrgetter(rule.field)
        self._severity = Severity(rule.severity)
        self._place = "" if rule.geofence is None else rule.geofence.area or ""
        for area in city.areas:
            if self._zone is area.geometry:
                self._place = area.name

    def take(self, state: RuleState, reading: Reading) -> Look | None:
        """Look where the rule is about this reading at all."""
        if isinstance(reading, VehiclePosition):
            if self._kinds and reading.kind.casefold() not in self._kinds:
                return None
            if self._lines and reading.line.casefold() not in self._lines:
                return None
        if self._keys and self._key_of(reading) not in self._keys:
            return None
        if self._value_of is None:
            return self._fenced(reading)
        value: float | None = self._value_of(reading)
        return None if value is None else self._measured(reading, value)

    def wording(self, told: Told, names: Names) -> Wording:
        """Say what the rule says, and what was measured."""
        rule, look, key = self.rule, told.last, told.subject.removeprefix(self.prefix)
        since, until = names.time(told.since), told.until
        if self._value_of is None:
            what = str(look.facts.get("kind") or "vehicle").capitalize()
            where = f"in {self._place}" if self._place else "inside the area of the rule"
            if until is None:
                return Wording(rule.says, f"{what} {key} has been {where} since {since}.")
            over = f"from {since} to {names.time(until)}"
            return Wording(rule.says, f"{what} {key} was {where} {over}.")
        point = look.spot.point
        near = names.near(point) if point is not None else ""
        place = f"near {near}" if near else f"at {key}"
        up = rule.above is not None
        began = (
            f"{_words(rule.field)} {place} {'rose above' if up else 'fell below'}"
            f" {self._amount(look.baseline or 0.0)} at {since}"
        )
        if until is None:
            seen = f"measured {self._amount(look.observed)} at {names.time(look.at)}"
            return Wording(rule.says, f"{began}, and {seen}.")
        reached = f"reached {self._amount(told.worst.observed)}"
        back = f"was back {'below' if up else 'above'} that by {names.time(until)}"
        return Wording(rule.says, f"{began}, {reached}, and {back}.")

    def _amount(self, value: float) -> str:
        number = f"{value:.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.1f}"
        return f"{number} {self.unit}".rstrip()

    def _fenced(self, reading: Reading) -> Look | None:
        if not isinstance(reading, VehiclePosition):
            return None
        if not (self._holds_now(reading.timestamp) and self._is_inside(reading)):
            return Look(at=reading.timestamp, level=Level.CLEAR, observed=0.0)
        return Look(
            at=reading.timestamp,
            level=Level.BEYOND,
            observed=1.0,
            severity=self._severity,
            spot=_spot(reading),
            facts={"kind": reading.kind},
        )

    def _measured(self, reading: Reading, value: float) -> Look | None:
        at = taken_at(reading)
        limit, level = self._level(value)
        if level is not Level.CLEAR and not (self._holds_now(at) and self._is_inside(reading)):
            level = Level.CLEAR
        if level is Level.CLEAR:
            return Look(at=at, level=level, observed=value, baseline=limit)
        return Look(
            at=at,
            level=level,
            observed=value,
            baseline=limit,
            severity=self._severity,
            spot=_spot(reading),
        )

    def _level(self, value: float) -> tuple[float, Level]:
        rule = self.rule
        if rule.above is not None:
            clears = rule.above if rule.clears_below is None else rule.clears_below
            beyond, clear, limit = value > rule.above, value <= clears, rule.above
        else:
            limit = rule.below or 0.0
            clears = limit if rule.clears_above is None else rule.clears_above
            beyond, clear = value < limit, value >= clears
        return limit, Level.BEYOND if beyond else Level.CLEAR if clear else Level.BETWEEN

    def _holds_now(self, at: datetime) -> bool:
        hours = self.rule.where.hours
        if hours is None:
            return True
        return _within(hours, at.astimezone(self._timezone).time())

    def _is_inside(self, reading: Reading) -> bool:
        if self._zone is None:
            return True
        point = _point(reading)
        return point is not None and bool(shapely.intersects_xy(self._zone, point.lon, point.lat))


def detectors_of(rules: tuple[Rule, ...], city: City) -> tuple[AnyDetector, ...]:
    """Return a detector for each rule, in their order."""
    return tuple(RuleDetector(rule, city) for rule in rules)


def _within(hours: tuple[time, time], at: time) -> bool:
    first, last = hours
    return first <= at < last if first <= last else at >= first or at < last


def _point(reading: Reading) -> LonLat | None:
    lon: float | None = getattr(reading, "lon", None)
    lat: float | None = getattr(reading, "lat", None)
    return None if lon is None or lat is None else LonLat(lon, lat)


def _spot(reading: Reading) -> Spot:
    line = reading.line if isinstance(reading, VehiclePosition | RiderTaps) else ""
    return Spot(
        point=_point(reading),
        lines=(line,) if line else (),
        stops=(reading.stop_id,) if isinstance(reading, RiderTaps) else (),
        road=reading.name if isinstance(reading, TrafficCondition) else "",
    )


def _unit(field: str) -> str:
    return _UNITS.get(field.rpartition("_")[2], "")


def _words(field: str) -> str:
    return _WORDS.get(field) or f"the {field.rpartition('_')[0].replace('_', ' ') or field}"
