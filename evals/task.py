"""Read suites: what the sources said, what is asked, and what a right answer does."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field

from core.errors import Misconfigured
from core.topics import Family

SUITES: Final = Path(__file__).with_name("suites")
DANGERS: Final = SUITES / "danger.yaml"
"""What people say in danger, and what only sounds so; a list, not a suite of conversations."""
HELD_OUT_DANGERS: Final = (SUITES / "danger_held_out.yaml", SUITES / "danger_held_out_2.yaml")
"""The same, on which nothing is tuned."""


class Strict(BaseModel):
    """Refuse what a suite misspells."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(Strict):
    """Hold one message of a source; times are minutes from the suite's now, negative before it."""

    family: Family
    event: dict[str, Any]


class Seen(Strict):
    """Hold the latest reading of one subject; its time is minutes from the suite's now."""

    topic: str
    reading: dict[str, Any]
    derived: dict[str, float | str] = {}
    """What detectors made of it, such as `aqi`."""


class Expected(Strict):
    """Say what a right answer does; `a|b` in `status`, `lead` and `says` means either."""

    status: str
    lead: str | None = None
    """`Yes.`, `No.` or neither, in whatever language the answer is."""
    cites: list[str] = []
    """Events that must be cited."""
    cites_any: list[str] = []
    """Events of which one must be cited."""
    first: str | None = None
    """The event that the first fact must cite."""
    most: int | None = None
    """How many events may be cited."""
    only: bool = False
    """Whether nothing else may be cited."""
    never_cites: list[str] = []
    """Events that must not be cited."""
    says: list[str] = []
    """Words that must be there, whatever their case."""
    never: list[str] = []
    """Words that must not."""
    suggests: list[str] = []
    """Words that the suggestions must hold, each in any of them."""
    place: str | None = None
    """The name of the place that the answer is for."""
    precision: str | None = None
    """How precisely it is for that place."""
    language: str | None = None
    """The language of the answer."""
    max_chars: int | None = None
    """The answer's greatest length in code points."""

    @property
    def statuses(self) -> tuple[str, ...]:
        """Return the statuses that are right."""
        return tuple(self.status.split("|"))


class Put(Strict):
    """Hold one question of a conversation, as it is put."""

    ask: str
    at: tuple[float, float] | None = None
    """Where the person is: lat, lon, as read off a map."""
    accuracy_m: float = 0.0
    area: str | None = None
    """The name of a place chosen beside the text."""
    language: str | None = None
    """A language chosen beside the text."""
    channel: str = "widget"
    max_chars: int | None = None
    after: float = 0.0
    """Minutes from the case's now at which it is asked; what is told later is not known yet."""


class Turn(Put):
    """Hold one question, and what a right answer does."""

    expect: Expected


P = TypeVar("P", bound=Put, covariant=True)


class Scene(Strict, Generic[P]):
    """Hold a city at one instant, and a conversation in it."""

    told: list[Told] = []
    seen: list[Seen] = []
    silent: dict[str, float | None] = {}
    """Sources that are not live, with the minutes since they were last heard; null for never."""
    behind: bool = False
    """Whether our own reading is behind."""
    now: datetime | None = None
    """Another instant than the suite's."""
    turns: Sequence[P] = Field(min_length=1)


class Case(Scene[Turn]):
    """Hold one case: a scene in which every answer is known."""

    name: str
    source: str = ""
    """The thread or sentence that it comes from."""


class Suite(Strict):
    """Hold cases that share a city and an instant."""

    name: str
    source: str
    """What decides where a case does not say."""
    now: datetime
    cases: list[Case]


class Cry(Strict):
    """Hold what somebody writes in danger, or what only sounds so.

    Attributes:
        kind: which danger, or why it is none.
        held: whether it was set apart, and no pattern was made for it.
    """

    text: str
    language: str
    danger: bool
    kind: str
    held: bool = False


def load_dangers(path: Path) -> list[Cry]:
    """Read what is said in danger.

    Raises:
        Misconfigured: the file cannot be read as such a list.
    """
    try:
        return [Cry.model_validate(given) for given in yaml.safe_load(path.read_text("utf-8"))]
    except (OSError, TypeError, ValueError, yaml.YAMLError) as error:
        raise Misconfigured(f"{path.name} is no list of dangers: {error}") from error


def load_suite(path: Path) -> Suite:
    """Read a suite.

    Raises:
        Misconfigured: the file cannot be read as one.
    """
    try:
        return Suite.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise Misconfigured(f"{path.name} is no suite: {error}") from error


def timed(event: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Turn minutes into RFC 3339 wherever the contract has a time."""
    found = dict(event)
    for field in _TIMES & event.keys():
        if isinstance(event[field], int | float):
            found[field] = (now + timedelta(minutes=event[field])).isoformat()
    return found


_TIMES: Final = frozenset(
    {"timestamp", "starts_at", "ends_at", "expires_at", "estimated_restoration",
     "estimated_resolution"}
)  # fmt: skip
