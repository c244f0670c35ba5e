"""Say of a cited event how it stands, in the terms in which statements tell it."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from assistant.verify.verdict import Checked, Claim, ClaimKind
from assistant.verify.witness import Court, Witness
from core.event import EndCertainty
from core.lifecycle import Phase

_OVER: Final = frozenset({Phase.ENDED, Phase.CANCELLED, Phase.SUPERSEDED})


def in_force(witness: Witness) -> bool:
    """Say whether the event holds now."""
    return witness.hit.standing.phase.in_force


def past(witness: Witness) -> bool:
    """Say whether the event is to be told in the past, whether or not anybody said it is over."""
    return witness.hit.standing.phase in _OVER


def over(witness: Witness) -> bool:
    """Say whether the event's source itself said that it is over."""
    reason = witness.hit.standing.end_reason
    return past(witness) and reason is not None and reason.confirmed


def upcoming(witness: Witness) -> bool:
    """Say whether the event is still to come."""
    return witness.hit.standing.phase is Phase.UPCOMING


def overdue(witness: Witness) -> bool:
    """Say whether an expected end has passed and nobody has said that it came."""
    return witness.hit.standing.phase is Phase.OVERDUE


def has_end(witness: Witness) -> bool:
    """Say whether its source says when it is to end."""
    event = witness.hit.event.event
    return event.ends_at is not None or any(p.end is not None for p in event.active_periods)


def estimated(witness: Witness) -> bool:
    """Say whether its end is no more than an estimate."""
    event = witness.hit.event.event
    return event.ends_at is not None and event.end_certainty is not EndCertainty.KNOWN


def found(
    kind: ClaimKind, text: str, start: int, end: int, witnesses: Iterable[tuple[Witness, str]],
    why: str,
) -> Checked:  # fmt: skip
    """Return a claim as held by the fields of events, or refused where there is none.

    Args:
        kind: what is claimed.
        text: the whole statement.
        start: where the claim begins in it.
        end: where it ends.
        witnesses: each event that bears it out, and by which field.
        why: what was missing, where none does.
    """
    claim = Claim(kind, text[start:end], start, end)
    proofs = list(witnesses)
    if not proofs:
        return Checked(claim, why=why)
    by = tuple(dict.fromkeys(f"{witness.event_id}.{field}" for witness, field in proofs))
    return Checked(claim, by, frozenset(witness.event_id for witness, _ in proofs))


def those(
    court: Court, holds: Callable[[Witness], bool], field: str
) -> Iterator[tuple[Witness, str]]:
    """Yield the cited events of which a test holds, with the field that it rests on."""
    return ((witness, field) for witness in court.witnesses if holds(witness))
