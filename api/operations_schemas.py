"""Describe what the operations doors and the city's card answer, and what a problem looks like."""

from datetime import datetime
from typing import Literal

from api.schemas import CoverageOut, Outgoing


class CityOut(Outgoing):
    """Name the city that is served here."""

    id: str
    name: str
    languages: list[str]
    """BCP 47; the first is the default."""
    timezone: str
    emergency_number: str
    help_line: str
    center: list[float]
    """Degrees east, degrees north."""


class AliveOut(Outgoing):
    """Say that the process runs."""

    alive: Literal[True]


class ReadyOut(Outgoing):
    """Say that questions can be answered from a complete view."""

    ready: Literal[True]


class FallbacksOut(Outgoing):
    """Say which part is replaced by which at this moment."""

    store: Literal["answers", "away"]
    """`away`: answers come from the last view, whose age is told."""
    sessions: Literal["redis", "memory"]
    search: str
    """Name of the embedding model, or `words` while there is none."""
    language_model: str | None
    """None: every answer is composed."""


class HealthOut(Outgoing):
    """Say how the whole stands."""

    status: Literal["ok", "degraded", "starting"]
    now: datetime
    as_of: datetime | None
    lag_s: float | None
    seq: int
    rebuilding: bool
    fallbacks: FallbacksOut
    coverage: list[CoverageOut]


class ParameterError(Outgoing):
    """Name one parameter that was refused."""

    parameter: str
    location: str
    detail: str


class ProblemOut(Outgoing):
    """Say what went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: list[ParameterError] | None = None
    """One for each parameter that was refused."""
    reasons: list[str] | None = None
    """Why the service is not ready."""
