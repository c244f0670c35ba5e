"""Hold the form of a statement: one plain line that a person can read, and nothing in disguise."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from assistant.suspect import is_suspect
from assistant.verify.bearing import borne, tellings
from assistant.verify.verdict import Checked, Claim, ClaimKind
from assistant.verify.witness import Court

_MOST_CHARS: Final = 500
_FORBIDDEN: Final = {
    "a hidden or control character": (
        "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
        "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff"
        "\ue000-\uf8ff\U000e0000-\U0010ffff]"
    ),
    "markup": (
        r"</?[a-zA-Z!][^>]*>?|&(?:[a-zA-Z]{2,8}|#x?[0-9a-fA-F]{1,6});|!?\[[^\]]*\]\s*\(|\]\(|`|~~~"
        r"|^\s*(?:#{1,6}\s|[-*+>]\s|\d{1,2}\.\s+(?=[A-Z]).*\s\d{1,2}\.\s)|\*\*|__|\|.*\|"
        r"|(?<!\w)[*_]\w[^*_]*[*_](?!\w)"
        r"|\\[nrtux\\]|\{\{|\}\}|\$\{|[{}]|<\||\|>"
    ),
    "a picture sign": (
        "[\u2190-\u21ff\u2300-\u23ff\u2460-\u27bf\u2900-\u2bff\u3200-\u33ff\U0001f000-\U0001faff]"
    ),
    "a sign of a citation": r"\[\s*\d+\s*\]|【\s*\d+[^】]*】|\[\w+[:_-]\w+\]",
    "letters of another width or script": (
        "[\uff21-\uff3a\uff41-\uff5a\uff10-\uff19\u0250-\u02af\u1d00-\u1dbf\u2070-\u209f\u2100-\u2102\u2104-\u2115\u2117-\u214f"
        "\U0001d400-\U0001d7ff]"
    ),
    "another script": (
        "[\u0370-\u03ba\u03bd-\u052f\u0530-\u08ff\u0900-\u0fff\u1000-\u109f\u10a0-\u1cff"
        "\u1f00-\u1fff\u3040-\u30ff\uac00-\ud7af]"
    ),
    "a code": (
        r"(?=[A-Za-z0-9+/]*\d)(?=[A-Za-z0-9+/]*[A-Za-z])[A-Za-z0-9+/]{16,}={0,2}"
        r"|\b[0-9a-fA-F]{16,}\b"
        r"|[A-Za-z0-9+/]{24,}={1,2}|\b[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZ]{9,}\b|\b[01]{8,}\b"
        r"|(?:\b\w[ .\-_]){6,}\w\b|[A-Za-z]{31,}|(\S)\1{4,}"
    ),
    "an event's id": r"\b[a-z][a-z0-9_-]*:[a-z0-9][\w:.-]*\d\b|\bevent_ids?\b",
}  # fmt: skip
_EACH: Final = {why: re.compile(pattern) for why, pattern in _FORBIDDEN.items()}
_MIXED: Final = re.compile(r"[^\W\d_]+")
_LATIN: Final = re.compile(r"[A-Za-zÀ-ɏ]")
_ALIKE: Final = re.compile(r"[\u0370-\u03bb\u03bd-\u052f]")
_CHINESE: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_PAIRS: Final = (
    ("“", "”"),
    ("«", "»"),
    ("(", ")"),
    ("（", "）"),
    ("「", "」"),
    ("《", "》"),
    ("[", "]"),
)
_QUOTED: Final = re.compile(
    r"\"([^\"]*)\"|“([^”]*)”|«([^»]*)»|「([^」]*)」|『([^』]*)』|《([^》]*)》|„([^“”]*)[“”]"
    r"|(?<!\w)['‘]([^'‘’]{2,}(?:['’](?=\w)[^'‘’]*)*)['’](?!\w)"
)
_LINK: Final = re.compile(r"(?:https?://|www\.)[\w.~:/?#@!$&+,;=%-]+", re.ASCII)
_TRIM: Final = " .,;:!?…。，；：！？\u00a0\u202f"
_CUT: Final = re.compile(r"\s*(?:…|\.\.\.|\[…\]|\[\.\.\.\])\s*")
_SENTENCE: Final = re.compile(r"[.!?;:。！？；：]")
_WITHIN: Final = re.compile(r"[A-Za-z0-9À-ɏ]")
_DENIES: Final = re.compile(
    r"\b(?:not|no|never|without|cannot|none|nor|neither|unless|false|hoax|sin|nunca|jamás|ni"
    r"|ne|pas|jamais|sans|aucune?|non)\b|n['’]t\b|\bn['’]|[不没沒未无無非勿]",
)
"""Words that turn a quotation around if it begins behind them: not "safe to drink"."""
_SPACES: Final = re.compile(r"\s+")
_QUOTES: Final = str.maketrans("", "", "\"'“”‘’«»„「」『』")


def check(text: str, court: Court) -> list[Checked]:
    """Find what no statement may hold, and words in quotation marks that nobody said."""
    return [*_unfit(text, court.language), *_quotations(text, court)]


def _unfit(text: str, language: str) -> Iterator[Checked]:
    if not text.strip():
        yield _refused(text, 0, len(text), "nothing is said")
    if len(text) > _MOST_CHARS:
        yield _refused(text, _MOST_CHARS, len(text), "too long")
    unlinked = _LINK.sub(_blank, text)  # what it links to is held elsewhere
    for why, pattern in _EACH.items():
        found = pattern.search(unlinked)
        if found is not None:
            yield _refused(text, found.start(), found.end(), why)
    quoted = [(one.start(), one.end()) for one in _QUOTED.finditer(text)]
    chinese = _CHINESE.search(text) if language != "zh" else None
    if chinese and not any(start < chinese.start() < end for start, end in quoted):
        yield _refused(text, chinese.start(), chinese.end(), "another script")
    for word in _MIXED.finditer(text):
        if (
            not word.group().isascii()
            and _LATIN.search(word.group())
            and _ALIKE.search(word.group())
        ):
            yield _refused(text, word.start(), word.end(), "a word in two scripts")
    if text.count('"') % 2 or any(text.count(a) != text.count(b) for a, b in _PAIRS):
        yield _refused(text, 0, len(text), "marks that do not match")
    if is_suspect(text):
        yield _refused(text, 0, len(text), "speaks to a machine")


def _quotations(text: str, court: Court) -> Iterator[Checked]:
    told = None
    for found in _QUOTED.finditer(text):
        words = next((group for group in found.groups() if group), "")
        pieces = [_bare(piece) for piece in _CUT.split(words)]
        pieces = [piece for piece in pieces if piece]
        claim = Claim(ClaimKind.FORM, found.group(), found.start(), found.end())
        if not pieces:
            yield Checked(claim, why="nothing is quoted")
            continue
        told = list(tellings(court)) if told is None else told
        said = [t for t in told if all(_says(_bare(t.text), piece) for piece in pieces)]
        if said:
            yield borne(claim, said)
        else:
            yield Checked(claim, why="nobody said these words")


def _says(source: str, words: str) -> bool:
    """Say whether a source has these words, whole ones, and denies them nowhere in the sentence."""
    start = source.find(words)
    while start >= 0:
        end = start + len(words)
        cut = _is_latin(source[start - 1 : start] + words[0]) if start else False
        cut = cut or _is_latin(words[-1] + source[end : end + 1])
        before = _SENTENCE.split(source[:start])[-1]
        if not cut and _DENIES.search(before) is None:
            return True
        start = source.find(words, start + 1)
    return False


def _is_latin(pair: str) -> bool:
    return len(pair) == 2 and all(_WITHIN.match(sign) for sign in pair)


@lru_cache(maxsize=8192)
def _bare(words: str) -> str:
    """Return words as quotations compare: without case, spaces at will, and marks of quoting."""
    return _SPACES.sub(" ", words.translate(_QUOTES).casefold()).strip(_TRIM)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _refused(text: str, start: int, end: int, why: str) -> Checked:
    return Checked(Claim(ClaimKind.FORM, text[start:end], start, end), why=why)
