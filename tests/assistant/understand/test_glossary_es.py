"""Check that Spanish as people type it is read as its English twin is, in some 600 questions."""

from typing import Final

from tests.assistant.understand.twins import questions, understood

_LEAST: Final = 0.98


def test_spanish_as_people_type_it_is_read_as_its_english_twin() -> None:
    asked = questions("es")
    assert len(asked) > 500
    other = [pair for pair in asked if understood(pair[0], "es") != understood(pair[1], "en")]
    assert len(other) <= (1 - _LEAST) * len(asked), other
