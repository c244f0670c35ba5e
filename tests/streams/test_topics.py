"""The contract's topics come into being with its policies, and none that exists is changed."""

from typing import Any

import pytest
from confluent_kafka.admin import AdminClient

from core import topics
from core.topics import Cleanup, all_topics
from streams.admin import Admin
from streams.topics import TopicReport, ensure_topics
from tests.streams.brokers import EmbeddedBench, RealBench, wait_until


def delete(bench: RealBench, names: list[str]) -> None:
    admin: Any = AdminClient({"bootstrap.servers": bench.settings.bootstrap_servers})
    for done in admin.delete_topics(names).values():
        done.result(10)
    left = Admin(bench.settings)
    wait_until(lambda: not set(names) & set(left.partitions()))


@pytest.mark.kafka
@pytest.mark.admin
def test_topics_are_made_once_and_another_policy_is_told_not_changed(real: RealBench):
    names = [topic.name for topic in all_topics()]
    admin = Admin(real.settings)
    admin.create({topics.ANOMALIES: {"cleanup.policy": "delete"}}, 1, 1)
    others = {topic.name for topic in all_topics()} - {topics.ANOMALIES}

    first = ensure_topics(real.settings, partitions=3, replication=1)
    assert set(first.created) == others
    assert first.existing == (topics.ANOMALIES,)
    assert first.differing == {topics.ANOMALIES: "delete"}

    wait_until(lambda: set(names) <= set(admin.partitions()))
    assert {len(admin.partitions()[name]) for name in others} == {3}
    assert admin.cleanup_policies(names) == {
        topic.name: topic.cleanup.value for topic in all_topics()
    } | {topics.ANOMALIES: "delete"}

    again = ensure_topics(real.settings)
    assert again == TopicReport(existing=tuple(names), differing={topics.ANOMALIES: "delete"})
    delete(real, names)


def test_where_the_broker_has_no_admin_calls_topics_come_by_asking(embedded: EmbeddedBench):
    settings = embedded.settings.model_copy(update={"transit_topic": "trams"})
    report = ensure_topics(settings)
    assert report.created == report.existing == ()
    assert {"trams", "trams.dlq", topics.FEED_STATUS} <= set(report.unmanaged)
    known = Admin(settings).partitions()
    assert all(len(known[name]) == 4 for name in report.unmanaged)


def test_the_contract_compacts_what_is_state_and_ages_what_is_not():
    policies = {topic.name: topic.cleanup for topic in all_topics()}
    assert policies[topics.EMERGENCY_EVENTS] is policies[topics.FEED_STATUS] is Cleanup.COMPACT
    assert policies[topics.dead_letter(topics.EMERGENCY_EVENTS)] is Cleanup.DELETE
