"""Read a prompt as a model does: the evidence, the composed facts and the question in it.

An object with `event_id` on a line of its own is an event, one with `text` and `event_ids` is a
fact, and one with `question` is what the person asked.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

_LANGUAGES: Final = {
    "en": r"\bEnglish\b|\"en\"|\(en\)",
    "es": r"\bSpanish\b|español|\"es\"|\(es\)",
    "fr": r"\bFrench\b|français|\"fr\"|\(fr\)",
    "zh": r"\bChinese\b|中文|\"zh\"|\(zh\)",
}
_WRITE_IN: Final = re.compile(r"Write in (\w+)|\"language\":\s*\"(\w+)\"")
_LEAD: Final = re.compile(r"already begins with [\"“]([^\"”]+)")


@dataclass(frozen=True, slots=True)
class Fact:
    """Hold one composed sentence as the prompt has it."""

    text: str
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Hold what a model sees of one question.

    Attributes:
        system: what it was told to do.
        data: the whole of what it was given besides.
        events: the evidence, each as its JSON object.
        facts: the composed sentences.
        question: what the person asked.
        language: of the answer.
        lead: the Yes or No that the answer begins with; empty for none.
        now: the instant of the answer, in the city's time.
    """

    system: str
    data: str
    events: tuple[Mapping[str, Any], ...]
    facts: tuple[Fact, ...]
    question: str
    language: str
    lead: str
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        """Return the city's time zone."""
        return cast(ZoneInfo, self.now.tzinfo)

    def event(self, event_id: str) -> Mapping[str, Any] | None:
        """Return the event of an id; None where there is none."""
        return next((event for event in self.events if event["event_id"] == event_id), None)


def read_prompt(system: str, data: str, now: datetime) -> Sight:
    """Read a prompt.

    Args:
        system: the system message.
        data: the user message.
        now: the instant, in the city's time, as a model's server knows it.
    """
    events: list[Mapping[str, Any]] = []
    facts: list[Fact] = []
    question = ""
    for found in _objects(data):
        if "event_id" in found:
            events.append(found)
        elif isinstance(found.get("question"), str):
            question = found["question"]
        elif isinstance(found.get("text"), str) and isinstance(found.get("event_ids"), list):
            facts.append(Fact(found["text"], tuple(map(str, found["event_ids"]))))
    lead = _LEAD.search(system)
    return Sight(
        system=system, data=data, events=tuple(events), facts=tuple(facts),
        question=question, language=_language(system, data),
        lead=lead[1] if lead else "",
        now=now,
    )  # fmt: skip


def _objects(data: str) -> Iterator[dict[str, Any]]:
    for line in data.splitlines():
        if line.lstrip().startswith("{"):
            try:
                found = json.loads(line)
            except ValueError:
                continue
            if isinstance(found, dict):
                yield cast(dict[str, Any], found)


def _language(system: str, data: str) -> str:
    told = _WRITE_IN.search(system) or _WRITE_IN.search(data)
    word = f'{told[1]} "{told[2]}"' if told else system
    return next((tag for tag, name in _LANGUAGES.items() if re.search(name, word)), "en")
