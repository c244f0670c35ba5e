"""Know a happening again over all its messages: the id stays when the message's changes.

In order: the hazard's number (P-VTEC) where the sender gives one; a message already heard that this
one references; the oldest message that it references; itself. Senders never share a happening, nor
do real messages and tests: nobody cancels what another said.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from core.event import Event, Handling
from core.identity import digest, event_id
from core.timespan import format_rfc3339
from producers.sources.cap_fields import Refused
from producers.sources.cap_fold import Message
from producers.sources.cap_message import CapAlert, Reference
from producers.sources.cap_notice import digest_of, vtecs_of
from producers.sources.cap_restore import restored

MAX_HAPPENINGS: Final = 5_000
"""Those spoken of longest ago are forgotten first; their messages would get the same ids again."""
MAX_MESSAGES: Final = 200
Stamp = tuple[str, str]
"""A message's identifier and the time when it was sent."""
_NUMBER_LIFE: Final = timedelta(days=120)
"""Event tracking numbers begin anew each year; no hazard goes on for longer than this unsaid."""


@dataclass(slots=True, eq=False)
class Happening:
    """Hold what was heard of one happening.

    Attributes:
        base: the id of its first hazard; the others' begin with it.
        owner: by whom, and for whom, it is told.
        number: its P-VTEC identity; empty where it has none.
        messages: by identifier and time.
        ids: the event id of each hazard, by each slug that it had.
        replaces: ids of events whose place it takes.
        restored: messages that went into what was published before a restart.
    """

    base: str
    owner: str
    number: str = ""
    messages: dict[Stamp, Message] = field(default_factory=dict[Stamp, Message])
    ids: dict[str, str] = field(default_factory=dict[str, str])
    replaces: tuple[str, ...] = ()
    restored: dict[str, None] = field(default_factory=dict[str, None])

    def id_of(self, hazards: Iterable[str]) -> str:
        """Return the event id of a hazard that had these slugs, the same each time."""
        slugs = list(hazards)
        if not slugs:
            return self.base
        known = next((self.ids[slug] for slug in slugs if slug in self.ids), None)
        if known is None:
            known = self.base if self.base not in self.ids.values() else f"{self.base}#{slugs[0]}"
        self.ids |= dict.fromkeys(slugs, known)
        return known

    def heard(self) -> tuple[str, ...]:
        """Return each message that went into it, as `identifier|sent`."""
        stamps = [f"{identifier}|{sent}" for identifier, sent in self.messages]
        return tuple(dict.fromkeys([*self.restored, *stamps]))

    def add(self, message: Message) -> None:
        """Take in a message that was not heard before."""
        stamp = (message.identifier, format_rfc3339(message.sent))
        if "|".join(stamp) not in self.restored:
            self.messages.setdefault(stamp, message)
        while len(self.messages) > MAX_MESSAGES:
            self.messages.pop(next(iter(self.messages)))


class Chain:
    """Remember which message belongs to which happening."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._happenings: OrderedDict[str, Happening] = OrderedDict()
        self._where: dict[tuple[str, str], str] = {}
        self._numbers: dict[tuple[str, str], tuple[str, datetime]] = {}
        self._digests: dict[tuple[str, str, str], str] = {}

    def known(self, alert: CapAlert, handling: Handling) -> Happening | None:
        """Return the happening that a message was heard of; None where it was not."""
        base = self._where.get((_owner(alert.sender, handling), alert.identifier), "")
        return self._happenings.get(base)

    def belongs(self, alert: CapAlert, message: Message, handling: Handling) -> list[Happening]:
        """Return the happenings that a message bears on, and add it to each.

        Raises:
            Refused: `conflict`, where the same message was heard with other content; `sender`, for
                a cancel of another sender's message; `references`, for one that names nothing.
        """
        owner = _owner(alert.sender, handling)
        stamp = (owner, alert.identifier, format_rfc3339(alert.sent))
        known_digest = self._digests.setdefault(stamp, digest_of(alert))
        if known_digest != digest_of(alert):
            raise Refused("conflict", "the same identifier, sender and sent with other content")
        own = [r for r in alert.references if r.sender.casefold() == alert.sender.casefold()]
        found = self._found(alert, owner, own)
        if not found:
            found = [self._begin(alert, owner, own)]
        main = found[0]
        self._unite(main, found, (owner, alert.identifier))
        told = found if message.only_ends else [main]
        for happening in told:
            happening.add(message)
            self._happenings.move_to_end(happening.base)
        for reference in own:
            self._where.setdefault((owner, reference.identifier), main.base)
        self._where[(owner, alert.identifier)] = main.base
        elsewhere = [h.base for h in found if h not in told] + self._number(alert, owner, main)
        main.replaces = tuple(dict.fromkeys((*main.replaces, *elsewhere)))
        self._forget()
        return told

    def _found(self, alert: CapAlert, owner: str, own: list[Reference]) -> list[Happening]:
        """Return the happenings already known that the message speaks of, the main one first."""
        bases: list[str] = []
        numbered = False
        for info in alert.infos:
            for vtec in vtecs_of(info)[:1]:
                numbered = True
                known = self._numbers.get((owner, vtec.hazard))
                if known is not None and abs(alert.sent - known[1]) < _NUMBER_LIFE:
                    bases.append(known[0])
        if not numbered:
            oldest_first = sorted(own, key=lambda r: r.sent or alert.sent)
            names = [r.identifier for r in oldest_first] + [alert.identifier]
            bases += [b for name in names if (b := self._where.get((owner, name))) is not None]
        return [self._happenings[base] for base in dict.fromkeys(bases) if base in self._happenings]

    def _unite(self, main: Happening, found: list[Happening], name: tuple[str, str]) -> None:
        """Join to the main happening what was heard early of the message that links them."""
        twin = self._happenings.get(self._where.get(name, ""))
        if twin is None or twin is main:
            return
        if twin in found:
            found.remove(twin)
        del self._happenings[twin.base]
        main.messages |= twin.messages
        main.restored |= twin.restored
        main.replaces += (twin.base, *twin.replaces)
        self._where.update({k: main.base for k, v in self._where.items() if v == twin.base})

    def _begin(self, alert: CapAlert, owner: str, own: list[Reference]) -> Happening:
        dated = sorted(own, key=lambda r: r.sent or alert.sent)
        vtec = next((v for info in alert.infos for v in vtecs_of(info)[:1]), None)
        if vtec is not None:
            first_sent = (dated[0].sent or alert.sent) if dated else alert.sent
            native = f"{vtec.hazard}.{first_sent.year}"
        elif dated:
            native = dated[0].identifier
        elif alert.kind == "Cancel" and alert.references:
            raise Refused("sender", "it cancels a message of another sender")
        elif alert.kind == "Cancel":
            raise Refused("references", "a cancel that names no message")
        else:
            native = alert.identifier
        base = event_id(self._source, native)
        holder = self._happenings.get(base)
        if holder is not None and holder.owner != owner:  # two senders use one identifier
            base = event_id(self._source, f"{native}~{digest(owner)[:8]}")
        return self._happenings.setdefault(base, Happening(base, owner))

    def _number(self, alert: CapAlert, owner: str, main: Happening) -> list[str]:
        """Remember the hazard's number; return the events that it was upgraded from."""
        replaced: list[str] = []
        for info in alert.infos:
            vtecs = vtecs_of(info)
            if not vtecs:
                continue
            main.number = main.number or vtecs[0].hazard
            known = self._numbers.get((owner, vtecs[0].hazard))
            if known is None or known[1] < alert.sent:
                self._numbers[(owner, vtecs[0].hazard)] = (main.base, alert.sent)
            for vtec in vtecs[1:]:
                older = self._numbers.get((owner, vtec.hazard))
                if vtec.action == "UPG" and older is not None and older[0] != main.base:
                    replaced.append(older[0])
        return replaced

    def remember(self, events: Iterable[Event]) -> None:
        """Take in what was published before a restart, so that its ids and areas go on."""
        for event in events:
            past = restored(event)
            if past is None:
                continue
            kept = past.kept
            owner = _owner(kept.sender, event.handling)
            happening = self._happenings.setdefault(past.base, Happening(past.base, owner))
            happening.ids[kept.hazard] = event.event_id
            happening.replaces, happening.number = event.references, kept.number
            for message in past.messages:
                stamp = (message.identifier, format_rfc3339(message.sent))
                same = happening.messages.get(stamp)
                happening.messages[stamp] = message if same is None else _joined(same, message)
            happening.restored |= dict.fromkeys(kept.heard)
            for line in kept.heard:
                self._where.setdefault((owner, line.rpartition("|")[0]), past.base)
            self._digests.setdefault((owner, kept.identifier, kept.sent), kept.digest)
            if kept.number:
                self._numbers[(owner, kept.number)] = (past.base, event.issued_at)

    def _forget(self) -> None:
        if len(self._happenings) <= MAX_HAPPENINGS:
            return
        gone = [self._happenings.popitem(last=False) for _ in range(MAX_HAPPENINGS // 10)]
        bases = {base for base, _ in gone}
        stamps = {(h.owner, *stamp) for _, h in gone for stamp in h.messages}
        self._digests = {k: v for k, v in self._digests.items() if k not in stamps}
        self._where = {k: v for k, v in self._where.items() if v not in bases}
        self._numbers = {k: v for k, v in self._numbers.items() if v[0] not in bases}


def _joined(one: Message, other: Message) -> Message:
    """Return a message that told of two hazards as one again."""
    return replace(one, notices=one.notices + other.notices)


def _owner(sender: str, handling: Handling) -> str:
    return f"{sender.casefold()} {handling.value}"
