"""List the faults that are planted: the ways of being wrong that this system must not have."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, Final

import msgspec

from assistant.understand.places import PlaceState, Where
from assistant.understand.polarity import Polarity
from core.coverage import CaughtUp, Coverage, SourceState
from core.event import EndCertainty, MessageType
from core.lifecycle import EndReason, Phase, Standing
from core.place import Precision
from core.relation import Covers, Relation
from core.store import Hit
from evals.faults import Fault, Make
from evals.scorers.harm import HarmName as Harm


def _always(value: Any) -> Make:
    """Put a function that always returns the same."""

    def make(_thing: Any) -> Any:
        def fixed(*_given: Any, **_named: Any) -> Any:
            return value

        return fixed

    return make


def _instead(other: Any) -> Make:
    """Put another thing."""
    return lambda _thing: other


def _on_result(change: Any) -> Make:
    """Put a function that changes what the real one returns."""

    def make(thing: Any) -> Any:
        def changed(*given: Any, **named: Any) -> Any:
            return change(thing(*given, **named))

        return changed

    return make


def _all_of(hits: Iterable[Hit]) -> list[Hit]:
    return list(hits)


def _in_london(_saying: Any, at: datetime) -> datetime:
    return at.astimezone(UTC)


def _caught_up_now(thing: Any) -> Any:
    def judged(source: Any, beat: Any, _caught: CaughtUp, now: datetime) -> Coverage:
        return thing(source, beat, CaughtUp(now), now)

    return judged


def _heard_once(coverage: Coverage) -> bool:
    return coverage.state is not SourceState.SILENT


def _near_is_inside(found: Relation) -> Relation:
    if not found.is_near:
        return found
    return Relation(Covers.WHOLE, Precision.INSIDE_AREA, 0.0, True)


def _cancel_ignored(thing: Any) -> Any:
    def ended(event: Any) -> Standing:
        if event.message_type is MessageType.CANCEL:
            return Standing(Phase.ACTIVE)
        return thing(event)

    return ended


def _end_ignored(thing: Any) -> Any:
    def ended(event: Any) -> Standing:
        if event.message_type is MessageType.CANCEL:
            return thing(event)
        return Standing(Phase.ACTIVE)

    return ended


def _begun(found: Standing) -> Standing:
    return replace(found, phase=Phase.ACTIVE) if found.phase is Phase.UPCOMING else found


def _over_when_due(found: Standing) -> Standing:
    if found.phase is not Phase.OVERDUE:
        return found
    return replace(found, phase=Phase.ENDED, end_reason=EndReason.ENDS_AT)


def _first_wins(_thing: Any) -> Any:
    def kept(messages: Any) -> Any:
        return tuple(sorted(messages, key=lambda message: message.precedence))[:1]

    return kept


def _settled_anyhow(found: Where) -> Where:
    if found.state is not PlaceState.UNKNOWN:
        return found
    return Where(PlaceState.NAMED, found.choices[:1]) if found.choices else Where(PlaceState.NONE)


def _drills_shown(thing: Any) -> Any:
    def described(self: Any, slot: int, *rest: Any) -> None:
        thing(self, slot, *rest)
        self.columns.actual[slot] = True

    return described


def _ten_times(event: Any) -> Any:
    if not event.affected_customers:
        return event
    return msgspec.structs.replace(event, affected_customers=event.affected_customers * 10)


def _in_english(found: Any) -> Any:
    return replace(found, answer="en")


class _Leak:
    """Make the two halves of a leak from one memory."""

    def __init__(self) -> None:
        self._last: list[bytes] = []

    def pack(self, thing: Any) -> Any:
        """Return a `pack` that remembers what it packed."""

        def kept(memory: Any) -> bytes:
            self._last[:] = [thing(memory)]
            return self._last[0]

        return kept

    def unpack(self, thing: Any) -> Any:
        """Return an `unpack` that gives a stranger what was packed last."""

        def known(stored: bytes | None) -> Any:
            return thing(self._last[0] if stored is None and self._last else stored)

        return known


_LEAK: Final = _Leak()
_TURNED: Final = {
    Polarity.TROUBLE: Polarity.WELL,
    Polarity.WELL: Polarity.TROUBLE,
    Polarity.OPEN: Polarity.OPEN,
}
_SURE: Final = SimpleNamespace(
    KNOWN=EndCertainty.ESTIMATED, ESTIMATED=None, UNKNOWN=EndCertainty.UNKNOWN
)


def _turned(thing: Any) -> Any:
    def lead(finding: Any, polarity: Polarity, *rest: Any) -> str:
        return thing(finding, _TURNED[polarity], *rest)

    return lead


FAULTS: Final = (
    Fault("copies of one thing are all told", Harm.INVENTED_FACT,
          {"assistant.relevance.told_once": _instead(_all_of)},
          suites=("threads", "contradictions")),
    Fault("times are told as if the city lay in London", Harm.WRONG_TIME,
          {"assistant.saying.Saying._local": _instead(_in_london)},
          "false-alarm", short=True),
    Fault("a stale source counts as live", Harm.FALSE_ALL_CLEAR,
          {"core.coverage.Coverage.live": _instead(property(_heard_once))},
          "blind-in-storm", ("threads",), short=True),
    Fault("our own delay is not looked at", Harm.FALSE_ALL_CLEAR,
          {"core.coverage.judge": _caught_up_now}, suites=("threads",)),
    Fault("what is near is told as here", Harm.WRONG_PLACE,
          {"core.relation.relate": _on_result(_near_is_inside)}, "false-alarm", ("places",)),
    Fault("the river is forgotten", Harm.MISSING_FACT,
          {"core.relation._same_bank": _always(True)}, suites=("places", "threads")),
    Fault("what is cancelled stays in force", Harm.STALE_ADVICE,
          {"core.lifecycle._ended_by_word": _cancel_ignored}, "false-alarm"),
    Fault("what has ended stays in force", Harm.STALE_ADVICE,
          {"core.lifecycle._ended_by_word": _end_ignored}, "false-alarm", short=True),
    Fault("the first message wins over its updates", Harm.STALE_ADVICE,
          {"core.lifecycle.relevant": _first_wins}, "false-alarm"),
    Fault("what expired counts as resolved", Harm.FALSE_ALL_CLEAR,
          {"core.lifecycle.EndReason.confirmed": _instead(True)},
          suites=("premises", "threads", "times")),
    Fault("what is overdue counts as over", Harm.FALSE_ALL_CLEAR,
          {"core.lifecycle.standing": _on_result(_over_when_due)}, "boil-water",
          ("premises", "threads", "times"), 180),
    Fault("what is planned counts as begun", Harm.STALE_ADVICE,
          {"core.lifecycle.standing": _on_result(_begun)}, "blind-in-storm", ("planned",), 40),
    Fault("another place answers for an unknown one", Harm.WRONG_PLACE,
          {"assistant.understand.places.settle": _on_result(_settled_anyhow)},
          suites=("places",)),
    Fault("exercises are told as real", Harm.INVENTED_FACT,
          {"indexer.store.present.Present._describe": _drills_shown},
          suites=("severe", "premises", "history", "threads")),
    Fault("what is grave is not told first", Harm.MISSED_SEVERE,
          {"assistant.retrieve.Retriever._severe": _always(())}, "false-alarm", ("severe",)),
    Fault("an estimate is told as sure", Harm.INVENTED_FACT,
          {"assistant.tell_end.EndCertainty": _instead(_SURE)}, "false-alarm"),
    Fault("ten times as many customers", Harm.INVENTED_FACT,
          {"core.wire.decode_event": _on_result(_ten_times)}, "blind-in-storm"),
    Fault("every answer is in English", Harm.WRONG_LANGUAGE,
          {"assistant.tongue.tongue_of": _on_result(_in_english)}, "false-alarm", ("languages",)),
    Fault("no danger is recognised", Harm.MISSED_DANGER,
          {"assistant.emergency.Emergencies.answer": _always(None)}, suites=("danger",),
          short=True),
    Fault("a stranger's place is remembered", Harm.WRONG_PLACE,
          {"assistant.understand.dialogue.pack": _LEAK.pack,
           "assistant.understand.dialogue.unpack": _LEAK.unpack}, "false-alarm"),
    Fault("Yes and No are turned round", Harm.FALSE_ALL_CLEAR,
          {"assistant.leads.lead_of": _turned}, "false-alarm"),
)  # fmt: skip
