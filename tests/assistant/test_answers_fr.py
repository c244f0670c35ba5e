"""Check that answers in French are French: words, elisions, agreement, spaces, hours."""

import re
from functools import cache

import pytest

from assistant.answer import Answer
from assistant.phrases import FOLDER, phrases
from assistant.question import Channel
from tests.assistant import anomalies, fleet, stories
from tests.assistant.test_other_tongue import QUESTIONS, TOWNS
from tests.assistant.town import Town, ago, city

_WORD = re.compile(r"[^\W\d_]+")
_MISPUT = re.compile(
    r"\b(?:de|à) les?\b|\bde [aeiouyéèê]|\bque [aeiouyéèê]|\bl[ea] [aeiouyéèê]\w|jusqu'à le\b"
    r"|  | [,.]|\s\)|\(\s|,,|\.\.|(?<![\u00a0 ])[;:?»]|«(?![\u00a0 ])"
)
"""What French does not write: `de le`, `à le`, what should elide, and spaces set wrongly."""


@cache
def _known() -> frozenset[str]:
    """Return the words of the French catalogue, and of the names of the city."""
    town = city()
    named = (
        town, *town.areas, *town.landmarks, *town.streets, *town.stops, *town.lines,
        *town.sources,
    )  # fmt: skip
    names = [getattr(one, "publisher", "") or getattr(one, "name", "") for one in named]
    names += [alias for area in town.areas for alias in area.aliases]
    written = (FOLDER / "fr.toml").read_text(encoding="utf-8")
    french = phrases("fr")
    said = [french.language_name(tag) for tag in ("en", "es", "fr", "zh")]
    said += ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    said += ["février", "mars", "Nowhere Heights"]
    texts = (written, *said, *names)
    return frozenset(word.lower() for text in texts for word in _WORD.findall(text))


def texts(answer: Answer) -> list[str]:
    """Return all that is said, without what sources said themselves."""
    said = [answer.text, *(s.short for s in answer.statements), *answer.suggestions]
    return [re.sub(r"«[^»]*»", "«\u00a0…\u00a0»", text) for text in said]


@pytest.mark.parametrize("name", ["stories", "measured", "ends"])
def test_an_answer_in_french_has_french_words_elisions_and_spaces(name: str) -> None:
    given = dict(TOWNS[name])
    told = given.pop("told")
    faults: dict[str, list[str]] = {}
    for text in QUESTIONS[::2]:
        for said in texts(Town(*told, **given).ask(text, language="fr")):
            found = [word for word in _WORD.findall(said) if word.lower() not in _known()]
            found += [m[0] for m in _MISPUT.finditer(said)]
            if found:
                faults[said] = found
    assert faults == {}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "y a-t-il une panne de courant à Eastside ?",
            "Oui. Une panne de courant est signalée dans le secteur Eastside depuis 10 h 32 ; "
            "4 300 clients sont touchés [1].",
        ),
        (
            "quand revient le courant à Eastside",
            "City Power & Light prévoit le retour à la normale pour 14 h 30 ; c'est une "
            "estimation (la précédente : 13 h 30) [1].",
        ),
        (
            "pourquoi le courant est coupé à Eastside",
            "La cause donnée est « Failed transformer » (en anglais) [1].",
        ),
        (
            "l'eau est potable à Harbor ?",
            "Non. Un avis de faire bouillir l'eau est en vigueur dans le secteur Harbor depuis "
            "hier à 18 h 05 [1].",
        ),
        (
            "la ligne rouge circule de nouveau ?",
            "La suspension du service sur la Red Line s'est terminée à 9 h 48 [1].",
        ),
        ("la ligne bleue est en retard ?", "La Blue Line a 15 minutes de retard depuis 10 h 32"),
        (
            "Main Street est fermée ?",
            "La circulation est coupée sur Main Street dans le secteur Downtown "
            "depuis 10 h 32",
        ),
        (
            "le courant sera coupé demain à Westside ?",
            "Une panne de courant est annoncée dans le secteur Westside à partir de demain à "
            "11 h 05 et jusqu'à demain à 15 h 05 [1].",
        ),
        (
            "y a-t-il une fuite de gaz à Midtown ?",
            "Aucune fuite de gaz n'est signalée pour Midtown (situation à 11 h 05).",
        ),
        (
            "y a-t-il un incendie à Midtown ?",
            "Aucun incendie n'est signalé pour Midtown (situation à 11 h 05).",
        ),
        (
            "y a-t-il une panne à Atlantis ?",
            "Je ne connais pas d'endroit appelé « Atlantis » à Rivermouth.",
        ),
        (
            "panne à springfield",
            "Pour « springfield », de quel endroit parlez-vous : Springfield Park "
            "ou Springfield Avenue ?",
        ),
        ("bonjour", "Bonjour. Demandez-moi ce qui se passe maintenant à Rivermouth"),
        ("comment payer mes impôts", "Pour les factures, les impôts et les frais, appelez le 311."),
    ],
)  # fmt: skip
def test_a_french_question_is_answered_in_french(asked: str, said: str) -> None:
    town = Town(
        stories.OUTAGE, stories.BOIL, stories.RED_OVER, stories.BLUE_LATE, stories.MAIN_CLOSED,
        stories.PLANNED,
    )  # fmt: skip
    assert said in town.ask(asked).text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            "où est le bus 12 ?",
            "Un bus de la ligne 12 était à l'arrêt Oak Street il y a 20 secondes, en direction de "
            "l'arrêt Central Station, avec 4 minutes de retard [1].",
        ),
        ("combien de bus sur la ligne 12", "3 bus de la ligne 12 ont donné leur position"),
    ],
)
def test_where_vehicles_are_is_told_in_french(asked: str, said: str) -> None:
    assert said in Town(seen=fleet.FLEET).ask(asked).text.replace("\u00a0", " ")


def test_what_is_measured_and_what_residents_report_is_told_in_french() -> None:
    town = Town(anomalies.GAS_SMELT, anomalies.JAM)
    told = town.ask("une odeur de gaz à Eastside ?").text
    assert "4 résidents ont signalé une odeur de gaz près de l'arrêt Eastside" in told
    assert "City Gas ne l" in told
    jam = town.ask("comment est la circulation sur Main Street ?").text.replace("\u00a0", " ")
    assert "avance à 9 km/h au lieu d'environ 45 depuis 8 h 20" in jam


def test_a_silent_source_is_told_in_french() -> None:
    told = Town(silent=["city-power"], since=ago(44)).ask("une panne à Eastside ?").text
    assert (
        "City Power & Light ne donne plus de nouvelles depuis 10\u00a0h\u00a021\u00a0; une panne "
        "dans le secteur Eastside a donc pu m'échapper."
    ) in told


def test_a_text_message_in_french_is_short_and_whole() -> None:
    answer = Town(stories.OUTAGE).ask(
        "panne à Eastside ?", channel=Channel.SMS, language="fr", max_chars=160
    )
    assert len(answer.text) <= 160
    assert "panne de courant depuis 10\u00a0h\u00a032, 4\u00a0300 clients" in answer.text
