"""What an owner does when its store was emptied, or the log is not the one it read before."""

import pytest

from core.topics import Family
from tests.indexer.bench import Bench, Works
from tests.indexer.line import NOON, TOPIC, message

pytestmark = pytest.mark.usefixtures("impatient_owner")


def test_an_emptied_store_is_filled_again_by_itself():
    works = Works()
    bench = Bench(works)
    for n in range(5):
        works.write(message(f"p:{n}", headline="out"))
    bench.steps()
    works.held.empty()
    works.write(message("p:9"))
    bench.owner.step()
    assert works.state("p:1") is None
    bench.steps(1)
    assert works.held.rebuilding == {f"{TOPIC}/0": 6} or works.headline("p:1") == "out"
    bench.steps()
    assert works.headline("p:1") == works.headline("p:3") == "out"
    assert works.state("p:9") is not None
    assert works.held.rebuilding == {}


def test_an_emptied_store_is_noticed_without_any_record_coming():
    works = Works()
    bench = Bench(works)
    works.write(message(headline="out"))
    bench.steps()
    works.held.empty()
    bench.steps(5)
    assert works.headline("p:1") == "out"


def test_another_cluster_is_read_from_its_start_and_the_events_stay():
    works = Works()
    works.write(message("p:old", headline="from before"))
    works.write(message("p:1", headline="from before"))
    Bench(works).steps()
    epoch = works.held.epoch
    works.new_cluster()
    works.write(message("p:1", 5, headline="from the new one"))
    bench = Bench(works)
    bench.steps()
    assert works.held.epoch != epoch
    assert (works.headline("p:old"), works.headline("p:1")) == ("from before", "from the new one")
    assert (works.offset(), works.held.rebuilding) == (1, {})


def test_a_log_that_starts_after_our_offset_is_told_as_loss_and_read_on():
    works = Works()
    works.write(message("p:1"))
    first = Bench(works)
    first.steps()
    first.owner.close()
    for n in range(2, 6):
        works.write(message(f"p:{n}"))
    works.streams.records.truncate(works.partition(), 4)
    bench = Bench(works)
    bench.steps(5)
    assert works.held.lost == {Family.INFRASTRUCTURE: NOON}
    assert works.state("p:2") is None
    assert works.state("p:5") is not None
    assert works.offset() == 5


def test_an_emptied_store_whose_log_has_lost_its_beginning_says_so():
    works = Works()
    for n in range(3):
        works.write(message(f"p:{n}"))
    works.streams.records.truncate(works.partition(), 2)
    Bench(works).steps()
    assert works.held.lost == {Family.INFRASTRUCTURE: NOON}
    assert works.state("p:2") is not None
    assert works.offset() == 3


def test_a_log_that_ends_before_our_offset_is_read_again_without_loss():
    works = Works()
    works.write(message("p:1"))
    works.write(message("p:2"))
    first = Bench(works)
    first.steps()
    first.owner.close()
    works.held.offsets[f"{TOPIC}/0"] = 50
    bench = Bench(works)
    bench.steps(5)
    assert works.held.lost == {}
    assert works.offset() == 2


def test_records_read_before_a_new_life_was_noticed_are_read_again_not_applied():
    works = Works(partitions=4)
    one, two = Bench(works), Bench(works)
    for _ in range(3):
        one.steps(1)
        two.steps(1)
    for n in range(40):
        works.write(message(f"p:{n}"))
    for _ in range(2):
        one.steps(1)
        two.steps(1)
    two.owner.close()
    works.held.empty()
    for n in range(40, 60):
        works.write(message(f"p:{n}"))
    # In this one poll it is given the other's partitions, begins a new life for them, and gets
    # records of its own from where it stood in the old one.
    one.owner.step()
    assert works.held.ticks == {}
    one.steps(4)
    assert all(works.state(f"p:{n}") is not None for n in range(60))
    assert works.held.rebuilding == {}
