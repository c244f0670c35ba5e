"""A sentence says something of the events it cites, advice is a source's, a cause is the cause."""

import pytest

from tests.assistant.verify.judging import judged

HOLDS = [
    ("outage", "en", "Power is out in Eastside. It is still going on."),
    ("outage", "en", "The cause given is “failed transformer”."),
    ("outage", "fr", "La cause donnée est « failed transformer »."),
    ("outage", "zh", "原因是“failed transformer”。"),
    ("outage", "en", "It is not expected back before 2:30 pm."),
    ("outage", "en", "Power went out in Eastside at 10:32 this morning."),
    ("outage", "en", "In all, over 4,000 customers have been hit."),
    ("boil", "en", "You should boil water for one minute before drinking."),
    ("boil", "en", "People must boil water for one minute."),
    ("endless", "fr", "On ne sait pas quand ce sera fini."),
    ("endless", "zh", "尚不清楚何时恢复。"),
    ("suspended", "en", "The Blue Line has been out of service since 10:32."),
]
FAILS = [
    ("outage", "en", "Power is out. What to do is told in the source's own words.", "form"),
    ("outage", "en", "Check what is there to see.", "form"),
    ("outage", "en", "The cause given is “Two feeders are out”.", "join"),
    ("outage", "fr", "La cause donnée est « Two feeders are out ».", "join"),
    ("outage", "zh", "原因是“Two feeders are out”。", "join"),
    ("outage", "en", "City Power & Light does not expect it to last until 2:30 pm.", "negation"),
    ("outage", "en", "Power went out in Eastside at 10:32 this evening.", "time"),
    ("outage", "fr", "Coupure de courant à Eastside depuis 10 h 32 ce soir.", "time"),
    ("outage", "en", "You should stay home.", "status"),
    ("outage", "en", "People should leave Eastside.", "status"),
    ("outage", "es", "Debe quedarse en casa.", "status"),
    ("outage", "fr", "Vous devez rester à Eastside.", "status"),
    ("outage", "zh", "您应该离开Eastside。", "status"),
    ("endless", "en", "No homes are affected and no end is given.", "negation"),
    ("endless", "zh", "City Power & Light没有给出结束时间 目前没有任何报告。", "negation"),
    (
        "overdue",
        "es",
        "Se no esperaba que terminara a las 10:45, pero no está confirmado.",
        "negation",
    ),
]


@pytest.mark.parametrize(("name", "language", "text"), HOLDS)
def test_what_is_said_of_the_events_holds(name: str, language: str, text: str) -> None:
    assert judged(text, language, name) == []


@pytest.mark.parametrize(("name", "language", "text", "kind"), FAILS)
def test_what_nobody_says_of_the_events_does_not(
    name: str, language: str, text: str, kind: str
) -> None:
    assert any(why.startswith(kind) for why in judged(text, language, name))
