"""Look for the fire behind smoke: what the air stations measure is only half of the answer."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from assistant.evidence import Finding
from assistant.retrieve import Asked, Retriever
from assistant.understand.reading import Reading
from assistant.understand.times import Tense
from assistant.understand.topics import AIR, FIRE

_SMOKE: Final = re.compile(r"\bsmok(?:e|ey|y)\b")


def with_fires(
    findings: Sequence[Finding], reading: Reading, retriever: Retriever, now: datetime
) -> Sequence[Finding]:
    """Return the findings, with the fires in force where smoke in the air is asked about."""
    asked = reading.when.tense is Tense.NOW and FIRE not in reading.topics
    if not asked or _SMOKE.search(reading.intent.words.line) is None:
        return findings
    fires = [retriever.at(Asked(FIRE, f.place), now) for f in findings if f.topic is AIR]
    told = [fire for fire in fires if fire.answers or fire.near]
    burning = any(fire.answers for fire in told) and not any(f.answers for f in findings)
    return (*told, *findings) if burning else (*findings, *told)
