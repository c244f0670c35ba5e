"""Word outages of power, water, gas and internet."""

from typing import Final

from core.severity import Certainty, Urgency
from producers.city.telling.sayings.saying import Saying, Spanish

NETWORKS: Final[dict[str, Saying]] = {
    "outage": Saying(
        headline="Power outage in {area}",
        words={
            "investigating": "The power is out in part of {area}; about {customers} customers are "
            "affected. A crew is looking for the cause.",
            "spreading": "The outage in {area} has spread; about {customers} customers are now "
            "without power.",
            "crew assigned": "A repair crew is on its way to {area}.",
            "in_progress": "The crew is repairing the fault in {area}. Some customers have power "
            "again; about {customers} are still without.",
            "monitoring": "Most customers in {area} have power again. The last streets are being "
            "reconnected.",
        },
        status="restored",
        ending="Power is back in {area}",
        over="The power is back everywhere in {area}.",
        instructions=(
            "Keep fridges and freezers closed.",
            "Stay away from fallen wires and call {emergency_number}.",
            "Switch off stoves and heaters, in case power comes back while you are out.",
        ),
        mistake="The outage in {area} was reported in error: the alarm came from a broken sensor. "
        "No customer was without power.",
        cause_late=True,
        spanish=Spanish(
            "Corte de luz en {area}",
            "Hay un corte de luz en parte de {area}. Unos {customers} clientes están afectados.",
            "Ya hay luz otra vez en {area}.",
            ("Mantenga cerrados el refrigerador y el congelador.",
             "No se acerque a cables caídos y llame al {emergency_number}."),
        ),
    ),
    "main_break": Saying(
        headline="Water shut off in part of {area}",
        words={
            "investigating": "Part of {area} has no water. A crew is looking for the leak.",
            "crew assigned": "A crew is closing valves around the leak in {area}.",
            "in_progress": "The pipe in {area} is being repaired; about {customers} customers are "
            "without water.",
            "monitoring": "Water is coming back in {area}. It may be cloudy at first.",
        },
        status="restored",
        ending="Water is back in {area}",
        over="The water is back in {area}.",
        instructions=("Run the cold tap for a minute when the water is back.",),
        mistake="The shut-off in {area} was reported in error: a valve was only closed for a test.",
        cause_late=True,
        spanish=Spanish(
            "Sin agua en parte de {area}",
            "Parte de {area} no tiene agua. Una cuadrilla trabaja en la tubería.",
            "Ya hay agua otra vez en {area}.",
            ("Cuando vuelva el agua, deje correr el grifo de agua fría un minuto.",),
        ),
    ),
    "boil_water": Saying(
        headline="Boil-water notice for {area}",
        words={
            "in effect": "Boil tap water in {area} before you drink it or cook with it.",
            "flushing": "The mains in {area} are being flushed. Keep boiling tap water.",
            "awaiting results": "Samples from {area} are at the laboratory. Keep boiling tap water "
            "until the notice is lifted.",
        },
        status="cleared",
        ending="Boil-water notice lifted for {area}",
        over="The samples are clean. Tap water in {area} is safe to drink.",
        instructions=(
            "Boil water for one minute before drinking or cooking.",
            "Bottled water is safe; so is washing with tap water.",
        ),
        groups=("infants", "older people"),
        urgency=Urgency.IMMEDIATE,
        mistake="The boil-water notice for {area} was sent in error: the sample was taken "
        "elsewhere. Tap water in {area} is safe.",
        spanish=Spanish(
            "Aviso de hervir el agua en {area}",
            "Hierva el agua del grifo en {area} antes de beberla o cocinar con ella.",
            "Las muestras están limpias. El agua del grifo en {area} se puede beber.",
            ("Hierva el agua un minuto antes de beberla o cocinar.",
             "El agua embotellada es segura."),
        ),
    ),
    "gas_leak": Saying(
        headline="Gas leak near {corner}",
        words={
            "investigating": "A gas leak is reported near {corner} in {area}. Please keep away.",
            "crew assigned": "A gas crew is at {road} in {area}. Please keep away.",
            "in_progress": "The gas is shut off at {road}, and the pipe is being repaired.",
            "monitoring": "The pipe at {road} is repaired. The crew is measuring the air.",
        },
        status="resolved",
        ending="Gas leak near {corner} is repaired",
        over="The leak near {corner} is repaired and the air is clear.",
        instructions=(
            "If you smell gas, leave the building and call {emergency_number} from outside.",
            "Do not switch lights on or off, and do not smoke.",
        ),
        groups=("residents", "pedestrians"),
        urgency=Urgency.IMMEDIATE,
        certainty=Certainty.OBSERVED,
        mistake="There was no gas leak near {corner}: the smell came from a drain.",
        cause_late=True,
        spanish=Spanish(
            "Fuga de gas cerca de {corner}",
            "Hay una fuga de gas cerca de {corner}, en {area}. No se acerque.",
            "La fuga de gas cerca de {corner} está reparada y el aire está limpio.",
            ("Si huele a gas, salga del edificio y llame al {emergency_number} desde afuera.",
             "No encienda ni apague luces y no fume."),
        ),
    ),
    "internet": Saying(
        headline="{company} internet is down in {area}",
        words={
            "investigating": "Customers of {company} in {area} have no internet.",
            "crew assigned": "A technician of {company} is on the way to {area}.",
            "in_progress": "The connection in {area} is being repaired; some customers are online "
            "again.",
        },
        status="restored",
        ending="{company} internet is back in {area}",
        over="{company} internet works again in {area}.",
        instructions=("For {emergency_number}, use a mobile phone if your line is dead.",),
        mistake="The disruption in {area} was reported in error: only a monitor had failed.",
        cause_late=True,
    ),
}  # fmt: skip
"""The words of utilities."""
