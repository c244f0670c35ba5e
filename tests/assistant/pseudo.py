"""Make a catalogue of a language that nobody speaks from the English one, whole by construction.

Its words have Cyrillic letters alone, its sentences run backwards, and the names of days, months
and languages are Greek: what is written in Latin letters in its answers is a name, a quotation, or
English that Python wrote.
"""

import re
import tomllib
from functools import cache
from string import Formatter
from typing import cast

from assistant.phrases import FOLDER, Phrases

LANGUAGE = "el"
_KEPT = ("writing", "optional")
_KEPT_LISTS = ("line_endings", "stop_words", "genders")
_LETTERS = re.compile(r"[A-Za-z]")


@cache
def pseudo() -> Phrases:
    raw = tomllib.loads((FOLDER / "en.toml").read_text(encoding="utf-8"))
    turned = {name: part if name in _KEPT else _turned(part) for name, part in raw.items()}
    turned["quote"] = {"own": "«{words}»", "foreign": "⟦{language}: {quoted}⟧"}
    return Phrases(LANGUAGE, turned)


def _turned(part: object, name: str = "") -> object:
    if isinstance(part, dict):
        table = cast(dict[str, object], part)
        return {key: _turned(value, key) for key, value in table.items()}
    if isinstance(part, list) and name not in _KEPT_LISTS:
        return [_phrase(word) for word in cast(list[str], part)]
    if isinstance(part, str) and name != "by":
        return _phrase(part)
    return cast(object, part)


def _phrase(text: str) -> str:
    pieces: list[str] = []
    for literal, field, _, _ in Formatter().parse(text):
        pieces += [_LETTERS.sub("ж", literal), f"{{{field}}}" if field is not None else ""]
    return f"⟦{''.join(reversed(pieces))}⟧"
