"""Load the words and patterns that questions are read by: TOML files that an editor can read.

A pattern is a regular expression over the message in lower case, without punctuation; it counts
where it stands between words. In a file's lists, several patterns mean any of them.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any


@lru_cache
def lexicon(name: str) -> dict[str, Any]:
    """Return a file's content; read once."""
    path = Path(__file__).with_name(f"{name}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def any_of(patterns: Sequence[str]) -> re.Pattern[str]:
    """Compile a list into one pattern that finds any of them between words."""
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b") if patterns else _NOTHING


_NOTHING = re.compile(r"(?!)")
