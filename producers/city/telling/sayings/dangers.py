"""Word fires, spills, searches, evacuations and advisories on health."""

from typing import Final

from core.severity import Certainty, Urgency
from producers.city.telling.sayings.saying import Saying, Spanish

_AWAY: Final = ("Keep away from {corner}.", "If there is smoke, close windows and doors.")
_FIRE_ES: Final = Spanish(
    "Incendio cerca de {corner}",
    "Los bomberos trabajan en un incendio cerca de {corner}, en {area}.",
    "El incendio cerca de {corner} está apagado.",
    ("No se acerque a {corner}.", "Si hay humo, cierre puertas y ventanas."),
)
_LEAVE: Final = (
    "Leave the marked area on foot, and help neighbours who need it.",
    "Call {help_line} if you need a ride.",
)
_LEAVE_ES: Final = Spanish(
    "Evacuación de una parte de {area}",
    "Salga ahora de la zona marcada de {area}.",
    "Ya se puede volver a {area}.",
    ("Salga a pie de la zona marcada y ayude a los vecinos que lo necesiten.",
     "Llame al {help_line} si necesita transporte."),
)  # fmt: skip

DANGERS: Final[dict[str, Saying]] = {
    "fire": Saying(
        headline="Fire near {corner}",
        words={
            "investigating": "Firefighters are on their way to a building near {corner} in {area}.",
            "in_progress": "Firefighters are at work on {road} in {area}. Please keep the street "
            "free.",
            "contained": "The fire on {road} is contained.",
            "monitoring": "The fire on {road} is out. Crews are watching for embers.",
        },
        status="resolved",
        ending="Fire near {corner} is out",
        over="The fire near {corner} is out.",
        instructions=_AWAY,
        groups=("residents", "drivers"),
        urgency=Urgency.IMMEDIATE,
        certainty=Certainty.OBSERVED,
        mistake="There was no fire near {corner}: an alarm went off in error.",
        cause_late=True,
        spanish=_FIRE_ES,
    ),
    "blaze": Saying(
        headline="Large fire near {corner}",
        words={
            "investigating": "Firefighters are on their way to {corner} in {area}.",
            "growing": "The fire near {corner} is growing. Smoke drifts far.",
            "in_progress": "Many crews are fighting the fire near {corner} in {area}.",
            "contained": "The fire near {corner} is contained.",
            "monitoring": "The fire near {corner} is out. Crews are watching for embers.",
        },
        status="resolved",
        ending="Large fire near {corner} is out",
        over="The fire near {corner} is out.",
        instructions=_AWAY,
        groups=("residents", "drivers"),
        urgency=Urgency.IMMEDIATE,
        certainty=Certainty.OBSERVED,
        mistake="There was no fire near {corner}: the smoke came from a chimney.",
        spanish=_FIRE_ES,
    ),
    "hazmat": Saying(
        headline="Fuel spill at {corner}",
        words={
            "investigating": "A spill is reported at {corner} in {area}.",
            "crew assigned": "A clean-up crew is at {road} in {area}.",
            "in_progress": "The spill on {road} is being cleaned up.",
        },
        status="cleared",
        ending="Spill at {corner} is cleaned up",
        over="The crossing at {corner} is clean and safe again.",
        instructions=("Keep away, and upwind if you can.", "Close windows nearby."),
        groups=("residents", "drivers"),
        urgency=Urgency.IMMEDIATE,
        mistake="There was no fuel spill at {corner}: it was water.",
        spanish=Spanish(
            "Derrame de combustible en {corner}",
            "Hay un derrame de combustible en {corner}, en {area}.",
            "{corner} está limpio y es seguro otra vez.",
            ("No se acerque.", "Cierre las ventanas cercanas."),
        ),
    ),
    "police": Saying(
        headline="Police at work in {area}",
        words={
            "investigating": "Police are searching part of {area}.",
            "in_progress": "The search in {area} goes on. Please keep away.",
            "monitoring": "The search in {area} is nearly done.",
        },
        status="resolved",
        ending="Police have finished in {area}",
        over="The search in {area} is over. There is no danger.",
        instructions=("Please keep away and follow what officers say.",),
        groups=("pedestrians", "drivers"),
        mistake="There was no search in {area}: the notice was part of a drill.",
    ),
    "clearance": Saying(
        headline="Evacuation of part of {area}",
        words={
            "in effect": "Please leave the marked part of {area} now. This is a precaution.",
            "in_progress": "The marked part of {area} is empty, and engineers are at work.",
            "monitoring": "The work in {area} is nearly done. Please do not go back yet.",
        },
        status="cleared",
        ending="People may go back to {area}",
        over="People may go back to {area}.",
        instructions=_LEAVE,
        groups=("residents", "workers"),
        urgency=Urgency.IMMEDIATE,
        certainty=Certainty.LIKELY,
        mistake="Nobody has to leave {area}: the order was sent in error.",
        spanish=_LEAVE_ES,
    ),
    "evacuation": Saying(
        headline="Leave the area around {corner}",
        words={
            "in effect": "Please leave the marked area around {corner} in {area} now.",
            "in_progress": "The area around {corner} is empty. Please stay away.",
            "monitoring": "The fire near {corner} is contained. Please do not go back yet.",
        },
        status="cleared",
        ending="People may go back to the area around {corner}",
        over="People may go back to the area around {corner}.",
        instructions=_LEAVE,
        groups=("residents", "workers"),
        urgency=Urgency.IMMEDIATE,
        certainty=Certainty.OBSERVED,
        spanish=_LEAVE_ES,
    ),
    "health": Saying(
        headline="Health advisory: public fountains in {area}",
        words={
            "in effect": "Please do not drink from public fountains in {area} for now.",
            "continued": "The fountains in {area} are being cleaned. Please do not drink from them "
            "yet.",
            "awaiting results": "Samples from the fountains in {area} are at the laboratory. "
            "Please do not drink from them yet.",
        },
        status="cleared",
        ending="Fountains in {area} are safe again",
        over="The public fountains in {area} are safe again.",
        instructions=("Do not drink from public fountains or fill bottles there.",),
        groups=("pedestrians", "children"),
        mistake="The fountains in {area} are safe: the advisory was sent in error.",
    ),
    "smoke_advice": Saying(
        headline="Health advisory: smoke in {area}",
        words={
            "in effect": "Smoke lies over {area}. Stay indoors where you can.",
            "continued": "Smoke still lies over {area}. Stay indoors where you can.",
            "awaiting results": "The smoke over {area} is getting less.",
            "easing": "The smoke over {area} is getting less.",
        },
        status="cleared",
        ending="Smoke over {area} has gone",
        over="The smoke over {area} has gone.",
        instructions=("Close windows and doors.", "People with asthma should stay indoors."),
        groups=("people with asthma", "older people", "children"),
        spanish=Spanish(
            "Aviso de salud: humo en {area}",
            "Hay humo en {area}. Quédese adentro si puede.",
            "Ya no hay humo en {area}.",
            ("Cierre puertas y ventanas.", "Las personas con asma deben quedarse adentro."),
        ),
    ),
    "tremor": Saying(
        headline="Light earthquake felt in {area}",
        words={
            "investigating": "A light earthquake was felt in {area}. Bridges are being checked.",
            "monitoring": "No damage has been found so far. Light aftershocks are possible.",
        },
        status="resolved",
        ending="Checks after the earthquake are done",
        over="The checks are done; no damage was found.",
        instructions=("If the ground shakes again: drop, cover and hold on.",),
        groups=("residents",),
        certainty=Certainty.OBSERVED,
        mistake="There was no earthquake: a blast at a quarry was taken for one.",
    ),
}
"""The words of the emergency services."""
