"""What messages do to events, told as short scripts: newest wins, ends keep, sources own."""

import itertools
from datetime import timedelta
from typing import Any

import pytest

from core.event import EndCertainty, MessageType
from core.severity import Severity
from core.store import Forgotten, IndexedEvent
from core.topics import REPAIR_HEADER, RETIRE_HEADER
from core.wire import encode_event
from tests.indexer.line import NOON, TOPIC, Line, at, message


def indexed(line: Line, event_id: str = "p:1") -> IndexedEvent:
    state = line.state(event_id)
    assert isinstance(state, IndexedEvent)
    return state


def test_an_update_takes_the_place_of_the_older_message_and_leaves_it_in_the_history():
    line = Line()
    line.tell(message(minutes=0, headline="out"), message(minutes=5, headline="crews are there"))
    assert line.event().headline == "crews are there"
    assert [v.headline for v in indexed(line).versions] == ["out"]
    assert indexed(line).first_issued_at == NOON


def test_older_news_that_comes_late_changes_nothing_and_the_log_is_mended():
    line = Line()
    line.tell(message(minutes=5, headline="new"))
    rev = line.store.held.seq
    back = line.tell(message(minutes=0, headline="old"))
    assert line.event().headline == "new"
    assert line.store.held.seq == rev
    assert [(o.key, o.headers) for o in back] == [("p:1", {REPAIR_HEADER: "1"})]
    assert back[0].value == encode_event(line.event())
    assert line.echo_all(back) == 1
    assert line.store.held.seq == rev


def test_of_two_messages_with_one_timestamp_the_later_in_the_log_wins_and_is_counted():
    line = Line()
    line.tell(message(severity="low"))
    line.tell(message(severity="critical"))
    assert line.event().severity is Severity.CRITICAL
    assert line.counts["conflicts"] == 1


def test_a_duplicate_is_no_change():
    line = Line()
    line.tell(message())
    seq = line.store.held.seq
    assert line.tell(message(), message()) == []
    assert line.store.held.seq == seq


@pytest.mark.parametrize(
    "ending",
    [{"message_type": "cancel"}, {"status": "restored"}, {"status": "vanished"}],
    ids=["cancel", "restored", "vanished"],
)
@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "in two"])
@pytest.mark.parametrize("ending_first", [True, False], ids=["ending first", "in order"])
def test_an_ending_inherits_what_it_leaves_out_whichever_comes_first(
    ending: dict[str, str], together: bool, ending_first: bool
):
    line = Line()
    alert = message(headline="out", area="Eastside", affected_customers=12)
    end = message(minutes=9, **ending)
    told = [end, alert] if ending_first else [alert, end]
    if together:
        back = line.tell(*told)
    else:
        back = [*line.tell(told[0]), *line.tell(told[1])]
    event = line.event()
    assert event.ends_by_word
    assert (event.headline, event.areas, event.affected_customers) == ("out", ("Eastside",), 12)
    # The bare ending is not what the log should keep: the whole state goes back to it.
    assert [o.value for o in back][-1:] == [encode_event(event)]
    assert line.echo_all(back) == 1
    assert line.event() == event


def test_news_after_an_end_opens_the_event_again():
    line = Line()
    line.tell(
        message(), message(minutes=5, status="restored"), message(minutes=9, headline="again")
    )
    assert not line.event().ends_by_word
    assert indexed(line).messages == ()


def test_an_end_that_is_alone_is_kept_as_a_message_so_that_older_news_can_still_fill_it():
    line = Line()
    line.tell(message(minutes=9, message_type="cancel"))
    assert [m.event.message_type for m in indexed(line).messages] == [MessageType.CANCEL]


def test_an_estimate_is_not_made_certain_by_an_end_that_says_when():
    line = Line()
    line.tell(message(estimated_restoration=at(60)), message(minutes=5, status="restored"))
    assert line.event().end_certainty is EndCertainty.ESTIMATED
    line.tell(message(minutes=6, status="restored", ends_at=at(5)))
    assert line.event().end_certainty is EndCertainty.KNOWN


def test_a_message_without_source_belongs_to_the_event_that_has_its_id():
    for first, second in itertools.permutations(
        [message(minutes=0, headline="a"), message(minutes=5, source=None, headline="b")]
    ):
        line = Line()
        line.tell(first)
        line.tell(second)
        assert (line.event().source, line.event().headline) == ("city-power", "b")
        assert line.letters() == []


@pytest.mark.parametrize(
    ("first", "second", "wanted", "letters"),
    [
        ("city-power", "neighbour-grid", "city-power", ["id_conflict"]),
        ("city-power", "stranger", "city-power", ["id_conflict"]),
        ("city-power", "the-city", "the-city", []),
        ("the-city", "city-power", "the-city", ["id_conflict"]),
        ("stranger", "the-city", "the-city", []),
        ("stranger", "city-power", "stranger", ["id_conflict"]),
    ],
)
def test_an_id_belongs_to_its_source_unless_an_official_one_speaks(
    first: str, second: str, wanted: str, letters: list[str]
):
    line = Line()
    line.tell(message(minutes=5, source=first))
    line.tell(message(minutes=0, source=second))
    assert line.event().source == wanted
    assert line.letters() == letters


def test_an_official_source_takes_over_without_the_lesser_ones_fields_and_whatever_the_time():
    line = Line()
    line.tell(message(minutes=5, headline="all is well", area="Eastside"))
    line.tell(message(minutes=0, source="the-city", headline="it is not"))
    assert (line.event().headline, line.event().areas) == ("it is not", ())


@pytest.mark.parametrize("drill_first", [True, False])
def test_a_drill_never_hides_what_is_really_so(drill_first: bool):
    line = Line()
    real, drill = message(headline="really"), message(minutes=5, handling="exercise")
    line.tell(*((drill, real) if drill_first else (real, drill)))
    assert line.event().headline == "really"
    assert line.letters() == ([] if drill_first else ["id_conflict"])


def test_what_mends_the_log_goes_where_the_record_was():
    line = Line()
    line.tell(message(minutes=5))
    mended = line.tell(message(minutes=1))
    assert [(outgoing.key, outgoing.partition) for outgoing in mended] == [("p:1", 0)]


def test_residents_make_no_official_events():
    line = Line()
    line.tell(message(source="people"))
    assert line.state() is None
    assert line.letters() == ["unauthorised"]


def test_a_refused_record_is_followed_by_the_winner_so_that_compaction_keeps_it():
    line = Line()
    line.tell(message(headline="out"))
    back = line.tell(b"{", key="p:1")
    assert [o.topic for o in back] == [f"{TOPIC}.dlq", TOPIC]
    assert line.echo_all(back[1:]) == 1


def test_a_null_value_withdraws_the_event_and_remembers_its_age():
    line = Line()
    line.tell(message(minutes=5))
    line.tell(None, key="p:1")
    assert line.state() == Forgotten(
        last_issued_at=NOON + timedelta(minutes=5), forgotten_at=line.clock.now()
    )
    back = line.tell(message(minutes=5, headline="a late copy"))
    assert line.letters() == ["too_old"]
    assert [(o.key, o.value) for o in back[1:]] == [("p:1", None)]
    assert line.echo_all(back) == 1
    line.tell(message(minutes=6))
    assert line.event().issued_at == NOON + timedelta(minutes=6)


def test_a_null_value_for_an_unknown_key_is_only_counted():
    line = Line()
    assert line.tell(None, key="nope") == []
    assert line.counts["tombstone_unknown"] == 1
    assert line.state("nope") is None


def test_a_retirement_forgets_the_version_that_it_names_and_no_other():
    line = Line()
    line.tell(message(minutes=5, status="restored"))
    line.tell(message(minutes=9, headline="out again"))
    back = line.tell(None, key="p:1", headers={RETIRE_HEADER: at(5)})
    assert line.event().headline == "out again"
    assert back[0].value == encode_event(line.event())
    assert line.tell(None, key="p:1", headers={RETIRE_HEADER: at(9)}) == []
    assert isinstance(line.state(), Forgotten)


@pytest.mark.parametrize("header", ["", "soon", "2025-12-25T12:00:00"])
def test_a_retirement_that_names_no_version_forgets_nothing(header: str):
    line = Line()
    line.tell(message())
    line.tell(None, key="p:1", headers={RETIRE_HEADER: header})
    assert line.event().event_id == "p:1"


def test_a_repair_that_was_overtaken_is_mended_once_and_tells_nothing():
    line = Line()
    stale = line.tell(message(minutes=9, status="restored"), message(headline="first"))
    line.tell(message(minutes=4, headline="second"))
    assert line.event().headline == "second"
    assert line.echo_all(stale) == 2
    assert line.event().headline == "second"


def test_an_overtaken_repair_of_a_withdrawn_event_is_nobodys_mistake():
    line = Line()
    repair = line.tell(message(minutes=9), message())
    line.tell(None, key="p:1")
    back = line.echo(repair)
    assert line.letters() == []
    assert [(o.key, o.value) for o in back] == [("p:1", None)]


def references(*names: str) -> dict[str, Any]:
    return {"references": list(names)}


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_reference_replaces_what_is_not_newer_in_whatever_order_they_come(order: tuple[int, ...]):
    told = [message("p:a"), message("p:a", 3), message("p:b", 5, **references("p:a"))]
    line = Line()
    for place in order:
        line.tell(told[place])
    assert indexed(line, "p:a").superseded_by == "p:b"
    assert indexed(line, "p:b").superseded_by == ""
    line.tell(message("p:a", 7, headline="still there"))
    assert indexed(line, "p:a").superseded_by == ""


@pytest.mark.parametrize(
    ("by", "replaces"), [("city-power", True), ("neighbour-grid", False), ("the-city", True)]
)
@pytest.mark.parametrize("known_first", [True, False])
def test_only_its_own_source_or_an_official_one_replaces_an_event(
    by: str, replaces: bool, known_first: bool
):
    told = [message("p:a"), message("p:b", 5, source=by, **references("p:a"))]
    line = Line()
    for one in told if known_first else reversed(told):
        line.tell(one)
    assert indexed(line, "p:a").superseded_by == ("p:b" if replaces else "")


def test_an_event_never_replaces_itself():
    line = Line()
    line.tell(message(), message(minutes=5, **references("p:1", "no such id")))
    assert indexed(line).superseded_by == ""


@pytest.mark.parametrize("known_first", [True, False])
def test_a_cancel_under_an_id_of_its_own_inherits_from_what_it_refers_to(known_first: bool):
    told = [
        message("p:a", headline="out", area="Eastside"),
        message("p:b", 5, message_type="cancel", **references("p:a")),
    ]
    line = Line()
    outputs = [o for one in (told if known_first else told[::-1]) for o in line.tell(one)]
    event = line.event("p:b")
    assert (event.message_type, event.headline, event.areas) == (
        MessageType.CANCEL, "out", ("Eastside",),
    )  # fmt: skip
    assert indexed(line, "p:a").superseded_by == "p:b"
    assert line.echo_all(outputs) <= 2
    assert line.event("p:b") == event
    line.tell(message("p:b", 2, headline="its own"))
    assert line.event("p:b").headline == "its own"


FIVE = [
    message(minutes=0, headline="out", area="Eastside", estimated_restoration=at(50)),
    message(minutes=3, headline="crews are there", affected_customers=40),
    message(minutes=6, message_type="cancel"),
    message(minutes=9, status="restored", cause="a tree"),
    message(minutes=9.5, status="closed"),
]


@pytest.mark.parametrize("size", [1, 2, 5])
def test_all_orders_of_five_messages_end_in_the_same_state(size: int):
    outcomes: set[bytes] = set()
    for order in itertools.permutations(FIVE):
        line = Line()
        outputs = [
            o for start in range(0, 5, size) for o in line.tell(*order[start : start + size])
        ]
        line.echo_all(outputs)
        outcomes.add(encode_event(line.event()))
        assert line.letters() == []
    assert len(outcomes) == 1
