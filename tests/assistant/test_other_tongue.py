"""An answer in another language has no English but names and quotations."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from assistant import assistant, tongue
from assistant.answer import Answer
from assistant.phrases import Phrases
from core.coverage import CaughtUp
from core.event import Event
from core.store import IndexedEvent
from tests.assistant import anomalies, fleet, stories, test_vehicles_by_number
from tests.assistant.pseudo import LANGUAGE, pseudo
from tests.assistant.readings import joined, road
from tests.assistant.town import NOW, Town, ago, city, event

_WORD = re.compile(r"[A-Za-z]+")
_QUOTED = re.compile(r"«[^»]*»")
_AREAS = [name for area in city().areas for name in (area.name, *area.aliases)]
_NAMES = {
    word.lower()
    for name in (
        *_AREAS, city().name, *(place.name for place in city().landmarks),
        *(street.name for street in city().streets), *(stop.name for stop in city().stops),
        *(line.name for line in city().lines), *(source.publisher for source in city().sources),
    )
    for word in _WORD.findall(name)
} | {"nowhere", "heights", "atlantis", "blewish"}  # fmt: skip
"""Words of the city's own names, and of names that are asked about or told and are none."""

OVER = [
    event("infrastructure", f"O-{status}", "power_outage", source="city-power", area="Eastside",
          status=status, timestamp=ago(50))
    for status in ("resolved", "vanished")
]  # fmt: skip
LIFT = event("transit", "X-1", "accessibility", source="metro-transit", stops=["midtown"],
             headline="The elevator at Midtown is out")  # fmt: skip
SHUT = event("transit", "X-2", "stop_closure", source="metro-transit", stops=["City Hall"])
AWAY = event("transit", "X-3", "route_change", source="metro-transit", line="12")
FEWER = event("transit", "X-4", "reduced_service", source="metro-transit", lines=["Red", "Blue"])
SIGNALS = event("infrastructure", "X-5", "signal_outage", source="city-roads", area="Eastside")
ODD = event("infrastructure", "X-6", "meteor_shower", source="city-power", area="Harbor")
LOST = event("infrastructure", "X-7", "power_outage", source="city-power", area="Nowhere Heights")
LATER = event("infrastructure", "X-8", "road_work", source="city-roads", road="Main Street",
              starts_at=ago(-60 * 24 * 9), ends_at=ago(-60 * 24 * 10), planned=True)  # fmt: skip
ENDS = [
    event("infrastructure", f"E-{n}", "power_outage", source="city-power", area=area,
          affected_customers=n * 1000, **fields)
    for n, (area, fields) in enumerate(
        [
            ("Eastside", {"estimated_restoration": ago(10)}),
            ("Harbor", {"ends_at": ago(-90)}),
            ("Midtown", {"expires_at": ago(5), "timestamp": ago(300)}),
            ("Downtown", {"timestamp": ago(60 * 24 * 4)}),
            ("Westside", {"message_type": "cancel"}),
        ], start=1,
    )
]  # fmt: skip
GAS = event("infrastructure", "G-1", "gas_leak", source="city-gas", road="Elm Street",
            coordinates={"lat": 40.7, "lon": -74.0})  # fmt: skip
STORIES: Sequence[Event | IndexedEvent] = (
    stories.OUTAGE, stories.BOIL, stories.RED_OVER, stories.BLUE_LATE, stories.FLOOD,
    stories.MAIN_CLOSED, stories.PLANNED, LIFT, SHUT, AWAY, FEWER, SIGNALS, ODD, LATER,
)  # fmt: skip
MEASURED = (
    anomalies.BLUE_SLOW, anomalies.BUS_LATE, anomalies.BUS_LATE_TOO,
    anomalies.BUS_STOPPED, anomalies.BUNCHED, anomalies.GAP, anomalies.JAM,
    anomalies.BAD_AIR, anomalies.HOT, anomalies.BUSY, anomalies.DARK,
    anomalies.GAS_SMELT,
)  # fmt: skip
QUESTIONS = (
    "is the power out in eastside?", "when will the power be back in eastside?", "any outages?",
    "why is the power out in eastside", "how many people have no power?", "is it over?",
    "what should I do about the water in harbor?", "is the water safe in harbor", "gas leak?",
    "is the red line running again?", "is the blue line late?", "is bus 12 late?", "red line?",
    "whats going on in downtown", "what's going on?", "is main street closed?", "detour?",
    "any road work on main street?", "are the traffic lights out in eastside?", "internet down?",
    "is the elevator at midtown broken", "is city hall station closed?", "is bus 12 running?",
    "is the power out in westside tomorrow?", "was there an outage yesterday?", "hello", "thanks",
    "who are you?", "what can you do?", "is the power out in atlantis?", "tax help please",
    "is the power out in springfield?", "is it safe in downtown", "emergencies?", "fire?",
    "when did you last hear from city power?", "how do I get from downtown to harbor?",
    "where is bus 12?", "where is my bus?", "how many buses are on line 12?", "where is bus 55?",
    "is the air ok in riverside?", "is the air ok?", "how hot is it in riverside?", "is it windy?",
    "how is traffic on main street?", "traffic on elm street?", "is central station crowded?",
    "why is bus 12 late?", "tell me when the power is back in eastside", "asdf qwer",
    "power and water in eastside?", "is eastside or harbor worse?", "I want to report an outage",
    "is there a tornado?", "is the blewish line running", "will it be out this weekend?",
    "is bus 88 late", "flood warning?", "where is bus 88?", "where is tram 88",
    "where is bus 1207?", "where is bus 71?", "where is bus 99?", "is the air ok in westside?",
    "is it raining?",
    "will the power be back in harbor?", "is the outage in midtown over?", "humid in harbor?",
    "is there a problem at pine street and 8th street?", "how big is the outage in downtown?",
    "is the power out across the river from harbor?", "where do you get this from?",
)  # fmt: skip
TOWNS: dict[str, dict[str, Any]] = {
    "stories": {"told": STORIES, "seen": fleet.FLEET},
    "over": {"told": (*OVER, stories.RED_OVER, LOST)},
    "measured": {
        "told": (*MEASURED, anomalies.NOISE, anomalies.WARM),
        "seen": (fleet.RIVERSIDE, fleet.HARBOR, road("main-street", 12)),
    },
    "nothing": {"told": (), "seen": (fleet.RIVERSIDE, fleet.OLD, road("main-street", 31))},
    "silent": {"told": (), "silent": [s.id for s in city().sources], "since": ago(44)},
    "never heard": {"told": (), "silent": [s.id for s in city().sources]},
    "ends": {"told": (*ENDS, GAS), "seen": test_vehicles_by_number.ALL},
    "stations": {
        "told": (anomalies.STORM,),
        "caught_up": CaughtUp(NOW - timedelta(minutes=3)),
        "seen": (*fleet.RAW, fleet.NORTH, fleet.PARKED, road("main-street", 31, 40)),
    },
    "led to": {
        "told": (stories.BLUE_LATE, stories.MAIN_CLOSED, stories.OUTAGE, SIGNALS),
        "joined": joined(SIGNALS, stories.OUTAGE_NOW, "signals_in_outage"),
    },
}


@pytest.fixture(autouse=True)
def _another_tongue(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    def pseudo_for(_language: str) -> Phrases:
        return pseudo()

    monkeypatch.setattr(assistant, "phrases", pseudo_for)
    monkeypatch.setattr(tongue, "languages", lambda: ("en", LANGUAGE))


def english(answer: Answer) -> list[str]:
    """Return an answer's Latin words, short forms too, that are no names and in no quotation."""
    texts = [answer.lead, *(s.text for s in answer.statements), *answer.suggestions]
    texts += [s.short for s in answer.statements]
    words = [word for text in texts for word in _WORD.findall(_QUOTED.sub("", text))]
    return [word for word in words if word.lower() not in _NAMES]


@pytest.mark.parametrize("name", TOWNS)
def test_an_answer_in_another_language_has_no_english_but_names_and_quotations(name: str):
    given = dict(TOWNS[name])
    told = given.pop("told")
    found: dict[str, list[str]] = {}
    for text in QUESTIONS:
        town = Town(*told, **given)
        answer = town.ask(text)
        assert "ж" in answer.text, text
        if words := english(answer):
            found[text] = words
    assert found == {}


def test_the_pseudo_catalogue_would_show_english():
    answer = Town(stories.OUTAGE).ask("is the power out in eastside?")
    assert english(answer) == []
    shown = answer.statements[0].text.replace("ж", "w")
    assert _WORD.findall(shown)
