"""Residents count once each, in one place, and only where no official source says it itself."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count
from random import Random

import pytest

from core.event import EventType
from core.geo import METRES_PER_DEGREE, LonLat
from indexer.anomalies.detector import Spot
from indexer.anomalies.partials import ReportRow
from indexer.anomalies.report_cluster import ReportCluster
from tests.indexer.anomalies.joint_lines import Play, minute, ms, names
from tests.indexer.store.events import rivermouth

PINE_AND_8TH = rivermouth().center
_numbers = count()


def north(metres: float, of: LonLat = PINE_AND_8TH) -> LonLat:
    return LonLat(of.lon, of.lat + metres / METRES_PER_DEGREE)


def report(
    at: float, metres: float = 0.0, kind: str = "power_outage", report_id: str = ""
) -> ReportRow:
    spot = north(metres)
    return ReportRow(
        kind=kind, lon=spot.lon, lat=spot.lat, area="", at_ms=ms(at),
        report_id=report_id or f"r{next(_numbers)}",
    )  # fmt: skip


class Sources:
    """Say what an official source tells, from and until which minute."""

    def __init__(self, kind: EventType | None = None, since: float = 0, until: float = 1e6) -> None:
        self.kind, self.since, self.until = kind, since, until

    def says(
        self, kinds: Sequence[EventType], spot: Spot, since: datetime, at: datetime
    ) -> str | None:
        told = self.kind in kinds and minute(self.since) <= at and since < minute(self.until)
        return "City Power & Light" if told else None

    def would_know(self, kinds: Sequence[EventType]) -> str:
        return "City Power & Light" if EventType.POWER_OUTAGE in kinds else ""


def played(rows: list[ReportRow], minutes: float, sources: Sources | None = None) -> Play:
    return Play(ReportCluster(sources or Sources())).run(rows, minutes)


def near() -> str:
    return names().near(north(133.33))


def test_three_reports_open_a_cluster_that_ends_half_an_hour_after_the_last():
    play = played([report(0.5), report(3.2, 100), report(9.7, 300)], 60)
    assert [(step, at) for step, at, _ in play.steps()] == [("opened", 10), ("closed", 40)]
    assert play.told[0] == (
        f"3 residents have reported a power problem near {near()} since 12:00 pm; "
        "City Power & Light has not confirmed it."
    )
    episode = play.turns[0].episode
    assert episode.subject.startswith("power_outage/88")
    assert (episode.since, episode.opened_at) == (minute(0.5), minute(9.7))


def in_area(at: float, area: str, kind: str = "gas_leak", report_id: str = "") -> ReportRow:
    return ReportRow(
        kind=kind, lon=None, lat=None, area=area, at_ms=ms(at),
        report_id=report_id or f"r{next(_numbers)}",
    )  # fmt: skip


def test_reports_that_name_an_area_alone_are_counted_there():
    play = played([in_area(n, "Eastside") for n in range(3)], 60)
    assert [step for step, _, _ in play.steps()] == ["opened", "closed"]
    assert play.turns[0].episode.subject == "gas_leak/Eastside"
    assert play.turns[0].episode.last.spot == Spot(areas=("Eastside",))
    assert play.told[0] == (
        "3 residents have reported a smell of gas in Eastside since 12:00 pm; "
        "no official source has confirmed it."
    )


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([report(1), report(2, 100)], id="two are too few"),
        pytest.param([report(1), report(2, 100), report(3, 700)], id="one is too far away"),
        pytest.param([report(1), report(20, 50), report(32, 100)], id="one is too long ago"),
        pytest.param([report(1), report(2, 50), report(3, 90, "fire")], id="of two kinds"),
        pytest.param([in_area(1, "Eastside"), in_area(2, "Eastside")], id="two in an area"),
        pytest.param(
            [in_area(n, a) for n, a in enumerate(("Eastside", "Harbor", "Eastside"))],
            id="in two areas",
        ),
        pytest.param([in_area(n, "") for n in range(4)], id="nowhere"),
        pytest.param(
            [in_area(1, "Eastside"), *[in_area(n, "Eastside", report_id="r") for n in (2, 3, 4)]],
            id="one told thrice",
        ),
        pytest.param(
            [report(1), report(2, 50, report_id="r"), report(3, 60, report_id="r")],
            id="one report sent twice",
        ),
        pytest.param(
            [report(1), report(2, 50), report(4.5, 50)], id="the same spot again within minutes"
        ),
        pytest.param(
            [report(n, 30.0 * n, "weather_alert") for n in range(5)], id="nothing residents can see"
        ),
    ],
)
def test_what_is_no_cluster(rows: list[ReportRow]):
    assert played(rows, 60).turns == []


def test_a_chain_of_reports_is_one_place():
    play = played([report(n, 450.0 * n) for n in range(4)], 10)
    assert [step for step, _, _ in play.steps()] == ["opened"]
    assert play.turns[-1].episode.last.observed in (3.0, 4.0)
    assert len({turn.episode.subject for turn in play.turns}) == 1


def test_a_cluster_keeps_its_subject_as_it_grows_and_its_first_reports_age():
    rows = [report(n * 5.0, 120.0 * n) for n in range(16)]
    play = played(rows, 120)
    assert [step for step, _, _ in play.steps()] == ["opened", "closed"]
    assert play.turns[-1].episode.last.observed == 16


def test_two_clusters_that_grow_together_go_on_as_the_older_one():
    rows = [report(n + 0.1, 40.0 * n) for n in range(3)]
    rows += [report(5.1 + n, 900 + 40.0 * n) for n in range(3)]
    rows += [report(12.1, 500)]
    play = played(rows, 20)
    older, younger = (subject for step, _, subject in play.steps() if step == "opened")
    assert play.steps() == [("opened", 3, older), ("opened", 8, younger), ("closed", 13, younger)]
    assert play.states.of(older).newest_ms == ms(12.1)
    assert len(play.states.of(older).reports) == 7


def test_where_an_official_source_tells_of_it_residents_add_nothing():
    rows = [report(n, 40.0 * n) for n in range(5)]
    assert played(rows, 50, Sources(EventType.POWER_OUTAGE)).turns == []


def test_reports_of_an_outage_that_is_over_are_no_news():
    rows = [report(n, 40.0 * n) for n in range(5)]
    assert played(rows, 50, Sources(EventType.POWER_OUTAGE, 0, 12)).turns == []


def test_what_was_over_a_moment_before_they_told_of_it_is_what_they_tell_of():
    rows = [report(10 + n, 40.0 * n) for n in range(3)]
    assert played(rows, 60, Sources(EventType.POWER_OUTAGE, 0, 8)).turns == []
    later = [report(20 + n, 40.0 * n) for n in range(3)]
    assert played(later, 40, Sources(EventType.POWER_OUTAGE, 0, 8)).turns != []


def test_a_cluster_ends_when_a_source_takes_over_and_says_so_first():
    rows = [report(n, 40.0 * n) for n in range(4)]
    play = played(rows, 60, Sources(EventType.POWER_OUTAGE, since=20, until=25))
    assert [(step, at) for step, at, _ in play.steps()] == [("opened", 3), ("closed", 20)]
    assert play.told[-1].endswith("; City Power & Light tells of it now.")


def test_dirty_water_that_is_advised_of_is_told_of():
    rows = [report(n, 40.0 * n, "water_outage") for n in range(5)]
    assert played(rows, 30, Sources(EventType.WATER_ADVISORY)).turns == []


def test_a_kind_that_no_source_of_the_pack_would_know_says_so():
    rows = [report(n, 40.0 * n, "gas_leak") for n in range(3)]
    assert played(rows, 10).told[0].endswith("since 12:00 pm; no official source has confirmed it.")


def test_the_order_of_reports_in_a_window_never_matters():
    chance = Random(5)
    rows = [
        report(chance.uniform(0, 40), chance.uniform(0, 4000), chance.choice(["fire", "gas_leak"]))
        for _ in range(60)
    ]
    shuffled = rows.copy()
    chance.shuffle(shuffled)
    one, other = played(rows, 80), played(shuffled, 80)
    assert one.looks == other.looks
    assert one.told == other.told
    assert len(one.turns) > 3


def test_a_flood_of_reports_is_looked_at_quickly():
    rows = [report(0.5, 0.9 * n) for n in range(3000)]
    play = played(rows, 2)
    assert play.turns[0].episode.last.observed <= 1000
