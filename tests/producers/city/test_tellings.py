"""What sources say, and when they can."""

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson
import pytest

from core import topics
from core.lifecycle import Phase, standing
from core.timespan import parse_rfc3339
from core.wire import Reading, decode_event
from producers.city.plan import plan_stretch, speakers
from producers.city.plan_parts import SourceFailure
from producers.city.scenario import How, load, names
from producers.city.telling.tellings import Telling, Tellings, ends
from tests.producers.city.planned import EVENING, after, plan_of, rivermouth, told_of
from tests.producers.city.tiny import tiny

_FAMILY = {topic.name: topic.family for topic in topics.EVENT_TOPICS}


def value_of(telling: Telling) -> dict[str, Any]:
    assert isinstance(telling.spoken.value, dict)
    return telling.spoken.value


def by_event(told: tuple[Telling, ...]) -> dict[str, list[Telling]]:
    found: dict[str, list[Telling]] = defaultdict(list)
    for telling in told:
        found[telling.spoken.key].append(telling)
    return found


def decode(telling: Telling):
    spoken = telling.spoken
    family = _FAMILY[spoken.topic]
    assert family is not None
    reader = Reading(spoken.topic, family, rivermouth().timezone, spoken.at)
    return decode_event(orjson.dumps(spoken.value), reader)


@pytest.mark.parametrize("name", names())
def test_every_message_is_taken_at_its_own_time_and_every_event_ends_properly(name: str):
    plan = plan_of(name)
    going_on = {h.id for h in plan.happenings if h.ends + timedelta(minutes=8) > plan.ends}
    for event_id, told in by_event(told_of(name)).items():
        events = [decode(telling) for telling in told]
        assert {event.event_id for event in events} == {event_id}
        first, last = events[0], events[-1]
        assert standing(first, told[0].spoken.at).phase in (Phase.ACTIVE, Phase.UPCOMING)
        if told[0].happening_id not in going_on:
            phase = standing(last, told[-1].spoken.at).phase
            real = plan.by_id[told[0].happening_id].real
            assert phase is (Phase.ENDED if real else Phase.CANCELLED), event_id


@pytest.mark.parametrize("name", names())
def test_timestamps_rise_and_nothing_is_said_before_it_is_so(name: str):
    plan = plan_of(name)
    for told in by_event(told_of(name)).values():
        happening = plan.by_id[told[0].happening_id]
        stamps = list(dict.fromkeys(value_of(t)["timestamp"] for t in told))
        instants = [parse_rfc3339(stamp) for stamp in stamps]
        assert instants == sorted(set(instants))
        assert instants[0] >= (happening.announced or happening.span.start)
        for telling in told:
            assert telling.spoken.at >= parse_rfc3339(value_of(telling)["timestamp"])
            if ends(telling.spoken.value):
                assert telling.spoken.at >= happening.ends


@pytest.mark.parametrize("name", names())
def test_texts_name_their_places_and_leave_nothing_open(name: str):
    for telling in told_of(name):
        value = value_of(telling)
        for field in ("headline", "message"):
            assert value[field]
            assert "{" not in value[field]
            assert "  " not in value[field]
        assert value.get("geometry") is None or len(orjson.dumps(value["geometry"])) < 12_000


def test_a_storm_is_announced_before_it_comes_and_told_in_spanish():
    storms = [t for t in told_of("thunderstorm") if value_of(t)["type"] == "weather_alert"]
    first = value_of(storms[0])
    assert first["status"] == "expected"
    assert parse_rfc3339(first["starts_at"]) > parse_rfc3339(first["timestamp"])
    assert parse_rfc3339(first["expires_at"]) > parse_rfc3339(first["ends_at"])
    assert "tormenta" in first["translations"]["es"]["headline"]


def test_an_outage_is_told_with_fewer_customers_and_a_smaller_area_as_it_comes_back():
    plan = plan_of("thunderstorm")
    outage = next(h for h in plan.happenings if h.kind == "outage")
    told = [value_of(t) for t in told_of("thunderstorm") if t.happening_id == outage.id]
    assert [value["status"] for value in told][-1] == "restored"
    assert told[-1]["affected_customers"] == 0
    assert told[-2]["affected_customers"] < told[0]["affected_customers"]
    assert told[-2]["geometry"] != told[0]["geometry"]
    assert "cause" not in told[0]
    assert told[-2]["cause"]


class TestFailures:
    """Speak for the sources of a storm in which four of them fail, each in its way."""

    plan = plan_of("blind-in-storm")
    told = told_of("blind-in-storm")

    def failure(self, how: How) -> SourceFailure:
        return next(f for f in self.plan.failures if f.how is how)

    def beats(self, source: str) -> list[tuple[datetime, dict[str, Any]]]:
        speaker = self.plan.city.source_by_id[source]
        beats = Tellings(self.plan).heartbeats(speaker, self.plan.begins, self.plan.ends)
        return [(t.spoken.at, value_of(t)) for t in beats]

    def messages(self, source: str) -> list[Telling]:
        return [t for t in self.told if value_of(t)["source"] == source]

    def test_a_silent_source_says_nothing_and_does_not_beat(self):
        failure = self.failure(How.SILENCE)
        assert not [t for t in self.messages(failure.source) if t.spoken.at in failure.span]
        assert not [at for at, _ in self.beats(failure.source) if at in failure.span]
        assert [at for at, _ in self.beats(failure.source) if at > (failure.span.end or at)]

    def test_on_recovery_the_newest_state_of_each_event_is_told_and_no_older_one(self):
        failure = self.failure(How.SILENCE)
        end = failure.span.end
        assert end is not None
        recovered = [
            t
            for t in self.messages(failure.source)
            if end <= t.spoken.at < end + timedelta(seconds=5)
        ]
        held = [t for t in recovered if parse_rfc3339(value_of(t)["timestamp"]) < end]
        assert len(held) > 4
        assert len({t.spoken.key for t in held}) == len(held)
        for telling in held:
            happening = self.plan.by_id[telling.happening_id]
            step = happening.step_at(parse_rfc3339(value_of(telling)["timestamp"]))
            assert step is not None
            assert ends(telling.spoken.value) or value_of(telling)["status"] == step.note

    def test_what_began_and_ended_unheard_is_never_spoken_of(self):
        failure = self.failure(How.SILENCE)
        for told in by_event(tuple(self.messages(failure.source))).values():
            assert not (len(told) == 1 and ends(told[0].spoken.value))

    def test_an_unreachable_source_says_so_in_its_heartbeats(self):
        failure = self.failure(How.ERROR)
        within = [beat for at, beat in self.beats(failure.source) if at in failure.span]
        assert {(beat["state"], beat["error"]) for beat in within} == {("error", "unreachable")}
        assert all(parse_rfc3339(beat["last_ok_at"]) < failure.span.start for beat in within)

    def test_a_stuck_source_shows_the_same_old_messages_again(self):
        failure = self.failure(How.STALE)
        within = [t for t in self.messages(failure.source) if t.spoken.at in failure.span]
        assert within
        before = [
            value_of(t) for t in self.messages(failure.source) if t.spoken.at < failure.span.start
        ]
        assert all(value_of(t) in before for t in within)
        beats = [beat for at, beat in self.beats(failure.source) if at in failure.span]
        assert {beat["error"] for beat in beats} == {"stale_content"}

    def test_a_flickering_source_is_well_and_unreachable_in_turn(self):
        failure = self.failure(How.FLICKER)
        states = [beat["state"] for at, beat in self.beats(failure.source) if at in failure.span]
        assert len(states) > 10
        assert all(one != two for one, two in pairwise(states))


def test_heartbeats_come_often_enough_and_tell_how_many_events_are_open():
    plan = plan_of("thunderstorm")
    said = Tellings(plan)
    for source in rivermouth().sources:
        beats = list(said.heartbeats(source, plan.begins, plan.ends))
        assert {(t.spoken.topic, t.spoken.key) for t in beats} == {(topics.FEED_STATUS, source.id)}
        instants = [plan.begins, *(t.spoken.at for t in beats), plan.ends]
        gaps = [two - one for one, two in pairwise(instants)]
        assert max(gaps) <= min(source.max_silence / 3, timedelta(seconds=30))
        assert all(value_of(t)["full_state"] for t in beats)
    power = [
        value_of(t)["entities"]
        for t in said.heartbeats(rivermouth().source_by_id["city-power"], plan.begins, plan.ends)
    ]
    assert power[0] == 0
    assert max(power) > 3


def test_the_newest_message_of_each_event_is_known_at_any_time():
    plan = plan_of("thunderstorm")
    at = plan.begins + timedelta(minutes=90)
    newest = {t.spoken.key: t for t in Tellings(plan).newest(at)}
    before = tuple(t for t in told_of("thunderstorm") if t.spoken.at < at)
    assert newest == {key: told[-1] for key, told in by_event(before).items()}
    assert {ends(t.spoken.value) for t in newest.values()} == {True, False}


def test_an_event_goes_on_over_the_border_of_two_stretches_and_ends_once():
    today = plan_of("lively")
    tomorrow = after("lively")
    going_on = {h.id for h in today.happenings if h.ends > today.ends}
    both = [
        *Tellings(today).messages(today.begins, today.ends),
        *Tellings(tomorrow).messages(tomorrow.begins, tomorrow.ends),
    ]
    told = by_event(tuple(t for t in both if t.happening_id in going_on))
    assert told
    for messages in told.values():
        stamps = [parse_rfc3339(value_of(t)["timestamp"]) for t in messages]
        assert stamps == sorted(set(stamps))
        assert [ends(t.spoken.value) for t in messages].count(True) == 1


def test_a_city_with_few_sources_hears_only_those_that_nobody_fetches(tmp_path: Path):
    plan = plan_stretch(tiny(tmp_path), load("lively"), 1, EVENING)
    assert [source.id for source in speakers(plan.city)] == ["watts"]
    said = list(Tellings(plan).messages(plan.begins, plan.ends))
    assert {value_of(t)["source"] for t in said} == {"watts"}
    assert any(value_of(t)["type"] == "power_outage" for t in said)
    assert not any("translations" in value_of(t) for t in said)
