"""Figures of a statement hold where an event has them, in its unit, its role and on its day."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verify.figures.check import check
from tests.assistant.town import ago, event, index
from tests.assistant.verify.scene import court, delay, failed, outage

HONEST = {
    "en": [
        "The power has been out since 10:32 am; 4,300 customers are affected.",
        "About 4,000 customers lost power around half past ten.",
        "Power went out at 10:32 this morning and is expected back by 2:30 pm.",
        "It should return by 14:30, which is in about three and a half hours.",
        "Around four thousand three hundred customers are without power.",
        "More than 4,000 customers are affected.",
        "At least 4,300 customers are affected.",
        "Nearly 4,400 customers are affected.",
        "Two feeders are out.",
        "It has been out for 33 minutes.",
        "It began 33 minutes ago.",
        "City Power reported it at 10:50 am.",
        "Power is expected back this afternoon by half past two.",
        "It began today, Wednesday, March 4.",
        "The estimate is 2:30 p.m. on Wednesday.",
        "Power went out at 10:32 and is still out.",
        "In force since 10:32: no power in Eastside.",
        "The supply was cut at 10:32 am, 33 minutes ago.",
    ],
    "es": [
        "No hay luz desde las 10:32; hay 4.300 clientes afectados.",
        "Se espera que vuelva hacia las 14:30, dentro de unas tres horas y media.",
        "Más de 4.000 clientes están sin luz.",
        "Hay unos 4.000 clientes afectados desde esta mañana.",
        "El corte empezó hace 33 minutos.",
        "Se prevé que vuelva a las 2:30 de la tarde.",
        "El corte empezó hoy, miércoles 4 de marzo.",
        "Se espera para las dos y media de la tarde.",
        "Se calcula que el servicio volverá a las 2:30 de la tarde.",
        "La luz se cortó a las 10:32 a. m. y sigue cortada.",
        "City Power & Light no ha dado una hora de inicio.",
    ],
    "fr": [
        "Le courant est coupé depuis 10 h 32 ; 4 300 clients sont touchés.",
        "Le retour est attendu vers 14h30, dans environ trois heures et demie.",
        "Plus de 4 000 clients sont touchés.",
        "Environ 4 000 clients sont touchés depuis ce matin.",
        "Le courant a été coupé à 10h32 et le reste.",
        "Cela devrait se terminer d'ici environ 3 h 25 min.",
        "Selon la compagnie, à peu près 4 000 clients sont touchés.",
        "La panne a commencé il y a 33 minutes.",
        "Le retour est prévu pour 14 h 30 aujourd'hui, mercredi 4 mars.",
    ],
    "zh": [
        "上午10:32起停电，影响约4300户。",
        "预计下午2点半恢复。",
        "自上午10点32分起，4,300户受到影响。",
        "超过4000户停电。",
        "停电始于33分钟前。",
        "预计今天14:30前恢复。",
        "约四千三百户受影响。",
        "预计大约3个半小时后恢复。",
        "受影响的用户有超过4000户。",
    ],
}
LIES = {
    "en": [
        "The power has been out since 10:23 am.",
        "The power has been out since 2:30 pm.",
        "Power is expected back by 10:32 am.",
        "Power is expected back by 2:40 pm.",
        "Power is expected back by 14:03.",
        "4,800 customers are affected.",
        "430 customers are affected.",
        "4,300 people are affected.",
        "4,300 homes are affected.",
        "Fewer than 4,000 customers are affected.",
        "More than 9,000 customers are affected.",
        "Five thousand customers are affected.",
        "About 6,000 customers are affected.",
        "Three feeders are out.",
        "It began two hours ago.",
        "It should be back in ten minutes.",
        "It should be back tomorrow.",
        "It began yesterday at 10:32 am.",
        "Power is expected back by 2:30 am.",
        "It will last all day.",
        "Most of the customers are affected.",
        "It is the worst outage this year.",
        "Power should be back by 10:50 am.",
        "It will be back on Friday by 2:30 pm.",
        "It began on March 3.",
        "The outage is 20 km wide.",
        "It costs $4,300.",
        "Crews expect to finish by half past three.",
        "Power went out at 2:30 pm.",
        "Power went out at 10:50 am.",
        "It went out around eighteen seconds ago.",
    ],
    "es": [
        "No hay luz desde las 10:23.",
        "Se espera que vuelva hacia las 15:30.",
        "Hay 4.800 clientes afectados.",
        "Hay 4.300 personas afectadas.",
        "Más de 9.000 clientes están sin luz.",
        "El corte empezó hace dos horas.",
        "Vuelve mañana a las 14:30.",
        "El corte empezó el 3 de marzo.",
        "Se espera para las tres y media de la tarde.",
        "Hay cinco mil clientes afectados.",
        "Hay 4,300 mil clientes afectados.",
        "Menos de 708 clientes están sin luz.",
        "La luz se cortó a las 14:30.",
    ],
    "fr": [
        "Le courant est coupé depuis 10 h 23.",
        "Le retour est attendu vers 15h30.",
        "4 800 clients sont touchés.",
        "4 300 personnes sont touchées.",
        "Le retour est prévu demain à 14 h 30.",
        "La panne a commencé il y a deux heures.",
        "Moins de 4 000 clients sont touchés.",
        "La panne a commencé le 3 mars.",
        "La panne a été signalée à 14 h 30.",
        "Cinq mille clients sont touchés.",
    ],
    "zh": [
        "上午10:23起停电。",
        "预计下午3点半恢复。",
        "4800户受到影响。",
        "4300人受到影响。",
        "停电始于两小时前。",
        "预计明天14:30恢复。",
        "五千户受影响。",
        "超过9000户停电。",
    ],
}


@pytest.mark.parametrize(
    ("language", "text"), [(tag, text) for tag, texts in HONEST.items() for text in texts]
)
def test_what_the_event_has_holds(language: str, text: str):
    assert failed(check(text, court(language, outage()))) == []


@pytest.mark.parametrize(
    ("language", "text"), [(tag, text) for tag, texts in LIES.items() for text in texts]
)
def test_what_no_event_has_is_refused(language: str, text: str):
    assert failed(check(text, court(language, outage()))) != []


@pytest.mark.parametrize(
    ("language", "honest", "lie"),
    [
        ("en", "The Blue Line is 20 minutes late.", "The Blue Line is 25 minutes late."),
        ("en", "Trains are delayed by twenty minutes.", "Trains are delayed by two hours."),
        ("en", "Expect delays of up to 20 minutes.", "Expect delays of up to 40 minutes."),
        ("es", "La línea lleva 20 minutos de retraso.", "La línea lleva 25 minutos de retraso."),
        ("fr", "La ligne a 20 minutes de retard.", "La ligne a 25 minutes de retard."),
        ("fr", "La ligne a vingt minutes de retard.", "La ligne a trente minutes de retard."),
        ("zh", "蓝线晚点20分钟。", "蓝线晚点25分钟。"),
        ("zh", "蓝线延误二十分钟。", "蓝线延误三十分钟。"),
    ],
)
def test_a_delay_is_told_as_it_is(language: str, honest: str, lie: str):
    assert failed(check(honest, court(language, delay()))) == []
    assert failed(check(lie, court(language, delay()))) != []


def test_an_earlier_estimate_may_only_be_told_as_earlier():
    first = event(
        "infrastructure", "P-1", "power_outage", source="city-power", area="Eastside",
        estimated_restoration="2026-03-04T13:30:00-05:00", timestamp=ago(33),
    )  # fmt: skip
    moved = court("en", index(outage(), first))
    assert failed(check("It is now expected by 2:30 pm, moved from 1:30 pm.", moved)) == []
    assert failed(check("It is an hour later than first expected.", moved)) == []
    assert failed(check("It is expected back by 1:30 pm.", moved)) != []
    assert failed(check("It is expected by 1:30 pm, moved from 2:30 pm.", moved)) != []


def test_the_number_of_cited_events_may_be_said():
    both = court("en", outage(), delay())
    assert failed(check("Two problems are reported.", both)) == []
    assert failed(check("Three problems are reported.", both)) != []


def test_what_we_say_of_the_cited_events_holds():
    near = court("en", outage(), ours=["The nearest outage is 600 m away."])
    assert failed(check("It is 600 m from you.", near)) == []
    assert failed(check("It is 60 m from you.", near)) != []


def test_lines_streets_and_telephones_are_left_to_others():
    text = "Bus 12 does not stop at 3rd Street; call 555-0142."
    assert check(text, court("en", outage())) == []


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.integers(min_value=-4200, max_value=90_000))
def test_any_other_number_of_customers_is_refused(more: int):
    number = 4300 + more
    found = failed(check(f"{number:,} customers are affected.", court("en", outage())))
    assert (found == []) is (more == 0)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.integers(min_value=1, max_value=1439))
def test_any_other_end_is_refused(minutes: int):
    at = (timedelta(hours=14, minutes=30) + timedelta(minutes=minutes)).total_seconds() // 60
    clock = f"{int(at // 60) % 24:02}:{int(at % 60):02}"
    assert failed(check(f"It is expected back by {clock}.", court("en", outage()))) != []


def test_a_field_without_a_unit_bears_out_only_its_own_number():
    more = event(
        "infrastructure", "P-3", "power_outage", source="city-power", area="Eastside",
        affected_customers=510, feeder_load=1000,
    )  # fmt: skip
    assert failed(check("About 960 customers are affected.", court("en", more))) != []
    assert failed(check("About 500 customers are affected.", court("en", more))) == []


def test_our_own_time_of_an_end_is_no_beginning():
    ours = ("Retour du courant prévu : 14:30.",)
    held = court("fr", outage(), ours=ours)
    assert failed(check("Depuis 14:30, il y a une panne de courant à Eastside.", held))
    assert not failed(check("Depuis 10:32, il y a une panne de courant à Eastside.", held))


def test_the_verb_nearest_to_a_time_says_which_instant_it_is():
    lift = event(
        "transit", "T-2", "accessibility", source="metro-transit", timestamp=ago(60),
        headline="Lift out of order at Northgate station",
        starts_at="2026-03-04T09:58:00-05:00", ends_at="2026-03-04T11:55:00-05:00",
    )  # fmt: skip
    began = "The lift outage at Northgate station began at {}."
    assert failed(check(began.format("9:58 am"), court("en", lift))) == []
    assert failed(check(began.format("11:55 am"), court("en", lift))) != []
