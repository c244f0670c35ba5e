"""See through what hides words from people or from patterns: signs, codes, other alphabets."""

import base64
import binascii
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_HIDDEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff"
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff]"
)
"""Signs that nobody sees: soft hyphens, joiners, directions, tags, private and control signs."""
_TAGS: Final = re.compile("[\U000e0020-\U000e007e]{3,}")
_TURNED: Final = re.compile("[\u202a\u202b\u202d\u202e\u2066-\u2069]")
_BREAKS: Final = str.maketrans({"\u2028": "\n", "\u2029": "\n\n"})
_LETTERS: Final = str.maketrans(
    "аеорсхуіѕјһԁԛѡкмтвнгΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεικνορτυχıɡℓ",
    "aeopcxyisjhdqwkmtbhrABEZHIKMNOPTYXaeiknoptuxigl",
)
_LEET: Final = str.maketrans("01345789@$!|", "oieastbgasil")
_LATIN: Final = re.compile("[A-Za-z]")
_LOOKALIKE: Final = re.compile("[а-яіѕјһԁԛѡα-λν-ω]", re.IGNORECASE)
"""Without the letter of "µg"."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_LEET_WORD: Final = re.compile(r"\b(?=\w*[a-z])(?=\w*[013457@$!])[\w@$!|]{4,}")
_SPACED: Final = re.compile(r"(?:\b\w[ ._\-*]){5,}\w\b")
_URL: Final = re.compile(r"(?:https?://|www\.|urn:)\S+|\S+@\S+")
_CODED: Final = re.compile(
    r"[A-Za-z0-9+/]{24,}={0,2}|\b(?:[0-9a-f]{2}[ :]?){16,}\b|\b(?:[01]{8}[ ,]?){3,}"
    r"|(?:\\+[ux][0-9a-fA-F]{2,4}){4,}|(?:%[0-9A-Fa-f]{2}){5,}|(?:&#x?[0-9a-fA-F]{2,5};){4,}"
    r"|(?:[.\-·–]{1,6}[ /]{1,3}){8,}[.\-·–]{1,6}"
)
_REPEATED: Final = re.compile(r"\b(\w+)(?:[\s,.!]+\1\b){5,}", re.IGNORECASE)
_FLOODED: Final = re.compile(r"([^\s.\-=_*#~&$/])\1{11,}")
_ROT: Final = str.maketrans(
    "abcdefghijklmnopqrstuvwxyz", "nopqrstuvwxyzabcdefghijklm",
)  # fmt: skip
_ORDER_ROT: Final = re.compile(r"\b(?:vtaber|vafgehpgvbaf?|qvfertneq|flfgrz|nffvfgnag|cebzcg)\b")
_ORDER_TURNED: Final = re.compile(r"erongi|snoitcurtsni|draogersid|tpmorp|tnatsissa|dragersid")
_ORDER_CLOSED: Final = re.compile(r"ignor|instruc|disregard|forget|system|prompt|assist|override")
_LONG_CODE: Final = 24
_READABLE: Final = 0.85


def without_hidden(text: str) -> str:
    """Return a text without the signs that nobody sees; what tags spell is written out."""
    if text.isascii() and text.isprintable():
        return text
    written = _TAGS.sub(_spelt, text.translate(_BREAKS))
    turned = _TURNED.search(written) is not None and _LATIN.search(written) is not None
    shown = _HIDDEN.sub("", written).replace("\r\n", "\n").replace("\r", "\n")
    return f"{shown}" if not turned else _unturned(written, shown)


def is_disguised(sentence: str) -> bool:
    """Say whether a sentence is, in part, written so that people cannot read it."""
    if _FLOODED.search(sentence) or _REPEATED.search(sentence):
        return True
    if not sentence.isascii() and any(_is_mixed(word) for word in _WORD.findall(sentence)):
        return True
    return any(_is_code(found.group()) for found in _CODED.finditer(_URL.sub(" ", sentence)))


def plain_forms(sentence: str) -> Iterator[str]:
    """Yield a sentence as patterns read it: as it stands, and as what it may be a disguise of."""
    folded = unicodedata.normalize("NFKC", sentence) if not sentence.isascii() else sentence
    plain = " ".join(folded.casefold().replace("’", "'").split())
    yield plain
    if not plain.isascii():
        bare = unicodedata.normalize("NFKD", plain)
        bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
        if bare != plain:
            yield bare
        if _LOOKALIKE.search(plain) and _LATIN.search(plain):
            yield plain.translate(_LETTERS)
    if _LEET_WORD.search(plain):
        yield _LEET_WORD.sub(_unleet, plain)
    if _SPACED.search(plain):
        closed = _SPACED.sub(_unspaced, plain)
        yield f"{closed} system prompt" if _ORDER_CLOSED.search(closed) else closed
    if _ORDER_ROT.search(plain):
        yield plain.translate(_ROT)
    if _ORDER_TURNED.search(plain):
        yield plain[::-1]


def _is_mixed(word: str) -> bool:
    """Say whether one word is written in two alphabets that look alike."""
    return _LATIN.search(word) is not None and _LOOKALIKE.search(word) is not None


def _is_code(run: str) -> bool:
    """Say whether a long run of signs is a code: no word, number or file name looks like it."""
    if " " in run and run.replace(" ", "").isdigit() and not set(run) <= {"0", "1", " "}:
        return False  # a list of numbered areas
    if not run[0].isalnum() and run[0] not in "\\%&":
        return "." in run and "-" in run  # Morse, and no ruled line
    if not run[0].isalnum() or " " in run or "\\" in run or "%" in run or "&" in run:
        return True
    bare = run.rstrip("=")
    if "/" in bare and not any(c.isdigit() for c in bare):
        return False  # "Northwest/Southwest-Eastbound"
    if bare.isdigit():
        return set(bare) <= {"0", "1"}
    if bare.isalpha() and (bare.islower() or bare.isupper() or bare.istitle()):
        return _decodes(bare)
    mixed = any(c.isupper() for c in bare) and any(c.islower() for c in bare)
    hexed = all(c in "0123456789abcdefABCDEF" for c in bare) and len(bare) >= _LONG_CODE
    return hexed or (mixed and any(c.isdigit() for c in bare)) or _decodes(bare)


def _decodes(run: str) -> bool:
    """Say whether a run is base64 of something that can be read."""
    try:
        read = base64.b64decode(run + "=" * (-len(run) % 4), validate=True)
    except (binascii.Error, ValueError):
        return False
    plain = sum(32 <= byte < 127 for byte in read)
    return len(read) > 0 and plain / len(read) >= _READABLE


def _unleet(found: re.Match[str]) -> str:
    return found.group().translate(_LEET)


def _unspaced(found: re.Match[str]) -> str:
    return re.sub(r"[ ._\-*]", "", found.group())


def _spelt(found: re.Match[str]) -> str:
    """Write out what tags spell, as an order: nobody spells anything else by them."""
    return " system prompt: " + "".join(chr(ord(sign) - 0xE0000) for sign in found.group()) + ". "


def _unturned(written: str, shown: str) -> str:
    """Mark the sentences that are turned around by marks of direction as such."""
    if "\u202e" not in written and "\u202d" not in written:
        return shown
    lines = [
        _HIDDEN.sub("", line) if not re.search("[\u202d\u202e]", line) else ""
        for line in written.split("\n")
    ]
    return "\n".join(lines)
