"""Write down for a model what it may say: the evidence, and the composed facts, as marked data.

One JSON object a line, so that no text of a stranger can begin a line of its own; each block stands
between lines that carry a mark nobody could know when they wrote to us.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

from assistant.answer import Statement
from assistant.brief import Brief
from assistant.masking import mask
from assistant.suspect import plain_words
from core.city import City
from core.event import Event
from core.identity import EventKey
from core.store import Hit
from core.text import clean
from core.topics import Family

_MOST_EVENTS: Final = 16
_MOST_LETTERS: Final = 1200
_MOST_NAMES: Final = 20
_MOST_INSTRUCTIONS: Final = 8
_LOCAL: Final = "%A %Y-%m-%d %H:%M"


def fenced(mark: str, name: str, lines: Iterable[Mapping[str, Any]]) -> str:
    """Write objects one a line between a BEGIN and an END line that carry the mark."""
    rows = [json.dumps(line, ensure_ascii=False, separators=(",", ":")) for line in lines]
    return "\n".join([f"BEGIN {name} {mark}", *rows, f"END {name} {mark}"])


def brief_data(brief: Brief, city: City, mark: str) -> str:
    """Write all that a model is given of one question: NOW, EVIDENCE, FACTS, SAID and QUESTION.

    Args:
        brief: what is known.
        city: whose clock the times are told in.
        mark: of this request alone.
    """
    shown = chosen(brief)
    known = {hit.event.key for hit in shown}
    now = brief.now.astimezone(city.timezone)
    told = {"now": now.isoformat(timespec="minutes"), "now_local": now.strftime(_LOCAL)}
    blocks = [
        fenced(mark, "NOW", [told]),
        fenced(mark, "EVIDENCE", (event_line(hit, city, brief.language) for hit in shown)),
        fenced(mark, "FACTS", _fact_lines(brief.composed, known)),
    ]
    if brief.ours:
        blocks.append(fenced(mark, "SAID", ({"said": _ours(s.text)} for s in brief.ours)))
    return "\n\n".join([*blocks, question_block(brief.question, mark)])


def question_block(question: str, mark: str) -> str:
    """Write what a person typed, with what is personal hidden."""
    return fenced(mark, "QUESTION", [{"question": mask(clean(question))}])


def chosen(brief: Brief) -> Sequence[Hit]:
    """Return the evidence that is put to a model: what has to be told, then what is told anyway."""
    needed = brief.critical.union(*brief.answering)
    told = {hit.event.key for statement in brief.composed for hit in statement.events}

    def rank(hit: Hit) -> int:
        key = hit.event.key
        return 0 if key in needed else 1 if key in told else 2

    first = sorted(brief.hits, key=rank)[:_MOST_EVENTS]
    keys = {hit.event.key for hit in first}
    return [hit for hit in brief.hits if hit.event.key in keys]


def event_line(hit: Hit, city: City, language: str) -> dict[str, Any]:
    """Write one event under the contract's names (2.2); what it does not have is left out.

    Args:
        hit: the event, and how it stands now.
        city: whose clock and whose sources' names are used.
        language: of the answer; the source's own translation into it is given, no other.
    """
    event, standing = hit.event.event, hit.standing
    source = city.source_by_id.get(event.source)
    line: dict[str, Any] = {
        "event_id": event.event_id,
        "family": event.family.value,
        "type": event.type_text if event.family is Family.TELEMETRY else event.type.value,
        "phase": standing.phase.value,
        "severity": event.severity.value,
        "headline": _words(event.headline),
        "message": _words(event.message),
        "description": _words(event.description),
        "instructions": _all(event.instructions[:_MOST_INSTRUCTIONS]),
        **_where(event),
        "publisher": _words(event.publisher or (source.publisher if source else "")),
        "planned": event.planned or None,
        "affected_customers": event.affected_customers,
        "affected_groups": _all(event.affected_groups),
        "delay_minutes": event.delay_minutes,
        "cause": _words(event.cause),
        "status": _words(event.status),
        "url": clean(event.url),
        "contact": _words(event.contact),
        **_times(hit, city.timezone),
    }
    if standing.end_reason is not None:
        line["end_reason"] = standing.end_reason.value
    if translated := event.translations.get(language):
        line["translation"] = _present(
            {
                "headline": _words(translated.headline),
                "message": _words(translated.message),
                "instructions": _all(translated.instructions[:_MOST_INSTRUCTIONS]),
            }
        )
    return _present(line)


def _where(event: Event) -> dict[str, Any]:
    return {
        "areas": _all(event.areas),
        "lines": _all(event.lines),
        "stops": _all(event.stops),
        "direction": _words(event.direction),
        "alternatives": _all(event.alternatives),
        "road": _words(event.road),
        "lanes": _words(event.lanes),
        "detour": _words(event.detour),
    }


def _times(hit: Hit, zone: tzinfo) -> dict[str, Any]:
    event = hit.event.event
    instants = {
        "issued_at": event.issued_at,
        "starts_at": event.starts_at or hit.event.first_issued_at,
        "ends_at": event.ends_at,
        "ended_at": hit.standing.ended_at,
        "expires_at": event.expires_at,
        "last_confirmed_at": hit.confirmed_at,
    }
    told: dict[str, Any] = {}
    for name, instant in instants.items():
        if instant is not None:
            told |= _instant(name, instant, zone)
    told["end_certainty"] = event.end_certainty.value
    periods = [
        _instant("starts_at", period.start, zone)
        | (_instant("ends_at", period.end, zone) if period.end is not None else {})
        for period in event.active_periods[:_MOST_NAMES]
    ]
    return told | ({"active_periods": periods} if periods else {})


def _instant(name: str, instant: datetime, zone: tzinfo) -> dict[str, str]:
    local = instant.astimezone(zone)
    return {
        name: local.isoformat(timespec="seconds"),
        f"{name}_local": local.strftime(_LOCAL),
    }


def _fact_lines(composed: Sequence[Statement], known: set[EventKey]) -> Iterable[Mapping[str, Any]]:
    for statement in composed:
        ids = dict.fromkeys(
            hit.event.event.event_id for hit in statement.events if hit.event.key in known
        )
        yield {"text": _ours(statement.text), "event_ids": list(ids)}


def _ours(text: str) -> str:
    """Clean a sentence of ours, which may quote a source."""
    return plain_words(clean(text))


def _words(text: str) -> str:
    """Take of a feed's text what speaks to people, and no more than a model needs."""
    return plain_words(clean(text))[:_MOST_LETTERS] if text else ""


def _all(texts: Sequence[str]) -> list[str]:
    return [words for text in texts[:_MOST_NAMES] if (words := _words(text))]


def _present(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if value not in (None, "", [], {})}
