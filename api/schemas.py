"""Describe what comes in and what goes out, for validation and for the OpenAPI document.

Requests refuse what they do not know. Answers are written by `answer_body` and `event_body`
without being validated again; the tests hold them against the models here.
"""

from datetime import datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StrictFloat,
    StrictInt,
    StrictStr,
    StringConstraints,
)

from assistant.answer import Kind, Status
from assistant.question import MIN_CHARS, Channel
from assistant.verify.verdict import ClaimKind
from core.coverage import SourceState
from core.event import EndCertainty
from core.lifecycle import EndReason, Phase
from core.place import Precision
from core.severity import Severity
from core.text import clean
from core.topics import Family

MOST_CHARS = 2000


def _asked(message: str) -> str:
    stripped = message.strip()
    if not clean(stripped):
        raise ValueError("write at least one character")
    if len(stripped) > MOST_CHARS:
        raise ValueError(f"write at most {MOST_CHARS} characters")
    return clean(stripped)


class Incoming(BaseModel):
    """Refuse unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Outgoing(BaseModel):
    """Describe an answer, wholly."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class LocationIn(Incoming):
    """Say where the person's device is."""

    lat: Annotated[StrictFloat, Field(ge=-90, le=90)]
    """Degrees north."""
    lon: Annotated[StrictFloat, Field(ge=-180, le=180)]
    """Degrees east."""
    accuracy_m: Annotated[StrictFloat, Field(ge=0, le=1_000_000)] = 0.0
    """Radius in which the device trusts it, in metres."""


class ChatRequest(Incoming):
    """Ask one question."""

    message: Annotated[
        StrictStr,
        AfterValidator(_asked),
        Field(json_schema_extra={"minLength": 1, "maxLength": MOST_CHARS}),
    ]
    """The question, 1 to 2000 characters."""
    session_id: StrictStr | None = None
    """The conversation that it belongs to; an unknown or expired one gets a new id."""
    location: LocationIn | None = None
    """The device's position, where the person shares it."""
    area: Annotated[StrictStr, StringConstraints(min_length=1, max_length=200)] | None = None
    """Name of a place chosen beside the text."""
    language: (
        Annotated[
            StrictStr,
            StringConstraints(
                pattern=r"^[A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8})*$", min_length=2, max_length=35
            ),
        ]
        | None
    ) = None
    """BCP 47 tag of the language to answer in."""
    channel: Channel = Channel.WIDGET
    """Where the answer will be read; `sms` means at most 160 characters."""
    max_chars: Annotated[StrictInt, Field(ge=MIN_CHARS, le=100_000)] | None = None
    """The answer's greatest length, in code points."""


class StatementOut(Outgoing):
    """Hold one sentence and its evidence."""

    text: str
    event_ids: list[str]
    kind: Kind


class CitationOut(Outgoing):
    """Point to one event that statements rest on."""

    n: int
    """The number in the answer's text: `[1]`."""
    event_id: str
    family: Family
    type: str
    headline: str | None
    source: str
    publisher: str | None
    issued_at: datetime
    last_confirmed_at: datetime
    ends_at: datetime | None
    end_certainty: EndCertainty
    expires_at: datetime | None
    phase: Phase
    end_reason: EndReason | None
    url: str | None


class PlaceOut(Outgoing):
    """Hold the place that the answer is about."""

    name: str
    kind: str
    lat: float | None
    lon: float | None
    precision: Precision


class CoverageOut(Outgoing):
    """Say whether one source would know."""

    source: str
    family: Family
    state: SourceState
    reason: str | None
    """`our_side` where the delay is ours, else what the source's heartbeat said."""
    last_heard_at: datetime | None


class ClaimOut(Outgoing):
    """Hold one claim in a model's statement."""

    kind: ClaimKind
    text: str
    held: bool
    by: list[str]
    """The fields that bear it out, each as `<event id>.<field>`."""
    why: str | None
    """What was missing, where nothing does."""


class ExplainedOut(Outgoing):
    """Hold one statement as a model wrote it, and what became of it."""

    text: str
    event_ids: list[str]
    shown: bool
    claims: list[ClaimOut]


class ChatResponse(Outgoing):
    """Hold an answer with its evidence."""

    answer_id: str
    session_id: str
    language: str
    status: Status
    answer: str
    statements: list[StatementOut]
    citations: list[CitationOut]
    place: PlaceOut | None
    coverage: list[CoverageOut]
    as_of: datetime | None
    mode: str
    """`grounded`, or `llm` where a model phrased it."""
    model: str | None
    fallback_reason: str | None
    suggestions: list[str]
    timing_ms: dict[str, float]
    explain: list[ExplainedOut] | None = None
    """Only with `?explain=1`: every statement that a model wrote, shown or not."""


class PointOut(Outgoing):
    """Hold one point in degrees, WGS 84."""

    lat: float
    lon: float


class PeriodOut(Outgoing):
    """Hold one half-open stretch of time."""

    starts_at: datetime
    ends_at: datetime | None


class EventOut(Outgoing):
    """Hold one event as it stands now."""

    event_id: str
    family: Family
    type: str
    severity: Severity
    phase: Phase
    headline: str | None
    message: str | None
    instructions: list[str]
    areas: list[str]
    geometry: dict[str, Any] | None
    """GeoJSON, (lon, lat)."""
    coordinates: PointOut | None
    lines: list[str]
    stops: list[str]
    source: str
    publisher: str | None
    issued_at: datetime
    starts_at: datetime
    ends_at: datetime | None
    end_certainty: EndCertainty
    expires_at: datetime | None
    last_confirmed_at: datetime
    planned: bool
    affected_customers: int | None
    cause: str | None
    status: str | None
    incident_id: str | None
    in_city: bool
    end_reason: EndReason | None
    active_periods: list[PeriodOut]
    url: str | None


class VersionOut(Outgoing):
    """Hold what one earlier message said."""

    issued_at: datetime
    message_type: str
    severity: Severity
    headline: str | None
    message: str | None
    status: str | None
    ends_at: datetime | None
    end_certainty: EndCertainty
    affected_customers: int | None


class HistoryOut(EventOut):
    """Hold one event with its earlier messages, oldest first."""

    versions: list[VersionOut]


class EventsOut(Outgoing):
    """Hold one page of events."""

    as_of: datetime | None
    events: list[EventOut]
    next_cursor: str | None
