"""Search the view for what may bear on a question, by structure: type, phase, place and source.

`Search.find` is the main path. What is found may still lie elsewhere: `relate` tells where it lies.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from math import cos, radians
from typing import Final

from assistant.particular import ALIKE
from assistant.relevance import Asked, belongs, told_once
from assistant.understand.topics import WATER, Topic
from core.city import City
from core.city_parts import AreaKind
from core.event import EventType
from core.footprint import Basis
from core.geo import METRES_PER_DEGREE
from core.lifecycle import Phase
from core.place import Place, PlaceKind
from core.relation import NEAR_M
from core.severity import Severity
from core.store import EventReader, Hit, Query

IN_FORCE: Final = (Phase.ACTIVE, Phase.OVERDUE)
MANY: Final = 60
"""How many hits a page has; there may be more where it is full."""
_ALL: Final = 1000
_FURTHER: Final = (MANY, 4 * MANY, _ALL)
_SPOTS: Final = frozenset({PlaceKind.STOP, PlaceKind.STREET})
"""Places in whose areas much is filed that does not touch them."""
_AREAS: Final = frozenset({PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK})
_WIDE: Final = frozenset({AreaKind.ZIP, AreaKind.BANK})


class Search:
    """Search the view of one city."""

    def __init__(self, city: City, reader: EventReader) -> None:
        self._city = city
        self._reader = reader

    def find(self, asked: Asked, phases: Sequence[Phase], now: datetime) -> list[Hit]:
        """Search what may touch the place; what really does is told by `relate`.

        The first page is enough where nothing is cut off; else what is old or told by many copies
        must not be hidden by it.
        """
        counts = asked.history is not None
        named = self._page(asked, phases, now, MANY, singled=True) if asked.particular else []
        singled = [hit for hit in named if belongs(hit, asked)]
        hits = self._page(asked, phases, now, _ALL if counts else MANY)
        told = told_once((*singled, *(hit for hit in hits if belongs(hit, asked))))
        if counts or len(hits) < MANY:
            return told
        place, more = asked.place, list[Hit]()
        if place is not None and place.kind in _SPOTS:
            named_there = self._page(asked, phases, now, _ALL, spot=place.id)
            more = [hit for hit in named_there if belongs(hit, asked)]
        if len(told) < MANY // 2:  # many copies of little
            for further in self.ever_more(asked, phases, now):
                told = further
                if len(told) >= MANY // 2:
                    break
        return told_once((*singled, *told, *more))

    def ever_more(
        self, asked: Asked, phases: Sequence[Phase], now: datetime
    ) -> Iterator[list[Hit]]:
        """Search what may touch the place, further and further; each yield holds all so far."""
        for limit in _FURTHER:
            hits = self._page(asked, phases, now, limit)
            yield told_once(hit for hit in hits if belongs(hit, asked))
            if len(hits) < limit:
                return

    def since(
        self, asked: Asked, changed: datetime, phases: Sequence[Phase], now: datetime
    ) -> list[Hit]:
        """Search what may touch the place and has changed at or after an instant."""
        hits = self._page(asked, phases, now, MANY, changed=changed)
        return told_once(hit for hit in hits if belongs(hit, asked))

    def _page(
        self,
        asked: Asked,
        phases: Sequence[Phase],
        now: datetime,
        limit: int,
        *,
        singled: bool = False,
        changed: datetime | None = None,
        spot: str = "",
    ) -> list[Hit]:
        """Return the first hits.

        Args:
            asked: what is asked.
            phases: how they stand.
            now: aware UTC.
            limit: how many of each search.
            singled: whether only those that the question's own words name.
            changed: since when they have changed; None for whenever.
            spot: the stop or street that they name; empty for any.
        """
        topic, place = asked.topic, asked.place
        query = Query(
            types=self._types(topic), phases=phases, in_city_only=True, limit=limit, since=changed,
            spot_ids=(spot,) if spot else (),
        )  # fmt: skip
        if singled:
            words = asked.particular
            query = replace(query, text=words, matching_only=True, alike=ALIKE)
        search = partial(self._reader.search, vector=asked.meaning if singled else None)
        if place is not None and place.kind is PlaceKind.LINE:
            on_line = search(replace(query, line_ids=(place.id,)), now)
            at_stops = search(replace(query, area_ids=self.areas_of(place)), now)
            hits = [*on_line, *at_stops]
        elif place is not None and place.kind is not PlaceKind.CITY:
            hits = list(search(replace(query, area_ids=self.areas_of(place)), now))
            if place.kind is PlaceKind.POINT:
                reach_m = NEAR_M + place.accuracy_m
                near = replace(query, near=place.point, radius_m=reach_m)
                hits += search(near, now)
        else:
            hits = list(search(query, now))
        if topic.severe_too:
            grave = replace(query, types=(), severities=(Severity.CRITICAL,))
            if place is not None and place.kind is not PlaceKind.CITY:
                grave = replace(grave, area_ids=self.areas_of(place))
            hits += search(grave, now)
        return hits

    def areas_of(self, place: Place) -> tuple[str, ...]:
        """Return areas by one of which everything is filed that touches the place.

        An event is filed under every area that it touches: of an area its own id is enough, and
        of what lies in a district neither its ZIP area nor its half of the city is needed.
        """
        if place.kind in _AREAS:
            return place.area_ids[:1]
        by_id = self._city.area_by_id
        local = tuple(a for a in place.area_ids if by_id[a].kind not in _WIDE)
        return local or place.area_ids

    def all_of(self, asked: Asked, phases: Sequence[Phase], now: datetime) -> list[Hit]:
        """Search all that may touch the place, however much it is."""
        hits = self._page(asked, phases, now, _ALL)
        return told_once(hit for hit in hits if belongs(hit, asked))

    def around(self, asked: Asked, place: Place, now: datetime) -> list[Hit]:
        """Search what lies within a kilometre of a place that nothing covers."""
        if place.kind in (PlaceKind.LINE, PlaceKind.POINT):
            return []
        west, south, east, north = place.geometry.bounds
        up = NEAR_M / METRES_PER_DEGREE
        across = up / cos(radians(place.point.lat))
        query = Query(
            types=self._types(asked.topic),
            phases=IN_FORCE,
            in_city_only=True,
            bbox=(west - across, south - up, east + across, north + up),
            limit=MANY,
        )
        return told_once(h for h in self._reader.search(query, now) if belongs(h, asked))

    def unplaced(self, asked: Asked, now: datetime) -> list[Hit]:
        """Search what is in force and nobody can place."""
        query = Query(
            types=self._types(asked.topic), phases=IN_FORCE, in_city_only=True, unplaced_only=True,
            limit=MANY,
        )  # fmt: skip
        listed = {source.id for source in self._city.sources}
        hits = self._reader.search(query, now)
        return told_once(
            hit for hit in hits
            if hit.event.footprint.basis is Basis.UNPLACED
            and hit.event.event.source in listed and belongs(hit, asked)
        )  # fmt: skip

    def _types(self, topic: Topic) -> tuple[EventType, ...]:
        types = (*topic.types, EventType.REPORT_CLUSTER)
        if topic is WATER:
            types = (*types, EventType.HEALTH_ADVISORY)
        return (*types, EventType.OTHER) if topic.families else types
