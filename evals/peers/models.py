"""Name the models of ours, hostile and honest."""

from collections.abc import Callable, Mapping
from typing import Final

from evals.peers import breakers, liars, smugglers
from evals.peers.honest import honest
from evals.peers.lies import Names
from evals.peers.server import Peer
from evals.peers.telling import spoken

HONEST: Final = "honest"
REFUSING: Final = "refusing"
Make = Callable[[Names], Peer]

HOSTILE: Final[Mapping[str, tuple[Make, int]]] = {
    "liar": (liars.liar, 265),
    "obedient": (lambda _: liars.obedient, 100),
    "gossip": (lambda _: liars.gossip, 100),
    "denier": (lambda _: liars.denier, 100),
    "suppressor": (lambda _: liars.suppressor, 80),
    "leaker": (lambda _: smugglers.leaker(), 80),
    "linker": (lambda _: smugglers.linker, 80),
    "encoder": (lambda _: smugglers.encoder, 70),
    "foreigner": (lambda _: smugglers.foreigner, 50),
    "garbage": (lambda _: breakers.garbage, 40),
    "cut": (lambda _: breakers.cut(), 30),
    "resetting": (lambda _: breakers.resetting, 3),
    REFUSING: (lambda _: breakers.refusing, 2),
}
"""How each is made, and how many of a thousand answers it writes."""
SILENT: Final[Mapping[str, Peer]] = {"hanging": breakers.hanging, "stalling": breakers.stalling}
"""Those that keep people waiting."""


def peer(name: str, names: Names) -> Peer:
    """Return the model of a name."""
    if name == HONEST:
        return lambda sight, chance: spoken(honest(sight, chance))
    if name in SILENT:
        return SILENT[name]
    make, _ = HOSTILE[name]
    return make(names)
