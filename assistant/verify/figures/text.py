"""Prepare texts for reading figures, without moving a character from its place."""

import re
from collections.abc import Iterable
from typing import Final

_SPACES: Final = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "：": ":", "’": "'"})
_NAMED: Final = re.compile(
    r"(?<![\w])(?:https?://|www\.)\S+"
    r"|\b[\w.+-]+@[\w-]+\.[\w.]+"
    r"|(?<!\w)\+?\d[\d\s().-]{5,}\d(?![\w:])(?<!\d\s\d\d\d\d)"
    r"|(?<!\w)\d{3}[-.]\d{4}(?!\w)"
    r"|\b\d+(?:st|nd|rd|th)\b"
    r"|(?<!\w)(?:lines?|bus(?:es)?|routes?|trains?|trams?|lignes?|l[ií]neas?|rutas?|autob[uú]s"
    r"|platform|exit|highway|interstate|hwy|route|i-|us-|sr-|no\.|nº|n°|#)\s?[a-z]?-?\d+[a-z]?(?![a-z0-9])"
    r"|\b[a-z]-?\d+\b(?!\s?%)"
    r"|\b[a-z]?\d+[a-z]? (?:bus|line|train|tram|route|ferry)\b"
    r"|\d+\s?(?:号线|號線|路(?!口)|号|號)"
)


_QUOTED: Final = re.compile(r"“[^”]*”|«[^»]*»|\"[^\"]*\"|「[^」]*」")


def lowered(text: str) -> str:
    """Return a text in lower case and with plain spaces, of the same length."""
    small = text.lower()
    return (small if len(small) == len(text) else text).translate(_SPACES)


def without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text with stretches of it blotted out, of the same length."""
    for start, end in spans:
        text = text[:start] + "·" * (end - start) + text[end:]
    return text


def without_names(text: str) -> str:
    """Blot out numbers that name something: lines, numbered streets, telephones, addresses.

    What they name is held by the check of names, of links, or by the wall.
    """
    return _NAMED.sub(lambda match: "·" * len(match[0]), text)


def without_quotes(text: str) -> str:
    """Blot out what is quoted: the check of form holds that it is the source's, word by word."""
    return _QUOTED.sub(lambda match: "·" * len(match[0]), text)
