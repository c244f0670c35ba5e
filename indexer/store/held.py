"""Hold in this process's memory what would lie in Redis; several writers may share it."""

import threading
from dataclasses import dataclass, field
from datetime import datetime

from core.coverage import Heartbeat
from core.errors import Fenced
from core.identity import EventKey
from core.incident import Membership
from core.observation import Observation
from core.store import Known
from core.telemetry import Subject
from core.timespan import Clock, SystemClock
from core.topics import Family
from indexer.anomalies.partials import Partial


@dataclass(frozen=True, slots=True)
class Lease:
    """Hold who joins, in which life of the store, and until when, by the machine's clock."""

    token: int
    epoch: str
    holder: str
    until: datetime


@dataclass(slots=True)
class Held:
    """Hold all that lies in one store."""

    epoch: str = ""
    cluster_id: str = ""
    seq: int = 0
    offsets: dict[str, int] = field(default_factory=dict[str, int])
    rebuilding: dict[str, int] = field(default_factory=dict[str, int])
    ticks: dict[str, datetime] = field(default_factory=dict[str, datetime])
    partitions: dict[str, int] = field(default_factory=dict[str, int])
    lost: dict[Family, datetime] = field(default_factory=dict[Family, datetime])
    known: dict[EventKey, Known] = field(default_factory=dict[EventKey, Known])
    due: dict[EventKey, datetime] = field(default_factory=dict[EventKey, datetime])
    beats: dict[str, Heartbeat] = field(default_factory=dict[str, Heartbeat])
    changes: dict[tuple[str, str], int] = field(default_factory=dict[tuple[str, str], int])
    vectors: dict[str, bytes] = field(default_factory=dict[str, bytes])
    vectors_model: str = ""
    observations: dict[Subject, Observation] = field(default_factory=dict[Subject, Observation])
    departed: dict[Subject, int] = field(default_factory=dict[Subject, int])
    forgot: int = 0
    watches: dict[str, bytes] = field(default_factory=dict[str, bytes])
    watermarks: dict[str, tuple[datetime, datetime]] = field(
        default_factory=dict[str, tuple[datetime, datetime]]
    )
    partials: dict[tuple[int, str, str], Partial] = field(
        default_factory=dict[tuple[int, str, str], Partial]
    )
    joint: bytes | None = None
    merged_up_to: datetime | None = None
    memberships: dict[EventKey, Membership] = field(default_factory=dict[EventKey, Membership])
    lease: Lease | None = None
    token: int = 0
    wall: Clock = field(default_factory=SystemClock)
    """The machine's clock, for leases and idle partitions."""
    lives: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)

    def empty(self) -> None:
        """Forget everything, as a server does that comes back without its data."""
        with self.lock:
            fresh = Held(lives=self.lives, token=self.token)
            for name in self.__dataclass_fields__:
                if name not in ("lock", "wall"):
                    setattr(self, name, getattr(fresh, name))

    def begin_anew(self, cluster_id: str) -> None:
        """Begin a life for another cluster: what its offsets stand for is gone, events stay."""
        for subject in (*self.observations, *self.departed):
            self.changes.pop(change_of(subject), None)
        for mapping in (
            *(self.offsets, self.ticks, self.lost, self.partitions),
            *(self.observations, self.departed, self.watches, self.watermarks, self.partials),
        ):
            mapping.clear()
        self.joint = self.merged_up_to = None
        self.lives += 1
        self.epoch, self.cluster_id = f"life-{self.lives}", cluster_id

    def guard(self, epoch: str) -> None:
        """Refuse whoever writes in another life than this."""
        if not epoch or self.epoch != epoch:
            raise Fenced("the store was emptied or begun anew")

    def changed(self, topic: str, name: str) -> int:
        """Give a change the next number, and return that."""
        self.seq += 1
        self.changes[(topic, name)] = self.seq
        return self.seq


def change_of(subject: Subject) -> tuple[str, str]:
    """Return under which name an observation's change is kept."""
    return "obs", f"{subject.topic}|{subject.key}"
