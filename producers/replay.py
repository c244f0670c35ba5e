"""Play recorded files into Kafka: feeds' documents, or messages one a line (contract, 4).

Nothing is said about how the sources stand: a recording proves nothing about now.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson

from core.city import City
from core.city_parts import Source as PackSource
from core.errors import Misconfigured
from core.static_gtfs import StaticGtfs
from core.timespan import Clock
from core.topics import Family
from producers.ledger import Ledger
from producers.moving import moved
from producers.replay_lines import Format, Message, guess_format, read_document, read_lines
from producers.source import Rejection, Source, Unreadable
from producers.sources.cap import CapFeed
from producers.sources.gtfs_rt import GtfsRtSource
from producers.sources.gtfs_schedule import read_schedule
from streams.ports import RecordSink

DEFAULT_SOURCE: Final = "replay"


@dataclass(frozen=True, slots=True)
class Scene:
    """Hold where a recording is played.

    Attributes:
        sink: where records go.
        wire_name: what a topic of the contract is called on this broker.
        city: the pack.
        folder: where the pack lies, with its static GTFS.
        clock: the city's time.
        sleep: waits so many seconds.
    """

    sink: RecordSink
    wire_name: Callable[[str], str]
    city: City
    folder: Path
    clock: Clock
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Replayed:
    """Tell what was played.

    Attributes:
        sent: how many records.
        rejections: what was left out, with its reason.
        moved_by: how far all times were moved.
    """

    sent: int
    rejections: tuple[Rejection, ...]
    moved_by: timedelta


def replay(
    files: Sequence[Path],
    scene: Scene,
    *,
    as_: Format | None = None,
    source: str = "",
    move_times: bool = False,
    speed: float | None = None,
    on_sent: Callable[[int, int], None] | None = None,
) -> Replayed:
    """Play recorded files, in the order given, and wait until all of it is acknowledged.

    Args:
        files: what to play.
        scene: where to.
        as_: how the files are written; None guesses each from its content.
        source: id under which it is told; one of the pack lends its family and publisher.
        move_times: move all times so that the newest message is issued now.
        speed: play so many seconds of the recording in one; None plays as fast as possible.
        on_sent: called after each record with how many are sent, and of how many.

    Raises:
        Misconfigured: a file cannot be read, or holds no document of its kind.
        Transient: Kafka did not acknowledge everything.
    """
    messages, rejections = _read(files, scene, as_, source)
    step = timedelta(0)
    told = [message.at for message in messages if message.at is not None]
    if move_times and told:
        step = scene.clock.now() - max(told)
        messages = [_moved(message, step, scene) for message in messages]
    before: datetime | None = None
    for count, message in enumerate(messages, 1):
        if speed and before is not None and message.at is not None and message.at > before:
            scene.sleep((message.at - before).total_seconds() / speed)
        before = message.at or before
        scene.sink.publish(
            scene.wire_name(message.topic), message.key, _value(message.value), message.headers
        )
        if on_sent is not None:
            on_sent(count, len(messages))
    scene.sink.flush()
    return Replayed(len(messages), tuple(rejections), step)


def _read(
    files: Sequence[Path], scene: Scene, as_: Format | None, source: str
) -> tuple[list[Message], list[Rejection]]:
    messages: list[Message] = []
    rejections: list[Rejection] = []
    feeds: dict[Format, tuple[Source, Ledger]] = {}
    for path in files:
        try:
            form = as_ or guess_format(path.read_bytes())
            if form is Format.JSONL:
                found, refused = read_lines(path, scene.city, source)
            else:
                feed, ledger = feeds.get(form) or _feed(form, scene, source or DEFAULT_SOURCE)
                found, refused, ledger = read_document(feed, ledger, path, scene.clock.now())
                feeds[form] = (feed, ledger)
        except OSError as error:
            raise Misconfigured(f"{path}: {error.strerror or error}") from error
        except Unreadable as error:
            raise Misconfigured(f"{path}: cannot be read as {as_ or 'guessed'}: {error}") from error
        messages += found
        rejections += refused
    return messages, rejections


def _feed(form: Format, scene: Scene, source: str) -> tuple[Source, Ledger]:
    """Make the reader of a feed: as the pack has the source, or a stranger to it."""
    city = scene.city
    pack = city.source_by_id.get(source) or PackSource(
        id=source,
        family=Family.TRANSIT if form is Format.GTFS_RT else Family.EMERGENCY,
        types=(),
        max_silence=timedelta(minutes=10),
        publisher="",
    )
    if form is Format.GTFS_RT:
        schedule = read_schedule(scene.folder, StaticGtfs(city.stops, city.lines))
        return GtfsRtSource(
            source, publisher=pack.publisher, schedule=schedule, language=city.languages[0]
        ), Ledger(source)
    return CapFeed(
        source, family=pack.family, publisher=pack.publisher, language=city.languages[0]
    ), Ledger(source)


def _moved(message: Message, step: timedelta, scene: Scene) -> Message:
    value = message.value
    if isinstance(value, dict):
        value = moved(value, step, scene.city.timezone)
    return replace(message, value=value, at=message.at + step if message.at else None)


def _value(value: Mapping[str, Any] | str | None) -> bytes | None:
    if value is None:
        return None
    return value.encode() if isinstance(value, str) else orjson.dumps(value)
