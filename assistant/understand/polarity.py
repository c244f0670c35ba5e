"""Read which way round a question is put: "is it out?" or "is it on?".

A pattern over the whole question and a reading of it word by word have to agree: a Yes or a No may
rest on nothing less. Where they do not, the question is answered without either.
"""

import re
from collections.abc import Collection
from enum import StrEnum
from typing import Final

from assistant.understand.aspects import Aspect, without_over_there
from assistant.understand.predicate import UNSURE, Predicate, predicate_of


class Polarity(StrEnum):
    """Which way round a question is put, so that Yes and No answer it as asked."""

    TROUBLE = "trouble"
    """"Is it out?": Yes means that something is reported."""
    WELL = "well"
    """"Is it on / safe / running?": No means that something is reported."""
    OPEN = "open"
    """Neither: no Yes or No fits."""


_WELL: Final = (
    r"(?:(?:power|electricity|lights?|water|gas|internet|wifi|service|it|back|still) on|working|"
    r"(?<!road )work|running|open|safe|ok|okay|fine|good|normal|clear|free (?:of|from)|drinkable|"
    r"(?<!backed )(?<!digging )(?<!dig )(?<!coming )(?<!going )up|"
    r"available|clean|moving|operating|operational|restored|back|alright|on time|usable|stable)"
)
_WELL_RE: Final = re.compile(
    rf"\b{_WELL}\b|\b(?:do|does) (?:i|we|they|you|it|he|she|people|everyone|anyone) have\b"
    r"|\b(?:is|are) (?:still |back )?on$"
)
_NOT_WELL_RE: Final = re.compile(
    rf"\b(?:not|no longer|never|stopped|stop|quit|barely|hardly) (?:\w+ )?{_WELL}\b"
    r"|\bunsafe\b|\bcan i not\b"
)
_TROUBLE_RE: Final = re.compile(
    r"\b(?:out|down|off|closed|shut|closure|delayed|delay|delays|late|broken|broke|cut|gone|"
    r"suspended|cancelled|canceled|blocked|problem|problems|outage|outages|any|anything|there|"
    r"emergency|emergencies|issue|issues|disrupted|disruption|flooded|leak|notice|advisory|"
    r"warning|alert|crowded|stuck|no|without|lost|dead|dark|dirty|brown|bad|affected|fire|still|"
    r"in effect|losing|loses|lose|spotty|slow|wont|will not|can not|cannot|ca not)\b"
)
_DRINK_RE: Final = re.compile(
    r"\b(?:can|could|may|is it safe to|ok to|okay to|safe to) .*"
    r"\b(?:drink|use|swim|go out|go|drive|make|cook|give|brush|wash|bathe|shower|eat|breathe|run|"
    r"walk|bike)\b"
)
_HARM_RE: Final = re.compile(
    r"\b(?:make|makes|making|get|gets|getting) .*\b(?:sick|ill)\b"
    r"|\b(?:dangerous|harm|harmful|hurt|poison|poisonous|toxic|unhealthy|contaminated|polluted|tainted)\b"
)
"""Asks whether it does harm: a Yes means that something is reported."""
_OPEN_RE: Final = re.compile(
    r"^(?:so |and |hi |hello |hey |please |ok )*"
    r"(?:what|where|which|how|why|when|who|tell|show|list|give)\b"
)
_ASKS_WHAT_RE: Final = re.compile(r"\b(?:what|where|which|how|why|when|who)\b")
_OPEN_ASPECTS: Final = frozenset(
    {
        Aspect.END,
        Aspect.CAUSE,
        Aspect.EXTENT,
        Aspect.HEARD,
        Aspect.JOURNEY,
        Aspect.ALTERNATIVE,
        Aspect.UNKNOWN,
    }
)
_DENIED_RE: Final = re.compile(
    r"\b(?:(?:is|are|was) not (?:\w+ ){0,2}?|not )(?:out|down|off|closed|delayed|late|"
    r"cut|broken|suspended|affected|blocked|flooded|gone)\b"
)
"""Says that there is no trouble, and wants to hear whether that is so: "it isn't out, right?"."""
_NONE_RE: Final = re.compile(
    r"^(?:so |and |hi |hey |there is |we have |i have |still |got )*no \w+"
)
_STILL_WELL_RE: Final = re.compile(
    r"\bstill (?:open|running|working|operating|up|ok|okay|safe|moving|available|drinkable)\b"
    r"|\b(?:power|electricity|lights?|water|gas|internet|wifi|service|heat) still on\b"
)
_NEGATED_START_RE: Final = re.compile(r"^(?:so |and |but |hey |hi )*(?:is|are|was|were) not\b")
_TAG_RE: Final = re.compile(
    r"(?: (?:right|correct|true|yeah|yes|no|huh|innit|or not|am i right"
    r"|is (?:that|it) (?:right|true|correct)"
    r"|(?:is|are|was|were|did|do|does|has|have|will) (?:not )?(?:it|they|there|we)(?: not)?))+$"
)
"""Asks at the end whether what was said is so: ", isn't it?"."""
_HAD_RE: Final = re.compile(
    r"^(?:so |and |hi |hey )*(?:is|are) there (?:any |still |running |hot |again |enough )*"
    r"(?:power|electricity|water|internet|wifi|heat|light|gas|pressure|signal|service)"
    r"(?= (?:in|on|at|near|by|around|right|now|again|yet|today|here|there)\b|$)"
)
"""Asks whether there is what people need: "is there electricity in Eastside"."""
_ASKS_RE: Final = re.compile(
    r"^(?:so |and |but |or |hi |hey |hello |please |ok |my \w+ lives? (?:\w+ ){0,3})*"
    r"(?:is|are|was|were|am|do|does|did|has|have|can|could|will)\b"
)
_AGAIN_RE: Final = re.compile(r"\b(?:again|back|over|yet|already|reopen\w*|return\w*|home)\b")
_NO_TROUBLE_RE: Final = re.compile(
    r"\bno (?:more |other |longer any )?(?:outages?|delays?|problems?|issues?|closures?|fires?"
    r"|floods?|flooding|leaks?|emergency|emergencies|alerts?|warnings?|advisory|advisories|disruptions?"
    r"|notice|notices|incidents?|detours?|suspensions?|cancellations?|danger)\b"
)
"""Says that there is none of what would be trouble: "so there's no outage in Eastside"."""


def said_of(line: str, known: Collection[str] = (), guessed: Collection[str] = ()) -> Predicate:
    """Return what the words of a question, in lower case, say of the thing one by one.

    Args:
        line: the words.
        known: words that are known besides ordinary English ones.
        guessed: those of its words that a misspelt one was put right to.
    """
    return predicate_of(without_over_there(_TAG_RE.sub("", line)), known, guessed)


def settled_aspect(line: str, aspect: Aspect, said: Predicate) -> Aspect:
    """Return what is asked, where the words one by one know better whether it is an end."""
    if said.ends and (aspect is Aspect.STATUS or (aspect is Aspect.END and _TAG_RE.search(line))):
        return Aspect.OVER
    wrongly = aspect is Aspect.OVER and said is not UNSURE and not said.ends
    return Aspect.STATUS if wrongly and _AGAIN_RE.search(line) is None else aspect


def polarity_of(line: str, aspect: Aspect, said: Predicate) -> Polarity:
    """Return which way round a question is put; open where its two readings do not agree.

    Args:
        line: its words in lower case.
        aspect: what is asked.
        said: what the words say one by one.
    """
    pattern = _by_pattern(without_over_there(line), aspect)
    if said.well is None or (pattern is Polarity.OPEN and _is_open(line, aspect)):
        return Polarity.OPEN
    words = Polarity.WELL if said.well else Polarity.TROUBLE
    if pattern is Polarity.OPEN:  # of a mere name of trouble it is not clear that it asks
        return words if _ASKS_RE.match(line) else Polarity.OPEN
    return words if pattern is words else Polarity.OPEN


def _is_open(line: str, aspect: Aspect) -> bool:
    """Say whether no Yes or No fits what is asked."""
    closed = aspect not in _OPEN_ASPECTS and aspect is not Aspect.ADVICE
    return not closed or _ASKS_WHAT_RE.search(line) is not None


def _by_pattern(line: str, aspect: Aspect) -> Polarity:
    """Return which way round a question is put, by its words in lower case."""
    line = _TAG_RE.sub("", line)
    if aspect in _OPEN_ASPECTS:
        return Polarity.OPEN
    if _HARM_RE.search(line):
        return Polarity.TROUBLE
    if _DRINK_RE.search(line):
        return Polarity.WELL
    if _OPEN_RE.match(line) or aspect is Aspect.ADVICE:
        return Polarity.OPEN
    if aspect is Aspect.OVER:
        return Polarity.WELL
    if _NO_TROUBLE_RE.search(line):
        return Polarity.WELL
    if _NONE_RE.match(line):
        return Polarity.TROUBLE
    if _DENIED_RE.search(line) and not _NEGATED_START_RE.match(line):
        return Polarity.WELL
    if _HAD_RE.search(line):
        return Polarity.WELL
    if _NOT_WELL_RE.search(line):
        return Polarity.TROUBLE
    if _STILL_WELL_RE.search(line):
        return Polarity.WELL
    trouble, well = _TROUBLE_RE.search(line), _WELL_RE.search(line)
    if trouble and re.search(
        r"\b(out|down|off|closed|outage|problem|delayed|delay|any|still)\b", line
    ):
        return Polarity.TROUBLE
    if well:
        return Polarity.WELL
    return Polarity.TROUBLE if trouble else Polarity.OPEN
