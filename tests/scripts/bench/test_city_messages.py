"""What the benches put in is what a city would send: placed in every way, half of it over."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.city import City, load_city
from core.event import Event
from core.footprint import Basis
from core.gazetteer import Gazetteer
from core.lifecycle import Phase, standing
from core.topics import EVENT_TOPICS, FEED_STATUS
from core.wire import Reading, decode_event
from indexer.describe import describe
from indexer.heartbeats import decode_beat
from indexer.locate import Locator
from scripts.bench.aims import AtLeast, AtMost, tell
from scripts.bench.city_messages import Texts, city_messages, heartbeats, update_of
from scripts.bench.questions import city_questions
from scripts.bench.system import CITY
from streams.record import Outgoing

NOON = datetime(2026, 3, 14, 16, 0, tzinfo=UTC)
FAMILY_OF = {topic.name: topic.family for topic in EVENT_TOPICS}


@pytest.fixture(scope="module")
def city() -> City:
    return load_city(CITY)


def decoded(message: Outgoing, now: datetime = NOON) -> Event:
    family = FAMILY_OF[message.topic]
    assert family is not None
    assert message.value is not None
    return decode_event(message.value, Reading(message.topic, family, ZoneInfo("UTC"), now))


def test_messages_are_accepted_and_half_of_the_events_are_over(city: City):
    events = [decoded(message) for message in city_messages(city, 400, NOON)]
    phases = Counter(standing(event, NOON).phase for event in events)
    assert phases[Phase.ACTIVE] == 200
    assert phases[Phase.ENDED] == 200
    assert len({event.event_id for event in events}) == 400


def test_events_lie_in_the_city_in_every_way_that_feeds_have(city: City):
    locator = Locator(city, Gazetteer(city))
    footprints = [locator.locate(decoded(m)) for m in city_messages(city, 400, NOON)]
    assert all(footprint.in_city for footprint in footprints)
    placed = {footprint.basis for footprint in footprints}
    wanted = {Basis.GEOMETRY, Basis.POINT, Basis.STOPS, Basis.LINE, Basis.STREET, Basis.AREA_NAME}
    assert placed >= wanted


def test_texts_repeat_or_are_all_new(city: City):
    def meanings(texts: Texts) -> int:
        messages = city_messages(city, 1000, NOON, texts=texts)
        return len({describe(decoded(message))[1] for message in messages})

    assert meanings(Texts.NEW) == 1000
    assert meanings(Texts.REPEATING) < 700


def test_an_update_is_a_later_message_about_the_same_event(city: City):
    message = next(city_messages(city, 1, NOON))
    later = NOON + timedelta(minutes=1)
    before, after = decoded(message), decoded(update_of(message, later), later)
    assert (after.event_id, after.issued_at) == (before.event_id, later)


def test_every_source_is_heard(city: City):
    beats = list(heartbeats(city, NOON))
    assert {beat.topic for beat in beats} == {FEED_STATUS}
    heard = {decode_beat(beat.value or b"", NOON, city.timezone).source for beat in beats}
    assert heard == {source.id for source in city.sources}


def test_questions_differ_and_some_are_misspelt(city: City):
    questions = list(city_questions(city, 300))
    assert len(set(questions)) > 200
    assert questions == list(city_questions(city, 300))


@pytest.mark.parametrize(
    ("value", "aim", "met"),
    [(3.0, AtMost(4), True), (5.0, AtMost(4), False), (5.0, AtLeast(4), True),
     (3.0, AtLeast(4), False), (None, AtMost(4), False)],
)  # fmt: skip
def test_a_figure_says_whether_its_aim_is_met(
    value: float | None, aim: AtMost | AtLeast, met: bool, capsys: pytest.CaptureFixture[str]
):
    tell("answers", value, "ms", n=3, aim=aim, events=10)
    line = json.loads(capsys.readouterr().out)
    assert (line["bench"], line["value"], line["n"], line["events"]) == ("answers", value, 3, 10)
    assert (line["aim"], line["met"]) == (4, met)
