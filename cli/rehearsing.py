"""Find what the rules of a city would have told of a recording."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import orjson

from core.city import City
from core.event import Event
from core.timespan import format_rfc3339
from indexer.anomalies.rehearsal import LocalEngine, Value
from indexer.anomalies.rule_detectors import RuleDetector, detectors_of
from indexer.anomalies.rules import read_rules
from producers.city.recording import read_recording


@dataclass(frozen=True, slots=True)
class Fired:
    """Hold one anomaly that a rule would have told.

    Attributes:
        rule: the rule's id.
        subject: the key of the readings.
        since: from when on its condition held.
        until: when that was over; None where it still held at the recording's end.
        worst: the value furthest beyond; None for a geofence.
        unit: the value's unit.
    """

    rule: str
    subject: str
    since: datetime
    until: datetime | None
    worst: float | None
    unit: str


def rehearse(city: City, rules: Path, recording: Path) -> list[Fired]:
    """Return what the rules would have told of a recording, the first first.

    Raises:
        Misconfigured: the rules or the recording cannot be used.
    """
    detectors = detectors_of(read_rules(rules, city), city)
    engine = LocalEngine(city, detectors=(), rules=detectors)
    by_name = {detector.name: cast(RuleDetector, detector) for detector in detectors}
    fired = [
        _over(by_name[event.extra["detector"]], event)
        for event in engine.run(_records(recording))
        if event.ends_at is not None
    ]
    fired += [
        Fired(
            rule=detector.rule.id,
            subject=episode.subject.removeprefix(detector.prefix),
            since=episode.since,
            until=None,
            worst=episode.worst.observed if detector.unit else None,
            unit=detector.unit,
        )
        for detector, episode in engine.open_anomalies()
        if isinstance(detector, RuleDetector) and episode.opened_at is not None
    ]
    return sorted(fired, key=lambda each: (each.since, each.rule, each.subject))


def _records(recording: Path) -> Iterator[tuple[str, str, Value, datetime]]:
    for spoken in read_recording(recording):
        yield spoken.topic, spoken.key, cast(Any, spoken.value), spoken.at


def _over(detector: RuleDetector, event: Event) -> Fired:
    return Fired(
        rule=detector.rule.id,
        subject=str(event.extra["subject"]).removeprefix(detector.prefix),
        since=event.begins_at,
        until=event.ends_at,
        worst=event.extra["observed"] if detector.unit else None,
        unit=detector.unit,
    )


def as_text(fired: Fired, city: City) -> str:
    """Return one line for people, in the city's time."""
    since = f"{fired.since.astimezone(city.timezone):%Y-%m-%d %H:%M}"
    until = f"{fired.until.astimezone(city.timezone):%H:%M}" if fired.until else "the end"
    worst = f"  worst {fired.worst:g} {fired.unit}" if fired.worst is not None else ""
    return f"{fired.rule}  {fired.subject}  {since} to {until}{worst}"


def as_json(fired: Fired) -> str:
    """Return one JSON object."""
    told = {
        "rule": fired.rule,
        "subject": fired.subject,
        "since": format_rfc3339(fired.since),
        "until": format_rfc3339(fired.until) if fired.until else None,
        "worst": fired.worst,
        "unit": fired.unit,
    }
    return orjson.dumps(told).decode()
