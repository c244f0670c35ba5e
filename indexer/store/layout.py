"""Name the keys under which the present lies in Redis; readers and the writer both go by it.

Everything of a city carries the hash tag `{<city id>}`, so that a script may touch it all.

| key | kind | what |
|---|---|---|
| `meta` | hash | `epoch`, `seq`, `cluster_id`, `run_id` of the server, `layout` |
| `partitions` | hash | topic -> how many partitions it has |
| `offsets` | hash | `<topic>/<n>` -> next offset |
| `rebuilding` | hash | `<topic>/<n>` -> end offset still to be reached; gone when all are |
| `ticks` | hash | `<topic>/<n>` -> ms: the instant up to which it is applied to its end |
| `lost` | hash | family -> ms at which its log was seen to begin after our offset |
| `events:<topic>` | hash | event id -> `<rev> <json>`: `IndexedEvent` or `Forgotten` |
| `references:<topic>` | hash | replaced id -> `<rev> <json>`: `Reference`; the writer's own |
| `changes` | sorted set | `<topic>|<event id>`, `beat|<source>`, `vector|<key>` -> newest seq |
| `due` | sorted set | `<topic>|<event id>` -> ms at which its standing changes by itself |
| `beats` | hash | source -> JSON `Heartbeat` |
| `vectors` | hash | meaning key -> float16 bytes |
| `vectors_model` | string | name of the model that made them |

After each write the new seq is published on the channel `changed`.
"""

from dataclasses import dataclass
from typing import Final

LAYOUT: Final = "1"
"""The version of this layout, kept in `meta`."""
BEAT: Final = "beat"
"""Stands for the topic in the change of a source's heartbeat."""
VECTOR: Final = "vector"
"""Stands for the topic in the change of a meaning's vector."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Make the keys of one city."""

    city_id: str

    @property
    def prefix(self) -> str:
        """Return what every key of the city begins with."""
        return f"civic:{{{self.city_id}}}:"

    def key(self, name: str) -> str:
        """Return the key of a name in the table above."""
        return self.prefix + name

    def events(self, topic: str) -> str:
        """Return the key of a topic's events."""
        return f"{self.prefix}events:{topic}"

    def references(self, topic: str) -> str:
        """Return the key of the references to a topic's events."""
        return f"{self.prefix}references:{topic}"

    @property
    def channel(self) -> str:
        """Return the channel on which the newest seq is published."""
        return self.prefix + "changed"


def member(topic: str, name: str) -> str:
    """Return how a thing is called in `changes` and `due`."""
    return f"{topic}|{name}"


def split_member(text: str) -> tuple[str, str]:
    """Return the topic, `beat` or `vector`, and the name of the thing."""
    topic, _, name = text.partition("|")
    return topic, name
