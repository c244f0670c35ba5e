"""Check that Chinese as people type it is read as its English twin is."""

import pytest

from assistant.understand.glossary import to_english
from tests.assistant.understand.twins import questions, understood


@pytest.mark.parametrize(("asked", "twin"), questions("zh"))
def test_chinese_as_typed_is_read_as_its_english_twin(asked: str, twin: str) -> None:
    assert understood(asked, "zh") == understood(twin, "en")


@pytest.mark.parametrize(
    ("asked", "english"),
    [
        ("乌托邦停电了吗", "in 乌托邦 is the power out"),
        ("在乌托邦停电了吗", "in 乌托邦 is the power out"),
        ("乌托邦", "in 乌托邦"),
        ("停电了吗乌托邦", "is the power out"),
        ("停电了，呜呼哀哉", "is the power out,"),
        ("停电了，乌托邦城", "is the power out, in 乌托邦城"),
    ],
)
def test_only_what_may_be_a_place_is_asked_back(asked: str, english: str) -> None:
    assert to_english(asked, "zh") == english


@pytest.mark.parametrize(
    ("asked", "english"),
    [
        ("Eastside呜呼哀哉停电了吗", "Eastside is the power out"),
        ("Eastside和乌托邦城停电了吗", "Eastside and in 乌托邦城 is the power out"),
    ],
)
def test_beside_a_known_place_unknown_words_are_no_place(asked: str, english: str) -> None:
    assert to_english(asked, "zh", kept=[(0, len("Eastside"))]) == english


def test_where_somebody_is_makes_unknown_words_no_place() -> None:
    assert to_english("我这里停电了呜呼哀哉停水了吗", "zh").endswith("near me")
    assert "in 呜呼" not in to_english("我这里停电了呜呼哀哉停水了吗", "zh")
    assert "in 呜呼哀哉" in to_english("呜呼哀哉停水了吗", "zh")
