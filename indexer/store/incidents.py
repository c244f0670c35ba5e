"""Hold which events belong to which incident."""

from collections.abc import Iterable, Sequence

from core.identity import EventKey
from core.incident import Membership


class Incidents:
    """Hold memberships by event and by incident."""

    def __init__(self, memberships: Iterable[Membership] = ()) -> None:
        self._by_event: dict[EventKey, Membership] = {}
        self._members: dict[str, dict[EventKey, Membership]] = {}
        for membership in memberships:
            self.join(membership)

    def __len__(self) -> int:
        return len(self._by_event)

    def of(self, key: EventKey) -> Membership | None:
        """Return an event's membership; None for none."""
        return self._by_event.get(key)

    def members(self, incident_id: str) -> Sequence[Membership]:
        """Return who belongs to an incident, the first that joined first."""
        return sorted(
            self._members.get(incident_id, {}).values(),
            key=lambda one: (one.joined_at, bool(one.reason), one.event_id, one.topic),
        )

    def join(self, membership: Membership) -> None:
        """Take in an event's membership, in place of the one before."""
        self.part(membership.key)
        self._by_event[membership.key] = membership
        self._members.setdefault(membership.incident_id, {})[membership.key] = membership

    def part(self, key: EventKey) -> None:
        """Let an event belong to none."""
        before = self._by_event.pop(key, None)
        if before is None:
            return
        members = self._members[before.incident_id]
        del members[key]
        if not members:
            del self._members[before.incident_id]
