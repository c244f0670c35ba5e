"""Carry records over Kafka; the only folder that imports the Kafka client.

A service is given a `Streams` (`streams.ports`): `KafkaStreams(settings)` from `streams.kafka`,
or `MemoryStreams()` from `streams.memory` in tests without a broker. From it come:

- `sink() -> RecordSink`: `publish(topic, key, value, headers, on_delivered)` buffers and waits
  when full; `publish_all(records)` returns once all are acknowledged (outputs first);
  `flush(timeout)` raises `Transient` with the number that are not; `delivered`, `failed`.
- `source(group, topics, assignment) -> RecordSource`: `poll_batch(max_records, timeout)` gives
  `Record`s, those of a partition together and in order (`record.by_partition` makes a dict).
  `assignment.on_assign(partitions)` returns the positions (`int` or `"earliest"`): nothing else
  decides them. `OffsetLost` says that a position is not in the log: `seek`, and go on. Also
  `positions`, `assigned`, `pause`, `resume`, `commit` (for lag tools), `close`.
- `log() -> RecordLog`: `cluster_id`, `partitions_of(topics)`, `start_offsets`, `end_offsets`,
  `offsets_at(partitions, instant)`, `read_all(topics)` up to the end noted at its start, `tail`.

Settings: `streams.endpoints.find_settings(environ, state_dir) -> KafkaSettings`; topics of the
contract are called `settings.wire_name(core.topics.EMERGENCY_EVENTS)` on the broker;
`streams.topics.ensure_topics(settings)` makes them. `streams.headers` writes and reads
CloudEvents headers. Brokers of our own: `streams.embedded.EmbeddedBroker` (a process of its own,
no Java), `streams.kraft.LocalKafka` (Apache Kafka 4).

Errors are those of `core.errors`, and `streams.failures.OffsetLost`, a `Transient`.
"""
