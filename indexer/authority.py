"""Say how far each source is believed, and which may speak for another (contract, 1.1)."""

from collections.abc import Iterable
from typing import Final

from core.city_parts import Source, Trust
from core.errors import Rejected, RejectReason
from core.event import Event

_UNKNOWN_RANK: Final = 0


class Authority:
    """Hold the trust that the city's pack gives its sources.

    A source that the pack does not name, a topic's default name among them, ranks below all.
    """

    def __init__(self, sources: Iterable[Source]) -> None:
        self._trust = {source.id: source.trust for source in sources}

    def admit(self, event: Event) -> None:
        """Refuse an event of a source that may only report.

        Raises:
            Rejected: `unauthorised`.
        """
        if self._trust.get(event.source) is Trust.RESIDENT:
            raise Rejected(
                RejectReason.UNAUTHORISED, f"{event.source} is a residents' source: no events of it"
            )

    def outranks(self, source: str, other: str) -> bool:
        """Say whether `source` is official and `other` is not."""
        return self._trust.get(source) is Trust.OFFICIAL and self._rank(other) < Trust.OFFICIAL.rank

    def may_replace(self, source: str, other: str) -> bool:
        """Say whether an event of `source` may replace one of `other` by reference."""
        return source == other or self.outranks(source, other)

    def _rank(self, source: str) -> int:
        trust = self._trust.get(source)
        return _UNKNOWN_RANK if trust is None else trust.rank
