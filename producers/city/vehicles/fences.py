"""Read from a pack's rules which areas vehicles of which kinds are to keep out of."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import shapely
import yaml
from shapely.geometry.base import BaseGeometry

from core.city import City
from core.errors import Misconfigured

_RULES: Final = "rules.yaml"


@dataclass(frozen=True, slots=True, eq=False)
class Fence:
    """Hold one area that a rule watches.

    Attributes:
        rule: the rule's id.
        kinds: of the vehicles that it is about; empty for all.
    """

    rule: str
    kinds: tuple[str, ...]
    shape: BaseGeometry


def read_fences(folder: Path, city: City) -> tuple[Fence, ...]:
    """Read the geofences among a pack's rules; a pack without rules has none.

    What is wrong with a rule is said by those who watch it; here it is left out.

    Raises:
        Misconfigured: the file cannot be read.
    """
    path = folder / _RULES
    if not path.is_file():
        return ()
    try:
        given: object = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Misconfigured(f"{path}: cannot be read: {' '.join(str(error).split())}") from error
    rules = cast(list[object], given) if isinstance(given, list) else []
    fences: list[Fence] = []
    for rule in rules:
        if isinstance(rule, dict):
            fence = _fence(cast(dict[str, Any], rule), city)
            if fence is not None:
                fences.append(fence)
    return tuple(fences)


def _fence(rule: Mapping[str, Any], city: City) -> Fence | None:
    zone: object = rule.get("geofence")
    if not isinstance(zone, dict):
        return None
    place = cast(dict[str, Any], zone)
    kinds: object = rule.get("kinds", [])
    shape = None
    if "area" in place:
        word = str(place["area"]).casefold()
        named = (a for a in city.areas if word in (a.id.casefold(), a.name.casefold()))
        shape = next((area.geometry for area in named), None)
    elif isinstance(place.get("polygon"), list):
        shape = shapely.Polygon(place["polygon"])
    if shape is None:
        return None
    words = cast(list[object], kinds) if isinstance(kinds, list) else [kinds]
    return Fence(str(rule.get("id", "")), tuple(str(word) for word in words), shape)
