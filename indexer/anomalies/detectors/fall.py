"""Tell a sudden fall of a road's speed from a slow one."""

from typing import Final

import msgspec

_LEAST: Final = 3
"""Readings before the fall that are needed to know what it fell from."""
_FREE: Final = 0.75
"""It fell suddenly only from this share or more of the speeds long before: else it was falling."""
_LONG_S: Final = 1200.0


class Fall(msgspec.Struct):
    """Hold a road's speeds of the last while, and from where it fell.

    Attributes:
        times: seconds since 1970 of the speeds.
        origin: the speed in km/h from which it fell; 0 while it has not.
    """

    times: list[float] = msgspec.field(default_factory=list[float])
    speeds: list[float] = msgspec.field(default_factory=list[float])
    origin: float = 0.0

    def take(self, at_s: float, speed: float, fallen: float, fine: float, within_s: float) -> bool:
        """Take one speed and return whether it has fallen and not recovered.

        Args:
            at_s: when, in seconds since 1970.
            speed: in km/h, steadied.
            fallen: at this share of the speed before, or less, it has fallen.
            fine: above this share it has recovered.
            within_s: how fast the fall must be.
        """
        if self.origin and speed <= fine * self.origin:
            return True
        self.note(at_s, speed)
        times, speeds = self.times, self.speeds
        if speed > fallen * max(speeds):
            return False
        lately = [past for when, past in zip(times, speeds, strict=True) if when >= at_s - within_s]
        if len(lately) <= _LEAST:
            return False
        # The second highest: what was read high only once it cannot have fallen from.
        before = sorted(lately)[-2]
        if speed > fallen * before or before < _FREE * sorted(speeds)[-2]:
            return False
        self.origin = before
        return True

    def note(self, at_s: float, speed: float) -> None:
        """Take one speed that has not fallen, or is high again."""
        if self.origin:
            self.clear()
        times, speeds = self.times, self.speeds
        times.append(at_s)
        speeds.append(speed)
        while times[0] < at_s - _LONG_S:
            del times[0], speeds[0]

    def clear(self) -> None:
        """Forget the fall and what was before it."""
        self.times.clear()
        self.speeds.clear()
        self.origin = 0.0
