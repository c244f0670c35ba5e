"""Tell first what is grave and in reach; once heard, only that it still holds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.answer import Statement
from assistant.evidence import Evidence, Finding
from assistant.part import Part, led
from assistant.saying import Saying
from assistant.tell import Teller
from assistant.wording import Wording
from core.identity import EventKey


class GraveTeller:
    """Tell what is grave in one conversation.

    Args:
        saying: the language, the city and the instant.
        teller: tells single events.
        heard: when this conversation was last told of an event.
    """

    def __init__(self, saying: Saying, teller: Teller, heard: Mapping[EventKey, datetime]) -> None:
        self._saying = saying
        self._say = saying.phrases.say
        self._teller = teller
        self._wording = Wording(saying)
        self._heard = heard

    def untold(
        self, findings: Sequence[Finding], statements: Sequence[Statement] = ()
    ) -> tuple[tuple[Statement, ...], tuple[Statement, ...]]:
        """Tell what is grave and in reach, and is not told by the statements already.

        Returns:
            What has to come first, and what the conversation has heard and only still holds.
        """
        causes = {e.because.hit.event.key for f in findings for e in f.answers if e.because}
        goes = causes if self._saying.shortens else set[EventKey]()
        told = {
            hit.event.key for statement in statements for rank, hit in enumerate(statement.events)
            if not rank or hit.event.key not in goes  # where room is short, causes go first
        }  # fmt: skip
        found = {e.hit.event.key: e for f in findings for e in f.severe}
        left = [e for key, e in found.items() if key not in told]
        fresh = [e for e in left if not self.was_heard(e)]
        first = [s for rank, e in enumerate(fresh) for s in self._severe(e, first=rank == 0)]
        known = [e for e in left if self.was_heard(e)]
        return tuple(first), tuple(self._still(e, first=not n) for n, e in enumerate(known))

    def was_heard(self, evidence: Evidence) -> bool:
        """Say whether the conversation was told of the event as it now is."""
        indexed = evidence.hit.event
        at = self._heard.get(indexed.key)
        return at is not None and indexed.event.issued_at <= at

    def _severe(self, evidence: Evidence, *, first: bool) -> list[Statement]:
        headline = self._teller.headline(evidence)
        what = self._teller.clause(evidence, until=True)
        key = "match.severe" if first else "match.severe_also"
        text = self._saying.sentence(self._say(key, what=what))
        told = replace(headline, text=text, worth=int(not first), fixed=True)
        more = (self._teller.quoted.gist(evidence), self._teller.quoted.advice(evidence, 2))
        return [told, *(s for s in more if s is not None)]

    def _still(self, evidence: Evidence, *, first: bool) -> Statement:
        event = evidence.hit.event.event
        what = self._wording.subject(event, evidence)
        text = self._saying.sentence(self._say("match.severe_still", what=what))
        return Statement(text, evidence.hits, worth=int(not first), short=text, fixed=True)


def gravely_begun(part: Part, between: str) -> Part:
    """Put what is grave first; a Yes that came before it would answer something else."""
    part = led(part, between) if part.severe else part
    statements = (*part.severe, *part.statements, *part.still)
    return replace(part, statements=statements, severe=(), still=())
