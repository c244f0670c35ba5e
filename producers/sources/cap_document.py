"""Find the CAP alerts in a document, whatever wraps them.

| root | where the alerts are |
|---|---|
| `alert` | it is the one |
| `alerts` | its children: a bundle |
| `EDXLDistribution` (EDXL-DE 1.0 and 2.0) | one in each `contentObject`, embedded or as text |
| Atom `feed`, RSS `rss` | in the entries; an entry that only points to one is `index_only` |
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from core.timespan import parse_rfc3339
from producers.source import Rejection, Unreadable
from producers.sources.cap_fields import CAP_NAMESPACES
from producers.sources.cap_xml import (
    Element,
    name_of,
    namespace_of,
    parse_text,
    parse_xml,
    refuse,
    text_of,
)

_EDXL: Final = re.compile(r"urn:oasis:names:tc:emergency:EDXL:DE:[12]\.0")
_ESCAPED: Final = re.compile(r"<(?:\w+:)?alert[\s>]")
_WRAPPERS: Final = frozenset({"contentObject", "entry", "item"})


@dataclass(frozen=True, slots=True)
class Document:
    """Hold what one document wraps.

    Attributes:
        alerts: the CAP alerts, in the order of the document.
        rejections: entries and content objects without a whole alert.
        header_at: when the wrapper says that it was made.
        status: the `distributionStatus` of an EDXL-DE envelope; empty where it has none.
    """

    alerts: tuple[Element, ...]
    rejections: tuple[Rejection, ...] = ()
    header_at: datetime | None = None
    status: str = ""


def read_document(body: bytes) -> Document:
    """Read one document's bytes.

    Raises:
        Unreadable: it is no XML that we read, or nothing that carries CAP; its text begins with
            the reason (`namespace`, `not_cap` and those of `parse_xml`).
    """
    root = parse_xml(body)
    name, namespace = name_of(root), namespace_of(root)
    if name in ("alert", "alerts"):
        if namespace not in CAP_NAMESPACES and not (name == "alerts" and not namespace):
            raise refuse("namespace", f"{namespace[:80]!r} is no CAP namespace")
        return Document((root,)) if name == "alert" else _wrapped(root, frozenset({"alert"}))
    if name == "EDXLDistribution" and _EDXL.match(namespace):
        return _wrapped(root, _WRAPPERS)
    if (name == "feed" and namespace == "http://www.w3.org/2005/Atom") or name == "rss":
        return _wrapped(root, _WRAPPERS)
    raise refuse("not_cap", f"a document of <{name[:40]}>")


def _wrapped(root: Element, wrappers: frozenset[str]) -> Document:
    alerts: list[Element] = []
    rejections: list[Rejection] = []
    for wrapper in _outermost(root, wrappers):
        try:
            found = [wrapper] if name_of(wrapper) == "alert" else _alerts_in(wrapper)
        except Unreadable as error:
            reason, _, detail = str(error).partition(": ")
            rejections.append(Rejection(_id_of(wrapper), reason, f"inside an entry: {detail}"))
            continue
        alerts += found
        if not found:
            link = _link_of(wrapper)
            rejections.append(
                Rejection(_id_of(wrapper), "index_only", f"no whole alert in it; see {link}")
                if name_of(wrapper) != "contentObject"
                else Rejection(_id_of(wrapper), "not_cap", "a content object without CAP")
            )
    statuses = (text_of(e).strip() for e in root if name_of(e) == "distributionStatus")
    status = next(statuses, "").capitalize()
    return Document(tuple(alerts), tuple(rejections), _header_at(root), status)


def _outermost(root: Element, names: frozenset[str]) -> Iterator[Element]:
    """Yield the elements of these names, but none inside another."""
    waiting = list(reversed(root))
    while waiting:
        element = waiting.pop()
        if name_of(element) in names:
            yield element
        else:
            waiting.extend(reversed(element))


def _alerts_in(wrapper: Element) -> list[Element]:
    """Return the whole alerts in an entry: embedded, in CDATA, or escaped.

    An `alert` that lacks `info` and holds an `event` instead is a line of an index (NWS).
    """
    alerts = [
        found
        for found in _outermost(wrapper, frozenset({"alert"}))
        if not any(name_of(child) == "event" for child in found)
    ]
    if alerts:
        return alerts
    for element in wrapper.iter():
        text = (element.text or "").lstrip() if name_of(element) else ""
        if text.startswith("<") and _ESCAPED.search(text[:2000]):
            inner = parse_text(text)
            if name_of(inner) == "alert":
                return [inner]
    return []


def _id_of(wrapper: Element) -> str:
    for name in ("id", "guid", "identifier", "contentDescription", "title", "ContentDescription"):
        for element in wrapper.iter():
            if name_of(element) == name and (text := text_of(element).strip()):
                return text[:256]
    return ""


def _link_of(wrapper: Element) -> str:
    for element in wrapper.iter():
        if name_of(element) == "link":
            return (element.get("href") or text_of(element)).strip()[:300] or "nothing"
    return "nothing"


def _header_at(root: Element) -> datetime | None:
    """Return when the wrapper was made (Atom `updated`, EDXL `dateTimeSent`, RSS dates)."""
    for element in [
        *root,
        *(child for channel in root.iterchildren("channel") for child in channel),
    ]:
        if name_of(element) in ("updated", "dateTimeSent", "DateTimeSent"):
            try:
                return parse_rfc3339(text_of(element).strip())
            except (ValueError, OverflowError):
                return None
        if name_of(element) in ("lastBuildDate", "pubDate"):
            try:
                made = parsedate_to_datetime(text_of(element).strip())
            except (ValueError, IndexError, TypeError, OverflowError):
                return None
            return made.astimezone(UTC) if made.tzinfo else None
    return None
