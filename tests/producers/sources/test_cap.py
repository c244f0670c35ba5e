"""What CAP feeds of the demo city become, from the first alert to the last cancel."""

from datetime import UTC, datetime
from itertools import permutations

import pytest
from msgspec.structs import replace

from core.event import EndCertainty, EventType, Handling, MessageType
from core.geo import LonLat, contains, to_shape
from core.lifecycle import Phase, standing
from core.severity import Certainty, Severity, Urgency
from core.topics import Family
from producers.source import Settling, Source
from producers.sources.cap import CapFeed
from tests.producers.sources.cap_alerts import (
    HARBOR,
    NOW,
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
    ref,
)

STORY = ["flood_1_alert.cap", "flood_2_update.cap", "flood_3_harbor_over.cap", "flood_4_cancel.cap"]
IN_HARBOR, IN_DOWNTOWN = LonLat(-74.0105, 40.6819), LonLat(-74.0012, 40.7169)


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


def test_polygons_are_lon_lat_and_hold_their_places():
    event = only(read(fixture("flood_1_alert.cap")))
    assert event.geometry is not None
    shape = to_shape(event.geometry)
    assert contains(shape, IN_HARBOR)
    assert contains(shape, IN_DOWNTOWN)
    assert not contains(shape, LonLat(-73.9609, 40.719))


def test_a_story_of_four_messages_is_one_event():
    cap = feed()
    alert_, update, partial, cancel = (only(read(fixture(name), cap=cap)) for name in STORY)
    assert {e.event_id for e in (alert_, update, partial, cancel)} == {"oem:RM-FLOOD-1"}
    assert [e.message_type for e in (alert_, update, partial, cancel)] == [
        MessageType.ALERT, MessageType.UPDATE, MessageType.UPDATE, MessageType.CANCEL,
    ]  # fmt: skip
    assert update.severity is Severity.CRITICAL
    assert partial.areas == ("Downtown",)
    assert partial.issued_at > update.issued_at
    assert partial.severity is Severity.CRITICAL
    assert partial.geometry is not None
    assert not contains(to_shape(partial.geometry), IN_HARBOR)
    assert contains(to_shape(partial.geometry), IN_DOWNTOWN)
    assert cancel.type is EventType.WEATHER_ALERT
    assert cancel.headline == "The river is over the quays in Harbor and Downtown"
    assert standing(cancel, NOW).phase is Phase.CANCELLED


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_the_story_ends_the_same_in_whatever_order_it_is_heard(order: tuple[int, ...]):
    told = only(read(*(fixture(STORY[n]) for n in range(4))))
    heard = only(read(*(fixture(STORY[n]) for n in order)))
    heard_cap, told_cap = heard.extra["cap"], told.extra["cap"]
    assert sorted(heard_cap.pop("heard")) == sorted(told_cap.pop("heard"))
    early = {"event_id": told.event_id, "references": told.references}
    assert replace(heard, **early) == told
    assert heard.event_id in ("oem:RM-FLOOD-1", "oem:RM-FLOOD-2")
    assert heard.event_id == told.event_id or order[0] == 3  # an id once given stays


def test_a_feed_that_lists_the_whole_story_says_where_it_stands_now():
    whole = bundle(*(fixture(name).partition(b"?>")[2] for name in reversed(STORY)))
    cap = feed()
    first, second = cap.parse(whole, NOW), cap.parse(whole, NOW)
    assert only(first).message_type is MessageType.CANCEL
    assert first == second


def test_after_a_restart_the_story_goes_on_where_it_stood():
    before = only(read(*(fixture(name) for name in STORY[:2])))
    cap = feed()
    poll = cap.settle(cap.parse(fixture(STORY[2]), NOW), {before.event_id: before})
    partial = only(poll)
    assert partial.event_id == "oem:RM-FLOOD-1"
    assert partial.areas == ("Downtown",)
    assert partial.headline == before.headline
    assert partial.geometry is None  # nobody said which part of the shape was Harbor's
    cancel = only(cap.settle(cap.parse(fixture(STORY[3]), NOW), {}))
    assert cancel.message_type is MessageType.CANCEL
    assert cancel.type is EventType.WEATHER_ALERT


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_hearing_an_old_message_again_after_a_restart_changes_nothing(count: int):
    cap = feed()
    stood = only(read(*(fixture(name) for name in STORY[:count]), cap=cap))
    whole = bundle(*(fixture(name).partition(b"?>")[2] for name in STORY[:count]))
    again = feed()
    now = only(again.settle(again.parse(whole, NOW), {stood.event_id: stood}))
    assert now.event_id == stood.event_id
    assert now.message_type is stood.message_type
    assert (now.areas, now.issued_at, now.severity) == (
        stood.areas,
        stood.issued_at,
        stood.severity,
    )


def test_after_a_restart_a_shape_of_several_is_drawn_the_same_to_the_letter():
    corner = "40.68,-74.01 40.68,-73.97 40.7,-73.98 40.7111111111,-74.0033333333 40.68,-74.01"
    apart = "40.75,-73.95 40.751,-73.95 40.751,-73.949 40.75,-73.95"
    rings = "".join(f"<polygon>{ring}</polygon>" for ring in (HARBOR, corner, apart))
    body = alert("A-1", info(area("Harbor", inside=rings)))
    before = only(read(body))
    cap = feed()
    assert only(cap.settle(cap.parse(body, NOW), {before.event_id: before})) == before


def test_an_event_that_only_vanished_comes_back_when_the_feed_lists_it_again():
    alert_ = only(read(fixture(STORY[0])))
    gone = replace(alert_, status="vanished", message_type=MessageType.UPDATE)
    cap = feed()
    back = only(cap.settle(cap.parse(fixture(STORY[0]), NOW), {gone.event_id: gone}))
    assert not back.ends_by_word


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


def test_a_circle_holds_what_lies_within_its_kilometres():
    hazmat = read(fixture("hazards.edxlde")).events[0]
    assert hazmat.geometry is not None
    shape = to_shape(hazmat.geometry)
    assert contains(shape, LonLat(-74.0105, 40.6819 + 1.19 / 111.2))
    assert not contains(shape, LonLat(-74.0105, 40.6819 + 1.3 / 111.2))


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


def test_segments_of_one_numbered_hazard_are_one_event_with_all_areas():
    event = only(read(fixture("wind_segments.cap")))
    assert event.event_id == "oem:KRVM.HW.W.0007.2026"
    assert event.areas == ("Eastside", "Riverside", "Westside")
    assert event.ends_at == datetime(2026, 3, 7, 1, tzinfo=UTC)
    assert event.end_certainty is EndCertainty.KNOWN
    assert event.expires_at == datetime(2026, 3, 6, 17, tzinfo=UTC)
    assert standing(event, datetime(2026, 3, 6, 23, tzinfo=UTC)).phase is Phase.ACTIVE


def test_a_cancel_hidden_as_an_alert_ends_its_own_segment_only():
    cap = feed()
    read(fixture("wind_segments.cap"), cap=cap)
    event = only(read(fixture("wind_westside_cancelled.cap"), cap=cap))
    assert event.areas == ("Eastside", "Riverside")
    assert event.message_type is MessageType.UPDATE
    assert not event.ends_by_word


@pytest.mark.parametrize(
    ("action", "over", "status"),
    [("CAN", MessageType.CANCEL, ""), ("EXP", MessageType.UPDATE, "closed")],
)
def test_a_numbered_hazard_ends_by_its_action_code(action: str, over: MessageType, status: str):
    cap = feed()
    read(fixture("wind_segments.cap"), cap=cap)
    body = fixture("wind_westside_cancelled.cap").replace(b"O.CAN", f"O.{action}".encode())
    for name in (b"Eastside; Riverside", b"Westside"):
        code = b"RMZ001" if b";" in name else b"RMZ002"
        ident = b"WX-" + code
        changed = body.replace(b">Westside<", b">" + name + b"<").replace(b"RMZ002", code)
        event = only(read(changed.replace(b"WX-1044", ident), cap=cap))
    assert event.ends_by_word
    assert (event.message_type, event.status) == (over, status)


def test_a_watch_upgraded_to_a_warning_is_replaced_by_it():
    def numbered(identifier: str, sent: str, *codes: str) -> bytes:
        parameters = "".join(
            f"<parameter><valueName>VTEC</valueName><value>{code}</value></parameter>"
            for code in codes
        )
        return alert(identifier, info(area("Harbor"), more=parameters), sent=sent)

    span = "260301T1500Z-260302T0100Z/"
    cap = feed()
    watch = only(read(numbered("W-1", at(8), f"/O.NEW.KRVM.FL.A.0003.{span}"), cap=cap))
    codes = (f"/O.UPG.KRVM.FL.A.0003.{span}", f"/O.NEW.KRVM.FL.W.0004.{span}")
    warning = only(read(numbered("W-2", at(9), *codes), cap=cap))
    assert warning.event_id == "oem:KRVM.FL.W.0004.2026"
    assert warning.references == (watch.event_id,)


def test_all_clear_ends_an_event_as_cleared():
    cap = feed()
    read(alert("A-1", info(area("Harbor"))), cap=cap)
    clear = info(area("Harbor"), more="<responseType>AllClear</responseType>")
    update = alert("A-2", clear, sent=at(9), kind="Update", references=ref("A-1", 8))
    event = only(read(update, cap=cap))
    assert (event.event_id, event.status) == ("oem:A-1", "cleared")
    assert standing(event, NOW).phase is Phase.ENDED


def test_an_all_clear_for_one_area_leaves_the_other_in_force():
    cap = feed()
    read(alert("A-1", info(area("Harbor", "Downtown"))), cap=cap)
    clear = info(area("Harbor"), more="<responseType>AllClear</responseType>")
    update = alert("A-2", clear, sent=at(9), kind="Update", references=ref("A-1", 8))
    event = only(read(update, cap=cap))
    assert event.areas == ("Downtown",)
    assert not event.ends_by_word


def test_the_same_partial_cancel_twice_does_not_end_the_rest():
    cap = feed()
    read(alert("A-1", info(area("Harbor", "Downtown"))), cap=cap)
    for identifier, hour in (("C-1", 9), ("C-2", 10)):
        cancel = alert(identifier, info(area("Harbor")), sent=at(hour), kind="Cancel",
                       references=ref("A-1", 8))  # fmt: skip
        event = only(read(cancel, cap=cap))
    assert event.areas == ("Downtown",)
    assert not event.ends_by_word


@pytest.mark.parametrize("first", ["continued", "cancelled"])
def test_an_alert_that_splits_lives_on_in_the_part_that_continues(first: str):
    continued = alert("A-2", info(area("Harbor")), sent=at(9), kind="Update",
                      references=ref("A-1", 8))  # fmt: skip
    cancelled = alert("A-3", info(area("Downtown")), sent=at(9), kind="Cancel",
                      references=ref("A-1", 8))  # fmt: skip
    parts = [continued, cancelled] if first == "continued" else [cancelled, continued]
    event = only(read(alert("A-1", info(area("Harbor", "Downtown"))), *parts))
    assert event.areas == ("Harbor",)
    assert not event.ends_by_word


def test_a_cancel_before_its_alert_is_remembered():
    cancel = alert("A-2", sent=at(9), kind="Cancel", references=ref("A-1", 8))
    cap = feed()
    early = only(read(cancel, cap=cap))
    assert (early.event_id, early.message_type) == ("oem:A-1", MessageType.CANCEL)
    late = only(read(alert("A-1", info(area("Harbor"))), cap=cap))
    assert late.message_type is MessageType.CANCEL
    assert late.type is EventType.WEATHER_ALERT


def test_a_cancel_of_the_first_message_ends_what_became_of_it():
    update = alert("A-2", info(area("Harbor")), sent=at(9), kind="Update", references=ref("A-1", 8))
    cancel = alert("A-3", sent=at(10), kind="Cancel", references=ref("A-1", 8))
    event = only(read(alert("A-1", info(area("Harbor"))), update, cancel))
    assert event.message_type is MessageType.CANCEL


def test_an_update_heard_first_has_the_id_of_the_oldest_message_it_names():
    both = f"{ref('A-2', 9)} {ref('A-1', 8)}"
    update = alert("A-3", info(area("Harbor")), sent=at(10), kind="Update", references=both)
    assert only(read(update)).event_id == "oem:A-1"


def test_the_same_reference_written_in_another_zone_is_the_same_message():
    cap = feed()
    read(alert("A-1", info(area("Harbor"))), cap=cap)
    named = "duty@oem.rivermouth.example,A-1,2026-03-01T13:00:00-00:00"
    cancel = alert("A-2", sent=at(9), kind="Cancel", references=named)
    assert only(read(cancel, cap=cap)).event_id == "oem:A-1"


def test_nobody_cancels_what_another_sender_said():
    cap = feed()
    read(alert("A-1", info(area("Harbor"))), cap=cap)
    forged = alert("F-1", sent=at(9), kind="Cancel", references=ref("A-1", 8), sender="x@y.example")
    poll = read(forged, cap=cap)
    assert poll.events == ()
    assert reasons(poll) == ["sender"]
    own = alert("F-2", sent=at(9), kind="Cancel", references=f"x@y.example,A-1,{at(8)}",
                sender="x@y.example")  # fmt: skip
    assert only(read(own, cap=cap)).event_id != "oem:A-1"
    assert not only(read(alert("A-1", info(area("Harbor"))), cap=cap)).ends_by_word


def test_a_test_cannot_cancel_what_is_real():
    cap = feed()
    read(alert("A-1", info(area("Harbor"))), cap=cap)
    drill = alert("A-2", sent=at(9), kind="Cancel", status="Test", references=ref("A-1", 8))
    cancelled = only(read(drill, cap=cap))
    assert cancelled.handling is Handling.TEST
    assert cancelled.event_id != "oem:A-1"
    assert not only(read(alert("A-1", info(area("Harbor"))), cap=cap)).ends_by_word


def test_another_content_under_the_same_name_is_a_conflict_and_the_first_stays():
    cap = feed()
    read(alert("A-1", info(area("Harbor"), severity="Minor")), cap=cap)
    poll = read(alert("A-1", info(area("Harbor"), severity="Extreme")), cap=cap)
    assert reasons(poll) == ["conflict"]
    assert poll.notes == ("A-1: the same identifier, sender and sent with other content",)
    (event,) = poll.events
    assert event.severity is Severity.LOW


def test_an_identifier_used_again_later_is_an_update():
    cap = feed()
    read(alert("A-1", info(area("Harbor", "Downtown"))), cap=cap)
    event = only(read(alert("A-1", info(area("Harbor")), sent=at(9)), cap=cap))
    assert (event.event_id, event.areas) == ("oem:A-1", ("Harbor",))


def test_different_hazards_in_one_alert_are_events_of_their_own():
    flood = info(area("Harbor"), event="Flood Warning", severity="Severe")
    fire = info(area("Eastside"), event="Structure fire", severity="Moderate")
    cap = feed()
    first, second = read(alert("A-1", flood, fire), cap=cap).events
    assert (first.event_id, first.areas) == ("oem:A-1", ("Harbor",))
    assert (second.event_id, second.type) == ("oem:A-1#structure-fire", EventType.FIRE)
    update = alert("A-2", flood, sent=at(9), kind="Update", references=ref("A-1", 8))
    flood_on, fire_over = read(update, cap=cap).events
    assert not flood_on.ends_by_word
    assert (fire_over.event_id, fire_over.status) == (second.event_id, "closed")
    cancel = alert("A-3", sent=at(10), kind="Cancel", references=ref("A-2", 9))
    gone = read(cancel, cap=cap).events
    assert [e.ends_by_word for e in gone] == [True, True]


def test_one_hazard_in_two_severities_is_told_as_the_worse_with_all_areas():
    orange = info(
        area("Harbor"), severity="Moderate", more="<description>Up to 20 cm.</description>"
    )
    red = info(area("Downtown"), severity="Extreme", more="<description>Up to 80 cm.</description>")
    event = only(read(alert("A-1", orange, red)))
    assert event.severity is Severity.CRITICAL
    assert event.areas == ("Harbor", "Downtown")
    assert event.message == "Up to 80 cm. Harbor: Up to 20 cm."


def test_an_area_that_cannot_be_drawn_leaves_the_event_to_its_names():
    drawn = area("Harbor", inside=f"<polygon>{HARBOR}</polygon>")
    event = only(read(alert("A-1", info(drawn + area("Downtown")))))
    assert event.geometry is None
    assert event.areas == ("Harbor", "Downtown")


@pytest.mark.parametrize(
    "shape",
    [
        "<polygon></polygon>",
        "<polygon>40.7,-74.0 40.71,-74.0</polygon>",
        "<polygon>1,2 x,y 3,4 1,2</polygon>",
        "<polygon>-118.2,34.0 -118.1,34.0 -118.1,34.1 -118.2,34.0</polygon>",
        "<polygon>40.7,-74 40.7,-74 40.7,-74 40.7,-74</polygon>",
        "<circle>40.7,-74.0</circle>",
        "<circle>40.7,-74.0 -3</circle>",
        "<circle>40.7,-74.0 nan</circle>",
        "<circle>89.99,0 5000</circle>",
    ],
)
def test_a_shape_that_makes_no_sense_is_dropped_with_a_note(shape: str):
    event = only(read(alert("A-1", info(area("Harbor", inside=shape)))))
    assert event.geometry is None
    assert event.areas == ("Harbor",)
    assert event.extra["cap"]["notes"]


def test_a_ring_left_open_is_closed():
    ring = " ".join(HARBOR.split()[:-1])
    event = only(read(alert("A-1", info(area("Harbor", inside=f"<polygon>{ring}</polygon>")))))
    assert event.geometry is not None
    assert contains(to_shape(event.geometry), IN_HARBOR)


def test_a_coastline_of_thousands_of_points_is_grown_to_a_thousand():
    from math import cos, pi, sin

    points = [
        f"{40.70 + (0.02 + 0.002 * (n % 2)) * sin(2 * pi * n / 6000):.6f},"
        f"{-74.00 + (0.02 + 0.002 * (n % 2)) * cos(2 * pi * n / 6000):.6f}"
        for n in range(6000)
    ]
    ring = " ".join([*points, points[0]])
    event = only(read(alert("A-1", info(area("Shore", inside=f"<polygon>{ring}</polygon>")))))
    assert event.geometry is not None
    shape = to_shape(event.geometry)
    assert len(event.geometry["coordinates"][0]) <= 1000
    for point in points[::97]:
        lat, _, lon = point.partition(",")
        assert contains(shape, LonLat(float(lon), float(lat)))


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


def test_an_alert_drawn_wholly_outside_the_configured_bounds_is_refused():
    cap = CapFeed("oem", bounds=(-74.15, 40.60, -73.85, 40.82))
    swapped = " ".join(",".join(reversed(p.split(","))) for p in HARBOR.split())
    far = alert("A-1", info(area("Harbor", inside=f"<polygon>{swapped}</polygon>")))
    assert reasons(read(far, cap=cap)) == ["outside_city"]
    near = alert("A-2", info(area("Harbor", inside=f"<polygon>{HARBOR}</polygon>")))
    assert only(read(near, cap=cap)).event_id == "oem:A-2"
    named = alert("A-3", info(area("Harbor")))
    assert only(read(named, cap=cap)).event_id == "oem:A-3"


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


def test_an_end_that_expired_before_it_was_sent_still_ends():
    cap = feed()
    read(alert("A-1", info(area("Harbor"))), cap=cap)
    clear = info(
        area("Harbor"), more=f"<responseType>AllClear</responseType><expires>{at(7)}</expires>"
    )
    update = alert("A-2", clear, sent=at(9), kind="Update", references=ref("A-1", 8))
    assert only(read(update, cap=cap)).status == "cleared"


def test_a_time_that_cannot_be_told_is_left_out_not_guessed():
    event = only(read(alert("A-1", info(area("x"), more="<onset>2026-03-01T09:00:00</onset>"))))
    assert event.starts_at is None
    assert "no offset" in event.extra["cap"]["notes"][0]
