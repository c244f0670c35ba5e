"""What is over and gone from its feed is forgotten a day later, whatever sort of feed it is."""

from datetime import timedelta

import msgspec
import pytest

from core.event import Event
from producers.ledger import REMEMBERED_FOR, Ledger
from producers.source import Poll
from tests.producers.stage import T0, WordsSource, at

OPEN = WordsSource().event("fire", T0, {"headline": "Fire"})
OVER = msgspec.structs.replace(OPEN, status="resolved", issued_at=at(60))


def heard(*events: Event, full_state: bool) -> Poll:
    return Poll(events, full_state=full_state, header_at=T0)


@pytest.mark.parametrize("full_state", [True, False])
def test_what_ended_is_forgotten_a_day_after(full_state: bool):
    _, ledger = Ledger("metro").after(heard(OPEN, full_state=full_state), T0)
    _, ledger = ledger.after(heard(OVER, full_state=full_state), at(60))
    soon, late = at(60) + REMEMBERED_FOR - timedelta(seconds=1), at(60) + REMEMBERED_FOR
    _, ledger = ledger.after(heard(full_state=full_state), soon)
    assert set(ledger.known) == {"metro:fire"}
    _, ledger = ledger.after(heard(full_state=full_state), late)
    assert ledger.known == {}


@pytest.mark.parametrize("full_state", [True, False])
def test_what_a_feed_still_lists_is_not_forgotten_however_long_it_is_over(full_state: bool):
    _, ledger = Ledger("metro").after(heard(OVER, full_state=full_state), T0)
    changes, ledger = ledger.after(heard(OVER, full_state=full_state), T0 + 9 * REMEMBERED_FOR)
    assert (changes.events, set(ledger.known)) == ((), {"metro:fire"})


def test_what_is_open_is_remembered_however_long_a_feed_without_snapshots_is_silent_of_it():
    _, ledger = Ledger("metro").after(heard(OPEN, full_state=False), T0)
    _, ledger = ledger.after(heard(full_state=False), T0 + 0.2 * REMEMBERED_FOR)
    assert set(ledger.known) == {"metro:fire"}
