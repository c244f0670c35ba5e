"""Which events are meant by the words of a question, whichever language they are in."""

from dataclasses import dataclass
from typing import cast

import pytest

from evals.ledger import Published
from evals.subjects import means


@dataclass(frozen=True)
class _Told:
    type: str
    said: dict[str, str]


@pytest.mark.parametrize(
    "asked",
    [
        "can i get through on 3rd Street", "is 3rd Street passable", "hay paso en 3rd Street?",
        "ya se puede pasar otra vez en 3rd Street", "quand est-ce que 3rd Street rouvre",
        "3rd Street est ouverte ?", "3rd Street通了吗",
    ],
)  # fmt: skip
def test_whether_a_street_can_be_passed_is_a_matter_of_closures_in_every_language(asked: str):
    closed, dark = (cast(Published, _Told(t, {})) for t in ("road_closure", "signal_outage"))
    assert means("roads", asked, closed)
    assert not means("roads", asked, dark)


def test_what_is_asked_of_streets_at_large_means_signals_too():
    assert means("roads", "any trouble on 3rd Street", cast(Published, _Told("signal_outage", {})))
