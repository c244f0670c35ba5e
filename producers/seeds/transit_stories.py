"""Tell of late, crowded, moved and missing trains and buses."""

from typing import Final

from core.city import Mode
from core.event import EventType
from core.severity import Severity
from producers.seeds.story import Chapter, Story, Where

_RAILS: Final = (Mode.TRAM, Mode.SUBWAY, Mode.RAIL)
_BUS: Final = (Mode.BUS,)

STORIES: Final = (
    Story(
        key="signal-delay",
        type=EventType.DELAY,
        severity=Severity.MODERATE,
        where=Where.LINE,
        modes=_RAILS,
        life_min=(5, 14),
        headline="{line} trains are late",
        causes=("Signal problems", "A door fault", "A points failure", "A medical emergency"),
        delay_min=(8, 16),
        chapters=(
            Chapter("investigating", 0, "{line} trains run about {delay} minutes late between "
                    "{first} and {last}.", expects=0.7),
            Chapter("in_progress", 0.3, "The cause is being put right. {line} trains run about "
                    "{delay} minutes late.", expects=1.2, left=1.5),
            Chapter("monitoring", 0.7, "The cause is gone. {line} trains still run about {delay} "
                    "minutes late.", expects=1.0, left=0.5, severity=Severity.LOW),
            Chapter("resolved", 1, "{line} trains run on time again.", "{line} runs on time again",
                    left=0),
        ),
        mistake="The {line} is not delayed: the report was meant for another line.",
    ),
    Story(
        key="bus-delay",
        type=EventType.DELAY,
        severity=Severity.LOW,
        where=Where.LINE,
        modes=_BUS,
        life_min=(3.5, 10),
        headline="{line} is late",
        causes=("Heavy traffic", "A broken-down bus", "A driver shortage"),
        delay_min=(6, 14),
        chapters=(
            Chapter("investigating", 0, "{line} runs about {delay} minutes late from {first} to "
                    "{last}.", expects=0.9),
            Chapter("in_progress", 0.35, "{line} is catching up slowly: about {delay} minutes late "
                    "now.", expects=1.2, left=1.3),
            Chapter("monitoring", 0.75, "{line} runs about {delay} minutes late.", expects=1.0,
                    left=0.5),
            Chapter("resolved", 1, "{line} runs on time again.", "{line} runs on time again",
                    left=0),
        ),
    ),
    Story(
        key="detour",
        type=EventType.ROUTE_CHANGE,
        severity=Severity.LOW,
        where=Where.LINE,
        modes=_BUS,
        life_min=(8, 18),
        headline="{line} takes another way",
        causes=("Road work", "A street market", "A blocked street"),
        chapters=(
            Chapter("in effect", 0, "{line} does not pass between {first} and {last}. Board before "
                    "or after.", expects=0.9),
            Chapter("in_progress", 0.4, "{line} still goes around the stops between {first} and "
                    "{last}.", expects=1.1),
            Chapter("monitoring", 0.8, "{line} will soon be back on its way.", expects=1.0),
            Chapter("resolved", 1, "{line} is back on its usual way.",
                    "{line} is back on its usual way"),
        ),
    ),
    Story(
        key="no-trains",
        type=EventType.SUSPENSION,
        severity=Severity.HIGH,
        where=Where.LINE,
        modes=_RAILS,
        life_min=(5, 14),
        headline="No {line} trains between {first} and {last}",
        causes=("A broken rail", "A power fault on the track", "A stalled train"),
        instructions=("Use the alternatives named here, or wait for the next update.",),
        chapters=(
            Chapter("investigating", 0, "No {line} trains run between {first} and {last}.",
                    expects=0.7),
            Chapter("crew assigned", 0.2, "A crew is on the track. No {line} trains run between "
                    "{first} and {last}.", expects=0.9),
            Chapter("in_progress", 0.5, "The {line} is being repaired between {first} and {last}. "
                    "No trains run there yet.", expects=1.1),
            Chapter("restored", 1, "{line} trains run again between {first} and {last}.",
                    "{line} trains run again"),
        ),
    ),
    Story(
        key="fewer-runs",
        type=EventType.REDUCED_SERVICE,
        severity=Severity.MODERATE,
        where=Where.LINE,
        life_min=(6, 16),
        headline="{line} runs less often",
        causes=("Vehicles in the workshop", "A staff shortage", "Work on the track"),
        chapters=(
            Chapter("in effect", 0, "{line} runs about half as often as usual.", expects=0.8),
            Chapter("in_progress", 0.4, "{line} still runs less often than usual.", expects=1.1),
            Chapter("monitoring", 0.8, "{line} runs nearly as often as usual.", expects=1.0,
                    severity=Severity.LOW),
            Chapter("resolved", 1, "{line} runs as often as usual.",
                    "{line} runs as often as usual"),
        ),
    ),
    Story(
        key="closed-stop",
        type=EventType.STOP_CLOSURE,
        severity=Severity.MODERATE,
        where=Where.STOP,
        life_min=(5, 15),
        headline="{line} does not stop at {stop}",
        causes=("Police activity", "Water on the platform", "A blocked entrance"),
        chapters=(
            Chapter("investigating", 0, "{line} passes {stop} without stopping.", expects=0.8),
            Chapter("in_progress", 0.4, "{line} still passes {stop} without stopping.",
                    expects=1.1),
            Chapter("monitoring", 0.8, "{stop} will open again soon.", expects=1.0,
                    severity=Severity.LOW),
            Chapter("resolved", 1, "{line} stops at {stop} again.",
                    "{line} stops at {stop} again"),
        ),
        mistake="{line} does stop at {stop}: the closure was reported in error.",
    ),
    Story(
        key="lift",
        type=EventType.ACCESSIBILITY,
        severity=Severity.LOW,
        where=Where.STOP,
        modes=_RAILS,
        life_min=(8, 19),
        headline="Lift out of order at {stop}",
        causes=("A door sensor", "A worn cable", "A safety check"),
        instructions=("Ask the staff at the station for help.",),
        groups=("people with wheelchairs", "people with strollers"),
        chapters=(
            Chapter("investigating", 0, "The lift to the {line} at {stop} is out of order."),
            Chapter("crew assigned", 0.2, "A technician is on the way to the lift at {stop}.",
                    expects=0.9),
            Chapter("in_progress", 0.55, "The lift at {stop} is being repaired.", expects=1.1),
            Chapter("restored", 1, "The lift at {stop} works again.",
                    "Lift works again at {stop}"),
        ),
    ),
    Story(
        key="crowd",
        type=EventType.CROWDING,
        severity=Severity.LOW,
        where=Where.STOP,
        life_min=(3.5, 9),
        headline="{stop} is very busy",
        causes=("A big event nearby", "An earlier gap in service"),
        instructions=("Let people off first, and leave more time.",),
        chapters=(
            Chapter("in effect", 0, "Many people are waiting for the {line} at {stop}.",
                    expects=0.9),
            Chapter("monitoring", 0.5, "It is still busier than usual at {stop}.", expects=1.0),
            Chapter("cleared", 1, "It is as busy as usual at {stop}.",
                    "{stop} is as busy as usual"),
        ),
    ),
)  # fmt: skip
"""What may happen to a city's transit; the first is told first."""
