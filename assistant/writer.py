"""Let a model phrase an answer, statement by statement, and show only what the evidence bears out.

`write` is the whole path: each draft is judged before any of it is shown; the first shown answers
the question; and where what holds is no answer, the composed one is shown instead.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, Protocol

import structlog

from assistant.answer import Kind, Statement
from assistant.brief import Brief, Draft
from assistant.kept_answers import KeptAnswers, Written
from assistant.model.port import Fault, ModelFailed
from assistant.verify.hearing import Hearing
from assistant.verify.verdict import Verdict

_QUOTED: Final = re.compile(r'(?<=["“«])[^"”»]{8,}(?=["”»])')

_log = structlog.stdlib.get_logger(__name__)


class Drafting(Protocol):
    """Have a model write; `assistant.generate.Generator` does."""

    @property
    def model(self) -> str:
        """Return the model's name."""
        ...

    def drafts(self, brief: Brief) -> AsyncGenerator[Draft, None]:
        """Yield statements as a model writes them; raises `ModelFailed` and nothing else."""
        ...


class Hearings(Protocol):
    """Open hearings; `assistant.verify.verifier.Verifier` does."""

    def of(self, brief: Brief) -> Hearing:
        """Return what judges the statements about one brief."""
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold one statement that holds and may be shown at once."""

    statement: Statement


class Writer:
    """Write answers by a model, and hold them against their evidence.

    Args:
        drafting: has the model write.
        hearings: judges what it wrote.
        kept: answers written a moment ago; None to keep none.
    """

    def __init__(
        self, drafting: Drafting, hearings: Hearings, kept: KeptAnswers | None = None
    ) -> None:
        self._drafting = drafting
        self._hearings = hearings
        self._kept = kept

    @property
    def model(self) -> str:
        """Return the model's name, as the answer gives it."""
        return self._drafting.model

    async def write(self, brief: Brief) -> AsyncGenerator[Shown | Written, None]:
        """Yield statements that hold as they come, and at the end what came of it."""
        kept = self._kept.get(brief) if self._kept is not None else None
        if kept is not None:
            for statement in kept.statements:
                yield Shown(statement)
            yield kept
            return
        hearing, verdicts = self._hearings.of(brief), list[Verdict]()
        shown, waiting = list[Statement](), list[Statement]()
        fault: Fault | None = None
        try:
            async with aclosing(self._drafting.drafts(brief)) as drafts:
                async for draft in drafts:
                    verdict = hearing.statement(draft)
                    verdicts.append(verdict)
                    if not verdict.held or _quotes_again(verdict.text, brief):
                        continue
                    statement = _statement(verdict)
                    if not shown and not hearing.answers(verdict):
                        waiting.append(statement)  # the first sentence answers the question
                        continue
                    ready = [statement, *waiting] if not shown else [statement]
                    waiting = [] if not shown else waiting
                    for one in ready:
                        shown.append(one)
                        yield Shown(one)
        except ModelFailed as failed:
            fault = failed.fault
        except Exception:  # whatever goes wrong here costs style, never the answer
            _log.exception("answer.unwritten", model=self.model)
            fault = Fault.UNREADABLE
        fault = fault or hearing.whole(verdicts)
        if fault is None and not shown:
            fault = Fault.UNVERIFIED  # all that holds is quoted by us beside it
        written = Written(() if fault else tuple(shown), fault, tuple(verdicts))
        if self._kept is not None and fault is None:
            self._kept.put(brief, written)
        _log.info(
            "answer.written", model=self.model, fault=fault, statements=len(verdicts),
            held=len(shown),
        )  # fmt: skip
        yield written


def _quotes_again(text: str, brief: Brief) -> bool:
    """Say whether a statement quotes only what we quote ourselves beside it."""
    quoted = [match[0].strip(" .") for match in _QUOTED.finditer(text)]
    return bool(quoted) and all(any(q in said.text for said in brief.ours) for q in quoted)


def _statement(verdict: Verdict) -> Statement:
    """Return a statement as it is shown: a fact with its events, or a word of courtesy."""
    if verdict.hits:
        return Statement(verdict.text, verdict.hits)
    return Statement(verdict.text, kind=Kind.COURTESY, worth=6)
