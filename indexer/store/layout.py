"""Name the keys under which the present lies in Redis; readers and the writer both go by it.

Everything of a city carries the hash tag `{<city id>}`, so that a script may touch it all.

| key | kind | what |
|---|---|---|
| `meta` | hash | `epoch`, `seq`, `cluster_id`, `run_id` of the server, `layout`; `token` of the \
joiner; `forgot`: the newest change that is no longer told |
| `partitions` | hash | topic -> how many partitions it has |
| `offsets` | hash | `<topic>/<n>` -> next offset |
| `rebuilding` | hash | `<topic>/<n>` -> end offset still to be reached; gone when all are |
| `ticks` | hash | `<topic>/<n>` -> ms: the instant up to which it is applied to its end |
| `lost` | hash | family -> ms at which its log was seen to begin after our offset |
| `events:<topic>` | hash | event id -> `<rev> <json>`: `IndexedEvent` or `Forgotten` |
| `references:<topic>` | hash | replaced id -> `<rev> <json>`: `Reference`; the writer's own |
| `changes` | sorted set | `<topic>|<event id>`, `beat|<source>`, `vector|<key>`, \
`obs|<topic>|<key>`, `incident|<topic>|<event id>` -> newest seq |
| `due` | sorted set | `<topic>|<event id>` -> ms at which its standing changes by itself |
| `beats` | hash | source -> JSON `Heartbeat` |
| `vectors` | hash | meaning key -> float16 bytes |
| `vectors_model` | string | name of the model that made them |
| `observations:<topic>` | hash | key of the subject -> `<rev> <json>`: its latest reading |
| `departed` | sorted set | `obs|<topic>|<key>` of observations let go -> seq |
| `watches` | hash | `<topic>/<n>` -> snapshot of the watch, as it was at the stored offset |
| `watermarks` | hash | `<topic>/<n>` -> `<event time ms> <machine's ms of its last advance>` |
| `partials` | hash | `<start ms>|<kind>|<topic>/<n>` -> rows of a window that is to be merged |
| `joint` | hash | `snapshot` of the joiner; `merged_up_to`, ms |
| `incidents` | hash | `<topic>|<event id>` -> JSON `Membership` |
| `lease:joiner` | string | `<token> <epoch> <holder>`, for as long as it holds |

After each write the new seq is published on the channel `changed`.

What telemetry leaves is bounded: an observation that is let go stays in `changes` only while it is
among the last `DEPARTED_KEPT`; a reader that is behind `forgot` loads anew. Partials that nobody
merges go, the oldest first, beyond `PARTIALS_KEPT`. A membership goes with its event.
"""

from dataclasses import dataclass
from typing import Final

from core.topics import EVENT_TOPICS, STATUS_TOPIC, TELEMETRY_TOPICS

LAYOUT: Final = "1"
"""The version of this layout, kept in `meta`."""
BEAT: Final = "beat"
"""Stands for the topic in the change of a source's heartbeat."""
VECTOR: Final = "vector"
"""Stands for the topic in the change of a meaning's vector."""
OBSERVATION: Final = "obs"
"""Stands before topic and key in the change of an observation."""
INCIDENT: Final = "incident"
"""Stands before topic and event id in the change of a membership."""
PRESENT_TOPICS: Final = frozenset((*(topic.name for topic in EVENT_TOPICS), STATUS_TOPIC.name))
"""The topics whose delay is our delay: a rebuild, and our age, are of these alone."""
OBSERVED_TOPICS: Final = tuple(topic.name for topic in TELEMETRY_TOPICS)
DEPARTED_KEPT: Final = 20_000
PARTIALS_KEPT: Final = 2_000


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

    def observations(self, topic: str) -> str:
        """Return the key of a telemetry topic's observations."""
        return f"{self.prefix}observations:{topic}"

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
