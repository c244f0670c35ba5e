"""Read the files of a city pack into their parts (contract, 3), or say in one line what is wrong.

Unknown keys and properties are ignored. `areas.geojson` is required; the other maps are not.
"""

import math
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeGuard, TypeVar, cast
from zoneinfo import ZoneInfo

import orjson
from shapely.geometry.base import BaseGeometry

from core.city_parts import Area, AreaKind, Landmark, Source, Street, Trust
from core.errors import Misconfigured, Rejected
from core.geo import LonLat, check_geometry, to_shape
from core.topics import Family

_E = TypeVar("_E", bound=StrEnum)
_PACK_VERTICES: Final = 1_000_000
_AREA_TYPES: Final = frozenset({"Polygon", "MultiPolygon"})
_STREET_TYPES: Final = frozenset({"LineString", "MultiLineString"})
_PLACE_TYPES: Final = _AREA_TYPES | _STREET_TYPES | {"Point", "MultiPoint"}


@dataclass(frozen=True, slots=True)
class Charter:
    """Hold what `city.toml` says."""

    id: str
    name: str
    aliases: tuple[str, ...]
    timezone: ZoneInfo
    languages: tuple[str, ...]
    emergency_number: str
    help_line: str
    center: LonLat
    sources: tuple[Source, ...]
    max_age: Mapping[str, timedelta | None]
    numbered_blocks: bool


def read_charter(folder: Path) -> Charter:
    """Read `city.toml`.

    Raises:
        Misconfigured: the file is missing, or a value in it cannot be used.
    """
    path = folder / "city.toml"
    try:
        table = _Table(tomllib.loads(path.read_text(encoding="utf-8")), str(path))
    except FileNotFoundError as error:
        raise Misconfigured(f"{path}: there is no such file") from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Misconfigured(f"{path}: cannot be read: {error}") from error
    zone = table.text("timezone")
    try:
        timezone = ZoneInfo(zone)
    except (OSError, ValueError, KeyError) as error:
        raise table.wrong(f"timezone {zone!r} is not known") from error
    return Charter(
        id=table.text("id"),
        name=table.text("name"),
        aliases=table.texts("aliases"),
        timezone=timezone,
        languages=table.texts("languages") or ("en",),
        emergency_number=table.text("emergency_number"),
        help_line=table.text("help_line"),
        center=_center(table),
        sources=_sources(table),
        max_age=_max_age(table),
        numbered_blocks=table.values.get("numbered_blocks") is True,
    )


def read_areas(folder: Path) -> tuple[Area, ...]:
    """Read `areas.geojson`.

    Raises:
        Misconfigured: it is missing or empty, or a feature in it cannot be used.
    """
    path = folder / "areas.geojson"
    if not path.is_file():
        raise Misconfigured(f"{path}: there is no such file")
    areas = tuple(
        Area(f.id, f.name, f.aliases, _area_kind(f.kind), f.geometry)
        for f in _features(path, _AREA_TYPES)
    )
    if not areas:
        raise Misconfigured(f"{path}: it holds no areas")
    return areas


def read_landmarks(folder: Path) -> tuple[Landmark, ...]:
    """Read `places.geojson`, where there is one."""
    return tuple(
        Landmark(f.id, f.name, f.aliases, f.kind or "place", f.geometry)
        for f in _features(folder / "places.geojson", _PLACE_TYPES)
    )


def read_streets(folder: Path) -> tuple[Street, ...]:
    """Read `streets.geojson`, where there is one."""
    return tuple(
        Street(f.id, f.name, f.aliases, f.geometry)
        for f in _features(folder / "streets.geojson", _STREET_TYPES)
    )


def _area_kind(word: str) -> AreaKind:
    american = word.lower().replace("neighborhood", "neighbourhood")
    return AreaKind(american) if american in set(AreaKind) else AreaKind.OTHER


def _center(table: "_Table") -> LonLat:
    given = table.values.get("center")
    if isinstance(given, list) and len(cast(list[object], given)) == 2:
        lon, lat = cast(list[object], given)
        if _is_number(lon) and _is_number(lat):
            if -180 <= lon <= 180 and -90 <= lat <= 90:
                return LonLat(float(lon), float(lat))
            if -180 <= lat <= 180 and -90 <= lon <= 90:
                raise table.wrong("center must be [lon, lat]; it looks like [lat, lon]")
    raise table.wrong("center must be [lon, lat] in degrees")


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _sources(table: "_Table") -> tuple[Source, ...]:
    given = table.values.get("sources", [])
    if not isinstance(given, list) or not all(
        isinstance(s, dict) for s in cast(list[object], given)
    ):
        raise table.wrong("sources must be written as [[sources]] tables")
    read: dict[str, Source] = {}
    for number, values in enumerate(cast(list[dict[str, Any]], given), 1):
        label = str(values.get("id") or f"number {number}")
        source = _source(_Table(values, f"{table.where}: source {label}"))
        if source.id in read:
            raise table.wrong(f"two sources have the id {source.id!r}")
        read[source.id] = source
    return tuple(read.values())


def _source(table: "_Table") -> Source:
    types = table.texts("types")
    if not types:
        raise table.wrong("types must list at least one event type")
    interval_s = table.values.get("interval_s")
    source_id = table.text("id")
    return Source(
        id=source_id,
        family=table.member("family", Family),
        types=types,
        max_silence=timedelta(seconds=table.seconds("max_silence_s")),
        publisher=table.text("publisher", source_id),
        trust=table.member("trust", Trust, Trust.PARTNER),
        adapter=table.text("adapter", ""),
        url=table.text("url", ""),
        interval=None if interval_s is None else timedelta(seconds=table.seconds("interval_s")),
        contact=table.text("contact", ""),
    )


def _max_age(table: "_Table") -> Mapping[str, timedelta | None]:
    """Read `[max_age_s]`: seconds by event type; 0 means that it never ends unconfirmed."""
    given = table.values.get("max_age_s", {})
    if not isinstance(given, dict):
        raise table.wrong("max_age_s must be a table of seconds by event type")
    ages = _Table(cast(dict[str, Any], given), f"{table.where}: max_age_s")
    return MappingProxyType(
        {
            kind: None if value == 0 else timedelta(seconds=ages.seconds(kind))
            for kind, value in ages.values.items()
        }
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """Read single values of a TOML table, naming where they stand when they are wrong."""

    values: Mapping[str, Any]
    where: str

    def wrong(self, detail: str) -> Misconfigured:
        return Misconfigured(f"{self.where}: {detail}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            problem = "is missing" if value is None else "must be a text"
            raise self.wrong(f"{key} {problem}")
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if isinstance(value, list) and all(isinstance(v, str) for v in cast(list[object], value)):
            return tuple(cast(list[str], value))
        raise self.wrong(f"{key} must be a list of texts")

    def seconds(self, key: str) -> float:
        value = self.values.get(key)
        if value is None:
            raise self.wrong(f"{key} is missing")
        if not _is_number(value) or not 0 < value <= 10 * 366 * 86_400:
            raise self.wrong(f"{key} must be a number of seconds above 0")
        return float(value)

    def member(self, key: str, kind: type[_E], default: _E | None = None) -> _E:
        value = self.values.get(key, default)
        try:
            return kind(value)
        except ValueError as error:
            words = ", ".join(kind)
            problem = "is missing" if value is None else f"{value!r} is not known"
            raise self.wrong(f"{key} {problem}; it is one of {words}") from error


@dataclass(frozen=True, slots=True)
class _Feature:
    id: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    geometry: BaseGeometry


def _features(path: Path, types: frozenset[str]) -> Iterator[_Feature]:
    if not path.is_file():
        return
    try:
        read: Any = orjson.loads(path.read_bytes())
        listed: list[Any] = list(read["features"])
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise Misconfigured(f"{path}: is no GeoJSON FeatureCollection: {error}") from error
    seen: set[str] = set()
    for number, raw in enumerate(listed, 1):
        feature = _feature(raw, f"{path}: feature {number}", types)
        if feature.id in seen:
            raise Misconfigured(f"{path}: two features have the id {feature.id!r}")
        seen.add(feature.id)
        yield feature


def _feature(raw: Any, where: str, types: frozenset[str]) -> _Feature:
    if not isinstance(raw, dict):
        raise Misconfigured(f"{where} is no object")
    given = cast(dict[str, Any], raw)
    properties = given.get("properties")
    table = _Table(cast(dict[str, Any], properties) if isinstance(properties, dict) else {}, where)
    feature_id = table.values.get("id", given.get("id"))
    if isinstance(feature_id, int) and not isinstance(feature_id, bool):
        feature_id = str(feature_id)
    if not isinstance(feature_id, str) or not feature_id:
        raise table.wrong("has no id")
    named = _Table(table.values, f"{where} ({feature_id})")
    name = named.text("name")
    try:
        geometry = check_geometry(given.get("geometry"), _PACK_VERTICES)
        shape = to_shape(geometry)
    except Rejected as error:
        raise named.wrong(error.detail) from error
    if geometry["type"] not in types:
        raise named.wrong(f"a {geometry['type']} cannot be used here")
    kind = named.values.get("kind")
    return _Feature(
        feature_id, name, named.texts("aliases"), kind if isinstance(kind, str) else "", shape
    )
