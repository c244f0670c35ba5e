"""What CAP's words come to: types, steps, clips and numbered hazards."""

from datetime import UTC, datetime

import pytest

from core.event import EventType
from core.wire import read_type
from producers.sources.cap_text import clip, steps, tidy
from producers.sources.cap_vtec import read_vtec
from tests.producers.sources.cap_alerts import alert, area, info, only, read

TYPES = [
    ("Tornado Warning", "weather_alert"),
    ("Flash Flood Warning", "weather_alert"),
    ("Red Flag Warning", "weather_alert"),
    ("Extreme Heat Warning", "weather_alert"),
    ("Tsunami Warning", "weather_alert"),
    ("Small Craft Advisory", "weather_alert"),
    ("Aviso de tormenta", "weather_alert"),
    ("Air Quality Alert", "air_quality"),
    ("Evacuation Immediate", "evacuation"),
    ("Wildfire", "fire"),
    ("Structure fire", "fire"),
    ("Incendio forestal", "fire"),
    ("Earthquake Warning", "earthquake"),
    ("Hazardous Materials Warning", "hazmat"),
    ("Radiological Hazard Warning", "hazmat"),
    ("Boil Water Advisory", "water_advisory"),
    ("Power outage", "power_outage"),
    ("Gas leak", "gas_leak"),
    ("911 Telephone Outage Emergency", "public_safety"),
    ("Child Abduction Emergency", "public_safety"),
    ("Shelter In Place Warning", "public_safety"),
    ("Law Enforcement Warning", "public_safety"),
    ("Disease outbreak", "health_advisory"),
    ("Bridge closure", "road_closure"),
    ("Traffic lights out", "signal_outage"),
    ("Window cleaning", "other"),
    ("Trains and rainbows", "weather_alert"),
]


@pytest.mark.parametrize(("word", "kind"), TYPES)
def test_an_events_own_word_decides_its_type(word: str, kind: str):
    block = info(area("x"), event=word).replace("<category>Met", "<category>Other")
    event = only(read(alert("A-1", block)))
    assert event.type is EventType(kind)
    assert event.type_text == (word if kind == "other" else "")
    assert read_type(event.type_text or event.type.value)[0] is event.type


@pytest.mark.parametrize(
    ("more", "category", "kind"),
    [
        ("<eventCode><valueName>SAME</valueName><value>TOR</value></eventCode>", "Other",
         "weather_alert"),
        ("<responseType>Evacuate</responseType>", "Other", "evacuation"),
        ("", "Met", "weather_alert"),
        ("", "Fire", "fire"),
        ("", "Health", "health_advisory"),
        ("", "CBRNE", "hazmat"),
        ("", "Security", "public_safety"),
        ("", "Geo", "other"),
        ("", "Infra", "other"),
    ],
)  # fmt: skip
def test_a_word_that_says_nothing_leaves_it_to_codes_and_category(
    more: str, category: str, kind: str
):
    block = info(area("x"), event="Notice", more=more)
    block = block.replace("<category>Met", f"<category>{category}")
    assert only(read(alert("A-1", block))).type is EventType(kind)


@pytest.mark.parametrize(
    ("headline", "held"),
    [
        ("TEST: evacuation of Harbor", True),
        ("[TEST] Flood", True),
        ("This is a test of the siren system", True),
        ("THIS IS ONLY A TEST", True),
        ("Exercise: quake", True),
        ("Test positivity rises in Harbor", False),
        ("Exercise caution on the quays", False),
        ("Water tests show lead in Eastside", False),
    ],
)
def test_an_actual_alert_that_calls_itself_a_test_is_held(headline: str, held: bool):
    event = only(read(alert("A-1", info(area("x"), more=f"<headline>{headline}</headline>"))))
    assert (event.handling.value == "test") is held


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", ()),
        ("Not Applicable", ()),
        ("Unknown.", ()),
        ("Stay inside. Close windows!", ("Stay inside.", "Close windows!")),
        ("Stay\ninside\nand wait.", ("Stay inside and wait.",)),
        ("* Stay inside\n* Close\n  windows", ("Stay inside", "Close windows")),
        ("1. Go.\n2) Wait.", ("Go.", "Wait.")),
        ("Leave by St. Mary Street. Call J. Doe.", ("Leave by St. Mary Street.", "Call J. Doe.")),
        ("MOVE NOW...TO HIGHER GROUND.", ("MOVE NOW...TO HIGHER GROUND.",)),
        ("Stay inside.<br/>Wait.", ("Stay inside.", "Wait.")),
        ("请留在室内。关好窗户。", ("请留在室内。", "关好窗户。")),
        ("Wait. Wait.", ("Wait.",)),
    ],
)
def test_an_instruction_is_split_into_steps(text: str, wanted: tuple[str, ...]):
    assert steps(text) == wanted


def test_a_text_is_clipped_after_a_sentence():
    assert clip("One two. Three four. Five six.", 24) == "One two. Three four. …"
    assert clip("x" * 50, 10) == "xxxxxxxx …"
    assert clip("short", 10) == "short"
    for length in range(5, 60):
        assert len(clip("One two. Three four. Five six. Seven eight. Nine.", length)) <= length


def test_markup_other_than_breaks_stays_text():
    assert tidy("a<br />b <b>c</b>\x00") == "a b <b>c</b>"


def test_a_numbered_hazard_is_read_with_the_one_in_force_first():
    ended, begun = (
        "/O.UPG.KOKX.WS.A.0003.260301T0000Z-260302T0000Z/",
        "/O.NEW.KOKX.WS.W.0004.260301T0000Z-000000T0000Z/",
    )
    first, second = read_vtec([f"{ended}\n{begun}"])
    assert (first.hazard, first.over, first.ends_at) == ("KOKX.WS.W.0004", False, None)
    assert (second.hazard, second.over) == ("KOKX.WS.A.0003", True)
    assert second.ends_at == datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["", "KOKX", "/O.NEW.KOKX.FL.S.0000.260301T0000Z-260302T0000Z/", "/00000.0.SM.0/"]
)
def test_what_names_no_hazard_is_no_number(text: str):
    assert read_vtec([text]) == ()


def test_a_product_marked_as_a_test_is_a_test():
    code = "/T.NEW.KRVM.TO.W.0001.260301T1500Z-260301T1600Z/"
    more = f"<parameter><valueName>VTEC</valueName><value>{code}</value></parameter>"
    assert only(read(alert("A-1", info(area("x"), more=more)))).handling.value == "test"
