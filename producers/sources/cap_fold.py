"""Fold the messages about one happening into what holds now.

A message takes the place of those that it references, not of their siblings. A cancel or an
all-clear that names fewer areas than are in force leaves the others standing. The outcome depends
on the set of messages alone, never on the order in which they were heard.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from core.event import Handling
from producers.sources.cap_area import Block
from producers.sources.cap_notice import End, Notice


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """Hold one message as far as it bears on a happening.

    Attributes:
        replaces: identifiers of the earlier messages that it references.
        kind: `Alert`, `Update` or `Cancel` (CAP `msgType`).
        handling: for whom it is.
        as_of: up to when it speaks, where it was put together again from later messages too.
    """

    sender: str
    identifier: str
    sent: datetime
    replaces: frozenset[str]
    kind: str
    notices: tuple[Notice, ...]
    handling: Handling
    as_of: datetime | None = None

    @property
    def only_ends(self) -> bool:
        """Say whether it ends things and tells nothing else."""
        return self.kind == "Cancel" or all(notice.over for notice in self.notices)


@dataclass(slots=True, eq=False)
class Live:
    """Hold what one message says of one hazard, with the areas in which it still holds."""

    message: Message
    notice: Notice
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Ending:
    """Hold by which message, and how, a hazard is over."""

    how: End
    message: Message
    notice: Notice | None


@dataclass(slots=True, eq=False)
class Track:
    """Follow one hazard of a happening.

    Attributes:
        hazard: the slug of the event's word now.
        hazards: all the slugs that it ever had; an event may be renamed.
        newest: when the last message about it was sent.
        lives: what holds; empty where it is over.
        last: what held last.
        ending: how it is over; None where it is not.
        told: how many messages spoke of it.
    """

    hazard: str
    newest: datetime
    hazards: dict[str, None] = field(default_factory=dict[str, None])
    lives: list[Live] = field(default_factory=list[Live])
    last: Live | None = None
    ending: Ending | None = None
    told: int = 0


def fold(messages: Iterable[Message]) -> list[Track]:
    """Return the hazards of a happening, in the order in which they were first told of."""
    happening = _Happening()
    for message in sorted(messages, key=_order):
        happening.hear(message)
    return happening.tracks


def _order(message: Message) -> tuple[datetime, bool, str]:
    return message.sent, message.only_ends, message.identifier


class _Happening:
    def __init__(self) -> None:
        self.tracks: list[Track] = []
        self._lineage: dict[str, frozenset[str]] = {}

    def hear(self, message: Message) -> None:
        inherited = (self._lineage.get(i, frozenset[str]()) for i in message.replaces)
        self._lineage[message.identifier] = message.replaces.union(*inherited)
        if message.only_ends:
            self._end(message)
        else:
            self._tell(message)

    def _tell(self, message: Message) -> None:
        orphans = [track for track in self.tracks if _drop_replaced(track, message)]
        for notice in message.notices:
            if notice.over is not None:
                continue
            track = self._track_of(notice, message, orphans)
            for live in track.lives:
                live.blocks = _without(live.blocks, notice.blocks)
            track.lives = [live for live in track.lives if live.blocks]
            track.last = Live(message, notice, notice.blocks)
            track.lives.append(track.last)
            track.ending = None
            _heard(track, notice.hazard, message)
        for notice in message.notices:
            track = self._named(notice.hazard)
            if notice.over is not None and track is not None and not track.lives:
                _heard(track, track.hazard, message)
                track.ending = Ending(notice.over, message, notice)
                orphans = [orphan for orphan in orphans if orphan is not track]
        for track in orphans:  # the newer message no longer speaks of it
            track.ending = Ending(End.CLOSED, message, None)
            _heard(track, track.hazard, message)

    def _track_of(self, notice: Notice, message: Message, orphans: list[Track]) -> Track:
        """Return the track that a notice goes on with; an event may have been renamed."""
        alone = len(self.tracks) == 1 and len(message.notices) == 1
        track = self._named(notice.hazard)
        others = {n.hazard for n in message.notices if n is not notice}
        if track is None:
            track = next((orphan for orphan in orphans if orphan.hazard not in others), None)
        if track is None and alone:
            track = self.tracks[0]
        if track is None:
            track = Track(notice.hazard, message.sent)
            self.tracks.append(track)
        if track in orphans:
            orphans.remove(track)
        return track

    def _end(self, message: Message) -> None:
        if not self.tracks:
            self._end_unheard(message)
            return
        pairs = [(self._named(notice.hazard), notice) for notice in message.notices]
        matched = [(track, notice) for track, notice in pairs if track is not None]
        if not matched:
            first = next(iter(message.notices), None)
            several = len(self.tracks) > 1
            matched = [(track, None if several else first) for track in self.tracks]
        for track, notice in matched:
            self._end_track(track, message, notice)

    def _end_track(self, track: Track, message: Message, notice: Notice | None) -> None:
        covered = notice.blocks if notice else ()
        kept: list[Live] = []
        for live in track.lives:
            live.blocks = self._left(live, message, covered)
            if live.blocks:
                kept.append(live)
        was_live, track.lives = bool(track.lives), kept
        if (was_live and not kept) or track.last is None:
            how = notice.over if notice and notice.over else End.CANCELLED
            track.ending = Ending(how, message, notice)
        _heard(track, track.hazard, message)
        track.hazards |= {notice.hazard: None} if notice else {}

    def _left(self, live: Live, message: Message, covered: Sequence[Block]) -> tuple[Block, ...]:
        """Return the areas in which a live message still holds after an end."""
        direct = live.message.identifier in message.replaces
        lineage = self._lineage.get(live.message.identifier, frozenset[str]())
        if message.replaces and not direct and not lineage & message.replaces:
            return live.blocks  # a sibling of what is ended
        if not _marks(covered):
            return ()
        if _marks(covered) & _marks(live.notice.blocks):
            return _without(live.blocks, covered)
        return () if direct else live.blocks

    def _end_unheard(self, message: Message) -> None:
        """Remember an end that came before what it ends."""
        for notice in message.notices or (None,):
            track = Track(notice.hazard if notice else "", message.sent)
            self.tracks.append(track)
            how = notice.over if notice and notice.over else End.CANCELLED
            if notice is not None:
                track.last = Live(message, notice, notice.blocks)
            track.ending = Ending(how, message, notice)
            _heard(track, track.hazard, message)

    def _named(self, hazard: str) -> Track | None:
        return next((track for track in self.tracks if track.hazard == hazard), None)


def _heard(track: Track, hazard: str, message: Message) -> None:
    track.hazard = hazard
    track.hazards |= {hazard: None} if hazard else {}
    track.newest = max(track.newest, message.as_of or message.sent)
    track.told += 1


def _drop_replaced(track: Track, message: Message) -> bool:
    """Take out what the message replaces; say whether nothing is left of what there was."""
    replaced = message.replaces | {message.identifier}
    kept = [live for live in track.lives if live.message.identifier not in replaced]
    emptied, track.lives = bool(track.lives) and not kept, kept
    return emptied


def _without(blocks: Sequence[Block], gone: Sequence[Block]) -> tuple[Block, ...]:
    left: list[Block] = []
    for block in blocks:
        rest: Block | None = block
        for other in gone:
            rest = rest.without(other) if rest is not None else None
        if rest is not None:
            left.append(rest)
    return tuple(left)


def _marks(blocks: Sequence[Block]) -> frozenset[str]:
    return frozenset(mark for block in blocks for mark in block.marks)
