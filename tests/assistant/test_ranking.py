"""What is in force at the place is told, however old it is and however much else there is."""

from assistant.answer import Status
from core.store import IndexedEvent
from tests.assistant.town import NOW, Town, ago, event, gazetteer, index

YEARS = 3 * 365 * 24 * 60
CLOSED = event("transit", "S-1", "stop_closure", source="metro-transit", stops=["Oak Street"],
               severity="low", timestamp=ago(YEARS))  # fmt: skip


def test_a_stop_closed_for_three_years_is_still_closed():
    answer = Town(CLOSED).ask("is the oak street stop closed?")
    assert (answer.status, answer.lead) == (Status.REPORTED, "Yes.")


def test_a_stop_closed_for_three_years_is_told_among_hundreds_of_newer_things():
    newer = [
        event("transit", f"N-{n}", "crowding", source="metro-transit", severity="critical",
              stops=["Central Station"], headline=f"Crowding {n}", timestamp=ago(n % 50))
        for n in range(300)
    ]  # fmt: skip
    answer = Town(CLOSED, *newer).ask("is the oak street stop closed?")
    assert [hit.event.event.event_id for hit in answer.cited][:1] == ["S-1"]


def test_copies_hide_nothing_else():
    copies = [
        event("infrastructure", f"C-{n}", "power_outage", source="city-power", area="Harbor",
              severity="critical", headline="Circuit 1 is out", timestamp=ago(n / 10))
        for n in range(200)
    ]  # fmt: skip
    other = event("infrastructure", "O-1", "power_outage", source="city-power", area="Harbor",
                  severity="low", headline="Circuit 9 is out", timestamp=ago(600))  # fmt: skip
    answer = Town(*copies, other).ask("which outages are there in harbor?")
    told = {hit.event.event.event_id for hit in answer.cited}
    assert "O-1" in told
    assert len(told) == 2


def test_forty_two_copies_of_six_alerts_are_six():
    copies = [
        event("emergency", f"A-{n}", "weather_alert", source="weather-service", area="Downtown",
              severity="high", headline=f"Alert {n % 6}", timestamp=ago(5))
        for n in range(42)
    ]  # fmt: skip
    answer = Town(*copies).ask("what weather alerts are there in downtown?")
    assert len({hit.event.event.headline for hit in answer.cited}) == 6
    assert len(answer.cited) == 6


def test_a_grave_evacuation_is_told_whatever_else_is_grave():
    kinds = ("weather_alert", "fire", "health_advisory", "evacuation")
    grave = [
        event("emergency", f"G-{n}", kind, source="emergency-management", area="Downtown",
              severity="critical", headline=f"Grave matter {n}", timestamp=ago(5 + n))
        for n, kind in enumerate(kinds)
    ]  # fmt: skip
    answer = Town(*grave).ask("is the power out in downtown?")
    told = [hit.event.event.event_id for hit in answer.cited]
    assert set(told[:2]) == {"G-1", "G-3"}
    assert set(told) == {"G-0", "G-1", "G-2", "G-3"}


def test_what_names_the_street_is_told_before_what_only_lies_beside_it():
    oak = gazetteer().lookup("Oak Street")[0].point
    coordinates = {"lat": oak.lat, "lon": oak.lon}
    dark = [
        event("infrastructure", f"D-{n}", "signal_outage", source="city-roads", road=road,
              headline=f"Lights out on {road}", location=coordinates, timestamp=ago(20 - n))
        for n, road in enumerate(("Oak Street", "Walnut Street"))
    ]  # fmt: skip
    answer = Town(*dark).ask("are the traffic lights out on oak street?")
    assert [hit.event.event.event_id for hit in answer.cited] == ["D-0", "D-1"]


def test_what_was_restored_tells_that_it_is_over_before_what_was_taken_back():
    def outage(event_id: str, minutes: float, **over: str) -> IndexedEvent:
        first = event("infrastructure", event_id, "power_outage", source="city-power",
                      area="Harbor", timestamp=ago(90))  # fmt: skip
        last = event("infrastructure", event_id, "power_outage", source="city-power",
                     area="Harbor", timestamp=ago(minutes), **over)  # fmt: skip
        return index(last, first)

    restored = outage("O-1", 30, status="restored")
    town = Town(restored, outage("O-2", 5, message_type="cancel"))
    answer = town.ask("did they restore the power in harbor?")
    assert (answer.status, answer.lead) == (Status.REPORTED, "Yes.")
    assert [hit.event.event.event_id for hit in answer.cited] == ["O-1"]


def test_what_is_no_real_message_is_never_told():
    for handling in ("exercise", "test", "draft"):
        drill = event("emergency", "X-1", "evacuation", source="emergency-management",
                      area="Downtown", severity="critical", handling=handling)  # fmt: skip
        answer = Town(drill).ask("is there an evacuation in downtown?")
        assert answer.status is Status.NOTHING_REPORTED
        past = Town(drill).ask("was there an evacuation in downtown today?")
        assert not past.cited


def test_an_event_elsewhere_answers_no_question_about_a_place():
    fire = event("emergency", "F-1", "fire", source="emergency-management", area="Westside",
                 severity="critical")  # fmt: skip
    answer = Town(fire).ask("is there a fire in harbor?")
    assert answer.status is Status.NOTHING_REPORTED


def test_what_has_expired_answers_nothing_about_now():
    old = event("emergency", "E-9", "weather_alert", source="weather-service", area="Downtown",
                severity="critical", expires_at=ago(1))  # fmt: skip
    answer = Town(old).ask("is there a weather alert in downtown?")
    assert answer.status is not Status.REPORTED
    assert answer.lead == ""


def test_two_sources_that_report_one_thing_are_told_once_and_the_more_official_first():
    own = event("infrastructure", "INF-1", "power_outage", source="city-power", area="Eastside",
                estimated_restoration=NOW.replace(hour=13, minute=0))  # fmt: skip
    other = event("infrastructure", "X-1", "power_outage", source="metro-transit",
                  area="Eastside", timestamp=ago(20),
                  estimated_restoration=NOW.replace(hour=15, minute=0))  # fmt: skip
    answer = Town(other, own).ask("when will the power be back in eastside?")
    assert answer.text.startswith("City Power & Light expects it back by 1 pm")
    assert "Metro Transit gives another time: 3 pm" in answer.text
    assert answer.text.count("A power outage is reported") == 1


def test_an_end_that_another_source_claims_is_named_and_not_believed():
    own = event("infrastructure", "INF-1", "power_outage", source="city-power", area="Eastside")
    other = event("infrastructure", "X-1", "power_outage", source="rivernet", area="Eastside",
                  status="restored", starts_at=ago(30), timestamp=ago(5))  # fmt: skip
    answer = Town(own, other).ask("is the power back in eastside?")
    assert answer.lead == "No."
    assert "RiverNet says that it has been over since 11 am; City Power & Light does not" in (
        answer.text
    )


def test_an_end_by_the_official_source_comes_first_with_who_still_reports_it():
    own = event("infrastructure", "INF-1", "power_outage", source="city-power", area="Eastside",
                status="restored", starts_at=ago(30), timestamp=ago(5))  # fmt: skip
    other = event("infrastructure", "X-1", "power_outage", source="rivernet", area="Eastside",
                  timestamp=ago(20))  # fmt: skip
    answer = Town(own, other).ask("is the power out in eastside?")
    assert answer.lead == ""
    assert answer.text.startswith("The power outage in Eastside ended at 11 am")
    assert "RiverNet still reports it" in answer.text


def test_two_providers_may_both_be_down():
    first = event("infrastructure", "I-1", "internet_disruption", source="rivernet",
                  area="Eastside")  # fmt: skip
    second = event("infrastructure", "I-2", "internet_disruption", source="metrofiber",
                   area="Eastside", headline="Fibre cut")  # fmt: skip
    answer = Town(first, second).ask("is the internet down in eastside?")
    assert {hit.event.event.event_id for hit in answer.cited} == {"I-1", "I-2"}


def test_an_estimate_that_moved_twice_is_told_with_the_one_before():
    def said(hour: int, minutes_ago: float):
        return event("infrastructure", "INF-1", "power_outage", source="city-power",
                     area="Eastside", timestamp=ago(minutes_ago),
                     estimated_restoration=NOW.replace(hour=hour, minute=30))  # fmt: skip

    town = Town(index(said(15, 5), said(14, 60), said(15, 30)))
    answer = town.ask("when will the power be back in eastside?")
    assert "expects it back by 3:30 pm; that is an estimate, moved from 2:30 pm" in answer.text
