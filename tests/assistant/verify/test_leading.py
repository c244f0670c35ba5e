"""A model's Yes or No, and its citation marks, are taken off; a contrary one is refused."""

import pytest

from assistant.verify.leading import check_lead, opened


@pytest.mark.parametrize(
    ("language", "text", "rest", "affirms"),
    [
        ("en", "Yes, power is out in Eastside [1].", "Power is out in Eastside.", True),
        ("en", "Yes. Power is out in Eastside.", "Power is out in Eastside.", True),
        ("en", "No — it is not over.", "It is not over.", False),
        ("en", "Not yet: it is still out.", "It is still out.", False),
        ("en", "Northbound trains are late.", "Northbound trains are late.", None),
        ("en", "No trains run.", "No trains run.", None),
        ("en", "Yes", "", True),
        ("es", "Sí, hay un corte en Eastside [1][2].", "Hay un corte en Eastside.", True),
        ("es", "No. Sigue sin luz.", "Sigue sin luz.", False),
        ("es", "No hay luz en Eastside.", "No hay luz en Eastside.", None),
        ("fr", "Oui, une panne est signalée.", "Une panne est signalée.", True),
        ("fr", "Non. Le courant est coupé.", "Le courant est coupé.", False),
        ("zh", "是的，Eastside停电了。", "Eastside停电了。", True),
        ("zh", "没有。还在停电【1】。", "还在停电。", False),
        ("zh", "没有电的地区是Eastside。", "没有电的地区是Eastside。", None),
    ],
)
def test_what_stands_before_is_taken_off(language: str, text: str, rest: str, affirms: bool | None):
    opening = opened(text, language)
    assert (opening.text, opening.affirms) == (rest, affirms)


def test_a_lead_that_says_the_contrary_is_refused():
    yes = opened("Yes. Power is out.", "en")
    assert [one.held for one in check_lead(yes, affirms=False)] == [False]
    assert [one.held for one in check_lead(yes, affirms=True)] == [True]
    assert check_lead(yes, affirms=None) == []
    assert check_lead(opened("Power is out.", "en"), affirms=False) == []
