"""Hold every denial: nothing is denied that no cited event denies.

A field may deny: an end not yet come, a cause or an end that is not given, what the outage itself
takes away. Else a source must say a sentence with the same words denied.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from assistant.verify.clauses import Clause, clauses
from assistant.verify.endings import Mode, endings
from assistant.verify.known_words import WORD, known_in, of_types
from assistant.verify.standing import found, has_end, in_force, over, overdue, past, those
from assistant.verify.stems import stem
from assistant.verify.verdict import Checked, ClaimKind
from assistant.verify.witness import Court, Said, Witness
from assistant.verify.words import Book, book
from assistant.verify.words.folding import fold
from core.event import EventType as T
from core.topics import Family

_WHY: Final = "no cited event denies this"
_SENTENCE: Final = re.compile(r"[^.!?。！？\n]+")
_AND: Final = re.compile(r"\s(?:and|or|y|ni|et)\s|并且|而且|以及")
_REASSURES: Final = re.compile(
    r"\b(?:dangers?|dangerous|emergenc(?:y|ies)|harm\w*|hurt|injur\w+|casualt\w+|risks?|threats?"
    r"|hazards?|worr\w+|concerns?|need\w*|safe|safety|problems?|(?:nothing|anything|nobody|no one)"
    r" (?:else|wrong)|other|peligros?|emergencias?|dañ[oa]\w*|herid\w+|riesgos?|amenazas?"
    r"|hace falta|necesi\w+|preocup\w+|segur\w+|problemas?|otr[oa]s?|dangereu\w+|urgences?|bless\w+"
    r"|risques?|menaces?|besoin|inqui\w+|sûre?s?|problèmes?|autres?|victim\w+|víctim\w+)\b"
    r"|危险|紧急|受伤|伤亡|伤害|风险|威胁|必要|需要|不用|不必|担心|问题|其他|安全"
)
"""What is never denied on a source's loose words: a poisoned feed would calm whom it endangers."""
_SERVED: Final[Mapping[str, frozenset[T]]] = {
    "no_power": frozenset({T.POWER_OUTAGE, T.OUTAGE_GROWTH}),
    "no_water": frozenset({T.WATER_OUTAGE}),
    "no_internet": frozenset({T.INTERNET_DISRUPTION}),
    "no_transit": frozenset({T.SUSPENSION}),
    "no_lift": frozenset({T.ACCESSIBILITY}),
    "no_signals": frozenset({T.SIGNAL_OUTAGE}),
    "no_stop": frozenset({T.STOP_CLOSURE}),
    "no_passage": frozenset({T.ROAD_CLOSURE}),
}


def check(text: str, court: Court) -> list[Checked]:
    """Find denials, and hold each."""
    words = book(court.language)
    ends = endings(text, court.language)
    checked: list[Checked] = []
    for clause in clauses(text):
        for match in words.lists["negation"].finditer(clause.text):
            start, end = clause.start + match.start(), clause.start + match.end()
            proofs = list(_by_fields(clause, match, court))
            if not _of_more(clause, words) and any(
                one.clause == clause.start and one.mode is Mode.DENIED for one in ends
            ):
                proofs += those(court, _not_over, "phase")
            if not proofs:
                proofs = list(_by_words(clause, match, words, court))
            if words.lists["double"].search(clause.text):
                proofs = []
            span = _absent_span(clause, words) or (start, end)
            held = found(ClaimKind.NEGATION, text, start, end, proofs, _WHY)
            checked.append(held)
            if held.held and span != (start, end):
                checked.append(found(ClaimKind.NEGATION, text, *span, proofs, _WHY))
    return checked


def _absent_span(clause: Clause, words: Book) -> tuple[int, int] | None:
    """Return where a denial stands with what it denies, as it is held whole."""
    for name in (*_SERVED, "unconfirmed"):
        match = words.lists[name].search(clause.text)
        if match:
            return clause.start + match.start(), clause.start + match.end()
    return None


def _by_fields(clause: Clause, match: re.Match[str], court: Court) -> Iterator[tuple[Witness, str]]:
    lists = book(court.language).lists
    for name, types in _SERVED.items():
        if _around(lists[name], clause.text, match):
            for witness in court.witnesses:
                if witness.hit.event.event.type in types:
                    yield witness, "type"
    part = _part(clause.text, match)
    for name, holds, field in _GIVEN:
        if lists[name].search(part):
            yield from those(court, holds, field)
    if _around(lists["not_anymore"], clause.text, match):
        yield from those(court, over, "end_reason")


def _part(clause: str, match: re.Match[str]) -> str:
    """Return the part of a clause in which a denial stands: "no end is given" and no more."""
    begin = max((m.end() for m in _AND.finditer(clause, 0, match.start())), default=0)
    found = _AND.search(clause, match.end())
    return clause[begin : found.start() if found else len(clause)]


def _of_more(clause: Clause, words: Book) -> bool:
    """Say whether not the end itself is denied, but that it is known, expected or confirmed."""
    return any(words.lists[name].search(clause.text) for name in ("of_knowing", "not_expected"))


def _around(pattern: re.Pattern[str], clause: str, match: re.Match[str]) -> bool:
    return any(
        one.start() <= match.start() and match.end() <= one.end()
        for one in pattern.finditer(clause)
    )


def _not_over(witness: Witness) -> bool:
    return not over(witness)


def _unconfirmed(witness: Witness) -> bool:
    event = witness.hit.event.event
    return (
        overdue(witness) or event.family is Family.ANOMALY or (past(witness) and not over(witness))
    )


def _endless(witness: Witness) -> bool:
    return in_force(witness) and not has_end(witness)


def _expected(witness: Witness) -> bool:
    return has_end(witness) and not past(witness)


def _causeless(witness: Witness) -> bool:
    return not witness.hit.event.event.cause


def _uncounted(witness: Witness) -> bool:
    return witness.hit.event.event.affected_customers is None


def _adviceless(witness: Witness) -> bool:
    return not witness.hit.event.event.instructions


def _wayless(witness: Witness) -> bool:
    event = witness.hit.event.event
    led_round = event.type is T.ROUTE_CHANGE  # "not on a detour" denies the event itself
    return not event.alternatives and not event.detour and not led_round


def _planned(witness: Witness) -> bool:
    return witness.hit.event.event.planned


_GIVEN: Final[Sequence[tuple[str, Callable[[Witness], bool], str]]] = (
    ("unconfirmed", _unconfirmed, "phase"),
    ("no_cause", _causeless, "cause"),
    ("no_end", _endless, "ends_at"),
    ("not_before", _expected, "ends_at"),
    ("no_count", _uncounted, "affected_customers"),
    ("no_advice", _adviceless, "instructions"),
    ("no_way", _wayless, "alternatives"),
    ("no_fault", _planned, "planned"),
)


def _by_words(
    clause: Clause, match: re.Match[str], words: Book, court: Court
) -> Iterator[tuple[Witness, str]]:
    """Yield the texts that have a sentence in which the same words are denied."""
    denied = _content(clause.text[match.end() :], words, of_types(court))
    if not denied or _REASSURES.search(clause.text):
        return
    for witness in court.witnesses:
        for said in witness.said:
            if any(_denies(part, said, denied, words) for part in _sentences(said.text)):
                yield witness, said.field


def _sentences(text: str) -> list[str]:
    return [part[0] for part in _SENTENCE.finditer(text.lower())]


def _denies(part: str, said: Said, denied: Sequence[str], words: Book) -> bool:
    theirs = book(said.language or "en")
    if not theirs.lists["negation"].search(part):
        return False
    known = known_in((Said(said.field, part, said.language),), words.language)
    return all(known.has(word, words) for word in denied)


def _content(rest: str, words: Book, kinds: frozenset[str]) -> list[str]:
    """Return the words of a clause that say what is denied."""
    if not words.spaced:
        bare = words.lists["light"].sub("", rest).strip()
        return [bare] if bare else []
    return [
        word for word in WORD.findall(rest)
        if len(word) > 1 and fold(stem(word, words.language)) not in words.light
    ]  # fmt: skip
