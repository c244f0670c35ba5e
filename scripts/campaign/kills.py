"""Kill indexer, broker and Redis at random under load; hold what is left against the model."""

import random
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import orjson
from redis.exceptions import RedisError

from core.city import City
from core.errors import Transient
from core.store import Forgotten, IndexedEvent
from core.topics import EVENT_TOPICS, FEED_STATUS, REPAIR_HEADER, RETIRE_HEADER, dead_letter
from core.wire import Reading, decode_event
from indexer.store.codec import decode_state
from indexer.store.embedded_redis import EmbeddedRedis
from indexer.store.layout import Layout
from indexer.store.redis_connection import connect
from scripts.campaign.messages import POISON_HEADER, Line
from scripts.campaign.services import IndexerProcess, empty, lose_the_end
from scripts.campaign.watcher import Watcher
from scripts.reference_model import ReferenceModel
from streams.kraft import LocalKafka
from streams.ports import RecordLog, RecordSink
from streams.record import Receipt, Record

HEARTBEAT_S: Final = 0.5
SETTLE_S: Final = 180.0
_TOPICS: Final = [topic.name for topic in EVENT_TOPICS]


@dataclass(slots=True)
class Faults:
    """Say what is killed how often, spread over the load at random."""

    indexer: int
    broker: int
    redis: int
    done: list[str] = field(default_factory=list[str])

    def plan(self, pick: random.Random, count: int) -> dict[int, str]:
        """Return what is killed before which message; Redis keeps all, loses its end, or all."""
        ways = ["redis_kept", "redis_emptied", "redis_end_lost"]
        kinds = ["indexer"] * self.indexer + ["broker"] * self.broker
        kinds += [ways[n % len(ways)] for n in range(self.redis)]
        pick.shuffle(kinds)
        places = sorted(pick.sample(range(count // 50, count - count // 50), len(kinds)))
        return dict(zip(places, kinds, strict=True))


@dataclass(frozen=True, slots=True)
class Scene:
    """Hold what the load and the faults work on."""

    kafka: LocalKafka
    redis: EmbeddedRedis
    indexers: list[IndexerProcess]
    sink: RecordSink
    log: RecordLog
    city: City
    watcher: Watcher
    unmended: list[Exception] = field(default_factory=list[Exception])
    recoveries_s: list[float] = field(default_factory=list[float])
    one_at_a_time: Mapping[str, threading.Lock] = field(
        default_factory=lambda: {name: threading.Lock() for name in ("indexer", "broker", "redis")}
    )


def publish(
    scene: Scene, lines: list[Line], faults: dict[int, str], per_second: float, done: list[str]
) -> None:
    """Publish the lines at a steady pace, and let faults happen where they are planned."""
    mending: list[threading.Thread] = []
    began = time.monotonic()
    for place, line in enumerate(lines):
        if scene.unmended:
            break
        if place in faults:
            done.append(faults[place])
            mending.append(_start(lambda kind=faults[place]: happen(scene, kind)))
        scene.sink.publish(
            line.topic,
            line.key,
            line.value,
            {POISON_HEADER: line.poison} if line.poison else None,
            _acknowledged(scene.watcher, line),
        )
        ahead = began + place / per_second - time.monotonic()
        if ahead > 0.002:
            time.sleep(ahead)
    for thread in mending:
        thread.join()
    if scene.unmended:
        raise scene.unmended[0]
    _flush(scene.sink)


def happen(scene: Scene, kind: str) -> None:
    """Let one fault happen, and mend it as a service manager would."""
    with scene.one_at_a_time[kind.partition("_")[0]]:
        try:
            _happen(scene, kind)
        except Exception as error:  # the campaign itself failed; its main thread says so
            scene.unmended.append(error)


def _happen(scene: Scene, kind: str) -> None:
    match kind:
        case "indexer":
            indexer = scene.indexers[random.randrange(len(scene.indexers))]
            indexer.kill()
            indexer.start()
            scene.recoveries_s.append(_until_it_moves(scene))
        case "broker":
            scene.kafka.kill()
            time.sleep(0.5)
            scene.kafka.restart()
        case "redis_kept":
            scene.redis.kill()
            time.sleep(0.5)
            scene.redis.start()
        case "redis_emptied":
            scene.redis.kill()
            empty(scene.redis)
        case _:
            scene.redis.kill()
            lose_the_end(scene.redis)


def _until_it_moves(scene: Scene) -> float:
    """Return how many seconds pass until the store's positions move on."""
    began, before = time.monotonic(), _moved(scene)
    while _moved(scene) in (before, None) and time.monotonic() - began < 30:
        time.sleep(0.05)
    return round(time.monotonic() - began, 2)


def _moved(scene: Scene) -> int | None:
    client: Any = connect(scene.redis.url)
    try:
        return sum(map(int, client.hvals(Layout(scene.city.id).key("offsets"))))
    except RedisError:
        return None


def settled(scene: Scene) -> float:
    """Wait until the store is at the log's end, repairs included; return how long that took."""
    began = time.monotonic()
    layout, client = Layout(scene.city.id), connect(scene.redis.url)
    quiet_since = None
    while time.monotonic() - began < SETTLE_S:
        offsets: Any = client.hgetall(layout.key("offsets"))
        rebuilding: Any = client.hlen(layout.key("rebuilding"))
        partitions = scene.log.partitions_of([*_TOPICS, FEED_STATUS])
        ends = scene.log.end_offsets(partitions)
        behind = [
            at
            for at, end in ends.items()
            if int(offsets.get(f"{at.topic}/{at.partition}".encode(), -1)) != end
        ]
        if behind or rebuilding:
            quiet_since = None
        elif quiet_since is None:
            quiet_since = time.monotonic()
        elif time.monotonic() - quiet_since > 1.5:
            return quiet_since - began
        time.sleep(0.1)
    raise TimeoutError("the store did not reach the log's end")


@dataclass(slots=True)
class Verdict:
    """Hold the differences between the store and the model, and between letters and poison."""

    events: int = 0
    withdrawn: int = 0
    differing: list[str] = field(default_factory=list[str])
    poison: int = 0
    letters_missing: int = 0
    letters_extra: int = 0
    records: int = 0
    repairs: int = 0


def judge_outcome(scene: Scene) -> Verdict:
    """Hold the store against the model of the log, and the dead letters against its poison."""
    verdict = Verdict()
    models = {topic: ReferenceModel() for topic in _TOPICS}
    wanted: set[tuple[str, int, int]] = set()
    for record in scene.log.read_all(_TOPICS):
        verdict.records += 1
        names = {name for name, _ in record.headers}
        if REPAIR_HEADER in names or RETIRE_HEADER in names:
            verdict.repairs += 1
        elif POISON_HEADER in names or not _hear(models[record.topic], record):
            wanted.add((record.topic, record.partition, record.offset))
    letters = {_origin(record) for record in scene.log.read_all(map(dead_letter, _TOPICS))}
    verdict.poison = len(wanted)
    verdict.letters_missing, verdict.letters_extra = len(wanted - letters), len(letters - wanted)
    layout, client = Layout(scene.city.id), connect(scene.redis.url)
    for topic in EVENT_TOPICS:
        stored: Any = client.hgetall(layout.events(topic.name))
        states = {key.decode(): decode_state(value)[1] for key, value in stored.items()}
        model = models[topic.name]
        reading = Reading(
            topic.name, topic.family or _no_family(), scene.city.timezone, datetime.now(UTC)
        )
        for event_id in model.heard.keys() | states.keys():
            told, state = model.state(event_id), states.get(event_id)
            if told is None:
                verdict.withdrawn += 1
                same = state is None or isinstance(state, Forgotten)
            else:
                verdict.events += 1
                same = (
                    isinstance(state, IndexedEvent)
                    and state.event == decode_event(orjson.dumps(told), reading)
                    and state.superseded_by == model.superseded_by(event_id)
                )
            if not same:
                verdict.differing.append(f"{topic.name} {event_id}: {state} is not {told}")
    return verdict


def _no_family() -> Any:
    raise AssertionError("an event topic has a family")


def _hear(model: ReferenceModel, record: Record) -> bool:
    key = (record.key or b"").decode()
    if record.value is None:
        model.withdraw(key)
        return True
    return model.hear(orjson.loads(record.value))


def _origin(record: Record) -> tuple[str, int, int]:
    told = {name: (value or b"").decode() for name, value in record.headers}
    return (
        told["original.topic"], int(told["original.partition"]), int(told["original.offset"]),
    )  # fmt: skip


def _acknowledged(watcher: Watcher, line: Line) -> Callable[[Receipt], None] | None:
    if not line.issued:
        return None

    def note(receipt: Receipt) -> None:
        if receipt.error is None:
            watcher.acknowledged(line.topic, line.key, line.source, line.issued)

    return note


@contextmanager
def beating(scene: Scene) -> Generator[None]:
    """Let every source of the pack say twice a second that all is well with it."""
    stopped = threading.Event()

    def beat() -> None:
        while not stopped.wait(HEARTBEAT_S):
            now = datetime.now(UTC).isoformat()
            for source in scene.city.sources:
                told = {"source": source.id, "family": source.family.value, "state": "ok",
                        "observed_at": now, "max_silence_s": 20}  # fmt: skip
                scene.sink.publish(FEED_STATUS, source.id, orjson.dumps(told))

    thread = _start(beat)
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def _flush(sink: RecordSink) -> None:
    """Wait for every acknowledgement, over as many broker deaths as there are."""
    deadline = time.monotonic() + SETTLE_S
    while True:
        try:
            return sink.flush()
        except Transient:
            if time.monotonic() > deadline:
                raise


def _start(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread
