"""Hold each figure of a statement about several events against the one it is said of.

"4,300 in Eastside and 120 in Harbor" is a lie with every word true once the numbers change places.
A claim belongs to the nearest name before it that tells the cited events apart, else to the nearest
behind it, and has to be borne out by an event that bears this name.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.verify.verdict import Checked, ClaimKind

_NAMES: Final = frozenset(
    {ClaimKind.PLACE, ClaimKind.LINE, ClaimKind.STOP, ClaimKind.ROAD, ClaimKind.BODY,
     ClaimKind.NAME}
)  # fmt: skip
_BOUND: Final = frozenset(
    {ClaimKind.NUMBER, ClaimKind.TIME, ClaimKind.DATE, ClaimKind.DURATION, ClaimKind.COMPARISON,
     ClaimKind.STATUS, ClaimKind.ESTIMATE, ClaimKind.JOIN, ClaimKind.SEVERITY, ClaimKind.TENSE}
)  # fmt: skip


def bound(checked: Sequence[Checked], cited: frozenset[str]) -> list[Checked]:
    """Return the claims, those refused that are borne out by another event than they name.

    Args:
        checked: every claim of a statement.
        cited: the ids that the statement cites.
    """
    if len(cited) < 2:
        return list(checked)
    telling = [
        one for one in checked
        if one.claim.kind in _NAMES and one.held and one.events and one.events != cited
    ]  # fmt: skip
    return [_held_together(one, telling) for one in checked]


def _held_together(one: Checked, telling: Sequence[Checked]) -> Checked:
    if one.claim.kind not in _BOUND or not one.held or not one.events:
        return one
    before = [name for name in telling if name.claim.end <= one.claim.start]
    behind = [name for name in telling if name.claim.start >= one.claim.end]
    if before:
        name = max(before, key=lambda name: name.claim.end)
    elif behind:
        name = min(behind, key=lambda name: name.claim.start)
    else:
        return one
    if one.events & name.events:
        return one
    return replace(one, why=f"told of another event than {name.claim.text}")
