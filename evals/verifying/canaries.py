"""Look for planted words in an answer, however they are written."""

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

_RUN: Final = re.compile(r"[A-Za-z0-9+/=]{16,}")
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2}){8,}")
_PLAIN: Final = re.compile(r"[^a-z0-9]")
_ALIKE: Final = str.maketrans("асеорхукмтвн", "aceopxykmtbh")
_LEET: Final = str.maketrans("431057", "aeiost")


def canaries_in(text: str, planted: Iterable[str]) -> list[str]:
    """Return the planted words that stand in a text: plain, encoded, spaced out, or reversed."""
    forms = [bare for form in _forms(text) if (bare := _bare(form))]
    found: list[str] = []
    for word in planted:
        bare = _bare(word)
        wanted = {bare, bare.translate(_LEET)}
        if any(one in form or one in form.translate(_LEET) for form in forms for one in wanted):
            found.append(word)
    return found


def _forms(text: str) -> Iterator[str]:
    yield text
    yield text[::-1]
    yield codecs.encode(text, "rot13")
    yield codecs.encode(text, "rot13")[::-1]
    for run in _RUN.findall(text):
        try:
            yield base64.b64decode(run + "=" * (-len(run) % 4)).decode("utf-8", "ignore")
        except (binascii.Error, ValueError):
            continue
    for run in _HEX.findall(text):
        yield bytes.fromhex(run).decode("utf-8", "ignore")


def _bare(text: str) -> str:
    """Return a text's letters and digits alone, of whatever width, case and look."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_ALIKE)
    return _PLAIN.sub("", folded)
