"""No bad GTFS-Realtime feed ends an event, makes one up, or takes long."""

import base64
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from google.transit import gtfs_realtime_pb2 as pb

from core.text import clean
from producers.source import Unreadable
from producers.sources.gtfs_rt import GtfsRtSource
from tests.producers.stage import Stage, at
from tests.producers.transit_feed import alert, feed, metro, trip, vehicle

GOOD = feed(alert("a1", "Delays on Blue Line", {"route_id": "Blue"}), alert("a2", "Other"))


UNREADABLE = {
    "empty": b"",
    "html": b"<!doctype html><html><body>503</body></html>",
    "html_padded": b"\n\n<html></html>",
    "json": b'{"entity":[]}',
    "json_list": b"[]",
    "text": b"Service Unavailable",
    "gzip": b"\x1f\x8b\x08\x00" + b"\x00" * 40,
    "zip": b"PK\x03\x04" + b"\x00" * 40,
    "zeros": b"\x00" * 64,
    "trailing_garbage": GOOD + b"\x00\x01garb",
    "trailing_html": GOOD + b"<html>",
    "cut": GOOD[:-3],
    "cut_in_header": GOOD[:5],
    "length_overflow": b"\x12\xff\xff\xff\xff\x07ac",
    "endless_number": b"\x0a" + b"\xff" * 11,
    "group": b"\x0b\x0c",
    "entities_without_header": feed(alert())[len(feed()) :],
    "header_without_version": b"\x0a\x02\x18\x01",
    "differential": feed(alert(), incrementality=pb.FeedHeader.DIFFERENTIAL),
    "nested_garbage": feed() + b"\x12\x03\x2a\x7f\x01",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_what_is_no_whole_feed_is_unreadable(body: bytes):
    with pytest.raises(Unreadable):
        metro().parse(body, at(0))


async def test_fifty_wrong_bodies_end_nothing_and_make_nothing():
    stage = Stage(metro())
    await stage.poll(0, GOOD)
    told = stage.news()
    wrong = [*UNREADABLE.values(), *(GOOD[:n] for n in range(1, len(GOOD) - 1, 2))]
    for number, body in enumerate(wrong):
        await stage.poll(number + 1, body)
    assert len(wrong) >= 50
    assert len(told) == 2
    assert stage.news() == []


def test_every_cut_of_a_feed_is_unreadable_or_a_shorter_feed():
    whole = {e.event_id for e in metro().parse(GOOD, at(0)).events}
    for length in range(len(GOOD)):
        try:
            poll = metro().parse(GOOD[:length], at(0))
        except Unreadable:
            continue
        assert {e.event_id for e in poll.events} < whole


def test_a_header_alone_is_an_empty_feed():
    poll = metro().parse(feed(), at(0))
    assert (poll.size, poll.events, poll.header_at) == (0, (), at(0))


def test_two_hundred_thousand_entities_are_refused_at_once():
    entity = alert("a", "x").SerializeToString()
    body = feed() + b"".join(b"\x12" + bytes([len(entity)]) + entity for _ in range(200_000))
    started = time.monotonic()
    with pytest.raises(Unreadable, match="more than 10000"):
        metro().parse(body, at(0))
    assert time.monotonic() - started < 20, "it hangs"


def test_bad_utf8_becomes_text():
    body = feed(alert("a1", "Delays on Blue Line")).replace(b"Delays", b"D\xff\xfe\xfdys")
    (event,) = metro().parse(body, at(0)).events
    assert isinstance(event.headline, str)
    assert event.headline.endswith("ys on Blue Line")


@pytest.mark.parametrize(
    ("header", "header_at", "issued_at", "notes"),
    [
        (int(at(-60).timestamp()), at(-60), at(-60), 0),
        (int(at(-60).timestamp() * 1000), at(-60), at(-60), 1),
        (int(at(3600).timestamp()), at(3600), at(0), 1),
        (0, datetime.fromtimestamp(0, UTC), at(0), 1),
        (None, None, at(0), 1),
        (2**63, None, at(0), 2),
    ],
)
def test_a_header_of_whatever_time_gives_a_sane_time_of_issue(
    header: int | None, header_at: datetime | None, issued_at: datetime, notes: int
):
    poll = metro().parse(feed(alert(), header=header), at(0))
    assert poll.header_at == header_at
    assert poll.events[0].issued_at == issued_at
    assert len(poll.notes) == notes


def test_an_unknown_version_is_read_with_a_note():
    poll = metro().parse(feed(alert(), gtfs_realtime_version="3.7"), at(0))
    assert len(poll.events) == 1
    assert poll.notes == ("version 3.7 is read as 2.0",)


def test_of_a_repeated_id_the_first_is_taken_and_the_others_are_counted():
    body = feed(alert("a1", "First"), alert("a1", "Second"), alert("a1", "Third"))
    poll = metro().parse(body, at(0))
    assert [e.headline for e in poll.events] == ["First"]
    assert [(r.native_id, r.reason) for r in poll.rejections] == [("a1", "duplicate")] * 2


def test_a_trip_and_its_vehicle_may_share_an_id():
    poll = metro().parse(feed(trip("Blue-0-0530", 60, native_id="7"), vehicle("7")), at(0))
    assert poll.rejections == ()


def test_what_is_deleted_or_of_no_kind_we_read_is_counted():
    deleted = alert("a1")
    deleted.is_deleted = True
    shape = pb.FeedEntity(id="s1", shape=pb.Shape(shape_id="s"))
    poll = metro().parse(feed(deleted, shape, pb.FeedEntity(id="n1")), at(0))
    assert poll.events == ()
    assert [r.reason for r in poll.rejections] == ["deleted", "not_read", "not_read"]


def attack_rows() -> list[dict[str, str]]:
    folder = os.environ.get("CIVIC_SAMPLES")
    if not folder:
        return []
    lines = (Path(folder) / "attacks" / "bad_inputs.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    return [row for row in rows if row["entry"] == "gtfs_rt"]


def attack_body(row: dict[str, str], second: float) -> bytes:
    """Return what the row's feed shows at one look; `steps` are played as they are written."""
    if row["encoding"] == "base64":
        return base64.b64decode(row["payload"])
    match row["id"]:
        case "G13":
            return feed(alert(), header=at(second + 3600))
        case "G16":
            return feed(alert(), header=at(FROZEN_S))
        case "G21":
            count = 40 if second == FROZEN_S else 0
            return feed(*(alert(f"a{n}", f"Alert {n}") for n in range(count)), header=at(second))
        case "G24":
            entity = alert("a", "x").SerializeToString()
            return feed() + (b"\x12" + bytes([len(entity)]) + entity) * 200_000
        case "G26":
            return feed(trip("Blue-0-0530", -(2**31)), header=at(second))
        case unknown:
            raise AssertionError(f"row {unknown} has steps that no test plays")


FROZEN_S = (datetime(2025, 12, 25, 10, 30, tzinfo=UTC) - at(0)).total_seconds()
"""The instant at which the rows freeze the clock."""
BAD, STALE, HALVED = "unreadable", "stale_content", "halved"
WANTED: dict[str, tuple[str | None, str | None, int]] = {
    "G01": (BAD, BAD, 0),
    "G03": (BAD, BAD, 0),
    "G04": (BAD, BAD, 0),
    "G06": (BAD, BAD, 0),
    "G08": (BAD, BAD, 0),
    "G09": (None, STALE, 1),
    "G11": (STALE, STALE, 1),
    "G13": (None, None, 1),
    "G14": (None, STALE, 1),
    "G16": (None, STALE, 1),
    "G18": (None, STALE, 1),
    "G19": (None, STALE, 1),
    "G21": (None, None, 80),
    "G23": (None, STALE, 1),
    "G24": (BAD, BAD, 0),
    "G26": (None, None, 0),
    "G28": (None, STALE, 1),
    "G29": (None, STALE, 1),
}
"""By row: the first and the last heartbeat of an hour of looks, and how many messages are told."""


@pytest.mark.skipif(not attack_rows(), reason="CIVIC_SAMPLES is unset: no attack rows")
@pytest.mark.parametrize("row", attack_rows(), ids=lambda row: f"{row['id']}_{row['name']}")
async def test_a_feed_attacked_behaves_as_the_row_wants(row: dict[str, str]):
    first, last, told = WANTED[row["id"]]
    stage = Stage(GtfsRtSource("metro-transit"))
    errors: list[str | None] = []
    for look in range(2 if row["id"] == "G24" else 120):
        second = FROZEN_S + 30 * look
        body = attack_body(row, second)
        started = time.monotonic()
        await stage.poll(second, body)
        assert time.monotonic() - started < 20, "it hangs"
        errors.append(stage.beat()["error"])
    assert (errors[0], errors[-1]) == (first, last)
    events = stage.events()
    assert len(events) == told
    assert all(event.headline == clean(event.headline) for event in events)
    assert all(event.issued_at.year == 2025 for event in events)
    if row["id"] == "G16":
        assert errors.index(STALE) == 20, "after ten minutes"
    if row["id"] == "G21":
        assert errors[1:3] == [HALVED, HALVED]
        assert sum(event.status == "vanished" for event in events) == 40
    if row["id"] == "G23":
        assert (events[0].lines, events[0].stops) == ((), ())
