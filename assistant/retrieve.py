"""Find the events that bear on a question: structure first, then how grave and how near."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from math import cos, radians
from typing import Final

from assistant.because import because_of
from assistant.disputes import over_elsewhere, told_together
from assistant.evidence import Evidence, Finding
from assistant.folding import folded, is_measured
from assistant.live.glance import Glance
from assistant.ordering import (
    ahead,
    gravest,
    in_force,
    nearest,
    soonest,
    told_over,
    worth_telling,
)
from assistant.record import Record, cases
from assistant.relevance import Asked, belongs, meets_only, told_once
from assistant.understand.aspects import Aspect
from assistant.understand.history import History, other_time
from assistant.understand.reading import Reading
from assistant.understand.times import Tense
from assistant.understand.topics import (
    EVERYTHING,
    WATER,
    Topic,
)
from core.city import City
from core.city_parts import AreaKind
from core.coverage import Coverage, would_know
from core.event import EventType
from core.footprint import Basis
from core.geo import METRES_PER_DEGREE
from core.lifecycle import Phase
from core.place import Place, PlaceKind
from core.relation import NEAR_M, Relation, relate
from core.severity import Severity
from core.store import EventReader, Hit, Query
from core.topics import Family

IN_FORCE: Final = (Phase.ACTIVE, Phase.OVERDUE)
_LIVING: Final = (*IN_FORCE, Phase.UPCOMING)
_OVER: Final = (Phase.ENDED, Phase.CANCELLED)
_MANY: Final = 60
_EXPLAINED: Final = 4
"""Of how many events told it is looked up what led to them."""
_ALL: Final = 1000
_REMEMBERED_RELATIONS: Final = 50_000
_PASSED_THROUGH: Final = frozenset({PlaceKind.LINE, PlaceKind.STREET})
"""Places that go through much that is no danger to those on them."""
_SPOTS: Final = frozenset({PlaceKind.STOP, PlaceKind.STREET})
"""Places in whose areas much is filed that does not touch them."""
_AREAS: Final = frozenset({PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK})
_WIDE: Final = frozenset({AreaKind.ZIP, AreaKind.BANK})


class Retriever:
    """Find evidence in the view of one city."""

    def __init__(self, city: City, reader: EventReader) -> None:
        self._city = city
        self._reader = reader
        self._record = Record(reader)
        self._relations: dict[object, Relation] = {}
        self.city_place = Place(city.id, city.name, PlaceKind.CITY, city.outline, city.center)

    def find(self, reading: Reading, now: datetime) -> tuple[Finding, ...]:
        """Return one finding for each topic at each place of the question."""
        places: Sequence[Place | None] = reading.where.places or (None,)
        if reading.where.lines and len(reading.where.places) > len(reading.where.lines):
            places = reading.where.lines
        coverage = self._reader.coverage(now)
        glance = Glance(self._city, self._reader, now)
        beside = next(iter(reading.where.spots), None) if reading.where.lines else None
        found: list[Finding] = []
        for place in places:
            for topic in reading.topics:
                asked = Asked(
                    topic, place, reading.aspect, reading.when, reading.sources,
                    frozenset(reading.intent.words.singular), reading.history,
                )  # fmt: skip
                ask = reading.asks_live(topic)
                live = glance.look(ask, place, beside) if ask is not None else None
                found.append(replace(self._one(asked, coverage, now), live=live))
        return tuple(found)

    def at(self, asked: Asked, now: datetime) -> Finding:
        """Return the finding for one part of a question."""
        return self._one(asked, self._reader.coverage(now), now)

    def knowers(self, asked: Asked, coverage: Iterable[Coverage]) -> tuple[Coverage, ...]:
        """Return the coverage of the sources of the pack that would know."""
        types = [kind.value for kind in asked.topic.types]
        return tuple(
            found for found, source in zip(coverage, self._city.sources, strict=True)
            if (asked.topic is EVERYTHING or would_know(source, types))
            and (not asked.sources or source.id in asked.sources)
        )  # fmt: skip

    def _one(self, asked: Asked, coverage: Sequence[Coverage], now: datetime) -> Finding:
        topic, place, when = asked.topic, asked.place, asked.when
        everywhere = place is None or place.kind is PlaceKind.CITY
        found = self._search(asked, _LIVING, now)
        living = self._related(found, place)
        if len(found) >= _MANY and not any(e.relation.answers for e in living):
            found = told_once(h for h in self._page(asked, _LIVING, now, _ALL) if belongs(h, asked))
            living = self._related(found, place)
        if place is not None and not everywhere and not any(e.relation.answers for e in living):
            living = [*living, *self._related(self._around(asked, place, now), place)]
        unplaced = self._related(self._unplaced(asked, now), place)
        beside = [e for e in living if in_force(e) and meets_only(e, place)]
        living = [e for e in living if e not in beside]
        finding = Finding(
            topic=topic,
            place=place,
            aspect=asked.aspect,
            when=when,
            in_force=self._told(now, (e for e in living if in_force(e) and e.relation.answers)),
            near=nearest(
                e
                for e in (*beside, *living)
                if in_force(e) and (e in beside or e.relation.is_near) and not is_measured(e)
            ),
            ahead=soonest(e for e in living if ahead(e, when) and e.relation.answers),
            unplaced=gravest(unplaced),
            coverage=self.knowers(asked, coverage),
        )
        past_wanted = (
            when.tense is Tense.PAST or asked.aspect is Aspect.OVER or not finding.in_force
        )
        if past_wanted:
            over = self._related(self._search(asked, _OVER, now), place)
            looks_back = when.tense is Tense.PAST or asked.aspect is Aspect.OVER
            kept = [
                e for e in over
                if e.relation.answers and worth_telling(e, when, now, asked=looks_back)
            ]  # fmt: skip
            finding = replace(finding, past=told_over(kept, asked=looks_back))
        finding = self._with_disputes(finding, asked, now)
        if when.tense is Tense.PAST or asked.history is not None:
            finding = self._of_record(finding, asked, now)
        if not everywhere and topic.severe_too and not finding.in_force:
            rest = self._search(replace(asked, place=None), IN_FORCE, now)
            finding = replace(finding, elsewhere=self._told(now, self._related(rest, None))[:3])
        return replace(finding, severe=self._severe(place, now))

    def _told(self, now: datetime, found: Iterable[Evidence]) -> tuple[Evidence, ...]:
        """Put events in force in the order in which they are told, with what led to the first."""
        ordered = folded(gravest(found), self._reader, self._city)
        return tuple(
            replace(e, because=because_of(e.hit, self._reader, now)) if rank < _EXPLAINED
            else e
            for rank, e in enumerate(ordered)
        )  # fmt: skip

    def _search(self, asked: Asked, phases: Sequence[Phase], now: datetime) -> list[Hit]:
        """Search what may touch the place; what really does is told by `relate`.

        The first page is enough where nothing is cut off; else what is old or told by many copies
        must not be hidden by it.
        """
        counts = asked.when.tense is Tense.PAST or asked.history is not None
        hits = self._page(asked, phases, now, _ALL if counts else _MANY)
        told = told_once(hit for hit in hits if belongs(hit, asked))
        if counts or len(hits) < _MANY:
            return told
        place = asked.place
        copies = len(told) < _MANY // 2
        if not copies and (place is None or place.kind not in _SPOTS):
            return told
        rest = self._page(asked, phases, now, _ALL)
        if not copies:
            rest = [hit for hit in rest if place is not None and _names(hit, place)]
        return told_once(hit for hit in (*told, *rest) if belongs(hit, asked))

    def _page(self, asked: Asked, phases: Sequence[Phase], now: datetime, limit: int) -> list[Hit]:
        topic, place = asked.topic, asked.place
        query = Query(types=self._types(topic), phases=phases, in_city_only=True, limit=limit)
        if place is not None and place.kind is PlaceKind.LINE:
            on_line = self._reader.search(replace(query, line_ids=(place.id,)), now)
            at_stops = self._reader.search(replace(query, area_ids=self._areas_of(place)), now)
            hits = [*on_line, *at_stops]
        elif place is not None and place.kind is not PlaceKind.CITY:
            hits = list(self._reader.search(replace(query, area_ids=self._areas_of(place)), now))
            if place.kind is PlaceKind.POINT:
                reach_m = NEAR_M + place.accuracy_m
                near = replace(query, near=place.point, radius_m=reach_m)
                hits += self._reader.search(near, now)
        else:
            hits = list(self._reader.search(query, now))
        if topic.severe_too:
            grave = replace(query, types=(), severities=(Severity.CRITICAL,))
            if place is not None and place.kind is not PlaceKind.CITY:
                grave = replace(grave, area_ids=self._areas_of(place))
            hits += self._reader.search(grave, now)
        return hits

    def _areas_of(self, place: Place) -> tuple[str, ...]:
        """Return areas by one of which everything is filed that touches the place.

        An event is filed under every area that it touches: of an area its own id is enough, and
        of what lies in a district neither its ZIP area nor its half of the city is needed.
        """
        if place.kind in _AREAS:
            return place.area_ids[:1]
        by_id = self._city.area_by_id
        local = tuple(a for a in place.area_ids if by_id[a].kind not in _WIDE)
        return local or place.area_ids

    def _around(self, asked: Asked, place: Place, now: datetime) -> list[Hit]:
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
            limit=_MANY,
        )
        return told_once(h for h in self._reader.search(query, now) if belongs(h, asked))

    def _unplaced(self, asked: Asked, now: datetime) -> list[Hit]:
        query = Query(
            types=self._types(asked.topic), phases=IN_FORCE, in_city_only=True, unplaced_only=True,
            limit=_MANY,
        )  # fmt: skip
        listed = {source.id for source in self._city.sources}
        hits = self._reader.search(query, now)
        return told_once(
            hit for hit in hits
            if hit.event.footprint.basis is Basis.UNPLACED
            and hit.event.event.source in listed and belongs(hit, asked)
        )  # fmt: skip

    def _with_disputes(self, finding: Finding, asked: Asked, now: datetime) -> Finding:
        """Tell what several sources report once, and note where they contradict each other."""
        if not finding.in_force:
            return finding
        once, disputes = told_together(finding.in_force, self._city, self._reader)
        if finding.place is not None and asked.when.tense is not Tense.PAST:
            over = self._related(self._search(asked, _OVER, now), finding.place)
            ended = [e for e in over if e.relation.answers]
            disputes += over_elsewhere(once, ended, self._city, self._reader)
        return replace(finding, in_force=once, disputes=disputes)

    def _of_record(self, finding: Finding, asked: Asked, now: datetime) -> Finding:
        """Add how far back the record reaches, and what there was at the time compared with."""
        finding = replace(finding, history=asked.history, record_since=self._record.since(now))
        if asked.history is None:
            return finding
        finding = replace(finding, past=cases(finding.past, self._reader))
        then = other_time(asked.when, now, self._city.timezone)
        if asked.history is not History.COMPARED or then is None:
            return finding
        before = self._one(replace(asked, when=then, history=None), self._reader.coverage(now), now)
        return replace(finding, then=then, cases_then=cases(before.answers, self._reader))

    def _severe(self, place: Place | None, now: datetime) -> tuple[Evidence, ...]:
        """Find grave events in force, whatever is asked: at the place, else everywhere."""
        query = Query(
            severities=(Severity.CRITICAL,), phases=IN_FORCE, in_city_only=True,
            families=(Family.EMERGENCY, Family.INFRASTRUCTURE), limit=_MANY,
        )  # fmt: skip
        if place is not None and place.area_ids:
            query = replace(query, area_ids=self._areas_of(place))
        hits = told_once(
            hit for hit in self._reader.search(query, now)
            if (hit.event.footprint.everywhere or _is_somewhere(place))
            and (place is None or place.kind not in _PASSED_THROUGH or _is_dangerous(hit))
        )  # fmt: skip
        return gravest(e for e in self._related(hits, place) if e.relation.answers)[:2]

    def _related(self, hits: Iterable[Hit], place: Place | None) -> list[Evidence]:
        where = place or self.city_place
        return [Evidence(hit, self._relation(hit, where)) for hit in hits]

    def _relation(self, hit: Hit, place: Place) -> Relation:
        """Relate an event to a place; events that lie alike are related to it only once."""
        indexed = hit.event
        drawn = indexed.footprint.basis is Basis.GEOMETRY  # a shape is known by its event
        where = (
            (indexed.key, indexed.offset, indexed.event.issued_at) if drawn else (indexed.footprint)
        )
        asked = (where, place.kind, place.key, place.accuracy_m)
        known = self._relations.get(asked)
        if known is None:
            known = relate(indexed.footprint, indexed.event.geometry, place, self._city)
            if len(self._relations) >= _REMEMBERED_RELATIONS:
                self._relations.clear()
            self._relations[asked] = known
        return known

    def _types(self, topic: Topic) -> tuple[EventType, ...]:
        types = (*topic.types, EventType.REPORT_CLUSTER)
        if topic is WATER:
            types = (*types, EventType.HEALTH_ADVISORY)
        return (*types, EventType.OTHER) if topic.families else types


def _is_somewhere(place: Place | None) -> bool:
    """Say whether a place is narrower than the city."""
    return place is not None and place.kind is not PlaceKind.CITY


def _is_dangerous(hit: Hit) -> bool:
    event = hit.event.event
    return event.family is Family.EMERGENCY or event.type is EventType.GAS_LEAK


def _names(hit: Hit, place: Place) -> bool:
    """Say whether an event is at this stop or on this street, by what its footprint names."""
    footprint = hit.event.footprint
    return place.id in footprint.stop_ids or place.id in footprint.street_ids
