"""Check in which language a message is read and answered, and what a session remembers of it."""

import pytest

from assistant import tongue
from assistant.question import Question
from assistant.tongue import tongue_of
from assistant.understand.dialogue import Memory
from tests.assistant.town import city


@pytest.fixture(autouse=True)
def catalogues(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer in three languages, whatever catalogues there are."""
    monkeypatch.setattr(tongue, "languages", lambda: ("en", "es", "fr"))


def heard(text: str, memory: Memory | None = None, field: str | None = None) -> tongue.Tongue:
    return tongue_of(Question(text=text, language=field), memory or Memory(), city())


CHOSEN = Memory(language="fr", language_chosen=True)
FOLLOWED = Memory(language="fr")


@pytest.mark.parametrize(
    ("text", "memory", "field", "answer"),
    [
        ("is the power out", None, None, "en"),
        ("donde esta el bus 12", None, None, "es"),
        ("Eastside?", None, None, "en"),
        ("donde esta el bus 12", None, "fr", "fr"),
        ("donde esta el bus 12", None, "fr-CA", "fr"),
        ("donde esta el bus 12", CHOSEN, None, "fr"),
        ("donde esta el bus 12", CHOSEN, "en", "en"),
        ("donde esta el bus 12", FOLLOWED, None, "es"),
        ("gracias", FOLLOWED, None, "fr"),
        ("Eastside?", FOLLOWED, None, "fr"),
        ("Eastside停电了吗", None, None, "en"),
    ],
)
def test_the_field_wins_then_the_session_then_the_message(
    text: str, memory: Memory | None, field: str | None, answer: str
) -> None:
    assert heard(text, memory, field).answer == answer


@pytest.mark.parametrize(
    ("text", "memory", "field", "read"),
    [
        ("donde esta el bus 12", CHOSEN, None, "es"),
        ("donde esta el bus 12", None, "fr", "es"),
        ("Eastside?", CHOSEN, None, "fr"),
        ("Eastside停电了吗", None, None, "zh"),
        ("12", None, None, "en"),
    ],
)
def test_a_message_is_read_in_the_language_of_its_words(
    text: str, memory: Memory | None, field: str | None, read: str
) -> None:
    assert heard(text, memory, field).read == read


@pytest.mark.parametrize(
    ("text", "memory", "field", "kept"),
    [
        ("Eastside?", None, None, ("", False)),
        ("donde esta el bus 12", None, None, ("es", False)),
        ("Eastside?", None, "fr", ("fr", True)),
        ("donde esta el bus 12", CHOSEN, None, ("fr", True)),
        ("停电了吗", FOLLOWED, None, ("zh", False)),
        ("Eastside?", FOLLOWED, "de", ("fr", False)),
    ],
)
def test_a_session_remembers_its_language(
    text: str, memory: Memory | None, field: str | None, kept: tuple[str, bool]
) -> None:
    left = heard(text, memory, field).kept(memory or Memory())
    assert (left.language, left.language_chosen) == kept


@pytest.mark.parametrize(
    ("field", "refused"),
    [("de", True), ("zh", True), ("fr", False), ("EN-us", False), (None, False)],
)
def test_a_language_that_we_do_not_speak_is_said_so(field: str | None, *, refused: bool) -> None:
    assert heard("is the power out", field=field).refused is refused
