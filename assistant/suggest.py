"""Suggest what a person may want to ask next."""

from collections.abc import Sequence

from assistant.answer import Status
from assistant.evidence import Finding
from assistant.folding import is_measured
from assistant.saying import Saying
from assistant.tell_end import COMES_BACK
from assistant.understand.aspects import Aspect
from assistant.understand.reading import Reading
from assistant.understand.topics import EMERGENCY


def suggestions(
    status: Status, findings: Sequence[Finding], reading: Reading, saying: Saying
) -> tuple[str, ...]:
    """Return up to three questions that follow from the answer."""
    offered: list[str] = []
    told = any(
        not is_measured(e) and e.hit.standing.phase.in_force
        for finding in findings for e in finding.answers
    )  # fmt: skip
    if reading.aspect is Aspect.LIVE and reading.where.lines:
        line = saying.line(reading.where.lines[0].name)
        offered.append(saying.phrases.say("suggest.line", line=line))
    if status is Status.REPORTED and told:
        if reading.aspect is not Aspect.END:
            offered.append(saying.phrases.say(f"suggest.{_end_of(findings)}"))
        if reading.aspect is not Aspect.ADVICE:
            offered.append(saying.phrases.say("suggest.advice"))
    if reading.where.spots and len(reading.topics) == 1:
        offered.append(saying.phrases.say("suggest.general"))
    elif EMERGENCY not in reading.topics:
        offered.append(saying.phrases.say("suggest.anything"))
    return tuple(offered[:3])


def _end_of(findings: Sequence[Finding]) -> str:
    """Return how to ask for the end: some things come back, others only end."""
    first = next(e for f in findings for e in f.answers if e.hit.standing.phase.in_force)
    return "end" if first.hit.event.event.type in COMES_BACK else "until"
