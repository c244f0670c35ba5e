"""Cut a car's day into blocks, each of which is worked out by itself, when it is asked for."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from producers.city.cars.car_driver import Block, Driver, hubs_of
from producers.city.cars.car_routes import CarRoutes
from producers.city.cars.cars import Errand, Role
from producers.city.chance import chance, share

BLOCK_S: Final = 2 * 3600.0
"""So often a car is at a place that does not depend on what it did before."""
_BLOCKS_KEPT: Final = 2
_NAMED: Final = 10_000
_ERRAND_AHEAD_S, _ERRAND_LATE_S, _ERRAND_AFTER_S = 1_800.0, 2_700.0, 3_600.0
"""No block ends so soon before an errand begins, or so soon after it is over."""


@dataclass(eq=False)
class CarDay:
    """Hold what one car does over a stretch, block by block, each worked out when it is asked for.

    Where a block begins depends on the car and the block alone, so that no block needs another.

    Attributes:
        id: the car's.
        role: what it is for.
        routes: where it can go.
        seed: of the world.
        errands: what the plan wants of it, in order.
        busy: how soon it is hired again, 1 as usual; only for taxis.
    """

    id: str
    role: Role
    routes: CarRoutes
    seed: int
    errands: Sequence[Errand]
    busy: float = 1.0
    _phase_s: float = field(init=False)
    _kept: list[Block] = field(init=False)

    def __post_init__(self) -> None:
        self._phase_s = share(self.seed, "shift", self.id) * BLOCK_S
        self._kept = []

    def block(self, second: float) -> Block:
        """Return the block of an instant."""
        for kept in self._kept:
            if kept.begins_s <= second < kept.ends_s:
                return kept
        first = math.floor((second - self._phase_s) / BLOCK_S)
        last = first + 1
        while self._on_errand(self._begins_s(first)):
            first -= 1
        while self._on_errand(self._begins_s(last)):
            last += 1
        driver = Driver(
            self.role, self.routes, self.busy, self.errands,
            chance(self.seed, "car", self.id, first), self._begins_s(last),
            self._place(last), self._begins_s(first), self._place(first),
        )  # fmt: skip
        block = driver.block(str(first % _NAMED))
        self._kept = [*self._kept[1 - _BLOCKS_KEPT :], block]
        return block

    def blocks(self, since_s: float, until_s: float) -> Iterator[Block]:
        """Yield the blocks of the time between two instants."""
        while since_s < until_s:
            block = self.block(since_s)
            yield block
            since_s = block.ends_s

    def _begins_s(self, number: int) -> float:
        return number * BLOCK_S + self._phase_s

    def _place(self, number: int) -> int:
        hubs = hubs_of(self.role, self.routes)
        return hubs[int(share(self.seed, "stand", self.id, number) * len(hubs))]

    def _on_errand(self, second: float) -> bool:
        """Say whether an errand may be under way: a block that ended then is one with the next."""
        return any(
            errand.begins_s - _ERRAND_AHEAD_S < second
            and second < max(errand.ends_s, errand.begins_s + _ERRAND_LATE_S) + _ERRAND_AFTER_S
            for errand in self.errands
        )
