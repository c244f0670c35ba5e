"""Tell what the source of an event says in words of its own, quoted: what to do, another way.

Its words are marked as a quotation and never taken as instruction.
"""

from typing import Final

from assistant.answer import Statement
from assistant.evidence import Evidence
from assistant.folding import is_measured
from assistant.quoting import Quoting
from assistant.saying import Saying
from assistant.wording import is_quotable, people_told
from core.event import EventType

_QUOTE_CHARS: Final = 180
_ADVICE_CHARS: Final = 120
_QUOTED_TYPES: Final = frozenset(
    {EventType.WEATHER_ALERT, EventType.PUBLIC_SAFETY, EventType.HEALTH_ADVISORY,
     EventType.EVACUATION, EventType.HAZMAT, EventType.EARTHQUAKE, EventType.FIRE,
     EventType.ACCESSIBILITY, EventType.OTHER}
)  # fmt: skip


class QuoteTeller:
    """Tell what sources say in their own words, or that they say nothing of it."""

    def __init__(self, saying: Saying, quoting: Quoting) -> None:
        self._saying = saying
        self._say = saying.phrases.say
        self._quoting = quoting

    def extent(self, evidence: Evidence) -> Statement:
        """Tell how many its source says in words, or that no number is given."""
        event = evidence.hit.event.event
        publisher, words = self._saying.publisher(event), people_told(event)
        if words:
            said = self._quoting.one(words, _QUOTE_CHARS, event)
            text = self._say("event.quote", who=publisher, words=said)
            return Statement(self._saying.sentence(text), (evidence.hit,), worth=5)
        text = (
            self._say("measured.no_extent") if is_measured(evidence)
            else self._say("event.extent_unknown", publisher=publisher)
        )  # fmt: skip
        return Statement(self._saying.sentence(text), (evidence.hit,), worth=5)

    def advice(self, evidence: Evidence, limit: int = 3) -> Statement | None:
        """Tell what to do, in the source's own words."""
        event = evidence.hit.event.event
        words = self._quoting.instructions(event, limit, _ADVICE_CHARS)
        if not words:
            return None
        text = self._say("event.advice", publisher=self._saying.publisher(event), words=words)
        return Statement(self._saying.sentence(text), (evidence.hit,), worth=3, fixed=True)

    def no_advice(self, evidence: Evidence) -> Statement:
        """Tell that the source gives no advice."""
        event = evidence.hit.event.event
        publisher = self._saying.publisher(event)
        key = "event.advice_withheld" if event.instructions else "event.advice_none"
        text = (
            self._say("measured.no_advice") if is_measured(evidence)
            else self._say(key, publisher=publisher)
        )  # fmt: skip
        return Statement(self._saying.sentence(text), (evidence.hit,), worth=3)

    def way_round(self, evidence: Evidence) -> Statement | None:
        """Tell detours and alternatives, as the source words them."""
        event = evidence.hit.event.event
        detour = event.detour if event.detour and is_quotable(event.detour) else ""
        others = [w for w in event.alternatives if is_quotable(w)]
        if detour:
            text = self._say("event.detour", detour=self._quoting.plainly(detour, 160, event))
        elif others:
            quoted = self._quoting.several(others[:3], 100, event)
            text = self._say("event.alternatives", words=quoted)
        else:
            return None
        return Statement(self._saying.sentence(text), (evidence.hit,), worth=5)

    def no_way_round(self, evidence: Evidence) -> Statement:
        """Tell that the source names no other way."""
        event = evidence.hit.event.event
        withheld = bool(event.detour or event.alternatives)
        key = "event.way_round_withheld" if withheld else "event.way_round_none"
        text = self._say(key, publisher=self._saying.publisher(event))
        return Statement(self._saying.sentence(text), (evidence.hit,), worth=3)

    def gist(self, evidence: Evidence) -> Statement | None:
        """Quote what an alert says, in its source's words."""
        event = evidence.hit.event.event
        words = self._quoting.gist(event, _QUOTE_CHARS) if event.type in _QUOTED_TYPES else ""
        if not words:
            return None
        text = self._say("event.quote", who=self._saying.publisher(event), words=words)
        return Statement(self._saying.sentence(text), (evidence.hit,), worth=1, fixed=True)
