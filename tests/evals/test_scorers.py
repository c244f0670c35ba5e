"""Each scorer turns red for a crafted answer, and stays green for a right one."""

from dataclasses import replace

import pytest
import shapely

from evals.asking import Asked
from evals.geography import metres
from evals.reply import Reply
from evals.scorers.figures import clocks, numbers
from evals.scorers.of_form import language_of
from tests.evals.published import Heard, asked, at, found, reply, spot, told

OUT = told(
    affected_customers=1650, estimated_restoration=at(90), starts_at=at(-40),
    cause="A fallen tree", instructions=["Stay away from fallen wires."],
)  # fmt: skip
RESTORED = told(minutes=-2, status="restored", ends_at=at(-3))
SAID = "A power outage is reported in Downtown since 11:20 am; 1,650 customers are affected."
RIGHT = reply("reported", (SAID, "P-1"), lead="Yes.")


def test_a_right_answer_has_no_harm():
    assert found(asked(), RIGHT, OUT) == set()
    assert (
        found(asked(), reply("nothing_reported", lead="No."), told("P-3", area="Seaview")) == set()
    )


FIRE = told("E-1", type="fire", source="emergency-management", severity="critical", headline="Fire")


@pytest.mark.parametrize(
    ("question", "answer", "records", "harm"),
    [
        (asked(), reply("nothing_reported"), [OUT], "FalseAllClear"),
        (asked("status_well"), reply("reported", (SAID, "P-1"), lead="Yes."), [OUT],
         "FalseAllClear"),
        (asked(), reply("reported", (SAID, "P-1"), lead="No."), [OUT], "FalseAllClear"),
        (asked(), RIGHT, [OUT, RESTORED], "StaleAdvice"),
        (asked(), reply("reported", (SAID, "P-1"), lead="Yes."), [told(starts_at=at(60))],
         "StaleAdvice"),
        (asked(spot=spot("area", "Seaview")), reply("reported", (SAID, "P-1"), place="Seaview"),
         [OUT], "WrongPlace"),
        (asked(), reply("nothing_reported", place="Uptown"), [], "WrongPlace"),
        (asked(), reply("reported", ("A power outage is reported in Seaview.", "P-1")), [OUT],
         "WrongPlace"),
        (asked(), reply("reported", ("The power is out for 4,300 customers.", "P-1")), [OUT],
         "InventedFact"),
        (asked(), reply("reported", (SAID, "P-7")), [OUT], "InventedFact"),
        (asked(), reply("reported", ("Power is expected back by 3:45 pm.", "P-1")), [OUT],
         "WrongTime"),
        (asked(), RIGHT, [OUT, FIRE], "MissedSevere"),
        (asked(), reply("cannot_tell", lead="No."), [], "Contradiction"),
        (asked(), reply("cannot_tell"), [], "WrongStatus"),
        (asked("status_well"), reply("nothing_reported", lead="No."), [], "WrongStatus"),
        (asked(), reply("out_of_scope"), [OUT], "NeedlessRefusal"),
        (asked(), reply("reported"), [OUT], "MissingFact"),
        (asked("end"), RIGHT, [OUT], "MissingFact"),
        (asked("cause"), RIGHT, [OUT], "MissingFact"),
        (asked("advice"), RIGHT, [OUT], "MissingFact"),
        (asked("extent"), reply("reported", ("It is out in Downtown.", "P-1")), [OUT],
         "MissingFact"),
        (asked(language="fr"), RIGHT, [OUT], "WrongLanguage"),
        (asked(language="fr"), reply("reported", (SAID, "P-1"), language="fr"), [OUT],
         "WrongLanguage"),
        (asked(channel="sms"), reply("reported", (SAID * 3, "P-1")), [OUT], "WrongForm"),
        (asked(channel="voice"), reply("reported", (SAID + " [1]", "P-1")), [OUT], "WrongForm"),
    ],
)  # fmt: skip
def test_a_wrong_answer_has_its_harm(
    question: Asked, answer: Reply, records: list[Heard], harm: str
):
    assert harm in found(question, answer, *records)


@pytest.mark.parametrize(
    ("aspect", "said"),
    [
        ("end", "It is expected back by 1:30 pm."),
        ("cause", "The cause given is a fallen tree."),
        ("advice", "Stay away from fallen wires."),
        ("extent", "1,650 customers are affected."),
        ("end", "City Power expects it back at 13:30."),
    ],
)
def test_the_fact_asked_for_is_enough(aspect: str, said: str):
    assert found(asked(aspect), reply("reported", (said, "P-1")), OUT) == set()


def test_an_estimate_is_told_as_one():
    sure = reply("reported", (SAID, "P-1"), ("It ends at 1:30 pm.", "P-1"), lead="Yes.")
    assert found(asked("end"), sure, OUT) == {"InventedFact"}
    known = told(affected_customers=1650, ends_at=at(90), starts_at=at(-40))
    assert found(asked("end"), sure, known) == set()


def test_what_is_near_is_not_told_as_here():
    there = asked(spot=spot("area", "Seaview"))
    inside = replace(
        reply("reported", ("A power outage is reported in Downtown.", "P-1"), place="Seaview"),
        precision="inside_area",
    )
    assert "WrongPlace" in found(there, inside, OUT)


def test_what_lies_elsewhere_is_told_with_where_it_is():
    there = asked(spot=spot("area", "Harbor"), topic="emergency")
    fire = told(
        "E-2", type="fire", source="emergency-management", area="Downtown",
        headline="Fire near 2nd Street and Maple Street",
    )  # fmt: skip
    corner = "Elsewhere in the city: a fire near 2nd Street and Maple Street."
    assert found(there, reply("nothing_reported", (corner, "E-2"), place="Harbor"), fire) == set()
    vague = "A fire is reported."
    assert "WrongPlace" in found(
        there, reply("nothing_reported", (vague, "E-2"), place="Harbor"), fire
    )
    other = "Elsewhere in the city: a fire near Oak Street and Main Street."
    assert "WrongPlace" in found(
        there, reply("nothing_reported", (other, "E-2"), place="Harbor"), fire
    )


def test_the_nearest_of_several_points_is_the_one_of_the_fewest_metres():
    east, north = shapely.Point(-73.989, 40.7), shapely.Point(-74.0, 40.7095)
    here = shapely.Point(-74.0, 40.7)
    assert metres(here, east) < metres(here, north)
    both = shapely.MultiPoint([east, north])
    assert metres(here, both) == pytest.approx(metres(here, east))  # pyright: ignore[reportUnknownMemberType]


def test_a_notice_in_force_may_be_told_before_its_end_is_and_not_after():
    over = reply("reported", ("The power outage in Downtown ended at 11:57 am.", "P-1"),
                 lead="Yes.", cited={"P-1": "ended"})  # fmt: skip
    assert found(asked("over"), over, OUT, RESTORED) == set()
    assert "FalseAllClear" in found(asked("over"), over, OUT)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("until 2:30 pm", [870]),
        ("by 6 pm", [1080]),
        ("at noon", [720]),
        ("hasta las 2:30 p. m.", [870]),
        ("à 14 h 30", [870]),
        ("vers 9 h", [540]),
        ("下午2:30", [870]),
        ("14点30分", [870]),
        ("0:05", [5]),
        ("12:05 am", [5]),
        ("24 customers, 5,670 in all", []),
    ],
)
def test_times_of_day_are_read_in_four_languages(text: str, minutes: list[int]):
    assert [m for clock in clocks(text)[0] for m in clock.minutes] == minutes


@pytest.mark.parametrize(
    ("text", "value"), [("5,670", 5670), ("5 670", 5670), ("5.670", 5670), ("2.5", 2.5)]
)
def test_numbers_are_read_however_they_are_grouped(text: str, value: float):
    assert [found for found, _ in numbers(text)] == [value]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The power is out in Downtown and it is not known why.", "en"),
        ("No se informa de ningún corte en Downtown desde las 3.", "es"),
        ("Aucune panne de courant n'est signalée dans le secteur depuis 3 h.", "fr"),
        ("截至中午，Downtown没有停电的报告。", "zh"),
        ("Downtown: 1,650", None),
    ],
)
def test_a_language_is_known_by_its_common_words(text: str, language: str | None):
    assert language_of(text) == language
