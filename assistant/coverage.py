"""Tell what an answer could rest on: who was heard, when, and what that allows to be said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from assistant.answer import Kind, Statement
from assistant.evidence import Finding
from assistant.phrases import Formed
from assistant.say_when import when_said
from assistant.saying import WAY, Saying
from assistant.understand.times import Tense
from assistant.understand.topics import BROAD
from core.coverage import Coverage
from core.place import Place, PlaceKind
from core.store import Hit

_BRIEFLY: Final = 2
_TEXTED: Final = 160
_NAMED: Final = 3
"""How many publishers are named; more are not."""


class CoverageTeller:
    """Tell coverage in one language, at one instant."""

    def __init__(self, saying: Saying, as_of: datetime | None) -> None:
        self._saying = saying
        self._say = saying.phrases.say
        self._as_of = saying.moment(as_of or saying.now)

    def nothing(self, finding: Finding) -> list[Statement]:
        """Say that nothing is reported, as of when, and from whom."""
        problem, place = self.problem(finding), finding.place
        on_way = place is not None and WAY in place.name
        if (finding.asked or on_way) and finding.when.tense is Tense.NOW:
            text = self._say(
                "nothing.asked", problem=problem, where=self._saying.at(place), as_of=self._as_of
            )
        elif place is not None and place.kind is PlaceKind.LINE:
            ahead = finding.when.tense is Tense.AHEAD
            text = self._say(
                "nothing.line_planned" if ahead else "nothing.line",
                place=self._saying.line(place.name), as_of=self._as_of,
                when=when_said(finding.when, self._saying),
            )  # fmt: skip
        elif finding.when.tense is Tense.AHEAD:
            text = self._say(
                "nothing.planned", problem=problem, place=self.name(place),
                when=when_said(finding.when, self._saying), as_of=self._as_of,
            )  # fmt: skip
        elif place is None or place.kind is PlaceKind.CITY:
            text = self._say(
                "nothing.city", problem=problem, city=self._saying.city.name, as_of=self._as_of
            )
        else:
            text = self._say(
                "nothing.place", problem=problem, place=self.name(place), as_of=self._as_of
            )
        return [_told(text, 0), _told(self._heard(finding.coverage), 1)]

    def not_reported(self, finding: Finding, problem: str) -> list[Statement]:
        """Say that what is asked is not reported, where all who would know are live."""
        if not finding.covered:
            return []
        text = self._say(
            "nothing.asked_of_line", problem=self._saying.phrases.noun(f"problem.{problem}"),
            where=self._saying.at(finding.place), as_of=self._as_of,
        )  # fmt: skip
        return [_told(self._saying.sentence(text), 0)]

    def otherwise(self, finding: Finding) -> list[Statement]:
        """Say that no other problem is reported, where everybody who would know is live."""
        if not finding.covered:
            return self.blind_too(finding)
        if finding.aside:
            return []
        on_line = finding.place is not None and finding.place.kind is PlaceKind.LINE
        there = self._say("nothing.on_the_line" if on_line else "nothing.there")
        if finding.besides and not on_line:
            there = self._saying.at(finding.place)
        problem = self._any_problem() if on_line else self.problem(finding)
        return [_told(self._say("nothing.otherwise", problem=problem, there=there), 2)]

    def officially(self, finding: Finding) -> list[Statement]:
        """Say that no source reports what is only measured, where all who would know are live."""
        if not finding.covered or finding.topic in BROAD:
            return []
        publishers = self._saying.publishers(finding.coverage)
        on_line = finding.place is not None and finding.place.kind is PlaceKind.LINE
        text = self._say(
            "measured.only" if len(publishers) < 3 else "measured.only_many",
            publishers=self._saying.phrases.join(publishers),
            problem=self.problem(finding) if not on_line else self._any_problem(),
            where=self._saying.at(finding.place), as_of=self._as_of,
        )  # fmt: skip
        return [_told(text, 3)]

    def past(self, finding: Finding) -> list[Statement]:
        """Say how far back the record reaches."""
        if finding.record_since is None:
            return [_told(self._say("blind.record_empty"), 0)]
        since = self._saying.moment(finding.record_since)
        return [_told(self._say("blind.record", since=since), 0)]

    def blind_together(self, findings: Sequence[Finding]) -> list[Statement]:
        """Say once of several topics at one place that nobody can tell them."""
        problems, join = [self.problem(finding) for finding in findings], self._saying.phrases.join
        both = Formed(lambda form: join([p.form(form) for p in problems], "blind.either"))
        known = tuple({c.source: c for f in findings for c in f.coverage}.values())
        return self.blind(replace(findings[0], coverage=known), both)

    def blind(self, finding: Finding, problem: Formed | None = None) -> list[Statement]:
        """Say that nobody can tell, who is silent, and since when.

        Args:
            finding: what was looked for.
            problem: what to call it; None for what its topic calls it.
        """
        problem, blind = problem or self.problem(finding), finding.blind
        where = self._saying.at(finding.place)
        if not finding.coverage:
            return [_told(self._say("blind.nobody", problem=problem), 0)]
        publishers = self._saying.publishers(blind)
        slots = {"problem": problem, "where": where, "publisher": publishers[0]}
        if finding.ours:
            short = self._say("sms.blind_ours", problem=problem, where=where)
            return [_told(self._say("blind.ours", **slots), 0, short)]
        if len(publishers) > 1:
            named = self._saying.phrases.join([self._since(c) for c in blind[:4]])
            said = self._say("blind.several", publishers=named, problem=problem, where=where)
            short = ""
            for few in range(_BRIEFLY, 0, -1):
                named = self._saying.phrases.join([self._since(c) for c in blind[:few]])
                short = self._say(
                    "sms.blind_several", publishers=named, problem=problem, where=where
                )
                if len(short) <= _TEXTED:
                    break
            return [_told(said, 0, short)]
        heard = blind[0].last_heard_at
        if heard is None:
            short = self._say("sms.blind_never", **slots)
            statements = [_told(self._say("blind.never", **slots), 0, short)]
        else:
            key = "blind.error" if blind[0].reason else "blind.stale"
            since = self._saying.moment(heard)
            short = self._say("sms.blind", since=since, **slots)
            statements = [_told(self._say(key, since=since, **slots), 0, short)]
        contact = self._saying.city.source_by_id[blind[0].source].contact
        if contact:
            statements.append(_told(self._say("blind.contact", contact=contact), 2))
        return statements

    def heard(self, finding: Finding) -> list[Statement]:
        """Say when those who would know were last heard."""
        if finding.ours:
            return [_told(self._say("heard.ours"), 0), *map(self._heard_one, finding.coverage)]
        return [self._heard_one(found) for found in finding.coverage]

    def _heard_one(self, coverage: Coverage) -> Statement:
        publisher = self._saying.publishers([coverage])[0]
        heard = coverage.last_heard_at
        if heard is None:
            return _told(self._say("heard.never", publisher=publisher), 0)
        ago, time = self._saying.ago(heard), self._saying.moment(heard)
        return _told(self._say("heard.ago", publisher=publisher, ago=ago, time=time), 0)

    def blind_too(self, finding: Finding) -> list[Statement]:
        """Say who is silent while a known event still answers."""
        if not finding.blind:
            return []
        if finding.ours:
            return [_told(self._say("blind.also_ours"), 2)]
        named = self._saying.phrases.join([self._since(c) for c in finding.blind[:3]])
        return [_told(self._say("blind.also", publishers=named), 2)]

    def as_of(self, told: Sequence[Hit], coverage: Sequence[Coverage]) -> list[Statement]:
        """Say as of when, and from whom, the events told are."""
        sources = list(dict.fromkeys(hit.event.event.source for hit in told))
        known = {c.source: c for c in coverage}
        cited = [known[s] for s in sources if s in known]
        publishers = list(dict.fromkeys(self._saying.publisher(h.event.event) for h in told))
        short = self._saying.sentence(
            self._say("sms.from", publisher=publishers[0] if publishers else "", as_of=self._as_of)
        )
        if len(publishers) == 1 and len(cited) == 1 and cited[0].last_heard_at is not None:
            key = "asof.from" if cited[0].live else "asof.late"
            text = self._say(
                key, as_of=self._as_of, publishers=publishers[0], publisher=publishers[0],
                ago=self._saying.ago(cited[0].last_heard_at),
                since=self._saying.moment(cited[0].last_heard_at),
            )  # fmt: skip
        elif publishers:
            named = self._saying.phrases.join(publishers[:3])
            text = self._say("asof.several", as_of=self._as_of, publishers=named)
        else:
            text = self._say("asof.alone", as_of=self._as_of)
            short = text
        return [Statement(text, kind=Kind.COVERAGE, worth=1, short=short)]

    def known_from(self, finding: Finding) -> Statement:
        """Say as of when, and from whom, nothing is known."""
        publishers = self._saying.publishers(finding.coverage)
        if not publishers or len(publishers) > _NAMED:
            return _told(self._say("asof.alone", as_of=self._as_of), 1)
        named = self._saying.phrases.join(publishers)
        return _told(self._say("asof.several", as_of=self._as_of, publishers=named), 1)

    def _heard(self, coverage: Sequence[Coverage]) -> str:
        """Say when those who would know were last heard: the oldest of them, where many."""
        heard = [c.last_heard_at for c in coverage if c.last_heard_at is not None]
        oldest = min(heard)
        publishers = self._saying.publishers(coverage)
        if len(publishers) > 3:
            span = self._saying.span(max(self._saying.now - oldest, timedelta(seconds=1)))
            return self._saying.phrases.count("nothing.heard_many", len(publishers), span=span)
        return self._say(
            "nothing.heard", publishers=self._saying.phrases.join(publishers),
            ago=self._saying.ago(oldest),
        )  # fmt: skip

    def _since(self, coverage: Coverage) -> str:
        """Name a silent source, with when it was last heard."""
        publisher = self._saying.publishers([coverage])[0]
        if coverage.last_heard_at is None:
            return self._say("blind.named_never", publisher=publisher)
        since = self._saying.moment(coverage.last_heard_at)
        return self._say("blind.named", publisher=publisher, since=since)

    def problem(self, finding: Finding) -> Formed:
        """Name what would be reported."""
        noun, has = self._saying.phrases.noun, self._saying.phrases.has
        if finding.mode:
            asked = f"problem_of_mode.{finding.asked}"
            key = asked if has(asked) else f"problem_of_mode.{finding.topic.name}"
            return noun(key, mode=noun(f"vehicle.{finding.mode}"))
        if finding.asked:
            return noun(f"problem.{finding.asked}")
        if finding.topic.hazard:
            return noun("problem.hazard", hazard=self._say(f"hazard.{finding.topic.hazard}"))
        return noun(f"problem.{finding.topic.name}")

    def _any_problem(self) -> Formed:
        return self._saying.phrases.noun("problem.everything")

    def name(self, place: Place | None) -> str:
        if place is None:
            return self._saying.city.name
        return place.name or self._say("place.your_location")


def _told(text: str, worth: int, short: str = "") -> Statement:
    return Statement(text, kind=Kind.COVERAGE, worth=worth, short=short)
