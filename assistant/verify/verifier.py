"""Join every check of the verifier: what a hearing holds a model's statements by."""

from collections.abc import Sequence
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
    orders,
    severity,
    status,
    substance,
    tense,
    tongues,
    verbatim,
    vocabulary,
)
from assistant.verify.figures import check as figures
from assistant.verify.hearing import Check, Hearing
from assistant.verify.verdict import Checked
from assistant.verify.witness import Court
from core.city import City
from core.gazetteer import Gazetteer


def _in_own_words(check: Check) -> Check:
    """Return a check that passes over what the sources said so, word for word."""

    def checked(text: str, court: Court) -> list[Checked]:
        return check(verbatim.without_verbatim(text, court), court)

    return checked


def wall(text: str, court: Court, checked: Sequence[Checked]) -> list[Checked]:
    """Hold the words that are left of what the sources did not say so, and every sentence."""
    accounted = [(one.claim.start, one.claim.end) for one in checked if one.held]
    own = vocabulary.check(verbatim.without_verbatim(text, court), court, accounted)
    return [*own, *substance.check(text, court, checked)]


CHECKS: Final[tuple[Check, ...]] = (
    form.check, tongues.check, links.check, names.check, bodies.check, figures.check,
    *map(
        _in_own_words,
        (
            status.check, tense.check, estimate.check, negation.check, joins.check,
            severity.check, orders.check,
        ),
    ),
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
            checks=CHECKS, wall=wall, courtesy=courtesy.check,
        )  # fmt: skip
