"""Hold each figure of a statement about several events against the one it is said of.

"4,300 in Eastside and 120 in Harbor" is a lie with every word true once the numbers change places.
A claim belongs to the nearest name of its sentence that tells the cited events apart, first the one
before it; else to the last one of an earlier sentence. An event of this name has to bear it out.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.verify.verdict import Checked, ClaimKind

_NAMES: Final = frozenset(
    {ClaimKind.PLACE, ClaimKind.LINE, ClaimKind.STOP, ClaimKind.ROAD, ClaimKind.BODY}
)  # fmt: skip
_BOUND: Final = frozenset(
    {ClaimKind.NUMBER, ClaimKind.TIME, ClaimKind.DATE, ClaimKind.DURATION, ClaimKind.COMPARISON,
     ClaimKind.STATUS, ClaimKind.ESTIMATE, ClaimKind.JOIN, ClaimKind.SEVERITY, ClaimKind.TENSE}
)  # fmt: skip


_FAR: Final = 1_000_000
_SENTENCE: Final = re.compile(r"(?:[!?;]|(?<!\b[ap])\.)\s|[。！？；]")


def bound(checked: Sequence[Checked], cited: frozenset[str], text: str) -> list[Checked]:
    """Return the claims, those refused that are borne out by another event than they name.

    Args:
        checked: every claim of a statement.
        cited: the ids that the statement cites.
        text: the statement.
    """
    if len(cited) < 2:
        return list(checked)
    names = [one for one in checked if one.claim.kind in _NAMES and one.held and one.events]
    ends = [match.end() for match in _SENTENCE.finditer(text)]
    return [_held_together(one, names, cited, ends) for one in checked]


def _held_together(
    one: Checked, names: Sequence[Checked], cited: frozenset[str], ends: Sequence[int]
) -> Checked:
    if one.claim.kind not in _BOUND or not one.held or not one.events:
        return one
    name = _named(one, names, cited, ends)
    if name is None or one.events & name.events:
        return one
    return replace(one, why=f"told of another event than {name.claim.text}")


def _named(
    one: Checked, names: Sequence[Checked], cited: frozenset[str], ends: Sequence[int]
) -> Checked | None:
    """Return the name that a claim is told of; None for none, or where its sentence's fit all."""
    begin = max((end for end in ends if end <= one.claim.start), default=0)
    stop = min((end for end in ends if end > one.claim.start), default=_FAR)
    telling = [name for name in names if name.events != cited]
    before = [name for name in telling if name.claim.end <= one.claim.start]
    behind = [name for name in telling if one.claim.end <= name.claim.start < stop]
    own = [name for name in before if name.claim.start >= begin]
    if own:
        return max(own, key=lambda name: name.claim.end)
    if behind:
        return min(behind, key=lambda name: name.claim.start)
    if any(begin <= name.claim.start < stop for name in names):
        return None
    return max(before, key=lambda name: name.claim.end, default=None)
