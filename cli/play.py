"""Play recorded files into the running system, with a bar where a person waits."""

import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import Progress

from cli.settings import CliSettings
from core.city import load_city
from core.errors import Misconfigured
from producers.replay import Scene, replay
from producers.replay_lines import Format
from streams.endpoints import find_clock, find_settings
from streams.kafka import KafkaStreams
from streams.topics import ensure_topics

SHOWN: Final = 20
"""So many of what was left out are told one by one."""


def play(
    files: Sequence[Path],
    settings: CliSettings,
    *,
    as_: str | None,
    source: str,
    move_times: bool,
    speed: float | None,
) -> None:
    """Play files and say what was sent, and what was left out and why.

    Raises:
        Misconfigured: the format is unknown, a file cannot be read, or no Kafka is found.
        Transient: Kafka did not acknowledge everything.
    """
    form = _format(as_)
    kafka = find_settings(os.environ, settings.state_dir)
    ensure_topics(kafka)
    bars = Progress(console=Console(stderr=True), transient=True)
    with closing(KafkaStreams(kafka).sink()) as sink, bars as progress:
        bar = progress.add_task("Replaying", total=None)
        scene = Scene(
            sink=sink,
            wire_name=kafka.wire_name,
            city=load_city(settings.city),
            folder=settings.city,
            clock=find_clock(os.environ, settings.state_dir),
        )
        played = replay(
            files, scene, as_=form, source=source, move_times=move_times, speed=speed,
            on_sent=lambda count, total: progress.update(bar, completed=count, total=total),
        )  # fmt: skip
    print(f"{played.sent} messages sent, {len(played.rejections)} left out")
    for rejection in played.rejections[:SHOWN]:
        print(f"  {rejection.native_id}: {rejection.reason}: {rejection.detail}")
    if len(played.rejections) > SHOWN:
        print(f"  and {len(played.rejections) - SHOWN} more")


def _format(name: str | None) -> Format | None:
    if name is None:
        return None
    try:
        return Format(name)
    except ValueError as error:
        raise Misconfigured(f"--as {name}: choose one of {', '.join(Format)}") from error
