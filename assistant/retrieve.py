"""Find the events that bear on a question: structure first, then how grave and how near."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from assistant.because import because_of
from assistant.disputes import disputable_since, may_gainsay, over_elsewhere, told_together
from assistant.evidence import Evidence, Finding
from assistant.folding import folded, is_measured
from assistant.live.glance import Glance
from assistant.ordering import (
    ahead,
    foremost,
    gravest,
    in_force,
    nearest,
    soonest,
    told_over,
    worth_telling,
)
from assistant.particular import singled_first
from assistant.record import Record, cases
from assistant.relevance import Asked, meets_only, told_once
from assistant.searching import IN_FORCE, MANY, Search
from assistant.understand.aspects import Aspect
from assistant.understand.history import History, other_time
from assistant.understand.particular import particular_of
from assistant.understand.reading import Reading
from assistant.understand.times import Tense
from assistant.understand.topics import (
    EVERYTHING,
)
from core.city import City
from core.coverage import Coverage, would_know
from core.event import EventType
from core.footprint import Basis
from core.lifecycle import Phase
from core.place import Place, PlaceKind
from core.relation import Relation, relate
from core.severity import Severity
from core.store import EventReader, Hit, Query
from core.topics import Family

_LIVING: Final = (*IN_FORCE, Phase.UPCOMING)
_OVER: Final = (Phase.ENDED, Phase.CANCELLED)
_ENOUGH: Final = 12
"""More cases of the past than this nobody is told; where they are counted, all are looked at."""
_EXPLAINED: Final = 4
"""Of how many events told it is looked up what led to them."""
_REMEMBERED_RELATIONS: Final = 16_384
_PASSED_THROUGH: Final = frozenset({PlaceKind.LINE, PlaceKind.STREET})
"""Places that go through much that is no danger to those on them."""


class Retriever:
    """Find evidence in the view of one city."""

    def __init__(self, city: City, reader: EventReader) -> None:
        self._city = city
        self._reader = reader
        self._record = Record(reader)
        self._search = Search(city, reader)
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
                    particular_of(reading.intent.words, topic), reading.meaning,
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
        found = self._search.find(asked, _LIVING, now)
        living = self._related(found, place)
        if len(found) >= MANY and not any(e.relation.answers for e in living):
            found = self._search.all_of(asked, _LIVING, now)
            living = self._related(found, place)
        if place is not None and not everywhere and not any(e.relation.answers for e in living):
            living = [*living, *self._related(self._search.around(asked, place, now), place)]
        unplaced = self._related(self._search.unplaced(asked, now), place)
        beside = [e for e in living if in_force(e) and meets_only(e, place)]
        living = [e for e in living if e not in beside]
        finding = Finding(
            topic=topic,
            place=place,
            aspect=asked.aspect,
            when=when,
            in_force=self._told(
                now, (e for e in living if in_force(e) and e.relation.answers), place
            ),
            near=singled_first(
                nearest(
                    e
                    for e in (*beside, *living)
                    if in_force(e) and (e in beside or e.relation.is_near) and not is_measured(e)
                )
            ),
            ahead=singled_first(
                soonest(e for e in living if ahead(e, when) and e.relation.answers)
            ),
            unplaced=gravest(unplaced),
            coverage=self.knowers(asked, coverage),
        )
        past_wanted = (
            when.tense is Tense.PAST or asked.aspect is Aspect.OVER or not finding.in_force
        )
        if past_wanted:
            looks_back = when.tense is Tense.PAST or asked.aspect is Aspect.OVER
            looks_back = looks_back or asked.history is History.SINCE
            kept = self._over(asked, now, looks_back=looks_back)
            finding = replace(finding, past=singled_first(told_over(kept, asked=looks_back)))
        finding = self._with_disputes(finding, asked, now)
        if when.tense is Tense.PAST or asked.history is not None:
            finding = self._of_record(finding, asked, now)
        if not everywhere and topic.severe_too and not finding.in_force:
            rest = self._search.find(replace(asked, place=None), IN_FORCE, now)
            finding = replace(finding, elsewhere=self._told(now, self._related(rest, None))[:3])
        return replace(finding, severe=self._severe(place, now))

    def _over(self, asked: Asked, now: datetime, *, looks_back: bool) -> list[Evidence]:
        """Find what is over: where the record is asked for, until there is enough to tell."""
        recalls = asked.when.tense is Tense.PAST and asked.history is None
        pages = (
            self._search.ever_more(asked, _OVER, now) if recalls
            else [self._search.find(asked, _OVER, now)]
        )  # fmt: skip
        kept: list[Evidence] = []
        for page in pages:
            # The time first: how an event lies to a place costs more to tell.
            over = [h for h in page if worth_telling(h, asked.when, now, asked=looks_back)]
            kept = [
                e for e in self._related(over, asked.place)
                if e.relation.answers and not meets_only(e, asked.place)
            ]  # fmt: skip
            if len(kept) >= _ENOUGH:
                break
        return kept

    def _told(
        self, now: datetime, found: Iterable[Evidence], place: Place | None = None
    ) -> tuple[Evidence, ...]:
        """Put events in force in the order in which they are told, with what led to the first."""
        ordered = folded(singled_first(gravest(found, place)), self._reader, self._city)
        return tuple(
            replace(e, because=because_of(e.hit, self._reader, now)) if rank < _EXPLAINED
            else e
            for rank, e in enumerate(ordered)
        )  # fmt: skip

    def _with_disputes(self, finding: Finding, asked: Asked, now: datetime) -> Finding:
        """Tell what several sources report once, and note where they contradict each other."""
        if not finding.in_force:
            return finding
        once, disputes = told_together(finding.in_force, self._city, self._reader)
        if finding.place is not None and asked.when.tense is not Tense.PAST:
            begun = disputable_since(once)
            found = self._search.since(asked, begun, _OVER, now) if begun is not None else ()
            likely = (hit for hit in found if may_gainsay(hit, once))
            ended = [e for e in self._related(likely, finding.place) if e.relation.answers]
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
            families=(Family.EMERGENCY, Family.INFRASTRUCTURE), limit=MANY,
        )  # fmt: skip
        if place is not None and place.area_ids:
            query = replace(query, area_ids=self._search.areas_of(place))
        hits = told_once(
            hit for hit in self._reader.search(query, now)
            if (hit.event.footprint.everywhere or _is_somewhere(place))
            and (place is None or place.kind not in _PASSED_THROUGH or _is_dangerous(hit))
        )  # fmt: skip
        return foremost(gravest(e for e in self._related(hits, place) if e.relation.answers))

    def _related(self, hits: Iterable[Hit], place: Place | None) -> list[Evidence]:
        where = place or self.city_place
        return [Evidence(hit, self._relation(hit, where)) for hit in hits]

    def _relation(self, hit: Hit, place: Place) -> Relation:
        """Relate an event to a place; events that lie alike are related to it only once."""
        indexed, footprint = hit.event, hit.event.footprint
        where: tuple[object, ...]
        if footprint.basis is Basis.GEOMETRY:  # a shape is known by its event
            where = (indexed.topic, indexed.event.event_id, indexed.offset, indexed.event.issued_at)
        else:  # all that `relate` reads; its cells and areas follow from it, and are many
            where = (
                footprint.basis, footprint.in_city, footprint.everywhere,
                footprint.named_area_ids, footprint.whole_area_ids, footprint.stop_ids,
                footprint.line_ids, footprint.street_ids, footprint.landmark_ids, footprint.points,
            )  # fmt: skip
        asked = (where, place.kind, place.key, place.accuracy_m)
        known = self._relations.get(asked)
        if known is None:
            known = relate(footprint, indexed.event.geometry, place, self._city)
            if len(self._relations) >= _REMEMBERED_RELATIONS:
                self._relations.clear()
            self._relations[asked] = known
        return known


def _is_somewhere(place: Place | None) -> bool:
    """Say whether a place is narrower than the city."""
    return place is not None and place.kind is not PlaceKind.CITY


def _is_dangerous(hit: Hit) -> bool:
    event = hit.event.event
    return event.family is Family.EMERGENCY or event.type is EventType.GAS_LEAK
