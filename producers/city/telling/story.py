"""Tell one happening: every message that its source would send, if nothing kept it from speaking.

Each message is the full present state of its event, in the contract's fields (1.1) under the names
that the seeds print.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from shapely.geometry.base import BaseGeometry

from core.city import City, Line, Source
from core.event import EventType, MessageType
from core.geo import simplify_outwards, to_geojson
from core.identity import event_id
from core.severity import Certainty, Urgency
from core.timespan import format_rfc3339
from core.topics import Family
from producers.city.chance import chance
from producers.city.happening import Happening, Step, whole_second
from producers.city.planning.feeders import MAX_OUTLINE
from producers.city.telling.sayings import SAYINGS
from producers.city.telling.sayings.saying import Saying
from producers.city.telling.speech import Speech

GOES_STALE: Final = timedelta(hours=2)
"""An emergency of which nothing more is heard so long after its end was due is let go."""
NO_END_KNOWN: Final = timedelta(hours=6)
CANCELLED: Final = "cancelled"


@dataclass(frozen=True, slots=True)
class Message:
    """Hold one message, and when its source would send it."""

    at: datetime
    value: dict[str, Any]
    ends: bool


class Teller:
    """Tell the happenings of one plan.

    Args:
        city: of the plan.
        sources: who speaks.
        seed: of the world.
        happenings: all of the plan, for what else is out of service.
    """

    def __init__(
        self,
        city: City,
        sources: Sequence[Source],
        seed: int,
        happenings: Sequence[Happening],
    ) -> None:
        self._city, self._seed = city, seed
        self._sources = {source.id: source for source in sources}
        self._speech = Speech(city)
        self._suspended = [h for h in happenings if h.type is EventType.SUSPENSION and h.real]
        self._shapes: dict[int, tuple[BaseGeometry, dict[str, Any]]] = {}

    def tell(self, happening: Happening) -> list[Message]:
        """Return the messages about a happening, in order; none where no source knows of it."""
        source = self._sources.get(happening.source)
        saying = SAYINGS.get(happening.kind)
        if source is None or saying is None or not happening.steps:
            return []
        told = [
            Message(at, self._message(happening, source, saying, step, at, phase, n > 0), ends)
            for n, (at, step, phase, ends) in enumerate(self._moments(happening))
        ]
        return [replace(m, value=_said(m.value)) for m in told]

    def _moments(self, happening: Happening) -> list[tuple[datetime, Step, str, bool]]:
        """Return when it is told, from which step, and whether that is ahead, on, or over."""
        luck = chance(self._seed, "telling", happening.id)
        length = happening.ends - happening.span.start
        found: list[tuple[datetime, Step, str, bool]] = []
        first = happening.steps[0]
        if happening.announced is not None and happening.announced < happening.span.start:
            found.append((happening.announced, first, "ahead", False))
            late = _lag(happening, luck.uniform(0.2, 1.0), 3)
        else:
            late = min(_lag(happening, luck.uniform(2, 7), luck.uniform(4, 14)), length * 0.12)
        at = whole_second(happening.span.start + late)
        found.append((at, happening.step_at(at) or first, "on", False))
        steps = happening.steps if happening.real else happening.steps[:2]
        for step in steps:
            if step.at > at:
                at = whole_second(
                    step.at + _lag(happening, luck.uniform(0.3, 1.5), luck.uniform(2, 6))
                )
                if at < happening.ends:
                    found.append((at, step, "on", False))
        over = happening.ends
        if happening.real:
            over += _lag(happening, luck.uniform(0.5, 3), luck.uniform(3, 10))
        last = found[-1][1]
        found.append((whole_second(over), last, "over" if happening.real else "mistake", True))
        rising: list[tuple[datetime, Step, str, bool]] = []
        for moment in found:
            if rising and moment[0] <= rising[-1][0]:
                moment = (rising[-1][0] + timedelta(seconds=1), *moment[1:])
            rising.append(moment)
        return rising

    def _message(
        self,
        happening: Happening,
        source: Source,
        saying: Saying,
        step: Step,
        at: datetime,
        phase: str,
        later: bool,
    ) -> dict[str, Any]:
        texts = self._speech.texts(happening, saying, step, source, phase)
        over = phase in ("over", "mistake")
        kind = MessageType.UPDATE if later else MessageType.ALERT
        value: dict[str, Any] = {
            "event_id": self._event_id(happening),
            "source": source.id,
            "type": happening.type.value,
            "severity": step.severity.value,
            "timestamp": format_rfc3339(at),
            "message_type": MessageType.CANCEL.value if phase == "mistake" else kind.value,
            "status": self._status(saying, step, phase),
            **texts,
            "starts_at": format_rfc3339(happening.span.start),
            **self._end(happening, source, saying, step, at, phase),
            **self._where(happening, source, saying, step, over=over),
            "planned": happening.planned,
            "publisher": source.publisher,
            "contact": source.contact,
        }
        if saying.urgency is not Urgency.UNKNOWN and not over:
            value["urgency"] = saying.urgency.value
        if saying.certainty is not Certainty.UNKNOWN:
            value["certainty"] = saying.certainty.value
        found = happening.real and step.note != "investigating"
        if happening.because and (found or not saying.cause_late):
            name = "reason" if source.family is Family.TRANSIT else "cause"
            value[name] = happening.because[0].upper() + happening.because[1:]
        return {**value, **self._figures(happening, source, saying, step, over=over)}

    def _figures(
        self, happening: Happening, source: Source, saying: Saying, step: Step, *, over: bool
    ) -> dict[str, Any]:
        fields: dict[str, Any] = {"affected_groups": list(saying.groups)}
        if step.customers is not None:
            fields["affected_customers"] = 0 if over else self._speech.roughly(step.customers)
            fields["utility_company"] = source.publisher
        if step.delay_min is not None:
            fields["delay_minutes"] = 0 if over else step.delay_min
        if happening.type in (EventType.DELAY, EventType.SUSPENSION) and not over:
            fields["alternatives"] = self._alternatives(happening)
        return fields

    def _end(
        self,
        happening: Happening,
        source: Source,
        saying: Saying,
        step: Step,
        at: datetime,
        phase: str,
    ) -> dict[str, str]:
        if phase == "mistake":
            return {}
        if phase == "over":
            return {"ends_at": format_rfc3339(happening.ends)}
        if saying.end_known:
            told = {"ends_at": format_rfc3339(step.estimate or happening.ends)}
            if source.family is Family.EMERGENCY:
                told["expires_at"] = format_rfc3339((step.estimate or happening.ends) + GOES_STALE)
            return told
        fields: dict[str, str] = {}
        estimate = step.estimate
        if phase == "ahead" or (happening.planned and estimate is None):
            estimate = happening.steps[-1].estimate or happening.ends
        if estimate is not None:
            infrastructure = source.family is Family.INFRASTRUCTURE
            name = "estimated_restoration" if infrastructure else "estimated_resolution"
            fields[name] = format_rfc3339(estimate)
        if source.family is Family.EMERGENCY:
            stale = at + NO_END_KNOWN if estimate is None else estimate + GOES_STALE
            fields["expires_at"] = format_rfc3339(max(stale, at + GOES_STALE))
        return fields

    def _where(
        self, happening: Happening, source: Source, saying: Saying, step: Step, *, over: bool
    ) -> dict[str, Any]:
        where, city = happening.where, self._city
        fields: dict[str, Any] = {}
        transit = source.family is Family.TRANSIT
        names = self._speech.area_names(where.areas)
        if not transit:
            fields |= {"area": names[0]} if len(names) == 1 else {"areas": list(names)}
        shape = where.shape if over or step.shape is None else step.shape
        if saying.placed and shape is not None and not transit and names != (city.name,):
            fields["geometry"] = self._geojson(shape)
        if where.point is not None and not transit and happening.type in _AT_POINTS:
            fields["coordinates"] = {"lat": where.point.lat, "lon": where.point.lon}
        if where.road and not transit:
            fields["road"] = city.street_by_id[where.road].name
            fields["lanes"] = saying.lanes
            if happening.type is EventType.ROAD_CLOSURE and not over:
                fields["detour"] = dict(happening.words).get("detour", "")
        if transit:
            lines = [city.line_by_id[line] for line in where.lines]
            fields |= _named("line", "lines", [line.name for line in lines])
            fields["mode"] = lines[0].mode.value if lines else ""
            fields["affected_stations"] = [city.stop_by_id[s].name for s in where.stops]
        return fields

    def _alternatives(self, happening: Happening) -> list[str]:
        """Return lines that also stop where it is told of, as far as they run."""
        out = {
            line for other in self._suspended
            if other.span.overlaps(happening.span) for line in other.where.lines
        }  # fmt: skip
        found: dict[str, str] = {}
        for stop_id in happening.where.stops:
            stop = self._city.stop_by_id[stop_id]
            for line_id in stop.line_ids:
                line: Line = self._city.line_by_id[line_id]
                if line_id not in happening.where.lines and line_id not in out:
                    found.setdefault(line.name, stop.name)
        return [f"{line} also stops at {stop}" for line, stop in list(found.items())[:3]]

    def _geojson(self, shape: BaseGeometry) -> dict[str, Any]:
        known = self._shapes.get(id(shape))
        if known is None:
            written = simplify_outwards(to_geojson(shape), MAX_OUTLINE)
            known = self._shapes[id(shape)] = (shape, written)
        return known[1]

    def _event_id(self, happening: Happening) -> str:
        day = happening.span.start.astimezone(self._city.timezone)
        return event_id(happening.source, f"{day:%Y%m%d}-{happening.id}")

    def _status(self, saying: Saying, step: Step, phase: str) -> str:
        if phase == "ahead" and saying.ahead is not None:
            return saying.ahead.status
        if phase == "mistake":
            return CANCELLED
        return saying.status if phase == "over" else step.note


_AT_POINTS: Final = frozenset(
    {EventType.SIGNAL_OUTAGE, EventType.FIRE, EventType.HAZMAT, EventType.GAS_LEAK,
     EventType.ROAD_CLOSURE, EventType.ROAD_WORK}
)  # fmt: skip


def _said(value: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what says nothing; a 0 says that nobody is affected any more."""
    return {name: v for name, v in value.items() if v or type(v) is int}


def _named(one: str, many: str, names: Sequence[str]) -> Mapping[str, Any]:
    return {one: names[0]} if len(names) == 1 else {many: list(names)}


def _lag(happening: Happening, minutes: float, least_s: float) -> timedelta:
    return timedelta(seconds=round(max(minutes * 60 * happening.pace, least_s)))
