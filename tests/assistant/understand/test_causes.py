"""What a message only names as a cause is no question of its own."""

import pytest

from assistant.understand.intent import IntentReader
from tests.assistant.town import city, gazetteer

READER = IntentReader(city())


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("the outage from the lightning strike, when is it fixed", ["power"]),
        ("outage in Midtown from branches on the line?", ["power"]),
        ("is the power out after the storm", ["power"]),
        ("is the flooded street in Downtown still closed", ["roads"]),
        ("are the streets flooded in Harbor", ["weather", "roads"]),
        ("is the water safe after the flood and are the trains ok", ["water", "transit"]),
        ("how far is the fire from the train station", ["fire"]),
        ("which road is closed because of the gas leak", ["gas", "roads"]),
        ("because of the storm", ["weather"]),
    ],
)
def test_a_cause_is_no_topic_but_a_danger_is(text: str, topics: list[str]):
    read = READER.read(text, gazetteer().find(text))
    assert [topic.name for topic in read.topics] == topics
