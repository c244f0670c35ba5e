"""Hide what belongs to one person in a question, before it leaves for a model's server.

E-mail addresses, telephone numbers, card and account numbers go; house numbers, lines, ZIP codes,
dates and times stay, since the answer may turn on them.
"""

import re
from typing import Final

_MAIL: Final = re.compile(r"[^\s@<>(),;:\"]+@[^\s@<>(),;:\"]+\.[^\W\d_]{2,}", re.IGNORECASE)
_DATE: Final = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?!\d)"
)
_RUN: Final = re.compile(
    r"(?<![0-9A-Za-z.-])[+(]?\d(?:[ ./()\u00a0\u2011-]{0,3}\d){6,22}(?![0-9A-Za-z])"
)
_GROUPS: Final = re.compile(r"\d+")
_ID: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_FEWEST: Final = 7
"""Digits of the shortest telephone number, as it is dialled within a city."""
_CARD: Final = 13


def mask(text: str) -> str:
    """Return a question with `[e-mail]`, `[phone]` and `[number]` in place of what is personal."""
    text = _MAIL.sub("[e-mail]", text)
    text = _ID.sub("[number]", text)
    return _RUN.sub(_hidden, text)


def _hidden(found: re.Match[str]) -> str:
    run = found.group()
    kept = _DATE.match(run)
    if kept:
        # A time of the day may stand behind the date: 2026-03-04 10:30.
        rest = run[kept.end() :]
        return (
            run
            if sum(map(str.isdigit, rest)) < _FEWEST
            else kept.group() + _RUN.sub("[phone]", rest)
        )
    groups = [len(group) for group in _GROUPS.findall(run)]
    digits = sum(groups)
    if digits < _FEWEST or set(groups) in ({1}, {5}):  # numbers of lines, ZIP codes
        return run
    return "[number]" if digits >= _CARD and not run.startswith("+") else "[phone]"
