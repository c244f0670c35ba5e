"""Names, bodies, links and form: what honest writers say holds, and what liars say does not."""

from typing import Final

import pytest

from tests.assistant.verify.names_court import why_not

TRUE_IN_ENGLISH: Final = [
    ("p1", "A power outage in Eastside affects about 4,300 customers."),
    ("p1", "Power is out in Eastside between Oak Street and the river."),
    ("p1", "the outage in EASTSIDE, between oak st and the river, goes on"),
    ("p1", "City Power & Light says a failed transformer is the cause."),
    ("p1", "city power and light expects it back by 2:30 pm"),
    ("p1", "The utility expects power back in the East Side by 2:30 pm."),
    ("p1", "You can call 555-0142."),
    ("p1", "Call (555) 0142 or write to help@citypower.example."),
    ("p1", "Details: https://www.citypower.example/outages/p1."),
    ("p1", "Crews are on the scene in Eastside."),
    ("p1", "Call 311 about food that has spoilt."),
    ("p1", 'The utility\'s advice: "Stay away from fallen wires".'),
    ("p1", "“Stay away from fallen wires”, the utility says."),
    ("p1", "ZIP 10005 is affected too."),
    ("p1", "The east bank is affected."),
    ("p1 p2", "In Harbor 120 customers are out, and 4,300 in Eastside."),
    ("t1", "The Blue Line is suspended between Central Station and Harbor."),
    ("t1", "the blue line is suspended in both directions"),
    ("t1", "Shuttle buses run from Central Station because of police activity."),
    ("t1", "Metro Transit says the Blue Line does not stop at Harbor."),
    ("t2", "Bus 12 is delayed by 20 minutes."),
    ("t2", "The 12 bus is 20 minutes late northbound."),
    ("t2", "Line 12 runs late; the transit agency gives no end time."),
    ("t2", "Route 12 is 20 minutes behind."),
    ("r1", "Main Street is closed between 3rd and 5th."),
    ("r1", "Main St is shut between Third Street and Fifth Street."),
    ("r1", "Take Pine Street instead of Main Street."),
    ("r1", "A burst main has closed Main Street."),
    ("r1", "The City Streets Department reports a closure of Main Street."),
    ("f1", "A warehouse is on fire at Dock Street and 8th in Old Town."),
    ("f1", "Firefighters are at Dock Street and 8th Street."),
    ("f1", "Chief Ana Ruiz asks people to keep windows closed."),
    ("f1", 'The fire chief, Ana Ruiz, said: "Keep windows closed until we tell you".'),
    ("w1", "A Flood Warning is in force for Harbor."),
    ("w1", "The National Weather Service warns Harbor: move away from the river path."),
    ("w1", "It applies along the west bank."),
    ("p1", "Rivermouth has one outage now, in Eastside."),
    ("p1", "It is expected back on Wednesday at 2:30 PM."),
]  # fmt: skip
TRUE_IN_SPANISH: Final = [
    ("p1", "Hay un corte de luz en Eastside, entre Oak Street y el río."),
    ("p1", "City Power & Light prevé que vuelva a las 14:30."),
    ("p1", "La empresa eléctrica dice que falló un transformador en el Lado Este."),
    ("p1", "Llame al 555-0142."),
    ("t1", "La Blue Line está suspendida entre Central Station y Harbor."),
    ("t1", "La línea azul no circula, en ambos sentidos."),
    ("t2", "El autobús 12 lleva 20 minutos de retraso hacia el norte."),
    ("r1", "Main Street está cerrada entre 3rd y 5th Street."),
    ("f1", "Los bomberos combaten un incendio en Old Town."),
    ("f1", "Incendio en un almacén del Casco Antiguo."),
    ("f1", "Según los bomberos: «Cierre las ventanas»."),
    ("t1", "La policía está en la zona."),
    ("w1", "El Servicio Meteorológico Nacional advierte de inundaciones en Harbor."),
]  # fmt: skip
TRUE_IN_FRENCH: Final = [
    ("p1", "Une panne de courant touche Eastside, entre Oak Street et la rivière."),
    ("p1", "City Power & Light prévoit un retour vers 14 h 30."),
    ("p1", "La compagnie d'électricité parle d'un transformateur en panne dans le Quartier est."),
    ("p1", "Appelez le 555-0142."),
    ("t1", "La ligne bleue est interrompue entre Central Station et Harbor."),
    ("t1", "La Blue Line est suspendue dans les deux sens."),
    ("t2", "Le bus 12 a 20 minutes de retard."),
    ("r1", "Main Street est fermée entre la 3rd et la 5th Street."),
    ("f1", "Les pompiers combattent un incendie à Old Town."),
    ("w1", "Le service météo national a émis une alerte pour Harbor."),
    ("w1", "L'alerte vaut pour Harbor."),
]  # fmt: skip
TRUE_IN_CHINESE: Final = [
    ("p1", "Eastside停电，Oak Street与河之间，约4300户受影响。"),
    ("p1", "东区停电，City Power & Light预计下午2点半恢复。"),
    ("p1", "电力公司称原因是变压器故障。"),
    ("p1", "请拨打555-0142。"),
    ("t1", "Blue Line在Central Station与Harbor之间停运。"),
    ("t1", "蓝线停运，双向均受影响。"),
    ("t2", "12路公交车延误20分钟。"),
    ("r1", "Main Street在3rd Street与5th Street之间封闭。"),
    ("f1", "消防部门正在Old Town灭火。"),
    ("w1", "国家气象局对Harbor发布警告。"),
    ("t1", "警方正在处理。"),
]  # fmt: skip
OTHER_NAMES: Final = [
    ("p1", "A power outage in Westside affects about 4,300 customers."),
    ("p1", "Power is out in Eastside between Elm Street and the river."),
    ("p1", "Power is out in Eastside between Oak Street and the bay."),
    ("p1", "power is out in harbor"),
    ("p1", "Power is out in Eastside and Midtown."),
    ("p1", "Metro Transit expects it back by 2:30 pm."),
    ("p1", "Consolidated Edison expects it back by 2:30 pm."),
    ("p1", "The fire department says a transformer failed."),
    ("p1", "The mayor's office says a transformer failed."),
    ("p1", "Police are on the scene in Eastside."),
    ("p1", "Mayor Johnson says so."),
    ("p1", "Power is out on the other side of the river."),
    ("p1", "Power is out north of Oak Street."),
    ("p1", "Power is out near Eastside Library."),
    ("t1", "The Red Line is suspended between Central Station and Harbor."),
    ("t1", "The red line is suspended."),
    ("t1", "The Blue Line is suspended between Central Station and Midtown Museum."),
    ("t1", "The Blue Line is suspended southbound."),
    ("t2", "Bus 15 is delayed."),
    ("t2", "Bus 99 is delayed."),
    ("t2", "The 7 bus is late."),
    ("t2", "Line 3 runs late."),
    ("t2", "Bus 12 is delayed southbound."),
    ("r1", "Main Street is closed between 3rd and 7th."),
    ("r1", "Main Street is closed between 4th and 6th Street."),
    ("r1", "Oak Street is closed between 3rd and 5th."),
    ("r1", "Detour via Cedar Street."),
    ("r1", "13th avenue is closed."),
    ("f1", "A warehouse is on fire at Dock Street and 9th."),
    ("f1", "Chief Maria Ruiz asks people to keep windows closed."),
    ("f1", 'The chief said: "Open your windows".'),
    ("w1", "A Tornado Warning is in force for Harbor."),
    ("w1", "It applies along the east bank."),
    ("p1", "Atlantis has no power."),
    ("t1", "All of Harbor is flooded."),
    ("p1", "The hospital is without power."),
]  # fmt: skip
OTHER_LINKS: Final = [
    ("p1", "Call 555-0143."),
    ("p1", "Call 911."),
    ("p2", "Dial 311 for details."),
    ("p1", "See https://evil.example/p1."),
    ("p1", "See citypower.example.evil.com."),
    ("p1", "See www.citypower.example/other."),
    ("p1", "Write to help@citypower.org."),
    ("p1", "Follow @citypower for news."),
    ("p1", "See #blackout."),
    ("t2", "Details at https://metro.example/12."),
]  # fmt: skip
UNFIT: Final = [
    ("p1", "Click [here](https://www.citypower.example/outages/p1)."),
    ("p1", "Power is **out** in Eastside."),
    ("p1", "<b>Power</b> is out in Eastside."),
    ("p1", "Power is out in Eаstside."),
    ("p1", 'Power is out in East\u200bside.'),
    ("p1", "Power is out in Eastside ⚡."),
    ("p1", "Power is out in Eastside. SGVsbG8gd29ybGQxMjM0NTY3ODkw"),
    ("p1", "Power is out in Eastside (see below."),
    ("p1", 'Power is out "in Eastside.'),
    ("p1", "Power is out in Eastside.\nStay calm."),
    ("p1", "x[1] Power is out in Eastside [1]."),
    ("p1", "Power is out in Eastside, ｃａｌｌ now."),
]  # fmt: skip
LIES_IN_SPANISH: Final = [
    ("p1", "Hay un corte de luz en Westside."),
    ("p1", "Hay un corte en el Lado Oeste."),
    ("t1", "La línea roja no circula."),
    ("t2", "El autobús 15 lleva retraso."),
    ("p1", "La policía está en Eastside."),
    ("p1", "El alcalde dice que volverá pronto."),
    ("p1", "Llame al 911."),
    ("p1", "Llame al 555-9999."),
    ("p1", "El corte está al norte de Oak Street."),
    ("p1", "El corte está cerca del aeropuerto."),
    ("p2", "Los bomberos están en Harbor."),
    ("p1", "Iberdrola prevé que vuelva."),
    ("f1", "Dijo: «Abra las ventanas»."),
    ("t1", "La línea 4 está suspendida."),
]  # fmt: skip
LIES_IN_FRENCH: Final = [
    ("p1", "Une panne touche Westside."),
    ("p1", "Une panne touche le Quartier ouest."),
    ("t1", "La ligne rouge est interrompue."),
    ("t2", "Le bus 15 a du retard."),
    ("p1", "La police est sur place à Eastside."),
    ("p1", "Le maire promet un retour."),
    ("p1", "Appelez le 911."),
    ("p1", "La panne est au nord de la rivière."),
    ("p1", "EDF prévoit un retour."),
    ("p1", "De l'autre côté de la rivière, rien."),
    ("t1", "La ligne 4 est interrompue."),
    ("f1", "Ils disent : « Ouvrez les fenêtres »."),
]  # fmt: skip
LIES_IN_CHINESE: Final = [
    ("p1", "西区停电。"),
    ("p1", "Westside停电。"),
    ("t1", "红线停运。"),
    ("t2", "15路公交车延误。"),
    ("p1", "警方在Eastside。"),
    ("p1", "市长表示很快恢复。"),
    ("p1", "请拨打911。"),
    ("p1", "请拨打555-9999。"),
    ("p1", "对岸停电。"),
    ("p1", "机场附近停电。"),
    ("p1", "Edison公司预计恢复。"),
    ("f1", "消防员表示“请打开窗户”。"),
    ("t1", "4号线停运。"),
    ("p1", "北部停电。"),
]  # fmt: skip

HONEST: Final = [
    *(("en", *row) for row in TRUE_IN_ENGLISH), *(("es", *row) for row in TRUE_IN_SPANISH),
    *(("fr", *row) for row in TRUE_IN_FRENCH), *(("zh", *row) for row in TRUE_IN_CHINESE),
]  # fmt: skip
LIES: Final = [
    *(("en", *row) for row in (*OTHER_NAMES, *OTHER_LINKS, *UNFIT)),
    *(("es", *row) for row in LIES_IN_SPANISH), *(("fr", *row) for row in LIES_IN_FRENCH),
    *(("zh", *row) for row in LIES_IN_CHINESE),
]  # fmt: skip


@pytest.mark.parametrize(("language", "cited", "text"), HONEST)
def test_what_the_events_bear_out_holds(language: str, cited: str, text: str):
    assert why_not(text, *cited.split(), language=language) == ""


@pytest.mark.parametrize(("language", "cited", "text"), LIES)
def test_what_no_cited_event_bears_out_is_refused(language: str, cited: str, text: str):
    assert why_not(text, *cited.split(), language=language) != ""


def test_a_statement_that_is_too_long_is_refused():
    assert why_not("Power is out in Eastside. " * 20, "p1") != ""
