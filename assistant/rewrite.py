"""Have a model put a message that was not understood into one plain question, and believe little.

What comes back is a query, held like any input and tighter: it may name no place and no number that
the person did not, and nothing of it is ever shown.
"""

import asyncio
import re
from dataclasses import replace
from typing import Final, Protocol

import structlog

from assistant.model.port import ModelFailed
from assistant.question import Question
from assistant.understand.glossary import ENGLISH
from assistant.understand.language import guess_language
from core.city import City
from core.gazetteer import Gazetteer
from core.place import Place
from core.text import clean

_MOST: Final = 300
_RAMBLING_WORDS: Final = 12
"""Fewer words of a language of ours that were not understood hold no question to be found."""
_FOREIGN_WORDS: Final = 3
_PATIENCE_S: Final = 3.0
_NUMBER: Final = re.compile(r"\d+")

_log = structlog.stdlib.get_logger(__name__)


class Plain(Protocol):
    """Put messages into plain questions; `assistant.generate.Generator` does."""

    async def plain_question(self, question: str, language: str) -> str:
        """Return one plain question, empty for none; raises `ModelFailed` and nothing else."""
        ...


class Rewriter:
    """Find the question in what was not understood.

    Args:
        plain: asks the model.
        city: whose languages are read without one.
        gazetteer: its names.
    """

    def __init__(self, plain: Plain, city: City, gazetteer: Gazetteer) -> None:
        self._plain = plain
        self._city = city
        self._gazetteer = gazetteer

    async def rewritten(self, question: Question) -> Question | None:
        """Return the same question in plain English; None where a model cannot help."""
        if not self._may_help(question.text):
            return None
        try:
            async with asyncio.timeout(_PATIENCE_S):
                written = await self._plain.plain_question(question.text, ENGLISH)
        except (ModelFailed, TimeoutError):
            return None
        except Exception:  # whatever goes wrong here, the first answer stands
            _log.exception("question.unwritten")
            return None
        text = clean(written)
        allowed = 0 < len(text) <= _MOST and self._adds_nothing(text, question.text)
        _log.info("question.rewritten", used=allowed)
        return replace(question, text=text, language=None) if allowed else None

    def _may_help(self, text: str) -> bool:
        count = len(text.split())
        foreign = guess_language(text, self._city.languages).language is None
        speaks = count >= _FOREIGN_WORDS or not text.isascii()
        return count >= _RAMBLING_WORDS or (foreign and speaks)

    def _adds_nothing(self, text: str, original: str) -> bool:
        numbers = set(_NUMBER.findall(text)) <= set(_NUMBER.findall(original))
        return numbers and self._places(text) <= self._places(original)

    def _places(self, text: str) -> frozenset[Place]:
        return frozenset(p for found in self._gazetteer.find(text) for p in found.places)
