"""Hold the latest reading of each subject, in the order of their keys when asked for all."""

from collections.abc import Iterable, Sequence

from core.observation import Observation
from core.telemetry import Subject


class Observed:
    """Hold observations by topic and key."""

    def __init__(self, observations: Iterable[Observation] = ()) -> None:
        self._by_topic: dict[str, dict[str, Observation]] = {}
        self._in_order: dict[str, list[str]] = {}
        """Keys of a topic, sorted; dropped where a key comes or goes."""
        for observation in observations:
            self.put(observation)

    def __len__(self) -> int:
        return sum(map(len, self._by_topic.values()))

    def get(self, subject: Subject) -> Observation | None:
        """Return a subject's latest reading; None where there is none."""
        return self._by_topic.get(subject.topic, {}).get(subject.key)

    def of(self, topic: str) -> Sequence[Observation]:
        """Return all of a topic, by key."""
        held = self._by_topic.get(topic, {})
        keys = self._in_order.get(topic)
        if keys is None:
            keys = self._in_order[topic] = sorted(held)
        return [held[key] for key in keys]

    def put(self, observation: Observation) -> None:
        """Take in a subject's latest reading, in place of the one before."""
        subject = observation.subject
        held = self._by_topic.setdefault(subject.topic, {})
        if subject.key not in held:
            self._in_order.pop(subject.topic, None)
        held[subject.key] = observation

    def remove(self, subject: Subject) -> None:
        """Let a subject go."""
        if self._by_topic.get(subject.topic, {}).pop(subject.key, None) is not None:
            self._in_order.pop(subject.topic, None)
