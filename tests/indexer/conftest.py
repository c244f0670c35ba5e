"""An owner of partitions that waits for nothing."""

from datetime import timedelta

import pytest

from indexer import footing as footing_module
from indexer import owner as owner_module
from indexer import watches as watches_module


@pytest.fixture
def impatient_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    """Poll, hold, sweep and flush at once."""
    monkeypatch.setattr(owner_module, "POLL", timedelta(milliseconds=2))
    monkeypatch.setattr(footing_module, "HOLD_S", 0.01)
    monkeypatch.setattr(owner_module, "CHORES_S", 0.0)
    monkeypatch.setattr(owner_module, "SWEEP_S", 0.0)
    monkeypatch.setattr(watches_module, "FLUSH_S", 0.0)
    monkeypatch.setattr(watches_module, "FLUSH_SHARE", 0.0)
