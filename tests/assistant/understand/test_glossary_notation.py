"""Check that a glossary's notation means what its head says, and that what is wrong is refused."""

import pytest

from assistant.understand.glossary import glossaries, glossary, made


def test_every_glossary_is_sound_and_broad() -> None:
    assert glossaries() == ("es", "fr", "zh")
    assert min(len(glossary(language).entries) for language in glossaries()) >= 800


@pytest.mark.parametrize(
    ("written", "asked", "english"),
    [
        ({"a": {"cort(e|es) de luz": "outage"}}, "Cortes de luz", "outage"),
        ({"a": {"corte(s)": "outage"}}, "CORTES corte", "outage outage"),
        ({"a": {"luz / fuerza": "power"}}, "luz, fuerza", "power, power"),
        ({"a": {"vuelve {x}": "when is {x} back", "luz": "power"}}, "¿vuelve luz?",
         "when is power back?"),
        ({"a": {"{x} ya$": "is {x} back"}}, "Oak ya", "is Oak back"),
        ({"a": {"^hay {x}": "is there {x}"}}, "no hay Oak", "no hay Oak"),
        ({"a": {"calle {n}": "{nth} street", "calle {w}": "{w} street"}}, "calle 22",
         "22nd street"),
        ({"a": {"calle {w}": "{w} street"}}, "calle Oak", "Oak street"),
        ({"numbers": {"doce": "12"}, "a": {"bus {n}": "bus {n}"}}, "BUS doce", "bus 12"),
        ({"variants": "電电", "a": {"停电": "outage"}, "stray": "in {w}"}, "纳尼亚停電",
         "in 纳尼亚 outage"),
        ({"dropped": ["por favor"]}, "Oak por favor", "Oak"),
    ],
)  # fmt: skip
def test_the_notation_means_what_its_head_says(
    written: dict[str, object], asked: str, english: str
) -> None:
    assert made(written).rewrite(asked) == english


@pytest.mark.parametrize(
    "section",
    [
        {"{x}": "anything"},
        {"uno {x}": "one {n}"},
        {"{w} con {w}": "{w}"},
        {"está": "is", "esta": "this"},
    ],
)
def test_a_phrase_written_wrongly_is_refused(section: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"gap|both"):
        made({"phrases": section})
