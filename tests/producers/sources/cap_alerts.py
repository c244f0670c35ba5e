"""Write CAP alerts for tests, one field different at a time."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from core.event import Event
from core.geo import LonLat
from core.topics import EMERGENCY_EVENTS, Family
from core.wire import Reading, decode_event, encode_event
from producers.source import Poll
from producers.sources.cap import CapFeed

FIXTURES = Path(__file__).parents[2] / "fixtures" / "cap"
NOW = datetime(2026, 3, 7, tzinfo=UTC)
SENDER = "duty@oem.rivermouth.example"
READING = Reading(EMERGENCY_EVENTS, Family.EMERGENCY, ZoneInfo("America/New_York"), NOW)
STORY = ("flood_1_alert.cap", "flood_2_update.cap", "flood_3_harbor_over.cap", "flood_4_cancel.cap")
"""One flood, told in four messages."""
HARBOR = "40.672,-74.026 40.672,-73.995 40.692,-73.995 40.692,-74.026 40.672,-74.026"
IN_HARBOR, IN_DOWNTOWN = LonLat(-74.0105, 40.6819), LonLat(-74.0012, 40.7169)


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def feed() -> CapFeed:
    return CapFeed("oem")


def read(*bodies: bytes, cap: CapFeed | None = None) -> Poll:
    """Read documents one after the other and return the last poll; each event passes the wire."""
    cap = cap or feed()
    poll = Poll(())
    for body in bodies:
        poll = cap.parse(body, NOW)
        for event in poll.events:
            assert decode_event(encode_event(event), READING) == event
    return poll


def only(poll: Poll) -> Event:
    assert poll.rejections == ()
    (event,) = poll.events
    return event


def reasons(poll: Poll) -> list[str]:
    return [rejection.reason for rejection in poll.rejections]


def at(hour: int, minute: int = 0) -> str:
    return f"2026-03-01T{hour:02}:{minute:02}:00-05:00"


def ref(identifier: str, hour: int, sender: str = SENDER) -> str:
    return f"{sender},{identifier},{at(hour)}"


def area(*names: str, inside: str = "") -> str:
    return "".join(f"<area><areaDesc>{name}</areaDesc>{inside}</area>" for name in names)


def info(areas: str = "", *, event: str = "Flood Warning", severity: str = "Severe", more: str = "",
         language: str = "en-US") -> str:  # fmt: skip
    return (
        f"<info><language>{language}</language><category>Met</category><event>{event}</event>"
        f"<urgency>Immediate</urgency><severity>{severity}</severity><certainty>Observed</certainty>"
        f"{more}{areas}</info>"
    )


def alert(
    identifier: str = "A-1",
    *infos: str,
    sent: str = at(8),
    kind: str = "Alert",
    status: str = "Actual",
    references: str = "",
    sender: str = SENDER,
    scope: str = "Public",
    namespace: str = "urn:oasis:names:tc:emergency:cap:1.2",
) -> bytes:
    named = f"<references>{references}</references>" if references else ""
    return (
        f'<alert xmlns="{namespace}"><identifier>{identifier}</identifier>'
        f"<sender>{sender}</sender><sent>{sent}</sent><status>{status}</status>"
        f"<msgType>{kind}</msgType><scope>{scope}</scope>{named}{''.join(infos)}</alert>"
    ).encode()


def bundle(*alerts: bytes) -> bytes:
    return b"<alerts>" + b"".join(alerts) + b"</alerts>"
