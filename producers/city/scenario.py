"""Say what a scenario is: which weather comes, what goes wrong, how often and how fast.

A scenario names no thing of any city: what it scripts happens wherever the pack has a place for it.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, cast
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from core.errors import Misconfigured
from core.event import EventType
from core.timespan import Span

FOLDER: Final = Path(__file__).parent / "scenarios"
AFTERWARDS: Final = "calm"
"""As what a scenario goes on that has come to its end."""


class Kind(StrEnum):
    """What may begin by itself in a city; everything else is brought about by one of these."""

    OUTAGE = "outage"
    MAIN_BREAK = "main_break"
    BOIL_WATER = "boil_water"
    GAS_LEAK = "gas_leak"
    INTERNET = "internet"
    FIRE = "fire"
    HAZMAT = "hazmat"
    POLICE = "police"
    CLEARANCE = "clearance"
    HEALTH = "health"
    TREMOR = "tremor"
    CRASH = "crash"
    FLOOD = "flood"
    WORKS = "works"
    DARK_SIGNAL = "dark_signal"
    BREAKDOWN = "breakdown"
    TRACK_FAULT = "track_fault"
    SIGNAL_FAULT = "signal_fault"
    FEWER_RUNS = "fewer_runs"
    CLOSED_STOP = "closed_stop"
    LIFT = "lift"
    CROWD = "crowd"


class How(StrEnum):
    """In which way a source fails."""

    SILENCE = "silence"
    """Neither heartbeat nor message."""
    ERROR = "error"
    """Heartbeats that say `unreachable`."""
    STALE = "stale"
    """Heartbeats that say `stale_content`, and the same old messages again."""
    FLICKER = "flicker"
    """Well and unreachable in turn."""


class Near(StrEnum):
    """What a scripted happening is to be close to."""

    ANYWHERE = ""
    WATER = "water"
    CENTER = "center"
    STADIUM = "stadium"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


_LISTED: Final = Field(strict=False)
"""YAML has lists where a frozen model has tuples."""


def _clock_time(given: object) -> time:
    if isinstance(given, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", given):
        return time.fromisoformat(given)
    raise ValueError('must be a local time in quotes, such as "15:30"')


def _member(kind: type[StrEnum]) -> Any:
    def read(given: object) -> StrEnum:
        if isinstance(given, str) and given in set(kind):
            return kind(given)
        raise ValueError(f"{given!r} is none of {', '.join(filter(None, kind))}")

    return BeforeValidator(read)


LocalTime = Annotated[time, BeforeValidator(_clock_time)]
Minutes = Annotated[float, Field(ge=0, le=1440)]
Share = Annotated[float, Field(ge=0, le=1)]
Rate = Annotated[float, Field(ge=0, le=600)]
Degrees = Annotated[float, Field(ge=0, lt=360)]
KindName = Annotated[Kind, _member(Kind)]
TypeName = Annotated[EventType, _member(EventType)]


class Cell(_Part):
    """Hold one storm cell: a round patch of weather that crosses the city on a straight course.

    Attributes:
        at_min: when it passes nearest to the city's centre.
        from_deg: the bearing that it comes from.
        miss_km: how far its course passes to the right of the centre, seen along its way.
        gust_kmh: at its middle; sustained wind there is two thirds of it.
    """

    at_min: Minutes
    from_deg: Degrees = 260.0
    speed_kmh: Annotated[float, Field(gt=1, le=150)] = 35.0
    miss_km: Annotated[float, Field(ge=-50, le=50)] = 0.0
    radius_km: Annotated[float, Field(gt=0.2, le=60)] = 5.0
    rain_mm_h: Annotated[float, Field(ge=0, le=300)] = 10.0
    gust_kmh: Annotated[float, Field(ge=0, le=250)] = 45.0
    lightning_per_min: Annotated[float, Field(ge=0, le=60)] = 0.0


class SmokeLevel(_Part):
    """Hold how much smoke from outside lies over the city at one time; between two it is linear."""

    at_min: Minutes
    ugm3: Annotated[float, Field(ge=0, le=1000)]


class WeatherPart(_Part):
    """Hold the day's weather, its cells and its smoke."""

    low_c: Annotated[float, Field(ge=-40, le=45)] = 11.0
    high_c: Annotated[float, Field(ge=-40, le=50)] = 22.0
    humidity_pct: Annotated[float, Field(ge=5, le=100)] = 60.0
    wind_kmh: Annotated[float, Field(ge=0, le=120)] = 12.0
    wind_from_deg: Degrees = 250.0
    cells: Annotated[tuple[Cell, ...], _LISTED] = ()
    smoke: Annotated[tuple[SmokeLevel, ...], _LISTED] = ()


class Scripted(_Part):
    """Hold one happening that a scenario wants.

    Attributes:
        minutes: how long it lasts, pace left aside; as its kind does where it is left out.
        mistaken: whether it is only told, and then taken back.
        big: whether it is of the grave sort: an outage that spreads, a fire with an evacuation, a
            whole line suspended.
    """

    kind: KindName
    at_min: Minutes
    minutes: Annotated[float, Field(gt=0, le=1440)] | None = None
    mistaken: bool = False
    big: bool = False
    near: Annotated[Near, _member(Near)] = Near.ANYWHERE


class FailurePart(_Part):
    """Hold one failure of a source, named by what it knows.

    Attributes:
        knows: a type; all the pack's sources that know it fail.
    """

    knows: TypeName
    at_min: Minutes
    minutes: Annotated[float, Field(gt=0, le=1440)]
    how: Annotated[How, _member(How)]


class MatchPart(_Part):
    """Hold one match at a stadium, at a local time of day or some minutes after the beginning."""

    at: LocalTime | None = None
    at_min: Minutes | None = None
    minutes: Annotated[float, Field(gt=10, le=600)] = 110.0
    crowd: Annotated[int, Field(ge=100, le=200_000)] = 18_000


class FleetPart(_Part):
    """Hold by what the numbers of vehicles are multiplied."""

    transit: Annotated[float, Field(ge=0, le=10)] = 1.0
    cars: Annotated[float, Field(ge=0, le=10)] = 1.0


class Burst(_Part):
    """Hold one minute in which far more is said than usual."""

    at_min: Minutes
    seconds: Annotated[float, Field(gt=0, le=600)] = 60.0
    factor: Annotated[float, Field(ge=1, le=1000)] = 100.0


class Scenario(_Part):
    """Hold one scenario.

    Attributes:
        begins: the local time at which it is best begun.
        hours: how long it lasts; None for one that never ends, planned a local day at a time.
        tempo: the length of lives and of delays, as a share of the usual.
        rates: how many begin by themselves in an hour, by kind.
        upsets: how many of what only sensors show begin in an hour, by type.
        failures_an_hour: how many short failures of sources begin by themselves in an hour.
        mistakes: the share of what sources tell that is told in error.
        blazes: the share of fires that grow large.
    """

    name: str
    title: Annotated[str, Field(min_length=1)]
    begins: LocalTime
    hours: Annotated[float, Field(gt=0, le=24)] | None = None
    tempo: Annotated[float, Field(ge=0.02, le=5)] = 1.0
    rates: Mapping[KindName, Rate] = {}
    upsets: Mapping[TypeName, Rate] = {}
    failures_an_hour: Rate = 0.0
    mistakes: Share = 0.0
    blazes: Share = 0.0
    weather: WeatherPart = WeatherPart()
    happenings: Annotated[tuple[Scripted, ...], _LISTED] = ()
    failures: Annotated[tuple[FailurePart, ...], _LISTED] = ()
    matches: Annotated[tuple[MatchPart, ...], _LISTED] = ()
    fleet: FleetPart = FleetPart()
    burst: Burst | None = None

    @property
    def length(self) -> timedelta | None:
        """Return how long it lasts; None for one that never ends."""
        return None if self.hours is None else timedelta(hours=self.hours)

    def begins_on(self, day: date, timezone: ZoneInfo) -> datetime:
        """Return the instant at which it is best begun on a local day."""
        return datetime.combine(day, self.begins, timezone).astimezone(UTC)

    def stretch_from(self, begins: datetime, timezone: ZoneInfo) -> Span:
        """Return the time that is planned at once: its hours, or what is left of the local day."""
        if self.length is not None:
            return Span(begins, begins + self.length)
        tomorrow = begins.astimezone(timezone).date() + timedelta(days=1)
        return Span(begins, datetime.combine(tomorrow, time(), timezone).astimezone(UTC))


def names() -> tuple[str, ...]:
    """Return the names of the scenarios that come with the software."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def load(name: str | Path) -> Scenario:
    """Read a scenario by its name, or from a file of one's own.

    Raises:
        Misconfigured: there is no such scenario, or a key or value in it cannot be used; one line
            names the file and the key.
    """
    path = name if isinstance(name, Path) else _path_of(name)
    try:
        given: object = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Misconfigured(f"{path}: there is no such file") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path}: cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise Misconfigured(f"{path}: is no YAML: {' '.join(str(error).split())}") from error
    if not isinstance(given, dict):
        raise Misconfigured(f"{path}: must hold the keys of a scenario")
    try:
        return Scenario.model_validate({**cast(dict[str, Any], given), "name": path.stem})
    except ValidationError as error:
        raise Misconfigured(f"{path}: {_first(error)}") from error


def _path_of(name: str) -> Path:
    if name.endswith((".yaml", ".yml")) or "/" in name:
        return Path(name)
    if name not in names():
        raise Misconfigured(f"there is no scenario {name!r}; there are {', '.join(names())}")
    return FOLDER / f"{name}.yaml"


def _first(error: ValidationError) -> str:
    """Return the first mistake as one line: the key, and what is wrong with it."""
    mistake = error.errors(include_url=False)[0]
    key = ".".join(str(step) for step in mistake["loc"] if step != "[key]")
    if mistake["type"] == "extra_forbidden":
        return f"{key}: there is no such key"
    text = mistake["msg"].removeprefix("Value error, ")
    return f"{key}: {text[:1].lower()}{text[1:]}"
