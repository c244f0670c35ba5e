"""Tell one event: each function returns a statement that rests on that event alone.

What is said comes from typed fields. A source's own words are quoted only where they are what is
asked for (what to do, what an alert says): those `quoted` tells.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.answer import Kind, Statement
from assistant.evidence import Evidence
from assistant.folding import is_measured
from assistant.measured import MeasuredWording
from assistant.quoting import Quoting
from assistant.saying import Saying
from assistant.tell_cause import CauseTeller
from assistant.tell_end import EndTeller
from assistant.tell_match import MatchTeller
from assistant.tell_quoted import QuoteTeller
from assistant.wording import Wording
from core.event import EventType
from core.lifecycle import EndReason, period_around
from core.place import Place
from core.timespan import Span


class Teller:
    """Tell events in one language to one person."""

    def __init__(self, saying: Saying) -> None:
        self._saying = saying
        self._say = saying.phrases.say
        self._wording = Wording(saying)
        quoting = Quoting(saying)
        self.quoted = QuoteTeller(saying, quoting)
        self._measured = MeasuredWording(saying, quoting)
        self._causes = CauseTeller(saying, self._wording, quoting)
        self._ends = EndTeller(saying, self._wording)
        self._matches = MatchTeller(saying, self._wording)

    def headline(
        self,
        evidence: Evidence,
        *,
        again: bool = False,
        until: bool = False,
        counted: bool = True,
    ) -> Statement:
        """Tell what is reported, where and since when.

        Args:
            evidence: the event, with those that are told together with it.
            again: whether something measured, and nothing else, was told just before.
            until: whether its end belongs to the same sentence, as where several are told.
            counted: whether how many it affects does, which may stand by itself.
        """
        if is_measured(evidence) and (said := self._measured.what(evidence, again=again)):
            return self._told_measured(said, evidence)
        text = self.clause(evidence, until=until, counted=counted)
        short = self._wording.short(evidence) if self._saying.shortens else ""
        return Statement(self._saying.sentence(text), evidence.hits, worth=0, short=short)

    def clause(self, evidence: Evidence, *, until: bool = False, counted: bool = True) -> str:
        """Say what is reported, where and since when, as it stands within a sentence."""
        event = evidence.hit.event.event
        if is_measured(evidence) and (said := self._measured.what(evidence)):
            return said
        customers = event.affected_customers or 0 if counted else 0
        return self._say(
            "event.full", what=self._wording.what(event, evidence),
            customers=(
                self._saying.phrases.count("event.customers", customers) if customers > 0 else ""
            ),
            until=self._ends.clause(evidence) if until else "",
        )  # fmt: skip

    def people(self, evidence: Evidence) -> Statement:
        """Tell how many customers one event affects, as its source counts them."""
        number = evidence.hit.event.event.affected_customers or 0
        text = self._saying.phrases.count("event.people", number)
        return Statement(self._saying.sentence(text), evidence.hits, worth=0)

    def total(self, answers: Sequence[Evidence]) -> Statement | None:
        """Add up the customers of several events; None where none tells any."""
        told = [e for e in answers if e.hit.event.event.affected_customers]
        if len(told) < 2:
            return self.people(told[0]) if told else None
        number = sum(e.hit.event.event.affected_customers or 0 for e in told)
        key = "event.total" if len(told) == len(answers) else "event.total_at_least"
        text = self._say(key, number=number, events=len(told))
        return Statement(self._saying.sentence(text), tuple(e.hit for e in told), worth=0)

    def unconfirmed(self, evidence: Evidence) -> Statement:
        """Tell residents' reports to who asks for a yes or no, which nobody can give."""
        event = evidence.hit.event.event
        return self._told_measured(self._measured.reports(event, unconfirmed_first=True), evidence)

    def briefly(self, told: Statement, evidence: Evidence) -> Statement:
        """Give a statement of residents' reports a short form, for where it stands not alone."""
        event = evidence.hit.event.event
        if event.type is not EventType.REPORT_CLUSTER:
            return told
        return replace(told, short=self._saying.sentence(self._measured.reports_short(event)))

    def if_gas(self) -> Statement:
        """Say what to do about a smell of gas."""
        text = self._say("reports.gas_safety", number=self._saying.city.emergency_number)
        return Statement(text, kind=Kind.SAFETY, worth=0)

    def match(self, evidence: Evidence, place: Place | None) -> Statement | None:
        """Tell how exactly the event's place answers the place asked about."""
        return self._matches.match(evidence, place)

    def end(self, evidence: Evidence) -> Statement:
        """Tell when it ends, and how sure that is."""
        return self._ends.end(evidence)

    def end_of(self, evidence: Evidence) -> Statement:
        """Tell when one of several ends, by name."""
        what = self._wording.subject(evidence.hit.event.event, evidence)
        told = self._ends.end(evidence)
        stop = self._saying.phrases.writing.stop
        text = self._say("event.end_of", what=what, end=told.text.removesuffix(stop))
        return replace(told, text=self._saying.sentence(text), worth=0)

    def planned(self, evidence: Evidence) -> Statement | None:
        """Tell that it is planned, where it has begun and its kind does not say so."""
        event = evidence.hit.event.event
        if not event.planned or event.type is EventType.ROAD_WORK:
            return None
        return Statement(
            self._saying.sentence(self._say("event.planned")), (evidence.hit,), worth=3
        )

    def cause(self, evidence: Evidence) -> Statement:
        """Tell the cause that the source gives, else what likely led to it, or that it is open."""
        return self._causes.cause(evidence)

    def near(self, evidence: Evidence) -> Statement:
        """Tell an event that does not reach the place, at its distance."""
        event, relation = evidence.hit.event.event, evidence.relation
        if not relation.distance_m:
            told = self.headline(evidence, until=True)
            text = self._say("match.beside", what=self.clause(evidence, until=True))
            return replace(told, text=self._saying.sentence(text), worth=3)
        text = self._say(
            "match.near",
            noun=self._wording.noun(event),
            distance=self._saying.distance(relation.distance_m or 0.0),
            side=self._say("match.across") if relation.same_bank is False else "",
            where=self._near_where(evidence),
        )
        return Statement(self._saying.sentence(text), (evidence.hit,), worth=3)

    def _near_where(self, evidence: Evidence) -> str:
        """Name the area or the line of an event that is told by its distance."""
        event = evidence.hit.event.event
        area, lines = self._wording.area_words(event), self._wording.line_words(event)
        if lines and not area:
            return self._say("match.on_line", line=lines)
        area = area or self._wording.area_names(evidence)
        return self._say("match.in", area=area) if area else ""

    def unplaced(self, evidence: Evidence) -> Statement:
        """Tell an event in force that nobody can place."""
        event = evidence.hit.event.event
        noun, area = self._wording.noun(event), self._wording.area_words(event)
        text = (
            self._say("event.unplaced", noun=noun, area=area)
            if area else self._say("event.unplaced_nowhere", noun=noun)
        )  # fmt: skip
        return Statement(self._saying.sentence(text), (evidence.hit,), worth=0)

    def ahead(self, evidence: Evidence, asked: Span | None = None) -> Statement:
        """Tell an event that is announced and has not begun.

        Args:
            evidence: the event.
            asked: the time asked about, where the event holds in several.
        """
        event, standing = evidence.hit.event.event, evidence.hit.standing
        starts = standing.changes_at or event.begins_at
        period = period_around(event, self._saying.now)
        then = [p for p in event.active_periods if asked is not None and p.overlaps(asked)]
        if then:
            period, starts = then[0], then[0].start
        until = event.ends_at if period is None else period.end
        where = self._wording.where(event, evidence)
        text = self._say(
            "event.upcoming" if where else "event.upcoming_plain",
            noun=self._wording.noun(event), where=where, start=self._saying.moment(starts),
            until=self._say("event.until", time=self._saying.moment(until)) if until else "",
        )  # fmt: skip
        return Statement(self._saying.sentence(text), (evidence.hit,), worth=2)

    def past(self, evidence: Evidence) -> Statement:
        """Tell an event that is over, or of which nobody knows whether it is."""
        standing, event = evidence.hit.standing, evidence.hit.event.event
        what = self._wording.subject(event, evidence)
        ended_at = standing.ended_at or event.issued_at
        reason = standing.end_reason
        time = self._saying.moment(ended_at)
        if is_measured(evidence) and reason is EndReason.RESOLVED:
            text = self._say("measured.over", what=what, time=time)
        elif reason is EndReason.CANCELLED:
            text = self._say("event.withdrawn", what=what, time=time)
        elif reason is EndReason.EXPIRED or reason is EndReason.VANISHED:
            text = self._say(f"event.{reason.value}", what=what, time=time)
        elif reason is EndReason.UNCONFIRMED:
            heard = self._saying.moment(evidence.hit.confirmed_at)
            text = self._say("event.unconfirmed", what=what, time=heard)
        else:
            text = self._say("event.ended", what=what, time=time)
        return Statement(self._saying.sentence(text), (evidence.hit,), worth=1)

    def _told_measured(self, said: str, evidence: Evidence) -> Statement:
        text = self._saying.sentence(said)
        short = text if len(text) < _SHORT_CHARS else ""
        return Statement(text, evidence.hits, worth=0, short=short)


_SHORT_CHARS: Final = 150
