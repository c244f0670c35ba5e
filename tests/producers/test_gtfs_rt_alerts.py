"""Service alerts become events in the words of the contract and the names people know."""

from datetime import UTC, datetime
from typing import Any

import pytest
from google.transit import gtfs_realtime_pb2 as pb

from core.event import EndCertainty, EventType
from core.lifecycle import Phase, standing
from core.severity import Severity
from core.timespan import Span
from core.wire import encode_event
from producers.sources.gtfs_effects import type_in_words
from tests.producers.stage import at
from tests.producers.transit_feed import alert, feed, metro, read

A = pb.Alert


def one(*args: Any, **fields: Any):
    (event,) = read(feed(alert(*args, **fields)))
    return event


def test_an_alert_is_told_with_its_names_texts_and_source():
    event = one(
        "lmm:17",
        "Blue Line delays",
        {"agency_id": "metro", "route_id": "Blue"},
        message="Signal trouble at Central Station.\nExpect 15 minutes.",
        url="https://metro-transit.example/17",
        cause=A.TECHNICAL_PROBLEM,
        effect=A.SIGNIFICANT_DELAYS,
        severity_level=A.WARNING,
    )
    assert event.event_id == "metro-transit:lmm:17"
    assert (event.type, event.severity) == (EventType.DELAY, Severity.MODERATE)
    assert (event.headline, event.cause) == ("Blue Line delays", "technical problem")
    assert event.message == "Signal trouble at Central Station. Expect 15 minutes."
    assert (event.lines, event.stops, event.mode) == (("Blue Line",), (), "subway")
    assert (event.language, event.publisher) == ("en", "Metro Transit")
    assert event.url == "https://metro-transit.example/17"
    assert event.issued_at == at(0)


@pytest.mark.parametrize(
    ("selectors", "lines", "stops", "mode", "direction"),
    [
        ([{"route_id": "Blue"}, {"route_id": "Red"}], ("Blue Line", "Red Line"), (), "subway", ""),
        ([{"route_id": "Blue"}, {"route_id": "12"}], ("Blue Line", "Bus 12"), (), "", ""),
        ([{"stop_id": "central-station"}], (), ("Central Station",), "", ""),
        (
            [{"route_id": "Blue", "stop_id": "northgate"}],
            ("Blue Line",), ("Northgate",), "subway", "",
        ),
        (
            [{"route_id": "Blue", "direction_id": 0}],
            ("Blue Line",), (), "subway", "toward Ferry Terminal",
        ),
        (
            [{"route_id": "Blue", "direction_id": 0}, {"route_id": "Blue", "direction_id": 1}],
            ("Blue Line",), (), "subway", "",
        ),
        ([{"trip": {"trip_id": "Blue-0-0530"}}], ("Blue Line",), (), "subway", ""),
        ([{"route_type": 3}], (), (), "bus", ""),
        ([{"agency_id": "metro"}], (), (), "", ""),
        ([], (), (), "", ""),
        ([{"route_id": "X99"}, {"stop_id": "nowhere"}], ("X99",), ("nowhere",), "", ""),
        (
            [{"agency_id": "FAR", "route_id": "4"}, {"agency_id": "FAR", "stop_id": "oak-street"}],
            ("FAR 4",), ("FAR oak-street",), "", "",
        ),
    ],
)  # fmt: skip
def test_selectors_are_joined_to_the_static_feed(
    selectors: list[dict[str, Any]],
    lines: tuple[str, ...],
    stops: tuple[str, ...],
    mode: str,
    direction: str,
):
    event = one("a1", "Notice", *selectors)
    assert (event.lines, event.stops) == (lines, stops)
    assert (event.mode, event.direction) == (mode, direction)


ROUTE = {"route_id": "Blue"}
STOP = {"stop_id": "oak-street"}
TRIP = {"trip": {"trip_id": "Blue-0-0530"}}


@pytest.mark.parametrize(
    ("effect", "selector", "kind", "text"),
    [
        (A.NO_SERVICE, ROUTE, "suspension", ""),
        (A.NO_SERVICE, STOP, "stop_closure", ""),
        (A.NO_SERVICE, ROUTE | STOP, "stop_closure", ""),
        (A.NO_SERVICE, TRIP, "reduced_service", ""),
        (A.REDUCED_SERVICE, ROUTE, "reduced_service", ""),
        (A.SIGNIFICANT_DELAYS, ROUTE, "delay", ""),
        (A.DETOUR, ROUTE, "route_change", ""),
        (A.MODIFIED_SERVICE, ROUTE, "route_change", ""),
        (A.STOP_MOVED, STOP, "stop_closure", ""),
        (A.ACCESSIBILITY_ISSUE, STOP, "accessibility", ""),
        (A.ADDITIONAL_SERVICE, ROUTE, "other", "additional_service"),
        (A.NO_EFFECT, ROUTE, "other", "no_effect"),
        (A.OTHER_EFFECT, ROUTE, "other", "service_alert"),
        (A.UNKNOWN_EFFECT, ROUTE, "other", "service_alert"),
    ],
)
def test_an_effect_is_a_type_of_the_contract(
    effect: Any, selector: dict[str, Any], kind: str, text: str
):
    event = one("a1", "Notice to riders", selector, effect=effect)
    assert (event.type.value, event.type_text) == (kind, text)


@pytest.mark.parametrize(
    ("headline", "kind"),
    [
        ("Blue Line is running with delays in both directions", "delay"),
        ("No Red Line service between Midtown and City Hall", "suspension"),
        ("No Red Line between Midtown and City Hall", "suspension"),
        ("No late night [R] between A and B", "suspension"),
        ("Green Line suspended: signal problem, expect delays", "suspension"),
        ("Bus 12 is detoured via Oak Street", "route_change"),
        ("Oak Street station is closed", "stop_closure"),
        ("Downtown [1] skips 191 St", "stop_closure"),
        ("Elevator out of service at Central Station", "accessibility"),
        ("[Q] trains run every 10 minutes", "reduced_service"),
        ("Trips cancelled on Bus 7", "reduced_service"),
        ("Crowded platforms at Midtown", "crowding"),
        ("Regular service has resumed after earlier delays", None),
        ("No delays on the Blue Line", None),
        ("Holiday schedule on Thursday", None),
        ("Masks are welcome", None),
    ],
)
def test_clear_words_stand_in_for_an_unknown_effect(headline: str, kind: str | None):
    assert type_in_words(headline, "") == (EventType(kind) if kind else None)


def test_a_description_counts_only_where_it_names_one_kind_alone():
    assert type_in_words("Notice", "Trains are delayed.") is EventType.DELAY
    assert type_in_words("Notice", "Trains are delayed and rerouted.") is None
    assert type_in_words("Notice", "Trains are delayed. Service has resumed.") is None


@pytest.mark.parametrize(
    ("level", "severity"),
    [
        (A.UNKNOWN_SEVERITY, Severity.UNKNOWN),
        (A.INFO, Severity.LOW),
        (A.WARNING, Severity.MODERATE),
        (A.SEVERE, Severity.HIGH),
    ],
)
def test_severity_is_the_feeds_own_or_unknown(level: Any, severity: Severity):
    assert one("a1", "x", effect=A.NO_SERVICE, severity_level=level).severity is severity


def test_languages_become_translations_and_html_twins_are_dropped():
    event = one(
        "a1",
        {"en": "Delays", "en-html": "<p>Delays</p>", "es": "Retrasos"},
        message={"es": "Más", "en": "More", "fr": "Plus"},
        url={"es": "https://x.example/es", "en": "https://x.example/en"},
    )
    assert (event.language, event.headline, event.message) == ("en", "Delays", "More")
    assert event.url == "https://x.example/en"
    assert {tag: (t.headline, t.message) for tag, t in event.translations.items()} == {
        "es": ("Retrasos", "Más"),
        "fr": ("", "Plus"),
    }


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        ({"": "Delays"}, "en"),
        ({"es": "Retrasos"}, "es"),
        ({"es": "Retrasos", "en-US": "Delays"}, "en-US"),
        ({"": "Delays", "en": "Later"}, "en"),
    ],
)
def test_the_main_language_is_the_citys_or_the_first(texts: dict[str, str], language: str):
    event = one("a1", texts)
    assert event.language == language
    assert event.headline in ("Delays", "Retrasos")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x.example", "not a link"])
def test_only_web_addresses_are_kept(url: str):
    assert one("a1", "x", url=url).url == ""


@pytest.mark.parametrize(
    ("periods", "starts_at", "ends_at", "phase"),
    [
        ([], None, None, Phase.ACTIVE),
        ([(-60, 3600)], at(-60), at(3600), Phase.ACTIVE),
        ([(-60, None)], at(-60), None, Phase.ACTIVE),
        ([(None, 3600)], None, at(3600), Phase.ACTIVE),
        ([(60, 3600)], at(60), at(3600), Phase.UPCOMING),
        ([(-3600, -60)], at(-3600), at(-60), Phase.ENDED),
        ([(3600, 60)], None, None, Phase.ACTIVE),
    ],
)
def test_one_period_is_when_it_begins_and_ends(
    periods: list[tuple[float | None, float | None]],
    starts_at: datetime | None,
    ends_at: datetime | None,
    phase: Phase,
):
    event = one("a1", "x", periods=periods)
    assert (event.starts_at, event.ends_at, event.active_periods) == (starts_at, ends_at, ())
    assert event.end_certainty is (EndCertainty.KNOWN if ends_at else EndCertainty.UNKNOWN)
    assert standing(event, at(0)).phase is phase


def test_an_end_of_zero_or_far_away_is_open():
    for end in (0, 4_294_967_295, 2**63 - 1):
        entity = alert()
        entity.alert.active_period.append(pb.TimeRange(start=int(at(-60).timestamp()), end=end))
        (event,) = read(feed(entity))
        assert event.ends_at is None


def test_several_periods_are_kept_in_order():
    event = one("a1", "x", periods=[(7200, 9000), (-600, 600), (None, -3600)])
    assert event.active_periods == (
        Span(datetime(1970, 1, 1, tzinfo=UTC), at(-3600)),
        Span(at(-600), at(600)),
        Span(at(7200), at(9000)),
    )
    assert standing(event, at(0)).phase is Phase.ACTIVE
    assert standing(event, at(3600)).phase is Phase.UPCOMING
    assert standing(event, at(9000)).phase is Phase.ENDED


def test_a_thousand_periods_fit_a_record_and_change_it_seldom():
    nights = [(86400.0 * n, 86400.0 * n + 3600) for n in range(-600, 400)]
    body = feed(alert("a1", "x", periods=nights))
    poll = metro().parse(body, at(0))
    (event,) = poll.events
    assert len(encode_event(event)) < 64 * 1024
    assert poll.notes == ("a1: 400 of 1000 active periods are told",)
    assert (event.starts_at, event.ends_at) == (at(-600 * 86400), at(399 * 86400 + 3600))
    assert standing(event, at(60)).phase is Phase.ACTIVE
    tomorrow = metro().parse(feed(alert("a1", "x", periods=nights), header=at(86400)), at(86400))
    assert tomorrow.events[0].active_periods == event.active_periods


def test_maintenance_is_planned():
    assert one("a1", "x", cause=A.MAINTENANCE).planned
    assert not one("a1", "x", cause=A.ACCIDENT).planned


def test_an_alert_about_single_trips_says_so():
    assert one("a1", "x", TRIP).description == "This concerns single trips only."
    assert one("a1", "x", ROUTE).description == ""


def test_an_alert_without_text_is_rejected_with_its_reason():
    poll = metro().parse(feed(alert("a1", ""), alert("a2", "Text")), at(0))
    assert [e.event_id for e in poll.events] == ["metro-transit:a2"]
    assert [(r.native_id, r.reason) for r in poll.rejections] == [("a1", "no_text")]


def test_the_same_text_under_seven_ids_is_told_once():
    entities = [alert(f"{n}-{copy}", f"Notice {n}", ROUTE) for copy in range(7) for n in range(6)]
    poll = metro().parse(feed(*entities), at(0))
    assert len(poll.events) == 6
    assert [r.reason for r in poll.rejections] == ["duplicate"] * 36


def test_an_alert_too_long_for_a_record_loses_other_languages_then_its_tail():
    long = {"en": "Delays. " * 4000, "es": "Retrasos. " * 4000}
    event = one("a1", "x", message=long)
    assert event.translations == {}
    assert event.message.startswith("Delays.")
    stops = [{"stop_id": f"far-away-stop-{n}"} for n in range(900)]
    event = one("a1", "x", *stops, message="Delays. " * 9000)
    assert len(encode_event(event)) < 64 * 1024
    assert event.message.endswith("…")
