"""Plant faults: each is a small patch of one named seam of the real code, put back afterwards.

A fault breaks what a city's answers must never get wrong, in the way in which code gets it wrong.
An evaluation that is worth anything turns red for it, by the harm that the fault does.
"""

import sys
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pkgutil import resolve_name, walk_packages
from types import FunctionType
from typing import Any, Final
from unittest.mock import patch

from evals.scorers.harm import HarmName

_CODE: Final = ("core", "indexer", "assistant", "evals")
Make = Callable[[Any], Any]
"""Takes what stands at a seam, and returns the faulty thing to put there."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Hold one fault, the harm that it does, and where to look for it.

    Attributes:
        name: what is wrong, in a few words.
        harm: what its answers do to people.
        seams: what is replaced, by dotted name, and by what.
        scenario: the recorded city that is asked; empty for none.
        suites: the hand-written suites that are asked.
        minutes: how much of the recorded city is played.
    short: whether it is planted in the short form of the check, too.
    """

    name: str
    harm: HarmName
    seams: Mapping[str, Make]
    scenario: str = ""
    suites: Sequence[str] = ()
    minutes: int = 110
    short: bool = False


@contextmanager
def planted(fault: Fault) -> Generator[None]:
    """Break the code for as long as the context lasts, in this process alone."""
    with ExitStack() as stack:
        for seam, make in fault.seams.items():
            for found in list(_patches(seam, make)):
                stack.enter_context(found)
        yield


def _patches(seam: str, make: Make) -> Iterator[Any]:
    """Yield a patch for each place where a seam's thing is known by name.

    A function is replaced wherever it was imported; a method, a property and a class only there.
    """
    thing = resolve_name(seam)
    owner, _, name = seam.rpartition(".")
    holder, faulty = resolve_name(owner), make(thing)
    if isinstance(holder, type) or not isinstance(thing, FunctionType):
        yield patch.object(holder, name, faulty)
        return
    _load_all()
    for module_name, module in list(sys.modules.items()):
        if module_name.partition(".")[0] in _CODE and vars(module).get(name) is thing:
            yield patch.object(module, name, faulty)


def _load_all() -> None:
    """Load what may have the thing by name, so that nobody gets it unbroken later."""
    for package in ("core", "assistant", "indexer.store"):
        for found in walk_packages(import_module(package).__path__, f"{package}."):
            if not found.name.endswith("__main__"):
                import_module(found.name)
