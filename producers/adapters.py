"""Choose the adapter that a source of the city pack names."""

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Final

from core.city import City
from core.city_parts import Source as PackSource
from core.errors import Misconfigured
from core.geo import bbox
from producers.source import Source
from producers.sources.cap import CapFeed
from producers.sources.gtfs_rt import gtfs_rt_source

Adapter = Callable[[PackSource, City, Path], Source]


def _cap(pack: PackSource, city: City, _folder: Path) -> Source:
    return CapFeed(
        pack.id,
        family=pack.family,
        types=pack.types,
        publisher=pack.publisher,
        max_silence=pack.max_silence,
        language=city.languages[0],
        bounds=bbox(city.reach),
    )


ADAPTERS: Final = MappingProxyType[str, Adapter]({"cap": _cap, "gtfs_rt": gtfs_rt_source})
"""Adapters by the name that `adapter` has in `city.toml`."""


def make_source(pack: PackSource, city: City, folder: Path) -> Source:
    """Make the reader of one source of the pack.

    Args:
        pack: what `city.toml` says of it.
        city: the pack.
        folder: where the pack lies, with its static GTFS.

    Raises:
        Misconfigured: the pack names an adapter that does not exist.
    """
    adapter = ADAPTERS.get(pack.adapter)
    if adapter is None:
        known = ", ".join(sorted(ADAPTERS))
        raise Misconfigured(f"source {pack.id}: adapter {pack.adapter!r} is none of {known}")
    return adapter(pack, city, folder)
