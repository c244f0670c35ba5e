"""The first sentence is what was asked: how many, how bad, until when, how late."""

from datetime import timedelta

import pytest

from tests.assistant.readings import vehicle
from tests.assistant.town import NOW, Town, ago, event

LIGHTS = event("infrastructure", "P-1", "power_outage", source="city-power", area="Uptown",
               affected_customers=960, timestamp=ago(15))  # fmt: skip
STORM = event("emergency", "S-1", "weather_alert", source="weather-service", area="Rivermouth",
              severity="high", headline="Severe thunderstorm warning",
              ends_at=NOW + timedelta(hours=1), timestamp=ago(25))  # fmt: skip
AT_NOON = event("infrastructure", "P-2", "power_outage", source="city-power", area="Uptown",
                timestamp=ago(15),
                estimated_restoration=NOW + timedelta(minutes=55))  # fmt: skip


@pytest.mark.parametrize(
    ("language", "asked", "first"),
    [
        ("en", "how many homes have no power in uptown", "960 customers are affected [1]."),
        ("es", "cuántas personas están sin luz en Uptown", "Hay 960 clientes afectados [1]."),
        ("fr", "combien de foyers sans courant à Uptown", "960 clients sont touchés [1]."),
        ("zh", "Uptown有多少户停电", "960户受影响[1]。"),
    ],
)
def test_how_many_is_answered_by_the_number_first_and_once(language: str, asked: str, first: str):
    text = Town(LIGHTS).ask(asked, language=language).text
    assert text.startswith(first), text
    assert text.count("960") == 1, text


def test_how_bad_a_storm_is_asks_for_no_number_of_people():
    text = Town(STORM).ask("how bad is this thunderstorm").text
    assert text.startswith('National Weather Service: "Severe thunderstorm warning'), text
    assert "number of people" not in text
    assert "number of people" in Town(STORM).ask("how many people does the storm affect").text


@pytest.mark.parametrize(
    ("language", "noon"),
    [
        ("en", "by 12 noon"),
        ("es", "para las 12 del mediodía"),
        ("fr", "12\u00a0h"),
        ("zh", "12:00"),
    ],
)
def test_noon_is_told_as_noon(language: str, noon: str):
    assert noon in Town(AT_NOON).ask("Uptown: power out?", language=language).text


NOTICE = event("infrastructure", "W-1", "water_advisory", source="city-water", area="Harbor",
               timestamp=ago(30))  # fmt: skip
PIPE = event("infrastructure", "W-2", "water_outage", source="city-water", area="Harbor",
             timestamp=ago(40), estimated_restoration=NOW + timedelta(hours=2))  # fmt: skip


def test_until_when_is_told_of_each_of_several_by_name():
    text = Town(NOTICE, PIPE).ask("how long will the water trouble in harbor last").text
    told = text[: text.index("A boil-water notice")] if "A boil-water" in text else text
    assert "The water outage in Harbor: City Water expects it back by 1:05 pm" in told, text
    assert "The water advisory in Harbor: City Water gives no end time" in text


def test_a_line_that_is_stopped_says_so_before_its_stops_and_counts_those():
    crowds = [
        event("transit", f"C-{n}", "crowding", source="metro-transit", lines=["Green Line"],
              stops=[stop], severity="high", timestamp=ago(20 - n))
        for n, stop in enumerate(("Central Station", "Chinatown", "City Hall", "Oak Street"))
    ]  # fmt: skip
    stopped = event("transit", "C-9", "suspension", source="metro-transit", line="Green Line",
                    severity="low", timestamp=ago(30))  # fmt: skip
    text = Town(*crowds, stopped).ask("does the green line run").text
    assert text.startswith("No. The Green Line has been suspended since 10:35 am"), text
    assert "3 more are reported" in text


def test_who_asks_whether_a_line_is_late_hears_how_late_it_is():
    late = [
        vehicle("bus-1", "12", "Oak Street", kind="bus", delay_s=300),
        vehicle("bus-2", "12", "Harbor", kind="bus", delay_s=0),
    ]
    text = Town(seen=late).ask("is the 12 bus late").text
    assert text.startswith("The latest of 2 buses on line 12 is 5 minutes late"), text
