"""Say once in the log that words of an event were withheld, so that somebody looks at its feed."""

from datetime import datetime
from functools import lru_cache

import structlog

from assistant.suspect import is_suspect
from core.event import Event

_log = structlog.stdlib.get_logger(__name__)


def note_withheld(event: Event) -> None:
    """Log an event whose texts hold suspect sentences, once for each of its versions."""
    texts = (event.headline, event.message, event.description, event.cause, *event.instructions)
    if any(is_suspect(text) for text in texts if text):
        _once(event.event_id, event.source, event.issued_at)


@lru_cache(maxsize=4096)
def _once(event_id: str, source: str, issued_at: datetime) -> None:
    """Log it; what was logged lately is not logged again."""
    _log.warning(
        "evidence.withheld", event_id=event_id, source=source, issued_at=issued_at.isoformat()
    )
