"""Name the models of ours, hostile and honest."""

from collections.abc import Callable, Mapping
from typing import Final

from evals.peers import breakers, liars, smugglers
from evals.peers.honest import honest
from evals.peers.lies import Names
from evals.peers.server import Peer
from evals.peers.telling import spoken

HONEST: Final = "honest"
HANGING: Final = "hanging"
REFUSING: Final = "refusing"
Make = Callable[[Names], Peer]

HOSTILE: Final[Mapping[str, tuple[Make, int]]] = {
    "liar": (liars.liar, 26),
    "obedient": (lambda _: liars.obedient, 10),
    "gossip": (lambda _: liars.gossip, 10),
    "denier": (lambda _: liars.denier, 10),
    "suppressor": (lambda _: liars.suppressor, 8),
    "leaker": (lambda _: smugglers.leaker(), 8),
    "linker": (lambda _: smugglers.linker, 8),
    "encoder": (lambda _: smugglers.encoder, 7),
    "foreigner": (lambda _: smugglers.foreigner, 5),
    "garbage": (lambda _: breakers.garbage, 4),
    "cut": (lambda _: breakers.cut(), 3),
    REFUSING: (lambda _: breakers.refusing, 1),
    "resetting": (lambda _: breakers.resetting, 1),
    HANGING: (lambda _: breakers.hanging, 0),
}
"""How each is made, and how many of a hundred answers it writes; those that hang are few."""


def peer(name: str, names: Names) -> Peer:
    """Return the model of a name."""
    if name == HONEST:
        return lambda sight, chance: spoken(honest(sight, chance))
    make, _ = HOSTILE[name]
    return make(names)
