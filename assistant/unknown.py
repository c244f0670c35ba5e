"""Answer why something could not be told, and when it can be: from what was asked before."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from assistant.answer import Kind, Statement, Status
from assistant.evidence import Finding
from assistant.part import Part
from assistant.saying import Saying
from assistant.understand.aspects import Aspect
from assistant.understand.dialogue import Memory
from assistant.understand.reading import Reading
from assistant.understand.times import When

_NAMED: Final = 3
"""How many publishers are named; more are not."""


def asked_before(reading: Reading, memory: Memory) -> Reading:
    """Return what was asked before, where it is asked why that could not be told.

    When a source was last heard is asked of now: that "last" is none of what happened before.
    """
    if reading.aspect is Aspect.HEARD:
        return replace(reading, when=When(), history=None)
    if reading.aspect is not Aspect.UNKNOWN:
        return reading
    live = memory.aspect is Aspect.LIVE
    return replace(reading, aspect=Aspect.LIVE if live else Aspect.STATUS, guessed=False)


def awaited(part: Part, findings: Sequence[Finding], saying: Saying) -> Part:
    """Put into an answer whose word it waits for, or that it need wait no more."""
    if part.status is Status.NOTHING_REPORTED:
        now = _told(saying.phrases.say("blind.now"), 0)
        return replace(part, statements=(now, *part.statements))
    if any(finding.ours for finding in findings):
        until = [_told(saying.phrases.say("blind.until_ours"), 1)]
    else:
        silent = saying.publishers([c for finding in findings for c in finding.blind])[:_NAMED]
        named = saying.phrases.join(silent)
        until = [_told(saying.phrases.say("blind.until", publishers=named), 1)] if silent else []
    return replace(part, statements=(*part.statements, *until))


def _told(text: str, worth: int) -> Statement:
    return Statement(text, kind=Kind.COVERAGE, worth=worth)
