"""What belongs to one person leaves no process; what the answer may turn on stays."""

import pytest

from assistant.masking import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("write to ana.lopez+x@example.org, please", "write to [e-mail], please"),
        ("escribe a josé@correo.es", "escribe a [e-mail]"),
        ("call 555-0142", "call [phone]"),
        ("call (212) 555-0142 or 212.555.0142", "call [phone] or [phone]"),
        ("+1 212 555 0142 is mine", "[phone] is mine"),
        ("mon numéro: 06 12 34 56 78", "mon numéro: [phone]"),
        ("llámame al 612 345 678", "llámame al [phone]"),
        ("我的手机13812345678停电了", "我的手机[phone]停电了"),
        ("card 4111 1111 1111 1111 was charged", "card [number] was charged"),
        ("card 4111-1111-1111-1111", "card [number]"),
        ("378282246310005", "[number]"),
        ("IBAN DE89 3704 0044 0532 0130 00", "IBAN [number]"),
        ("on 2026-03-04 I called 555-0142", "on 2026-03-04 I called [phone]"),
        ("2026-03-04 555-0142", "2026-03-04 [phone]"),
    ],
)
def test_what_is_personal_is_hidden(text: str, masked: str):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "is the 42 bus late at 12345 Main Street?",
        "power in 10001 and 10002?",
        "10001 10002 10003",
        "was it out on 2026-03-04 10:30?",
        "le 04/03/2026 à 10:30",
        "between 10:30 and 11:45 pm",
        "lines 1 2 3 4 5 6 7",
        "near 40.7128, -74.0060",
        "what about INF-2026-000123?",
        "东区4,300户停电了吗？",
        "is @citypower right?",
    ],
)
def test_what_the_answer_may_turn_on_stays(text: str):
    assert mask(text) == text
