"""Read rules that people write: thresholds and geofences over readings, without code.

A rules file is a YAML list, checked whole before any of it counts; what is wrong is said in one
line that names the rule and the field.
"""

import re
from collections.abc import Sequence
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self, cast

import msgspec
import shapely
import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from shapely.geometry.base import BaseGeometry

from core import topics
from core.city import City
from core.errors import Misconfigured
from core.event import TYPES_OF, EventType
from core.telemetry import (
    EnvironmentReading,
    Reading,
    RiderTaps,
    TrafficCondition,
    VehiclePosition,
)
from core.topics import Family

Topic = Literal["vehicle_positions", "rider_taps", "traffic_conditions", "environment_readings"]
MAX_LASTING: Final = timedelta(hours=6)
_READINGS: Final[dict[str, type[Reading]]] = {
    topics.VEHICLE_POSITIONS: VehiclePosition,
    topics.RIDER_TAPS: RiderTaps,
    topics.TRAFFIC_CONDITIONS: TrafficCondition,
    topics.ENVIRONMENT_READINGS: EnvironmentReading,
}
_NUMBERS: Final[set[type]] = {msgspec.inspect.FloatType, msgspec.inspect.IntType}
_LASTING: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|min|h)")
_UNIT_S: Final = {"s": 1, "m": 60, "min": 60, "h": 3600}
_HOURS: Final = re.compile(r"(\d\d?):(\d\d)\s*-\s*(\d\d?):(\d\d)")


class _Loader(yaml.SafeLoader):
    """Read `on`, `off`, `yes` and `no` as the words they are (YAML 1.2, 10.3.2)."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as the base class has it
        sign: [(tag, sense) for tag, sense in found if sign in "tTfF" or not tag.endswith(":bool")]
        for sign, found in cast(Any, yaml.SafeLoader).yaml_implicit_resolvers.items()
    }


def _read_lasting(given: object) -> object:
    match = _LASTING.fullmatch(given.strip()) if isinstance(given, str) else None
    if match is not None:
        lasting = timedelta(seconds=float(match[1]) * _UNIT_S[match[2]])
    elif isinstance(given, int | float) and not isinstance(given, bool):
        lasting = timedelta(seconds=given)
    else:
        raise ValueError("must be a duration such as 30s, 5m or 1h")
    if not timedelta() <= lasting <= MAX_LASTING:
        raise ValueError("must be from 0s to 6h")
    return lasting


def _read_hours(given: object) -> object:
    match = _HOURS.fullmatch(given.strip()) if isinstance(given, str) else None
    if match is None:
        raise ValueError('must be hours such as "22:00-06:00"')
    numbers = [int(part) for part in match.groups()]
    return time(numbers[0], numbers[1]), time(numbers[2], numbers[3])


Lasting = Annotated[timedelta, BeforeValidator(_read_lasting)]
Text = Annotated[str, Field(min_length=1, max_length=120)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Zone(_Strict):
    """Say where: an area of the pack, or a polygon of one's own."""

    area: Text | None = None
    polygon: tuple[tuple[float, float], ...] | None = None
    """Corners (lon, lat), at least three."""

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.area is None) == (self.polygon is None):
            raise ValueError("needs an area or a polygon, and not both")
        if self.polygon is not None and len(set(self.polygon)) < 3:
            raise ValueError("a polygon has at least three corners")
        return self


class Where(_Strict):
    """Narrow a threshold to a place, or to hours of the city's day."""

    area: Text | None = None
    polygon: tuple[tuple[float, float], ...] | None = None
    hours: Annotated[tuple[time, time], BeforeValidator(_read_hours)] | None = None
    """From, and up to; it may run over midnight."""


class Rule(_Strict):
    """Hold one rule as people write it."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    on: Topic
    geofence: Zone | None = None
    field: str = ""
    above: float | None = None
    below: float | None = None
    clears_below: float | None = None
    clears_above: float | None = None
    kinds: tuple[Text, ...] = ()
    lines: tuple[Text, ...] = ()
    keys: tuple[Text, ...] = ()
    where: Where = Where()
    lasts: Annotated[Lasting | None, Field(alias="for")] = None
    type: Text = ""
    severity: Literal["critical", "high", "moderate", "low"]
    says: Text

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.kinds or self.lines) and self.on != topics.VEHICLE_POSITIONS:
            raise ValueError("kinds and lines are of vehicle_positions only")
        if self.geofence is not None:
            self._check_fence()
        else:
            self._check_threshold()
        return self

    def _check_fence(self) -> None:
        if self.on != topics.VEHICLE_POSITIONS:
            raise ValueError("a geofence is on vehicle_positions")
        if self.field or self.above is not None or self.below is not None:
            raise ValueError("a rule has a geofence or a threshold, not both")
        if self.where.area or self.where.polygon:
            raise ValueError("a geofence says where by itself")

    def _check_threshold(self) -> None:
        if (self.above is None) == (self.below is None):
            raise ValueError("needs a geofence, or a field with above or below")
        if self.field not in numeric_fields(self.on):
            known = ", ".join(numeric_fields(self.on))
            raise ValueError(f"field {self.field!r} is no number of {self.on}: {known}")
        if self.above is not None and (
            self.clears_above is not None or (self.clears_below or self.above) > self.above
        ):
            raise ValueError("above goes with clears_below, which is not higher")
        if self.below is not None and (
            self.clears_below is not None or (self.clears_above or self.below) < self.below
        ):
            raise ValueError("below goes with clears_above, which is not lower")
        has_place = "lat" in {f.name for f in msgspec.structs.fields(_READINGS[self.on])}
        if not has_place and (self.where.area or self.where.polygon):
            raise ValueError(f"{self.on} say no place")

    @property
    def kind(self) -> EventType:
        """Return the type of its anomalies; `other` for a word of its own."""
        if not self.type:
            return EventType.GEOFENCE if self.geofence is not None else EventType.OTHER
        known = {kind.value: kind for kind in TYPES_OF[Family.ANOMALY]}
        return known.get(self.type.strip().lower().replace(" ", "_"), EventType.OTHER)

    @property
    def kind_text(self) -> str:
        """Return its own word for the type; empty where the contract names it."""
        return "" if self.kind is not EventType.OTHER else self.type or self.id


def numeric_fields(topic: str) -> list[str]:
    """Return the fields of a topic's readings that a threshold can be set on."""
    names: list[str] = []
    for field in cast(Any, msgspec.inspect.type_info(_READINGS[topic])).fields:
        parts: tuple[object, ...] = getattr(field.type, "types", (field.type,))
        kinds: set[type] = {type(part) for part in parts}
        if kinds & _NUMBERS and kinds <= {*_NUMBERS, msgspec.inspect.NoneType}:
            names.append(str(field.name))
    return [name for name in names if name not in ("lat", "lon")]


def read_rules(path: Path, city: City) -> tuple[Rule, ...]:
    """Read a rules file; no file is no rules.

    Raises:
        Misconfigured: it cannot be used; one line names the file, the rule and what is wrong.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path}: {error}") from error
    try:
        given: object = yaml.load(text, _Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}:" if mark is not None else ""
        raise Misconfigured(
            f"{path}:{line} no YAML: {getattr(error, 'problem', None) or error}"
        ) from error
    if given is None:
        return ()
    if not isinstance(given, list):
        raise Misconfigured(f"{path}: a rules file is a list, each rule begins with `- id:`")
    rules = tuple(_rule(path, n, each) for n, each in enumerate(cast(list[object], given), 1))
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise Misconfigured(f"{path}: rule {rule.id!r}: two rules have this id")
        seen.add(rule.id)
        zone_of(rule, city, path)
    return rules


def zone_of(rule: Rule, city: City, path: Path | None = None) -> BaseGeometry | None:
    """Return where a rule holds; None for everywhere.

    Raises:
        Misconfigured: the pack has no such area, or the polygon is none.
    """
    zone = rule.geofence or rule.where
    where = f"{path}: rule {rule.id!r}" if path else f"rule {rule.id!r}"
    if zone.polygon is not None:
        shape = shapely.Polygon(zone.polygon)
        if not shape.is_valid or shape.is_empty:
            raise Misconfigured(f"{where}: the polygon crosses itself")
        return shape
    if zone.area is None:
        return None
    wanted = zone.area.casefold()
    for area in city.areas:
        if wanted in (area.id.casefold(), *(n.casefold() for n in (area.name, *area.aliases))):
            return area.geometry
    raise Misconfigured(f"{where}: the city has no area {zone.area!r}")


def _rule(path: Path, number: int, given: object) -> Rule:
    name = cast(dict[str, object], given).get("id") if isinstance(given, dict) else None
    try:
        return Rule.model_validate(given)
    except ValidationError as error:
        raise Misconfigured(
            f"{path}: rule {str(name) if name else number!r}: {_one_line(error.errors())}"
        ) from error


def _one_line(errors: Sequence[Any]) -> str:
    first = errors[0]
    place = ".".join(str(part) for part in first["loc"])
    said = str(first["msg"]).removeprefix("Value error, ")
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{place}: {said}{more}" if place else f"{said}{more}"
