"""Test by which names a line is found."""

import pytest

from core.city_parts import Line, Mode
from core.naming.line_book import LineBook

BOOK = LineBook(
    (
        Line("B", "Blue", "Blue Line", Mode.SUBWAY),
        Line("12", "12", "Crosstown", Mode.BUS),
        Line("13", "Crosstown", "", Mode.BUS),
        Line("crosstown-x", "B", "", Mode.BUS),
    )
)


@pytest.mark.parametrize(
    ("called", "line"),
    [
        ("B", "B"), ("blue", "B"), ("BLUE LINE", "B"), (" 12 ", "12"), ("crosstown", "12"),
        ("Crosstown-X", "crosstown-x"), ("Green", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_line_is_found_by_its_id_first_then_by_the_first_that_has_the_name(
    called: str, line: str
):
    assert BOOK.id_of(called) == line
