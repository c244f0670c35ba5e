"""Tell of outages, water, gas, internet and roads."""

from typing import Final

from core.event import EventType
from core.severity import Certainty, Severity, Urgency
from producers.seeds.story import Chapter, Story, Where

STORIES: Final = (
    Story(
        key="transformer",
        type=EventType.POWER_OUTAGE,
        severity=Severity.HIGH,
        where=Where.PART,
        life_min=(6, 18),
        headline="Power outage in {area}",
        causes=("Transformer failure", "Underground cable fault", "Failed switch at a substation"),
        instructions=(
            "Keep fridges and freezers closed.",
            "Switch off stoves and heaters, in case power comes back while you are out.",
        ),
        customers=(900, 4800),
        chapters=(
            Chapter("investigating", 0, "The power is out in part of {area}. A crew is looking for "
                    "the cause.", expects=0.7),
            Chapter("crew assigned", 0.15, "A repair crew is on its way to {area}.", expects=0.8),
            Chapter("in_progress", 0.4, "The crew is repairing the fault in {area}. Some customers "
                    "have power again.", expects=1.1, left=0.55),
            Chapter("monitoring", 0.8, "Most customers in {area} have power again. The last "
                    "streets are being switched on.", expects=1.0, left=0.1,
                    severity=Severity.MODERATE),
            Chapter("restored", 1, "The power is back everywhere in {area}.",
                    "Power is back in {area}", left=0),
        ),
        mistake="The outage in {area} was reported in error: the alarm came from a broken sensor.",
    ),
    Story(
        key="fallen-branch",
        type=EventType.POWER_OUTAGE,
        severity=Severity.MODERATE,
        where=Where.PART,
        life_min=(4, 12),
        headline="Some homes without power in {area}",
        causes=("A branch fell on an overhead line", "A truck hit a pole"),
        instructions=("Stay away from fallen wires and call {emergency_number}.",),
        customers=(120, 700),
        chapters=(
            Chapter("investigating", 0, "A small outage is reported in {area}.", expects=1.2),
            Chapter("in_progress", 0.35, "A crew is clearing the line in {area}.", expects=0.9),
            Chapter("monitoring", 0.75, "The line in {area} is repaired; power is coming back.",
                    expects=1.0, left=0.3),
            Chapter("restored", 1, "The power is back in {area}.", "Power is back in {area}",
                    left=0),
        ),
    ),
    Story(
        key="boil-water",
        type=EventType.WATER_ADVISORY,
        severity=Severity.HIGH,
        where=Where.AREA,
        life_min=(10, 18),
        headline="Boil-water notice for {area}",
        causes=("Low pressure after a repair", "A water sample above the limit"),
        instructions=(
            "Boil water for one minute before drinking or cooking.",
            "Bottled water is safe; so is washing with tap water.",
        ),
        groups=("infants", "older people"),
        customers=(1500, 6000),
        urgency=Urgency.IMMEDIATE,
        chapters=(
            Chapter("in effect", 0, "Boil tap water in {area} before you drink it or cook with it. "
                    "The mains are being flushed."),
            Chapter("flushing", 0.3, "The mains in {area} are being flushed. Keep boiling tap "
                    "water.", expects=0.8),
            Chapter("awaiting results", 0.65, "Samples from {area} are at the laboratory. Keep "
                    "boiling tap water until the notice is lifted.", expects=1.0),
            Chapter("cleared", 1, "The samples are clean. Tap water in {area} is safe to drink.",
                    "Boil-water notice lifted for {area}", left=0),
        ),
    ),
    Story(
        key="water-main",
        type=EventType.WATER_OUTAGE,
        severity=Severity.HIGH,
        where=Where.PART,
        life_min=(6, 16),
        headline="Water shut off in part of {area}",
        causes=("Broken water main", "Leaking valve"),
        instructions=("Run the cold tap for a minute when the water is back.",),
        customers=(200, 1600),
        chapters=(
            Chapter("investigating", 0, "Part of {area} has no water. A crew is finding the leak.",
                    expects=0.7),
            Chapter("crew assigned", 0.15, "A crew is closing valves around the leak in {area}.",
                    expects=0.8),
            Chapter("in_progress", 0.4, "The pipe in {area} is being repaired.", expects=1.1,
                    left=0.7),
            Chapter("monitoring", 0.85, "Water is coming back in {area}. It may be cloudy at "
                    "first.", expects=1.0, left=0.2),
            Chapter("restored", 1, "The water is back in {area}.", "Water is back in {area}",
                    left=0),
        ),
        mistake="The shut-off in {area} was reported in error: a valve was only closed for a test.",
    ),
    Story(
        key="gas-smell",
        type=EventType.GAS_LEAK,
        severity=Severity.CRITICAL,
        where=Where.CORNER,
        life_min=(5, 14),
        headline="Gas leak near {corner}",
        causes=("A pipe hit by digging", "A worn joint in the gas main"),
        instructions=(
            "If you smell gas, leave the building and call {emergency_number} from outside.",
            "Do not switch lights on or off, and do not smoke.",
        ),
        groups=("residents", "pedestrians"),
        urgency=Urgency.IMMEDIATE,
        certainty=Certainty.OBSERVED,
        chapters=(
            Chapter("investigating", 0, "A gas leak is reported near {corner} in {area}. Please "
                    "keep away."),
            Chapter("crew assigned", 0.2, "A gas crew is at {road} in {area}. Please keep away.",
                    expects=0.9),
            Chapter("in_progress", 0.5, "The gas is shut off at {road}, and the pipe is being "
                    "repaired.", expects=1.1, severity=Severity.HIGH),
            Chapter("monitoring", 0.8, "The pipe at {road} is repaired. The crew is measuring the "
                    "air.", expects=1.0, severity=Severity.MODERATE),
            Chapter("resolved", 1, "The leak at {road} is repaired and the air is clear.",
                    "Gas leak at {road} is repaired"),
        ),
        mistake="There was no gas leak at {road}: the smell came from a drain.",
    ),
    Story(
        key="cut-fibre",
        type=EventType.INTERNET_DISRUPTION,
        severity=Severity.MODERATE,
        where=Where.NAMED_AREA,
        life_min=(5, 15),
        headline="{company} internet is down in {area}",
        causes=("A cut fibre cable", "A failed router", "A power fault at an exchange"),
        instructions=("For {emergency_number}, use a mobile phone if your line is dead.",),
        customers=(600, 5200),
        chapters=(
            Chapter("investigating", 0, "Customers of {company} in {area} have no internet.",
                    expects=0.7),
            Chapter("crew assigned", 0.2, "A technician of {company} is on the way to {area}.",
                    expects=1.2),
            Chapter("in_progress", 0.5, "The connection in {area} is being repaired; some "
                    "customers are online again.", expects=1.0, left=0.5),
            Chapter("restored", 1, "{company} internet works again in {area}.",
                    "{company} internet is back in {area}", left=0),
        ),
    ),
    Story(
        key="closed-road",
        type=EventType.ROAD_CLOSURE,
        severity=Severity.HIGH,
        where=Where.STRETCH,
        life_min=(4, 14),
        headline="{stretch} is closed",
        causes=("A crash", "A burst pipe under the road", "A fallen tree"),
        lanes="all lanes",
        detour="Turn off at {cross} or {cross2}.",
        chapters=(
            Chapter("investigating", 0, "{stretch} is closed in both directions.", expects=0.8),
            Chapter("in_progress", 0.35, "Crews are clearing {road}. It stays closed for now.",
                    expects=1.2),
            Chapter("monitoring", 0.8, "{road} will open again soon.", expects=1.0,
                    severity=Severity.MODERATE),
            Chapter("cleared", 1, "{road} is open again.", "{road} is open again"),
        ),
        mistake="{road} was never closed: the report named the wrong street.",
    ),
    Story(
        key="resurfacing",
        type=EventType.ROAD_WORK,
        severity=Severity.LOW,
        where=Where.STRETCH,
        life_min=(12, 19),
        headline="Road work planned on {stretch}",
        causes=("Resurfacing", "Work on a drain", "New cables"),
        lanes="one lane each way",
        planned=True,
        chapters=(
            Chapter("scheduled", 0, "Work is planned on {stretch}. One lane stays open each way.",
                    expects=1.0),
            Chapter("in_progress", 0.3, "Work has begun on {road}. One lane is open each way.",
                    "Road work on {road}", expects=0.9),
            Chapter("monitoring", 0.75, "The work on {road} is nearly done.", expects=1.0),
            Chapter("resolved", 1, "The work on {road} is finished; all lanes are open.",
                    "Road work on {road} is finished"),
        ),
    ),
    Story(
        key="dark-signals",
        type=EventType.SIGNAL_OUTAGE,
        severity=Severity.MODERATE,
        where=Where.CORNER,
        life_min=(3.5, 9),
        headline="Traffic lights out at {corner}",
        causes=("A blown fuse", "A damaged control box"),
        instructions=("Treat the crossing as a four-way stop.",),
        groups=("drivers", "pedestrians"),
        chapters=(
            Chapter("investigating", 0, "The traffic lights at {corner} are dark.", expects=0.9),
            Chapter("crew assigned", 0.25, "A technician is on the way to the lights on {road}.",
                    expects=1.2),
            Chapter("in_progress", 0.6, "The lights on {road} are being repaired.", expects=1.0),
            Chapter("restored", 1, "The traffic lights on {road} work again.",
                    "Traffic lights on {road} work again"),
        ),
    ),
)  # fmt: skip
"""What may happen to a city's networks and roads; the first is told first."""
