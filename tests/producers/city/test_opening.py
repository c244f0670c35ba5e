"""What is said first: what stands here, and an end to what an earlier run left open."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import orjson
import pytest

from core import topics
from core.event import Event, MessageType
from core.lifecycle import Phase, merge, standing
from core.telemetry import EnvironmentReading
from core.topics import Family
from core.wire import Reading, decode_event
from producers.city.happening import Spoken
from producers.city.playing.opening import is_ours, lead_in, left_by, opening
from tests.producers.city.scripted import ALL, Told, at, beat, outage, reading

ZONE = ZoneInfo("America/New_York")


def event_of(spoken: Spoken) -> Event:
    reading = Reading(spoken.topic, Family.INFRASTRUCTURE, ZONE, spoken.at + timedelta(days=1))
    return decode_event(orjson.dumps(spoken.value), reading)


def _left(*messages: Spoken) -> dict[str, Event]:
    return {spoken.key: event_of(spoken) for spoken in messages}


def test_a_start_in_mid_day_says_what_stands_in_its_newest_state():
    script = Told(
        [
            outage(0), beat(0.2), outage(1, number=2), outage(2, "in_progress"),
            outage(3, "restored", 2), beat(3.2), outage(9, "restored"),
        ]
    )  # fmt: skip
    said = opening(script, ALL, at(5), ZONE, {})
    assert [(s.topic, s.key, s.at) for s in said] == [
        (topics.FEED_STATUS, "city-power", at(5)),
        (topics.INFRASTRUCTURE_EVENTS, "city-power:20261120-outage-1", at(5)),
    ]
    assert event_of(said[1]).status == "in_progress"
    assert event_of(said[1]).issued_at == at(2)


def test_what_ended_while_nobody_spoke_is_said_to_have_ended_as_it_did():
    script = Told([outage(0), outage(3, "restored", headline="Power is back")])
    (said,) = opening(script, ALL, at(5), ZONE, _left(outage(0)))
    assert (event_of(said).status, event_of(said).issued_at) == ("restored", at(3))
    assert event_of(said).headline == "Power is back"


def test_what_another_city_left_open_is_ended_now_and_keeps_what_it_was():
    left = outage(-30, number=7, area="Eastside")
    (said,) = opening(Told([outage(9)]), ALL, at(5), ZONE, _left(left))
    ended = merge(event_of(left), event_of(said))
    assert said.key == left.key
    assert standing(ended, at(6)).phase is Phase.ENDED
    assert ended.message_type is MessageType.UPDATE
    assert (ended.issued_at, ended.areas) == (at(5), ("Eastside",))


def test_what_lies_ahead_of_the_clock_is_left_alone():
    assert opening(Told([]), ALL, at(5), ZONE, _left(outage(60, number=7))) == []


@pytest.mark.parametrize(
    ("event_id", "source", "ours"),
    [
        ("city-power:20261120-outage-3", "city-power", True),
        ("city-power:20261120-141500-outage-3", "city-power", True),
        ("city-power:4711", "city-power", False),
        ("metro-transit:20261120-delay-3", "metro-transit", False),
        ("other:20261120-outage-3", "city-power", False),
    ],
)
def test_only_ids_of_the_simulated_city_are_ours(event_id: str, source: str, ours: bool):
    event = event_of(outage(0, event_id=event_id, source=source))
    assert is_ours(event, {"city-power"}) is ours


def test_a_show_that_is_over_ends_what_it_left():
    (ended,) = left_by([outage(1)], at(2))
    assert event_of(ended).ends_by_word
    assert ended.at == at(2)


def test_what_the_air_was_in_the_last_hours_is_said_at_once_with_its_own_times():
    def air(minute: float) -> Spoken:
        value = EnvironmentReading(station_id="s1", lat=40.7, lon=-74.0, timestamp=at(minute))
        return Spoken(at(minute), topics.ENVIRONMENT_READINGS, "s1", value)

    script = Told([air(-300), air(-200), reading(-100), air(-1), air(5)])
    said = list(lead_in(script, at(0)))
    assert [spoken.at for spoken in said] == [at(0), at(0)]
    assert [spoken.value for spoken in said] == [air(-200).value, air(-1).value]
