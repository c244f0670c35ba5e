"""Check that a question of another language is read as its English twin is."""

import sys
from types import FrameType

import pytest

from assistant.question import Question
from assistant.understand.glossary import to_english
from assistant.understand.language import language_of
from assistant.understand.pivot import Pivot
from tests.assistant.town import city, gazetteer
from tests.assistant.understand.twins import understood

SPANISH = (
    ("¿Se fue la luz en Eastside?", "is the power out in Eastside?"),
    ("hay luz en eastside", "is the power on in eastside"),
    ("¿Cuándo vuelve la luz en Harbor?", "when will the power be back in Harbor?"),
    ("ya volvio la luz en riverside?", "is the power back on in riverside?"),
    ("por que no hay luz en Midtown", "why is the power out in Midtown"),
    ("cuanta gente esta sin luz en westside", "how many people are without power in westside"),
    ("¿Hay apagones en el 10003?", "are there power outages in 10003?"),
    ("apagón en Eastside", "power outage in Eastside"),
    ("NO HAY AGUA EN HARBOR", "is the water out in harbor"),
    ("¿puedo tomar el agua en Riverside?", "can I drink the water in Riverside?"),
    ("el agua es potable en Harbor?", "is the water drinkable in Harbor?"),
    (
        "¿ya quitaron el aviso de hervir agua en Harbor?",
        "was the boil water notice in Harbor lifted?",
    ),
    ("¿cuándo regresa el agua en Old Town?", "when will the water be back in Old Town?"),
    ("no tengo internet en Uptown", "is the internet down in Uptown"),
    ("¿hay una fuga de gas en Elmwood?", "is there a gas leak in Elmwood?"),
    (
        "¿hay alguna fuga en el vecindario de Narnia?",
        "is there any leak in the neighborhood of Narnia?",
    ),
    ("donde esta el bus 12", "where is bus 12"),
    ("¿la línea azul está funcionando?", "is the blue line running?"),
    ("¿la linea roja tiene retraso?", "is the red line delayed?"),
    ("¿está abierto el Harbor Bridge?", "is the Harbor Bridge open?"),
    ("¿esta cerrada la calle Oak?", "is Oak Street closed?"),
    ("como esta el trafico en Main Street", "how is the traffic on Main Street"),
    ("hay trancon en el Harbor Bridge?", "is there a traffic jam on the Harbor Bridge?"),
    ("¿qué está pasando en Downtown?", "what is going on in Downtown?"),
    ("que paso en Chinatown", "what happened in Chinatown"),
    ("¿Sigue el incendio en Union Stadium?", "is the fire still burning at Union Stadium?"),
    (
        "¿qué debo hacer con la fuga de gas en Harbor?",
        "what should I do about the gas leak in Harbor?",
    ),
    ("¿cómo llego al aeropuerto?", "how do I get to the airport?"),
    ("¿hubo un apagón ayer en Eastside?", "was there a power outage yesterday in Eastside?"),
    ("va a llover mañana?", "will there be rain tomorrow?"),
    ("¿cómo está la calidad del aire en Westside?", "how is the air quality in Westside?"),
    ("hola", "hello"),
    ("muchas gracias", "thanks"),
    ("¿y en Westside?", "and in Westside?"),
    ("hay emergencias ahora?", "are there emergencies now?"),
    ("¿funciona el elevador en Central Station?", "is the elevator working at Central Station?"),
    (
        "¿cuánto falta para que vuelva la luz en Eastside?",
        "how long until the power is back in Eastside?",
    ),
    (
        "buenas tardes, ¿saben si ya regresó la luz en Pine Hill?",
        "is the power back on in Pine Hill?",
    ),
    ("oye no hay luz en mi casa", "is the power out in my house"),
    ("cuando va a volver la luz en el 10002 por favor", "when will the power be back in 10002"),
    (
        "¿Cuántos clientes están sin luz en Eastside?",
        "how many customers are without power in Eastside?",
    ),
    ("hasta cuando va a estar cerrada la calle Main", "until when is Main Street closed"),
    ("¿está retrasado el bus 42?", "is bus 42 delayed?"),
    ("¿a qué hora pasa el próximo bus 7?", "when is the next bus 7?"),
    ("¿por dónde viene el autobús 22?", "where is bus 22?"),
    ("el metro funciona?", "is the metro running?"),
    ("hay camiones a Southport hoy?", "are there buses to Southport today?"),
    ("es seguro salir en Ironworks?", "is it safe to go out in Ironworks?"),
    ("¿Puedo bañarme con el agua en Harbor?", "can I shower with the water in Harbor?"),
    ("el agua sale sucia en Midtown", "the water is dirty in Midtown"),
    ("¿Está cerrado el puente de Oak Street?", "is the Oak Street Bridge closed?"),
    (
        "¿los semáforos funcionan en Main con 5th?",
        "are the traffic lights working at Main and 5th?",
    ),
    ("¿hay obras en la avenida Springfield?", "is there road work on Springfield Avenue?"),
    ("se inundó la calle Oak?", "is Oak Street flooded?"),
    ("¿hay alerta de tornado?", "is there a tornado warning?"),
    ("huele a humo en Elmwood, hay incendio?", "smoke in Elmwood, is there a fire?"),
    ("qué hago si no hay agua en Harbor", "what should I do without water in Harbor"),
    ("¿la orden de evacuación sigue en Seaview?", "is the evacuation still in Seaview?"),
    ("avísame cuando vuelva la luz en Eastside", "tell me when the power is back in Eastside"),
    ("quiero reportar una fuga de agua", "i want to report a water leak"),
    ("quien eres", "who are you"),
    ("y el agua?", "and the water?"),
    ("¿qué tal el tráfico?", "how is the traffic?"),
    (
        "¿hay problemas esta noche en la línea verde?",
        "are there problems tonight on the green line?",
    ),
    (
        "cómo me voy al trabajo si el metro está cerrado",
        "how do i get to work if the metro is closed",
    ),
    ("que tan malo es el aire en Uptown?", "how bad is the air in Uptown?"),
    ("la luz en Eastside ya está bien?", "is the power in Eastside ok now?"),
    ("cuantos apagones hubo esta semana", "how many power outages were there this week"),
    (
        "se me fue la luz, ¿es solo en mi casa o en todo el barrio?",
        "is the power out, is it only in my house or all the neighborhood?",
    ),
    ("¿A qué se debe el apagón en Westside?", "why is the power out in Westside?"),
    ("hay guaguas para el aeropuerto?", "are there buses to the airport?"),
    ("¿el colectivo 7 viene demorado?", "is bus 7 delayed?"),
    ("cuál es la línea más rápida a Midtown", "which is the fastest line to Midtown"),
    (
        "el elevador de Harbor Ferry Terminal no sirve",
        "the elevator at Harbor Ferry Terminal is not working",
    ),
    ("¿Ya se puede tomar agua de la llave en Riverside?", "can I drink tap water in Riverside?"),
    (
        "me dijeron que ya quitaron la alerta de agua en Harbor, ¿es cierto?",
        "was the boil water notice in Harbor lifted?",
    ),
    ("¿hay clases mañana?", "are there classes tomorrow?"),
    ("cuantos buses hay en la ruta 12 ahora", "how many buses are there on route 12 now"),
    ("donde viene el bus 12", "where is bus 12"),
    (
        "hay algún corte de agua programado para mañana en Eastside",
        "is there any water outage planned for tomorrow in Eastside",
    ),
    ("¿Qué calles están cerradas en Downtown?", "which streets are closed in Downtown?"),
    ("a cuanto va el trafico en Harbor Bridge", "how is the traffic on Harbor Bridge"),
    ("¿cuántos grados hace?", "how many degrees is it?"),
    ("qué tan rápido va el tráfico en Main Street", "how slow is traffic on Main Street"),
    ("esta prendida la luz en Eastside", "is the power on in Eastside"),
    ("Hay fuego por el estadio todavía?", "is there still fire near the stadium?"),
    ("¿Es peligroso el humo en Elmwood?", "is the smoke dangerous in Elmwood?"),
    ("dónde hay un refugio", "where is a shelter"),
)

FRENCH = (
    ("Y a-t-il une panne de courant à Eastside ?", "is there a power outage in Eastside?"),
    ("est-ce qu'il y a du courant à Harbor", "is the power on in Harbor"),
    (
        "Quand est-ce que le courant revient à Eastside ?",
        "when will the power be back in Eastside?",
    ),
    ("pourquoi il n'y a pas de courant à Midtown", "why is the power out in Midtown"),
    ("L'eau est-elle potable à Riverside ?", "is the water safe to drink in Riverside?"),
    ("on peut boire l'eau à Harbor ?", "can we drink the water in Harbor?"),
    ("coupure d'eau à Old Town", "water outage in Old Town"),
    ("Qu'est-ce qui se passe à Downtown ?", "what is going on in Downtown?"),
    ("où est le bus 12", "where is bus 12"),
    ("La ligne bleue est-elle en panne ?", "is the blue line down?"),
    ("y a-t-il des retards sur la ligne rouge", "are there delays on the red line"),
    ("est-ce que le Harbor Bridge est ouvert ?", "is the Harbor Bridge open?"),
    ("Le Harbor Bridge est-il fermé ?", "is the Harbor Bridge closed?"),
    ("y a t il une fuite de gaz à Elmwood", "is there a gas leak in Elmwood"),
    (
        "combien de foyers sont sans courant à Eastside",
        "how many customers are without power in Eastside",
    ),
    ("comment aller à l'aéroport ?", "how do I get to the airport?"),
    (
        "que dois-je faire pour la fuite de gaz à Harbor",
        "what should I do about the gas leak in Harbor",
    ),
    (
        "y a-t-il eu une panne de courant hier à Eastside",
        "was there a power outage yesterday in Eastside",
    ),
    ("bonjour", "hello"),
    ("merci beaucoup", "thanks"),
    (
        "Y a-t-il une fuite dans le quartier de Narnia ?",
        "is there a leak in the neighborhood of Narnia?",
    ),
    (
        "l'incendie brûle encore près de Union Stadium ?",
        "is the fire still burning near Union Stadium?",
    ),
    (
        "salut, vous savez si le courant est revenu à Pine Hill ?",
        "is the power back on in Pine Hill?",
    ),
    ("pas de courant chez moi", "is the power out in my house"),
    ("ça revient quand l'électricité à Eastside", "when will the power be back in Eastside"),
    ("Le bus 42 est en retard ?", "is bus 42 late?"),
    ("le métro fonctionne-t-il ?", "is the metro running?"),
    ("A quelle heure passe le prochain bus 7 ?", "when is the next bus 7?"),
    ("la rue Oak est-elle fermée ?", "is Oak Street closed?"),
    ("comment est la circulation sur Main Street ?", "how is the traffic on Main Street?"),
    ("L'avis d'ébullition est-il levé à Harbor ?", "is the boil water notice in Harbor lifted?"),
    ("combien de pannes cette semaine", "how many outages this week"),
    ("est-ce que c'est dangereux de sortir à Ironworks", "is it dangerous to go out in Ironworks"),
    ("il y a eu quoi hier soir à Downtown", "what happened last night in Downtown"),
    ("Internet est coupé à Uptown ?", "is the internet down in Uptown?"),
    ("va-t-il pleuvoir demain ?", "will there be rain tomorrow?"),
    ("l'ascenseur de Central Station marche ?", "is the elevator at Central Station working?"),
    ("et l'eau ?", "and the water?"),
    ("qui êtes-vous ?", "who are you?"),
    ("y a-t-il encore une panne à Eastside", "is there still an outage in Eastside"),
    ("des travaux sur Springfield Avenue ?", "road work on Springfield Avenue?"),
    ("quelles rues sont fermées à Downtown", "which streets are closed in Downtown"),
    ("combien de bus sur la ligne 12 maintenant", "how many buses on line 12 now"),
    ("il fait combien de degrés", "how many degrees is it"),
    ("y'a-t-il un incendie près du stade ?", "is there a fire near the stadium?"),
    ("La panne est-elle réparée à Eastside ?", "is the outage fixed in Eastside?"),
    ("jusqu'à quand le pont Harbor Bridge est fermé", "until when is Harbor Bridge closed"),
    ("y a plus de wifi à la bibliothèque", "is the wifi out at the library"),
    ("est-ce que je peux me doucher avec l'eau à Harbor", "can I shower with the water in Harbor"),
    ("Le métro roule-t-il ce soir ?", "is the metro running tonight?"),
    ("où y a-t-il des pannes ?", "where are there outages?"),
    ("c'est quoi le problème sur la ligne bleue", "what is the problem on the blue line"),
    ("des coupures prévues demain à Uptown ?", "outages planned tomorrow in Uptown?"),
)

CHINESE = (
    ("Eastside停电了吗", "is the power out in Eastside"),
    ("Eastside停電了嗎？", "is the power out in Eastside"),
    ("东区停电了吗？", "is the power out in Eastside?"),
    ("Harbor什么时候恢复供电", "when will the power be back in Harbor"),
    ("港口的水能喝吗", "is the water safe to drink in Harbor"),
    ("Riverside停水了吗", "is the water out in Riverside"),
    ("为什么Midtown停电", "why is the power out in Midtown"),
    ("唐人街发生了什么事", "what is going on in Chinatown"),
    ("12路公交车在哪里", "where is bus 12"),
    ("蓝线晚点了吗", "is the blue line delayed"),
    ("蓝线停运了吗", "is the blue line suspended"),
    ("Harbor Bridge堵吗", "how is the traffic on Harbor Bridge"),
    ("海港大桥关了吗", "is Harbor Bridge closed"),
    ("多少户停电 Eastside", "how many customers are without power Eastside"),
    ("怎么去机场", "how do i get to the airport"),
    ("Union Stadium还在着火吗", "is the fire still burning at Union Stadium"),
    ("昨天Eastside停电了吗", "was the power out yesterday in Eastside"),
    ("你好", "hello"),
    ("谢谢", "thanks"),
    ("我家附近有煤气泄漏吗", "is there a gas leak near me"),
    ("空气质量怎么样 Westside", "how is the air quality Westside"),
    ("纳尼亚停电了吗", "is the power out in 纳尼亚"),
    ("那Westside呢", "what about Westside"),
    ("请问Pine Hill来电了吗", "is the power back on in Pine Hill"),
    ("我家停电了", "is the power out in my house"),
    ("Eastside的电什么时候恢复", "when will the power in Eastside be back"),
    ("10002什么时候来水", "when will the water be back in 10002"),
    ("42路公交晚点吗", "is bus 42 delayed"),
    ("下一班7路车什么时候来", "when is the next bus 7"),
    ("地铁正常吗", "is the metro running normal"),
    ("Oak Street封路了吗", "is Oak Street closed"),
    ("Main Street路况怎么样", "how is the traffic on Main Street"),
    ("Harbor的煮水通知解除了吗", "is the boil water notice in Harbor lifted"),
    ("今晚Downtown有什么事", "what is going on tonight in Downtown"),
    ("Ironworks安全吗", "is it safe in Ironworks"),
    ("Uptown断网了吗", "is the internet down in Uptown"),
    ("明天会下雨吗", "will it rain tomorrow"),
    ("中央车站的电梯坏了吗", "is the elevator at Central Station broken"),
    ("水呢", "what about the water"),
    ("你是谁", "who are you"),
    ("红线现在在哪里", "where is the red line now"),
    ("Eastside还在停电吗", "is the power still out in Eastside"),
    ("停电影响多少人 Eastside", "how many people are affected by the power outage Eastside"),
    ("Harbor Bridge什么时候重新开放", "when will Harbor Bridge be back open"),
    ("Harbor煤气泄漏我该怎么办", "what should i do about the gas leak in Harbor"),
    ("机场附近有火灾吗", "is there a fire near the airport"),
    ("昨天Westside发生了什么", "what happened yesterday in Westside"),
    ("哪些路封了", "which roads are closed"),
    ("12号线路现在有几辆车", "how many buses on line 12 now"),
    ("现在多少度", "how many degrees now"),
    ("体育场附近还有火吗", "is there still fire near the stadium"),
    ("Harbor Bridge要关到什么时候", "until when is Harbor Bridge closed"),
    ("今晚地铁还开吗", "is the metro still open tonight"),
    ("明天Uptown有计划停电吗", "is there a planned power outage tomorrow in Uptown"),
    ("蓝线出什么问题了", "what is the problem on the blue line"),
    ("我要举报煤气泄漏", "i want to report a gas leak"),
    ("来电了告诉我", "tell me when the power is back"),
    ("这里的水可以给宝宝喝吗", "is the water here safe for baby to drink"),
)


@pytest.mark.parametrize(("asked", "twin"), SPANISH)
def test_spanish_is_read_as_its_english_twin(asked: str, twin: str) -> None:
    assert understood(asked, "es") == understood(twin, "en")


@pytest.mark.parametrize(("asked", "twin"), FRENCH)
def test_french_is_read_as_its_english_twin(asked: str, twin: str) -> None:
    assert understood(asked, "fr") == understood(twin, "en")


@pytest.mark.parametrize(("asked", "twin"), CHINESE)
def test_chinese_is_read_as_its_english_twin(asked: str, twin: str) -> None:
    assert understood(asked, "zh") == understood(twin, "en")


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        *((asked, "es") for asked, _ in SPANISH),
        *((asked, "fr") for asked, _ in FRENCH),
        *((asked, "zh") for asked, _ in CHINESE),
    ],
)
def test_its_language_is_told_from_the_question_alone(asked: str, language: str) -> None:
    assert language_of(asked, city().languages) == language


@pytest.mark.parametrize(
    ("asked", "english"),
    [
        ("¿Cuándo vuelve la luz en Pine Hill?", "when will the power in Pine Hill be back?"),
        ("apagom en eastside", "power outage in eastside"),
        ("hay algo en el distrito del estadio", "is there anything in the distrito del estadio"),
        ("la calle 24 con Valencia", "24th street and Valencia"),
        ("linea doce", "line 12"),
        ("qué calles están cerradas", "what street is closed"),
    ],
)
def test_a_spanish_question_becomes_english_words(asked: str, english: str) -> None:
    names = [(m.start, m.end) for m in gazetteer().find(asked, strict=True)]
    assert to_english(asked, "es", names) == english


def test_a_name_of_the_city_is_no_misspelt_word() -> None:
    asked = Question(text="madison avenue est fermee ?")
    assert Pivot(city(), gazetteer()).read(asked, "fr").text == "is madison avenue closed?"
    assert to_english("rien à la maisom", "fr") == "nothing in my house"


def _calls(text: str, language: str) -> int:
    """Count the calls that putting a message into English takes, whatever the machine's pace."""
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    to_english(text, language)  # what is read but once is not counted
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        to_english(text, language)
    finally:
        sys.setprofile(before)
    return counted


@pytest.mark.parametrize(
    ("phrase", "language"),
    [
        ("cuándo vuelve la luz en Eastside y hay agua y sigue el apagón ", "es"),
        ("quand revient le courant à Harbor et y a-t-il encore de l'eau ", "fr"),
        ("昨天", "zh"),
    ],
)
def test_twice_as_long_a_message_takes_about_twice_the_work(phrase: str, language: str) -> None:
    half = 1000 // len(phrase)
    assert _calls(phrase * 2 * half, language) < 3 * _calls(phrase * half, language)


def test_english_and_an_unknown_language_stay_as_they_are() -> None:
    assert to_english("Ist der Strom weg?", "de") == "Ist der Strom weg?"
    assert to_english("is la power out", "en") == "is la power out"
