"""Find lengths of time and amounts of things, and how they are set against the truth."""

import re
from dataclasses import dataclass
from typing import Final

from assistant.verify.figures.numerals import Numeral, numerals
from assistant.verify.figures.tongue import Against, Lasting, Tongue
from assistant.verify.stems import stem

_SECONDS: Final = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0}
_NOUN: Final = re.compile(r"\s?[^\W\d_]+")
_BEFORE: Final = 24
_BEHIND: Final = 22
_AFTER: Final = re.compile(r"[后後以之]{1,2}")
_CLAUSE: Final = re.compile(r"[.;,。；，!?！？]")


@dataclass(frozen=True, slots=True)
class Length:
    """Hold a length of time found.

    Attributes:
        start: offset of its first character.
        end: offset behind its last.
        seconds: how long.
        step: the seconds of its smallest unit.
        rough: whether it is told as about so.
        lasting: which length it is told as; empty where the words do not say.
        against: how it is set against the true one; None for as equal.
    """

    start: int
    end: int
    seconds: frozenset[float]
    step: float
    rough: bool = False
    lasting: frozenset[Lasting] = frozenset()
    against: Against | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """Hold a number of something found.

    Attributes:
        start: offset of its first character.
        end: offset behind its last; its noun stands behind that.
        values: what the number may mean.
        unit: a unit of the verifier; empty for a noun that is none.
        noun: the stem of the noun; empty for none.
        rough: whether it is told as about so.
        against: how it is set against the true one; None for as equal.
    """

    start: int
    end: int
    values: frozenset[float]
    unit: str = ""
    noun: str = ""
    rough: bool = False
    against: Against | None = None


def lengths(text: str, tongue: Tongue) -> list[Length]:
    """Return the lengths of time in a lower-case text."""
    found: list[Length] = []
    for pattern, seconds in ((tongue.hour_and_half, 5400.0), (tongue.half_hour, 1800.0)):
        for match in pattern.finditer(text):
            if text[: match.start()].endswith(("个", "個")):
                continue  # 三个半小时 is three and a half hours
            if all(match.end() <= one.start or match.start() >= one.end for one in found):
                own = Length(match.start(), match.end(), frozenset({seconds}), 1800.0)
                found.append(_placed(own, text, tongue))
    for numeral in [*numerals(text, tongue), *_ones(text, tongue)]:
        if any(one.start <= numeral.start < one.end for one in found):
            continue
        half = _AND_A_HALF.match(text, numeral.end)
        unit = _unit(text, half.end() if half else numeral.end, tongue)
        if unit is None or unit[0] not in _SECONDS:
            continue
        step = _SECONDS[unit[0]]
        start, end = numeral.start, unit[1]
        half = half or _AND_A_HALF.match(text, end)
        end = max(end, half.end()) if half else end
        values = frozenset((value + (0.5 if half else 0)) * step for value in numeral.values)
        last = found[-1] if found else None
        joined = last is not None and _CONTINUES.fullmatch(text[last.end : start]) is not None
        if last is not None and joined and step < last.step:
            together = frozenset(a + b for a in last.seconds for b in values)
            found[-1] = _placed(Length(last.start, end, together, step), text, tongue)
            continue
        placed = _placed(Length(start, end, values, step), text, tongue)
        if numeral.end - numeral.start > 3 or not _is_one(text, numeral, tongue):
            found.append(placed)
        elif placed.lasting or placed.rough or placed.against is not None:
            found.append(placed)  # "una hora de fin" is no length of time
    return found


def _is_one(text: str, numeral: Numeral, tongue: Tongue) -> bool:
    return text[numeral.start : numeral.end] in tongue.one


_AND_A_HALF: Final = re.compile(
    r"\s(?:and a half|y medi[oa]|et demie?)(?!\w)|个半(?=小时|小時|钟头)"
)
_CONTINUES: Final = re.compile(r"\s?(?:and|y|et|,|零|又)?\s?")


def amounts(text: str, tongue: Tongue) -> list[Amount]:
    """Return the numbers of a lower-case text that are no times, each with its noun."""
    found: list[Amount] = []
    for numeral in numerals(text, tongue):
        unit = _unit(text, numeral.end, tongue) or _unit_before(text, numeral.start)
        noun = "" if unit is not None else _noun(text, numeral.end, tongue)
        before = text[max(0, numeral.start - _BEFORE) : numeral.start]
        behind = text[numeral.end : numeral.end + 10]
        rough = tongue.rough.search(before) is not None
        if not tongue.spaced:
            rough = rough or _near_end(tongue, behind)
        found.append(
            Amount(
                numeral.start, numeral.end, numeral.values, unit[0] if unit else "", noun,
                rough, _against(before, tongue),
            )
        )  # fmt: skip
    return found


def _near_end(tongue: Tongue, behind: str) -> bool:
    match = tongue.rough_after.search(behind)
    return match is not None and match[0] in ("左右", "上下")


def _ones(text: str, tongue: Tongue) -> list[Numeral]:
    """Return the articles that stand before a unit of time, as the number one."""
    if not tongue.spaced:
        places = [
            m.start()
            for m in re.finditer(r"(?<![一二三四五六七八九十百千第])一(?=个?[小天周秒分])", text)
        ]
        return [Numeral(place, place + 1, frozenset({1.0})) for place in places]
    either = "|".join(sorted(tongue.one, key=len, reverse=True))
    return [
        Numeral(match.start(), match.end(), frozenset({1.0}))
        for match in re.finditer(rf"(?<!\w)(?:{either})(?=\s)", text)
    ]


def _unit(text: str, end: int, tongue: Tongue) -> tuple[str, int] | None:
    """Return the unit that stands behind a number, perhaps one word further on."""
    match = tongue.unit.match(text, end)
    if match is None:
        space = re.match(r"[\s\u00a0-]{1,2}(?:of the |de los |de las |des |de )?", text[end:])
        begin = end + space.end() if space else end
        match = tongue.unit.match(text, begin)
        if match is None and space is not None and tongue.spaced:
            word = _NOUN.match(text, begin)  # "4,300 affected customers"
            further = word.end() + 1 if word is not None else begin
            match = tongue.unit.match(text, further)
            if match is not None and tongue.units[match[0]] in _SECONDS:
                match = None
    return None if match is None else (tongue.units[match[0]], match.end())


def _unit_before(text: str, start: int) -> tuple[str, int] | None:
    return ("money", start) if text[max(0, start - 2) : start].strip()[-1:] in ("$", "€") else None


def _noun(text: str, end: int, tongue: Tongue) -> str:
    match = _NOUN.match(text, end)
    if match is None:
        return ""
    word = match[0].strip()
    return word[:2] if not tongue.spaced else stem(word, tongue.language)


def _against(before: str, tongue: Tongue) -> Against | None:
    matches = [(m.start(), kind) for kind, p in tongue.compare if (m := p.search(before))]
    return min(matches)[1] if matches else None


def _placed(length: Length, text: str, tongue: Tongue) -> Length:
    """Add to a length which one it is told as, by the words beside it."""
    begin = max((m.end() for m in _CLAUSE.finditer(text, 0, length.start)), default=0)
    before = text[max(begin, length.start - _BEFORE) : length.start]
    stop = _CLAUSE.search(text, length.end)
    behind = text[length.end : min(length.end + _BEHIND, stop.start() if stop else len(text))]
    told: set[Lasting] = set()
    for lasting, pattern in tongue.lasting:
        ahead = [m for m in pattern.finditer(before) if len(before) - m.end() <= 14]
        follow = [m for m in pattern.finditer(behind) if m.start() <= 12]
        if lasting is Lasting.LATE and (ahead or follow):
            told = {lasting}
            break
        if lasting is Lasting.AHEAD and not tongue.spaced and _AFTER.match(behind):
            told.add(lasting)
        postfix = lasting is Lasting.AGO and tongue.language in ("en", "zh")
        if (postfix and follow and follow[0].start() <= 2) or (not postfix and ahead):
            told.add(lasting)
    if Lasting.AGO in told:
        told = {Lasting.AGO}
    rough = tongue.rough.search(before) is not None
    rough = rough or (not tongue.spaced and _near_end(tongue, behind))
    return Length(
        length.start, length.end, length.seconds, length.step, rough,
        frozenset(told), _against(before, tongue),
    )  # fmt: skip
