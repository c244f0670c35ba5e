"""Write times, numbers and names as people write them in each language."""

from collections.abc import Mapping
from typing import Final

from evals.peers.voices.english import English
from evals.peers.voices.french import French
from evals.peers.voices.mandarin import Mandarin
from evals.peers.voices.spanish import Spanish
from evals.peers.voices.voice import Voice

__all__ = ["VOICES", "Voice"]

VOICES: Final[Mapping[str, Voice]] = {
    "en": English(), "es": Spanish(), "fr": French(), "zh": Mandarin(),
}  # fmt: skip
"""A voice for each language of answers."""
