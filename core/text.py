"""Clean text that strangers wrote, before anything else reads it (contract, 1.1).

Control, tag (U+E0000 to U+E007F) and zero-width characters go, runs of white space become one
space, and a letter keeps at most four combining marks. Markup stays: it is text to us, and every
surface shows it as text.
"""

import re
import unicodedata
from typing import Final

_ANSI: Final = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\ufe00-\ufe0e\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff\ud800-\udfff]"
)
_SPACES: Final = re.compile(r"\s+")
_MARKS: Final = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_ZALGO: Final = re.compile(f"([{_MARKS}]{{4}})[{_MARKS}]+")


def clean(text: str) -> str:
    """Return the text without anything that hides, forges or disfigures.

    Args:
        text: whatever a feed, a record or a person sent.

    Returns:
        One line of visible text in Unicode form NFC, stripped; possibly empty.
    """
    if text.isascii() and text.isprintable():
        return _SPACES.sub(" ", text).strip() if "  " in text else text.strip()
    visible = _INVISIBLE.sub("", _ANSI.sub("", text))
    return _SPACES.sub(" ", _ZALGO.sub(r"\1", unicodedata.normalize("NFC", visible))).strip()
