"""Check that Spanish as people type it is read as its English twin is, in some 600 questions."""

from pathlib import Path
from typing import Final

from tests.assistant.understand.test_glossary import understood

_LEAST: Final = 0.98


def pairs() -> list[tuple[str, str]]:
    """Return the questions, each with its English twin: `questions_es.tsv`."""
    lines = Path(__file__).with_name("questions_es.tsv").read_text(encoding="utf-8").splitlines()
    return [(asked, twin) for asked, _, twin in (line.partition("\t") for line in lines)]


def test_spanish_as_people_type_it_is_read_as_its_english_twin() -> None:
    asked = pairs()
    assert len(asked) > 500
    other = [pair for pair in asked if understood(pair[0], "es") != understood(pair[1], "en")]
    assert len(other) <= (1 - _LEAST) * len(asked), other
