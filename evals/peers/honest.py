"""Answer as a faithful model: every event of the facts told, in its own words and its own order."""

import re
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, Final

from evals.peers.line import Line
from evals.peers.reading import Fact, Sight
from evals.peers.speaker import Speaker

MOST: Final = 8
_EVENTS: Final = 6
_WHEN: Final = re.compile(
    r"\bwhen\b|how long|until|\bend|back\b|cuándo|cuando|hasta|quand|jusqu|heure"
    r"|什么时候|何时|几点|多久",
    re.IGNORECASE,
)
_FIXED: Final = frozenset({"power_outage", "water_outage", "internet_disruption", "signal_outage"})
_OPENED: Final = frozenset({"road_closure", "stop_closure"})
_OVER: Final = frozenset({"ended", "cancelled", "superseded"})
_BESIDES: Final = (
    ("customers", 0.6), ("end", 0.85), ("cause", 0.6), ("message", 0.2), ("advice", 0.5),
    ("alternative", 0.4), ("detour", 0.3),
)  # fmt: skip
"""What else is told of an event, each with how often."""


def honest(sight: Sight, chance: Random) -> list[Line]:
    """Return a faithful answer."""
    speaker = Speaker(sight.language, sight.now)
    events = told_of(sight)
    lines: list[Line] = []
    for event in events:
        lines += list(_about(sight, speaker, event, chance, alone=len(events) <= 2))
    lines = _joined(lines, speaker, chance)[:MOST]
    if lines and sight.lead and chance.random() < 0.1 and _is_yes(sight.lead):
        first = lines[0]
        text = speaker.patterns.affirm + _lowered(first.text)
        lines[0] = Line(text, first.event_ids, kind=first.kind)
    return lines


def told_of(sight: Sight) -> list[Mapping[str, Any]]:
    """Return the events that the composed facts tell of, in their order."""
    ids = dict.fromkeys(i for fact in sight.facts for i in fact.event_ids)
    found = [event for i in ids if (event := sight.event(i)) is not None]
    return (found or list(sight.events))[:_EVENTS]


def main_kind(event: Mapping[str, Any]) -> str:
    """Return the kind of fact that tells of an event at all."""
    phase = event.get("phase", "active")
    return "over" if phase in _OVER else "upcoming" if phase == "upcoming" else "what"


def end_kind(event: Mapping[str, Any]) -> str:
    """Return the kind of fact that tells of an event's end."""
    if event.get("phase") == "overdue":
        return "overdue"
    match event.get("end_certainty", "unknown"):
        case "known":
            return "end_known"
        case "estimated":
            type_ = event["type"]
            restored = "end_restore" if type_ in _FIXED else "end_over"
            return "end_reopen" if type_ in _OPENED else restored
        case _:
            return "end_none"


def _about(
    sight: Sight, speaker: Speaker, event: Mapping[str, Any], chance: Random, *, alone: bool
) -> Iterator[Line]:
    """Yield what is said of one event, the thing itself first."""
    own = event["event_id"]
    echoed = [fact for fact in sight.facts if fact.event_ids == (own,)]
    main = _main(speaker, event, chance, echoed)
    if main is None:
        yield from (Line(fact.text, fact.event_ids, kind="echo") for fact in echoed[:2])
        return
    rest = list(_rest(speaker, event, chance)) if alone and main_kind(event) == "what" else []
    if rest and chance.random() < 0.5 and len(echoed) > 1:
        fact = chance.choice(echoed[1:])
        rest.append(Line(fact.text, fact.event_ids, kind="echo"))
    asked_when = [line for line in rest if line.kind.startswith("end")]
    if asked_when and _WHEN.search(sight.question) and chance.random() < 0.5:
        rest.remove(asked_when[0])
        yield asked_when[0]
    yield main
    yield from rest


def _main(
    speaker: Speaker, event: Mapping[str, Any], chance: Random, echoed: list[Fact]
) -> Line | None:
    kind = main_kind(event)
    if kind == "over" and event.get("end_certainty") != "known":
        return None
    if echoed and chance.random() < 0.06:
        return Line(echoed[0].text, echoed[0].event_ids, kind="echo")
    text = speaker.say(kind, event, chance)
    return None if text is None else Line(text, (event["event_id"],), kind=kind)


def _rest(speaker: Speaker, event: Mapping[str, Any], chance: Random) -> Iterator[Line]:
    for kind, often in _BESIDES:
        if chance.random() > often:
            continue
        named = end_kind(event) if kind == "end" else kind
        text = speaker.say(named, event, chance)
        if text is not None:
            yield Line(text, (event["event_id"],), kind=named)


def _joined(lines: list[Line], speaker: Speaker, chance: Random) -> list[Line]:
    """Return lines, some of them two in one sentence, and some two in one statement."""
    found: list[Line] = []
    for line in lines:
        before = found[-1] if found else None
        if before is None or chance.random() > 0.18 or '"' in before.text + line.text:
            found.append(line)
            continue
        ids = tuple(dict.fromkeys((*before.event_ids, *line.event_ids)))
        kind = f"{before.kind}+{line.kind}"
        if chance.random() < 0.5:
            stop = speaker.patterns.stop
            text = before.text.removesuffix(stop) + speaker.patterns.joint + _lowered(line.text)
        else:
            text = before.text + speaker.patterns.between + line.text
        found[-1] = Line(text, ids, kind=kind)
    return found


def _is_yes(lead: str) -> bool:
    return lead.casefold().startswith(_YES)


_YES: Final = ("yes", "sí", "oui", "是")


def _lowered(text: str) -> str:
    """Return a sentence as it goes on behind another; a name keeps its capital."""
    first, _, rest = text.partition(" ")
    named = first not in _PLAIN
    return text if named or not rest else text[0].lower() + text[1:]


_PLAIN: Final = frozenset(
    [
        "The",
        "A",
        "An",
        "There",
        "It",
        "Since",
        "Power",
        "Service",
        "Traffic",
        "Crews",
        "Police",
        "Residents",
        "By",
        "Restoration",
        "No",
        "Hay",
        "No",
        "Se",
        "Desde",
        "En",
        "El",
        "La",
        "Los",
        "Una",
        "Un",
        "Según",
        "Todavía",
        "De",
        "Debería",
        "Ya",
        "Está",
        "Afecta",
        "Il",
        "Une",
        "Un",
        "Les",
        "Le",
        "La",
        "L'eau",
        "Depuis",
        "On",
        "Cela",
        "Aucune",
        "Selon",
        "Elle",
    ]
)
