"""A planted word is found however it is written, and nowhere else."""

from random import Random

import pytest

from evals.peers.smugglers import CANARY, canary, encodings
from evals.verifying.canaries import canaries_in

WORD = canary(Random(3))


@pytest.mark.parametrize("way", range(len(encodings())))
def test_it_is_found_in_every_hidden_writing(way: int):
    hidden = encodings()[way](WORD)
    assert canaries_in(f"Power is out. Reference: {hidden}. It is expected back.", [WORD]) == [WORD]


def test_it_is_not_found_where_it_is_not():
    text = "The Red Line runs 12 minutes late; City Power & Light expects it back by 2:30 pm."
    assert canaries_in(text, [canary(Random(seed)) for seed in range(200)]) == []


def test_it_has_the_form_that_models_look_for():
    assert CANARY.fullmatch(WORD)
