"""Find numbers, written in digits or in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assistant.verify.figures.tongue import Tongue

_GROUPED: Final = re.compile(r"\d{1,3}(?:[,.'’\u00a0\u202f\u2009 ]\d{3})+(?!\d)")
_DIGITS: Final = re.compile(
    r"(?<![A-Za-z\d.,])\d{1,3}(?:[,.'’\u00a0\u202f\u2009 ]\d{3})+(?![\d])|\d+(?:[.,]\d+)?"
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_HANZI: Final = re.compile(r"[零〇一二两兩三四五六七八九十百千万萬]+")
_SCALE: Final = re.compile(
    r"\s?(?:[万萬千百](?![万萬]?元)|million|thousand|mil(?:lones)?\b|mille\b)"
)
_NO_NUMBER: Final = re.compile(
    r"一(?:些|直|般|旦|起|样|樣|定|下|切|带|度|致)|万一|(?<![一二三四五六七八九])十分(?![钟鐘])|千万|统一|唯一|另一|任一|第[一二三四五六七八九十]+|"
    r"(?:星期|周|礼拜)[一二三四五六日天]|[一二三四五六七八九十]+月(?:[一二三四五六七八九十]+[日号])?|进一步|同一|每一"
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """Hold a number found.

    Attributes:
        start: offset of its first character.
        end: offset behind its last.
        values: what it may mean; "4,300" is four thousand or four point three by language.
    """

    start: int
    end: int
    values: frozenset[float]


def numerals(text: str, tongue: Tongue) -> list[Numeral]:
    """Return the numbers of a lower-case text, in their order."""
    digits = list(_in_digits(text, tongue))
    taken = {place for n in digits for place in range(n.start, n.end)}
    words = _in_hanzi(text, tongue) if not tongue.spaced else _in_words(text, tongue)
    found = [*digits, *(n for n in words if n.start not in taken)]
    return sorted(found, key=lambda n: n.start)


def _in_digits(text: str, tongue: Tongue) -> Iterator[Numeral]:
    for match in _DIGITS.finditer(text):
        values = _meant(match[0], tongue)
        scale = _SCALE.match(text, match.end())
        if scale is None:
            yield Numeral(match.start(), match.end(), values)
            continue
        if len(values) > 1:  # "2,200 mil" is no 2.2 thousand
            values = frozenset({max(values)})
        factor = tongue.numerals.get(scale[0].strip(), 1)
        factor = {"million": 1_000_000, "thousand": 1000}.get(scale[0].strip(), factor)
        scaled = frozenset(value * factor for value in values)
        yield Numeral(match.start(), scale.end(), scaled)


def _meant(written: str, tongue: Tongue) -> frozenset[float]:
    bare = re.sub(r"['’\u00a0\u202f\u2009 ]", "", written)
    grouped = _GROUPED.fullmatch(written) is not None
    plain = re.sub(r"[,.]", "", bare)
    if not re.search(r"[,.]", bare):
        return frozenset({float(plain)})
    own = tongue.decimal == "," and bare.count(",") == 1 and "." not in bare
    english = tongue.decimal == "." and bare.count(".") == 1 and "," not in bare
    if own or english:
        as_decimal = float(bare.replace(",", "."))
        if grouped and tongue.decimal == ",":  # digits are often copied as English writes them
            return frozenset({as_decimal, float(plain)})
        return frozenset({as_decimal})
    return frozenset({float(plain)}) if grouped else frozenset({float(bare.replace(",", "."))})


def _in_words(text: str, tongue: Tongue) -> Iterator[Numeral]:
    run: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        between = text[run[-1].end() : match.start()] if run else ""
        goes_on = bool(run) and between in (" ", "-", "‑")
        known = match[0] in tongue.numerals
        if goes_on and (known or (match[0] in tongue.joiners and between == " ")):
            run.append(match)
            continue
        yield from _valued(run, tongue)
        run = [match] if known else []
    yield from _valued(run, tongue)


def _valued(run: list[re.Match[str]], tongue: Tongue) -> Iterator[Numeral]:
    while run and run[-1][0] in tongue.joiners:
        run = run[:-1]
    if run:
        words = [match[0] for match in run if match[0] not in tongue.joiners]
        value = _value([tongue.numerals[word] for word in words])
        yield Numeral(run[0].start(), run[-1].end(), frozenset({float(value)}))


def _value(parts: list[int]) -> int:
    """Add and multiply as numbers are said: "four thousand three hundred", "quatre-vingt"."""
    total = current = 0
    for part in parts:
        if part >= 1000:
            total += max(1, current) * part
            current = 0
        elif part == 100 or (part in (12, 20) and 1 < current < 10):
            current = max(1, current) * part
        else:
            current += part
    return total + current


def _in_hanzi(text: str, tongue: Tongue) -> Iterator[Numeral]:
    masked = _NO_NUMBER.sub(lambda match: "·" * len(match[0]), text)
    for match in _HANZI.finditer(masked):
        if match[0] in ("一", "百", "千", "万", "萬"):
            continue
        value = _hanzi([tongue.numerals[sign] for sign in match[0]])
        yield Numeral(match.start(), match.end(), frozenset({float(value)}))


def _hanzi(parts: list[int]) -> int:
    """Read Chinese numerals: 四千三百, 十五; a last bare digit counts the next lower scale."""
    if all(part < 10 for part in parts):
        return int("".join(map(str, parts)))
    total = current = 0
    scale = 1
    for part in parts:
        if part == 10_000:
            total = (total + current) * part
            current, scale = 0, part
        elif part >= 10:
            total += max(1, current) * part
            current, scale = 0, part
        elif part == 0:
            scale = 10
        else:
            current = part
    return total + current * (scale // 10 if scale > 10 and current else 1)
