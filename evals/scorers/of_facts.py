"""Find facts without ground (times, numbers, names that no event cited has), and facts missing."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, Final

from evals.geography import TRANSIT, Geography, Stands, places_of
from evals.ledger import Published, State
from evals.reply import Sentence
from evals.scorers.figures import clocks, is_measure, moments_of, numbers, times_of
from evals.scorers.harm import Harm, HarmName
from evals.scorers.judging import Judged

_FEW: Final = 12
"""Such numbers without a unit may count events, as may any no larger than all events told."""
_NAMED: Final = frozenset({"area", "zip", "street", "landmark", "line", "stop"})
_BRIEF: Final = 240
_ANSWERED: Final = frozenset({"reported", "nothing_reported", "cannot_tell"})
_WRITTEN: Final = {
    "st": "street", "ave": "avenue", "rd": "road", "blvd": "boulevard", "dr": "drive", "ln": "lane",
}  # fmt: skip
_HEDGE: Final = re.compile(
    r"estimat|expect|about|around|~|likely|probabl|should|was due|confirm|estim|espera|prev[ie]|"
    r"calcul|prév|vers |hacia|alrededor|aprox|unos|environ|attendu|devrait|probable|"
    r"预计|估计|大约|左右|可能|原定|原计|≈|约",
    re.IGNORECASE,
)
"""Words by which people hear that a time is not sure."""
_NO_ESTIMATE: Final = {"estimated_restoration": None, "estimated_resolution": None}
_WORD: Final = re.compile(r"\w{4,}")


def invented_fact(it: Judged) -> Iterator[Harm]:
    """Find evidence, numbers and times that were never published."""
    for event_id in it.reply.cited:
        if event_id not in it.expected.events and not event_id.startswith("obs:"):
            yield Harm(HarmName.INVENTED_FACT, f"{event_id} was never published")
    for sentence in it.reply.facts:
        events = it.events(sentence.event_ids)
        if events and len(events) == len(sentence.event_ids):
            yield from _ungrounded(it, sentence, events)
            yield from _too_sure(it, sentence, events)


def _ungrounded(it: Judged, sentence: Sentence, events: Sequence[Published]) -> Iterator[Harm]:
    told = [fields for event in events for fields in (*event.earlier, event.said)]
    known_times = times_of(told, it.geography.city.timezone)
    found, rest = clocks(sentence.text)
    for clock in found:
        if not clock.minutes & known_times:
            why = f"{clock.text!r} is no time of {_ids(events)}: {sentence.text}"
            yield Harm(HarmName.WRONG_TIME, why)
    grounds = json.dumps(told, ensure_ascii=False) + " " + it.asked.text
    known = {value for value, _ in numbers(grounds)}
    known |= {float(part) for at in moments_of(told) for part in (at.day, at.month, at.year)}
    customers = [event.said.get("affected_customers") or 0 for event in events]
    known.add(float(sum(customers)))
    some = max(_FEW, len(it.expected.events))
    for name in _names_of(it.geography):
        rest = rest.replace(name, " ")
    for value, following in numbers(rest):
        if value in known or value <= some or is_measure(following):
            continue
        why = f"{value:g} is in no field of {_ids(events)}: {sentence.text}"
        yield Harm(HarmName.INVENTED_FACT, why)


def _too_sure(it: Judged, sentence: Sentence, events: Sequence[Published]) -> Iterator[Harm]:
    """Find the time of an estimate told without a word that it is one."""
    ends = [event.end for event in events if event.end and event.state is State.IN_FORCE]
    if not ends or any(sure for _, sure in ends) or _HEDGE.search(sentence.text):
        return
    zone = it.geography.city.timezone
    own = times_of([{"ends_at": at.isoformat()} for at, _ in ends], zone)
    others = times_of([{**e.said, **_NO_ESTIMATE} for e in events], zone)
    for clock in clocks(sentence.text)[0]:
        if clock.minutes & own and not clock.minutes & others:
            why = f"{clock.text!r} is an estimate, and told as sure: {sentence.text}"
            yield Harm(HarmName.INVENTED_FACT, why)


def wrong_place(it: Judged) -> Iterator[Harm]:
    """Find another place answered for, and events that lie elsewhere told as an answer."""
    ask, reply, spot = it.asked.ask, it.reply, it.asked.ask.spot
    if reply.status not in _ANSWERED:
        return
    if spot is None and reply.place_kind not in ("", "city"):
        yield Harm(HarmName.WRONG_PLACE, f"answered about {reply.place}; no place was named")
    elif spot is not None and spot.kind in _NAMED and not _same(reply.place, spot.name):
        yield Harm(HarmName.WRONG_PLACE, f"answered about {reply.place}, not {spot.name}")
        return
    if spot is None:
        return
    if reply.precision == "inside_area" and reply.status == "reported" and _all_beside(it):
        near = ", ".join(reply.cited)
        yield Harm(HarmName.WRONG_PLACE, f"told as at {spot.name}, and is not: {near}")
        return
    for sentence in reply.facts:
        stands = [it.expected.stands.get(i) for i in sentence.event_ids]
        told_apart = reply.status != "reported" and _says_where(it, sentence)
        if stands and not told_apart and all(how is Stands.ELSEWHERE for how in stands):
            why = f"{', '.join(sentence.event_ids)} lies elsewhere: {sentence.text}"
            yield Harm(HarmName.WRONG_PLACE, why)
            return
        yield from _foreign_names(it, sentence, ask.spot.name if ask.spot else "")


def _all_beside(it: Judged) -> bool:
    """Say whether everything cited is known not to reach the place."""
    events = it.events(tuple(it.reply.cited))
    if it.asked.ask.spot is not None and it.asked.ask.spot.kind == "landmark":
        events = [e for e in events if e.type not in TRANSIT]  # a stop beside it serves it
    stands = [it.expected.stands[event.id] for event in events]
    return bool(stands) and all(how in (Stands.NEAR, Stands.ELSEWHERE) for how in stands)


def _says_where(it: Judged, sentence: Sentence) -> bool:
    """Say whether a sentence names a place of each of its events, as what lies elsewhere must.

    A corner that an event's own words name says more than its area does.
    """
    told = tuple(_mentioned(it.geography, sentence.text))
    return all(
        any(name in sentence.text for name in places_of(event.said))
        or any(name in f"{event.said.get('headline')} {event.said.get('message')}" for name in told)
        for event in it.events(sentence.event_ids)
    )


def _foreign_names(it: Judged, sentence: Sentence, own: str) -> Iterator[Harm]:
    """Find areas and lines named in a fact that none of its events touches."""
    events = it.events(sentence.event_ids)
    if not events or len(events) != len(sentence.event_ids):
        return
    told = json.dumps([(*e.earlier, e.said) for e in events], ensure_ascii=False)
    spots = {s.name: s for kind in ("area", "line") for s in it.geography.spots[kind]}
    for name in _mentioned(it.geography, sentence.text):
        spot = spots.get(name)
        if spot is None or name == own or name in told:
            continue
        if all(it.geography.stands(e, spot) in (Stands.ELSEWHERE, Stands.NEAR) for e in events):
            why = f"{name} is not where {_ids(events)} is: {sentence.text}"
            yield Harm(HarmName.WRONG_PLACE, why)


def missing_fact(it: Judged) -> Iterator[Harm]:
    """Find the event, or the fact of it that was asked for, left out."""
    reply, expected = it.reply, it.expected
    if reply.status != "reported":
        return
    left = [event_id for event_id in expected.must if event_id not in reply.cited]
    brief = _is_brief(it)
    if left and (len(left) == len(expected.must) or (expected.all_of and not brief)):
        yield Harm(HarmName.MISSING_FACT, f"does not cite {', '.join(left)}")
    elif expected.fact and not (brief and expected.fact in ("cause", "advice", "extent")):
        events = it.events(expected.must)
        known = [
            event for event in events if event.id in reply.cited and _has(event, expected.fact)
        ]
        if known and not any(_tells(it, event, expected.fact) for event in known):
            want = _want(known[0], expected.fact)
            yield Harm(HarmName.MISSING_FACT, f"does not tell the {expected.fact}: {want}")


def _has(event: Published, fact: str) -> bool:
    return bool(_want(event, fact))


def _want(event: Published, fact: str) -> Any:
    """Return what an event says of an aspect; empty where it says nothing."""
    said = event.said
    match fact:
        case "end":
            return event.end[0] if event.end else None
        case "cause":
            return said.get("cause") or said.get("reason")
        case "extent":
            return said.get("affected_customers") or said.get("delay_minutes")
        case _:
            return said.get("instructions") or said.get("alternatives") or said.get("detour")


def _tells(it: Judged, event: Published, fact: str) -> bool:
    text, want = it.reply.text, _want(event, fact)
    match fact:
        case "end":
            known = times_of([{"ends_at": want.isoformat()}], it.geography.city.timezone)
            return any(clock.minutes & known for clock in clocks(text)[0])
        case "extent":
            return any(value == want for value, _ in numbers(clocks(text)[1]))
        case "cause":
            return _shares(want, text) or len(it.reply.cited) > 1
        case _:
            translated = event.said.get("translations", {}).get(it.reply.language, {})
            given = [*([want] if isinstance(want, str) else want)]
            given += translated.get("instructions", [])
            return any(_shares(one, text) for one in given)


def _same(told: str, name: str) -> bool:
    """Say whether a place told is the one named; a corner may be told in any language."""
    streets = _plain(name).split(" and ")
    return _plain(told) == _plain(name) or (
        len(streets) == 2 and all(street in _plain(told) for street in streets)
    )


def _plain(name: str) -> str:
    """Return a place's name without the ways to write it."""
    found = name.casefold().replace("&", "and").replace(".", "")
    for short, long in _WRITTEN.items():
        found = re.sub(rf"\b{short}\b", long, found)
    return found


def _shares(words: str, text: str) -> bool:
    """Say whether most longer words of a phrase are in a text."""
    wanted = [word.casefold() for word in _WORD.findall(words)] or [words.casefold()]
    return sum(word in text.casefold() for word in wanted) * 2 >= len(wanted)


def _is_brief(it: Judged) -> bool:
    return it.asked.channel == "sms" or (it.asked.max_chars or 9999) <= _BRIEF


@lru_cache(maxsize=8)
def _names_of(geography: Geography) -> tuple[str, ...]:
    """Return every name of the pack, the longest first."""
    names = {s.name for spots in geography.spots.values() for s in spots}
    return tuple(sorted(names, key=len, reverse=True))


def _mentioned(geography: Geography, text: str) -> Iterator[str]:
    """Yield the pack's names in a text; a longer name hides the shorter ones in it."""
    for name in _names_of(geography):
        if name in text:
            pattern = rf"(?<!\w){re.escape(name)}(?!\w)(?!\s(?:Street|St|Avenue|Road|Station|stop))"
            if re.search(pattern, text):
                yield name
            text = text.replace(name, " ")


def _ids(events: Sequence[Published]) -> str:
    return ", ".join(event.id for event in events)
