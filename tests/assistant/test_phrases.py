"""A catalogue is whole or `make check` says what is wrong with it; and it chooses forms."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from assistant.phrases import FOLDER, Phrases, Words, languages, phrases
from assistant.phrases.__main__ import check, main, read_file
from assistant.saying import Saying
from tests.assistant.town import NEW_YORK, NOW, city

ENGLISH = (FOLDER / "en.toml").read_text(encoding="utf-8")
FIRE = 'fire = { plain = "fire", a = "a fire", the = "the fire" }'
REPORTED = 'reported = "{noun.a} is reported {where}{since}"'
MINUTES = 'minutes = { one = "{count} minute", other = "{count} minutes" }'


def found(tmp_path: Path, language: str, *changes: tuple[str, str]) -> list[str]:
    """Return the faults of the English catalogue as another language's, with changes."""
    text = ENGLISH
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = tmp_path / f"{language}.toml"
    path.write_text(text, encoding="utf-8")
    return list(check(path, read_file(FOLDER / "en.toml")))


def test_every_catalogue_is_whole():
    assert "en" in languages()
    assert main([]) == 0


@pytest.mark.parametrize(
    ("language", "old", "new", "fault"),
    [
        ("en", 'yes = "Yes."\n', "", "yes: is missing"),
        ("en", 'no = "No."', 'no = "No."\nmaybe = "Maybe."', "maybe: is not in the English"),
        (
            "en", REPORTED, 'reported = "{noun.a} is reported {where}"',
            "event.reported: the slot {since} is missing",
        ),
        (
            "en", REPORTED, 'reported = "{noun.a} {was} reported {where}{since}"',
            "event.reported: there is no slot {was}",
        ),
        ("es", MINUTES, MINUTES, "time.minutes: the form many is missing"),
        ("zh", MINUTES, MINUTES, "time.minutes: the form one is none of other"),
        ("en", "genders = []", 'genders = ["m", "f"]', "noun.fire: has no gender of f, m"),
        ("en", "genders = []", 'genders = ["x"]', "language.genders: knows no gender 'x'"),
        (
            "en", FIRE, 'fire = { plain = "fire", the = "the fire" }',
            "event.reported: {noun.a} is wanted, which noun.fire has not",
        ),
        ("en", FIRE, 'fire = "fire"', "noun.fire: must be a word with `plain`"),
        (
            "en", REPORTED, 'reported = { by = "noun", m = "{noun.a}{where}{since}" }',
            "event.reported: the form m is none of none (language.genders is empty)",
        ),
        (
            "en", REPORTED, 'reported = { by = "noun", m = "{noun}{where}{since}", f = "{noun}" }',
            "event.reported: form f: the slot {since} is missing",
        ),
        (
            "en", REPORTED, 'reported = "{noun.a} {where.plain} {since}"',
            "event.reported: {where} has no forms, and so no {where.plain}",
        ),
        ("en", '"hazardous"]', "]", "air.categories: has 5 words instead of 6"),
        ("en", "[event]", "[event", "cannot be read"),
        ("xx", "[event]", "[event]", "no language is called 'xx'"),
    ],
)  # fmt: skip
def test_a_fault_of_a_catalogue_is_one_line_with_file_and_key(
    tmp_path: Path, language: str, old: str, new: str, fault: str
):
    faults = found(tmp_path, language, (old, new))
    assert any(line.startswith(f"{language}.toml: {fault}") for line in faults), faults
    assert not any("\n" in line for line in faults)


def test_the_command_fails_on_a_fault_and_prints_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "en.toml"
    path.write_text(ENGLISH.replace('no = "No."\n', ""), encoding="utf-8")
    assert main([str(path)]) == 1
    assert capsys.readouterr().out == "en.toml: no: is missing\n"


def another(language: str, *changes: tuple[str, str]) -> Phrases:
    """Return a catalogue that is English but for some phrases."""
    text = ENGLISH
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    text = text.replace('numbers = "en"', f'numbers = "{language}"')
    return Phrases(language, tomllib.loads(text))


def test_a_phrase_agrees_with_the_gender_of_a_word():
    spoken = another(
        "es",
        (FIRE, 'fire = { plain = "incendio", a = "un incendio", gender = "m" }'),
        (
            'gas_leak = { plain = "gas leak", a = "a gas leak", the = "the gas leak" }',
            'gas_leak = { plain = "fuga", a = "una fuga", gender = "f" }',
        ),
        (
            REPORTED,
            'reported = { by = "noun", m = "notificado {noun.a}{where}{since}",'
            ' f = "notificada {noun.a}{where}{since}" }',
        ),
    )
    said = [
        spoken.say("event.reported", noun=spoken.noun(f"noun.{name}"), where="", since="")
        for name in ("fire", "gas_leak")
    ]
    assert said == ["notificado un incendio", "notificada una fuga"]


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("es", 1, "1 minuto"), ("es", 2, "2 minutos"), ("es", 1_000_000, "1.000.000 de minutos"),
        ("es", 12.5, "12,5 minutos"), ("fr", 0, "0 minuto"), ("fr", 1.5, "1,5 minuto"),
    ],
)  # fmt: skip
def test_numbers_and_their_forms_are_those_of_the_language(language: str, number: float, said: str):
    forms = 'one = "{count} minuto", many = "{count} de minutos", other = "{count} minutos"'
    assert another(language, (MINUTES, f"minutes = {{ {forms} }}")).count(
        "time.minutes", number
    ) == said  # fmt: skip


def test_a_catalogue_writes_numbers_as_its_readers_know_them():
    spoken = another("es", ('numbers = "en"', 'numbers = "es_419"'))
    assert spoken.number(12345.5) == "12,345.5"


def test_a_language_with_one_form_uses_it_for_all():
    spoken = another("zh", (MINUTES, 'minutes = { other = "{count}分钟" }'))
    assert [spoken.count("time.minutes", n) for n in (1, 2)] == ["1分钟", "2分钟"]


def test_a_list_of_names_chooses_the_form_of_its_verb():
    spoken = phrases("en")
    one, two = spoken.join(["City Power"]), spoken.join(["City Power", "City Gas"])
    said = [spoken.say("nothing.heard", publishers=names, ago="just now") for names in (one, two)]
    assert said[0].startswith("City Power was heard")
    assert said[1].startswith("City Power and City Gas were heard")


def test_a_kind_of_place_chooses_its_preposition():
    forms = 'in = { by = "name", area = "en {name}", other = "a: {name}" }'
    spoken = another("es", ('in = "in {name}"', forms))
    assert spoken.say("where.in", name=Words("Harbor", kind="area")) == "en Harbor"
    assert spoken.say("where.in", name=Words("Rivermouth", kind="city")) == "a: Rivermouth"


@pytest.mark.parametrize(
    ("instant", "plain", "at"),
    [
        (NOW.replace(hour=14, minute=30), "2:30 pm", "at 2:30 pm"),
        (NOW.replace(hour=18, minute=0), "6 pm", "at 6 pm"),
        (NOW.replace(hour=0, minute=5), "12:05 am", "at 12:05 am"),
        (NOW.replace(day=3, hour=18, minute=10), "yesterday at 6:10 pm", "yesterday at 6:10 pm"),
        (NOW.replace(day=9, hour=18, minute=0), "Monday at 6 pm", "Monday at 6 pm"),
        (NOW.replace(day=1, hour=18, minute=0), "March 1 at 6 pm", "March 1 at 6 pm"),
        (
            datetime(2025, 3, 4, 18, tzinfo=NEW_YORK), "March 4, 2025 at 6 pm",
            "March 4, 2025 at 6 pm",
        ),
    ],
)  # fmt: skip
def test_an_instant_is_told_with_its_day_where_that_is_not_today(
    instant: datetime, plain: str, at: str
):
    said = Saying(phrases("en"), city(), NOW).moment(instant)
    assert (str(said), said.form("at")) == (plain, at)


def test_a_catalogue_decides_how_an_instant_is_told():
    spoken = another(
        "es",
        ('clock = "{hour12}:{minute} {half}"', 'clock = "{hour}:{minute}"'),
        ('clock_whole = "{hour12} {half}"', 'clock_whole = "{hour}:00"'),
        (
            'date = { plain = "{month} {day} at {clock}", at = "{month} {day} at {clock}" }',
            'date = { plain = "{day} de {month}, {clock}", at = { by = "clock", '
            'one = "{day} de {month} a la {clock}", other = "{day} de {month} a las {clock}" } }',
        ),
    )
    said = Saying(spoken, city(), NOW)
    assert said.moment(NOW + timedelta(days=30, hours=4)).form("at") == "3 de abril a las 15:05"
    one = datetime(2026, 4, 3, 1, tzinfo=NEW_YORK)
    assert said.moment(one).form("at") == "3 de abril a la 1:00"
    assert said.distance(1240) == "1,2 km"
