"""Write an anomaly's step as an event of the family `anomaly`.

Everything in it comes from looks and their event times, so that a replay writes the same record.
"""

from datetime import timedelta
from typing import Any, Final, Protocol

from core.event import EndCertainty, Event, EventType, MessageType
from core.geo import LonLat
from core.identity import event_id
from core.naming.plain_names import plain_name
from core.severity import Certainty
from core.topics import ANOMALIES, Family
from core.wire import encode_event
from indexer.anomalies.detector import Names, Told, Wording
from indexer.anomalies.episodes import Step, Turn
from streams.record import Outgoing

SOURCE: Final = "civicsense"
MEASURED: Final = "measured"
CLEARED: Final = "cleared"
EXPIRES_AFTER: Final = timedelta(minutes=15)
"""An open anomaly that is not renewed for so long, as when nobody measures, is claimed no more."""


class Speaker(Protocol):
    """See of a detector, local or joint, what an event needs of it."""

    @property
    def kind(self) -> EventType:
        """Return the type of its anomalies."""
        ...

    @property
    def kind_text(self) -> str:
        """Return a type that the contract does not name; empty where `kind` says it."""
        ...

    @property
    def unit(self) -> str:
        """Return the unit of what it observes."""
        ...

    @property
    def name(self) -> str:
        """Return what tells it from others of its kind; empty for the kind's own word."""
        ...

    def wording(self, told: Told, names: Names) -> Wording:
        """Say an anomaly."""
        ...


class Gazette(Names, Protocol):
    """Name things, and give back what an event's fields hold; `PackNames` does."""

    def areas(self, point: LonLat) -> tuple[str, ...]:
        """Return the names of the areas at a point."""
        ...

    def line_ids(self, line: str) -> tuple[str, ...]:
        """Return the pack's id of a line as feeds write it."""
        ...


def detector_name(detector: Speaker) -> str:
    """Return by what name a detector's state and events are known."""
    return detector.name or detector.kind_text or detector.kind.value


def compose(detector: Speaker, turn: Turn, names: Gazette) -> Event:
    """Write one step of an anomaly as an event: the full present state of it."""
    episode = turn.episode
    opened_at = episode.opened_at or turn.at
    closed = turn.step is Step.CLOSED
    spot = episode.last.spot
    if spot.point is None and episode.worst.spot.point is not None:
        spot = episode.worst.spot
    point = spot.point
    wording = detector.wording(episode, names)
    return Event(
        event_id=event_id(
            "anomaly",
            f"{detector.kind_text or detector.kind.value}:{episode.subject}"
            f":{opened_at:%Y%m%dT%H%MZ}",
        ),
        family=Family.ANOMALY,
        type=detector.kind,
        type_text=detector.kind_text,
        severity=episode.last.severity,
        issued_at=turn.at,
        source=SOURCE,
        message_type=MessageType.ALERT if turn.step is Step.OPENED else MessageType.UPDATE,
        status=CLEARED if closed else MEASURED,
        headline=_capital(wording.headline),
        message=_capital(wording.message),
        areas=spot.areas or (names.areas(point) if point is not None else ()),
        coordinates=point,
        starts_at=episode.since,
        ends_at=episode.until if closed else None,
        end_certainty=EndCertainty.KNOWN if closed else EndCertainty.UNKNOWN,
        expires_at=turn.at + EXPIRES_AFTER,  # an end, too: what it leaves out it would inherit
        certainty=Certainty.OBSERVED,
        lines=tuple(known for line in spot.lines for known in names.line_ids(line)),
        stops=spot.stops,
        road=plain_name(spot.road),
        extra=_figures(detector, turn),
    )


def outgoing(event: Event, wire_topic: str = ANOMALIES) -> Outgoing:
    """Return the record by which an anomaly goes to the log."""
    return Outgoing(wire_topic, event.event_id, encode_event(event))


def _figures(detector: Speaker, turn: Turn) -> dict[str, Any]:
    episode = turn.episode
    look = episode.worst if turn.step is Step.CLOSED else episode.last
    figures: dict[str, Any] = {
        "detector": detector_name(detector),
        "subject": episode.subject,
        "observed": look.observed,
        "baseline": look.baseline,
        "unit": detector.unit,
        "sureness": look.sureness,
    }
    return {name: figure for name, figure in figures.items() if figure is not None}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
