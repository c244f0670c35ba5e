"""Members of a group share its partitions, hand them over, and read each record once."""

from streams.kafka import KafkaStreams
from streams.ports import Streams
from streams.record import Outgoing, Record, TopicPartition
from streams.settings import GroupProtocol
from tests.streams.brokers import MOMENT, Bench, Owner, RealBench, read, wait_until


def protocols_of(bench: Bench) -> list[Streams]:
    """Return the bench's streams, once for each group protocol that is of use there.

    The embedded broker's classic groups wait out the session of whoever leaves: not for use.
    """
    if not isinstance(bench, RealBench):
        return [bench.streams]
    return [
        KafkaStreams(bench.settings.model_copy(update={"group_protocol": protocol}))
        for protocol in (GroupProtocol.CONSUMER, GroupProtocol.CLASSIC)
    ]


def test_two_members_share_hand_over_and_take_over(bench: Bench):
    for streams in protocols_of(bench):
        assert_members_share_hand_over_and_take_over(bench, streams)


def assert_members_share_hand_over_and_take_over(bench: Bench, streams: Streams) -> None:
    topic = bench.fresh_topic()
    every = [TopicPartition(topic, number) for number in range(4)]
    positions: dict[TopicPartition, int] = {}
    seen: list[Record] = []
    owners = [Owner(positions), Owner(positions)]
    first = streams.source(topic, [topic], owners[0])
    members = [first]

    def turn() -> None:
        for member in members:
            for record in member.poll_batch(100, MOMENT / 10):
                assert record.topic_partition in member.assigned()
                positions[record.topic_partition] = record.offset + 1
                seen.append(record)

    def shared(*sizes: int) -> bool:
        turn()
        held = [partition for member in members for partition in member.assigned()]
        sizes_now = sorted(len(member.assigned()) for member in members)
        return sizes_now == sorted(sizes) and sorted(held) == every

    wait_until(lambda: shared(4))
    sink = bench.sink
    sink.publish_all(Outgoing(topic, f"k{n}", b"%d" % n) for n in range(100))
    wait_until(lambda: (turn(), len(seen))[1] == 100)

    members.append(streams.source(topic, [topic], owners[1]))
    wait_until(lambda: shared(2, 2))
    assert len(owners[0].revoked) == 2
    assert set(owners[1].assigned) == set(owners[0].revoked)
    sink.publish_all(Outgoing(topic, f"k{n}", b"%d" % n) for n in range(100, 200))
    wait_until(lambda: (turn(), len(seen))[1] == 200)

    members.remove(first)
    first.close()
    assert set(owners[0].revoked) == set(every)
    wait_until(lambda: shared(4))
    sink.publish_all(Outgoing(topic, f"k{n}", b"%d" % n) for n in range(200, 300))
    wait_until(lambda: (turn(), len(seen))[1] == 300)

    assert sorted(int(record.value or b"") for record in seen) == list(range(300))
    assert owners[0].lost == owners[1].lost == []
    members[0].close()


def test_two_groups_each_read_everything(bench: Bench):
    topic = bench.fresh_topic()
    bench.sink.publish_all(Outgoing(topic, f"k{n}", b"v") for n in range(30))
    for group in ("one", "two"):
        source = bench.streams.source(f"{group}-{topic}", [topic], Owner())
        assert len(read(source, 30)) == 30
        source.close()


def test_several_topics_are_read_by_one_member(bench: Bench):
    topics = [bench.fresh_topic() for _ in range(3)]
    bench.sink.publish_all(Outgoing(topic, "k", topic.encode()) for topic in topics)
    source = bench.streams.source(topics[0], topics, Owner())
    assert {(record.topic, record.value) for record in read(source, 3)} == {
        (topic, topic.encode()) for topic in topics
    }
    source.close()
