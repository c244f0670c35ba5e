"""Which CAP message speaks of which event: updates, cancels, segments, numbered hazards."""

from datetime import UTC, datetime

import pytest

from core.event import EndCertainty, EventType, Handling, MessageType
from core.lifecycle import Phase, standing
from core.severity import Severity
from tests.producers.sources.cap_alerts import (
    NOW,
    alert,
    area,
    at,
    feed,
    fixture,
    info,
    only,
    read,
    reasons,
    ref,
)


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


def test_an_end_that_expired_before_it_was_sent_still_ends():
    cap = feed()
    read(alert("A-1", info(area("Harbor"))), cap=cap)
    clear = info(
        area("Harbor"), more=f"<responseType>AllClear</responseType><expires>{at(7)}</expires>"
    )
    update = alert("A-2", clear, sent=at(9), kind="Update", references=ref("A-1", 8))
    assert only(read(update, cap=cap)).status == "cleared"
