"""What a question's own words single out of several things is told first, and hides nothing."""

from typing import Any

import pytest

from assistant.answer import Answer, Status
from assistant.understand.particular import particular_of
from assistant.understand.words import Speller
from tests.assistant.town import Town, ago, event


def spill(id_: str, headline: str, minutes_ago: float, severity: str = "high"):
    return event("emergency", id_, "hazmat", source="emergency-management", area="Harbor",
                 severity=severity, headline=headline, timestamp=ago(minutes_ago))  # fmt: skip


def closed(id_: str, headline: str, minutes_ago: float, **fields: Any):
    return event("infrastructure", id_, "road_closure", source="city-roads",
                 timestamp=ago(minutes_ago), headline=headline, **fields)  # fmt: skip


def fire(id_: str, headline: str, minutes_ago: float, **fields: Any):
    return event("emergency", id_, "fire", source="emergency-management", area="Eastside",
                 headline=headline, timestamp=ago(minutes_ago), **fields)  # fmt: skip


SPILLS = (
    spill("H-1", "Diesel on the roadway", 5),
    spill("H-2", "Chlorine at the swimming hall", 50),
    spill("H-3", "Ammonia at the cold store", 20),
)
CLOSED = (
    closed("R-1", "Main Street closed for a film shoot", 5, road="Main Street", area="Downtown"),
    closed("R-2", "Oak Street closed for the marathon", 90, road="Oak Street", area="Downtown"),
    closed("R-3", "Pine Street closed, a tree has fallen", 30, road="Pine Street", area="Downtown"),
)
FIRES = (
    fire("F-1", "Warehouse burning", 5),
    fire("F-2", "Transformer burning behind the depot", 60, severity="moderate"),
)


def cited(answer: Answer) -> list[str]:
    return [hit.event.event.event_id for hit in answer.cited]


@pytest.mark.parametrize(
    ("told", "question", "first"),
    [
        (SPILLS, "is there a spill in harbor?", "H-1"),
        (SPILLS, "is the chlorine spill in harbor still going on?", "H-2"),
        (SPILLS, "what should I do about the ammonia leak in harbor", "H-3"),
        (SPILLS, "any news on the diesel spill in harbor?", "H-1"),
        (CLOSED, "which streets are closed downtown?", "R-1"),
        (CLOSED, "is the marathon closure downtown over?", "R-2"),
        (CLOSED, "is the road still closed by the fallen tree downtown", "R-3"),
        (FIRES, "is there a fire in eastside?", "F-1"),
        (FIRES, "is the transformer fire in eastside still burning?", "F-2"),
        (FIRES, "¿sigue el incendio de la warehouse en eastside?", "F-1"),
    ],
)
def test_the_one_thing_that_is_asked_for_leads_and_the_others_follow(
    told: tuple[Any, ...], question: str, first: str
):
    answer = Town(*told).ask(question)
    ids = [one.event_id for one in told]
    assert answer.status is Status.REPORTED
    assert cited(answer)[0] == first
    assert sorted(cited(answer)) == sorted(ids)


@pytest.mark.parametrize("told", [SPILLS, CLOSED, FIRES])
def test_what_nobody_told_of_changes_nothing(told: tuple[Any, ...]):
    town = Town(*told)
    for plain, odd in [
        ("is there a spill in harbor?", "is there a molasses spill in harbor?"),
        ("is there a fire in eastside?", "is the zeppelin fire in eastside out?"),
        ("is a street closed downtown?", "is a street closed downtown for the parade?"),
    ]:
        assert cited(town.ask(odd)) == cited(town.ask(plain))


def test_what_is_critical_stays_first():
    grave = spill("H-9", "Evacuate at once", 80, severity="critical")
    answer = Town(*SPILLS, grave).ask("is the chlorine spill in harbor over?")
    assert cited(answer)[:2] == ["H-9", "H-2"]


def test_one_that_is_over_makes_no_all_clear_of_the_others():
    over = fire("F-9", "Kitchen burning", 40, status="resolved")
    answer = Town(*FIRES, over).ask("is the kitchen fire in eastside over?")
    assert answer.status is Status.REPORTED
    assert answer.lead == "No."


def test_it_is_found_among_hundreds_of_newer_and_graver_things():
    newer = [fire(f"N-{n}", f"Alarm number {n}", n / 10) for n in range(200)]
    answer = Town(*newer, FIRES[1]).ask("is the transformer fire in eastside still burning?")
    assert cited(answer)[0] == "F-2"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("is the power out", ""),
        ("my mom lives there, has she lost electricity?", ""),
        ("when will the water be safe to drink again", ""),
        ("any delays on the train tonight", ""),
        ("is there a fire", ""),
        ("the chlorine spill", "chlorine"),
        ("is it closed for the marathon", "marathon"),
        ("the fallen tree", "fallen tree"),
    ],
)
def test_only_what_tells_things_apart_is_particular(text: str, wanted: str):
    assert particular_of(Speller(()).read(text)) == wanted


def test_what_another_kind_is_called_tells_one_thing_apart():
    closures = (
        closed("R-8", "Oak Street closed for a burst main", 5, road="Oak Street", area="Downtown"),
        closed("R-9", "Elm Street closed, gas leak", 60, road="Elm Street", area="Downtown"),
    )
    answer = Town(*closures).ask("which road is closed because of the gas leak downtown?")
    assert cited(answer)[0] == "R-9"
