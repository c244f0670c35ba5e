"""Word what an event is, where and since when, from its typed fields.

Short texts of a source (an area, a road, a line) are said as it says them, unless they are too
long for what they claim to be or try to talk to a machine.
"""

import re
from typing import Final

from assistant.evidence import Evidence
from assistant.live.names import road_book
from assistant.phrases import Formed, Words
from assistant.saying import Saying
from assistant.source_words import tells_to_boil
from assistant.suspect import is_suspect
from core.event import Event, EventType
from core.footprint import Basis
from core.place import PlaceKind
from core.topics import Family

_SUSPECT: Final = re.compile(
    r"https?:|www\.|\]\(|<\||</|\b(ignore|disregard|forget)\b.{0,40}\b(instruction|previous|prior|"
    r"above)|\b(system prompt|assistant|language model|chatbot|you are now|as an ai)\b",
    re.IGNORECASE,
)
_NAME_CHARS: Final = 80
_BETWEEN: Final = re.compile(
    r"\b(?:[Bb]etween|[Ee]ntre) ([A-Z0-9][\w.' -]{1,40}?) (?:and|y|e|et) ([A-Z0-9][\w.' -]{1,40}?)"
    r"(?=,|\.| is\b| are\b| has\b| was\b| will\b| está| est\b|$)"
)
_BETWEEN_CUT: Final = re.compile(
    r"\b(?:[Bb]etween|[Ee]ntre) ([A-Z0-9][\w.' -]{1,40}?) (?:and|y|e|et) ([A-Z0-9][\w.' -]{1,40})"
)
"""The same where words that were put in behind it run on from the second name."""
_IN_FORCE_TYPES: Final = frozenset(
    {EventType.WEATHER_ALERT, EventType.HEALTH_ADVISORY, EventType.WATER_ADVISORY,
     EventType.EVACUATION}
)  # fmt: skip
_LINE_TYPES: Final = frozenset(
    {EventType.SUSPENSION, EventType.ROUTE_CHANGE, EventType.REDUCED_SERVICE}
)
_ROAD_TYPES: Final = frozenset({EventType.ROAD_CLOSURE, EventType.ROAD_WORK})
_STOP_TYPES: Final = frozenset(
    {EventType.STOP_CLOSURE, EventType.CROWDING, EventType.ACCESSIBILITY}
)


class Wording:
    """Word events in one language, for one city."""

    def __init__(self, saying: Saying) -> None:
        self._saying = saying
        self._say = saying.phrases.say
        self._city = saying.city

    def noun(self, event: Event) -> Formed:
        """Name what kind of event it is, in typed words."""
        if event.type is EventType.WATER_ADVISORY and tells_to_boil(event):
            return self._saying.phrases.noun("noun.boil_water")
        return self._saying.phrases.noun(f"noun.{event.type.value}")

    def area_words(self, event: Event) -> Words:
        """Return the areas as the source names them."""
        return self._saying.phrases.join([a for a in event.areas if is_name(a)][:3])

    def what(self, event: Event, evidence: Evidence) -> str:
        """Say what is so, by the shape of sentence that goes with the type."""
        since = self._since(evidence)
        lines, stops = self.line_words(event), self._stops(event)
        if event.type is EventType.DELAY and lines:
            if event.delay_minutes:
                minutes = self._saying.phrases.count("event.minutes", round(event.delay_minutes))
                return self._say("event.line_delay", line=lines, minutes=minutes, since=since)
            return self._say("event.line_delayed", line=lines, since=since)
        if event.type in _LINE_TYPES and lines:
            return self._say(f"event.{event.type.value}", line=lines, since=since)
        if event.type in _STOP_TYPES and stops:
            return self._say(f"event.{event.type.value}", stop=stops, since=since)
        if event.type in _ROAD_TYPES and is_name(event.road):
            area = self.area_words(event)
            within = self._say("event.within", where=self._saying.inside(area)) if area else ""
            return self._say(
                f"event.{event.type.value}", road=event.road, stretch=self._stretch(event),
                within=within, since=since,
            )  # fmt: skip
        where = self.where(event, evidence)
        key = "in_force" if event.type in _IN_FORCE_TYPES else "reported"
        if event.family is Family.ANOMALY:
            key = "measured"
        if not where:
            return self._say(f"event.{key}_plain", noun=self._noun_told(event), since=since)
        return self._say(f"event.{key}", noun=self._noun_told(event), where=where, since=since)

    def _stretch(self, event: Event) -> str:
        """Say between which streets a road is closed, where its source says so of streets we know.

        The whole of a street is never told for a part of it.
        """
        book, poisoned = road_book(self._city), is_suspect(event.headline)
        found = _BETWEEN.search(event.headline) or _BETWEEN.search(event.message)
        if found is not None and all(name in book for name in found.groups()):
            return self._say("event.stretch", start=found[1], end=found[2])
        cut = _BETWEEN_CUT.search(event.headline) if poisoned else None
        words = cut[2].split() if cut is not None and cut[1] in book else []
        known = (" ".join(words[:n]) for n in range(len(words), 0, -1))
        end = next((name for name in known if name in book), "")
        return self._say("event.stretch", start=cut[1], end=end) if cut and end else ""

    def _noun_told(self, event: Event) -> Formed:
        noun = self.noun(event)
        if event.type is not EventType.OTHER or not is_name(event.type_text):
            return noun
        own = self._say("quote.own", words=clip(event.type_text.replace("_", " "), 40))
        return Formed(lambda _: own, noun.gender)

    def where(self, event: Event, evidence: Evidence) -> str:
        """Say where it is, in the source's words where it has any."""
        words = self.area_words(event)
        if event.type is EventType.SIGNAL_OUTAGE and event.coordinates is not None:
            corner = self._saying.near(event.coordinates, stops=False)
            if corner:
                return corner
        if event.type is EventType.SIGNAL_OUTAGE and is_name(event.road):
            return self._saying.on(event.road)
        if words:
            return self._saying.inside(words)
        if event.road and is_name(event.road):
            return self._saying.on(event.road)
        if stops := self._stops(event):
            return self._say("where.at", name=stops)
        if lines := self.line_words(event):
            return self._say("where.on", name=lines)
        names = self.area_names(evidence)
        return self._saying.inside(names) if names else ""

    def area_names(self, evidence: Evidence) -> Words:
        """Name the neighbourhoods that the event touches, for sources that name none."""
        footprint = evidence.hit.event.footprint
        if footprint.everywhere or footprint.basis is Basis.CITYWIDE:
            return Words(self._city.name, kind=PlaceKind.CITY)
        areas = [self._city.area_by_id[a] for a in footprint.area_ids if a in self._city.area_by_id]
        names = [a.name for a in areas if a.kind.value not in ("zip", "bank", "ward")]
        if len(names) > 4:
            return Words("")
        return self._saying.phrases.join(names)

    def line_words(self, event: Event) -> Words:
        """Return the lines that the source names, as people say them."""
        named = (self._saying.line(line) for line in event.lines if is_name(line))
        return self._saying.phrases.join(list(dict.fromkeys(named))[:4])

    def _stops(self, event: Event) -> Words:
        known = (self._saying.stop(stop) for stop in event.stops if is_name(stop))
        named = [self._saying.station(stop) for stop in known]
        return self._saying.phrases.join(list(dict.fromkeys(named))[:3])

    def subject(self, event: Event, evidence: Evidence) -> Words:
        """Name an event as the subject of a sentence about its end."""
        lines, stops = self.line_words(event), self._stops(event)
        if event.type in _STOP_TYPES and stops:
            where = self._say("where.at", name=stops)
        elif lines:
            where = self._say("where.on", name=lines)
        elif event.type in _ROAD_TYPES and is_name(event.road):
            where = self._saying.on(event.road)
        else:
            where = self.where(event, evidence)
        return self.subject_at(event, where)

    def subject_at(self, event: Event, where: str) -> Words:
        """Name an event as a subject, with where it is; the words agree with its noun."""
        noun = self.noun(event)
        key = "event.subject" if where else "event.subject_plain"
        return Words(self._say(key, noun=noun, where=where), gender=noun.gender)

    def _since(self, evidence: Evidence) -> str:
        """Say since when; an update that gives no start does not move it."""
        event = evidence.hit.event.event
        start = event.starts_at or evidence.hit.event.first_issued_at
        return self._say("event.since", time=self._saying.moment(start))

    def moved(self, evidence: Evidence) -> str:
        """Say from when an estimate has moved, if an earlier message gave another."""
        event = evidence.hit.event.event
        before = [v.ends_at for v in evidence.hit.event.versions if v.ends_at is not None]
        others = [ends_at for ends_at in before if ends_at != event.ends_at]
        if not others or event.ends_at is None:
            return ""
        return self._say("event.moved", time=self._saying.moment(others[-1]))

    def short(self, evidence: Evidence) -> str:
        """Tell the one thing that matters in few characters, for a text message."""
        event = evidence.hit.event.event
        where = self._briefly_where(event, evidence)
        noun = self.noun(event)
        since = self._since(evidence)
        count = event.affected_customers
        people = self._saying.phrases.count("sms.customers", count) if count else ""
        key = "sms.event" if where else "sms.event_plain"
        text = self._say(key, where=where, noun=noun, since=since, people=people)
        if len(text) > _SHORT_CHARS:
            text = self._say(key, where=where, noun=noun, since=since, people="")
        return self._saying.sentence(text)

    def _briefly_where(self, event: Event, evidence: Evidence) -> str:
        """Name where an event is in few characters: its first place, where it names many."""
        if lines := self.line_words(event):
            return lines
        first = [area for area in event.areas if is_name(area)][:1]
        whole = self.area_words(event)
        if whole:
            return whole if len(whole) <= _WHERE_CHARS else first[0]
        if is_name(event.road):
            return event.road
        return self._stops(event) or self.area_names(evidence)


_LONG_WORD: Final = 30
_SHORT_CHARS: Final = 110
_WHERE_CHARS: Final = 50
_PEOPLE: Final = re.compile(
    r"\d[\d,.]* (?:\w+ ){,2}?(?:customers?|people|persons?|homes|houses|households|residents|meters"
    r"|clientes?|personas|hogares|viviendas|clients?|personnes|foyers|logements)\b"
    r"|\d\s*(?:户|人|名|个家庭)",
    re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"(?<=[.!?])\s|(?<=[。！？])")


def is_name(text: str) -> bool:
    """Say whether a source's text can be said where a name belongs."""
    return 0 < len(text) <= _NAME_CHARS and is_quotable(text)


def is_quotable(text: str) -> bool:
    """Say whether a source's text may be quoted: it holds no link and talks to no machine."""
    return _SUSPECT.search(text) is None and not is_suspect(text)


def people_told(event: Event) -> str:
    """Return the sentence in which a source says how many are affected; empty for none."""
    for text in (event.message, event.description, event.headline):
        for sentence in _SENTENCE_END.split(text):
            if _PEOPLE.search(sentence) and is_quotable(sentence):
                return sentence
    return ""


def first_sentence(text: str) -> str:
    """Return the first sentence of a text."""
    return _SENTENCE_END.split(text, maxsplit=1)[0] if text else ""


def clip(text: str, length: int) -> str:
    """Cut at a word's end, where words have spaces between them, marked as cut."""
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    whole = kept.rsplit(" ", 1)[0]
    kept = whole if len(kept) - len(whole) <= _LONG_WORD else kept
    return f"{kept.rstrip(' ,;:，；：、')}…"
