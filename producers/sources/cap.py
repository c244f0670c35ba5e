"""Read feeds of the Common Alerting Protocol: CAP 1.0, 1.1 and 1.2, however they are wrapped.

`CapFeed.parse` is the main path: bytes → document → alerts → messages → happenings → events. Each
step is a module of its own (`cap_xml`, `cap_document`, `cap_message`, `cap_notice`, `cap_chain`,
`cap_fold`, `cap_state`); what an alert cannot pass is a counted rejection, never a guess.

| CAP | event |
|---|---|
| `identifier`, `references`, P-VTEC | `event_id`: of the happening, not of the message |
| `sent` / `onset`, `effective` / `expires` | `timestamp` / `starts_at` / `expires_at` |
| parameter `eventEndingTime`, P-VTEC's end | `ends_at` |
| `msgType` Cancel, P-VTEC CAN | `message_type` cancel |
| `responseType` AllClear, P-VTEC EXP and UPG | `status` cleared, closed |
| `status` Exercise, Test, Draft | `handling`; System is refused |
| `description` / `instruction` | `message` / `instructions` |
| `areaDesc`, `geocode` / `polygon`, `circle` | `areas`, `geocodes` / `geometry` |
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import shapely

from core.event import TYPES_OF, Event, Handling
from core.geo import Bbox
from core.topics import Family
from producers.source import Poll, Rejection
from producers.sources.cap_chain import Chain, Happening
from producers.sources.cap_document import Document, read_document
from producers.sources.cap_fields import Refused
from producers.sources.cap_fold import Message
from producers.sources.cap_message import CapAlert, identifier_in, read_alert
from producers.sources.cap_notice import Voice, draft_notices, handling_of
from producers.sources.cap_signature import Signatures
from producers.sources.cap_state import events_of
from producers.sources.cap_xml import Element

MAX_AHEAD: Final = timedelta(minutes=5)
"""A message sent further ahead than this is `bad_time`, as on the wire."""


class CapFeed:
    """Read one CAP feed, and remember which messages belong together."""

    def __init__(
        self,
        source: str,
        *,
        family: Family = Family.EMERGENCY,
        types: Sequence[str] = (),
        publisher: str = "",
        max_silence: timedelta = timedelta(minutes=10),
        full_state: bool = False,
        language: str = "en",
        senders: Iterable[str] = (),
        bounds: Bbox | None = None,
        certificates: Sequence[bytes] = (),
    ) -> None:
        """Describe the feed.

        Args:
            source: its id in the pack.
            family: the family of its events, whatever they are about.
            types: what it would know; by default what its family names.
            publisher: whose feed it is: the issuer shown, not what a message says of itself.
            max_silence: how long it may be silent before it counts as stale.
            full_state: whether what is missing from a document is over. Most CAP feeds keep ended
                alerts for a day or two and end nothing by silence: False.
            language: the city's first language, as a primary tag.
            senders: the only ones believed; none given: any.
            bounds: west, south, east, north; an alert drawn wholly outside is refused.
            certificates: PEM; where given, every alert must be signed with one of their keys.

        Raises:
            Misconfigured: a certificate cannot be read, or signatures cannot be checked here.
        """
        self.id = source
        self.family = family
        self.types = tuple(types) or tuple(kind.value for kind in TYPES_OF[family])
        self.publisher = publisher
        self.max_silence = max_silence
        self.full_state = full_state
        self._voice = Voice(source, family, publisher, language.lower().partition("-")[0])
        self._senders = frozenset(sender.casefold() for sender in senders)
        self._bounds = None if bounds is None else shapely.box(*bounds)
        self._signatures = Signatures(certificates) if certificates else None
        self._chain = Chain(source)
        self._settled = False
        self._heard: list[_Heard] = []
        self._read = Poll(())

    def parse(self, body: bytes, now: datetime) -> Poll:
        """Read one document into the present state of every happening that it speaks of.

        Raises:
            Unreadable: the document as a whole is none that we read; its text begins with the
                reason (`dtd_forbidden`, `not_cap`, `namespace`, `encoding`, `parse`, …).
        """
        document = read_document(body)
        rejections = list(document.rejections)
        heard: list[_Heard] = []
        for element in document.alerts:
            try:
                heard.append(self._hear(element, document, now))
            except Refused as refused:
                native_id = identifier_in(element)
                rejections.append(Rejection(native_id, refused.reason, refused.detail))
        self._heard = sorted(heard, key=_sent)
        self._read = Poll(
            events=(),
            rejections=tuple(rejections),
            header_at=document.header_at,
            full_state=self.full_state,
            entities=len(document.alerts) + len(document.rejections),
        )
        return self._told()

    def settle(self, poll: Poll, known: Mapping[str, Event]) -> Poll:
        """Return the poll as it stands with what was published before a restart.

        What was published holds the chain's memory (`extra["cap"]`): the first time, it is read
        back, and the messages of the last document are heard again after it.
        """
        if self._settled:
            return poll
        self._settled = True
        if not known:
            return poll
        self._chain = Chain(self.id)
        self._chain.remember(known.values())
        return self._told()

    def _hear(self, element: Element, document: Document, now: datetime) -> "_Heard":
        if self._signatures is not None:
            element = self._signatures.signed_part(element, now)
        alert = read_alert(element)
        if alert.kind in ("Ack", "Error"):
            raise Refused("msg_type", f"a message of the type {alert.kind} is for machines")
        if alert.scope != "Public":
            raise Refused("restricted", f"scope {alert.scope} is not for everyone")
        if self._senders and alert.sender.casefold() not in self._senders:
            raise Refused("sender", f"{alert.sender[:80]!r} is no sender of this feed")
        if alert.sent > now + MAX_AHEAD:
            raise Refused("bad_time", "it was sent in the future")
        handling = handling_of(alert, document.status)
        sender = alert.sender.casefold()
        replaced = {r.identifier for r in alert.references if r.sender.casefold() == sender}
        message = Message(
            sender=alert.sender,
            identifier=alert.identifier,
            sent=alert.sent,
            replaces=frozenset(replaced - {alert.identifier}),
            kind=alert.kind,
            notices=draft_notices(alert, handling, self._voice),
            handling=handling,
        )
        return _Heard(alert, message, handling)

    def _told(self) -> Poll:
        """Return what the messages of the last document come to."""
        touched: dict[str, Happening] = {}
        refused: list[Rejection] = []
        for heard in self._heard:
            try:
                for happening in self._chain.belongs(heard.alert, heard.message, heard.handling):
                    touched[happening.base] = happening
            except Refused as error:
                refused.append(Rejection(heard.alert.identifier, error.reason, error.detail))
                known = self._chain.known(heard.alert, heard.handling)
                touched.update({known.base: known} if known is not None else {})
        events: list[Event] = []
        for happening in touched.values():
            native_id = happening.base.removeprefix(f"{self.id}:")
            if self._outside(happening):
                refused.append(Rejection(native_id, "outside_city", "drawn wholly outside"))
            else:
                events += events_of(happening, self._voice)
        return replace(
            self._read,
            events=tuple(events),
            rejections=(*self._read.rejections, *refused),
            notes=tuple(f"{r.native_id}: {r.detail}" for r in refused if r.reason == "conflict"),
        )

    def _outside(self, happening: Happening) -> bool:
        """Say whether all that was ever drawn of it lies outside the bounds."""
        if self._bounds is None:
            return False
        notices = [n for message in happening.messages.values() for n in message.notices]
        shapes = [block.shape for notice in notices for block in notice.blocks]
        return bool(shapes) and not any(
            shape is None or shapely.intersects(shape, self._bounds) for shape in shapes
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Heard:
    """Hold one alert of the last document, read."""

    alert: CapAlert
    message: Message
    handling: Handling


def _sent(heard: _Heard) -> datetime:
    return heard.message.sent
