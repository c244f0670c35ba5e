"""How the air is by what stations measure: the worst of several, the nearest, and no judging."""

import pytest

from core.observation import Observation
from tests.assistant.fleet import HARBOR, NORTH, RAW, RIVERSIDE, first
from tests.assistant.readings import measured, station
from tests.assistant.town import Town


def test_a_raw_value_is_never_judged():
    text = Town(seen=[station("st-1", "Riverside", pm25_ugm3=400)]).ask("is the air ok?").text
    assert not any(word in text for word in ("good", "unhealthy", "hazardous", "safe"))


@pytest.mark.parametrize(
    ("text", "seen", "begins", "says", "cited"),
    [
        (
            "is the air ok in the city?", [RIVERSIDE, HARBOR],
            "Of the 2 air stations heard, the one near",
            "has the highest index: 155, which is unhealthy (EPA, from the last hours), measured "
            "at 11:04 am; the other is good", ["st-2", "st-1"],
        ),
        (
            "how is the air quality?", [RIVERSIDE, HARBOR, NORTH],
            "Of the 3 air stations heard, the one near", "; the other 2 are good",
            ["st-2", "st-3", "st-1"],
        ),
        (
            "how is the air quality?",
            [RIVERSIDE, HARBOR, station("st-3", "Westside", pm25_ugm3=30, aqi=90)],
            "Of the 3 air stations heard, the one near", "; the other 2 are good to moderate",
            ["st-2", "st-3", "st-1"],
        ),
        (
            "how is the air quality?", RAW, "Of the 3 air stations heard, the one near",
            "measured the most: 500 µg/m³ of fine dust (PM2.5) at 11:04 am; it is too early",
            ["st-5", "st-6", "st-4"],
        ),
        (
            "how is the air quality?", [HARBOR, *RAW[:1]],
            "Of the 2 air stations heard, only the one near",
            "has an index yet: 155, which is unhealthy", ["st-2", "st-4"],
        ),
        (
            "how is the air in Riverside?",
            [RIVERSIDE, HARBOR, station("st-7", "Riverside", pm25_ugm3=40, aqi=112)],
            "Of the 2 air stations heard in Riverside, the one near",
            "has the highest index: 112", ["st-7", "st-1"],
        ),
        (
            "how is the air quality?", [HARBOR], "Air quality near", "is unhealthy: index 155",
            ["st-2"],
        ),
    ],
)  # fmt: skip
def test_of_several_stations_the_worst_is_told_and_how_the_others_are(
    text: str, seen: list[Observation], begins: str, says: str, cited: list[str]
):
    status, told, named = first(Town(seen=seen), text)
    assert (status, sorted(named)) == ("reported", sorted(cited))
    assert told.startswith(begins)
    assert says in told


def test_beside_bad_air_that_was_found_the_other_stations_are_told():
    bad = measured("A-7", "air_quality", "st-2", observed=155, baseline=100, unit="AQI",
                   area="Harbor")  # fmt: skip
    town = Town(bad, seen=[RIVERSIDE, HARBOR, NORTH])
    text = town.ask("how is the air quality?").text
    assert text.startswith("The air in Harbor is unhealthy: index 155, above 100 since 10:50 am")
    assert "The other 2 air stations heard are good [2][3]." in text
    assert "other" not in Town(bad, seen=[RIVERSIDE, HARBOR]).ask("is the air ok in harbor?").text


@pytest.mark.parametrize(
    ("text", "seen", "sentence"),
    [
        (
            "is the air ok in Westside?", station("st-2", "Harbor", pm25_ugm3=8),
            "The nearest air station, 3.4 km from Westside, measured 8 µg/m³ of fine dust (PM2.5) "
            "at 11:04 am; it is too early for an air quality index, which needs several hours.",
        ),
        (
            "is the air ok in Westside?", station("st-2", "Harbor", minutes=40, pm25_ugm3=8),
            "I can't tell how the air is in Westside: the nearest air station, 3.4 km away, last "
                "measured 40 minutes ago.",
        ),
        (
            "what is the aqi in Westside?", station("st-2", "Harbor", minutes=40, pm25_ugm3=8),
            "I can't tell how the air is in Westside: the nearest air station, 3.4 km away, last "
            "measured 40 minutes ago.",
        ),
        (
            "how hot is it in Westside?",
            station("st-2", "Harbor", minutes=40, temperature_c=8),
            "I can't tell: the last measurement at the nearest station, 3.4 km from Westside, came "
            "40 minutes ago.",
        ),
    ],
)  # fmt: skip
def test_a_distant_station_is_called_the_nearest(text: str, seen: Observation, sentence: str):
    assert sentence in [s.text for s in Town(seen=[seen]).ask(text).statements]
