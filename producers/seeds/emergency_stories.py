"""Tell of weather, fire, and what else the city's emergency services and its weather office say."""

from typing import Final

from core.event import EventType
from core.severity import Certainty, Severity, Urgency
from producers.seeds.story import Chapter, Story, Where

STORIES: Final = (
    Story(
        key="thunderstorm",
        type=EventType.WEATHER_ALERT,
        severity=Severity.HIGH,
        where=Where.SEVERAL_AREAS,
        life_min=(7, 16),
        headline="Thunderstorm warning for {area}",
        causes=("A line of thunderstorms",),
        instructions=("Stay indoors and away from windows.", "Do not shelter under trees."),
        groups=("people outdoors", "boaters"),
        end_known=True,
        urgency=Urgency.EXPECTED,
        certainty=Certainty.LIKELY,
        chapters=(
            Chapter("in effect", 0, "Thunderstorms with strong gusts and lightning are expected in "
                    "{area}.", expects=1.0),
            Chapter("continued", 0.4, "Lightning and gusts are being measured in {area}."),
            Chapter("easing", 0.75, "The storm is moving off {area}. Stay inside a little longer.",
                    severity=Severity.MODERATE),
            Chapter("cleared", 1, "The thunderstorm warning for {area} is over.",
                    "Thunderstorm warning is over"),
        ),
    ),
    Story(
        key="building-fire",
        type=EventType.FIRE,
        severity=Severity.HIGH,
        where=Where.CORNER,
        life_min=(6, 16),
        headline="Fire near {corner}",
        causes=("A kitchen fire", "An electrical fault", "Work on a roof"),
        instructions=("Keep away from {corner}.", "If there is smoke, close windows and doors."),
        groups=("residents", "drivers"),
        urgency=Urgency.IMMEDIATE,
        certainty=Certainty.OBSERVED,
        chapters=(
            Chapter("investigating", 0, "Firefighters are on their way to a building near {corner} "
                    "in {area}."),
            Chapter("in_progress", 0.2, "Firefighters are at work on {road} in {area}. Please keep "
                    "the street free.", expects=0.8),
            Chapter("contained", 0.55, "The fire on {road} is contained.", expects=1.1,
                    severity=Severity.MODERATE),
            Chapter("monitoring", 0.8, "The fire on {road} is out. Crews are watching for embers.",
                    expects=1.0, severity=Severity.LOW),
            Chapter("resolved", 1, "The fire on {road} is out and the street is free.",
                    "Fire on {road} is out"),
        ),
        mistake="There was no fire on {road}: an alarm went off in error.",
    ),
    Story(
        key="police-search",
        type=EventType.PUBLIC_SAFETY,
        severity=Severity.MODERATE,
        where=Where.PART,
        life_min=(4, 12),
        headline="Police at work in {area}",
        causes=("Search for a missing person", "A suspicious bag"),
        instructions=("Please keep away and follow what officers say.",),
        groups=("pedestrians", "drivers"),
        chapters=(
            Chapter("investigating", 0, "Police are searching part of {area}."),
            Chapter("in_progress", 0.35, "The search in {area} goes on. Some streets may be "
                    "blocked.", expects=0.8),
            Chapter("monitoring", 0.8, "The search in {area} is nearly done.", expects=1.0,
                    severity=Severity.LOW),
            Chapter("resolved", 1, "The search in {area} is over. There is no danger.",
                    "Police have finished in {area}"),
        ),
    ),
    Story(
        key="fountains",
        type=EventType.HEALTH_ADVISORY,
        severity=Severity.LOW,
        where=Where.NAMED_AREA,
        life_min=(7, 16),
        headline="Health advisory: public fountains in {area}",
        causes=("A sample above the limit", "A broken filter"),
        instructions=("Do not drink from public fountains or fill bottles there.",),
        groups=("pedestrians", "children"),
        chapters=(
            Chapter("in effect", 0, "Please do not drink from public fountains in {area} for "
                    "now."),
            Chapter("continued", 0.4, "The fountains in {area} are being cleaned. Please do not "
                    "drink from them yet.", expects=0.9),
            Chapter("awaiting results", 0.75, "Samples from the fountains in {area} are at the "
                    "laboratory.", expects=1.0),
            Chapter("cleared", 1, "The public fountains in {area} are safe again.",
                    "Fountains in {area} are safe again"),
        ),
    ),
    Story(
        key="fuel-spill",
        type=EventType.HAZMAT,
        severity=Severity.HIGH,
        where=Where.CORNER,
        life_min=(5, 15),
        headline="Fuel spill at {corner}",
        causes=("A leaking tank truck", "A damaged barrel"),
        instructions=("Keep away, and upwind if you can.", "Close windows nearby."),
        groups=("residents", "drivers"),
        urgency=Urgency.IMMEDIATE,
        chapters=(
            Chapter("investigating", 0, "A spill is reported at {corner} in {area}."),
            Chapter("crew assigned", 0.2, "A clean-up crew is at {road} in {area}.", expects=0.8),
            Chapter("in_progress", 0.5, "The spill on {road} is being cleaned up.", expects=1.1,
                    severity=Severity.MODERATE),
            Chapter("cleared", 1, "{road} is clean and safe again.",
                    "Spill on {road} is cleaned up"),
        ),
        mistake="There was no fuel spill on {road}: it was water.",
    ),
    Story(
        key="light-tremor",
        type=EventType.EARTHQUAKE,
        severity=Severity.LOW,
        where=Where.CITY,
        life_min=(6, 14),
        headline="Light earthquake felt in {area}",
        instructions=("If the ground shakes again: drop, cover and hold on.",),
        groups=("residents",),
        certainty=Certainty.OBSERVED,
        chapters=(
            Chapter("investigating", 0, "A light earthquake was felt in {area}. Bridges are "
                    "being checked."),
            Chapter("monitoring", 0.5, "No damage has been found so far. Light aftershocks are "
                    "possible.", expects=1.0),
            Chapter("resolved", 1, "The checks are done; no damage was found.",
                    "Checks after the earthquake are done"),
        ),
    ),
    Story(
        key="unsafe-wall",
        type=EventType.EVACUATION,
        severity=Severity.CRITICAL,
        where=Where.PART,
        life_min=(5, 13),
        headline="Part of {area} is being cleared",
        causes=("An unsafe building", "A gas cylinder at a building site"),
        instructions=(
            "Leave the marked area on foot, and help neighbours who need it.",
            "Call {help_line} if you need a ride.",
        ),
        groups=("residents", "workers"),
        urgency=Urgency.IMMEDIATE,
        certainty=Certainty.LIKELY,
        chapters=(
            Chapter("in effect", 0, "Please leave the marked part of {area} now. This is a "
                    "precaution."),
            Chapter("in_progress", 0.35, "The marked part of {area} is empty, and engineers are at "
                    "work.", expects=0.8, severity=Severity.HIGH),
            Chapter("monitoring", 0.75, "The work in {area} is nearly done. Please do not go back "
                    "yet.", expects=1.0, severity=Severity.MODERATE),
            Chapter("cleared", 1, "People may go back to {area}.", "People may go back to {area}"),
        ),
        mistake="No part of {area} has to be left: the order was sent in error.",
    ),
    Story(
        key="high-wind",
        type=EventType.WEATHER_ALERT,
        severity=Severity.MODERATE,
        where=Where.CITY,
        life_min=(6, 14),
        headline="Wind advisory for {area}",
        causes=("A passing cold front",),
        instructions=("Tie down what the wind could take.", "Take care on bridges."),
        groups=("cyclists", "drivers"),
        end_known=True,
        urgency=Urgency.EXPECTED,
        certainty=Certainty.LIKELY,
        chapters=(
            Chapter("in effect", 0, "Gusty wind is expected all over {area}.", expects=1.0),
            Chapter("continued", 0.5, "It stays windy in {area}."),
            Chapter("cleared", 1, "The wind has dropped.", "Wind advisory is over"),
        ),
    ),
    Story(
        key="smoke-haze",
        type=EventType.AIR_QUALITY,
        severity=Severity.LOW,
        where=Where.SEVERAL_AREAS,
        life_min=(6, 14),
        headline="Air quality is poor in {area}",
        causes=("Smoke haze", "Ozone on a still day"),
        instructions=("People with asthma should take it easy outdoors.",),
        groups=("people with asthma", "older people", "children"),
        chapters=(
            Chapter("in effect", 0, "The air in {area} is worse than usual.", expects=0.8),
            Chapter("continued", 0.5, "The air in {area} is slowly getting better.", expects=1.0),
            Chapter("cleared", 1, "The air in {area} is good again.",
                    "Air quality is good again in {area}"),
        ),
    ),
)  # fmt: skip
"""What may endanger people in a city; the first is told first."""
