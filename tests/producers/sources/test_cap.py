"""What a document of CAP alerts becomes: its fields, containers, languages and refusals."""

from datetime import UTC, datetime

import pytest

from core.event import EventType, Handling
from core.severity import Certainty, Severity, Urgency
from core.topics import Family
from producers.source import Settling, Source
from producers.sources.cap import CapFeed
from tests.producers.sources.cap_alerts import (
    alert,
    area,
    at,
    bundle,
    feed,
    fixture,
    info,
    only,
    read,
    reasons,
)


def test_a_cap_feed_is_a_source_that_settles():
    cap: Source = feed()
    assert isinstance(cap, Settling)
    assert cap.family is Family.EMERGENCY
    assert "weather_alert" in cap.types


def test_an_alert_keeps_all_that_it_says():
    event = only(read(fixture("flood_1_alert.cap")))
    assert event.event_id == "oem:RM-FLOOD-1"
    assert event.type is EventType.WEATHER_ALERT
    assert (event.severity, event.urgency) == (Severity.HIGH, Urgency.EXPECTED)
    assert event.certainty is Certainty.LIKELY
    assert event.issued_at == datetime(2026, 3, 1, 13, tzinfo=UTC)
    assert event.starts_at == datetime(2026, 3, 1, 15, tzinfo=UTC)
    assert event.expires_at == datetime(2026, 3, 2, 1, tzinfo=UTC)
    assert event.ends_at is None
    assert event.headline == "Flood warning for Harbor and Downtown"
    assert event.message == "The river is rising at the mouth. High water is expected at noon."
    assert event.instructions == (
        "Move cars to higher ground.",
        "Do not walk through flood water.",
        "Keep away from the quays.",
    )
    assert event.areas == ("Harbor", "Downtown")
    assert event.geocodes == {"zip": ("10004", "10001")}
    assert event.language == "en"
    assert event.url == "https://oem.rivermouth.example/flood"
    assert event.contact == "555-0149"
    assert event.publisher == "Rivermouth Office of Emergency Management"
    assert event.extra["cap"]["identifier"] == "RM-FLOOD-1"
    assert event.extra["cap"]["sender"] == "duty@oem.rivermouth.example"
    assert event.extra["cap"]["sent"] == "2026-03-01T13:00:00Z"


def test_two_languages_are_one_event_in_the_citys_own_with_a_translation():
    event = only(read(fixture("water_two_languages.cap")))
    assert event.type is EventType.WATER_ADVISORY
    assert event.language == "en"
    assert event.headline == "Boil water in Eastside"
    assert event.geocodes == {"zip": ("10005", "10006")}
    assert set(event.translations) == {"es"}
    assert event.translations["es"].headline == "Hierva el agua en Eastside"
    assert event.translations["es"].instructions == ("Hierva el agua un minuto antes de beberla.",)


def test_a_city_that_speaks_neither_language_gets_the_first():
    event = only(read(fixture("water_two_languages.cap"), cap=CapFeed("oem", language="fr")))
    assert event.language == "es"
    assert set(event.translations) == {"en"}


def test_edxl_carries_alerts_embedded_and_as_text():
    poll = read(fixture("hazards.edxlde"))
    hazmat, fire = poll.events
    assert poll.header_at == datetime(2026, 3, 3, 17, tzinfo=UTC)
    assert hazmat.type is EventType.HAZMAT
    assert fire.type is EventType.FIRE
    assert reasons(poll) == ["not_cap"]
    assert poll.entities == 3


def test_an_envelope_that_is_a_drill_makes_no_alert_real():
    body = fixture("hazards.edxlde").replace(b"Status>Actual</de", b"Status>Exercise</de")
    assert {e.handling for e in read(body).events} == {Handling.EXERCISE}


def test_an_atom_feed_gives_whole_alerts_and_counts_its_links():
    poll = read(fixture("index.atom"))
    assert [e.event_id for e in poll.events] == ["oem:RM-AIR-3", "oem:RM-AMBER-1"]
    assert [e.type for e in poll.events] == [EventType.AIR_QUALITY, EventType.PUBLIC_SAFETY]
    assert reasons(poll) == ["index_only"]
    assert "https://oem.rivermouth.example/2.cap" in poll.rejections[0].detail
    assert poll.header_at == datetime(2026, 3, 4, 14, tzinfo=UTC)


def test_an_rss_feed_of_cap_1_0_is_read():
    poll = read(fixture("alerts.rss"))
    (event,) = poll.events
    assert event.type is EventType.GAS_LEAK
    assert event.certainty is Certainty.LIKELY
    assert event.geocodes == {"zip": ("10006",)}
    assert reasons(poll) == ["index_only"]
    assert poll.header_at == datetime(2026, 3, 4, 14, tzinfo=UTC)


def test_tests_and_drills_are_never_actual():
    poll = read(fixture("drills.cap"))
    assert [(e.event_id, e.handling) for e in poll.events] == [
        ("oem:RM-TEST-1", Handling.TEST),
        ("oem:RM-DRILL-2", Handling.EXERCISE),
        ("oem:RM-SLIP-3", Handling.TEST),
    ]
    assert reasons(poll) == ["system"]


def test_one_hazard_in_two_severities_is_told_as_the_worse_with_all_areas():
    orange = info(
        area("Harbor"), severity="Moderate", more="<description>Up to 20 cm.</description>"
    )
    red = info(area("Downtown"), severity="Extreme", more="<description>Up to 80 cm.</description>")
    event = only(read(alert("A-1", orange, red)))
    assert event.severity is Severity.CRITICAL
    assert event.areas == ("Harbor", "Downtown")
    assert event.message == "Up to 80 cm. Harbor: Up to 20 cm."


def test_a_very_long_alert_fits_one_record_and_says_what_was_cut():
    words = "<description>" + "The river rises. " * 3_000 + "</description>"
    names = ";".join(f"Quay number {n}, by the old harbour wall" for n in range(480))
    codes = "".join(
        f"<geocode><valueName>UGC</valueName><value>RMZ{n:04}</value></geocode>" for n in range(900)
    )
    others = [
        info(area("x"), language=tag, more=words) for tag in ("es", "fr", "zh", "de", "it", "pt")
    ]
    event = only(read(alert("A-1", info(area(names, inside=codes), more=words), *others)))
    assert event.message.endswith("rises. …")
    assert "message" in event.extra["cap"]["clipped"]


def test_the_issuer_shown_is_the_feeds_own_name():
    cap = CapFeed("oem", publisher="Office of Emergency Management")
    told = info(area("Harbor"), more="<senderName>National Weather Service</senderName>")
    event = only(read(alert("A-1", told), cap=cap))
    assert event.publisher == "Office of Emergency Management"
    assert event.extra["cap"]["sender_name"] == "National Weather Service"


def test_only_the_senders_of_the_feed_are_believed():
    cap = CapFeed("oem", senders=["Duty@OEM.rivermouth.example"])
    assert only(read(alert("A-1", info(area("Harbor"))), cap=cap))
    spoofed = alert("A-2", info(area("Harbor")), sender="w-nws.webmaster@noaa.gov")
    assert reasons(read(spoofed, cap=cap)) == ["sender"]


REFUSED = [
    ("ack", alert("A-1", kind="Ack"), "msg_type"),
    ("error", alert("A-1", kind="Error"), "msg_type"),
    ("private", alert("A-1", info(area("Harbor")), scope="Private"), "restricted"),
    ("no info", alert("A-1"), "no_info"),
    ("cancels nothing", alert("A-1", kind="Cancel"), "references"),
    ("no day", alert("A-1", info(area("x")), sent="2026-02-30T08:00:00-05:00"), "bad_time"),
    ("a week", alert("A-1", info(area("x")), sent="2026-W09-1T08:00:00-05:00"), "bad_time"),
    ("tomorrow", alert("A-1", info(area("x")), sent="2026-03-08T08:00:00-05:00"), "bad_time"),
    ("unknown status", alert("A-1", info(area("x")), status="Real"), "schema"),
    (
        "expired before it was sent",
        alert("A-1", info(area("x"), more=f"<expires>{at(7)}</expires>")),
        "bad_time",
    ),
]


@pytest.mark.parametrize(("body", "reason"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED])
def test_what_cannot_be_used_is_counted_with_its_reason(body: bytes, reason: str):
    poll = read(body)
    assert poll.events == ()
    assert reasons(poll) == [reason]
    assert poll.rejections[0].native_id == "A-1"


def test_one_bad_alert_never_loses_the_others():
    poll = read(bundle(alert("A 1", info(area("x"))), alert("A-2", info(area("Harbor")))))
    assert [e.event_id for e in poll.events] == ["oem:A-2"]
    assert reasons(poll) == ["identifier"]


def test_a_time_that_cannot_be_told_is_left_out_not_guessed():
    event = only(read(alert("A-1", info(area("x"), more="<onset>2026-03-01T09:00:00</onset>"))))
    assert event.starts_at is None
    assert "no offset" in event.extra["cap"]["notes"][0]
