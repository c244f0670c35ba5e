"""Any log, in any batches, with repairs coming back whenever they like, ends as the model says."""

import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
)

from core.store import IndexedEvent
from core.topics import Family
from core.wire import Reading, decode_event
from scripts.reference_model import ReferenceModel, Told
from streams.record import Outgoing, Record
from tests.indexer.line import NOON, TOPIC, Line, at, message

IDS = st.sampled_from(["p:a", "p:b", "p:c"])
MINUTES = st.integers(0, 12)
ENDINGS = st.sampled_from(
    [{"message_type": "cancel"}, {"status": "restored"}, {"status": "cleared", "cause": "a tree"}]
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "headline": st.sampled_from(["out", "still out", "crews are there"]),
        "area": st.sampled_from(["Eastside", "Harbor"]),
        "affected_customers": st.integers(0, 3),
        "estimated_restoration": st.sampled_from([at(30), at(90)]),
    },
)


class LogAgainstModel(RuleBasedStateMachine):
    """Write to a log and to the model; index in batches of any size; let repairs come back late."""

    def __init__(self) -> None:
        super().__init__()
        self.line = Line()
        self.model = ReferenceModel()
        self.waiting: list[Record] = []
        self.coming_back: list[Outgoing] = []
        self.told: list[Told] = []
        self.too_old = 0

    def write(self, told: Told) -> None:
        self.told.append(told)
        self.waiting.append(self.line.record(told))
        self.too_old += not self.model.hear(told)

    @rule(event_id=IDS, minutes=MINUTES, fields=FIELDS)
    def tell(self, event_id: str, minutes: int, fields: dict[str, Any]) -> None:
        self.write(message(event_id, minutes, **fields))

    @rule(event_id=IDS, minutes=MINUTES, ending=ENDINGS)
    def end(self, event_id: str, minutes: int, ending: dict[str, str]) -> None:
        self.write(message(event_id, minutes, **ending))

    @rule(event_id=IDS, minutes=MINUTES, replaced=IDS)
    def replace(self, event_id: str, minutes: int, replaced: str) -> None:
        if event_id != replaced:
            self.write(message(event_id, minutes, references=[replaced]))

    @precondition(lambda self: self.told)
    @rule(pick=st.randoms(use_true_random=False))
    def repeat(self, pick: Any) -> None:
        self.write(pick.choice(self.told))

    @rule(event_id=IDS)
    def withdraw(self, event_id: str) -> None:
        self.waiting.append(self.line.record(None, key=event_id))
        self.model.withdraw(event_id)

    @precondition(lambda self: self.waiting)
    @rule(size=st.integers(1, 6))
    def index(self, size: int) -> None:
        batch, self.waiting = self.waiting[:size], self.waiting[size:]
        self.coming_back += [o for o in self.line.feed(batch) if o.topic == TOPIC]

    @precondition(lambda self: self.coming_back)
    @rule(newest_first=st.booleans())
    def come_back(self, newest_first: bool) -> None:
        outgoing = self.coming_back.pop(-1 if newest_first else 0)
        headers = {name: str(text) for name, text in (outgoing.headers or {}).items()}
        self.waiting.append(self.line.record(outgoing.value, key=outgoing.key, headers=headers))

    @precondition(lambda self: not self.waiting)
    @invariant()
    def store_is_as_the_model_says(self) -> None:
        for event_id in ("p:a", "p:b", "p:c"):
            wanted = self.model.state(event_id)
            stored = self.line.state(event_id)
            if wanted is None:
                assert not isinstance(stored, IndexedEvent)
                continue
            assert self.line.event(event_id) == decode(wanted)
            assert isinstance(stored, IndexedEvent)
            assert stored.superseded_by == self.model.superseded_by(event_id)
        assert self.line.letters() == ["too_old"] * self.too_old

    def teardown(self) -> None:
        if self.waiting:
            self.coming_back += self.line.feed(self.waiting)
            self.waiting = []
        self.store_is_as_the_model_says()
        self.line.echo_all(self.coming_back)
        self.store_is_as_the_model_says()


def decode(told: Told) -> Any:
    reading = Reading(
        TOPIC, Family.INFRASTRUCTURE, ZoneInfo("America/New_York"), NOON + timedelta(hours=2)
    )
    return decode_event(json.dumps(told).encode(), reading)


LogAgainstModel.TestCase.settings = settings(
    max_examples=150, stateful_step_count=50, deadline=None
)
TestLogAgainstModel = LogAgainstModel.TestCase
