"""Join every check of the verifier: what a hearing holds a model's statements by."""

from typing import Final

from assistant.brief import Brief
from assistant.verify import (
    bodies,
    courtesy,
    estimate,
    form,
    joins,
    links,
    names,
    negation,
    severity,
    status,
    tense,
    vocabulary,
)
from assistant.verify.figures import check as figures
from assistant.verify.hearing import Check, Hearing
from core.city import City
from core.gazetteer import Gazetteer

CHECKS: Final[tuple[Check, ...]] = (
    form.check, links.check, names.check, bodies.check, figures.check, status.check, tense.check,
    estimate.check, negation.check, joins.check, severity.check,
)  # fmt: skip
"""Cheap refusals first; the order is that in which claims are explained."""


class Verifier:
    """Open hearings of models' statements about one city.

    Args:
        city: the pack.
        gazetteer: its names.
    """

    def __init__(self, city: City, gazetteer: Gazetteer) -> None:
        self._city = city
        self._gazetteer = gazetteer

    def of(self, brief: Brief) -> Hearing:
        """Return what judges the statements about one brief."""
        return Hearing(
            brief, self._city, self._gazetteer,
            checks=CHECKS, wall=vocabulary.check, courtesy=courtesy.check,
        )  # fmt: skip
