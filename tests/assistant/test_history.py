"""The past is told from the record alone: each event with its phase, and how far it reaches."""

from datetime import timedelta

import pytest

from assistant.answer import Status
from core.event import Event
from core.store import IndexedEvent
from tests.assistant.stories import OUTAGE, PLANNED, RED_OVER
from tests.assistant.town import NOW, Town, ago, event, index


def outage(event_id: str, area: str, began_min: float, ended_min: float | None) -> IndexedEvent:
    """Index an outage that began and ended so many minutes ago."""
    first = event("infrastructure", event_id, "power_outage", source="city-power", area=area,
                  timestamp=ago(began_min))  # fmt: skip
    if ended_min is None:
        return index(first)
    over = event("infrastructure", event_id, "power_outage", source="city-power", area=area,
                 status="restored", timestamp=ago(ended_min))  # fmt: skip
    return index(over, first)


HOUR = 60
DAY = 24 * HOUR
YESTERDAY = outage("Y-1", "Harbor", 21 * HOUR, 18 * HOUR)
OLD = outage("O-1", "Westside", 5 * DAY + 90, 5 * DAY)
KNOWN = (YESTERDAY, OLD)

SHUT = index(
    event("transit", "S-7", "stop_closure", source="metro-transit", line="Red Line",
          stops=["Oak Street"], status="resolved", timestamp=ago(50)),
    event("transit", "S-7", "stop_closure", source="metro-transit", line="Red Line",
          stops=["Oak Street"], timestamp=ago(120)),
)  # fmt: skip

QUESTIONS: list[tuple[str, tuple[Event | IndexedEvent, ...], str, str, str, list[str]]] = [
    ("was there an outage yesterday in harbor", KNOWN, "reported", "Yes.",
     "from yesterday at 2:05 pm to yesterday at 5:05 pm", ["Y-1"]),
    ("was the power out in harbor last night?", KNOWN, "nothing_reported", "",
     "My record shows no power outage for Harbor last night", []),
    ("how many disruptions did the red line have this week", (RED_OVER, SHUT, OLD), "reported", "",
     "2 cases of transit disruption", ["T-1", "S-7"]),
    ("was there an outage yesterday in midtown", KNOWN, "nothing_reported", "",
     "My record shows no power outage for Midtown yesterday", []),
    ("was there an outage yesterday", KNOWN, "reported", "Yes.", "in Harbor", ["Y-1"]),
    ("how many outages this week", KNOWN, "reported", "",
     "My record shows 1 case of power outage in Rivermouth this week", ["Y-1"]),
    ("how many outages in the last 6 days", KNOWN, "reported", "",
     "at least 2 cases of power outage", ["Y-1", "O-1"]),
    ("how many outages were there in harbor this week", KNOWN, "reported", "", "1 case", ["Y-1"]),
    ("when did the outage in harbor end?", KNOWN, "reported", "", "ended yesterday at 5:05 pm",
     ["Y-1"]),
    ("when was the power restored in westside?", KNOWN, "reported", "", "ended", ["O-1"]),
    ("how long was the power out in harbor?", KNOWN, "reported", "", "lasted 3 hours", ["Y-1"]),
    ("what happened yesterday in harbor?", KNOWN, "reported", "", "power outage in Harbor",
     ["Y-1"]),
    ("what happened yesterday?", KNOWN, "reported", "", "power outage in Harbor", ["Y-1"]),
    ("was there a fire yesterday?", KNOWN, "nothing_reported", "", "My record shows no fire", []),
    ("was the red line suspended this morning?", (RED_OVER, OLD), "reported", "Yes.",
     "The suspension of service on the Red Line ended at 9:48 am", ["T-1"]),
    ("since when is the power out in eastside?", (OUTAGE,), "reported", "",
     "has lasted 33 minutes so far, since 10:32 am", ["INF-1"]),
    ("how long has the power been out in eastside", (OUTAGE,), "reported", "",
     "has lasted 33 minutes so far", ["INF-1"]),
    ("any outages in eastside in the last hour?", (OUTAGE, OLD), "reported", "Yes.",
     "since 10:32 am", ["INF-1"]),
    ("any outages in eastside since yesterday?", (OUTAGE, OLD), "reported", "Yes.", "10:32 am",
     ["INF-1"]),
    ("was the power out at 10:40 in eastside?", (OUTAGE, OLD), "reported", "Yes.", "10:32 am",
     ["INF-1"]),
    ("was the power out at 9 in eastside?", (OUTAGE, OLD), "nothing_reported", "",
     "My record shows no power outage for Eastside at 9 am", []),
]  # fmt: skip


@pytest.mark.parametrize(("question", "known", "status", "lead", "said", "cited"), QUESTIONS)
def test_a_question_about_the_past_is_answered_from_the_record(
    question: str,
    known: tuple[Event | IndexedEvent, ...],
    status: str,
    lead: str,
    said: str,
    cited: list[str],
):
    answer = Town(*known).ask(question)
    assert (answer.status.value, answer.lead) == (status, lead), answer.text
    assert said in answer.text
    assert [hit.event.event.event_id for hit in answer.cited] == cited


def test_what_is_past_the_record_cannot_be_told():
    answer = Town(outage("Y-1", "Harbor", 90, 60)).ask("was there an outage in harbor yesterday?")
    assert answer.status is Status.CANNOT_TELL
    assert "my record reaches back only to 9:35 am" in answer.text


def test_what_the_record_does_not_show_is_told_with_its_reach_and_from_whom():
    answer = Town(*KNOWN).ask("was there an outage yesterday in midtown")
    assert answer.text.endswith("As of 11:05 am, from City Power & Light.")
    assert "My record reaches back to February 27 at 9:35 am." in answer.text


def test_an_empty_record_tells_nothing():
    answer = Town().ask("was there an outage in harbor yesterday?")
    assert answer.status is Status.CANNOT_TELL
    assert "my record is still empty" in answer.text


def test_what_began_long_ago_and_goes_on_makes_no_record_of_the_time_since():
    closed = event("transit", "S-1", "stop_closure", source="metro-transit",
                   stops=["Oak Street"], timestamp=ago(3 * 365 * DAY))  # fmt: skip
    answer = Town(closed).ask("was there an outage in harbor yesterday?")
    assert answer.status is Status.CANNOT_TELL


def test_no_record_is_claimed_beyond_what_is_kept():
    older = outage("O-9", "Westside", 20 * DAY, 6 * DAY)
    answer = Town(older).ask("was there an outage in harbor 8 days ago?")
    assert answer.status is Status.CANNOT_TELL


def test_a_source_that_was_silent_then_leaves_the_past_open():
    town = Town(*KNOWN, silent=["city-power"], since=ago(30))
    assert town.ask("was there an outage in midtown this morning?").status is Status.CANNOT_TELL
    told = town.ask("was there an outage in midtown yesterday?")
    assert told.status is Status.NOTHING_REPORTED


def test_copies_of_one_event_are_one_case():
    copies = [
        event("infrastructure", f"C-{n}", "power_outage", source="city-power", area="Harbor",
              headline=f"Circuit {n % 6} is out", starts_at=ago(21 * HOUR), status="restored",
              timestamp=ago(18 * HOUR))
        for n in range(420)
    ]  # fmt: skip
    answer = Town(*copies, OLD).ask("how many outages were there yesterday in harbor")
    assert "6 cases of power outage in Harbor yesterday" in answer.text


def test_two_times_are_compared_by_what_the_record_shows_of_each():
    town = Town(OUTAGE, YESTERDAY, OLD)
    answer = town.ask("were there more outages today than yesterday?")
    assert answer.status is Status.REPORTED
    assert "1 case of power outage in Rivermouth today, and 1 case" in answer.text
    assert {hit.event.event.event_id for hit in answer.cited} == {"INF-1", "Y-1"}


def test_an_end_that_nobody_confirmed_is_not_told_as_one():
    lost = event("infrastructure", "L-1", "power_outage", source="city-power", area="Harbor",
                 timestamp=ago(4 * DAY))  # fmt: skip
    answer = Town(lost, outage("O-1", "Westside", 6 * DAY, 5 * DAY)).ask(
        "how long was the power out in harbor?"
    )
    assert "nobody has said when it ended" in answer.text


def test_a_power_outage_that_begins_after_the_time_asked_for_is_no_answer():
    soon = event("infrastructure", "P-1", "power_outage", source="city-power", area="Westside",
                 planned=True, starts_at=NOW + timedelta(hours=2),
                 ends_at=NOW + timedelta(hours=3))  # fmt: skip
    town = Town(soon, PLANNED)
    told = town.ask("will the power be out in westside tonight?")
    assert told.status is Status.NOTHING_REPORTED


AHEAD: list[tuple[str, str, str, list[str]]] = [
    ("will the power be out tomorrow in westside?", "reported", "Yes.", ["P-2"]),
    ("any planned outages in westside?", "reported", "", ["P-2"]),
    ("will the power be out in westside on thursday?", "reported", "Yes.", ["P-2"]),
    ("will the power be out in westside on friday?", "nothing_reported", "", []),
    ("will the power be out in westside at noon tomorrow?", "reported", "Yes.", ["P-2"]),
    ("will the power be out in westside tomorrow at 9?", "nothing_reported", "", []),
    ("will the power be out in eastside tonight?", "reported", "", ["INF-1"]),
    ("will it flood tomorrow?", "nothing_reported", "", []),
    ("will the power go out tonight in harbor", "nothing_reported", "", []),
]


@pytest.mark.parametrize(("question", "status", "lead", "cited"), AHEAD)
def test_the_time_ahead_is_answered_by_what_is_announced(
    question: str, status: str, lead: str, cited: list[str]
):
    answer = Town(PLANNED, OUTAGE).ask(question)
    told = [hit.event.event.event_id for hit in answer.cited]
    assert (answer.status.value, told) == (status, cited), answer.text
    assert not lead or answer.lead == lead


def test_work_of_every_night_answers_for_each_of_them():
    nights = [
        {"starts_at": NOW.replace(hour=22, minute=0) + timedelta(days=n),
         "ends_at": NOW.replace(hour=23, minute=0) + timedelta(days=n)}
        for n in range(3)
    ]  # fmt: skip
    work = event("infrastructure", "W-7", "road_closure", source="city-roads", area="Downtown",
                 road="Main Street", planned=True, active_periods=nights)  # fmt: skip
    town = Town(work)
    assert town.ask("will main street be closed tonight?").status is Status.REPORTED
    tomorrow = town.ask("will main street be closed tomorrow night?")
    assert tomorrow.status is Status.REPORTED
    assert "from tomorrow at 10 pm until tomorrow at 11 pm" in tomorrow.text
    assert town.ask("will main street be closed tomorrow morning?").status is not Status.REPORTED
