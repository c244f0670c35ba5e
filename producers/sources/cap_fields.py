"""Read the children of one CAP element: by local name, in CAP's namespaces alone."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from core.errors import CivicError
from producers.sources.cap_xml import Element, name_of, namespace_of, text_of

CAP_NAMESPACES: Final = {
    "urn:oasis:names:tc:emergency:cap:1.2": "1.2",
    "urn:oasis:names:tc:emergency:cap:1.1": "1.1",
    "urn:oasis:names:tc:emergency:cap:1.0": "1.0",
    "http://www.incident.com/cap/1.0": "1.0",
}
"""The namespaces of the three versions; that of 1.0 has two forms."""

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:?\d\d)?")


class Refused(CivicError):
    """Refuse one alert of a document: a reason to count by, and a sentence."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class Fields:
    """Read the children of one element by their local names, in CAP's namespace only."""

    def __init__(self, parent: Element, notes: list[str]) -> None:
        self._notes = notes
        self._children: dict[str, list[Element]] = {}
        for child in parent:
            if namespace_of(child) in CAP_NAMESPACES:
                self._children.setdefault(name_of(child), []).append(child)

    def has(self, name: str) -> bool:
        return name in self._children

    def children(self, name: str) -> list[Element]:
        return self._children.get(name, [])

    def all(self, name: str) -> tuple[str, ...]:
        texts = (text_of(child).strip() for child in self.children(name))
        return tuple(text for text in texts if text)

    def any(self, name: str) -> str:
        """Return the first value that is not empty, or nothing."""
        return next(iter(self.all(name)), "")

    def single(self, name: str) -> str:
        """Return the value of an element that may not stand there twice."""
        if len(self.children(name)) > 1:
            raise Refused("schema", f"{name} stands there more than once")
        return self.any(name)

    def one(self, name: str) -> str:
        """Return the value of a required element that holds text alone."""
        value = self.single(name)
        if not value:
            raise Refused("schema", f"{name} is required")
        if any(name_of(inside) for inside in self.children(name)[0]):
            raise Refused("schema", f"{name} must be text alone")
        return value

    def member(self, name: str, members: frozenset[str]) -> str:
        value = self.one(name)
        found = next((m for m in members if m.lower() == value.lower()), None)
        if found is None:
            raise Refused(
                "schema", f"{name} {value[:40]!r} is none of {', '.join(sorted(members))}"
            )
        return found

    def time(self, name: str) -> datetime | None:
        """Return an optional instant; one that cannot be told is left out, with a note."""
        value = self.any(name)
        if not value:
            return None
        try:
            return read_time(value)
        except Refused as refused:
            self._notes.append(f"{name}: {refused.detail}")
            return None

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """Return `valueName` and `value` of each, also where one element holds several pairs.

        In CAP 1.0 a pair was written as text, `name=value`.
        """
        pairs: list[tuple[str, str]] = []
        for child in self.children(name):
            label = ""
            for inside in child:
                if name_of(inside) == "valueName":
                    label = text_of(inside).strip()
                elif name_of(inside) == "value":
                    pairs.append((label, text_of(inside).strip()))
            if not any(name_of(inside) for inside in child):
                label, separator, value = text_of(child).strip().partition("=")
                if separator:
                    pairs.append((label.strip(), value.strip()))
        return tuple(pairs)


def read_time(text: str) -> datetime:
    """Read an instant as CAP writes it (CAP 1.2, 3.3.2); `Z` for an offset is let pass.

    Raises:
        Refused: `naive_time` where it has no offset, `bad_time` where it is no instant.
    """
    match = _TIME.fullmatch(text)
    if match is None:
        raise Refused("bad_time", f"{text[:40]!r} is no time as CAP writes it")
    if not match[3]:
        raise Refused("naive_time", f"{text[:40]!r} has no offset")
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Refused("bad_time", f"{text[:40]!r}: {error}") from error


def latest(instants: Sequence[datetime | None]) -> datetime | None:
    """Return the last instant; None where one of them is open."""
    known = [instant for instant in instants if instant is not None]
    return max(known) if len(known) == len(instants) else None
