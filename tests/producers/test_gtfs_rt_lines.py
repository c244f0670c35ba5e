"""Trip updates come to one event a line, which begins and ends without flickering."""

from datetime import datetime, timedelta

import pytest
from google.transit import gtfs_realtime_pb2 as pb

from core.event import EventType
from core.severity import Severity
from tests.producers.stage import Stage, at
from tests.producers.transit_feed import feed, metro, read, timetable, trip

BLUE = [f"Blue-0-{hour:02d}10" for hour in range(6, 18)]
BACK = [t for t, known in timetable().trips.items() if known.route_id == "Blue" and known.direction]


def run(*minutes: float, cancelled: int = 0, names: list[str] = BLUE, at_s: float = 0) -> bytes:
    """Return a feed of trips of the Blue Line that are so many minutes late."""
    running = [trip(name, int(60 * late)) for name, late in zip(names, minutes, strict=False)]
    rest = names[len(minutes) : len(minutes) + cancelled]
    return feed(*running, *(trip(name, cancelled=True) for name in rest), header=at(at_s))


def test_three_late_trips_are_a_delay_of_their_line():
    (event,) = read(run(0, 1, 7, 9, 20))
    assert event.type is EventType.DELAY
    assert event.lines == ("Blue Line",)
    assert event.direction == "toward Ferry Terminal"
    assert (event.delay_minutes, event.severity, event.mode) == (9, Severity.LOW, "subway")
    assert event.headline == "Blue Line: delays of about 9 minutes toward Ferry Terminal"
    assert event.message == (
        "3 of 5 trips toward Ferry Terminal are at least 5 minutes late; "
        "half of these by 9 minutes or more."
    )
    assert event.event_id == "metro-transit:delay:Blue:0@2025-12-25T15:00:00Z"


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        ((0, 0, 0, 0, 0), False),
        ((30,), False),  # one trip is no line
        ((0, 0, 30), False),
        ((6, 6, 0, 0, 0), True),  # two of five are 40 %
        ((6, 6, 0, 0, 0, 0, 0), False),  # two of seven are 29 %
        ((6, 6, 6, 0, 0, 0, 0, 0, 0, 0, 0), True),
        ((4.9, 4.9, 4.9), False),
        ((-10, -10, -10), False),
        ((400, 400, 400), False),  # beyond six hours it is the feed that is wrong
    ],
)
def test_when_a_delay_begins(minutes: tuple[float, ...], told: bool):
    assert bool(read(run(*minutes))) is told


@pytest.mark.parametrize(
    ("minutes", "severity"), [(10, Severity.LOW), (15, Severity.MODERATE), (30, Severity.HIGH)]
)
def test_a_longer_delay_is_graver(minutes: int, severity: Severity):
    assert read(run(minutes, minutes, minutes))[0].severity is severity


def test_each_direction_is_told_by_itself():
    late = [trip(name, 600) for name in [*BLUE[:3], *BACK[:3]]]
    events = read(feed(*late))
    assert sorted(event.direction for event in events) == [
        "toward Ferry Terminal",
        "toward Northgate",
    ]
    assert len({event.event_id for event in events}) == 2


@pytest.mark.parametrize("delay_s", [-(2**31), 2**31 - 1, 7 * 3600])
def test_an_absurd_delay_is_dropped_and_counted(delay_s: int):
    poll = metro().parse(feed(*(trip(name, delay_s) for name in BLUE[:4])), at(0))
    assert [r.reason for r in poll.rejections] == ["absurd_delay"] * 4
    assert metro().settle(poll, {}).events == ()


async def test_a_delay_begins_changes_and_ends_without_flickering():
    stage = Stage(metro())
    script: list[tuple[tuple[float, ...], list[str]]] = [
        ((0, 0, 0, 0), []),
        ((6, 6, 6, 0), ["on"]),
        ((7, 7, 7, 0), []),  # a minute more is no news
        ((12, 12, 12, 0), ["on"]),
        ((12, 12, 0, 0), []),  # two are still late
        ((12, 0, 0, 0), []),  # one of four is still a fifth
        ((0, 0, 0, 0), ["resolved"]),
        ((0, 0, 0, 0), []),
        ((6, 6, 0, 0, 0, 0, 0), []),
        ((9, 9, 9, 0), ["on"]),
    ]
    for number, (minutes, told) in enumerate(script):
        await stage.poll(30 * number, run(*minutes, at_s=30 * number))
        assert [status for _, status in stage.news()] == told, f"at step {number}"
    ids = {event.event_id for event in stage.events()}
    assert ids == {
        "metro-transit:delay:Blue:0@2025-12-25T15:00:30Z",
        "metro-transit:delay:Blue:0@2025-12-25T15:04:30Z",
    }


async def test_a_restart_goes_on_with_the_delay_that_was_open():
    before = Stage(metro())
    await before.poll(0, run(9, 9, 9, 0))
    after = Stage(metro(), streams=before.streams)
    after.clock.set(at(60))
    await after.runner.recall()
    await after.poll(60, run(9, 0, 0, 0, at_s=60))
    assert len(after.events()) == 1
    await after.poll(90, run(0, 0, 0, 0, at_s=90))
    first, last = after.events()
    assert (last.event_id, last.status) == (first.event_id, "resolved")


async def test_a_line_that_leaves_the_feed_keeps_its_delay_for_the_grace():
    stage = Stage(metro())
    red = [t for t, known in timetable().trips.items() if known.route_id == "Red"][:2]
    quiet = [trip(name, 0) for name in red]
    await stage.poll(0, feed(*(trip(name, 600) for name in BLUE[:3]), *quiet, header=at(0)))
    await stage.poll(30, feed(*quiet, header=at(30)))
    assert [status for _, status in stage.news()] == ["on"]
    await stage.poll(60, feed(*quiet, header=at(60)))
    assert [status for _, status in stage.news()] == ["vanished"]


async def test_cancelled_trips_are_one_event_of_their_line():
    stage = Stage(metro())
    await stage.poll(0, run(0, 0, 0, cancelled=2))
    (event,) = stage.events()
    assert event.type is EventType.REDUCED_SERVICE
    assert event.headline == "Blue Line: 2 of 5 trips are cancelled"
    await stage.poll(30, run(0, 0, 0, cancelled=2, at_s=30))
    await stage.poll(60, run(0, 0, 0, 0, cancelled=1, at_s=60))
    await stage.poll(90, run(0, 0, 0, 0, 0, at_s=90))
    assert [e.status or e.headline for e in stage.events()[1:]] == [
        "Blue Line: 1 of 5 trips is cancelled",
        "resolved",
    ]


def test_a_delay_told_as_times_is_measured_against_the_timetable():
    names = ["Blue-0-1010", "Blue-0-1030", "Blue-0-1050"]
    entities: list[pb.FeedEntity] = []
    due: list[datetime] = []
    for name in names:
        calls = timetable().calls[name]
        scheduled = timetable().scheduled_at(
            name, calls.stop_ids[4], calls.sequences[4], at(0).date()
        )
        assert scheduled is not None
        due.append(scheduled)
        late = int((scheduled + timedelta(minutes=12)).timestamp())
        entities.append(trip(name, stop_id=calls.stop_ids[4], arrival={"time": late}))
    (event,) = read(feed(*entities, header=due[0]), due[0])
    assert (event.delay_minutes, event.lines) == (12, ("Blue Line",))
    early = metro().parse(feed(*entities, header=due[0] - timedelta(hours=3)), due[0])
    assert [r.reason for r in early.rejections] == ["not_yet"] * 3


def test_a_trip_of_no_known_line_or_without_any_time_is_counted():
    poll = metro().parse(feed(trip("stranger", 600), trip("Blue-0-0610")), at(0))
    assert [(r.native_id, r.reason) for r in poll.rejections] == [
        ("t-stranger", "no_route"),
        ("t-Blue-0-0610", "delay_unknown"),
    ]


def test_a_skipped_call_says_nothing_about_delay():
    skipped = trip(
        "Blue-0-0610",
        stop_id="uptown",
        schedule_relationship=pb.TripUpdate.StopTimeUpdate.SKIPPED,
        arrival={"delay": 900},
    )
    poll = metro().parse(feed(skipped), at(0))
    assert [r.reason for r in poll.rejections] == ["delay_unknown"]
