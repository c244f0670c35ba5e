"""No record, however it is worded, may hold up the ones behind it (contract, 1.1, its limits)."""

import time

import pytest

from tests.e2e.feeding import Feed, message, power_outage
from tests.e2e.running import Json

LONGEST_STALL_S = 6.0
"""One second (FAILURES, 3), and what a busy machine may add."""

LONG_TEXTS = {
    "one word": "x" * 60_000, "numbers": "1" * 60_000, "initials": "A." * 30_000,
    "hyphens": "a-" * 30_000, "spaces": "a" + " " * 59_000 + "b", "quotes": '"' * 29_000,
    "addresses": "a@" * 30_000, "words": "out " * 15_000,
}  # fmt: skip


@pytest.mark.parametrize("text", LONG_TEXTS.values(), ids=LONG_TEXTS)
def test_no_text_holds_up_its_partition(feed: Feed, text: str):
    body = feed.say("infrastructure", power_outage(area="Pelham", message=text))
    started = time.monotonic()
    feed.expect_told(body)
    assert time.monotonic() - started < LONGEST_STALL_S


LONG_NAMES: dict[str, Json] = {
    "a street again and again": {"road": "Kestrel Street " * 800},
    "two areas again and again": {"area": "Pelham and Quarrow " * 800},
    "many areas": {"areas": [f"Pelham {n}" for n in range(1000)]},
}


@pytest.mark.parametrize("fields", LONG_NAMES.values(), ids=LONG_NAMES)
def test_no_name_holds_up_its_partition(feed: Feed, fields: Json):
    body = feed.say("infrastructure", message("gh-roads", "road_closure", **fields))
    started = time.monotonic()
    feed.expect_told(body)
    assert time.monotonic() - started < LONGEST_STALL_S
