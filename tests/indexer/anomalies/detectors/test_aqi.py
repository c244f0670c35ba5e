"""The index at the edges of its tables, and between them."""

import pytest

from core.severity import Severity
from indexer.anomalies.detectors.aqi import (
    OZONE_1H,
    OZONE_8H,
    PM10,
    PM25,
    Category,
    Pollutant,
    category_of,
    index_of,
    severity_of,
)


@pytest.mark.parametrize(
    ("pollutant", "concentration", "index"),
    [
        (PM25, 0.0, 0),
        (PM25, 9.0, 50),
        (PM25, 9.09, 50),
        (PM25, 9.1, 51),
        (PM25, 17.4, 66),
        (PM25, 35.4, 100),
        (PM25, 35.49, 100),
        (PM25, 35.5, 101),
        (PM25, 55.4, 150),
        (PM25, 55.5, 151),
        (PM25, 125.4, 200),
        (PM25, 125.5, 201),
        (PM25, 225.4, 300),
        (PM25, 225.5, 301),
        (PM25, 325.4, 500),
        (PM25, 900.0, 500),
        (PM10, 54.9, 50),
        (PM10, 55.0, 51),
        (PM10, 154.9, 100),
        (PM10, 155.0, 101),
        (PM10, 424.0, 300),
        (PM10, 425.0, 301),
        (PM10, 604.0, 500),
        (OZONE_8H, 54.9, 50),
        (OZONE_8H, 70.9, 100),
        (OZONE_8H, 71.0, 101),
        (OZONE_8H, 200.0, 300),
        (OZONE_8H, 250.0, 300),
        (OZONE_1H, 124.9, None),
        (OZONE_1H, 125.0, 101),
        (OZONE_1H, 604.0, 500),
    ],
)
def test_the_index_follows_the_table(pollutant: Pollutant, concentration: float, index: int | None):
    assert index_of(pollutant, concentration) == index


def test_the_index_never_falls_as_the_air_gets_worse():
    for pollutant in (PM25, PM10, OZONE_8H):
        indices = [index_of(pollutant, tenth / 10) or 0 for tenth in range(7000)]
        assert indices == sorted(indices)


@pytest.mark.parametrize(
    ("index", "category", "severity"),
    [
        (50, Category.GOOD, Severity.LOW),
        (51, Category.MODERATE, Severity.LOW),
        (100, Category.MODERATE, Severity.LOW),
        (101, Category.SENSITIVE, Severity.MODERATE),
        (151, Category.UNHEALTHY, Severity.HIGH),
        (201, Category.VERY_UNHEALTHY, Severity.CRITICAL),
        (301, Category.HAZARDOUS, Severity.CRITICAL),
        (500, Category.HAZARDOUS, Severity.CRITICAL),
    ],
)
def test_each_index_has_its_category(index: int, category: Category, severity: Severity):
    assert category_of(index) is category
    assert severity_of(category) is severity
