"""Hear the statements of one answer against the evidence of one question."""

from collections.abc import Callable, Sequence

from assistant.brief import Brief, Draft
from assistant.model.port import Fault
from assistant.verify.binding import bound
from assistant.verify.kind_named import names_kind
from assistant.verify.leading import Opening, check_lead, opened
from assistant.verify.verdict import Checked, Claim, ClaimKind, Verdict
from assistant.verify.witness import Court, Witness, witness_of
from core.city import City
from core.gazetteer import Gazetteer
from core.identity import EventKey
from core.store import Hit

Check = Callable[[str, Court], list[Checked]]
"""Finds the claims of one kind in a text, and holds each against the cited events."""
Wall = Callable[[str, Court, Sequence[Checked]], list[Checked]]
"""Holds every word and sentence that no other check accounts for against all that is known."""


class Hearing:
    """Judge a model's statements in the order in which they come.

    Args:
        brief: what was put to the model.
        city: the pack.
        gazetteer: its names.
        checks: what finds and holds claims.
        wall: what holds the words that are left.
        courtesy: what holds a statement that cites nothing.
    """

    def __init__(
        self,
        brief: Brief,
        city: City,
        gazetteer: Gazetteer,
        *,
        checks: Sequence[Check],
        wall: Wall,
        courtesy: Check,
    ) -> None:
        self._brief = brief
        self._city = city
        self._gazetteer = gazetteer
        self._checks = checks
        self._wall = wall
        self._courtesy = courtesy
        self._witnesses: dict[EventKey, Witness] = {}

    def statement(self, draft: Draft) -> Verdict:
        """Judge one statement: it holds only if each of its claims does."""
        opening = opened(draft.text, self._brief.language)
        strangers = [i for i in draft.event_ids if not self._brief.named(i)]
        if strangers:
            claim = Claim(ClaimKind.CITATION, strangers[0][:80], 0, 0)
            why = "not among the evidence of this question"
            return Verdict(draft, opening.text, (), (Checked(claim, why=why),))
        hits = self._cited(draft)
        court = self._court(hits)
        if not opening.text:
            claim = Claim(ClaimKind.FORM, "", 0, 0)
            return Verdict(draft, "", hits, (Checked(claim, why="nothing is said"),))
        if not hits:
            return Verdict(draft, opening.text, (), tuple(self._courtesy(opening.text, court)))
        return Verdict(draft, opening.text, hits, self._examined(opening, court))

    def whole(self, verdicts: Sequence[Verdict]) -> Fault | None:
        """Say why the statements that hold are no answer; None where they are one."""
        shown = [verdict for verdict in verdicts if verdict.held and verdict.hits]
        if not shown:
            return Fault.UNVERIFIED
        told = {hit.event.key for verdict in shown for hit in verdict.hits}
        if self._brief.critical - told:
            return Fault.LEFT_OUT
        if any(not part & told for part in self._brief.answering):
            return Fault.NO_ANSWER
        return None if any(map(self.answers, shown)) else Fault.NO_ANSWER

    def answers(self, verdict: Verdict) -> bool:
        """Say whether a statement that holds may stand first: it tells what was asked.

        Behind a Yes or No it has to name what kind of thing there is, or how that stands: "No. The
        cause is a failed transformer." would answer another question.
        """
        told = {hit.event.key for hit in verdict.hits}
        if not verdict.held or not any(part & told for part in self._brief.answering):
            return False
        return not self._brief.lead or names_kind(verdict, self._court(verdict.hits))

    def _examined(self, opening: Opening, court: Court) -> tuple[Checked, ...]:
        checked = [one for check in self._checks for one in check(opening.text, court)]
        checked += self._wall(opening.text, court, checked)
        cited = frozenset(w.event_id for w in court.witnesses)
        lead = check_lead(opening, self._brief.affirms)
        return (*lead, *bound(checked, cited, opening.text))

    def _cited(self, draft: Draft) -> tuple[Hit, ...]:
        found = {hit.event.key: hit for i in draft.event_ids for hit in self._brief.named(i)}
        return tuple(found.values())

    def _court(self, hits: Sequence[Hit]) -> Court:
        keys = {hit.event.key for hit in hits}
        told = (*self._brief.composed, *self._brief.ours)
        return Court(
            language=self._brief.language,
            now=self._brief.now,
            city=self._city,
            gazetteer=self._gazetteer,
            witnesses=[self._witness(hit) for hit in hits],
            ours=[s for s in told if s.events and {h.event.key for h in s.events} <= keys],
        )

    def _witness(self, hit: Hit) -> Witness:
        key = hit.event.key
        if key not in self._witnesses:
            alone = [s for s in self._brief.composed if [h.event.key for h in s.events] == [key]]
            self._witnesses[key] = witness_of(hit, alone, self._brief.language)
        return self._witnesses[key]
