"""Read a model's statements while they are still being written, and refuse all that is no such.

What is read is one object, `{"statements": [{"text": …, "event_ids": […]}, …]}`, alone or inside
one code fence. A draft is given as soon as its own object is closed. Whatever else stands there
(prose, another key, a key twice, a wrong type, too much) makes the whole unreadable.
"""

import json
import re
from collections.abc import Sequence
from enum import Enum, auto
from typing import Any, Final, cast

from assistant.brief import Draft
from assistant.model.port import Fault, ModelFailed
from core.identity import MAX_ID_LENGTH

MOST_STATEMENTS: Final = 12
MOST_LETTERS: Final = 600
MOST_IDS: Final = 20
_MOST_SIGNS: Final = 16 * 1024
"""Of one object as it is written: 600 letters may be written as 3,600 signs."""
_DEEPEST: Final = 2
_MOST_AROUND: Final = 200
"""Signs before the list and behind it."""
_HEAD: Final = re.compile(
    r'\s*(?:```(?:json|JSON)?[ \t]*\r?\n\s*)?\{\s*"statements"\s*:\s*\[', re.ASCII
)
_TAIL: Final = re.compile(r"\s*(?:\}\s*(?:`{1,3}\s*)?)?", re.ASCII)
_FIRST_SIGNS: Final = ("", "{", "`")
_SPACES: Final = frozenset(" \t\r\n")

ANSWER_SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["statements"],
    "properties": {
        "statements": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["text", "event_ids"],
                "properties": {
                    "text": {"type": "string"},
                    "event_ids": {"type": "array", "items": {"type": "string"}},
                },
            },
        }
    },
}
"""The form of an answer (JSON Schema 2020-12, as far as servers that enforce it take it)."""


class _At(Enum):
    HEAD = auto()
    FIRST = auto()
    """Behind `[`: an object, or the end of the list."""
    NEXT = auto()
    """Behind a comma: an object."""
    BETWEEN = auto()
    """Behind an object: a comma, or the end of the list."""
    INSIDE = auto()
    TAIL = auto()


class DraftReader:
    """Take an answer in pieces of any length and give its drafts one by one."""

    def __init__(self) -> None:
        self._at = _At.HEAD
        self._kept = ""
        self._count = 0
        self._depth = 0
        self._in_string = False
        self._escaped = False

    @property
    def complete(self) -> bool:
        """Say whether the whole object has been read."""
        return self._at is _At.TAIL and "}" in self._kept

    def feed(self, piece: str) -> Sequence[Draft]:
        """Take the next piece and return the drafts that it completes.

        Raises:
            ModelFailed: `UNREADABLE`, what came is not, and cannot become, what was asked for.
        """
        rest = piece if self._at is not _At.HEAD else self._skip_head(piece)
        found: list[Draft] = []
        begun = 0
        for n, sign in enumerate(rest):
            at = self._at
            if at is _At.TAIL:
                begun = n
                break
            if at is not _At.INSIDE and self._opens(sign):
                begun, at = n, _At.INSIDE
            if at is _At.INSIDE and self._closes(sign):
                self._keep(rest[begun : n + 1])
                found.append(self._draft())
                begun = n + 1
        else:
            begun = begun if self._at is _At.INSIDE else len(rest)
        if self._at in (_At.INSIDE, _At.TAIL):
            self._keep(rest[begun:])
        return found

    def close(self) -> None:
        """Say that nothing more comes.

        Raises:
            ModelFailed: `UNREADABLE`, the object is not whole.
        """
        if not self.complete:
            raise _unreadable("it breaks off")

    def _skip_head(self, piece: str) -> str:
        self._kept += piece
        head = _HEAD.match(self._kept)
        if head is None:
            if self._kept.lstrip()[:1] not in _FIRST_SIGNS or len(self._kept) > _MOST_AROUND:
                raise _unreadable("it does not begin as asked")
            return ""
        rest, self._kept = self._kept[head.end() :], ""
        self._at = _At.FIRST
        return rest

    def _opens(self, sign: str) -> bool:
        """Follow one sign of the list, and say whether an object begins with it."""
        if sign in _SPACES:
            return False
        if sign == "{" and self._at in (_At.FIRST, _At.NEXT):
            if self._count == MOST_STATEMENTS:
                raise _unreadable(f"more than {MOST_STATEMENTS} statements")
            self._count += 1
            self._at, self._depth = _At.INSIDE, 0
            return True
        if sign == "," and self._at is _At.BETWEEN:
            self._at = _At.NEXT
        elif sign == "]" and self._at in (_At.FIRST, _At.BETWEEN):
            self._at = _At.TAIL
        else:
            raise _unreadable("the list is not as asked")
        return False

    def _closes(self, sign: str) -> bool:
        """Follow one sign of an object, and say whether the object ends with it."""
        if self._in_string:
            if self._escaped:
                self._escaped = False
            elif sign == "\\":
                self._escaped = True
            elif sign == '"':
                self._in_string = False
        elif sign == '"':
            self._in_string = True
        elif sign in "{[":
            self._depth += 1
            if self._depth > _DEEPEST:
                raise _unreadable("nested too deep")
        elif sign in "}]":
            self._depth -= 1
        return self._depth == 0 and not self._in_string

    def _keep(self, text: str) -> None:
        self._kept += text
        if self._at is not _At.TAIL:
            if len(self._kept) > _MOST_SIGNS:
                raise _unreadable("a statement is too long")
        elif len(self._kept) > _MOST_AROUND or not _TAIL.fullmatch(self._kept):
            raise _unreadable("something follows the object")

    def _draft(self) -> Draft:
        written, self._kept = self._kept, ""
        self._at = _At.BETWEEN
        return read_draft(written)


def read_draft(written: str) -> Draft:
    """Read one statement's object.

    Raises:
        ModelFailed: `UNREADABLE`, it is not of the schema or beyond the bounds.
    """
    try:
        read: object = json.loads(written, object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise _unreadable("a statement is no JSON") from error
    if not isinstance(read, dict) or read.keys() != {"text", "event_ids"}:
        raise _unreadable("a statement has other keys")
    text, ids = (cast(dict[str, object], read)[key] for key in ("text", "event_ids"))
    if not isinstance(text, str) or not 0 < len(text.strip()) <= MOST_LETTERS:
        raise _unreadable("a text that is none, or too long")
    if not isinstance(ids, list) or len(cast(list[object], ids)) > MOST_IDS:
        raise _unreadable("ids that are no list, or too many")
    named: dict[str, None] = {}
    for one in cast(list[object], ids):
        if not isinstance(one, str) or not 0 < len(one) <= MAX_ID_LENGTH:
            raise _unreadable("an id that is none")
        named[one] = None
    if any("\ud800" <= sign <= "\udfff" for sign in text + "".join(named)):
        raise _unreadable("half a character")
    return Draft(text.strip(), tuple(named))


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a key stands twice")
    return read


def _unreadable(why: str) -> ModelFailed:
    return ModelFailed(Fault.UNREADABLE, why)
