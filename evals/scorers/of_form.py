"""Find answers in another language than the question's, too long, or unfit to be read aloud."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from evals.scorers.harm import Harm, HarmName
from evals.scorers.judging import Judged

SMS: Final = 160
_COMMON: Final = {
    "en": "the is of in and for no to was from it not are at by since other reported which",
    "es": "el la los las de del en y para no se desde que una un por es está hay ha hace hasta con",
    "fr": "le la les des de du en et pour ne pas une un que est depuis il au aux dans par signalé",
}
_SIGNS: Final = re.compile(r"[\[\]~%µ°<>*#/|_]|m³|km/h")
_QUOTED: Final = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|「[^」]*」|‘[^’]*’")
_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_WORD: Final = re.compile(r"[^\W\d_]+")


def wrong_language(it: Judged) -> Iterator[Harm]:
    """Find an answer that is not in the language of the question."""
    want, text = it.asked.language, _QUOTED.sub(" ", it.reply.text)
    if it.reply.language != want:
        yield Harm(HarmName.WRONG_LANGUAGE, f"answered in {it.reply.language}, asked in {want}")
        return
    found = language_of(text)
    if found is not None and found != want:
        yield Harm(HarmName.WRONG_LANGUAGE, f"reads like {found}, not {want}")


def wrong_form(it: Judged) -> Iterator[Harm]:
    """Find an answer that its channel cannot carry."""
    text, asked = it.reply.text, it.asked
    room = min(asked.max_chars or 10_000, SMS if asked.channel == "sms" else 10_000)
    if len(text) > room:
        yield Harm(HarmName.WRONG_FORM, f"{len(text)} characters, {room} allowed")
    if asked.channel == "voice":
        sign = _SIGNS.search(_QUOTED.sub(" ", text))
        if sign:
            yield Harm(HarmName.WRONG_FORM, f"{sign[0]!r} cannot be read aloud")


def language_of(text: str) -> str | None:
    """Return the language that a text reads like, by script and common words; None where unsure."""
    words = [word.lower() for word in _WORD.findall(text)]
    han = len(_HAN.findall(text))
    if han >= 6 and han >= len(words) // 2:
        return "zh"
    seen = Counter(words)
    counts = {tag: sum(seen[w] for w in common.split()) for tag, common in _COMMON.items()}
    best, second = sorted(counts, key=lambda tag: -counts[tag])[:2]
    return best if counts[best] >= 3 and counts[best] >= 1.5 * counts[second] else None
