"""An outage that grows by half and by 500 customers within the hour is told of while it does."""

import pytest
from msgspec.structs import replace

from core.event import EventType, MessageType
from core.store import IndexedEvent
from indexer.anomalies.detector import Level
from indexer.anomalies.episodes import Episodes
from indexer.anomalies.outage_growth import OutageGrowth
from indexer.draft import version_of
from tests.indexer.anomalies.incident_city import around, event, indexed, middle_of
from tests.indexer.anomalies.joint_lines import minute, names
from tests.indexer.store.events import rivermouth


def outage(*counts: tuple[float, int], over: bool = False) -> IndexedEvent:
    """Return an outage that counted customers at these minutes."""
    states = [
        event(
            "o", EventType.POWER_OUTAGE, at, starts_at=minute(0), affected_customers=customers,
            geometry=around(middle_of("eastside"), 400), areas=("Eastside",),
            publisher="City Power & Light",
        )
        for at, customers in counts
    ]  # fmt: skip
    if over:
        states[-1] = replace(states[-1], status="restored", message_type=MessageType.UPDATE)
    return replace(indexed(states[-1]), versions=tuple(map(version_of, states[:-1])))


def looked(told: IndexedEvent, at: float, *open_subjects: str) -> Level | None:
    growth = OutageGrowth(rivermouth())
    growth.hear(told)
    look = growth.look(minute(at), open_subjects).get("o")
    return look.level if look else None


@pytest.mark.parametrize(
    ("counts", "at", "level"),
    [
        pytest.param([(0, 1000), (20, 1600)], 21, Level.BEYOND, id="grown"),
        pytest.param([(0, 1000), (20, 1600)], 19, None, id="not yet"),
        pytest.param([(0, 1000), (20, 1600)], 79, Level.BEYOND, id="an hour long"),
        pytest.param([(0, 1000), (20, 1600)], 81, None, id="no longer"),
        pytest.param([(0, 1000), (20, 1400)], 21, None, id="by less than half"),
        pytest.param([(0, 300), (20, 700)], 21, None, id="by less than 500"),
        pytest.param([(0, 1000), (50, 1400), (100, 1800)], 101, None, id="slowly"),
        pytest.param([(0, 1000), (20, 3000), (40, 1200)], 41, None, id="shrunk again"),
        pytest.param([(0, 0), (20, 3000)], 21, None, id="from nothing counted"),
    ],
)
def test_what_grows(counts: list[tuple[float, int]], at: float, level: Level | None):
    assert looked(outage(*counts), at) is level


def test_what_is_told_of_clears_when_it_grows_no_more_is_over_or_gone():
    assert looked(outage((0, 1000), (20, 1600)), 90, "o") is Level.CLEAR
    assert looked(outage((0, 1000), (20, 1600), over=True), 21, "o") is Level.CLEAR
    growth = OutageGrowth(rivermouth())
    told = outage((0, 1000), (20, 1600))
    growth.hear(told)
    growth.forget(told.key)
    assert growth.look(minute(21), ("o",))["o"].level is Level.CLEAR


def test_its_sentence_is_the_utilitys_count():
    growth = OutageGrowth(rivermouth())
    growth.hear(outage((0, 1000), (20, 1600)))
    look = growth.look(minute(21), ())["o"]
    turn = Episodes(growth.opens_after, growth.closes_after).look("o", look)
    assert turn is not None
    assert growth.wording(turn.episode, names()).message == (
        "City Power & Light counts 1,600 customers without power in Eastside at 12:20 pm, up from "
        "1,000 at 12:00 pm."
    )
    assert look.spot.areas == ("Eastside",)
