"""What a world tells: lawful lives, in places of the pack, few at a time."""

import random
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

import msgspec
import pytest

from core.event import Event, EventType, MessageType
from core.geo import to_shape
from core.lifecycle import Message, Phase, fold, standing
from core.topics import Family
from producers.seeds.scenes import Scenes
from producers.seeds.settings import REPERTOIRES
from producers.seeds.story import CANCELLED, Story, Where
from producers.seeds.telling import story_key
from producers.seeds.world import BURST, BURST_SHARE
from tests.producers.seeds.scripts import (
    FAMILIES,
    lives,
    make_world,
    names_of,
    rivermouth,
    statuses,
    ticks,
)

LONG = 10_000
STORIES = [(family, story) for family in FAMILIES for story in REPERTOIRES[family].stories]
every_family = pytest.mark.parametrize("family", FAMILIES)
every_story = pytest.mark.parametrize(
    "story", [story for _, story in STORIES], ids=[story.key for _, story in STORIES]
)


def _told(family: Family, count: int, seed: int = 1) -> list[Event]:
    world = make_world(family, seed)
    return [event for _, told in ticks(family, world, count) for event in told]


def _finished(told: list[Event]) -> list[list[Event]]:
    return [messages for messages in lives(told).values() if messages[-1].ends_by_word]


@every_family
def test_ten_thousand_ticks_never_exceed_the_open_limit(family: Family):
    world = make_world(family)
    counts = Counter(len(world.open) for _ in ticks(family, world, LONG))
    limit = REPERTOIRES[family].limit
    assert max(counts) == limit
    assert sum(n * ticked for n, ticked in counts.items()) / LONG < 0.9 * limit


@every_family
def test_every_tick_says_something_and_the_share_of_bursts_is_as_asked(family: Family):
    sizes = Counter(len(told) for _, told in ticks(family, make_world(family), LONG))
    assert set(sizes) <= {1, *range(BURST[0], BURST[1] + 1)}
    assert 1 - sizes[1] / LONG == pytest.approx(BURST_SHARE, abs=0.015)


@every_family
def test_an_event_starts_is_updated_and_ends_once(family: Family):
    finished = _finished(_told(family, LONG))
    assert len(finished) > 100
    for messages in finished:
        first, *updates, last = messages
        assert first.message_type is MessageType.ALERT
        assert {m.message_type for m in updates} == {MessageType.UPDATE}
        assert not any(m.ends_by_word for m in (first, *updates))
        assert 1 <= len(statuses(messages)) - 2 <= 4
        assert all(a.issued_at < b.issued_at for a, b in pairwise(messages))
        assert len({(m.type, m.source, m.areas, m.lines, m.road) for m in messages}) == 1
        assert last.message != first.message


@every_family
def test_chapters_come_in_the_order_of_the_story(family: Family):
    order = {
        story.key: [chapter.status for chapter in story.chapters]
        for story in REPERTOIRES[family].stories
    }
    for messages in _finished(_told(family, LONG)):
        said = [s for s in statuses(messages) if s != CANCELLED]
        written = order[story_key(messages[0]) or ""]
        assert said == sorted(said, key=written.index)
        assert said[0] == written[0]


@every_family
def test_lives_last_three_to_twenty_minutes_and_a_few_ticks(family: Family):
    lengths = [m[-1].issued_at - m[0].issued_at for m in _finished(_told(family, LONG))]
    lateness = 4 * REPERTOIRES[family].interval + timedelta(minutes=1)
    whole = [length for length in lengths if length >= timedelta(minutes=3)]
    assert len(whole) > 0.9 * len(lengths)  # what was a mistake is taken back sooner
    assert max(lengths) <= timedelta(minutes=20) + lateness


@every_family
def test_the_lifecycle_agrees_with_the_story(family: Family):
    for messages in _finished(_told(family, 4000)):
        heard: list[Message] = []
        for offset, message in enumerate(messages):
            heard.append(Message(message, offset))
            phase = standing(fold(heard), message.issued_at).phase
            if message.message_type is MessageType.CANCEL:
                assert phase is Phase.CANCELLED
            elif message.ends_by_word:
                assert phase is Phase.ENDED
            elif message.status == "scheduled":
                assert phase is Phase.UPCOMING or message.starts_at == message.issued_at
            else:
                assert phase.in_force
        ended = standing(fold(heard), messages[-1].issued_at)
        assert ended.ended_at is not None
        assert messages[0].issued_at < ended.ended_at <= messages[-1].issued_at


@every_family
def test_what_is_over_began_before_it_ended(family: Family):
    for event in _told(family, 4000):
        if event.ends_at is not None:
            assert event.begins_at < event.ends_at or event.ends_by_word
        if event.planned and event.status == "scheduled":
            assert event.starts_at is not None


@every_family
def test_customers_come_back_in_steps_until_none_is_without(family: Family):
    for messages in _finished(_told(family, LONG)):
        figures = [m.affected_customers for m in messages]
        if None in figures:
            continue
        known = [figure for figure in figures if figure is not None]
        assert known == sorted(known, reverse=True)
        assert known[-1] == 0 or messages[-1].message_type is MessageType.CANCEL


def test_a_delay_grows_and_shrinks_and_ends_at_none():
    grown = 0
    for messages in _finished(_told(Family.TRANSIT, LONG)):
        minutes = [m.delay_minutes for m in messages if m.delay_minutes is not None]
        if messages[-1].status == "resolved" and minutes:
            assert minutes[-1] == 0
            grown += max(minutes) > minutes[0]
    assert grown > 10


def test_estimates_slip_and_firm_up():
    slipped = firm = 0
    for messages in _finished(_told(Family.INFRASTRUCTURE, LONG)):
        estimates = list(dict.fromkeys(m.ends_at for m in messages[:-1] if m.ends_at))
        ended = messages[-1].issued_at
        slipped += len(estimates) > 1 and estimates[0] < estimates[-1]
        firm += bool(estimates) and abs(estimates[-1] - ended) <= timedelta(minutes=2)
    assert slipped > 20
    assert firm > 50


@every_family
def test_every_type_of_the_family_is_told_over_time_and_some_are_taken_back(family: Family):
    told = _told(family, LONG)
    expected = {story.type for story in REPERTOIRES[family].stories}
    assert {event.type for event in told} == expected
    assert len(expected) >= 5
    taken_back = sum(event.message_type is MessageType.CANCEL for event in told)
    assert 0 < taken_back < 0.2 * len(lives(told))


def test_weather_says_when_it_ends_and_planned_work_when_it_begins():
    weather = [e for e in _told(Family.EMERGENCY, 4000) if e.type is EventType.WEATHER_ALERT]
    assert weather
    assert all(event.ends_at is not None for event in weather)
    work = [e for e in _told(Family.INFRASTRUCTURE, 4000) if e.type is EventType.ROAD_WORK]
    upcoming = [e for e in work if standing(e, e.issued_at).phase is Phase.UPCOMING]
    assert upcoming
    assert all(event.planned for event in work)


@every_family
def test_open_events_never_claim_the_same_place(family: Family):
    world, claims = make_world(family), Scenes(rivermouth()).claims
    for _ in ticks(family, world, 3000):
        counted = Counter(claim for event in world.open for claim in claims.of_event(event))
        assert not counted or max(counted.values()) == 1


@every_family
def test_every_name_is_the_packs_and_every_shape_lies_in_the_city(family: Family):
    city = rivermouth()
    names = names_of(city)
    streets = {street.name: street.geometry for street in city.streets}
    for event in _told(family, 3000):
        assert set(event.areas) <= names["areas"]
        assert set(event.lines) <= names["lines"]
        assert set(event.stops) <= names["stops"]
        assert event.road in names["road"]
        assert event.publisher in names["publisher"]
        assert event.type.value in city.source_by_id[event.source].types
        if event.coordinates is not None:
            assert city.in_reach(event.coordinates)
        if event.geometry is not None:
            shape = to_shape(event.geometry)
            touched = {area.name for area, _ in city.areas_touching(shape)}
            assert touched & set(event.areas)
            ground = streets[event.road] if event.road else city.outline
            assert ground.buffer(0.0001).covers(shape)


@every_family
def test_words_are_plain_and_whole(family: Family):
    for event in _told(family, 3000):
        texts = (event.headline, event.message, event.detour, *event.instructions)
        assert all(text and text == text.strip() for text in texts if text != event.detour)
        assert not any(mark in text for text in texts for mark in "{}!")
        assert not any("  " in text for text in texts)
        assert len(event.headline) <= 100


@every_family
def test_the_same_seed_tells_the_same_and_another_seed_another(family: Family):
    assert _told(family, 500, seed=7) == _told(family, 500, seed=7)
    assert _told(family, 500, seed=7) != _told(family, 500, seed=8)


@every_story
def test_a_story_can_be_taken_up_from_any_of_its_chapters(story: Story):
    said = [chapter.status for chapter in story.chapters]
    assert len(said) == len(set(said))
    assert [chapter.ends for chapter in story.chapters] == [False] * (len(said) - 1) + [True]
    assert 1 <= len(said) - 2 <= 4
    places = [chapter.at for chapter in story.chapters]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0, 1)
    assert 3 <= story.life_min[0] < story.life_min[1] <= 20
    assert not (story.planned and story.mistake)


@every_story
def test_a_storys_place_is_found_in_the_demo_city(story: Story):
    scene = Scenes(rivermouth()).find(story, frozenset(), random.Random(1))
    assert scene is not None
    if story.where is Where.LINE:
        assert 2 <= len(scene.fields["stops"]) <= 4


def test_no_place_is_taken_where_others_tell_of_one():
    told = _told(Family.TRANSIT, 1)
    blocked = make_world(Family.TRANSIT)
    claims = Scenes(rivermouth()).claims
    others = [
        _with_line(told[0], line.name) for line in rivermouth().lines if line.name != "Bus 12"
    ]
    blocked.avoid(others)
    lines = {
        line for _, say in ticks(Family.TRANSIT, blocked, 200) for e in say for line in e.lines
    }
    assert lines == {"Bus 12"}
    assert claims.of_event(told[0])


def _with_line(event: Event, line: str) -> Event:
    return msgspec.structs.replace(event, lines=(line,))


def test_everything_open_ends_at_the_last_curtain():
    world = make_world(Family.INFRASTRUCTURE)
    now: datetime = [now for now, _ in ticks(Family.INFRASTRUCTURE, world, 100)][-1]
    opened = {event.event_id for event in world.open}
    last = world.finish(now + timedelta(seconds=1))
    assert {event.event_id for event in last} == opened
    assert opened
    assert all(event.ends_by_word for event in last)
    assert world.open == ()
