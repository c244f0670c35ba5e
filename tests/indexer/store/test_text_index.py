"""Words are found by their stems, in the fields that say most, and only as long as they hold."""

import msgspec
import pytest

from core.event import EventType
from core.footprint import Basis, Footprint
from core.store import IndexedEvent, Query
from core.topics import Family
from indexer.store.text_index import TextIndex, slots_of, tag
from indexer.store.view import View
from tests.indexer.store.events import NOON, in_area, indexed, minutes, rivermouth

LINE = rivermouth().lines[0]


def index_of(*events: IndexedEvent) -> TextIndex:
    index = TextIndex(rivermouth())
    for slot, event in enumerate(events):
        index.put(slot, 0, event, msgspec.json.encode(event))
    commit(index)
    return index


def commit(index: TextIndex) -> None:
    pending = index.take_pending()
    assert pending is not None
    index.commit(pending)


def slots(index: TextIndex, text: str, *tags: list[str]) -> list[int]:
    return slots_of(index.best(text, tags, 10)[0]).tolist()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wires", True), ("WIRE!", True), ("the wire, on Elm?", True), ("cafés", True),
        ("cafe", True), ("Eastside", True), (LINE.name, True), ("power outage", True),
        ("hanging", True), ("squirrel", True), ("oak", False), ("", False), ("?!*", False),
        ("the", False), ("-wire", True), ("headline:nothing", False), ('"wire', True),
        ("wire AND (", True), ("NOT wire", True), ("tags:area", False),
    ],
)  # fmt: skip
def test_an_event_is_found_by_its_words_however_they_are_written(text: str, found: bool) -> None:
    index = index_of(
        indexed(
            headline="A wire fell",
            message="It hangs before the Café Lune.",
            cause="squirrel",
            areas=("Eastside",),
            footprint=Footprint(basis=Basis.LINE, line_ids=(LINE.id,)),
        )
    )
    assert slots(index, text) == ([0] if found else [])


def test_a_headline_says_more_than_a_message() -> None:
    index = index_of(
        indexed("1", headline="Dark streets", message="A tree fell."),
        indexed("2", headline="A tree fell", message="Dark streets."),
    )
    assert slots(index, "tree") == [1, 0]


def test_tags_narrow_the_search() -> None:
    index = index_of(
        indexed("1", headline="tree"),
        indexed("2", headline="tree", footprint=in_area("downtown")),
        indexed("3", headline="tree", type=EventType.ROAD_CLOSURE),
        indexed("4", headline="tree", footprint=Footprint(basis=Basis.CITYWIDE, everywhere=True)),
    )
    eastside = [tag("area", "eastside"), tag("area", "*")]
    assert sorted(slots(index, "tree", eastside)) == [0, 2, 3]
    assert sorted(slots(index, "tree", eastside, [tag("type", "power_outage")])) == [0, 3]
    assert sorted(slots(index, "tree", [])) == [0, 1, 2, 3]


def test_the_same_words_keep_their_document_and_need_no_commit() -> None:
    event = indexed(headline="A tree fell")
    index = TextIndex(rivermouth())
    first = index.put(3, 0, event, msgspec.json.encode(event))
    commit(index)
    again = msgspec.structs.replace(event, offset=9, indexed_at=NOON + minutes(5))
    assert index.put(3, first, again, msgspec.json.encode(again)) == first
    assert index.take_pending() is None
    other = indexed(headline="A tree stands")
    assert index.put(3, first, other, msgspec.json.encode(other)) != first


def test_what_came_and_went_between_two_commits_is_never_written() -> None:
    event = indexed(headline="A tree fell")
    index = TextIndex(rivermouth())
    index.remove(index.put(0, 0, event, msgspec.json.encode(event)))
    assert index.take_pending() is None


def test_words_of_an_event_that_is_gone_score_nothing_before_the_index_knows() -> None:
    view = View.of(rivermouth(), [indexed("gone", headline="A tree fell"), indexed("left")])
    view.apply(1, indexed("gone").key, None, NOON)
    fresh = indexed("fresh", headline="Quite dark")  # takes the slot of the one that is gone
    view.apply(2, fresh.key, msgspec.json.encode(fresh), NOON)
    assert {hit.score for hit in view.search(Query(text="tree"), NOON)} == {0.0}
    view.commit_words()
    assert {hit.score for hit in view.search(Query(text="tree"), NOON)} == {0.0}
    assert view.search(Query(text="dark"), NOON)[0].event == fresh


def test_the_best_of_what_matches_is_found_behind_many_that_do_not_match() -> None:
    loud = [indexed(f"loud{n}", headline="tree tree tree", status="resolved") for n in range(700)]
    view = View.of(rivermouth(), [*loud, indexed("quiet", message="By a tree."), indexed("none")])
    hits = view.search(Query(text="tree"), NOON)
    assert [(hit.event.event.event_id, hit.score > 0) for hit in hits] == [
        ("quiet", True),
        ("none", False),
    ]


def test_words_rank_what_the_filters_let_through_and_filter_nothing_themselves() -> None:
    events = [
        indexed("tree", headline="A tree fell on a wire"),
        indexed("fire", family=Family.EMERGENCY, type=EventType.FIRE, headline="A tree burns"),
        indexed("dark", headline="No light"),
    ]
    view = View.of(rivermouth(), events)
    power = Query(types=[EventType.POWER_OUTAGE], text="burning tree")
    hits = view.search(power, NOON)
    assert [hit.event.event.event_id for hit in hits] == ["tree", "dark"]
