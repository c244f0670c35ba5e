"""Tell why something is so: in its source's words, or by the event that likely led to it."""

from datetime import timedelta
from typing import Final

from assistant.answer import Statement
from assistant.because import Because
from assistant.evidence import Evidence
from assistant.folding import is_measured
from assistant.quoting import Quoting
from assistant.saying import Saying
from assistant.wording import Wording, is_quotable
from core.event import Event, EventType
from core.relation import Covers, Relation

_CAUSE_CHARS: Final = 100
_LATER: Final = timedelta(minutes=1)
_SAME_TIME: Final = timedelta(minutes=10)
_UNRELATED: Final = Relation(Covers.NONE, None)


class CauseTeller:
    """Tell causes in one language, at one instant."""

    def __init__(self, saying: Saying, wording: Wording, quoting: Quoting) -> None:
        self._saying = saying
        self._say = saying.phrases.say
        self._wording = wording
        self._quoting = quoting

    def cause(self, evidence: Evidence) -> Statement:
        """Tell the cause that the source gives, else what likely led to it, or that it is open."""
        event = evidence.hit.event.event
        given = event.cause if event.cause and is_quotable(event.cause) else ""
        if evidence.because is not None:
            return self._led_to(evidence, evidence.because, given)
        if given:
            text = self._say("event.cause", cause=self._quoting.one(given, _CAUSE_CHARS, event))
        elif event.cause:
            publisher = self._saying.publisher(event)
            text = self._say("event.cause_withheld", publisher=publisher)
        elif is_measured(evidence):
            text = self._say("measured.no_cause")
        else:
            text = self._say("event.cause_unknown", publisher=self._saying.publisher(event))
        return Statement(self._saying.sentence(text), (evidence.hit,), worth=5)

    def _led_to(self, evidence: Evidence, because: Because, given: str) -> Statement:
        """Tell what led to an event: as its source's word, or as likely by place and time."""
        what, how = self._what_first(because), self._how(because, evidence.hit.event.event)
        if given:
            key = "because.given" if because.stated else "because.given_likely"
            event = evidence.hit.event.event
            cause = self._quoting.one(given, _CAUSE_CHARS, event)
            text = self._say(key, cause=cause, what=what, how=how)
        elif because.stated:
            publisher = self._saying.publisher(evidence.hit.event.event)
            text = self._say("because.stated", what=what, publisher=publisher)
        else:
            text = self._say("because.likely", what=what, how=how)
        return Statement(self._saying.sentence(text), (evidence.hit, because.hit), worth=2)

    def _what_first(self, because: Because) -> str:
        """Name the event that led to another."""
        event, evidence = because.hit.event.event, Evidence(because.hit, _UNRELATED)
        if event.type is EventType.WEATHER_ALERT:
            area = self._wording.area_words(event)
            where = self._say("because.where", where=self._saying.inside(area)) if area else ""
            publisher = self._saying.publisher(event)
            what = self._say("because.weather", publisher=publisher, where=where)
        elif event.lines and is_measured(evidence):
            on_line = self._say("where.on", name=self._saying.route(event.lines[0]))
            what = self._wording.subject_at(event, on_line)
        else:
            what = self._wording.subject(event, evidence)
        if because.hit.standing.phase.in_force:
            return what
        ended_at = because.hit.standing.ended_at or event.issued_at
        return self._say("because.over", what=what, time=self._saying.moment(ended_at))

    def _how(self, because: Because, event: Event) -> str:
        """Say by which place and time the one is likely to have led to the other."""
        if because.gap < -_SAME_TIME:
            return ""  # noticed long before it: the times would only confuse
        gap = (
            self._say("because.later", span=self._saying.span(because.gap))
            if because.gap >= _LATER else self._say("because.same_time")
        )  # fmt: skip
        key = f"because.how.{because.reason}"
        known = self._saying.phrases.has(key)
        noun = self._wording.noun(event)
        return self._say(key if known else "because.how.other", gap=gap, noun=noun)
