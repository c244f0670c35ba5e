"""Residents' reports become kinds and places; a window is written whole each time it grows."""

from collections import Counter
from datetime import timedelta

import msgspec
import pytest

from core.geo import LonLat
from core.identity import digest
from core.timespan import to_millis
from indexer.anomalies.partials import ReportRow
from indexer.anomalies.report_kinds import kind_of
from indexer.anomalies.report_watch import ReportWatch
from indexer.reports import Report
from tests.indexer.anomalies.told import T0
from tests.indexer.bench import TOWN


@pytest.mark.parametrize(
    ("given", "words", "kind"),
    [
        ("power_outage", "anything", "power_outage"),
        ("Power Outage", "", "power_outage"),
        ("evil <b>type</b>", "no power here", "power_outage"),
        ("", "the lights went out on Water Street", "power_outage"),
        ("", "no powr and no electrcity for an hour", "power_outage"),
        ("", "no hay luz en mi casa", "power_outage"),
        ("", "coupure d'électricité dans ma rue", "power_outage"),
        ("", "我们这里停电了", "power_outage"),
        ("", "no water near Fire Station 3", "water_outage"),
        ("", "I can smell gas on the stairs", "gas_leak"),
        ("", "huele a gas", "gas_leak"),
        ("", "big fire, flames on the roof", "fire"),
        ("", "hay un incendo en la esquina", "fire"),
        ("", "traffic lights are dark at 3rd", "signal_outage"),
        ("", "internet has been down all day", "internet_disruption"),
        ("", "the road is blocked by a tree", "road_closure"),
        ("", "chemical smell, my eyes hurt", "hazmat"),
        ("", "the bus never came", "delay"),
        ("", "my neighbour is loud", "other"),
        ("", "", "other"),
    ],
)
def test_words_say_what_a_report_is_about(given: str, words: str, kind: str):
    assert kind_of(given, words) == kind


def report(report_id: str, minutes: float = 0, area: str = "") -> Report:
    return Report(
        report_id=report_id,
        description="no power",
        issued_at=T0 + timedelta(minutes=minutes),
        area=area,
        coordinates=LonLat(-74.05, 40.7),
    )


def row(report_id: str, minutes: float = 0) -> ReportRow:
    return ReportRow(
        kind="power_outage", lon=-74.05, lat=40.7, area="",
        at_ms=to_millis(T0 + timedelta(minutes=minutes)), report_id=digest(report_id),
    )  # fmt: skip


def at(minutes: float) -> int:
    return to_millis(T0 + timedelta(minutes=minutes))


def windows(watch: ReportWatch) -> list[tuple[int, list[ReportRow]]]:
    return [
        (partial.start_ms, msgspec.msgpack.decode(partial.rows, type=list[ReportRow]))
        for partial in watch.drain().partials
    ]


def test_an_open_window_is_written_again_whole_as_it_grows():
    watch = ReportWatch("citizen_reports/0", TOWN, Counter())
    watch.take(report("a"), at(0.01))
    assert windows(watch) == [(at(0), [row("a")])]
    assert windows(watch) == []
    watch.take(report("b", -30), at(0.05))
    assert windows(watch) == [(at(0), [row("a"), row("b", -30)])]
    watch.take(report("b", -30), at(0.06))
    assert windows(watch) == [], "who says it again says nothing new"
    watch.take(report("c"), at(3))
    assert windows(watch) == [(at(3), [row("c")])]


def test_a_window_that_closes_before_it_was_written_is_written_still():
    watch = ReportWatch("citizen_reports/0", TOWN, Counter())
    for number in range(3):
        watch.take(report(f"r{number}"), at(5 * number))
    assert windows(watch) == [(at(5 * n), [row(f"r{n}")]) for n in range(3)]


def test_a_report_watch_goes_on_from_its_snapshot():
    first = ReportWatch("citizen_reports/0", TOWN, Counter())
    first.take(report("a"), at(0.01))
    kept = first.snapshot(1)
    again = ReportWatch("citizen_reports/0", TOWN, Counter())
    assert again.restore(kept) == 1
    again.take(report("b"), at(0.02))
    assert windows(again) == [(at(0), [row("a"), row("b")])]
    assert ReportWatch("citizen_reports/0", TOWN, Counter()).restore(b"junk") is None


@pytest.mark.parametrize(
    ("told", "area"),
    [("The Mill", "Milltown"), ("miltown", "Milltown"), ("EASTON", "Easton"), ("my house", "")],
)
def test_only_the_packs_own_names_of_areas_are_kept(told: str, area: str):
    watch = ReportWatch("citizen_reports/0", TOWN, Counter())
    watch.take(report("a", area=told), at(0))
    assert windows(watch)[0][1][0].area == area
