"""Word late, crowded, moved and missing trains and buses."""

from dataclasses import replace
from typing import Final

from producers.city.telling.sayings.saying import Saying

_CLOSED_STOP: Final = Saying(
    headline="{stop} is closed",
    words={
        "investigating": "{stop} is closed. There is no service there on {line}.",
        "in_progress": "{stop} is still closed. There is no service there on {line} yet.",
        "monitoring": "{stop} will open again soon.",
    },
    status="resolved",
    ending="{stop} is open again",
    over="{stop} is open again, with service on {line}.",
    mistake="{stop} is open: the closure was reported in error.",
)

TRANSIT: Final[dict[str, Saying]] = {
    "delay": Saying(
        headline="{line} runs late",
        words={
            "investigating": "{line} runs about {delay} minutes late between {first} and {last}.",
            "in_progress": "The cause is being dealt with. {line} runs about {delay} minutes late.",
            "monitoring": "The cause is gone. {line} still runs about {delay} minutes late.",
        },
        status="resolved",
        ending="{line} runs on time again",
        over="{line} runs on time again.",
        mistake="{line} was never late: the report was about another line.",
    ),
    "track_fault": Saying(
        headline="No {line} trains between {first} and {last}",
        words={
            "investigating": "No {line} trains run between {first} and {last}.",
            "crew assigned": "A crew is on its way. No {line} trains run between {first} and "
            "{last}.",
            "in_progress": "Crews are at work between {first} and {last}. No {line} trains run "
            "there yet.",
        },
        status="restored",
        ending="{line} trains run again",
        over="{line} trains run again between {first} and {last}.",
        instructions=("Use the alternatives named here, or wait for the next update.",),
        mistake="{line} trains do run between {first} and {last}: the report was made in error.",
    ),
    "detour": Saying(
        headline="{line} is on a detour",
        words={
            "in effect": "{line} goes around {stretch}. Board before {first} or after {last}.",
            "monitoring": "{line} will soon be back on its usual route.",
        },
        status="resolved",
        ending="{line} is back on its usual route",
        over="{line} is back on its usual route along {road}.",
    ),
    "fewer_runs": Saying(
        headline="{line} runs less often",
        words={
            "in effect": "{line} runs about a third less often than usual.",
            "in_progress": "{line} still runs less often than usual.",
            "monitoring": "{line} runs nearly as often as usual.",
        },
        status="resolved",
        ending="{line} runs as often as usual",
        over="{line} runs as often as usual.",
        mistake="{line} runs as often as usual: the notice was meant for another day.",
    ),
    "closed_stop": _CLOSED_STOP,
    "flooded_stop": replace(
        _CLOSED_STOP,
        words={
            "investigating": "There is water on the platforms. {stop} is closed, without "
            "service on {line}.",
            "in_progress": "The water is being pumped out. {stop} is still closed.",
            "monitoring": "{stop} is being cleaned and will open again soon.",
        },
    ),
    "lift": Saying(
        headline="Lift out of order at {stop}",
        words={
            "investigating": "The lift at {stop} is out of order.",
            "crew assigned": "A technician is on the way to the lift at {stop}.",
            "in_progress": "A technician is at work on the lift at {stop}.",
        },
        status="restored",
        ending="Lift works again at {stop}",
        over="The lift at {stop} works again.",
        instructions=("Ask the staff at the station for help.",),
        groups=("people with wheelchairs", "people with strollers"),
        mistake="The lift at {stop} works: it was reported in error.",
    ),
    "crowd": Saying(
        headline="{stop} is very busy",
        words={
            "in effect": "Many people are waiting at {stop}.",
            "monitoring": "It is still busier than usual at {stop}.",
        },
        status="cleared",
        ending="{stop} is no longer crowded",
        over="{stop} is no longer crowded.",
        instructions=("Let people get off first, and allow more time.",),
        mistake="{stop} is not crowded: the notice was sent in error.",
    ),
}
"""The words of the transit company."""
