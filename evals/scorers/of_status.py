"""Find answers of the wrong kind: all-clears, refusals, what is over told as so, severe omitted."""

from collections.abc import Iterator
from typing import Final

from evals.ledger import State
from evals.scorers.harm import Harm, HarmName
from evals.scorers.judging import Judged
from evals.scorers.of_form import SMS

CLEAR: Final = "nothing_reported"
_REFUSALS: Final = frozenset({"out_of_scope", "needs_place", "emergency"})
_ONE_MORE: Final = 60
"""So much room one more event takes at least."""
_LIVING: Final = frozenset({"active", "overdue"})


def false_all_clear(it: Judged) -> Iterator[Harm]:
    """Find an all-clear where something was published or nobody could tell."""
    expected = it.expected
    if it.reply.status == CLEAR and CLEAR not in expected.statuses:
        why = ", ".join(expected.there) or f"blind: {', '.join(expected.blind)}"
        if expected.there or expected.blind:
            yield Harm(HarmName.FALSE_ALL_CLEAR, f"said nothing is reported; {why}")
    elif it.lead == "yes" and it.asked.ask.aspect in ("status_well", "over"):
        if "yes" not in expected.leads:
            why = ", ".join(expected.there) or "nothing ended there"
            yield Harm(HarmName.FALSE_ALL_CLEAR, f"said Yes, all is well; {why}")
    elif it.lead == "no" and it.asked.ask.aspect == "status_trouble" and _denied(it):
        yield Harm(HarmName.FALSE_ALL_CLEAR, f"said No; {', '.join(expected.there)}")


def wrong_status(it: Judged) -> Iterator[Harm]:
    """Find another kind of answer than any of the right ones, or the wrong first word."""
    status, right = it.reply.status, it.expected.statuses
    if status in right:
        if it.lead == "no" and _denied(it) and it.asked.ask.aspect != "status_trouble":
            want = "/".join(sorted(it.expected.leads)) or "neither"
            yield Harm(HarmName.WRONG_STATUS, f"opened with {it.reply.lead!r}, not {want}")
    elif status in _REFUSALS:
        yield Harm(HarmName.NEEDLESS_REFUSAL, f"{status} instead of {_or(right)}")
    elif not (status == CLEAR and (it.expected.there or it.expected.blind)):
        yield Harm(HarmName.WRONG_STATUS, f"{status} instead of {_or(right)}")


def stale_advice(it: Judged) -> Iterator[Harm]:
    """Find what is over or withdrawn told as in force."""
    if it.lead == "yes" and it.asked.ask.aspect == "status_trouble" and _denied(it):
        yield Harm(HarmName.STALE_ADVICE, "said Yes; nothing of the kind is in force there")
    for event_id, phase in it.reply.cited.items():
        event = it.expected.events.get(event_id)
        if event is None or event.topic == "anomalies":
            continue
        if phase in _LIVING and event.state not in (State.IN_FORCE, State.UPCOMING):
            yield Harm(HarmName.STALE_ADVICE, f"{event_id} is {event.state}, told as {phase}")
        if phase in _LIVING and event.state is State.UPCOMING:
            yield Harm(HarmName.STALE_ADVICE, f"{event_id} is still to come, told as {phase}")


def missed_severe(it: Judged) -> Iterator[Harm]:
    """Find a critical event in force at the place of which the answer says nothing."""
    if it.reply.status in _REFUSALS or it.asked.ask.aspect == "past":
        return
    room = min(it.asked.max_chars or 10_000, SMS if it.asked.channel == "sms" else 10_000)
    if room - len(it.reply.text) < _ONE_MORE:
        return  # whatever it tells instead is for other scorers
    for event_id in it.expected.severe:
        if event_id not in it.reply.cited:
            yield Harm(HarmName.MISSED_SEVERE, f"{event_id} is critical, there, and not told")


def contradiction(it: Judged) -> Iterator[Harm]:
    """Find a first word that the status denies."""
    if it.reply.status in ("cannot_tell", "needs_place", "out_of_scope") and it.lead:
        yield Harm(HarmName.CONTRADICTION, f"{it.reply.lead!r} before {it.reply.status}")
    if it.reply.status == CLEAR and it.lead == "yes" and it.asked.ask.aspect == "status_trouble":
        yield Harm(HarmName.CONTRADICTION, "Yes, and then that nothing is reported")


def _denied(it: Judged) -> bool:
    """Say whether the first word is none of the right ones."""
    return it.lead not in it.expected.leads


def _or(statuses: frozenset[str]) -> str:
    return " or ".join(sorted(statuses))
