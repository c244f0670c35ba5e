"""Say in plain Python what the store must hold after a log of messages: the tests' own oracle.

It knows nothing of the indexer: messages are the contract's JSON objects, an event's state is one
too. Newest `timestamp` wins, then the later arrival; an end or a cancel inherits what it leaves
out; a withdrawn event comes back only by newer news; a reference replaces what is not newer.
"""

from typing import Any, Final

ENDINGS: Final = {"resolved", "restored", "closed", "cleared", "vanished"}
OWN: Final = {"event_id", "type", "severity", "timestamp", "source", "message_type", "handling",
              "status", "references"}  # fmt: skip
ENDS: Final = {"ends_at", "estimated_restoration", "estimated_resolution"}
MAX_ENDINGS: Final = 8

Told = dict[str, Any]


def is_ending(told: Told) -> bool:
    """Say whether a message ends its event."""
    return told.get("message_type") == "cancel" or told.get("status") in ENDINGS


class ReferenceModel:
    """Hold every message heard, by event, and fold them when asked."""

    def __init__(self) -> None:
        self.heard: dict[str, list[tuple[str, int, Told]]] = {}
        self.gone: dict[str, str] = {}
        self.replaced: dict[str, tuple[str, str]] = {}
        self.arrived = 0

    def hear(self, told: Told) -> bool:
        """Take one message; False where it is older than the event's withdrawal."""
        event_id, issued = told["event_id"], told["timestamp"]
        if issued <= self.gone.get(event_id, ""):
            return False
        self.arrived += 1
        others = [m for m in self.heard.get(event_id, []) if m[2] != told]
        self.heard[event_id] = sorted([*others, (issued, self.arrived, told)], key=lambda m: m[:2])
        for name in told.get("references", ()):
            self.replaced[name] = max(self.replaced.get(name, ("", "")), (issued, event_id))
        return True

    def withdraw(self, event_id: str) -> None:
        """Forget an event, but for how new it was."""
        if event_id in self.heard:
            self.gone[event_id] = self.heard.pop(event_id)[-1][0]

    def state(self, event_id: str) -> Told | None:
        """Return the event's folded message; None where there is none."""
        messages = [told for _, _, told in self.heard.get(event_id, [])]
        if not messages:
            return None
        base = max((n for n, told in enumerate(messages) if not is_ending(told)), default=0)
        kept = messages[base:]
        if len(kept) > MAX_ENDINGS:
            kept = [kept[0], *kept[1 - MAX_ENDINGS :]]
        state = kept[0]
        for told in kept[1:]:
            skipped = OWN | ENDS if ENDS & told.keys() else OWN
            state = {k: v for k, v in state.items() if k not in skipped} | told
        return state

    def superseded_by(self, event_id: str) -> str:
        """Return the event that replaces this one; empty where none does."""
        state = self.state(event_id)
        issued, by = self.replaced.get(event_id, ("", ""))
        return by if state is not None and issued >= state["timestamp"] else ""
