"""Fuse what the word lists read with what exemplars make likely.

The word lists decide where they know what is asked. Where they know nothing, or only that
something is asked, the exemplars do: surely enough, they are followed; nearly so, it is asked.
"""

import re
from dataclasses import replace
from typing import Final

from assistant.understand.aspects import Aspect
from assistant.understand.dialogue import Memory
from assistant.understand.likeness import Likely, calibration
from assistant.understand.reading import Reading
from assistant.understand.scope import Outside, Verdict
from assistant.understand.talk import strange_words
from assistant.understand.topics import BROAD, EVERYTHING, SPECIFIC, Topic
from assistant.understand.words import Words

_NUMBER: Final = re.compile(r"\b\d+\w*\b")
_TOPICS: Final = {topic.name: topic for topic in (*SPECIFIC, *BROAD)}


def doubtful(reading: Reading) -> bool:
    """Say whether the word lists leave open what is asked."""
    intent = reading.intent
    if reading.small_talk is not None or intent.wish is not None or reading.vehicle is not None:
        return False
    if intent.verdict is not None:
        return intent.verdict.outside is Outside.PERHAPS
    if intent.bare:
        return _says_more(intent.words, ())
    return reading.topics == (EVERYTHING,) and _says_more(intent.words, EVERYTHING.words)


def masked(reading: Reading) -> str:
    """Return the question's words without places and numbers, for the comparison."""
    return _NUMBER.sub(" ", reading.intent.words.line).strip()


def fused(reading: Reading, likely: Likely, memory: Memory) -> Reading:
    """Return the reading in the light of what is likely."""
    limits, label = calibration(), likely.nearest.label
    if likely.confidence < limits.ask:
        return reading
    if likely.confidence < limits.take:
        torn = not reading.topics and not memory.topics
        return replace(reading, choices=_choices(likely)) if torn else reading
    scope = likely.nearest.scope
    if scope is not None:
        verdict = reading.intent.verdict or Verdict(scope, Outside.SURELY)
        return replace(reading, intent=replace(reading.intent, verdict=verdict), in_scope=False)
    topic = _TOPICS[label]
    if topic in BROAD and reading.topics == (EVERYTHING,):
        return reading  # "any alerts or trouble there?" asks for no less than all
    intent = replace(reading.intent, verdict=None, topics=(topic,), bare=False)
    aspect = reading.aspect if reading.aspect is not Aspect.STATUS else likely.nearest.aspect
    return replace(
        reading, topics=(topic,), aspect=aspect, in_scope=True, intent=intent, guessed=False
    )


def _choices(likely: Likely) -> tuple[Topic, ...]:
    """Return the topics between which it is open; none where one of them is out of scope."""
    labels = (likely.nearest.label, likely.second.label)
    return tuple(_TOPICS[label] for label in labels) if set(labels) <= set(_TOPICS) else ()


def _says_more(words: Words, known: tuple[str, ...]) -> bool:
    """Say whether words are left that neither are filler nor known."""
    listed = {word for phrase in known for word in phrase.split()}
    return bool(strange_words("", words.singular, listed))
