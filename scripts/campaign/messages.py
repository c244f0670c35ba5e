"""Make a seeded log of messages: lives of events, duplicates, reordering, withdrawals, poison."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from core.timespan import format_rfc3339
from core.topics import EMERGENCY_EVENTS, INFRASTRUCTURE_EVENTS, TRANSIT_EVENTS

POISON_HEADER: Final = "campaign.poison"
"""Marks what must end in the dead letters, with the reason; the indexer never looks at it."""
REORDER_WINDOW: Final = 40
SOURCES: Final = (
    ("city-power", INFRASTRUCTURE_EVENTS, "power_outage"),
    ("city-water", INFRASTRUCTURE_EVENTS, "water_outage"),
    ("metro-transit", TRANSIT_EVENTS, "delay"),
    ("emergency-management", EMERGENCY_EVENTS, "fire"),
)
AREAS: Final = ("Eastside", "Downtown", "Harbor", "Riverside", "Westside")
TEXTS: Final = (
    "Equipment failure",
    "A tree fell on a line",
    "Crews are on the way",
    "Under repair",
)


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one record to publish.

    Attributes:
        source: whose it is; what its all-clear depends on.
        issued: its timestamp on the wire; empty for poison and withdrawals.
        poison: the reason for which it must be refused; empty for a good record.
    """

    topic: str
    key: str
    value: bytes | None
    source: str = ""
    issued: str = ""
    poison: str = ""


def make_log(count: int, seed: int, now: datetime | None = None) -> list[Line]:
    """Return `count` records: 1 % poison of ten kinds, 5 % duplicates, reordered by up to 40."""
    pick = random.Random(seed)
    begin = (now or datetime.now(UTC)) - timedelta(hours=6)
    lives = _lives(pick, begin)
    lines: list[Line] = []
    poison = 0
    while len(lines) < count:
        fresh = next(lives)
        if pick.random() < 0.01:
            poison += 1
            lines.append(_poison(poison, fresh, begin))
        lines.append(fresh)
        if pick.random() < 0.05:
            lines.append(fresh)
    ordered = sorted(
        enumerate(lines[:count]), key=lambda placed: placed[0] + pick.uniform(0, REORDER_WINDOW)
    )
    return [_conflict_owner(begin), *(line for _, line in ordered)]


def _lives(pick: random.Random, begin: datetime) -> Iterator[Line]:
    """Yield messages of many events at once, each with a life of its own, for ever."""
    open_lives: list[tuple[str, str, Iterator[Line]]] = []
    made = 0
    while True:
        if len(open_lives) < 400:
            made += 1
            source, topic, kind = pick.choice(SOURCES)
            event_id = f"{source}:{made}"
            earlier = pick.choice(open_lives)[0] if open_lives and pick.random() < 0.05 else ""
            replaced = earlier if earlier.startswith(f"{source}:") else ""
            start = begin + timedelta(milliseconds=10 * made)
            life = _life(random.Random(f"{made}"), event_id, source, topic, kind, start, replaced)
            open_lives.append((event_id, topic, life))
        place = pick.randrange(len(open_lives))
        line = next(open_lives[place][2], None)
        if line is None:
            open_lives.pop(place)
        else:
            yield line


def _life(
    pick: random.Random,
    event_id: str,
    source: str,
    topic: str,
    kind: str,
    start: datetime,
    replaced: str,
) -> Iterator[Line]:
    def line(step: int, **fields: Any) -> Line:
        issued = format_rfc3339(start + timedelta(seconds=step))
        told = {"event_id": event_id, "type": kind, "severity": pick.choice(("high", "low")),
                "timestamp": issued, "source": source} | fields  # fmt: skip
        return Line(topic, event_id, json.dumps(told).encode(), source, issued)

    def full(step: int, **fields: Any) -> Line:
        return line(step, headline=pick.choice(TEXTS), area=pick.choice(AREAS),
                    affected_customers=pick.randint(1, 5000), **fields)  # fmt: skip

    yield full(0, **({"references": [replaced]} if replaced else {}))
    steps = pick.randint(0, 14)
    for step in range(1, steps + 1):
        yield full(step)
    fate = pick.random()
    if fate < 0.3:
        yield line(steps + 1, status=pick.choice(("restored", "resolved")))
    elif fate < 0.5:
        yield line(steps + 1, message_type="cancel")
    elif fate < 0.55:
        yield Line(topic, event_id, None, source)


CONFLICT_ID: Final = "rivernet:owned"


def _conflict_owner(begin: datetime) -> Line:
    issued = format_rfc3339(begin)
    told = {"event_id": CONFLICT_ID, "type": "internet_disruption", "severity": "low",
            "timestamp": issued, "source": "rivernet"}  # fmt: skip
    return Line(INFRASTRUCTURE_EVENTS, CONFLICT_ID, json.dumps(told).encode(), "rivernet", issued)


def _poison(number: int, near: Line, begin: datetime) -> Line:
    """Return a record that must be refused, under the key of an event that is known or will be."""
    good = {"event_id": near.key, "type": "power_outage", "severity": "low",
            "timestamp": format_rfc3339(begin), "n": number}  # fmt: skip
    kinds: tuple[tuple[str, Callable[[], bytes]], ...] = (
        ("not_json", lambda: b'{"n": %d, ' % number),
        ("bad_utf8", lambda: b'{"n": %d, "x": "\xff"}' % number),
        ("schema", lambda: json.dumps(good | {"severity": number}).encode()),
        ("bad_time", lambda: json.dumps(good | {"timestamp": str(number)}).encode()),
        ("bad_geo", lambda: json.dumps(good | {"coordinates": {"lat": 91, "lon": 0}}).encode()),
        ("too_large", lambda: json.dumps(good | {"message": "A" * 70_000}).encode()),
        ("too_deep", lambda: b"[" * 40 + b"%d" % number + b"]" * 40),
        ("key_mismatch", lambda: json.dumps(good | {"event_id": f"other:{number}"}).encode()),
        ("unknown_version", lambda: json.dumps(good | {"schema_version": 99}).encode()),
        ("id_conflict", lambda: json.dumps(
            good | {"event_id": CONFLICT_ID, "source": "metrofiber"}).encode()),
    )  # fmt: skip
    reason, build = kinds[number % len(kinds)]
    if reason == "id_conflict":
        return Line(INFRASTRUCTURE_EVENTS, CONFLICT_ID, build(), poison=reason)
    return Line(near.topic, near.key, build(), poison=reason)
