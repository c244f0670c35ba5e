"""Read Spanish answers as a neighbour would hear them: agreement, articles, hours and numbers."""

from datetime import datetime, timedelta

import pytest

from assistant.phrases import phrases
from assistant.question import Channel
from assistant.saying import Saying
from tests.assistant import anomalies, fleet, stories
from tests.assistant.town import NEW_YORK, NOW, Town, ago, city, event

SPANISH = phrases("es")
SAYING = Saying(SPANISH, city(), NOW)
STORIES = Town(
    stories.OUTAGE, stories.BOIL, stories.RED_OVER, stories.BLUE_LATE, stories.MAIN_CLOSED,
    stories.PLANNED, seen=fleet.FLEET,
)  # fmt: skip
MEASURED = Town(
    anomalies.BUS_LATE, anomalies.BUS_STOPPED, anomalies.GAP, anomalies.JAM,
    anomalies.HOT, anomalies.GAS_SMELT, anomalies.BUSY,
)  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        (
            "¿Se fue la luz en Eastside?",
            "Sí. Se reporta un corte de luz en Eastside desde las 10:32 am; hay 4,300 clientes "
            "afectados [1].",
        ),
        ("¿ya volvió la luz en Eastside?", "No. Se reporta un corte de luz en Eastside"),
        (
            "cuando vuelve la luz en eastside",
            "City Power & Light espera restablecer el servicio para las 2:30 pm; es una "
            "estimación; antes era para la 1:30 pm [1].",
        ),
        (
            "se puede tomar el agua en harbor?",
            "No. Hay un aviso de hervir el agua en vigor en Harbor desde ayer a las 6:05 pm [1].",
        ),
        (
            "ya funciona la linea roja?",
            "Sí. La suspensión del servicio en la Red Line terminó a las 9:48 am [1].",
        ),
        (
            "¿la línea azul tiene retraso?",
            "Sí. La Blue Line lleva 15 minutos de retraso desde las 10:32 am",
        ),
        ("¿está abierta Main Street?", "No. Hay un cierre en Main Street (en Downtown) desde"),
        (
            "hay fuga de gas en uptown?",
            "No se reporta ninguna fuga de gas en Uptown, según los datos de las 11:05 am. La "
            "última señal de City Gas llegó hace 20 segundos",
        ),
        (
            "donde esta el bus 12",
            "Un autobús de la línea 12 estaba en la parada Oak Street hace 20 segundos, con rumbo "
            "a Central Station, con 4 minutos de retraso [1].",
        ),
        ("hay luz en springfield?", '¿A qué lugar se refiere con "springfield": Springfield Park'),
        ("hay luz en narnia?", 'No conozco ningún lugar llamado "narnia" en Rivermouth.'),
        ("gracias", "De nada."),
    ],
)  # fmt: skip
def test_a_spanish_answer_reads_well(asked: str, begins: str) -> None:
    STORIES.session_id = None
    assert STORIES.ask(asked).text.startswith(begins)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("¿cómo está el tráfico en Main Street?", "El tráfico en Main Street va a 9 km/h en lugar"),
        (
            "¿el bus 12 tiene retraso?",
            "Hubo una espera de 25 minutos entre los autobuses de la línea 12, cuando lo normal "
            "es de 10 minutos",
        ),
        ("¿hay fuga de gas en Eastside?", "hay reportes de 4 vecinos sobre un olor a gas"),
        (
            "¿cuántos grados hace en Riverside?",
            "La temperatura en Riverside es de 36 °C; no baja de 35 °C desde las 10:50 am",
        ),
    ],
)
def test_what_is_only_measured_reads_well(asked: str, says: str) -> None:
    MEASURED.session_id = None
    assert says in MEASURED.ask(asked).text


def test_a_text_message_fits_and_says_what_matters() -> None:
    STORIES.session_id = None
    told = STORIES.ask("se fue la luz en eastside", channel=Channel.SMS).text
    assert len(told) <= 160
    assert told.startswith("Sí. Eastside: corte de luz desde las 10:32 am, 4,300 clientes.")


def test_who_is_silent_is_named_with_its_number() -> None:
    town = Town(silent=["city-power"], since=ago(44))
    assert town.ask("¿hay luz en Westside?").text == (
        "Ahora no puedo saberlo. No llegan datos de City Power & Light desde las 10:21 am, así que "
        "podría haber un corte de luz en Westside sin que yo lo sepa. Su teléfono es 555-0142."
    )


@pytest.mark.parametrize(
    ("instant", "plain", "at", "of"),
    [
        (NOW, "las 11:05 am", "a las 11:05 am", "de las 11:05 am"),
        (NOW + timedelta(hours=2), "la 1:05 pm", "a la 1:05 pm", "de la 1:05 pm"),
        (
            NOW + timedelta(days=1, hours=7), "mañana a las 6:05 pm", "mañana a las 6:05 pm",
            "de mañana a las 6:05 pm",
        ),
        (
            NOW + timedelta(days=2), "el viernes a las 11:05 am", "el viernes a las 11:05 am",
            "del viernes a las 11:05 am",
        ),
        (
            datetime(2026, 4, 3, 1, tzinfo=NEW_YORK), "el 3 de abril a la 1 am",
            "el 3 de abril a la 1 am", "del 3 de abril a la 1 am",
        ),
    ],
)  # fmt: skip
def test_an_instant_has_its_article_and_merges_with_de(
    instant: datetime, plain: str, at: str, of: str
) -> None:
    said = SAYING.moment(instant)
    assert (str(said), said.form("at"), said.form("of")) == (plain, at, of)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("fire", "El incendio en Harbor fue cancelado por su fuente a las 10:32 am"),
        ("gas_leak", "La fuga de gas en Harbor fue cancelada por su fuente a las 10:32 am"),
    ],
)
def test_what_is_cancelled_agrees_with_its_noun(kind: str, said: str) -> None:
    family = "emergency" if kind == "fire" else "infrastructure"
    source = "emergency-management" if kind == "fire" else "city-gas"
    gone = event(family, "C-1", kind, source=source, area="Harbor", message_type="cancel")
    asked = "¿hay incendio en Harbor?" if kind == "fire" else "¿hay fuga de gas en Harbor?"
    assert said in Town(gone).ask(asked).text


def test_no_phrase_puts_two_words_where_spanish_has_one() -> None:
    town = Town(stories.OUTAGE, stories.BLUE_LATE, stories.MAIN_CLOSED, seen=fleet.FLEET)
    for asked in ("¿qué está pasando?", "¿dónde está el bus 12?", "¿qué pasa en Downtown?"):
        told = f" {town.ask(asked).text} ".lower()
        assert not [wrong for wrong in (" de el ", " a el ", " en en ", "..") if wrong in told]
