"""Hold which event is joined to which, as trees, and give each tree its incident's id.

An incident keeps its id while events come and go: of two that grow into one the older id stays,
and of one that falls apart the part with its first member keeps it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count

from core.identity import EventKey, incident_id
from core.incident import Membership
from indexer.anomalies.incident_rules import Rule


@dataclass(frozen=True, slots=True)
class Link:
    """Hold why an event is joined to another.

    Attributes:
        to: the other; what led to it, unless the two are one thing told twice.
        rule: by which they are joined.
        sureness: 0 to 1.
        at: city time of the news that joined them.
    """

    to: EventKey
    rule: Rule
    sureness: float
    at: datetime


class Forest:
    """Hold the links, and the membership of every event that has one."""

    def __init__(self, written: Iterable[Membership] = ()) -> None:
        """Go on from memberships; the links have to be found again."""
        self.members: dict[EventKey, Membership] = {}
        self._links: dict[EventKey, Link] = {}
        self._children: dict[EventKey, dict[EventKey, None]] = {}
        self._dirty: dict[EventKey, None] = {}
        self._used: Counter[str] = Counter()
        for membership in written:
            self._enrol(membership)
            self._dirty[membership.key] = None

    def link(self, key: EventKey) -> Link | None:
        """Return what an event is joined to; None for nothing."""
        return self._links.get(key)

    def children(self, key: EventKey) -> list[EventKey]:
        """Return the events that are joined to one."""
        return list(self._children.get(key, ()))

    def join(self, key: EventKey, link: Link) -> None:
        """Join an event to another, and to no other any more."""
        self.cut(key)
        self._links[key] = link
        self._children.setdefault(link.to, {})[key] = None
        self._dirty[key] = None

    def cut(self, key: EventKey) -> None:
        """Let an event stand alone, with those that are joined to it."""
        link = self._links.pop(key, None)
        if link is not None:
            children = self._children[link.to]
            del children[key]
            if not children:
                del self._children[link.to]
            self._dirty[key] = self._dirty[link.to] = None

    def is_above(self, key: EventKey, other: EventKey) -> bool:
        """Say whether an event is another, or on the way from it to its root."""
        at: EventKey | None = other
        while at is not None:
            if at == key:
                return True
            link = self._links.get(at)
            at = link.to if link is not None else None
        return False

    def settle(self) -> list[EventKey]:
        """Give every tree that has changed its id, and every member its reason.

        Returns:
            Whose membership may be another than before.
        """
        roots = dict.fromkeys(self._root(key) for key in self._dirty)
        trees = [tree for tree in map(self._tree, roots) if len(tree) > 1]
        kept = self._kept_ids(trees)
        for root in roots:
            if root not in self._children:
                self._dismiss(root)
        for tree in trees:
            name = kept.get(tree[0]) or self._fresh_id(tree[0])
            for key in tree:
                self._enrol(self._member(key, name))
        touched = dict.fromkeys((*roots, *(key for tree in trees for key in tree)))
        self._dirty.clear()
        return list(touched)

    def _kept_ids(self, trees: list[list[EventKey]]) -> dict[EventKey, str]:
        """Say by root which of the ids that its members have had a tree goes on under."""
        founded: dict[str, tuple[datetime, str]] = {}
        owners: dict[str, tuple[tuple[bool, datetime, EventKey], EventKey]] = {}
        for tree in trees:
            for key in tree:
                held = self.members.get(key)
                if held is None:
                    continue
                name = held.incident_id
                since = (held.joined_at, name)
                founded[name] = min(founded.get(name, since), since)
                claim = ((name != _id_of(key), held.joined_at, key), tree[0])
                owners[name] = min(owners.get(name, claim), claim)
        kept: dict[EventKey, str] = {}
        for name in sorted(founded, key=lambda name: founded[name]):
            kept.setdefault(owners[name][1], name)
        return kept

    def _fresh_id(self, first: EventKey) -> str:
        return next(name for turn in count() if not self._used[name := _id_of(first, turn)])

    def _member(self, key: EventKey, name: str) -> Membership:
        link = self._links.get(key)
        held = self.members.get(key)
        if held is not None and held.incident_id == name:
            joined_at = held.joined_at
        elif link is not None:
            joined_at = link.at
        else:
            joined_at = min(self._links[child].at for child in self._children[key])
        if link is None:
            return Membership(
                incident_id=name, topic=key.topic, event_id=key.event_id, joined_at=joined_at
            )
        led = not link.rule.same
        return Membership(
            incident_id=name,
            topic=key.topic,
            event_id=key.event_id,
            joined_at=joined_at,
            because_topic=link.to.topic if led else "",
            because_id=link.to.event_id if led else "",
            reason=link.rule.reason.value,
            sureness=link.sureness,
        )

    def _enrol(self, membership: Membership) -> None:
        self._dismiss(membership.key)
        self.members[membership.key] = membership
        self._used[membership.incident_id] += 1

    def _dismiss(self, key: EventKey) -> None:
        held = self.members.pop(key, None)
        if held is not None:
            self._used[held.incident_id] -= 1

    def _root(self, key: EventKey) -> EventKey:
        link = self._links.get(key)
        while link is not None:
            key = link.to
            link = self._links.get(key)
        return key

    def _tree(self, root: EventKey) -> list[EventKey]:
        found = [root]
        for key in found:
            found += self._children.get(key, ())
        return found


def _id_of(first: EventKey, turn: int = 0) -> str:
    """Return the id of the incident that an event is first in; of a later one, another."""
    return incident_id(f"{first.topic}/{first.event_id}" + (f"/{turn}" if turn else ""))
