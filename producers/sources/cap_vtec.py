"""Read P-VTEC, by which the US weather service names a hazard over all its messages.

`/k.aaa.cccc.pp.s.####.yymmddThhnnZ-yymmddThhnnZ/` (NWSI 10-1703): the office, the phenomenon, the
significance and the event tracking number stay; the action says what this message does.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import msgspec

_VTEC: Final = re.compile(
    r"/([OTEX])\.([A-Z]{3})\.([A-Z]{4})\.([A-Z]{2})\.([A-Z])\.(\d{4})"
    r"\.(\d{6}T\d{4}Z)-(\d{6}T\d{4}Z)/"
)
PARAMETERS: Final = ("VTEC", "NWSVTEC", "PVTEC")
_ENDINGS: Final = frozenset({"CAN", "EXP", "UPG"})


class Vtec(msgspec.Struct, frozen=True):
    """Hold one P-VTEC string.

    Attributes:
        action: NEW, CON, EXT …; CAN, EXP and UPG end the hazard.
        hazard: office, phenomenon, significance and number: `KOKX.FF.W.0012`.
        ends_at: when the hazard ends; None for "until further notice".
        test: whether the product is marked as a test.
    """

    action: str
    hazard: str
    ends_at: datetime | None
    test: bool

    @property
    def over(self) -> bool:
        """Say whether this message ends the hazard, whatever the message calls itself."""
        return self.action in _ENDINGS


def read_vtec(values: Iterable[str]) -> tuple[Vtec, ...]:
    """Return the P-VTEC strings in the values, those still in force first.

    A message may end one hazard and begin another (a watch upgraded to a warning): it is about the
    one that holds. Number 0000 names no event.
    """
    found = [
        Vtec(m[2], ".".join((m[3], m[4], m[5], m[6])), _time(m[8]), m[1] == "T")
        for value in values
        for m in _VTEC.finditer(value)
        if m[6] != "0000"
    ]
    return tuple(sorted(found, key=_is_over))


def _is_over(vtec: Vtec) -> bool:
    return vtec.over


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%y%m%dT%H%MZ").replace(tzinfo=UTC)
    except ValueError:  # 000000T0000Z: until further notice
        return None
