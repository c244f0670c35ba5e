"""Whatever the order in which a happening's messages are heard, the outcome is the same."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.event import Event
from producers.sources.cap import CapFeed
from tests.producers.sources.cap_alerts import NOW, alert, area, at, feed, info, read, ref

AREAS = ["Harbor", "Downtown", "Eastside", "Westside"]


@st.composite
def stories(draw: st.DrawFn) -> list[bytes]:
    """Draw a happening of up to six messages, each naming at least one before it."""
    told = [alert("A-0", info(area(*draw(_areas))), sent=at(6))]
    for n in range(1, draw(st.integers(1, 5)) + 1):
        named = draw(st.sets(st.integers(0, n - 1), min_size=1))
        references = " ".join(ref(f"A-{m}", 6 + m) for m in sorted(named))
        ending = draw(st.sampled_from(["", "cancel", "cancel all", "all clear"]))
        more = "<responseType>AllClear</responseType>" if ending == "all clear" else ""
        block = "" if ending == "cancel all" else info(area(*draw(_areas)), more=more)
        kind = "Cancel" if ending.startswith("cancel") else "Update"
        told.append(alert(f"A-{n}", block, sent=at(6 + n), kind=kind, references=references))
    return told


_areas = st.lists(st.sampled_from(AREAS), min_size=1, max_size=4, unique=True)


def outcome(bodies: list[bytes]) -> tuple[object, ...]:
    cap = CapFeed("oem")
    event: Event | None = None
    for body in bodies:
        event = cap.parse(body, NOW).events[-1]
    assert event is not None
    return (
        event.ends_by_word,
        event.message_type,
        event.status,
        sorted(event.areas),
        event.issued_at,
    )


@settings(max_examples=150, deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_the_order_of_hearing_does_not_matter(story: list[bytes], dice: object):
    shuffled = list(story)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis types it loosely
    assert outcome(shuffled) == outcome(story)


def test_two_alerts_joined_by_one_update_leave_the_second_replaced():
    cap = feed()
    read(alert("A-1", info(area("Harbor")), sent=at(6)), cap=cap)
    read(alert("A-2", info(area("Downtown")), sent=at(7)), cap=cap)
    both = f"{ref('A-1', 6)} {ref('A-2', 7)}"
    update = alert("A-3", info(area("Harbor", "Downtown")), sent=at(8), kind="Update",
                   references=both)  # fmt: skip
    (event,) = read(update, cap=cap).events
    assert (event.event_id, event.references) == ("oem:A-1", ("oem:A-2",))


def test_one_cancel_of_two_alerts_ends_both():
    cap = feed()
    read(alert("A-1", info(area("Harbor")), sent=at(6)), cap=cap)
    read(alert("A-2", info(area("Downtown")), sent=at(7)), cap=cap)
    both = f"{ref('A-1', 6)} {ref('A-2', 7)}"
    events = read(alert("A-3", sent=at(8), kind="Cancel", references=both), cap=cap).events
    assert {event.event_id: event.ends_by_word for event in events} == {
        "oem:A-1": True,
        "oem:A-2": True,
    }


def test_a_cancel_of_one_sibling_leaves_the_other():
    def numbered(identifier: str, name: str) -> bytes:
        code = "/O.NEW.KRVM.FL.W.0009.260301T1500Z-260302T0100Z/"
        more = f"<parameter><valueName>VTEC</valueName><value>{code}</value></parameter>"
        return alert(identifier, info(area(name), more=more), sent=at(6))

    cap = feed()
    read(numbered("A-1", "Harbor"), numbered("A-2", "Downtown"), cap=cap)
    cancel = alert("A-3", sent=at(8), kind="Cancel", references=ref("A-1", 6))
    (event,) = read(cancel, cap=cap).events
    assert event.areas == ("Downtown",)
    assert not event.ends_by_word


def test_siblings_stay_apart_over_a_restart():
    def numbered(identifier: str, name: str) -> bytes:
        code = "/O.NEW.KRVM.FL.W.0009.260301T1500Z-260302T0100Z/"
        more = f"<parameter><valueName>VTEC</valueName><value>{code}</value></parameter>"
        return alert(identifier, info(area(name), more=more), sent=at(6))

    (stood,) = read(numbered("A-1", "Harbor"), numbered("A-2", "Downtown")).events
    assert stood.areas == ("Harbor", "Downtown")
    cap = feed()
    cancel = alert("A-3", sent=at(8), kind="Cancel", references=ref("A-1", 6))
    (event,) = cap.settle(cap.parse(cancel, NOW), {stood.event_id: stood}).events
    assert (event.event_id, event.areas) == (stood.event_id, ("Downtown",))
    assert not event.ends_by_word


def test_five_thousand_happenings_are_remembered_and_the_oldest_forgotten():
    cap = feed()
    for n in range(0, 5200, 400):
        bodies = b"".join(alert(f"A-{m}", info(area("Harbor"))) for m in range(n, n + 400))
        assert len(cap.parse(b"<alerts>" + bodies + b"</alerts>", NOW).events) == 400
    again = alert("A-0", info(area("Harbor")))
    (event,) = cap.parse(again, NOW).events
    assert event.event_id == "oem:A-0"
