"""Know whether an official source tells of something at a place, and who would."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from core.city import City, Trust
from core.event import EventType
from core.geo import LonLat, distance_m
from core.lifecycle import MAX_AGES, EndReason, standing
from core.topics import Family
from indexer.anomalies.detector import Spot
from indexer.anomalies.incident_sites import Site, Sites

_TRULY_OVER: Final = frozenset({EndReason.RESOLVED, EndReason.ENDS_AT})
NEAR_M: Final = 500.0
"""An event this near to the middle of residents' reports is what they tell of."""


class Confirmations:
    """Answer from the events that are known; it is the `Officials` of report clusters."""

    def __init__(self, city: City, sites: Sites) -> None:
        self._city = city
        self._sites = sites

    def says(
        self, kinds: Sequence[EventType], spot: Spot, since: datetime, at: datetime
    ) -> str | None:
        """Return who told of an event at or near the spot; None where nobody did.

        Args:
            kinds: of which types.
            spot: where: a point, or the name of an area.
            since: it counts if it was in force at any time from here on …
            at: … until here, and was told by then.
        """
        where = spot.point or next(
            (area.geometry for area in self._city.areas if area.name in spot.areas), None
        )
        if where is None:
            return None
        for site in sorted(self._sites.around(where, kinds), key=lambda site: site.key):
            event = site.event
            if event.family is Family.ANOMALY or event.issued_at > at:
                continue
            source = self._city.source_by_id.get(event.source)
            if source is None or source.trust is Trust.RESIDENT:
                continue
            stands = standing(event, at, max_age=MAX_AGES.get(event.type))
            was_so = stands.end_reason in _TRULY_OVER and (stands.ended_at or since) > since
            if (stands.phase.in_force or was_so) and self._is_at(site, where):
                return event.publisher or source.publisher
        return None

    def would_know(self, kinds: Sequence[EventType]) -> str:
        """Return the publisher that would tell of such events; empty where the pack has none."""
        wanted = {kind.value for kind in kinds}
        knowing = [source for source in self._city.sources if wanted.intersection(source.types)]
        knowing.sort(key=lambda source: -source.trust.rank)
        return knowing[0].publisher if knowing else ""

    def _is_at(self, site: Site, where: LonLat | BaseGeometry) -> bool:
        region = site.region(self._city)
        if site.everywhere:
            return True
        if isinstance(where, LonLat) or not site.rough:  # smoke is seen across an area's border
            return not region.is_empty and distance_m(region, where) <= NEAR_M
        return bool(shapely.intersects(region, where) and not shapely.touches(region, where))
