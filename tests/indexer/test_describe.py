"""Events that mean the same share a meaning; where, when, how many and which are no part of it."""

from typing import Any

import pytest

from core.event import EventType
from core.severity import Severity
from indexer.describe import MAX_MEANING, describe
from tests.core.events import make_event


def meaning(**fields: Any) -> str:
    return describe(make_event(**fields))[0]


TOLD: dict[str, Any] = {
    "headline": "Power outage in Eastside",
    "message": "12 crews are on Oak Street since 14:05. Call 555-0142 or see https://x.example/1.",
    "areas": ("Eastside",),
    "road": "Oak Street",
}


def test_place_time_number_and_address_are_left_out():
    text = meaning(**TOLD)
    assert text.startswith("power outage. serious. Power outage in")
    for word in ("Eastside", "Oak", "14", "12", "555", "https", "example"):
        assert word not in text


@pytest.mark.parametrize(
    "change",
    [
        {"event_id": "city-power:2"},
        {"headline": "Power outage in Harbor", "areas": ("Harbor",)},
        {"message": TOLD["message"].replace("14:05", "9:30").replace("12", "7")},
        {"affected_customers": 400},
    ],
    ids=["id", "area", "numbers", "customers"],
)
def test_what_does_not_change_the_meaning_does_not_change_its_key(change: dict[str, Any]):
    assert describe(make_event(**TOLD)) == describe(make_event(**(TOLD | change)))


@pytest.mark.parametrize(
    "change",
    [
        {"type": EventType.WATER_OUTAGE},
        {"severity": Severity.LOW},
        {"planned": True},
        {"cause": "a fallen tree"},
        {"lines": ("Blue Line",)},
        {"headline": "Lights are back"},
    ],
    ids=["type", "severity", "planned", "cause", "line", "headline"],
)
def test_what_changes_the_meaning_changes_its_key(change: dict[str, Any]):
    assert describe(make_event(**TOLD))[1] != describe(make_event(**(TOLD | change)))[1]


def test_an_unknown_type_is_meant_as_its_source_words_it():
    assert meaning(type=EventType.OTHER, type_text="sinkhole").startswith("sinkhole")


def test_nothing_said_still_means_its_type():
    assert meaning(severity=Severity.UNKNOWN) == "power outage"


def test_a_long_text_is_cut():
    assert len(meaning(message="word " * 5000)) <= MAX_MEANING


@pytest.mark.parametrize("piece", ["x", "A.", "a-", "1/", "a@"])
def test_only_the_beginning_of_a_long_text_is_looked_at(piece: str):
    whole = make_event(message=(piece * 60_000)[:60_000])
    assert describe(whole) == describe(make_event(message=whole.message[:1_000]))
