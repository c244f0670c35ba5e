"""Word closed streets, work on them, and dark traffic lights."""

from dataclasses import replace
from typing import Final

from producers.city.telling.sayings.saying import Ahead, Saying

_CLOSED: Final = Saying(
    headline="{stretch} is closed",
    words={
        "investigating": "{stretch} is closed in both directions.",
        "in_progress": "Crews are at work on {road}. It stays closed for now.",
        "monitoring": "{road} will open again soon.",
    },
    status="cleared",
    ending="{road} is open again",
    over="{stretch} is open again.",
    lanes="all lanes",
    mistake="{road} was never closed: the report named the wrong street.",
)

STREETS: Final[dict[str, Saying]] = {
    "crash": _CLOSED,
    "fire_closure": replace(
        _CLOSED,
        words={
            "investigating": "{stretch} is closed to leave room for firefighters.",
            "in_progress": "Firefighters still need {road}. It stays closed for now.",
            "monitoring": "{road} will open again soon.",
        },
    ),
    "main_closure": replace(
        _CLOSED,
        words={
            "investigating": "{stretch} is closed: there is water on the roadway.",
            "in_progress": "The roadway is dug up to reach the pipe. {road} stays closed.",
            "monitoring": "The roadway of {road} is being filled in.",
        },
    ),
    "gas_closure": _CLOSED,
    "spill_closure": replace(
        _CLOSED,
        words={
            "investigating": "{stretch} is closed while a spill is cleaned up.",
            "in_progress": "{road} is being cleaned. It stays closed for now.",
            "monitoring": "{road} will open again soon.",
        },
    ),
    "flood": replace(
        _CLOSED,
        headline="{stretch} is flooded",
        words={
            "in effect": "{stretch} is under water and closed. Do not drive into it.",
            "in_progress": "The water on {road} is being pumped away. It stays closed.",
            "monitoring": "The water on {road} has gone; the street is being swept.",
        },
        instructions=("Turn around, do not drive through water.",),
    ),
    "works": Saying(
        headline="Road work on {stretch}",
        words={
            "in_progress": "Work has begun on {stretch}. One lane is open each way.",
            "monitoring": "The work on {road} is nearly done.",
        },
        status="resolved",
        ending="Road work on {road} is finished",
        over="The work on {stretch} is finished; all lanes are open.",
        ahead=Ahead(
            "scheduled",
            "Road work planned on {stretch}",
            "Work is planned on {stretch}. One lane stays open each way.",
        ),
        lanes="one lane each way",
    ),
    "dark_signal": Saying(
        headline="Traffic lights out at {corner}",
        words={
            "investigating": "The traffic lights at {corner} are dark.",
            "crew assigned": "A technician is on the way to the lights at {corner}.",
            "in_progress": "A technician is at work on the lights at {corner}.",
        },
        status="restored",
        ending="Traffic lights work again at {corner}",
        over="The traffic lights at {corner} work again.",
        instructions=("Treat the crossing as a four-way stop.",),
        groups=("drivers", "pedestrians"),
        mistake="The traffic lights at {corner} were never dark: the report named another corner.",
    ),
}
"""The words of the streets department."""
