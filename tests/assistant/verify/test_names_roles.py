"""A name is held in its part: a stop is no area, a way round is not closed, minutes no house."""

from typing import Final

import pytest

from tests.assistant.verify.names_court import why_not

HOLD: Final = [
    ("en", "r1", "Take Pine Street instead."),
    ("en", "r1", "Main Street is closed; use Pine Street."),
    ("es", "r1", "Main Street está cerrada; desvío por Pine Street."),
    ("fr", "r1", "Main Street est fermée depuis 16:22. Main Street reste fermée."),
    ("zh", "r1", "请绕行Pine Street。"),
    ("en", "t2", "The number 12 bus is late."),
    ("en", "t2", "Since 16:55, the number 12 bus has been late."),
    ("es", "p1", "Afecta a cerca de 4.300 clientes en Eastside."),
    ("fr", "p1", "À peu près 4 300 clients sont touchés à Eastside."),
    ("en", "p1", "The outage in Eastside, Rivermouth, goes on."),
    ("fr", "w1", "L'alerte vaut pour le Port."),
    ("en", "f1", "It said: “Keep windows closed until we tell you”."),
]  # fmt: skip
FAIL: Final = [
    ("en", "r1", "Pine Street is closed between 3rd and 5th."),
    ("zh", "r1", "Pine Street封闭。"),
    ("en", "p1", "Southport station is without power."),
    ("en", "p1", "The elevator at Elmwood station is out."),
    ("es", "p1", "El elevador no funciona en la estación Elmwood."),
    ("fr", "p1", "L'ascenseur de la station Elmwood est en panne."),
    ("en", "p1", "A power outage is reported in Rivermouth."),
    ("en", "p1", "412 Oak Street is without power."),
    ("en", "f1", "It said: “windows closed until”, but “open”."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "cited", "text"), HOLD)
def test_a_name_in_its_part_holds(language: str, cited: str, text: str):
    assert why_not(text, cited, language=language) == ""


@pytest.mark.parametrize(("language", "cited", "text"), FAIL)
def test_a_name_in_another_part_is_refused(language: str, cited: str, text: str):
    assert why_not(text, cited, language=language) != ""
