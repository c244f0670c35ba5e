"""Put right how people misspell times, so that they can be read: "tmrw", "tonite", "wensday"."""

import re
from functools import lru_cache
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from assistant.understand.clock_words import MONTHS
from core.naming.ordinary_words import is_ordinary

_SHORT: Final = {
    "tmrw": "tomorrow", "tmrow": "tomorrow", "tmr": "tomorrow", "tmw": "tomorrow",
    "2morrow": "tomorrow", "2moro": "tomorrow", "tomoro": "tomorrow", "tonite": "tonight",
    "2nite": "tonight", "2night": "tonight", "tonigt": "tonight", "yest": "yesterday",
    "ystd": "yesterday", "wknd": "weekend", "mon": "monday", "tue": "tuesday", "tues": "tuesday",
    "wed": "wednesday", "thu": "thursday", "thur": "thursday", "thurs": "thursday",
    "fri": "friday", "2day": "today", "aft": "afternoon", "eve": "evening", "rn": "now",
    "atm": "now", "nite": "night", "tonights": "tonight", "yesterdays": "yesterday",
    "tomorrows": "tomorrow", "todays": "today", "arvo": "afternoon",
}  # fmt: skip
_LONG: Final = (
    "yesterday", "tomorrow", "tonight", "morning", "afternoon", "evening", "weekend", "overnight",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "scheduled",
    "planned", "earlier", "minutes", "january", "february", "september", "october", "november",
    "december",
)  # fmt: skip
_SAT_SUN: Final = re.compile(r"\b(on|this|next|last|by|since|until) (sat|sun)\b")
_SIGNED_DATE: Final = re.compile(r"(1[0-2]|0?[1-9])月([0-3]?\d)[日号]?")
"""A date as Chinese writes it, which no glossary of words can hold."""
_WORD: Final = re.compile(r"[a-z0-9]+(?:'s\b)?")


def spelt_times(text: str) -> str:
    """Return the text with the words for times spelt out."""
    text = _SIGNED_DATE.sub(lambda m: f" {MONTHS[(int(m[1]) - 1) % 12]} {m[2]} ", text)
    text = _SAT_SUN.sub(lambda m: f"{m[1]} {'saturday' if m[2] == 'sat' else 'sunday'}", text)
    spelt = _WORD.sub(lambda found: _spelt(found[0]), text)
    return re.sub(r"\s+", " ", spelt).strip()


@lru_cache(maxsize=4096)
def _spelt(word: str) -> str:
    one = word.removesuffix("'s")
    if one in _SHORT:
        return _SHORT[one]
    if one in _LONG or len(one) < 6 or any(c.isdigit() for c in one) or is_ordinary(one):
        return one if one in _LONG else word
    found = process.extractOne(
        one, _LONG, scorer=OSA.distance, score_cutoff=1 if len(one) < 8 else 2
    )
    return found[0] if found and found[0][0] == one[0] else word
