"""Residents: late, doubled, misspelt, in several languages, sometimes wrong; and their clusters."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Any, cast

import orjson
import pytest

from core import topics
from core.city import City, load_city
from core.event import EventType
from core.geo import LonLat, distance_m, to_geojson
from core.timespan import Span, format_rfc3339
from indexer.reports import Report, ReportStatus, decode_report
from producers.city.chance import chance
from producers.city.happening import Happening, Spoken, TruthInterval, Where
from producers.city.plan import Plan, plan_stretch
from producers.city.residents.clusters import BRIEF, cell_of, clusters, officials
from producers.city.residents.sightings import KINDS, RUMOURS, Sighting, sightings
from producers.city.residents.whereabouts import beside, inside, poisson
from producers.city.residents.wording import phrases
from producers.city.scenario import load

T0 = datetime(2026, 11, 20, 12, tzinfo=UTC)
SPOT = LonLat(-74.0012, 40.7101)


@cache
def rivermouth() -> City:
    return load_city(Path(__file__).parents[3] / "cities" / "rivermouth")


@cache
def empty_plan(seed: int = 1, mistakes: float = 0.0) -> Plan:
    """Return eight hours in which nothing happens."""
    scenario = load("calm").model_copy(
        update={"hours": 8.0, "rates": {}, "upsets": {}, "mistakes": mistakes, "matches": ()}
    )
    return replace(plan_stretch(rivermouth(), scenario, seed, T0), happenings=())


def happening(kind: EventType, number: int = 1, **more: Any) -> Happening:
    given: dict[str, Any] = {
        "id": f"{kind}-{number}",
        "type": kind,
        "span": Span(T0 + timedelta(hours=1), T0 + timedelta(hours=3)),
        "where": Where(point=SPOT),
    }
    return Happening(**(given | more))


def _seen(*happenings: Happening, seed: int = 1, mistakes: float = 0.0) -> list[Sighting]:
    plan = replace(empty_plan(seed, mistakes), happenings=happenings)
    return [s for s in sightings(plan) if s.happening or mistakes]


def _value(sighting: Sighting) -> dict[str, Any]:
    return cast(dict[str, Any], sighting.spoken.value)


def _many(kind: EventType = EventType.FIRE, count: int = 60) -> list[Sighting]:
    return _seen(*(happening(kind, number) for number in range(count)))


def _read(sighting: Sighting) -> Report:
    value = orjson.dumps(sighting.spoken.value)
    return decode_report(value, rivermouth().timezone, sighting.spoken.at)


def test_a_calm_city_has_a_few_stray_single_reports():
    found = sightings(empty_plan())
    assert 3 <= len(found) <= 25
    assert {s.happening for s in found} == {""}
    assert list(clusters(rivermouth(), found, ())) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_reported_and_read_by_the_indexer(kind: EventType):
    for sighting in _many(kind, 8):
        report = _read(sighting)
        assert report.report_id == sighting.spoken.key
        assert report.status is ReportStatus.OPEN
        assert report.area or report.coordinates
        assert sighting.spoken.topic == topics.CITIZEN_REPORTS


def test_people_report_late_and_never_before_it_is_so():
    waited = [(s.spoken.at - T0).total_seconds() / 60 - 60 for s in _many()]
    assert min(waited) > 0
    assert 4 < mean(waited) < 16


def test_some_name_the_kind_some_the_place_and_some_the_language():
    found = _many()
    for name in ("type", "coordinates", "area", "language"):
        share = sum(name in _value(s) for s in found) / len(found)
        assert 0.4 < share < 0.95, name


def test_people_write_in_the_citys_languages():
    texts = " ".join(_value(s)["description"].lower() for s in _many())
    assert all(words in texts for words in ("there is a fire", "hay un incendio", "浓烟"))


def test_people_slip_and_some_shout():
    starts = [text.split("{")[0] for kinds in phrases()["en"].values() for text in kinds]
    starts = [start for start in starts if start]
    texts = [_value(s)["description"] for s in _many() if _value(s).get("language") == "en"]
    slipped = [t for t in texts if not any(t.lower().startswith(start) for start in starts)]
    assert 0.05 < len(slipped) / len(texts) < 0.6
    assert 0.01 < sum(text.isupper() for text in texts) / len(texts) < 0.15


def test_some_report_twice_and_some_apps_send_twice():
    found = _many()
    people = Counter(s.person for s in found)
    ids = Counter(s.spoken.key for s in found)
    assert 0.05 < sum(n > 1 for n in people.values()) / len(people) < 0.25
    sent_twice = [key for key, count in ids.items() if count > 1]
    assert sent_twice
    for key in sent_twice:
        first, second = [s for s in found if s.spoken.key == key]
        assert first.spoken.value == second.spoken.value
        assert first.spoken.at < second.spoken.at


def test_some_are_a_street_off_and_some_mean_another_thing():
    found = [s for s in _many() if s.stated is not None]
    away = [distance_m(s.stated, SPOT) for s in found if s.stated is not None]
    assert max(away) < 500
    assert 0 < sum(metres > 170 for metres in away) / len(away) < 0.2
    assert 0 < sum(s.kind is not EventType.FIRE for s in found) / len(found) < 0.12


def test_people_in_a_dark_area_report_from_their_homes():
    area = rivermouth().area_by_id["eastside"]
    outage = happening(EventType.POWER_OUTAGE, where=Where(areas=(area.id,), shape=area.geometry))
    stated = [s.stated for s in _seen(outage) if s.stated is not None]
    assert len(stated) >= 2
    assert all(distance_m(point, area.geometry) < 310 for point in stated)
    assert len({cell_of(point) for point in stated}) > 1


def test_nobody_reports_what_is_not_so_or_only_planned():
    assert _seen(happening(EventType.FIRE, real=False)) == []
    assert _seen(happening(EventType.ROAD_CLOSURE, planned=True)) == []
    assert _seen(happening(EventType.ACCESSIBILITY)) == []


def test_dirty_water_is_reported_as_water_that_fails():
    found = _seen(*(happening(EventType.WATER_ADVISORY, n) for n in range(20)))
    kinds = Counter(s.kind for s in found)
    assert kinds[EventType.WATER_OUTAGE] > 0.9 * len(found)
    assert EventType.WATER_ADVISORY not in kinds


def test_a_rumour_is_believed_by_several_and_never_true():
    found = [s for s in _seen(mistakes=0.2) if s.person.startswith("rumour")]
    by_rumour = Counter(s.person.split("/")[0] for s in found)
    assert by_rumour
    assert {s.happening for s in found} == {""}
    assert {s.kind for s in found} & set(RUMOURS)
    assert max(by_rumour.values()) >= 3


def test_the_same_seed_reports_the_same_and_another_another():
    fire = happening(EventType.FIRE)
    assert _seen(fire) == _seen(fire)
    assert _seen(fire, seed=2) != _seen(fire)


# --- clusters ------------------------------------------------------------------------------------


def sighting(
    minute: float, who: str, point: LonLat | None = SPOT, kind: str | None = "gas_leak"
) -> Sighting:
    moment = T0 + timedelta(minutes=minute)
    value: dict[str, Any] = {"report_id": f"r-{who}-{minute}", "timestamp": format_rfc3339(moment)}
    value |= {} if kind is None else {"type": kind}
    spoken = Spoken(moment, topics.CITIZEN_REPORTS, value["report_id"], value)
    return Sighting(spoken, EventType.GAS_LEAK, who, point, "gas-1")


def found_in(reports: Sequence[Sighting], *told: Spoken) -> list[TruthInterval]:
    return list(clusters(rivermouth(), reports, officials(told, rivermouth())))


def leak(
    minute: float, status: str = "investigating", more: dict[str, Any] | None = None
) -> Spoken:
    moment = T0 + timedelta(minutes=minute)
    key = "city-gas:20261120-gas-1"
    value = {
        "event_id": key, "source": "city-gas", "type": "gas_leak", "severity": "high",
        "timestamp": format_rfc3339(moment), "status": status,
        "coordinates": {"lat": SPOT.lat, "lon": SPOT.lon},
    }  # fmt: skip
    return Spoken(moment, topics.INFRASTRUCTURE_EVENTS, key, value | (more or {}))


THREE = [sighting(0, "a"), sighting(4, "b"), sighting(9, "c")]


def test_three_people_make_a_cluster_from_the_third_on_until_it_grows_old():
    (found,) = found_in(THREE)
    assert found.type is EventType.REPORT_CLUSTER
    assert found.subject == f"gas_leak/{cell_of(SPOT)}"
    assert found.span == Span(T0 + timedelta(minutes=9), T0 + timedelta(minutes=30))
    assert found.happening == "gas-1"
    assert dict(found.detail)["reports"] == 3


def test_three_who_name_an_area_alone_are_a_cluster_of_that_area():
    (area, *_) = rivermouth().areas_at(SPOT)
    named = [_in(area.name, sighting(minute, who, None)) for minute, who in ((0, "a"), (4, "b"))]
    third = _in(area.name, sighting(9, "c", None))
    (found,) = found_in([*named, third])
    assert (found.subject, found.where.areas) == (f"gas_leak/{area.name}", (area.id,))
    assert found.span == Span(T0 + timedelta(minutes=9), T0 + timedelta(minutes=30))
    assert found_in([*named, third], leak(5)) == []
    assert found_in([*named, _in("Nowhere", third)]) == []


def _in(area: str, told: Sighting) -> Sighting:
    assert isinstance(told.spoken.value, dict)
    return replace(told, spoken=replace(told.spoken, value=told.spoken.value | {"area": area}))


def test_one_that_names_no_kind_counts_by_what_it_says():
    (found,) = found_in([*THREE[:2], sighting(9, "c", kind=None)])
    assert found.subject == f"gas_leak/{cell_of(SPOT)}"


def test_a_cluster_that_an_official_word_ends_at_once_is_brief():
    (brief,) = found_in(THREE, leak(10))
    (long,) = found_in(THREE, leak(15))
    assert BRIEF in dict(brief.detail)
    assert BRIEF not in dict(long.detail)


def test_a_fourth_report_keeps_it_going():
    (found,) = found_in([*THREE, sighting(20, "d")])
    assert found.span.end == T0 + timedelta(minutes=34)


@pytest.mark.parametrize(
    "reports",
    [
        THREE[:2],
        [*THREE[:2], sighting(9, "b")],
        [*THREE[:2], sighting(31, "c")],
        [*THREE[:2], sighting(9, "c", LonLat(-74.03, 40.75))],
        [*THREE[:2], sighting(9, "c", None)],
        [*THREE[:2], sighting(9, "c", kind="fire")],
    ],
    ids=["two", "one twice", "too late", "too far", "no place", "another kind"],
)
def test_less_is_no_cluster(reports: list[Sighting]):
    assert found_in(reports) == []


def test_an_official_word_before_it_leaves_no_cluster_and_one_after_it_ends_it():
    assert found_in(THREE, leak(5)) == []
    (found,) = found_in(THREE, leak(15))
    assert found.span.end == T0 + timedelta(minutes=15)


def test_an_official_word_elsewhere_of_another_kind_or_already_over_counts_for_nothing():
    far = {"coordinates": {"lat": 40.75, "lon": -74.03}}
    for told in (
        [leak(5, more=far)],
        [leak(5, more={"type": "fire"})],
        [leak(-9), leak(-5, "resolved")],
    ):
        (found,) = found_in(THREE, *told)
        assert found.span.end == T0 + timedelta(minutes=30)


def test_an_official_area_counts_where_it_covers_the_reports():
    (area, *_) = rivermouth().areas_at(SPOT)
    by_name = {"coordinates": None, "area": area.name}
    by_shape = {"coordinates": None, "geometry": to_geojson(area.geometry)}
    assert found_in(THREE, leak(5, more=by_name)) == []
    assert found_in(THREE, leak(5, more=by_shape)) == []


def test_two_places_are_two_clusters():
    there = LonLat(-74.03, 40.75)
    others = [sighting(n, f"x{n}", there) for n in (1, 2, 3)]
    found = found_in(sorted([*THREE, *others], key=lambda s: s.spoken.at))
    assert {f.subject for f in found} == {
        f"gas_leak/{cell_of(SPOT)}", f"gas_leak/{cell_of(there)}",
    }  # fmt: skip


# --- chance and places ---------------------------------------------------------------------------


def test_points_lie_where_they_should():
    luck = chance(1, "points")
    area = rivermouth().area_by_id["harbor"].geometry
    street = rivermouth().streets[0].geometry
    assert all(distance_m(inside(area, luck), area) == 0 for _ in range(50))
    assert all(distance_m(inside(street, luck), street) < 1 for _ in range(50))
    assert all(
        distance_m(beside(SPOT, 200, luck), SPOT) == pytest.approx(200, rel=0.01) for _ in range(50)
    )
    assert mean(poisson(5, luck) for _ in range(2000)) == pytest.approx(5, rel=0.06)
