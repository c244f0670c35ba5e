"""Word the warnings of the weather office and of the office for clean air."""

from typing import Final

from core.severity import Certainty, Urgency
from producers.city.telling.sayings.saying import Ahead, Saying, Spanish

SKIES: Final[dict[str, Saying]] = {
    "thunderstorm": Saying(
        headline="Severe thunderstorm warning for {area}",
        words={
            "in effect": "A line of thunderstorms has reached {area}, with lightning, heavy rain "
            "and gusts up to {gust} km/h.",
            "continued": "The thunderstorms are still over {area}, with lightning, heavy rain and "
            "gusts up to {gust} km/h.",
            "easing": "The storms are moving off {area}. Stay inside a little longer.",
        },
        status="cleared",
        ending="Severe thunderstorm warning is over",
        over="The severe thunderstorm warning for {area} is over.",
        instructions=(
            "Stay indoors and away from windows.",
            "Do not shelter under trees.",
            "Turn around, do not drive through water.",
        ),
        groups=("people outdoors", "boaters"),
        urgency=Urgency.EXPECTED,
        certainty=Certainty.LIKELY,
        ahead=Ahead(
            "expected",
            "Severe thunderstorm warning for {area}",
            "A line of thunderstorms is coming towards {area}, with lightning, heavy rain and "
            "gusts up to {gust} km/h.",
        ),
        end_known=True,
        spanish=Spanish(
            "Aviso de tormenta fuerte para {area}",
            "Tormentas con rayos, lluvia fuerte y ráfagas de hasta {gust} km/h en {area}.",
            "El aviso de tormenta para {area} ha terminado.",
            ("Quédese adentro y lejos de las ventanas.", "No se refugie bajo los árboles.",
             "No cruce calles inundadas."),
        ),
    ),
    "heat": Saying(
        headline="Heat advisory for {area}",
        words={
            "in effect": "It is very hot in {area}.",
            "continued": "It stays very hot in {area}.",
            "easing": "It is getting cooler in {area}.",
        },
        status="cleared",
        ending="Heat advisory is over",
        over="The heat advisory for {area} is over.",
        instructions=("Drink water, and rest in the shade.", "Look after older neighbours."),
        groups=("older people", "people outdoors"),
        urgency=Urgency.EXPECTED,
        certainty=Certainty.LIKELY,
        ahead=Ahead(
            "expected", "Heat advisory for {area}", "It will be very hot in {area} today."
        ),
        end_known=True,
        spanish=Spanish(
            "Aviso de calor para {area}",
            "Hace mucho calor en {area}.",
            "El aviso de calor para {area} ha terminado.",
            ("Beba agua y descanse a la sombra.",),
        ),
    ),
    "wind": Saying(
        headline="Wind advisory for {area}",
        words={
            "in effect": "It is windy all over {area}, with strong gusts.",
            "continued": "It stays windy in {area}.",
            "easing": "The wind in {area} is dropping.",
        },
        status="cleared",
        ending="Wind advisory is over",
        over="The wind advisory for {area} is over.",
        instructions=("Tie down what the wind could take.", "Take care on bridges."),
        groups=("cyclists", "drivers"),
        urgency=Urgency.EXPECTED,
        certainty=Certainty.LIKELY,
        ahead=Ahead(
            "expected", "Wind advisory for {area}", "Strong wind is expected all over {area}."
        ),
        end_known=True,
    ),
    "smoke": Saying(
        headline="Air quality is poor in {area}",
        words={
            "in effect": "Wildfire smoke makes the air in {area} unhealthy, most of all for people "
            "with asthma, older people and children.",
            "continued": "The air in {area} is getting worse. Smoke from wildfires lies over the "
            "city.",
            "easing": "The air in {area} is slowly getting better.",
        },
        status="cleared",
        ending="Air quality has improved in {area}",
        over="The smoke over {area} has thinned.",
        instructions=(
            "Stay indoors with windows closed.",
            "People with asthma should take it easy.",
        ),
        groups=("people with asthma", "older people", "children"),
        spanish=Spanish(
            "Mala calidad del aire en {area}",
            "El humo de incendios empeora el aire en {area}.",
            "El humo en {area} ha disminuido.",
            ("Quédese adentro con las ventanas cerradas.",
             "Las personas con asma deben evitar el esfuerzo."),
        ),
    ),
}  # fmt: skip
"""The words of those who watch the sky."""
