"""What no word list knows is read by exemplars, where that is sure enough, and never waited for."""

import asyncio
from functools import cache

import numpy as np
import pytest

from assistant.answer import Status
from assistant.assistant import Assistant
from assistant.question import Question
from assistant.understand.aspects import Aspect
from assistant.understand.dialogue import Memory
from assistant.understand.fusion import doubtful, fused, masked
from assistant.understand.likeness import (
    Exemplar,
    Likely,
    Likeness,
    calibration,
    exemplars,
    nearest,
)
from assistant.understand.message import MessageReader
from assistant.understand.reading import Reading
from assistant.understand.topics import BROAD, SPECIFIC
from core.store import TextVector
from indexer.embedder import OnnxEmbedder, find_model, load_model
from tests.assistant.stories import BOIL, OUTAGE
from tests.assistant.town import NOW, Sessions, Town, city, gazetteer

needs_model = pytest.mark.skipif(find_model() is None, reason="no embedding model: `make model`")
READER = MessageReader(city(), gazetteer())


def read(text: str) -> Reading:
    [reading] = READER.read(Question(text=text), Memory(), NOW)
    return reading


class Spoken:
    """Give each text the vector of the exemplar that it is told to be like, or one of its own."""

    def __init__(self, like: dict[str, str], wait_s: float = 0) -> None:
        self.like, self.wait_s = like, wait_s
        self._places = {exemplar.text: n for n, exemplar in enumerate(exemplars())}

    async def vector(self, text: str) -> TextVector | None:
        if text not in self._places and self.wait_s:
            await asyncio.sleep(self.wait_s)
        values = np.zeros(len(self._places) + 1, np.float32)
        values[self._places.get(self.like.get(text, text), len(self._places))] = 1
        return TextVector("spoken", values)


class Silent:
    """Have no model."""

    async def vector(self, text: str) -> TextVector | None:
        return None


async def prepared(meanings: Spoken) -> Likeness:
    likeness = Likeness(meanings)
    await likeness.prepare()
    return likeness


def test_every_exemplar_has_a_label_that_is_known_and_stands_once():
    names = {topic.name for topic in (*SPECIFIC, *BROAD)}
    assert {e.label for e in exemplars() if e.scope is None} == names
    texts = [exemplar.text for exemplar in exemplars()]
    assert len(texts) == len(set(texts)) >= 300


def test_the_nearest_and_the_nearest_of_another_label_are_found():
    known = [Exemplar("a", "power"), Exemplar("b", "power"), Exemplar("c", "water")]
    assert nearest(np.array([0.9, 0.8, 0.3], np.float32), known) == (0, 2)


def test_confidence_grows_with_nearness_and_with_the_lead():
    sure = calibration().confidence
    assert sure(0.3, 0.0) < sure(0.6, 0.0) < sure(0.6, 0.3) < 1


@pytest.mark.parametrize(
    ("text", "open_"),
    [
        ("my fridge died", True),
        ("is there a problem with my plugs", True),
        ("why", False),
        ("is the power out", False),
        ("what about harbor", False),
        ("hello", False),
        ("how do i pay my tax", False),
        ("what is going on", False),
    ],
)
def test_only_what_words_leave_open_is_asked_of_the_model(text: str, open_: bool):
    assert doubtful(read(text)) is open_


def test_places_and_numbers_are_taken_out():
    assert masked(read("my fridge died in harbor at 1420 elm street")) == "my fridge died in at"


def likely(label: str, other: str, confidence: float, aspect: Aspect = Aspect.STATUS) -> Likely:
    return Likely(Exemplar("x", label, aspect), Exemplar("y", other), confidence)


def test_a_sure_likeness_gives_the_topic_and_what_about_it():
    reading = fused(read("my fridge died"), likely("power", "water", 0.9, Aspect.END), Memory())
    assert ([t.name for t in reading.topics], reading.aspect) == (["power"], Aspect.END)
    assert reading.in_scope


def test_a_sure_likeness_to_what_is_out_of_scope_turns_away():
    reading = fused(read("my fridge died"), likely("money", "water", 0.9), Memory())
    assert reading.intent.verdict is not None
    assert not reading.in_scope


def test_an_unsure_likeness_is_asked_back_and_a_faint_one_is_not():
    unsure = fused(read("my fridge died"), likely("power", "internet", 0.5), Memory())
    assert [topic.name for topic in unsure.choices] == ["power", "internet"]
    assert not fused(read("my fridge died"), likely("power", "internet", 0.2), Memory()).choices
    assert not fused(read("my fridge died"), likely("power", "money", 0.5), Memory()).choices


def test_nothing_is_likely_before_the_exemplars_are_made_nor_after_the_time_is_up():
    async def asked() -> list[Likely | None]:
        slow = await prepared(Spoken({}, wait_s=5))
        return [await Likeness(Silent()).meant("x"), await slow.meant("my fridge died")]

    assert asyncio.run(asked()) == [None, None]


def ask(text: str, meanings: Spoken | None) -> tuple[Status, str]:
    async def answered() -> tuple[Status, str]:
        town = Town(OUTAGE, BOIL)
        assistant = Assistant(
            city(), gazetteer(), town.view, Sessions(), town.clock, meanings=meanings
        )
        await assistant.prepare()
        answer = await assistant.answer(Question(text=text))
        return answer.status, answer.text

    return asyncio.run(answered())


def test_the_assistant_answers_by_likeness_and_without_a_model_says_what_it_can_do():
    meanings = Spoken({"my fridge died in": "my fridge stopped working"})
    status, text = ask("my fridge died in eastside", meanings)
    assert status is Status.REPORTED
    assert text.startswith("A power outage is reported in Eastside")
    status, text = ask("my fridge died", None)
    assert status is Status.OUT_OF_SCOPE
    assert "call 311" in text


class Model:
    """Speak for the real model."""

    def __init__(self, model: OnnxEmbedder) -> None:
        self._model = model

    async def vector(self, text: str) -> TextVector | None:
        return TextVector(self._model.name, self._model.embed([text])[0])


@cache
def real() -> Likeness:
    model = load_model()
    assert model is not None
    likeness = Likeness(Model(model))
    asyncio.run(likeness.prepare())
    return likeness


@needs_model
@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("my fridge died, neighbours too", ["power"]),
        ("the whole building went black", ["power"]),
        ("sirens all night what happened", ["safety"]),
        ("videos keep freezing for everybody", ["internet"]),
        ("router blinking red", ["internet"]),
        ("nobody can flush", ["water"]),
        ("taps coughing air then nothing", ["water"]),
        ("jackhammers since 6am", ["roadwork"]),
        ("windows rattled just now", ["earthquake"]),
        ("do we have to leave our homes", ["evacuation"]),
        ("powers out??", ["power"]),
        ("its dark in our whole block", ["power"]),
        ("can't get netflix anywhere", ["internet"]),
        ("trains?", ["transit"]),
    ],
)
def test_what_words_do_not_tell_is_told_by_the_model(text: str, topics: list[str]):
    reading = read(text)
    if doubtful(reading):
        found = asyncio.run(real().meant(masked(reading)))
        assert found is not None
        reading = fused(reading, found, Memory())
    offered = reading.topics or reading.choices
    assert topics[0] in [topic.name for topic in offered]


@needs_model
@pytest.mark.parametrize(
    "text",
    [
        "what rhymes with table",
        "how many moons does jupiter have",
        "my knee hurts when i run",
        "can you order me a taxi",
        "which football club is better",
    ],
)
def test_the_model_takes_nothing_foreign_for_a_question_about_the_city(text: str):
    reading = read(text)
    found = asyncio.run(real().meant(masked(reading)))
    assert found is not None
    assert not fused(reading, found, Memory()).in_scope
