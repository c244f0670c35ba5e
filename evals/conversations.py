"""Write `docs/conversations.md`: real conversations, asked of the real assistant, word for word.

`python -m evals conversations` asks the questions of `conversations.yaml` and writes the page anew;
`--check` writes nothing, and returns 1 where the page is stale. The same questions are put to the
same cities, so that the page changes only where an answer does.
"""

import argparse
import asyncio
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import unified_diff
from pathlib import Path
from typing import Final

import yaml
from pydantic import model_validator

from assistant.answer import Answer
from assistant.assistant import Assistant
from core.city import City, load_city
from core.errors import Misconfigured
from evals.recorded_city import DELAY, RecordedCity, Take
from evals.stage import Sessions, Stage, asked_of
from evals.task import Put, Scene

SCRIPT: Final = Path(__file__).with_name("conversations.yaml")
PAGE: Final = Path(__file__).parents[1] / "docs" / "conversations.md"
SEED: Final = 1
_HEAD: Final = """\
# Conversations

Thirty conversations with the assistant of the demo city, word for word, without a language model.
Each says in one line what was so in the city when it was asked. They are made by
`python -m evals conversations` from the questions in `evals/conversations.yaml`, put to recordings
of the simulated city and, where readings or sources' words matter, to messages written there;
`make test` fails where this page no longer says what the assistant does.
"""
_CHANNELS: Final = {"sms": ", by text message", "voice": ", read aloud", "widget": ""}


class Conversation(Scene[Put]):
    """Hold one conversation: a scene told by hand, or a recorded city some minutes in.

    Attributes:
        title: what it shows.
        so: what is so in the city then.
        city: the scenario of the recorded city; empty for a scene told by hand.
        minute: minutes from the scenario's beginning at which it is begun.
    """

    title: str
    so: str
    city: str = ""
    minute: float = 0.0

    @model_validator(mode="after")
    def _one_city(self) -> "Conversation":
        if bool(self.city) == (self.now is not None):
            raise ValueError(f"{self.title}: give it either a recorded city or a now")
        return self


@dataclass(frozen=True, slots=True)
class Spoken:
    """Hold one question and its answer."""

    put: Put
    at: datetime
    answer: Answer


def main(arguments: Sequence[str], city_folder: Path) -> int:
    """Write the page, or say whether it is stale."""
    parser = argparse.ArgumentParser(prog="python -m evals conversations", description=__doc__)
    parser.add_argument("--city", type=Path, default=city_folder, help="folder of the city pack")
    parser.add_argument("--check", action="store_true", help="only say whether the page is stale")
    parser.add_argument("--page", type=Path, default=PAGE, help="the page")
    given = parser.parse_args(arguments)
    script = load_script(SCRIPT)
    fresh = "\n".join(written(script, spoken(script, given.city))) + "\n"
    if not given.check:
        given.page.parent.mkdir(parents=True, exist_ok=True)
        given.page.write_text(fresh, "utf-8")
        return 0
    known = given.page.read_text("utf-8") if given.page.exists() else ""
    if known == fresh:
        return 0
    print(f"{given.page.name} is stale: run `python -m evals conversations`", file=sys.stderr)
    changed = unified_diff(known.splitlines(), fresh.splitlines(), "page", "now", lineterm="", n=0)
    print("\n".join(changed), file=sys.stderr)
    return 1


def load_script(path: Path) -> list[Conversation]:
    """Read conversations.

    Raises:
        Misconfigured: the file cannot be read as such.
    """
    try:
        return [Conversation.model_validate(one) for one in yaml.safe_load(path.read_text("utf-8"))]
    except (OSError, TypeError, ValueError, yaml.YAMLError) as error:
        raise Misconfigured(f"{path.name} holds no conversations: {error}") from error


def spoken(script: Sequence[Conversation], pack: Path) -> list[list[Spoken]]:
    """Hold every conversation, and return what was said in each."""
    city = load_city(pack)
    stage = Stage(city)
    said: dict[int, list[Spoken]] = {}
    for number, talk in enumerate(script):
        if talk.now is not None:
            said[number] = _staged(stage, talk, talk.now, city)
    for scenario in dict.fromkeys(talk.city for talk in script if talk.city):
        numbers = [n for n, talk in enumerate(script) if talk.city == scenario]
        asyncio.run(_recorded(pack, scenario, {n: script[n] for n in numbers}, said))
    return [said[number] for number in range(len(script))]


def _staged(stage: Stage, talk: Conversation, now: datetime, city: City) -> list[Spoken]:
    return [
        Spoken(put, (now + timedelta(minutes=put.after)).astimezone(city.timezone), answer)
        for put, answer in zip(talk.turns, stage.play(talk, now), strict=True)
    ]


async def _recorded(
    pack: Path, scenario: str, talks: dict[int, Conversation], said: dict[int, list[Spoken]]
) -> None:
    """Play a city once, and ask in the order of time, each conversation in its own session."""
    last = max(talk.minute + talk.turns[-1].after for talk in talks.values())
    recorded = RecordedCity(Take(pack, scenario, SEED), timedelta(minutes=last + 1))
    assistant = Assistant(
        recorded.city, recorded.gazetteer, recorded.view, Sessions(), recorded.clock
    )
    due = sorted(
        (talk.minute + put.after, number, turn)
        for number, talk in talks.items()
        for turn, put in enumerate(talk.turns)
    )
    for minute, number, turn in due:
        recorded.play(recorded.begins + timedelta(minutes=minute) + DELAY)
        before, put = said.setdefault(number, []), talks[number].turns[turn]
        session_id = before[-1].answer.session_id if before else None
        answer = await assistant.answer(asked_of(put, session_id))
        at = recorded.clock.now().astimezone(recorded.city.timezone)
        before.append(Spoken(put, at, answer))


def written(script: Sequence[Conversation], said: Iterable[Sequence[Spoken]]) -> Iterator[str]:
    """Yield the lines of the page."""
    yield _HEAD
    for number, (talk, turns) in enumerate(zip(script, said, strict=True), start=1):
        told_by = f", {talk.city} recording" if talk.city else ""
        yield f"## {number}. {talk.title}\n"
        yield f"*{turns[0].at:%A %H:%M}{told_by}: {talk.so}*\n"
        for turn, one in enumerate(turns):
            later = _later(turns[turn - 1].at, one.at) if turn else ""
            yield f"> **{one.put.ask}**{_CHANNELS[one.put.channel]}{_where(one.put)}{later}\n>"
            yield from (f"> {line}".rstrip() for line in one.answer.text.split("\n"))
            yield f"> <sub>{one.answer.status.value}</sub>\n"


def _where(put: Put) -> str:
    return ", with the device's location" if put.at is not None else ""


def _later(before: datetime, at: datetime) -> str:
    minutes = round((at - before).total_seconds() / 60)
    return f" ({minutes} minutes later)" if minutes else ""
