"""What an honest Spanish writer says of events holds; what changes a fact does not."""

import pytest

from tests.assistant.verify.judging import judged

HONEST = {
    "outage": [
        "No hay luz en Eastside desde las 10:32.",
        "En Eastside se fue la luz a las 10:32.",
        "Desde las 10:32, Eastside está sin electricidad, informa City Power & Light.",
        "El apagón en Eastside empezó a las 10:32.",
        "Hay un corte de luz en Eastside desde las 10:32 de la mañana.",
        "Hay 4.300 clientes afectados.",
        "El corte afecta a 4.300 clientes.",
        "City Power & Light espera que se arregle hacia las 14:30.",
        "Se calcula que el servicio volverá a las 14:30.",
        "El servicio debería volver a las 14:30, según la estimación de City Power & Light.",
        "La hora estimada de regreso es las 14:30.",
        "Todavía no se ha restablecido la luz.",
        "La causa es un transformador averiado.",
        "El corte se debe a un transformador averiado.",
        "Según City Power & Light, la causa es un transformador averiado.",
        "No se espera que vuelva antes de las 14:30.",
    ],
    "delay": [
        "La Blue Line tiene un retraso de 20 minutos.",
        "La Blue Line lleva 20 minutos de retraso.",
        "La Blue Line circula con 20 minutos de retraso.",
        "De momento no hay hora de fin.",
        "Todavía no se sabe cuándo terminará.",
    ],
    "ended": [
        "La luz volvió en Eastside.",
        "El corte de luz en Eastside terminó.",
        "Ya terminó el corte de luz en Eastside.",
        "Se restableció la luz en Eastside.",
    ],
    "overdue": ["Se esperaba que terminara a las 10:45, pero no está confirmado."],
    "endless": ["City Power & Light no ha dado una hora de fin.", "No se indica la causa."],
    "planned": ["Hay obras previstas en Main Street a partir de las 22:00."],
    "closed": [
        "Main Street está cerrada desde las 10:32.",
        "Main Street se cerró a las 10:32 y sigue cerrada.",
        "Main Street está cerrada debido a la rotura de una tubería de agua.",
    ],
    "suspended": [
        "El servicio de la Blue Line está suspendido desde las 10:32.",
        "No hay trenes en la Blue Line desde las 10:32.",
    ],
    "boil": ["No beba el agua del grifo.", "El aviso sigue vigente en Eastside desde las 10:32."],
    "fire": ["Hay un incendio en Eastside desde las 10:32."],
}
LIES = {
    "outage": [
        "La luz volvió en Eastside.",
        "Ya hay luz en Eastside.",
        "El corte terminó.",
        "El corte ya está resuelto.",
        "Se restableció el servicio a las 10:50.",
        "Todo está bien.",
        "Ya terminó todo.",
        "Todo se ha restablecido en Eastside.",
        "Volverá a las 14:30.",
        "Está en vigor hasta las 14:30.",
        "Con certeza volverá hacia las 14:30.",
        "La luz volverá seguro hacia las 14:30.",
        "No hay heridos.",
        "Nadie resultó herido.",
        "No hay otros cortes.",
        "No hay peligro para el público.",
        "No hace falta hacer nada.",
        "No hay clientes afectados.",
        "City Power & Light no ha dado una hora de fin.",
        "No se indica la causa.",
        "Se debe a una explosión de gas.",
        "El corte se debe a una tormenta.",
        "La causa es un sabotaje.",
        "Es un corte grave.",
        "El corte es leve.",
        "Hay un gran apagón.",
        "Hay equipos reparando el transformador.",
        "Las escuelas de Eastside cerrarán antes.",
        "Los vecinos oyeron una explosión.",
        "Es lo peor en años.",
        "La policía detuvo a un sospechoso.",
        "El alcalde ha pedido calma.",
        "Evite Eastside.",
        "Hay mucho tráfico.",
        "No hay agua en Eastside.",
        "Main Street está cerrada.",
        "Power is out in Eastside.",
        "Hay un corte de luz previsto en Eastside a partir de las 14:30.",
        "El agua es segura para beber.",
        "City Power & Light pide disculpas por las molestias.",
    ],
    "delay": [
        "La Blue Line circula con normalidad.",
        "La Blue Line está suspendida.",
        "No hay trenes en la Blue Line.",
        "La Blue Line no tiene retraso.",
    ],
    "ended": [
        "No hay luz en Eastside.",
        "Hay un corte de luz en Eastside.",
        "Hay 800 clientes afectados.",
    ],
    "overdue": ["Se espera que termine a las 10:45.", "El corte terminó a las 10:45."],
    "endless": ["Volverá pronto.", "Se espera que vuelva pronto."],
    "planned": ["Main Street está cerrada.", "Hay obras en Main Street desde las 22:00."],
    "closed": ["Main Street está abierta.", "Main Street reabrió."],
    "suspended": ["La Blue Line funciona.", "Los trenes de la Blue Line volvieron a circular."],
    "boil": ["El agua es potable.", "Beba el agua del grifo.", "El aviso se levantó."],
    "fire": ["El incendio terminó.", "Nadie resultó herido."],
}


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, all_ in HONEST.items() for t in all_])
def test_an_honest_sentence_holds(name: str, text: str) -> None:
    assert judged(text, "es", name) == []


@pytest.mark.parametrize(("name", "text"), [(n, t) for n, all_ in LIES.items() for t in all_])
def test_a_sentence_that_changes_a_fact_does_not_hold(name: str, text: str) -> None:
    assert judged(text, "es", name)
