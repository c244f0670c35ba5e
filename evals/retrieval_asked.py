"""Make the questions by which retrieval is measured, and grade events for each from the ledger.

2: answers the question as asked: of the kind, at the place, in force (announced, where that is
asked for), and the one meant where one is singled out. 1: what a good answer may also mention: of
the kind and announced, not the one meant, or so near to the border that the place may be reached.
0: everything else. What lies near is told only where nothing reaches the place (contract, "Place"),
and only questions that something answers are asked.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any, Final, cast

import yaml

from evals.asking import Asked, Asker
from evals.expecting import Ask
from evals.geography import Geography, Spot, Stands
from evals.instants import Instant
from evals.ledger import Published, State
from evals.subjects import EVERYTHING, answers, means, topic_of

LIVE: Final = (State.IN_FORCE, State.UPCOMING)
"""What may be found: events in force or announced. Nothing that is over is among it."""
_PARTICULARS: Final = Path(__file__).with_name("particulars.yaml")
_TRIES: Final = 8


@dataclass(frozen=True, slots=True)
class Query:
    """Hold one question, and how events are graded for it.

    Attributes:
        id: its number, in text.
        asked: the question.
        grades: by event id; events that are not in it are 0.
        particular: whether it singles one thing out by words of its own.
    """

    id: str
    asked: Asked
    grades: Mapping[str, int]
    particular: bool = False


@dataclass(frozen=True, slots=True)
class Single:
    """Hold ways to single out events, by the cause that a source gives.

    Attributes:
        type: of the events.
        cause: what their cause looks like.
        ways: by language, questions; `{area}` stands for the name of an area.
    """

    type: str
    cause: re.Pattern[str]
    ways: Mapping[str, Sequence[str]]

    def means(self, event: Published) -> bool:
        """Say whether an event is one of those singled out."""
        return event.type == self.type and bool(self.cause.search(str(event.said.get("cause", ""))))


@lru_cache
def singles() -> tuple[Single, ...]:
    """Return all ways to single out events."""
    listed = cast(list[dict[str, Any]], yaml.safe_load(_PARTICULARS.read_text("utf-8")))
    return tuple(
        Single(one["type"], re.compile(one["cause"], re.IGNORECASE), one["ways"]) for one in listed
    )


class Grader:
    """Make graded questions for one city."""

    def __init__(self, geography: Geography, asker: Asker, chance: Random) -> None:
        self._geography = geography
        self._asker = asker
        self._chance = chance
        self._made = 0

    def queries(
        self, stop: Instant, told: Sequence[Published], number: int, name: str
    ) -> Iterator[Query]:
        """Yield at most so many questions that an event answers; a third single one thing out."""
        live = [e for e in told if e.state in LIVE and e.topic != "anomalies"]
        wanted = number - number // 3
        yield from self._of_kinds(stop, told, live, wanted, name)
        yield from self._of_particulars(live, number - wanted, name)

    def _of_kinds(
        self, stop: Instant, told: Sequence[Published], live: Sequence[Published], number: int,
        name: str,
    ) -> Iterator[Query]:  # fmt: skip
        left = number
        for asked in self._asker.questions(stop, told, number * _TRIES):
            spot = asked.ask.spot
            if asked.after is not None or asked.ask.aspect == "past":
                continue
            if spot is not None and spot.kind == "here":
                continue  # a point beside the question is nothing that a text search could see
            grades = self._graded(asked.ask, live)
            if left and 2 in grades.values():
                left -= 1
                yield Query(self._id(name), asked, grades)

    def _of_particulars(self, live: Sequence[Published], number: int, name: str) -> Iterator[Query]:
        able = [
            (single, event) for single in singles() for event in live
            if event.state is State.IN_FORCE and single.means(event)
            and any(e.type == event.type and not single.means(e) for e in live)
        ]  # fmt: skip
        for _ in range(min(number, 2 * len(able))):
            single, event = self._chance.choice(able)
            spot = self._area_of(event) if self._chance.random() < 0.5 else None
            language = self._chance.choices(list(single.ways), [3, *[1] * (len(single.ways) - 1)])[
                0
            ]
            ways = [w for w in single.ways[language] if ("{area}" in w) is (spot is not None)]
            if not ways:
                continue
            text = self._chance.choice(ways)
            said = text.replace("{area}", spot.name if spot is not None else "")
            ask = Ask(topic_of(event.type), "status_open", spot, text)
            asked = Asked(text=said, ask=ask, language=language)
            grades = {
                id_: 1 if not any(single.means(e) for e in live if e.id == id_) else grade
                for id_, grade in self._graded(replace(ask, words=""), live).items()
            }
            yield Query(self._id(name), asked, grades, particular=True)

    def _area_of(self, event: Published) -> Spot | None:
        areas = self._geography.spots["area"]
        there = [a for a in areas if self._geography.stands(event, a) is Stands.THERE]
        return self._chance.choice(there) if there else None

    def _graded(self, ask: Ask, live: Sequence[Published]) -> dict[str, int]:
        spot = ask.spot or self._geography.whole
        found: dict[str, int] = {}
        for event in live:
            if not answers(ask.topic, event):
                continue
            stands = self._geography.stands(event, spot)
            begun = event.state is State.IN_FORCE
            wanted = not begun if ask.aspect == "ahead" else begun or ask.topic == EVERYTHING
            lines = event.said.get("line") or event.said.get("lines")
            if stands is Stands.THERE:
                found[event.id] = 2 if wanted and means(ask.topic, ask.words, event) else 1
            elif stands is Stands.UNSURE and begun and not (spot.kind == "line" and lines):
                found[event.id] = 1  # told of other lines, it is nothing on this one
        return found

    def _id(self, name: str) -> str:
        self._made += 1
        return f"{name}/{self._made}"
