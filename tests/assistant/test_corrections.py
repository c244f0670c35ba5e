"""What was told earlier in a conversation and turned out otherwise is corrected, once."""

from datetime import timedelta

from assistant.answer import Status
from assistant.question import Channel
from core.coverage import CaughtUp
from core.event import Event
from indexer.store.view import View
from tests.assistant.readings import vehicle
from tests.assistant.stories import BOIL
from tests.assistant.town import NOW, Town, ago, beats, city, event, index

OVER = index(
    event("infrastructure", "INF-1", "power_outage", source="city-power", area="Eastside",
          status="restored", timestamp=ago(10)),
    event("infrastructure", "INF-1", "power_outage", source="city-power", area="Eastside",
          timestamp=ago(60)),
)  # fmt: skip
AGAIN = event("infrastructure", "INF-1", "power_outage", source="city-power", area="Eastside",
              timestamp=ago(2))  # fmt: skip


def turned(town: Town, *events: Event) -> None:
    """Let the world of a conversation be another one, five minutes later."""
    indexed = [index(e) for e in events]
    town.look_at(View.of(city(), indexed, beats=beats(), caught_up=CaughtUp(NOW)))


def test_what_was_told_as_over_and_is_in_force_again_is_corrected_first():
    town = Town(OVER)
    assert "ended at 10:55 am" in town.ask("is the power back in eastside?").text
    turned(town, AGAIN)
    answer = town.ask("is the power back in eastside?")
    assert answer.status is Status.REPORTED
    assert answer.text.startswith(
        "Correction to what I told you at 11:05 am: the power outage in Eastside is not over;"
        " City Power & Light reported it again at 11:03 am"
    )
    assert " No. A power outage is reported in Eastside" in answer.text


def test_a_correction_is_said_with_whatever_is_asked_next_and_only_once():
    town = Town(OVER, BOIL)
    town.ask("is the power back in eastside?")
    turned(town, AGAIN, BOIL)
    answer = town.ask("is the water safe in harbor?")
    assert answer.text.startswith("No. A boil-water notice")
    assert "Correction to what I told you at 11:05 am" in answer.text
    assert "INF-1" in {hit.event.event.event_id for hit in answer.cited}
    assert "Correction" not in town.ask("is the water safe in harbor?").text


def test_what_its_source_has_withdrawn_is_taken_back():
    town = Town(OVER)
    town.ask("is the power back in eastside?")
    turned(town)
    answer = town.ask("is the power out in eastside?")
    assert answer.status is Status.NOTHING_REPORTED
    assert (
        "Correction to what I told you at 11:05 am: the source has withdrawn that report"
        " (power outage)" in answer.text
    )
    assert "Correction" not in town.ask("is the power out in eastside?").text


def test_what_still_stands_needs_no_correction():
    town = Town(OVER)
    town.ask("is the power back in eastside?")
    assert "Correction" not in town.ask("is the power back in eastside?").text


def test_what_was_told_in_force_and_ends_is_no_correction():
    town = Town(AGAIN)
    town.ask("is the power out in eastside?")
    turned(town, event("infrastructure", "INF-1", "power_outage", source="city-power",
                       area="Eastside", status="restored", timestamp=ago(1)))  # fmt: skip
    answer = town.ask("is the power out in eastside?")
    assert "Correction" not in answer.text
    assert "ended at 11:04 am" in answer.text


def test_another_conversation_hears_no_correction():
    town = Town(OVER)
    town.ask("is the power back in eastside?")
    town.session_id = None
    turned(town, AGAIN)
    assert "Correction" not in town.ask("is the power out in eastside?").text


def test_a_text_message_says_the_correction_of_what_it_is_about_and_lets_another_wait():
    town = Town(OVER)
    town.ask("is the power back in eastside?")
    turned(town, AGAIN)
    assert "Correction" not in town.ask("is the water safe in harbor?", channel=Channel.SMS).text
    answer = town.ask("is the power back in eastside?", channel=Channel.SMS)
    assert "Correction to what I told you at 11:05 am" in answer.text
    assert len(answer.text) <= 160


def test_a_reading_that_comes_and_goes_is_no_report_taken_back():
    town = Town(seen=[vehicle("bus-1", "12", "Harbor")])
    assert town.ask("where is bus 12?").status is Status.REPORTED
    turned(town)
    assert "Correction" not in town.ask("is bus 12 running?").text


def test_a_view_that_is_behind_takes_nothing_back():
    town = Town(OVER)
    town.ask("is the power back in eastside?")
    behind = CaughtUp(NOW - timedelta(minutes=3))
    town.look_at(View.of(city(), [], beats=beats(), caught_up=behind))
    assert "Correction" not in town.ask("is the power out in eastside?").text


def test_many_corrections_do_not_bury_the_answer():
    outages = [
        event("infrastructure", f"INF-{n}", "power_outage", source="city-power", area=area,
              timestamp=ago(60))
        for n, area in enumerate(("Eastside", "Harbor", "Uptown", "Downtown"))
    ]  # fmt: skip
    town = Town(*outages)
    town.ask("where is the power out?")
    turned(town)
    assert town.ask("is the water safe in harbor?").text.count("Correction") == 2
