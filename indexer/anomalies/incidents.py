"""Join events that are one story, each because of one other, and say why.

`IncidentBook.hear` is the main path: on each change of an event it looks for what led to it, and
for what it led to, among the few that lie near. Each event is joined by at most one link, the
surest, so that incidents are trees: their members keep their own life, an ended one stays, and one
that moved is judged anew.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from core.city import City
from core.event import Handling
from core.identity import EventKey
from core.incident import Membership
from core.store import IndexedEvent
from core.topics import EVENT_TOPICS, Family
from indexer.anomalies.incident_forest import Forest, Link
from indexer.anomalies.incident_judging import ALONG_M, begins_near, judge, moved
from indexer.anomalies.incident_rules import BY_CAUSE, BY_EFFECT, Reason, Rule, Space
from indexer.anomalies.incident_sites import Site, Sites

__all__ = ["IncidentBook", "Joining", "Reason"]

MOST: Final = 300
"""Candidates that one rule looks at; of more, those that began at nearly the same time."""
STALE: Final = timedelta(hours=24)
"""An event that ended longer ago leads to nothing new, and comes of nothing new."""
Way: TypeAlias = tuple[float, timedelta, EventKey]
"""How good a link is, least first: sureness below 0, time between, and the cause."""


@dataclass(frozen=True, slots=True)
class Joining:
    """Hold what differs from what was written last.

    Attributes:
        joined: memberships that are new or different.
        parted: events that belong to no incident any more.
    """

    joined: tuple[Membership, ...] = ()
    parted: tuple[EventKey, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.joined or self.parted)


class IncidentBook:
    """Know which events belong together; used by one thread."""

    def __init__(self, city: City, written: Iterable[Membership] = ()) -> None:
        """Go on from what the store has; its events have to be heard again, all of them."""
        self._city = city
        self.sites: Final = Sites(city)
        """The events that are known, by place."""
        self._unwritten: dict[EventKey, None] = {}
        self._remembered: dict[EventKey, dict[EventKey, None]] = {}
        """By cause, those that were joined to it at the last start, and wait for it."""
        self._newest: datetime | None = None
        self.go_on(written)

    def go_on(self, written: Iterable[Membership]) -> None:
        """Take up memberships that the store has, before anything is heard."""
        self._written = {membership.key: membership for membership in written}
        self._forest = Forest(self._written.values())

    def __len__(self) -> int:
        return len(self.sites)

    def hear(self, indexed: IndexedEvent) -> None:
        """Take in an event's new state, and join it anew where that may be different."""
        event, footprint = indexed.event, indexed.footprint
        unheard = event.handling is not Handling.ACTUAL or event.family is Family.TELEMETRY
        if unheard or indexed.superseded_by or not footprint.in_city:
            self.forget(indexed.key)
            return
        site = Site(indexed)
        before = self.sites.get(site.key)
        if before is not None and before.same_as(site):
            return
        self._newest = max(filter(None, (self._newest, event.issued_at)))
        self.sites.put(site)
        stays = before is None or not moved(before, site, self._city)
        self._link(site, event.issued_at, stays=stays)
        children = (*self._forest.children(site.key), *self._remembered.pop(site.key, ()))
        self._relink(children, event.issued_at, stays=stays)
        self._adopt(site, event.issued_at)

    def forget(self, key: EventKey) -> None:
        """Let an event go: it is withdrawn, replaced, or kept no longer."""
        if self.sites.drop(key) is None:
            return
        self._forest.cut(key)
        orphans = self._forest.children(key)
        for orphan in orphans:
            self._forest.cut(orphan)
        if self._newest is not None:
            self._relink(orphans, self._newest, stays=False)

    def keys(self) -> Iterator[EventKey]:
        """Go through the events that are known."""
        return self.sites.keys()

    def changes(self) -> Joining:
        """Return what is to be written; the same again until `wrote` says that it is."""
        self._unwritten.update(dict.fromkeys(self._forest.settle()))
        joined: list[Membership] = []
        parted: list[EventKey] = []
        for key in list(self._unwritten):
            member, before = self._forest.members.get(key), self._written.get(key)
            if member == before:
                del self._unwritten[key]
            elif member is None:
                parted.append(key)
            else:
                joined.append(member)
        joined.sort(key=lambda member: (member.incident_id, member.joined_at, member.key))
        return Joining(tuple(joined), tuple(sorted(parted)))

    def wrote(self, joining: Joining) -> None:
        """Note that the store has it now."""
        for membership in joining.joined:
            self._written[membership.key] = membership
        for key in joining.parted:
            self._written.pop(key, None)

    def _relink(self, keys: Iterable[EventKey], at: datetime, *, stays: bool) -> None:
        for key in keys:
            site = self.sites.get(key)
            if site is not None:
                self._link(site, at, stays=stays)

    def _link(self, site: Site, at: datetime, *, stays: bool) -> None:
        """Join an event to the surest of those that may have led to it; to none where none is.

        Args:
            site: the event.
            at: city time of the news.
            stays: whether neither it nor what it is joined to lies elsewhere than before.
        """
        ways = [self._way_kept(site)] if stays else []
        for rule in BY_EFFECT.get(site.type, ()):
            for cause in self._live(site, self._causes(rule, site)):
                ways.append(self._way(rule, cause, site))
        self._choose(site, [way for way in ways if way is not None], at)

    def _way_kept(self, site: Site) -> tuple[Way, Rule] | None:
        """Return the link that an event has, or had at the last start, if it still holds."""
        held = self._forest.link(site.key)
        written = self._written.get(site.key)
        if held is not None:
            to, rules = held.to, [held.rule]
        elif written is not None and written.because is not None:
            to = written.because
            rules = [r for r in BY_EFFECT.get(site.type, ()) if r.reason == written.reason]
            self._remembered.setdefault(to, {})[site.key] = None
        else:
            return None
        cause = self.sites.get(to)
        fitting = [rule for rule in rules if cause is not None and cause.type in rule.causes]
        if cause is None or not fitting:
            return None
        return self._way(fitting[0], cause, site, placed=True)

    def _choose(self, site: Site, ways: list[tuple[Way, Rule]], at: datetime) -> None:
        ways.sort(key=lambda found: found[0])
        best = next((w for w in ways if not self._forest.is_above(site.key, w[0][2])), None)
        before = self._forest.link(site.key)
        if best is None:
            self._forest.cut(site.key)
            return
        (unsureness, _, cause_key), rule = best
        if before is None or (before.to, before.rule, before.sureness) != (
            cause_key, rule, -unsureness,
        ):  # fmt: skip
            self._forest.join(site.key, Link(cause_key, rule, -unsureness, at))

    def _adopt(self, site: Site, at: datetime) -> None:
        """Join to an event those that it may have led to, where it is the surest."""
        for rule in BY_CAUSE.get(site.type, ()):
            for effect in self._live(site, self._effects(rule, site)):
                found = self._way(rule, site, effect)
                if (
                    found is not None
                    and self._is_better(found[0], effect)
                    and not self._forest.is_above(effect.key, site.key)
                ):
                    self._forest.join(effect.key, Link(site.key, rule, -found[0][0], at))

    def _way(
        self, rule: Rule, cause: Site, effect: Site, *, placed: bool = False
    ) -> tuple[Way, Rule] | None:
        if rule.causes == rule.effects and _order(cause) > _order(effect):
            return None  # of one thing told twice, the later joins the earlier
        sureness = judge(rule, cause, effect, self._city, placed=placed)
        return ((-sureness, begins_near(cause, effect), cause.key), rule) if sureness else None

    def _is_better(self, way: Way, effect: Site) -> bool:
        held = self._forest.link(effect.key)
        holder = self.sites.get(held.to) if held is not None else None
        if held is None or holder is None:
            return True
        return way < (-held.sureness, begins_near(holder, effect), held.to)

    def _causes(self, rule: Rule, effect: Site) -> list[Site]:
        match rule.space:
            case Space.LINE:
                return self.sites.on_lines(effect, effect.lines, rule.causes)
            case Space.STOP:
                return self.sites.on_lines(effect, self._lines_at(effect), rule.causes)
            case Space.COURSE:
                spot = effect.event.coordinates
                there = () if spot is None else self.sites.around(spot, rule.causes)
                return _each_once(self.sites.along(effect, rule.causes), there)
            case Space.SUBJECT:
                subject = str(effect.event.extra.get("subject", ""))
                keys = [EventKey(topic.name, subject) for topic in EVENT_TOPICS]
                return [site for key in keys if (site := self.sites.get(key)) is not None]
            case Space.INSIDE | Space.BESIDE:
                return self.sites.near(effect, rule.causes)

    def _effects(self, rule: Rule, cause: Site) -> list[Site]:
        match rule.space:
            case Space.LINE:
                return self.sites.on_lines(cause, cause.lines, rule.effects)
            case Space.STOP:
                named = self.sites.on_lines(cause, cause.lines, rule.effects)
                return _each_once(named, self.sites.along(cause, rule.effects))
            case Space.COURSE:
                lines = self.sites.lines_near(cause, ALONG_M)
                named = self.sites.on_lines(cause, lines, rule.effects)
                return _each_once(named, self.sites.near(cause, rule.effects))
            case Space.SUBJECT | Space.INSIDE | Space.BESIDE:
                return self.sites.near(cause, rule.effects)

    def _lines_at(self, site: Site) -> frozenset[str]:
        stops = (self._city.stop_by_id.get(stop) for stop in site.stops)
        return site.lines.union(*(stop.line_ids for stop in stops if stop is not None))

    def _live(self, site: Site, found: list[Site]) -> list[Site]:
        """Leave out what is long over, and of very many those furthest away in time."""
        newest = self._newest or site.begins_at
        live = [other for other in found if other.over_at is None or newest - other.over_at < STALE]
        if len(live) > MOST:
            live.sort(key=lambda other: (begins_near(site, other), other.key))
        return live[:MOST]


def _each_once(*found: Iterable[Site]) -> list[Site]:
    return list({site.key: site for sites in found for site in sites}.values())


def _order(site: Site) -> tuple[datetime, EventKey]:
    return site.begins_at, site.key
