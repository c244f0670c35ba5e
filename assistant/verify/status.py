"""Hold every word that says how things stand, by what the event is and where it stands in its life.

That something is over counts only where its source said so. That it is closed, out, late counts by
the event's type; a source's text may add what contradicts no field.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from assistant.verify.clauses import clauses
from assistant.verify.endings import Ending, Mode, endings
from assistant.verify.standing import found, has_end, in_force, over, past, those, upcoming
from assistant.verify.verdict import Checked, ClaimKind
from assistant.verify.witness import Court, Said, Witness
from assistant.verify.words import book
from core.event import EventType as T

_LATE: Final = (T.DELAY, T.LINE_DELAY, T.VEHICLE_DELAY)
_TYPES: Final[Mapping[str, frozenset[T]]] = {
    "out": frozenset(
        {T.POWER_OUTAGE, T.WATER_OUTAGE, T.INTERNET_DISRUPTION, T.SIGNAL_OUTAGE, T.ACCESSIBILITY,
         T.OUTAGE_GROWTH, T.BREAKDOWN}
    ),
    "out_power": frozenset({T.POWER_OUTAGE, T.OUTAGE_GROWTH}),
    "out_water": frozenset({T.WATER_OUTAGE}),
    "out_net": frozenset({T.INTERNET_DISRUPTION}),
    "closed": frozenset({T.ROAD_CLOSURE, T.STOP_CLOSURE}),
    "suspended": frozenset({T.SUSPENSION, T.INTERNET_DISRUPTION}),
    "delayed": frozenset(_LATE),
    "detoured": frozenset({T.ROUTE_CHANGE}),
    "reduced": frozenset({T.REDUCED_SERVICE}),
    "crowded": frozenset({T.CROWDING, T.SURGE}),
    "running": frozenset({*_LATE, T.REDUCED_SERVICE, T.ROUTE_CHANGE, T.CROWDING}),
    "evacuated": frozenset({T.EVACUATION}),
    "leaking": frozenset({T.GAS_LEAK}),
    "burning": frozenset({T.FIRE}),
    "at_work": frozenset({T.ROAD_WORK}),
}  # fmt: skip
_SENTENCE: Final = re.compile(r"[^.!?。！？\n]+")
_AT_ONCE: Final = frozenset({"planned", "to_begin", "safe"})


SERVED: Final = (
    "no_power", "no_water", "no_internet", "no_transit", "no_lift", "no_signals", "no_stop",
    "no_passage",
)  # fmt: skip
"""Lists of what an event takes away by its kind."""


def check(text: str, court: Court) -> list[Checked]:
    """Find words of status, and hold each."""
    ends = endings(text, court.language)
    checked = [_ending(one, text, court) for one in ends]
    for start, end, names in _states(text, court.language):
        if not any(one.start <= start and end <= one.end for one in ends):
            proofs = [proof for name in names for proof in _proofs(name, text, court)]
            why = f"no cited event is {names[0].replace('_', ' ')}"
            checked.append(found(ClaimKind.STATUS, text, start, end, proofs, why))
    return checked


def _states(text: str, language: str) -> Iterator[tuple[int, int, list[str]]]:
    """Yield the widest words of status, and the states that each may tell.

    What follows "because" is held as a cause, and "no trains running" whole as a denial.
    """
    lists, states = book(language).lists, book(language).states
    for clause in clauses(text):
        matches = [
            (match.start(), match.end(), name)
            for name, pattern in states.items() for match in pattern.finditer(clause.text)
        ]  # fmt: skip
        if not matches:
            continue
        cause = lists["join"].search(clause.text)
        denied = [m.span() for name in SERVED for m in lists[name].finditer(clause.text)]
        negated = lists["negation"].search(clause.text) is not None
        for start, end in dict.fromkeys((start, end) for start, end, _ in matches):
            names = [name for s, e, name in matches if s <= start and end <= e]
            widest = not any(s <= start and end <= e and e - s > end - start for s, e, _ in matches)
            told = (cause is not None and cause.end() <= start) or any(
                s < end and start < e for s, e in denied
            )
            if widest and not told and not (negated and names == ["safe"]):
                yield clause.start + start, clause.start + end, names


def _ending(ending: Ending, text: str, court: Court) -> Checked:
    if ending.mode is Mode.ASSERTED:
        proofs, why = those(court, over, "end_reason"), "its source has not said that it is over"
    elif ending.mode is Mode.DENIED:
        proofs, why = those(court, _not_over, "phase"), "it is over"
    elif ending.mode is Mode.BARE and any(over(w) for w in court.witnesses):
        proofs, why = those(court, over, "end_reason"), "its source has not said that it is over"
    else:
        proofs, why = those(court, _ends_ahead, "ends_at"), "no end to come is known"
    held = found(ClaimKind.STATUS, text, ending.start, ending.end, proofs, why)
    if held.held or ending.mode is Mode.DENIED:
        return held
    word = text[ending.start : ending.end].lower()
    told = [(w, f"{one.field}") for w in court.witnesses for one in w.said if _quotes(one, word)]
    return found(ClaimKind.STATUS, text, ending.start, ending.end, told, why)


def _quotes(said: Said, word: str) -> bool:
    """Say whether what we say ourselves of the event has the word: ours is computed."""
    return said.field == "composed" and word in said.text.lower()


def _not_over(witness: Witness) -> bool:
    return in_force(witness) or upcoming(witness) or (past(witness) and not over(witness))


def _ends_ahead(witness: Witness) -> bool:
    return has_end(witness) and not past(witness)


def _proofs(name: str, text: str, court: Court) -> Iterator[tuple[Witness, str]]:
    if name == "planned":
        ending = any(one.mode is Mode.AHEAD for one in endings(text, court.language))
        for witness in court.witnesses:
            if witness.hit.event.event.planned or upcoming(witness):
                yield witness, "planned"
            elif ending and _ends_ahead(witness):
                yield witness, "ends_at"
    if name == "to_begin":
        yield from those(court, upcoming, "starts_at")
        return
    for witness in court.witnesses:
        if name == "detoured" and witness.hit.event.event.detour:
            yield witness, "detour"
        if witness.hit.event.event.type in _TYPES.get(name, ()):
            yield witness, "type"
        if name not in _AT_ONCE or (name == "safe" and over(witness)):
            for said in witness.said:
                if _says(said, name, court.language):
                    yield witness, said.field


@lru_cache(maxsize=8192)
def _says(said: Said, name: str, language: str) -> bool:
    """Say whether a text tells a state without denying it."""
    words = book(said.language or "en")
    pattern = words.states.get(name)
    if pattern is None:
        return False
    return any(
        pattern.search(part[0]) and not words.lists["negation"].search(part[0])
        for part in _SENTENCE.finditer(said.text.lower())
    )
