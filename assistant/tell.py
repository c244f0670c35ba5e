"""Tell one event: each function returns a statement that rests on that event alone.

What is said comes from typed fields. A source's own words are quoted only where they are what is
asked for (what to do, what an alert says), marked as a quotation and never taken as instruction.
"""

import re
from typing import Final

from assistant.answer import Statement
from assistant.evidence import Evidence
from assistant.saying import Saying
from core.event import EndCertainty, Event, EventType
from core.footprint import Basis
from core.lifecycle import EndReason, Phase, period_around
from core.place import Place, PlaceKind, Precision
from core.relation import Covers
from core.topics import Family

_QUOTE_CHARS: Final = 180
_UNQUOTED: Final = re.compile(
    r"https?:|www\.|\]\(|<\||</|\b(ignore|disregard|forget)\b.{0,40}\b(instruction|previous|prior|"
    r"above)|\b(system prompt|assistant|language model|chatbot|you are now|as an ai)\b",
    re.IGNORECASE,
)
_QUOTED_TYPES: Final = frozenset(
    {EventType.WEATHER_ALERT, EventType.PUBLIC_SAFETY, EventType.HEALTH_ADVISORY,
     EventType.EVACUATION, EventType.HAZMAT, EventType.EARTHQUAKE, EventType.FIRE,
     EventType.OTHER}
)  # fmt: skip
_IN_FORCE_TYPES: Final = frozenset(
    {EventType.WEATHER_ALERT, EventType.HEALTH_ADVISORY, EventType.WATER_ADVISORY,
     EventType.EVACUATION}
)  # fmt: skip
_LINE_TYPES: Final = frozenset(
    {EventType.SUSPENSION, EventType.ROUTE_CHANGE, EventType.REDUCED_SERVICE}
)
_STOP_TYPES: Final = frozenset(
    {EventType.STOP_CLOSURE, EventType.CROWDING, EventType.ACCESSIBILITY}
)


class Teller:
    """Tell events in one language to one person."""

    def __init__(self, saying: Saying) -> None:
        self._saying = saying
        self._say = saying.phrases.say
        self._city = saying.city

    def headline(self, evidence: Evidence) -> Statement:
        """Tell what is reported, where and since when."""
        event = evidence.hit.event.event
        text = self._what(event, evidence)
        if event.affected_customers is not None and event.affected_customers > 0:
            text += f"; {self._saying.phrases.count('event.customers', event.affected_customers)}"
        short = self._short(evidence)
        return Statement(_sentence(text), (evidence.hit,), worth=0, short=short)

    def match(self, evidence: Evidence, place: Place | None) -> Statement | None:
        """Tell how exactly the event's place answers the place asked about."""
        relation, indexed = evidence.relation, evidence.hit.event
        if place is None or place.kind is PlaceKind.CITY:
            return None
        if relation.maybe:
            text = self._say("match.maybe")
        elif relation.precision is Precision.SAME_AREA:
            area = self.area_words(indexed.event) or self._area_names(evidence)
            if not area:
                return None
            text = self._say("match.same_area", area=area)
        elif place.kind is PlaceKind.POINT and relation.precision is Precision.INSIDE_AREA:
            text = self._say("match.inside")
        elif relation.covers is Covers.PART and place.kind in _AREAS:
            name = place.name
            parts = list(relation.part_names[:3])
            text = (
                self._say("match.part", place=name, parts=self._saying.phrases.join(parts))
                if parts else self._say("match.part_unnamed", place=name)
            )  # fmt: skip
        elif (
            relation.precision is Precision.INSIDE_AREA
            and indexed.footprint.basis is Basis.GEOMETRY
            and place.name not in self.area_words(indexed.event)
        ):
            text = self._say("match.inside_named", place=place.name)
        else:
            return None
        by_name = relation.precision is Precision.SAME_AREA
        return Statement(_sentence(text), (evidence.hit,), worth=1 if by_name else 4)

    def end(self, evidence: Evidence) -> Statement:
        """Tell when it ends, and how sure that is."""
        event, standing = evidence.hit.event.event, evidence.hit.standing
        publisher = self._saying.publisher(event)
        period = period_around(event, self._saying.now)
        end = event.ends_at if period is None else period.end
        if end is None:
            text = self._say("event.no_end", publisher=publisher)
        elif standing.phase is Phase.OVERDUE:
            text = self._say("event.overdue", time=self._saying.moment(end))
        elif event.end_certainty is EndCertainty.ESTIMATED:
            text = self._say(
                "event.estimate", publisher=publisher, time=self._saying.moment(end),
                moved=self._moved(evidence),
            )  # fmt: skip
        else:
            text = self._say("event.known_end", time=self._saying.moment(end))
        short = ""
        if end is not None and standing.phase is not Phase.OVERDUE:
            sure = "known" if event.end_certainty is EndCertainty.KNOWN else "estimate"
            short = self._say(f"sms.{sure}", time=self._saying.moment(end))
        return Statement(_sentence(text), (evidence.hit,), worth=2, short=short)

    def cause(self, evidence: Evidence) -> Statement:
        """Tell the cause that the source gives, or that it gives none."""
        event = evidence.hit.event.event
        if event.cause and not _UNQUOTED.search(event.cause):
            text = self._say("event.cause", cause=_clip(event.cause, 100))
        else:
            text = self._say("event.cause_unknown", publisher=self._saying.publisher(event))
        return Statement(_sentence(text), (evidence.hit,), worth=5)

    def extent(self, evidence: Evidence) -> Statement:
        """Tell that no number is given, where none is."""
        publisher = self._saying.publisher(evidence.hit.event.event)
        text = self._say("event.extent_unknown", publisher=publisher)
        return Statement(_sentence(text), (evidence.hit,), worth=5)

    def advice(self, evidence: Evidence, limit: int = 3) -> Statement | None:
        """Tell what to do, in the source's own words."""
        event = evidence.hit.event.event
        words = [w for w in event.instructions if not _UNQUOTED.search(w)][:limit]
        if not words:
            return None
        quoted = self._saying.phrases.join([f'"{_clip(w.rstrip("."), 120)}"' for w in words])
        text = self._say("event.advice", publisher=self._saying.publisher(event), words=quoted)
        return Statement(_sentence(text), (evidence.hit,), worth=3)

    def no_advice(self, evidence: Evidence) -> Statement:
        """Tell that the source gives no advice."""
        publisher = self._saying.publisher(evidence.hit.event.event)
        text = self._say("event.advice_none", publisher=publisher)
        return Statement(_sentence(text), (evidence.hit,), worth=3)

    def way_round(self, evidence: Evidence) -> Statement | None:
        """Tell detours and alternatives, as the source words them."""
        event = evidence.hit.event.event
        detour = event.detour if event.detour and not _UNQUOTED.search(event.detour) else ""
        others = [w for w in event.alternatives if not _UNQUOTED.search(w)]
        if detour:
            text = self._say("event.detour", detour=_clip(detour, 160))
        elif others:
            quoted = self._saying.phrases.join([f'"{_clip(w, 100)}"' for w in others[:3]])
            text = self._say("event.alternatives", words=quoted)
        else:
            return None
        return Statement(_sentence(text), (evidence.hit,), worth=5)

    def quote(self, evidence: Evidence) -> Statement | None:
        """Quote what an alert says, in its source's words."""
        event = evidence.hit.event.event
        words = (
            event.headline or _first_sentence(event.message) or _first_sentence(event.description)
        )
        if event.type not in _QUOTED_TYPES or not words or _UNQUOTED.search(words):
            return None
        said = _clip(words.rstrip("."), _QUOTE_CHARS).replace('"', "'")
        text = self._say("event.quote", who=self._saying.publisher(event), words=said)
        return Statement(_sentence(text), (evidence.hit,), worth=1)

    def near(self, evidence: Evidence) -> Statement:
        """Tell an event that does not reach the place, at its distance."""
        event, relation = evidence.hit.event.event, evidence.relation
        area = self.area_words(event) or self._area_names(evidence)
        text = self._say(
            "match.near",
            noun=self.noun(event, "plain"),
            distance=self._saying.distance(relation.distance_m or 0.0),
            side=self._say("match.across") if relation.same_bank is False else "",
            where=self._say("match.in", area=area) if area else "",
        )
        return Statement(_sentence(text), (evidence.hit,), worth=3)

    def unplaced(self, evidence: Evidence) -> Statement:
        """Tell an event in force that nobody can place."""
        event = evidence.hit.event.event
        noun, area = self.noun(event), self.area_words(event)
        text = (
            self._say("event.unplaced", noun=noun, area=area)
            if area else self._say("event.unplaced_nowhere", noun=noun)
        )  # fmt: skip
        return Statement(_sentence(text), (evidence.hit,), worth=0)

    def ahead(self, evidence: Evidence) -> Statement:
        """Tell an event that is announced and has not begun."""
        event, standing = evidence.hit.event.event, evidence.hit.standing
        starts = standing.changes_at or event.begins_at
        period = period_around(event, self._saying.now)
        until = event.ends_at if period is None else period.end
        where = self._where(event, evidence)
        text = self._say(
            "event.upcoming" if where else "event.upcoming_plain",
            noun=self.noun(event), where=where, start=self._saying.moment(starts),
            until=self._say("event.until", time=self._saying.moment(until)) if until else "",
        )  # fmt: skip
        return Statement(_sentence(text), (evidence.hit,), worth=2)

    def past(self, evidence: Evidence) -> Statement:
        """Tell an event that is over, or of which nobody knows whether it is."""
        standing, event = evidence.hit.standing, evidence.hit.event.event
        what = self._subject(event, evidence)
        ended_at = standing.ended_at or event.issued_at
        reason = standing.end_reason
        time = self._saying.moment(ended_at)
        if reason is EndReason.CANCELLED:
            text = self._say("event.withdrawn", what=what, time=time)
        elif reason is EndReason.EXPIRED or reason is EndReason.VANISHED:
            text = self._say(f"event.{reason.value}", what=what, time=time)
        elif reason is EndReason.UNCONFIRMED:
            heard = self._saying.moment(evidence.hit.confirmed_at)
            text = self._say("event.unconfirmed", what=what, time=heard)
        elif time == self._saying.clock(ended_at):
            text = self._say("event.ended", what=what, time=time)
        else:
            text = self._say("event.ended_on", what=what, time=time)
        return Statement(_sentence(text), (evidence.hit,), worth=1)

    def noun(self, event: Event, form: str = "a") -> str:
        """Name what kind of event it is, in typed words."""
        if event.type is EventType.WATER_ADVISORY and _says_boil(event):
            return self._saying.phrases.noun("boil_water", form)
        return self._saying.phrases.noun(event.type.value, form)

    def area_words(self, event: Event) -> str:
        """Return the areas as the source names them."""
        if len(event.areas) > 3:
            return self._saying.phrases.join(list(event.areas[:3]))
        return self._saying.phrases.join(list(event.areas))

    def _what(self, event: Event, evidence: Evidence) -> str:
        """Say what is so, by the shape of sentence that goes with the type."""
        since = self._since(evidence)
        lines, stops = self._lines(event), self._saying.phrases.join(list(event.stops[:3]))
        if event.type is EventType.DELAY and lines:
            if event.delay_minutes:
                minutes = self._saying.phrases.count("event.minutes", round(event.delay_minutes))
                return self._say("event.line_delay", line=lines, minutes=minutes, since=since,
                                 **self._has(event.lines))  # fmt: skip
            return self._say(
                "event.line_delayed", line=lines, since=since, **self._has(event.lines)
            )
        if event.type in _LINE_TYPES and lines:
            key = f"event.{event.type.value}"
            return self._say(key, line=lines, since=since, **self._has(event.lines))
        if event.type in _STOP_TYPES and stops:
            key = f"event.{event.type.value}"
            return self._say(key, stop=stops, since=since, **self._has(event.stops))
        if event.type in (EventType.ROAD_CLOSURE, EventType.ROAD_WORK) and event.road:
            area = self.area_words(event)
            between = f" {self._say('where.in', name=area)}" if area else ""
            return self._say(
                f"event.{event.type.value}", road=event.road, between=between, since=since
            )
        where = self._where(event, evidence)
        key = "in_force" if event.type in _IN_FORCE_TYPES else "reported"
        if event.family is Family.ANOMALY:
            key = "measured"
        if not where:
            return self._say(f"event.{key}_plain", noun=self._noun_told(event), since=since)
        return self._say(f"event.{key}", noun=self._noun_told(event), where=where, since=since)

    def _noun_told(self, event: Event) -> str:
        if event.type is EventType.OTHER and event.type_text:
            return f'"{_clip(event.type_text.replace("_", " "), 40)}"'
        return self.noun(event)

    def _where(self, event: Event, evidence: Evidence) -> str:
        """Say where it is, in the source's words where it has any."""
        words = self.area_words(event)
        if words:
            return self._say("where.in", name=words)
        if event.road:
            return self._say("where.on", name=event.road)
        if event.stops:
            return self._say("where.at", name=self._saying.phrases.join(list(event.stops[:3])))
        if event.lines:
            return self._say("where.on", name=self._lines(event))
        names = self._area_names(evidence)
        return self._say("where.in", name=names) if names else ""

    def _area_names(self, evidence: Evidence) -> str:
        """Name the neighbourhoods that the event touches, for sources that name none."""
        footprint = evidence.hit.event.footprint
        if footprint.everywhere or footprint.basis is Basis.CITYWIDE:
            return self._city.name
        areas = [self._city.area_by_id[a] for a in footprint.area_ids if a in self._city.area_by_id]
        names = [a.name for a in areas if a.kind.value not in ("zip", "bank", "ward")]
        if len(names) > 4:
            return ""
        return self._saying.phrases.join(names)

    def _lines(self, event: Event) -> str:
        names = list(dict.fromkeys(self._saying.line(line) for line in event.lines[:4]))
        return self._saying.phrases.join(names)

    def _has(self, names: tuple[str, ...]) -> dict[str, str]:
        return {"has": self._say("event.have" if len(set(names)) > 1 else "event.has")}

    def _subject(self, event: Event, evidence: Evidence) -> str:
        """Name an event as the subject of a sentence about its end."""
        lines = self._lines(event)
        where = self._say("where.on", name=lines) if lines else self._where(event, evidence)
        what = self._say("event.the", noun=self.noun(event, "plain"))
        return f"{what} {where}" if where else what

    def _since(self, evidence: Evidence) -> str:
        """Say since when; an update that gives no start does not move it."""
        event = evidence.hit.event.event
        start = event.starts_at or evidence.hit.event.first_issued_at
        return self._say("event.since", time=self._saying.moment(start))

    def _moved(self, evidence: Evidence) -> str:
        """Say from when an estimate has moved, if an earlier message gave another."""
        event = evidence.hit.event.event
        before = [v.ends_at for v in evidence.hit.event.versions if v.ends_at is not None]
        if not before or event.ends_at is None or before[-1] == event.ends_at:
            return ""
        return self._say("event.moved", time=self._saying.moment(before[-1]))

    def _short(self, evidence: Evidence) -> str:
        """Tell the one thing that matters in few characters, for a text message."""
        event = evidence.hit.event.event
        where = self._lines(event) or self.area_words(event) or event.road
        noun = self.noun(event, "plain")
        since = self._since(evidence)
        count = event.affected_customers
        people = self._saying.phrases.count("sms.customers", count) if count else ""
        key = "sms.event" if where else "sms.event_plain"
        text = self._say(key, where=where, noun=noun, since=since, people=people)
        return _clip(_sentence(text), 110)


_AREAS: Final = frozenset({PlaceKind.AREA, PlaceKind.ZIP, PlaceKind.BANK, PlaceKind.LANDMARK})
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s")


def _first_sentence(text: str) -> str:
    """Return the first sentence of a text."""
    return _SENTENCE_END.split(text, maxsplit=1)[0] if text else ""


def _says_boil(event: Event) -> bool:
    words = f"{event.headline} {event.message} {' '.join(event.instructions)} {event.status}"
    return "boil" in words.lower()


def _sentence(text: str) -> str:
    text = text.strip()
    if not text:
        return text
    text = f"{text[0].upper()}{text[1:]}"
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _clip(text: str, length: int) -> str:
    """Cut at a word's end, marked as cut."""
    if len(text) <= length:
        return text
    return f"{text[: length - 1].rsplit(' ', 1)[0].rstrip(',;:')}…"
