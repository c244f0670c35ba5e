"""What scenario files may say, and what the ones that come with the software tell."""

from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from core.errors import Misconfigured
from core.timespan import Span
from producers.city.plan import plan_stretch
from producers.city.scenario import load, names
from producers.city.telling.sayings import SAYINGS
from tests.producers.city.planned import DAY, plan_of, rivermouth, told_of

GOOD = 'title: A day\nbegins: "15:30"\n'

STORIES = {
    "calm": set[str](),
    "lively": {"outage", "crash", "delay", "dark_signal", "breakdown"},
    "thunderstorm": {"thunderstorm", "outage", "dark_signal", "flood", "crash"},
    "blind-in-storm": {"thunderstorm", "outage", "dark_signal", "flood"},
    "transit-meltdown": {"track_fault", "breakdown", "delay", "crowd", "fewer_runs"},
    "boil-water": {"main_break", "boil_water", "main_closure"},
    "wildfire-smoke": {"smoke", "smoke_advice", "heat", "blaze", "evacuation"},
    "false-alarm": {"boil_water", "gas_leak", "clearance", "outage", "fire"},
    "burst": {"dark_signal", "outage", "crowd"},
}


def test_every_scenario_has_a_story_to_check():
    assert set(names()) == set(STORIES)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", sorted(STORIES))
def test_a_scenario_tells_its_story_whatever_the_seed(name: str, seed: int):
    kinds = {happening.kind for happening in plan_of(name, seed).happenings}
    assert STORIES[name] <= kinds


@pytest.mark.parametrize("name", sorted(set(STORIES) - {"calm", "lively", "burst"}))
def test_all_that_is_scripted_happens_when_it_should(name: str):
    plan = plan_of(name)
    begun = [happening.span.start for happening in plan.happenings]
    for scripted in plan.scenario.happenings:
        at = plan.begins.timestamp() + scripted.at_min * 60
        assert any(abs(instant.timestamp() - at) < 1 for instant in begun), scripted


def test_a_calm_day_has_few_things_and_none_of_them_grave():
    begins = load("calm").begins_on(DAY, rivermouth().timezone)
    for seed in range(5):
        day = plan_stretch(rivermouth(), load("calm"), seed, begins)
        assert 10 <= len(day.happenings) <= 70
        assert not {happening.kind for happening in day.happenings} & {"blaze", "thunderstorm"}


def test_false_alarms_are_taken_back_with_the_reason():
    plan = plan_of("false-alarm")
    mistakes = [happening for happening in plan.happenings if not happening.real]
    assert len(mistakes) >= 6
    for mistake in mistakes:
        words = [t.spoken.value for t in told_of("false-alarm") if t.happening_id == mistake.id]
        last = words[-1]
        assert isinstance(last, dict)
        assert last["message_type"] == "cancel"
        assert str(last["headline"]).startswith("Reported in error: ")
        assert len(str(last["message"])) > 30
        if SAYINGS[mistake.kind].cause_late:
            # What was never found has no cause: only real ones are looked into.
            assert not any("cause" in word for word in words if isinstance(word, dict))


def test_a_burst_is_a_hundred_times_as_dense_as_what_went_before():
    plan = plan_of("burst")
    begins = plan.begins.timestamp() + 20 * 60
    instants = [telling.spoken.at.timestamp() for telling in told_of("burst")]
    before = sum(plan.begins.timestamp() <= instant < begins for instant in instants) / (20 * 60)
    within = sum(begins <= instant < begins + 60 for instant in instants) / 60
    assert 90 <= within / before <= 115


def test_a_watcher_of_ten_lively_minutes_sees_things_begin_change_and_end():
    plan, seen = plan_of("lively"), told_of("lively")
    for minute in range(10, 200, 10):
        since = plan.begins.timestamp() + minute * 60
        then = [t.spoken.value for t in seen if 0 <= t.spoken.at.timestamp() - since < 600]
        kinds = [value["message_type"] for value in then if isinstance(value, dict)]
        ended = [value for value in then if isinstance(value, dict) and "ends_at" in value]
        assert kinds.count("alert") >= 2
        assert kinds.count("update") >= 8
        assert len(ended) >= 2


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GOOD + "colour: red\n", "colour: there is no such key"),
        (GOOD + "weather: {cells: [{at: 3}]}\n", "weather.cells.0.at_min: field required"),
        (GOOD + "rates: {outge: 1}\n", "rates.outge: 'outge' is none of outage, main_break"),
        (GOOD + "rates: {outage: -1}\n", "rates.outage: input should be greater"),
        (GOOD + "rates: {outage: .nan}\n", "rates.outage: input should be"),
        (GOOD + "tempo: fast\n", "tempo: input should be a valid number"),
        (GOOD + "happenings: [{kind: fire, at_min: 3, near: moon}]\n", "happenings.0.near: 'moon'"),
        (GOOD + "failures: [{knows: fire, at_min: 3, minutes: 3, how: shout}]\n", "failures.0.how"),
        ("title: A day\nbegins: 15:30\n", "begins: must be a local time in quotes"),
        ('begins: "15:30"\n', "title: field required"),
        ("- one\n- two\n", "must hold the keys of a scenario"),
        ("title: [\n", "is no YAML"),
    ],
)
def test_a_bad_file_is_refused_in_one_line_that_names_the_key(
    tmp_path: Path, text: str, complaint: str
):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(Misconfigured) as refused:
        load(path)
    line = str(refused.value)
    assert line.startswith(f"{path}: ")
    assert complaint in line
    assert "\n" not in line


def test_a_scenario_that_does_not_exist_is_refused_with_those_that_do():
    with pytest.raises(Misconfigured, match="no scenario 'nope'; there are blind-in-storm, "):
        load("nope")


def test_a_file_of_ones_own_is_read_by_its_path(tmp_path: Path):
    path = tmp_path / "mine.yaml"
    path.write_text(GOOD)
    assert load(str(path)).name == "mine"
    assert load(path).begins == time(15, 30)


def test_an_endless_scenario_is_planned_to_the_end_of_the_local_day():
    zone = rivermouth().timezone
    begins = datetime(2026, 11, 20, 14, tzinfo=UTC)
    midnight = datetime(2026, 11, 21, 5, tzinfo=UTC)
    assert load("calm").stretch_from(begins, zone) == Span(begins, midnight)
    assert load("calm").stretch_from(midnight, zone).end == datetime(2026, 11, 22, 5, tzinfo=UTC)


def test_a_scenario_begins_at_its_local_time():
    assert load("thunderstorm").begins_on(DAY, rivermouth().timezone) == datetime(
        2026, 11, 20, 20, 30, tzinfo=UTC
    )
