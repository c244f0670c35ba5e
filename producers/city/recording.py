"""Write what a city said to a file, and play it again without the simulator.

One JSON object a line, `{"at", "topic", "key", "value"}`, in the order said; `at` is the city's
time of publishing. `cli replay` reads the same lines.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

import msgspec
import orjson

from core.errors import Misconfigured
from core.telemetry import encode_reading
from core.timespan import format_rfc3339, parse_rfc3339
from producers.city.happening import Spoken
from producers.moving import moved


def to_line(spoken: Spoken) -> bytes:
    """Return one record as a line, its end included."""
    value: Any = spoken.value
    if isinstance(value, msgspec.Struct):
        value = orjson.Fragment(encode_reading(cast(Any, value)))
    line = {
        "at": format_rfc3339(spoken.at),
        "topic": spoken.topic,
        "key": spoken.key,
        "value": value,
    }
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def write_recording(records: Iterable[Spoken], path: Path) -> int:
    """Write the records to a file, one a line, and return how many.

    Raises:
        Misconfigured: the file cannot be written.
    """
    count = 0
    try:
        with path.open("wb") as file:
            for spoken in records:
                file.write(to_line(spoken))
                count += 1
    except OSError as error:
        raise Misconfigured(f"{path}: {error.strerror or error}") from error
    return count


def read_recording(path: Path) -> Iterator[Spoken]:
    """Yield the records of a file as they were said; readings come as JSON objects.

    Raises:
        Misconfigured: the file cannot be read, or a line is no record; it names the line.
    """
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                try:
                    yield _record(orjson.loads(line))
                except (KeyError, TypeError, ValueError) as error:
                    raise Misconfigured(f"{path}:{number}: no record of a city: {error}") from error
    except OSError as error:
        raise Misconfigured(f"{path}: {error.strerror or error}") from error


def _record(line: Mapping[str, Any]) -> Spoken:
    value = line["value"]
    if not isinstance(value, dict):
        raise TypeError("value is no object")
    return Spoken(
        parse_rfc3339(line["at"]), str(line["topic"]), str(line["key"]), cast(dict[str, Any], value)
    )


class Recording:
    """Play a file from `begins` on, its first record then, the others as far apart as they were.

    Attributes:
        begins: when it begins.

    Args:
        path: the file.
        begins: the city's time at which the first record is said.
        timezone: the city's zone, for times in messages that carry no offset.
        move_times: move the times in the messages as well, so that all of it happens now.

    Raises:
        Misconfigured: the file cannot be read or holds nothing.
    """

    def __init__(
        self, path: Path, begins: datetime, timezone: ZoneInfo, *, move_times: bool
    ) -> None:
        first = next(read_recording(path), None)
        if first is None:
            raise Misconfigured(f"{path}: the recording is empty")
        self._path, self._timezone, self._move_times = path, timezone, move_times
        self.begins = begins
        self._step = begins - first.at

    def states(self, topics: Collection[str], at: datetime) -> Iterable[Spoken]:
        """Return nothing: what stood when a recording began is its first lines."""
        return ()

    def spoken(self, topics: Collection[str], since: datetime, until: datetime) -> Iterator[Spoken]:
        """Yield the records of these topics within `[since, until)`."""
        for spoken in read_recording(self._path):
            at = spoken.at + self._step
            if at >= until:
                return
            if at >= since and spoken.topic in topics:
                yield Spoken(at, spoken.topic, spoken.key, self._value(spoken))

    def _value(self, spoken: Spoken) -> dict[str, Any]:
        value = cast(dict[str, Any], spoken.value)
        return moved(value, self._step, self._timezone) if self._move_times else value
