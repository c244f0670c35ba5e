"""Read one CAP alert into CAP's own words, checked (CAP 1.2, section 3.2; 1.0 and 1.1 alike).

Nothing is interpreted here: values stay as the sender wrote them, except that times are instants.
What identifies the message is held strictly; what describes the hazard is held leniently, because
a warning with a slip in it is still a warning.
"""

import re
from datetime import datetime
from typing import Final

import msgspec

from core.text import clean
from producers.sources.cap_fields import CAP_NAMESPACES, Fields, Refused, read_time
from producers.sources.cap_xml import Element, name_of, namespace_of, text_of

MAX_INFOS: Final = 32
MAX_REFERENCES: Final = 100
MAX_AREAS: Final = 500
MAX_SHAPES: Final = 200
_STATUSES: Final = frozenset({"Actual", "Exercise", "System", "Test", "Draft"})
_KINDS: Final = frozenset({"Alert", "Update", "Cancel", "Ack", "Error"})
_SCOPES: Final = frozenset({"Public", "Restricted", "Private"})
_IDENTIFIER: Final = re.compile(r"[^\s,<&\x00-\x1f]{1,1000}")


class Reference(msgspec.Struct, frozen=True):
    """Hold one entry of `references`; 1.0 gave no `sent`."""

    sender: str
    identifier: str
    sent: datetime | None = None


class CapArea(msgspec.Struct, frozen=True):
    """Hold one `area`: shapes as they were written, lat before lon."""

    desc: str
    polygons: tuple[str, ...] = ()
    circles: tuple[str, ...] = ()
    geocodes: tuple[tuple[str, str], ...] = ()


class CapInfo(msgspec.Struct, frozen=True):
    """Hold one `info`, in the sender's words."""

    language: str
    categories: tuple[str, ...]
    event: str
    responses: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str
    effective: datetime | None
    onset: datetime | None
    expires: datetime | None
    sender_name: str
    headline: str
    description: str
    instruction: str
    web: str
    contact: str
    codes: tuple[tuple[str, str], ...]
    parameters: tuple[tuple[str, str], ...]
    areas: tuple[CapArea, ...]

    def parameter(self, *names: str) -> list[str]:
        """Return the values of the parameters of these names, in order."""
        return [value for name, value in self.parameters if name in names and value]


class CapAlert(msgspec.Struct, frozen=True):
    """Hold one `alert`."""

    identifier: str
    sender: str
    sent: datetime
    status: str
    kind: str
    scope: str
    references: tuple[Reference, ...]
    infos: tuple[CapInfo, ...]
    notes: tuple[str, ...] = ()
    """What was wrong with it but could be left out."""


def identifier_in(alert: Element) -> str:
    """Return what the alert calls itself, for a refusal; empty where it cannot be told."""
    for child in alert:
        if name_of(child) == "identifier":
            return clean(text_of(child))[:256]
    return ""


def read_alert(alert: Element) -> CapAlert:
    """Read one `alert` element.

    Raises:
        Refused: `namespace`, `schema`, `identifier`, `sender`, `naive_time`, `bad_time` or
            `too_large`.
    """
    version = CAP_NAMESPACES.get(namespace_of(alert))
    if version is None:
        raise Refused("namespace", f"{namespace_of(alert)[:80]!r} is no CAP namespace")
    notes: list[str] = []
    header = Fields(alert, notes)
    identifier, sender = header.one("identifier"), header.one("sender")
    if not _IDENTIFIER.fullmatch(identifier):
        raise Refused("identifier", "an identifier has no white space, comma, < or &")
    if not _IDENTIFIER.fullmatch(sender):
        raise Refused("sender", "a sender has no white space, comma, < or &")
    sent = read_time(header.one("sent"))
    status = header.member("status", _STATUSES)
    kind = header.member("msgType", _KINDS)
    scope = "Public" if version == "1.0" and not header.has("scope") else ""
    scope = scope or header.member("scope", _SCOPES)
    references = _references(header.any("references"), notes)
    blocks = header.children("info")
    if len(blocks) > MAX_INFOS:
        raise Refused("too_large", f"{len(blocks)} info blocks, {MAX_INFOS} are read")
    infos = tuple(_info(block, notes) for block in blocks)
    return CapAlert(
        identifier, sender, sent, status, kind, scope, references, infos, tuple(notes[:8])
    )


def _info(block: Element, notes: list[str]) -> CapInfo:
    fields = Fields(block, notes)
    event = fields.any("event")
    headline = fields.any("headline")
    if not event and not headline:
        raise Refused("schema", "an info without event and headline says nothing")
    areas = fields.children("area")
    if len(areas) > MAX_AREAS:
        raise Refused("too_large", f"{len(areas)} areas, {MAX_AREAS} are read")
    return CapInfo(
        language=fields.any("language") or "en-US",
        categories=fields.all("category"),
        event=event or headline,
        responses=fields.all("responseType"),
        urgency=fields.single("urgency"),
        severity=fields.single("severity"),
        certainty=fields.single("certainty"),
        effective=fields.time("effective"),
        onset=fields.time("onset"),
        expires=fields.time("expires"),
        sender_name=fields.any("senderName"),
        headline=headline,
        description=fields.any("description"),
        instruction=fields.any("instruction"),
        web=fields.any("web"),
        contact=fields.any("contact"),
        codes=fields.pairs("eventCode"),
        parameters=fields.pairs("parameter"),
        areas=tuple(_area(area, notes) for area in areas),
    )


def _area(block: Element, notes: list[str]) -> CapArea:
    fields = Fields(block, notes)
    polygons, circles = fields.all("polygon"), fields.all("circle")
    if len(polygons) + len(circles) > MAX_SHAPES:
        raise Refused("too_large", f"an area of more than {MAX_SHAPES} shapes")
    if len(fields.children("polygon")) > len(polygons):
        notes.append("an empty polygon")
    return CapArea(fields.any("areaDesc"), polygons, circles, fields.pairs("geocode"))


def _references(text: str, notes: list[str]) -> tuple[Reference, ...]:
    """Read `sender,identifier,sent` triples; CAP 1.0 wrote `identifier/sender`."""
    entries = text.split(None, MAX_REFERENCES + 1)
    if len(entries) > MAX_REFERENCES:
        raise Refused("too_large", f"more than {MAX_REFERENCES} references")
    found: list[Reference] = []
    for entry in entries:
        parts = entry.split(",")
        try:
            if len(parts) == 3 and all(parts):
                found.append(Reference(parts[0], parts[1], read_time(parts[2])))
            elif len(parts) == 1 and "/" in entry:
                identifier, _, sender = entry.partition("/")
                found.append(Reference(sender, identifier))
            else:
                notes.append(f"reference {entry[:80]!r} is no sender,identifier,sent")
        except Refused as refused:
            notes.append(f"reference {entry[:80]!r}: {refused.detail}")
    return tuple(found)
